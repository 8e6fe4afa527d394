"""`gapwatch price`: what a level of quality costs, closed and open."""

from __future__ import annotations

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleAsked, SeriesAsked, declared, opened
from cli.shell.sections import (
    model_names,
    print_section,
    print_sections,
)
from measures.segments import PriceGapSegment
from measures.series import Series, shipped
from terms.openness import HEADLINE_RULE, OpennessRule
from warehouse.errors import WarehouseMissing
from warehouse.reads import derived as reads_derived
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import prices as reads_prices
from warehouse.reads import statistics as reads_statistics
from warehouse.schema.derived import PRICE_GAP
from warehouse.store import Warehouse


def price(
    series: SeriesAsked = None,
    rule: RuleAsked = None,
    json: JsonOption = False,
) -> None:
    """Show the cheapest model at each score: now for every series, or the history of one.

    Examples: `gapwatch price`, `gapwatch price gpqa_epoch`, `gapwatch price --json`
    """
    rule = rule or OpennessRule(HEADLINE_RULE)
    with opened() as warehouse:
        if series is None:
            _all(warehouse, rule, json)
        else:
            _one(warehouse, declared(series), rule, json)


def _all(warehouse: Warehouse, rule: OpennessRule, json: bool) -> None:
    rows = reads_prices.price_gaps_now(warehouse.connection, rule)
    known = shipped(saturated=reads_gaps.saturated_since(warehouse.connection))
    undeclared = sorted({row["series"] for row in rows} - known.keys())
    rows = [row for row in rows if row["series"] in known]
    if not rows:
        raise WarehouseMissing("no price was computed yet: run `gapwatch refresh` first")
    if json:
        hosts = reads_statistics.statistics(warehouse.connection, "host_dispersion")
        show.as_json({"now": rows, "hosts": hosts})
        return
    from outputs.sections.price.levels import (  # noqa: PLC0415 - every command would pay
        levels,
        price_lines,
    )

    names = model_names(warehouse)
    found = reads_derived.derived_rows(warehouse.connection, PRICE_GAP)
    every = price_lines(PriceGapSegment.from_rows(found), known, names)
    lines = [line for line in every if line.rule == rule]
    print_section(levels(lines, {}), f" ({rule.models})", most=1)
    if undeclared:
        show.say(f"Left out, no longer declared: {', '.join(undeclared)}.")


def _one(warehouse: Warehouse, series: Series, rule: OpennessRule, json: bool) -> None:
    rows = reads_prices.price_segments(warehouse.connection, rule, series.id)
    if not rows:
        raise WarehouseMissing(
            f"no price was computed for {series.id}: it has no threshold in "
            "measures/price/thresholds.toml, or no model of it has a known price"
        )
    if json:
        show.as_json({"segments": rows})
        return
    from outputs.sections.price.history import price_changes  # noqa: PLC0415 - as above

    segments = PriceGapSegment.from_rows(rows)
    print_sections(price_changes(series, segments, model_names(warehouse)), f" ({rule.models})")
