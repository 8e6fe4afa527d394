"""`gapwatch domains` and `gapwatch headline`: the standing by domain, and the one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleAsked, opened
from cli.shell.sections import print_section, print_statistic, refuse_rule
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


def domains(
    rule: RuleAsked = None,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Whether boards of one domain agree on order.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show who is ahead in each domain, today and a year ago.

    Examples: `gapwatch domains`, `gapwatch domains --rule permissive --json`,
    `gapwatch domains --agreement`
    """
    if agreement:
        refuse_rule(rule, "--agreement")
        with opened() as warehouse:
            print_statistic(warehouse, "board_agreement", json=json)
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
    from outputs.sections.domains import domains as by_domain  # noqa: PLC0415 - as above
    from outputs.sections.front.benchmarks import exposure  # noqa: PLC0415 - as above

    estimates, declared = [one for _, one in found], shipped()
    print_section(by_domain(estimates, declared), f" ({rule.models})")
    if part := exposure(estimates, declared):
        show.console.print()
        print_section(part)


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
    show.say(found.in_words(named))
    if found.also:
        show.say(found.also, "dim")
    if found.caveat:
        show.say(found.caveat, "yellow")


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
    show.say(told)
