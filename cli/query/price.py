"""`gapwatch price`: what a level of quality costs, closed and open."""

from __future__ import annotations

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption, SeriesAsked, declared, opened
from cli.shell.sections import model_names, print_section
from measures.segments import PriceGapSegment
from measures.series import Series, load
from outputs.sections.price.levels import (
    levels,
    price_changes,
    price_lines,
    ratio_range,
    series_levels,
)
from terms.openness import OpennessRule
from warehouse.errors import WarehouseMissing
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import prices as reads_prices
from warehouse.reads import statistics as reads_statistics
from warehouse.store import Warehouse


def price(
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    json: JsonOption = False,
) -> None:
    """Show what the best open model's score costs, closed and open: now for every series; of one
    every level, and the history.

    Examples: `gapwatch price`, `gapwatch price gpqa_epoch`, `gapwatch price --json`
    """
    with opened() as warehouse:
        if series is None:
            _all(warehouse, rule, json)
        else:
            _one(warehouse, declared(series), rule, json)


def _all(warehouse: Warehouse, rule: OpennessRule, json: bool) -> None:
    known = load(saturated=reads_gaps.saturated_since(warehouse.connection))
    every = reads_prices.prices_at_quality(warehouse.connection, rule)
    rows = [row for row in every if row["series"] in known]
    if not rows:
        raise WarehouseMissing("no price was computed yet: run `gapwatch refresh` first")
    if json:
        hosts = reads_statistics.statistics(warehouse.connection, "host_dispersion")
        show.as_json({"now": rows, "hosts": hosts})
        return
    lines = price_lines(rows, known, model_names(warehouse))
    print_section(levels(lines, {}, ratio_range(lines)), f" ({rule.models})", most=1)
    undeclared = sorted({row["series"] for row in every} - known.keys())
    if undeclared:
        show.say(f"Left out, no longer declared: {', '.join(undeclared)}.")


def _one(warehouse: Warehouse, series: Series, rule: OpennessRule, json: bool) -> None:
    now = reads_prices.prices_at_quality(warehouse.connection, rule, series.id)
    rows = reads_prices.price_segments(warehouse.connection, rule, series.id)
    if not rows:
        raise WarehouseMissing(
            f"no price was computed for {series.id}: no open model of it has a known price"
        )
    if json:
        show.as_json({"now": now, "segments": rows})
        return
    names, models = model_names(warehouse), f" ({rule.models})"
    if now:
        print_section(series_levels(price_lines(now, {series.id: series}, names)), models)
    print_section(price_changes(series, PriceGapSegment.from_rows(rows), names), models)
