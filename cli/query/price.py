"""`gapwatch price`: what a level of quality costs, closed and open, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleAsked, SeriesAsked, declared, opened
from cli.shell.sections import model_names, print_section, print_statistic, refuse_rule
from measures.headline.sentence import HEADLINE
from measures.segments import PriceGapSegment, PriceSide
from measures.series import Series, shipped
from measures.uncertainty.intervals import level_in_words
from terms.numbers import MISSING, interval, number, p_value, times, usd
from terms.openness import HEADLINE_RULE, OpennessRule
from terms.units import level
from terms.words import PriceBasis
from warehouse.errors import WarehouseMissing
from warehouse.reads import derived as reads_derived
from warehouse.reads import estimates as reads_estimates
from warehouse.reads import prices as reads_prices
from warehouse.schema.derived import PRICE_GAP
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from measures.estimates import Estimate
    from measures.price.records import PriceDeclineEstimate, PricePairEstimate
    from measures.price.records_market import CostPairEstimate, PriceReactionEstimate

Row = Mapping[str, Any]
NOTE = (
    "Ratio: closed price over open price, blended 3:1; below 1 the open model is more expensive. "
    "Per token: models spend tokens unequally."
)


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
        prices_lead,
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
    lead = prices_lead(lines, HEADLINE, rule)
    print_section(
        levels(lines, lead, priced_shares(estimates, rule), {}), f" ({rule.models})", most=1
    )
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
    segments = PriceGapSegment.from_rows(rows)
    for threshold in sorted({one.threshold for one in segments}):
        some = [one for one in segments if one.threshold == threshold]
        show.console.print(
            show.table(
                f"{series.title}, from {_score(threshold, series)}: each change, through "
                f"{some[-1].through}",
                ["From", ">Ratio", "Cheapest closed", "Cheapest open"],
                _changes(some),
            )
        )
    for _, record in found:
        show.console.print(_estimate_line(record))
    show.console.print(NOTE)


def _changes(segments: Sequence[PriceGapSegment]) -> list[list[str]]:
    """Lines of change points; one that changes only the source of a price is left out."""
    lines: list[list[str]] = []
    for one in segments:
        line = [one.entry, _ratio(one.price_ratio), *_sides(one)]
        if not lines or lines[-1][1:] != line[1:]:
            lines.append(line)
    return lines


def _sides(one: PriceGapSegment) -> list[str]:
    return [_side(one.side(side)) for side in ("closed", "open")]


def _side(side: PriceSide) -> str:
    if side.model is None:
        return "none with a price"
    return f"{side.model} {usd(side.price)}{_terms(side)}"


def _terms(side: PriceSide) -> str:
    """Whose price it is when not the maker's, and the mode when the maker has two in force."""
    basis, off_peak = side.price_basis, side.off_peak_price
    if basis == PriceBasis.ONE_HOST:
        return f" ({PriceBasis.ONE_HOST.text})"
    if basis == PriceBasis.MEDIAN_OF_HOSTS:
        return f" (median of {side.hosts or 'the'} hosts we read)"
    if side.price_mode != "peak":
        return ""
    return " (peak)" if off_peak is None else f" (peak; off-peak {usd(off_peak)})"


def _ratio(value: float | None) -> str:
    return MISSING if value is None else times(value)


def _score(value: float, series: Series) -> str:
    return level(value, series.unit)


def _estimate_line(one: Estimate) -> str:
    """One estimate in a line."""
    from measures.price.records import (  # noqa: PLC0415 - as above
        PriceDeclineEstimate,
        PricePairEstimate,
        PriceSensitivityEstimate,
    )
    from measures.price.records_market import CostPairEstimate  # noqa: PLC0415 - as above

    if isinstance(one, PriceDeclineEstimate):
        return _decline_text(one)
    if isinstance(one, PriceSensitivityEstimate):
        return (
            f"At {one.BLEND} with cache, from {one.threshold:g}: ratio {times(one.value)} "
            f"(3:1: {times(one.ratio_3_1)})"
        )
    if isinstance(one, PricePairEstimate):
        return _pair_line(one, "per token", _when(one))
    if isinstance(one, CostPairEstimate):
        best = "" if one.openness_rule is None else "; the best that state a cost"
        return _pair_line(one, "per solved task", best)
    raise TypeError(f"no line is declared for {one.MEASURE}")


def _decline_text(one: PriceDeclineEstimate) -> str:
    level = f"Decline from {one.threshold:g} ({one.group} models)"
    if one.value is None:
        return f"{level}: none, {one.caveat}"
    return (
        f"{level}: {number(one.value)} times cheaper a year ({_interval(one)}), n = {one.n}, "
        f"{one.from_on} to {one.through_on}"
    )


def _interval(one: PriceDeclineEstimate) -> str:
    if one.ci_level is None:
        why = one.why_no_interval
        return f"interval not determined: {why}" if why else "interval not determined"
    return f"{interval(one.low, one.high)}, {level_in_words(one.ci_level)}"


def _pair_line(one: PricePairEstimate | CostPairEstimate, what: str, when: str) -> str:
    quality = one.quality_percent
    at = "" if quality is None else f"{number(quality)} % of the score at "
    return (
        f"{one.open.model} against {one.closed.model}: "
        f"{at}{number(one.cost_percent)} % of the cost {what}, 1/{number(one.value)}{when}"
    )


def _when(one: PricePairEstimate) -> str:
    """Which prices a pair compares, and who is better but has none."""
    if one.openness_rule is None:
        days = sorted({str(one.closed_on), str(one.open_on)})
        many = "different days: " if len(days) > 1 else ""
        return f"; prices of {many}{' and '.join(days)}"
    unpriced = one.unpriced_closed or one.unpriced_open
    return "; the best with a price today" + (f". {one.caveat}" if unpriced else "")


def _estimates(
    warehouse: Warehouse, kinds: Sequence[type[Estimate]], series: str | None = None
) -> list[tuple[Row, Estimate]]:
    """Rows of some measures, each with its record."""
    by_measure = {kind.MEASURE: kind for kind in kinds}
    rows = reads_estimates.estimates(warehouse.connection, *by_measure, series=series)
    return [(row, by_measure[row["measure"]].from_row(row)) for row in rows]
