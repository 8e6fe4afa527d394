"""`gapwatch domains` and `gapwatch headline`: the standing by domain, and the one sentence."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleAsked, opened
from cli.shell.sections import print_sections, print_statistic
from measures.series import load
from outputs import headline as newest_headline
from outputs.sections.domains import domains as by_domain
from outputs.sections.front.benchmarks import exposure
from terms.openness import HEADLINE_RULE, OpennessRule
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.reads import models as reads_models
from warehouse.reads.views import view_rows

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
    if agreement and rule is not None:
        raise typer.BadParameter(
            "--agreement is the same under every openness rule: leave --rule out"
        )
    rule = rule or OpennessRule(HEADLINE_RULE)
    with opened() as warehouse:
        if agreement:
            print_statistic(warehouse, "board_agreement", json=json)
            return
        found = view_rows(warehouse.connection, "domain", openness_rule=rule)
        lags = view_rows(warehouse.connection, "lag_now", openness_rule=rule)
    if not found:
        raise WarehouseMissing(NEVER)
    # By domain, those that count first.
    found.sort(key=lambda row: (row["domain"], not row["speaks"], row["series"]))
    if json:
        show.as_json(found)
        return
    declared = load()
    print_sections(
        (by_domain(found, declared), exposure(found, lags, declared)), f" ({rule.models})"
    )


def headline(json: JsonOption = False) -> None:
    """Print the headline: how far behind, how sure, and on how many domains.

    Examples: `gapwatch headline`, `gapwatch headline --json`
    """
    with opened() as warehouse:
        found = newest_headline.newest(warehouse)
        named = reads_models.naming(warehouse.connection)
    if found is None:
        raise WarehouseMissing(NEVER)
    if json:
        as_of = max((row["vintage_on"] for row in found.domains), default=None)
        told = {name: getattr(found, name) for name in ("sentence", "caveat", "verdicts", "parts")}
        show.as_json({"as_of": as_of, **told})
        return
    show.say(found.in_words(named))
    if found.also:
        show.say(found.also, "dim")
    if found.caveat:
        show.say(found.caveat, "yellow")


def greet() -> None:
    """The headline's first sentence where there is one, else how to get one; never an error."""
    try:
        with opened() as warehouse:
            found = newest_headline.newest(warehouse)
            named = reads_models.naming(warehouse.connection)
    except WarehouseError as error:
        show.console.print(str(error), style="yellow")
        return
    show.say(
        f"{found.leading(named) or found.counted} More: `gapwatch headline`" if found else NEVER
    )
