"""`gapwatch price`: what a level of quality costs, closed and open, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleAsked, SeriesAsked, declared, opened
from cli.shell.sections import (
    model_names,
    print_section,
    print_sections,
    print_statistic,
    refuse_rule,
)
from measures.segments import PriceGapSegment
from measures.series import Series, shipped
from terms.numbers import number, p_value
from terms.openness import HEADLINE_RULE, OpennessRule
from warehouse.errors import WarehouseMissing
from warehouse.reads import derived as reads_derived
from warehouse.reads import estimates as reads_estimates
from warehouse.reads import prices as reads_prices
from warehouse.schema.derived import PRICE_GAP
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from measures.estimates import Estimate
    from measures.price.records_market import PriceReactionEstimate

Row = Mapping[str, Any]


def price(
    series: SeriesAsked = None,
    rule: RuleAsked = None,
    solved: Annotated[
        bool, typer.Option("--solved", help="What a solved task cost, run by run.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show the cheapest model at each score: now for every series, or the history of one.

    Examples: `gapwatch price`, `gapwatch price gpqa_epoch`, `gapwatch price --solved`,
    `gapwatch price --json`
    """
    if solved:
        refuse_rule(rule, "--solved")
    rule = rule or OpennessRule(HEADLINE_RULE)
    with opened() as warehouse:
        if solved:
            asked = None if series is None else declared(series).id
            print_statistic(warehouse, "solved_cost", series=asked, json=json)
        elif series is None:
            _all(warehouse, rule, json)
        else:
            _one(warehouse, declared(series), rule, json)


def _all(warehouse: Warehouse, rule: OpennessRule, json: bool) -> None:
    from measures.estimates import only, unpacked  # noqa: PLC0415 - as above
    from measures.price.records import (  # noqa: PLC0415 - every command would pay
        PriceCoverageEstimate,
    )
    from measures.price.records_market import (  # noqa: PLC0415 - as above
        HostDispersionEstimate,
        PriceReactionEstimate,
    )

    rows = reads_prices.price_gaps_now(warehouse.connection, rule)
    known = shipped()
    undeclared = sorted({row["series"] for row in rows} - known.keys())
    rows = [row for row in rows if row["series"] in known]
    if not rows:
        raise WarehouseMissing("no price was computed yet: run `gapwatch refresh` first")
    of_now = (PriceCoverageEstimate, PriceReactionEstimate, HostDispersionEstimate)
    found = _estimates(warehouse, of_now)
    if json:
        show.as_json({"now": rows, "estimates": [unpacked(row, one) for row, one in found]})
        return
    from outputs.sections.price.levels import (  # noqa: PLC0415 - as above
        hosts_of,
        levels,
        price_lines,
        priced_shares,
    )

    estimates = [record for _, record in found]
    names = model_names(warehouse)
    found_rows = reads_derived.derived_rows(warehouse.connection, PRICE_GAP)
    changes = PriceGapSegment.from_rows(found_rows)
    lines = [
        line
        for line in price_lines(changes, known, names, hosts_of(estimates))
        if line.rule == rule
    ]
    print_section(levels(lines, priced_shares(estimates, rule), {}), f" ({rule.models})", most=1)
    if undeclared:
        show.say(f"Left out, no longer declared: {', '.join(undeclared)}.")
    _reactions(only(PriceReactionEstimate, estimates))


def _reactions(found: Sequence[PriceReactionEstimate]) -> None:
    for one in found:
        if one.p_value is not None:
            show.say(
                f"{number(one.value, 0)} of {one.n} closed cuts came within {one.within_days} days "
                f"of a record open release; {number(one.expected_by_chance)} by chance "
                f"(p {p_value(one.p_value)})"
            )


def _one(warehouse: Warehouse, series: Series, rule: OpennessRule, json: bool) -> None:
    from measures.estimates import unpacked  # noqa: PLC0415 - as above
    from measures.price.records import (  # noqa: PLC0415 - as above
        PriceDeclineEstimate,
        PricePairEstimate,
        PriceSensitivityEstimate,
    )
    from measures.price.records_market import CostPairEstimate  # noqa: PLC0415 - as above

    rows = reads_prices.price_segments(warehouse.connection, rule, series.id)
    of_series = (
        PricePairEstimate,
        CostPairEstimate,
        PriceDeclineEstimate,
        PriceSensitivityEstimate,
    )
    every = _estimates(warehouse, of_series, series.id)
    found = [(row, one) for row, one in every if one.openness_rule in (None, rule)]
    if not rows and not found:
        raise WarehouseMissing(
            f"no price was computed for {series.id}: it has no threshold in "
            "measures/price/thresholds.toml, or no model of it has a known price"
        )
    if json:
        estimates = [unpacked(row, one) for row, one in found]
        show.as_json({"segments": rows, "estimates": estimates})
        return
    from outputs.sections.price.decline import declines  # noqa: PLC0415 - as above
    from outputs.sections.price.history import price_changes  # noqa: PLC0415 - as above
    from outputs.sections.price.pairs import named_pairs  # noqa: PLC0415 - as above
    from outputs.sections.price.shares import shares  # noqa: PLC0415 - as above

    records, names = [one for _, one in found], model_names(warehouse)
    only_this, today = {series.id: series}, datetime.now(UTC).date()
    segments = PriceGapSegment.from_rows(rows)
    print_sections(price_changes(series, segments, records, names), f" ({rule.models})")
    if segments:
        show.console.print()
    print_sections(
        (
            declines(records, only_this, series.id, today),
            shares(records, only_this, names),
            named_pairs(records, only_this, names),
        )
    )


def _estimates(
    warehouse: Warehouse, kinds: Sequence[type[Estimate]], series: str | None = None
) -> list[tuple[Row, Estimate]]:
    """Rows of some measures, each with its record."""
    by_measure = {kind.MEASURE: kind for kind in kinds}
    rows = reads_estimates.estimates(warehouse.connection, *by_measure, series=series)
    return [(row, by_measure[row["measure"]].from_row(row)) for row in rows]
