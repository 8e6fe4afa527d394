"""`gapwatch price`: what a level of quality costs, closed and open."""

from __future__ import annotations

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleAsked, SeriesAsked, declared, opened
from cli.shell.sections import (
    model_names,
    print_section,
)
from measures.segments import PriceGapSegment
from measures.series import Series, load
from terms.openness import HEADLINE_RULE, OpennessRule
from warehouse.errors import WarehouseMissing
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import prices as reads_prices
from warehouse.reads import statistics as reads_statistics
from warehouse.store import Warehouse


def price(
    series: SeriesAsked = None,
    rule: RuleAsked = None,
    json: JsonOption = False,
) -> None:
    """Show what the best open model's score costs, closed and open: now for every series; of one
    every level, and the history.

    Examples: `gapwatch price`, `gapwatch price gpqa_epoch`, `gapwatch price --json`
    """
    rule = rule or OpennessRule(HEADLINE_RULE)
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
    from outputs.sections.price.levels import (  # noqa: PLC0415 - every command would pay
        levels,
        price_lines,
        ratio_range,
    )

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
    from outputs.sections.price.history import price_changes  # noqa: PLC0415 - as above
    from outputs.sections.price.levels import price_lines, series_levels  # noqa: PLC0415 - as above

    names = model_names(warehouse)
    if now:
        lines = price_lines(now, {series.id: series}, names)
        print_section(series_levels(lines), f" ({rule.models})")
    segments = PriceGapSegment.from_rows(rows)
    print_section(price_changes(series, segments, names), f" ({rule.models})")
