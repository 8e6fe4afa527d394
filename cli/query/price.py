"""`gapwatch price`: what a level of quality costs, closed and open, and how sure that is."""

from __future__ import annotations

import json as json_
from collections.abc import Mapping, Sequence
from typing import Any

from cli.query.gap import declared, opened
from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption, SeriesAsked
from measures.series import Series, shipped
from measures.uncertainty.intervals import level_in_words
from terms.numbers import MISSING, interval, number, p_value, times, usd
from terms.openness import OpennessRule
from terms.units import level
from terms.words import PriceBasis
from warehouse.errors import WarehouseMissing
from warehouse.reads import prices as reads_prices
from warehouse.store import Warehouse

OF_SERIES = ("price_pair", "cost_pair", "price_decline", "price_sensitivity")
OF_NOW = ("price_coverage", "price_reaction", "host_dispersion")
FEW = 0.5
"""Below this share of open models with a price the cheapest one may be unknown."""
NOTE = (
    "Ratio: closed price over open price, blended 3:1; below 1 the open model is dearer. "
    "Per token: models spend tokens unequally."
)


def price(
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    json: JsonOption = False,
) -> None:
    """Show the cheapest model at each level of quality, of every series or the history of one.

    Examples: `gapwatch price`, `gapwatch price gpqa_epoch`, `gapwatch price --json`
    """
    with opened() as warehouse:
        if series is None:
            _all(warehouse, rule, json)
        else:
            _one(warehouse, declared(series), rule, json)


def _all(warehouse: Warehouse, rule: OpennessRule, json: bool) -> None:
    rows = reads_prices.price_gaps_now(warehouse.connection, rule)
    known = shipped()
    undeclared = sorted({row["series"] for row in rows} - known.keys())
    rows = [row for row in rows if row["series"] in known]
    if not rows:
        raise WarehouseMissing("no price gap was issued yet: run `gapwatch refresh` first")
    estimates = _unpacked(reads_prices.price_estimates(warehouse.connection, OF_NOW))
    if json:
        show.as_json({"now": rows, "estimates": estimates})
        return
    priced = {
        (row["series"], row["detail"]["threshold"]): row["detail"]["open"]
        for row in estimates
        if row["measure"] == "price_coverage" and row["openness_rule"] == rule
    }
    show.console.print(
        show.table(
            f"Price at quality, USD per 1M tokens ({rule.models}), {rows[0]['through']}",
            ["Series, score", ">Ratio", "Cheapest closed, cheapest open", ">Priced"],
            [
                [
                    f"{row['series']}\n  from {_score(row['threshold'], known[row['series']])}",
                    _ratio(row["price_ratio"]),
                    f"{_side(row, 'closed')}\n{_side(row, 'open')}",
                    _priced(priced.get((row["series"], row["threshold"]))),
                ]
                for row in rows
            ],
        )
    )
    show.console.print(NOTE)
    show.console.print(
        "Priced: open models at that score with a known price; * fewer than half, so the cheapest "
        "open model may be one of the others."
    )
    if undeclared:
        show.console.print(f"Left out, no longer declared: {', '.join(undeclared)}.")
    _reactions([row for row in estimates if row["measure"] == "price_reaction"])


def _priced(count: Sequence[int] | None) -> str:
    if count is None:
        return "–"
    priced, total = count
    return f"{priced} of {total}" + ("*" if priced < FEW * total else "")


def _reactions(rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        found = row["detail"]
        if found["p_value"] is not None:
            show.console.print(
                f"{number(row['value'], 0)} of {row['n']} closed cuts came {row['variant']} of a "
                f"record open release; {number(found['expected_by_chance'])} by chance "
                f"(p {p_value(found['p_value'])})".replace("_", " ")
            )


def _one(warehouse: Warehouse, series: Series, rule: OpennessRule, json: bool) -> None:
    segments = reads_prices.price_segments(warehouse.connection, rule, series.id)
    found = _unpacked(reads_prices.price_estimates(warehouse.connection, OF_SERIES, series.id))
    found = [row for row in found if row["openness_rule"] in (None, rule)]
    if not segments and not found:
        raise WarehouseMissing(
            f"no price was issued for {series.id}: it has no threshold in "
            "measures/price/thresholds.toml, or no model of it has a known price"
        )
    if json:
        show.as_json({"segments": segments, "estimates": found})
        return
    for threshold in sorted({row["threshold"] for row in segments}):
        some = [row for row in segments if row["threshold"] == threshold]
        show.console.print(
            show.table(
                f"{series.title}, from {_score(threshold, series)}: each change, through "
                f"{some[-1]['through']}",
                ["From", ">Ratio", "Cheapest closed", "Cheapest open"],
                _changes(some),
            )
        )
    for row in found:
        show.console.print(_told(row))
    show.console.print(NOTE)


def _changes(rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Lines of change points; one that changes only the source of a price is left out."""
    lines: list[list[str]] = []
    for row in rows:
        line = [row["entry"], _ratio(row["price_ratio"]), *_sides(row)]
        if not lines or lines[-1][1:] != line[1:]:
            lines.append(line)
    return lines


def _sides(row: Mapping[str, Any]) -> list[str]:
    return [_side(row, side) for side in ("closed", "open")]


def _side(row: Mapping[str, Any], side: str) -> str:
    model = row[f"{side}_model"]
    if model is None:
        return "none with a price"
    return f"{model} {usd(row[f'{side}_price'])}{_terms(row, side)}"


def _terms(row: Mapping[str, Any], side: str) -> str:
    """Whose price it is when not the maker's, and the mode when the maker has two in force."""
    basis, off_peak = row[f"{side}_price_basis"], row[f"{side}_off_peak_price"]
    if basis == PriceBasis.ONE_HOST:
        return f" ({PriceBasis.ONE_HOST.text})"
    if basis == PriceBasis.MEDIAN_OF_HOSTS:
        return f" (median of {row[f'{side}_hosts'] or 'the'} hosts we read)"
    if row[f"{side}_price_mode"] != "peak":
        return ""
    return " (peak)" if off_peak is None else f" (peak; off-peak {usd(off_peak)})"


def _ratio(value: float | None) -> str:
    return MISSING if value is None else times(value)


def _score(value: float, series: Series) -> str:
    return level(value, series.unit)


def _told(row: Mapping[str, Any]) -> str:
    """One estimate in a line."""
    found = row["detail"]
    if row["measure"] == "price_decline":
        from_score, models = str(row["variant"]).split("|")
        if row["value"] is None:
            return f"Decline from {from_score} ({models} models): none, {row['caveat']}"
        return (
            f"Decline from {from_score} ({models} models): {number(row['value'])} times cheaper "
            f"a year ({_interval(row)}), n = {row['n']}, {row['from_on']} to {row['through_on']}"
        )
    if row["measure"] == "price_sensitivity":
        return (
            f"At 7:2:1 with cache, from {found['threshold']:g}: ratio {times(row['value'])} "
            f"(3:1: {times(found['ratio_3_1'])})"
        )
    return _told_pair(row, found)


def _interval(row: Mapping[str, Any]) -> str:
    if row["low"] is None:
        reason = row["detail"].get("no_interval")
        return f"interval not determined: {reason}" if reason else "interval not determined"
    return f"{interval(row['low'], row['high'])}, {level_in_words(row['ci_level'])}"


def _told_pair(row: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    what = "per solved task" if row["measure"] == "cost_pair" else "per token"
    quality = found["quality_percent"]
    at = "" if quality is None else f"{number(quality)} % of the score at "
    return (
        f"{found['open']['model']} against {found['closed']['model']}: "
        f"{at}{number(found['cost_percent'])} % of the cost {what}, 1/{number(row['value'])}"
        f"{_when(row, found)}"
    )


def _when(row: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """Which prices a pair compares, and who is better but has none."""
    if row["measure"] == "cost_pair":
        return "" if row["openness_rule"] is None else "; the best that state a cost"
    if row["openness_rule"] is None:
        days = sorted({found["closed_on"], found["open_on"]})
        many = "different days: " if len(days) > 1 else ""
        return f"; prices of {many}{' and '.join(days)}"
    unpriced = found["unpriced_closed"] or found["unpriced_open"]
    return "; the best with a price today" + (f". {row['caveat']}" if unpriced else "")


def _unpacked(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Estimates with their detail as an object."""
    return [{**row, "detail": json_.loads(row["detail"])} for row in rows]
