"""`gapwatch domains` and `gapwatch headline`: the standing by domain, and the one sentence."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleAsked, opened
from cli.shell.sections import print_evidence, print_section, print_statistic
from measures.series import load
from outputs import headline as newest_headline
from outputs.sections.domains import domains as by_domain
from outputs.sections.front.benchmarks import exposure
from terms.openness import HEADLINE_RULE, OpennessRule
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.reads.statistics import statistics

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
        found = statistics(warehouse.connection, "domain", openness_rule=rule)
        lags = statistics(warehouse.connection, "lag_now", openness_rule=rule)
    if not found:
        raise WarehouseMissing(NEVER)
    # By domain, those that count first.
    found.sort(key=lambda row: (row["domain"], not row["speaks"], row["series"]))
    if json:
        show.as_json(found)
        return
    declared = load()
    print_section(by_domain(found, declared), f" ({rule.models})")
    print_evidence(found)
    if seen := exposure(found, lags, declared):
        show.say(seen)


def headline(json: JsonOption = False) -> None:
    """Print the headline: how far behind, how sure, and on how many domains.

    Examples: `gapwatch headline`, `gapwatch headline --json`
    """
    with opened() as warehouse:
        found = newest_headline.newest(warehouse)
    if found is None:
        raise WarehouseMissing(NEVER)
    counts = found.counts
    if json:
        as_of = max((row["vintage_on"] for row in counts.domains), default=None)
        told = {name: getattr(counts, name) for name in ("caveat", "verdicts", "parts")}
        show.as_json({"as_of": as_of, "sentence": found.sentence, **told})
        return
    show.say(found.sentence)
    for line, style in ((found.also, "dim"), (counts.caveat, "yellow")):
        if line:
            show.say(line, style)


def greet() -> None:
    """The headline's first sentence where there is one, else how to get one; never an error."""
    try:
        with opened() as warehouse:
            found = newest_headline.newest(warehouse)
    except WarehouseError as error:
        show.console.print(str(error), style="yellow")
        return
    show.say(f"{found.leading or found.sentence} More: `gapwatch headline`" if found else NEVER)
