"""`gapwatch domains` and `gapwatch headline`: the standing by domain, and the one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleAsked, opened
from cli.shell.sections import print_section, print_statistic, refuse_rule
from measures.series import load
from terms.openness import HEADLINE_RULE, OpennessRule
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.reads import lags as reads_lags
from warehouse.reads import models as reads_models
from warehouse.reads import statistics as reads_statistics
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from measures.headline.sentence import Headline

NEVER = "nothing was computed yet: run `gapwatch refresh` first"


def domains(
    rule: RuleAsked = None,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Whether boards of one domain agree on order.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show who is ahead in each domain.

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
    with opened() as warehouse:
        found = reads_statistics.statistics(warehouse.connection, "domain", openness_rule=rule)
        lags = reads_lags.lags_now(warehouse.connection, rule)
    if not found:
        raise WarehouseMissing(NEVER)
    # By domain, those that count first.
    found.sort(key=lambda row: (row["domain"], not row["speaks"], row["series"]))
    if json:
        show.as_json(found)
        return
    from outputs.sections.domains import domains as by_domain  # noqa: PLC0415 - every command would pay
    from outputs.sections.front.benchmarks import exposure  # noqa: PLC0415 - as above

    declared = load()
    print_section(by_domain(found, declared), f" ({rule.models})")
    if part := exposure(found, lags, declared):
        show.console.print()
        print_section(part)


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
    from outputs.headline import newest  # noqa: PLC0415 - every command would pay

    return newest(warehouse)


def _unpacked(found: Headline) -> dict[str, Any]:
    return {
        "as_of": max((row["vintage_on"] for row in found.domains), default=None),
        "sentence": found.sentence,
        "caveat": found.caveat,
        "verdicts": found.verdicts,
        "parts": found.parts,
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
