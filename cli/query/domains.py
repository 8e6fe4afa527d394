"""`gapwatch domains` and `gapwatch headline`: the standing by domain, and the one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleAsked, opened
from cli.shell.sections import one_of, print_statistic, refuse_rule
from measures.series import shipped
from terms.openness import HEADLINE_RULE, OpennessRule
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.reads import estimates as reads_estimates
from warehouse.reads import models as reads_models
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from measures.headline.records import DomainEstimate
    from measures.headline.sentence import Headline

NEVER = "nothing was computed yet: run `gapwatch refresh` first"
UNCOUNTED = "†"
"""Follows a series that does not speak for its domain; such rows are dim where there is colour."""


def domains(
    rule: RuleAsked = None,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Whether boards of one domain agree on order.")
    ] = False,
    saturation: Annotated[
        bool, typer.Option("--saturation", help="How near leaders are to the ceiling.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show who is ahead in each domain, today and a year ago.

    Examples: `gapwatch domains`, `gapwatch domains --rule commercial --json`,
    `gapwatch domains --agreement`, `gapwatch domains --saturation`
    """
    if table := one_of(agreement=agreement, saturation=saturation):
        refuse_rule(rule, f"--{table}")
        with opened() as warehouse:
            view = "board_agreement" if agreement else "saturation"
            print_statistic(warehouse, view, json=json)
    else:
        _domains(rule or OpennessRule(HEADLINE_RULE), json)


def _domains(rule: OpennessRule, json: bool) -> None:
    from measures.estimates import unpacked  # noqa: PLC0415 - as above
    from measures.headline.records import DomainEstimate  # noqa: PLC0415 - every command would pay

    with opened() as warehouse:
        rows = reads_estimates.estimates(warehouse.connection, DomainEstimate.MEASURE, rule=rule)
    if not rows:
        raise WarehouseMissing(NEVER)
    found = sorted(
        ((row, DomainEstimate.from_row(row)) for row in rows), key=lambda pair: _place(pair[1])
    )
    if json:
        show.as_json([unpacked(row, one) for row, one in found])
        return
    units = {name: series.unit for name, series in shipped().items()}
    lines: list[Sequence[Any]] = []
    for domain, members in groupby((one for _, one in found), key=lambda one: one.domain):
        of_domain = list(members)
        lines.append([Text(domain, style="bold"), "", "", of_domain[0].direction_text])
        lines += [_line(one, units[one.series]) for one in of_domain]
    columns = ["Domain, series", ">Gap", ">Year ago", "Who is ahead; over the year"]
    title = f"Open against closed by domain ({rule.models})"
    drawn = show.table(title, columns, lines)
    drawn.columns[0].no_wrap = True
    show.console.print(drawn)
    for note in _notes([one for _, one in found]):
        show.console.print(note)


def _notes(found: Sequence[DomainEstimate]) -> Iterator[str]:
    """What stands below the table."""
    from measures.headline.exposure import exposure_sentence  # noqa: PLC0415 - as above

    declared = shipped()
    if said := exposure_sentence((one, declared[one.series]) for one in found):
        yield said
    yield "as of: that page was out of date a year ago; a change is since its day"
    yield (
        f"{UNCOUNTED} closed to new entries, saturated, disputed or task-tuned; not counted for "
        "the domain"
    )


def _place(one: DomainEstimate) -> tuple[str, bool, str]:
    """By domain, those that count first."""
    return one.domain, not one.speaks, one.series


def headline(json: JsonOption = False) -> None:
    """Print the headline: how far behind, how sure, and on how many domains.

    Examples: `gapwatch headline`, `gapwatch headline --json`
    """
    with opened() as warehouse:
        found = _newest(warehouse)
        named = reads_models.naming(warehouse.connection)
    if found is None:
        raise WarehouseMissing(NEVER)
    if json:
        show.as_json(_unpacked(found))
        return
    show.console.print(found.in_words(named))
    if found.also:
        show.console.print(found.also, style="dim")
    if found.caveat:
        show.console.print(Text(found.caveat, style="yellow"))


def _newest(warehouse: Warehouse) -> Headline | None:
    from measures.headline.records import HeadlineEstimate  # noqa: PLC0415 - as above
    from measures.headline.sentence import headline as headline_of  # noqa: PLC0415 - as above

    rows = reads_estimates.estimates(warehouse.connection, HeadlineEstimate.MEASURE)
    return headline_of(map(HeadlineEstimate.from_row, rows))


def _unpacked(found: Headline) -> dict[str, Any]:
    parts = sorted(found.parts, key=lambda part: part.variant)
    return {
        "as_of": found.count.through_on,
        "sentence": found.sentence,
        "caveat": found.caveat,
        "verdicts": found.count.verdicts,
        "parts": [part.shown for part in parts],
    }


def greet() -> None:
    """The headline's first sentence where there is one, else how to get one; never an error."""
    try:
        with opened() as warehouse:
            found = _newest(warehouse)
            named = reads_models.naming(warehouse.connection)
    except WarehouseError as error:
        show.console.print(str(error), style="yellow")
        return
    told = f"{found.leading(named) or found.counted} More: `gapwatch headline`" if found else NEVER
    show.console.print(told)


def _line(one: DomainEstimate, unit: str) -> list[str | Text]:
    then, change = one.year_ago, one.change
    since = f" since {change.since}" if change.since else ""
    course = f"; {change.text}{since}" if change.is_comparable else ""
    day = then and (f"as of {then.as_of}" if then.as_of else then.vintage_on)
    mark, style = ("", "") if one.speaks else (f" {UNCOUNTED}", "dim")
    unconfirmed = ", unconfirmed" if one.unconfirmed else ""
    gap_then = show.number(then.gap if then else None, unit)
    return [
        Text(f"  {one.series}{mark}", style=style),
        Text(show.number(one.value, unit), style=style),
        Text(gap_then + (f"\n{day}" if day else ""), style=style),
        Text(f"{one.verdict.text}{unconfirmed}{course}", style=style),
    ]
