"""Estimates about token prices: pairs of models, another blend of tokens, decline over time.

Issue of the price measures: price at quality as segments, the rest as estimates.

Estimates, each a board of table estimate: `price_pair`, `price_sensitivity`, `price_coverage`,
`price_decline`, `cost_per_solved`, `cost_pair` (per series);
`host_dispersion`, `price_reaction`, `price_event`.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from measures.boards.states import inputs as states_in_force
from measures.estimates import as_json, estimate_row
from measures.gap.daily import inputs_on
from measures.known import DerivedBoard, Known, derived
from measures.price.at_quality import (
    Level,
    Offer,
    cheapest_on,
    levels,
    offers,
    price_gap_history,
    reaching,
    thresholds,
    whole_levels,
)
from measures.price.book import Price
from measures.price.decline import CI_LEVEL, Decline, decline, observations, prices_inside
from measures.price.lists import Prices
from measures.price.pairs import Leaders, PairPrice, leading_pair, pair_price, pairs
from measures.price.rows_market import (
    cost_pairs,
    cost_rows,
    event_rows,
    host_rows,
    reaction_rows,
)
from measures.series import Series
from terms.openness import CLOSED_GRADES, HEADLINE_RULE, OPEN_GRADES, OPENNESS_RULES

Row = dict[str, Any]
TWO_DAYS = (
    "The two prices are of different days: a fall over time, not a difference between models."
)
NONE_REACHES = "No open model reaches the threshold."
ONLY_LEADERS = "Only lists of leaders are known, which do not say who else reaches a score."
UNEVEN = (
    "Per token: models spend tokens unequally (reasoning effort, tokenizer); "
    "compare cost_pair where the board gives cost."
)

DECLINE_CAVEAT = (
    "Scores are the newest on all days; undated prices count from the first look at them."
)


def pair_rows(
    known: Known, priced: Prices, series: Series, found: Sequence[Level]
) -> Iterator[Row]:
    """Declared pairs of the series, and the best closed and open model with a price now."""
    for pair in pairs():
        if pair.series == series.id and (made := pair_price(pair, priced.book, series, found)):
            key = f"{pair.closed}|{pair.open}|{pair.closed_on}|{pair.on}"
            yield _pair_row(known, priced, series, made, key)
    for rule in OPENNESS_RULES:
        leaders = _leaders(known, priced, series, found, rule)
        if leaders and (made := pair_price(leaders.pair, priced.book, series, found)):
            row = _pair_row(known, priced, series, made, f"leaders|{rule}", rule)
            yield _with_unpriced(row, leaders)


def _leaders(
    known: Known, priced: Prices, series: Series, found: Sequence[Level], rule: str
) -> Leaders | None:
    on, names = known.through, known.names
    models = {level.model for level in found}
    classes = [
        {model for model in models if names.openness(model, on) in grades}
        for grades in (CLOSED_GRADES, OPEN_GRADES[rule])
    ]
    return leading_pair(series, found, priced.book, classes, on)


def _with_unpriced(row: Row, leaders: Leaders) -> Row:
    """`row` with the better models that nobody gives a price for: the ratio is without them."""
    closed, opened = leaders.unpriced
    detail = {**json.loads(row["detail"]), "unpriced_closed": closed, "unpriced_open": opened}
    told = [f"{', '.join(names)} ({side})" for side, names in (("closed", closed), ("open", opened))
            if names]  # fmt: skip
    caveat = f"Better, but without a known price: {'; '.join(told)}." if told else row["caveat"]
    return {**row, "detail": as_json(detail), "caveat": caveat}


def _pair_row(
    known: Known,
    priced: Prices,
    series: Series,
    made: PairPrice,
    entry: str,
    rule: str | None = None,
) -> Row:
    pair, is_now = made.pair, rule is not None
    return estimate_row(
        known.code_version,
        entry=entry,
        series=series.id,
        openness_rule=rule,
        value=round(made.blended_ratio, 6),
        n=1,
        unit="closed price / open price",
        # A pair of today names no day: its content changes only when a price or a leader does.
        from_on=None if is_now else min(pair.closed_on, pair.on),
        through_on=None if is_now else max(pair.closed_on, pair.on),
        detail=as_json(
            {
                "closed": _price(made.closed, made.closed_value),
                "open": _price(made.open, made.open_value),
                "input_ratio": made.input_ratio,
                "output_ratio": made.output_ratio,
                "blended_ratio_7_2_1": made.cached_ratio,
                "cost_percent": 100 / made.blended_ratio,
                "quality_percent": made.quality_percent,
                "same_day": pair.same_day,
                "closed_on": None if is_now else pair.closed_on,
                "open_on": None if is_now else pair.on,
                "why": pair.why,
            }
        ),
        caveat=UNEVEN if pair.same_day else TWO_DAYS,
        vintages=_vintages(known, priced, series, (made.closed, made.open)),
    )


def _price(price: Price, value: float | None) -> Row:
    return {
        "model": price.model,
        "value": value,
        "input": price.input,
        "cached": price.cached,
        "output": price.output,
        "blended": price.blended,
        "basis": price.basis,
        "source": price.source,
        "since": price.since,
        "sellers": list(price.sellers),
        "mode": price.mode,
        "off_peak_blended": price.off_peak,
    }


def _vintages(known: Known, priced: Prices, series: Series, prices: Sequence[Price]) -> str:
    states = states_in_force(series, known.states[series.id], known.through)
    return json.dumps([*(state.vintage for state in states), *priced.vintages(prices)])


def sensitivity_rows(
    known: Known, priced: Prices, series: Series, found: Sequence[Level]
) -> Iterator[Row]:
    """The ratio today at 7 cached, 2 input and 1 output token, beside the one at 3:1."""
    for threshold in thresholds().get(series.id, ()):
        reached = reaching(series, found, threshold.at)
        both = [
            offers(reached, priced.book, known.names, grades)
            for grades in (CLOSED_GRADES, OPEN_GRADES[HEADLINE_RULE])
        ]
        cached = _cheapest(both, known.through, cached=True)
        plain = _cheapest(both, known.through, cached=False)
        if cached is None or plain is None:
            continue
        yield estimate_row(
            known.code_version,
            entry=f"{threshold.at:g}|7:2:1",
            series=series.id,
            openness_rule=HEADLINE_RULE,
            value=round(cached[0].blended_cached / cached[1].blended_cached, 6),
            n=sum(_models_on(some, known.through) for some in both),
            unit="closed price / open price",
            detail=as_json(
                {
                    "threshold": threshold.at,
                    "closed": _price(cached[0], None),
                    "open": _price(cached[1], None),
                    "ratio_3_1": plain[0].blended / plain[1].blended,
                }
            ),
            caveat="Seven of ten tokens are cache hits; a missing cached price counts as input.",
            vintages=_vintages(known, priced, series, cached),
        )


def _cheapest(
    both: Sequence[Sequence[Offer]], on: str, *, cached: bool
) -> tuple[Price, Price] | None:
    def cost(price: Price) -> float:
        return price.blended_cached if cached else price.blended

    closed, opened = (cheapest_on(some, on, cost) for some in both)
    return None if closed is None or opened is None else (closed, opened)


def _models_on(some: Sequence[Offer], on: str) -> int:
    return len({one.price.model for one in some if one.start <= on < one.end})


def coverage_rows(
    known: Known, priced: Prices, series: Series, found: Sequence[Level]
) -> Iterator[Row]:
    """Share of the open models at each threshold now that have a known price.

    Where it is small, the cheapest open model may be one whose price no source of ours gives.
    """
    now = [level for level in found if level.end > known.through]
    for threshold in thresholds().get(series.id, ()):
        reached = sorted(reaching(series, now, threshold.at))
        for rule in OPENNESS_RULES:
            sides = {
                side: _prices(known, priced, reached, grades)
                for side, grades in (("closed", CLOSED_GRADES), ("open", OPEN_GRADES[rule]))
            }
            prices = {side: [one for one in some if one] for side, some in sides.items()}
            counts = {side: (len(prices[side]), len(some)) for side, some in sides.items()}
            with_price, total = counts["open"]
            yield estimate_row(
                known.code_version,
                entry=f"{threshold.at:g}|{rule}",
                series=series.id,
                openness_rule=rule,
                value=round(with_price / total, 6) if total else None,
                n=total,
                unit="share of open models with a price",
                detail=as_json({"threshold": threshold.at, **counts}),
                caveat=None if total else NONE_REACHES if found else ONLY_LEADERS,
                vintages=_vintages(known, priced, series, [*prices["closed"], *prices["open"]]),
            )


def _prices(
    known: Known, priced: Prices, models: Sequence[str], grades: frozenset[str]
) -> list[Price | None]:
    """The price today of each of `models` that is in a class, or None."""
    on = known.through
    inside = [model for model in models if known.names.openness(model, on) in grades]
    return [priced.book.price(model, on) for model in inside]


def decline_rows(
    known: Known, priced: Prices, series: Series, found: Sequence[Level]
) -> Iterator[Row]:
    """Fall of the price at each threshold: all models, closed ones, open ones."""
    newest = {level.model: level for level in found if level.end > known.through}
    for threshold in thresholds().get(series.id, ()):
        reached = sorted(reaching(series, newest.values(), threshold.at))
        for name, grades in (
            ("all", CLOSED_GRADES | OPEN_GRADES[HEADLINE_RULE]),
            ("closed", CLOSED_GRADES),
            ("open", OPEN_GRADES[HEADLINE_RULE]),
        ):
            inside = prices_inside(priced.book, reached, known.names, grades, known.through)
            fit = decline(observations(inside))
            vintages = _vintages(known, priced, series, [price for _, price in inside])
            yield _decline_row(known, series, (threshold.at, name), fit, vintages)


def _decline_row(
    known: Known, series: Series, key: tuple[float, str], fit: Decline, vintages: str
) -> Row:
    threshold, name = key
    return estimate_row(
        known.code_version,
        entry=f"{threshold:g}|{name}",
        series=series.id,
        openness_rule=HEADLINE_RULE,
        value=None if fit.factor is None else round(fit.factor, 4),
        low=None if fit.low is None else round(fit.low, 4),
        high=None if fit.high is None else round(fit.high, 4),
        ci_level=None if fit.low is None else CI_LEVEL,
        n=len(fit.points),
        unit="times cheaper per year",
        from_on=fit.points[0][0] if fit.points else None,
        through_on=fit.points[-1][0] if fit.points else None,
        detail=as_json(
            {
                **{key: value for key, value in asdict(fit).items() if key in _SHOWN},
                "threshold": threshold,
                "points": [list(point) for point in fit.points],
            }
        ),
        caveat=fit.reason or f"{_doubt(fit)}{DECLINE_CAVEAT}",
        vintages=vintages,
    )


def _doubt(fit: Decline) -> str:
    return f"Interval not determined: {fit.no_interval}. " if fit.no_interval else ""


_SHOWN = ("models", "halving_days", "usable_share", "reason", "no_interval")


def prices(known: Known, priced: Prices) -> Iterator[DerivedBoard]:
    """Price at quality of every series with thresholds, and every price estimate."""
    if priced.newest_on is None:
        return
    found = {
        name: levels(series, known.states[name], known.names, known.through)
        for name, series in known.series.items()
    }
    for name, series in known.series.items():
        newest = inputs_on(series, known.states[name], known.through)
        if newest is not None:
            until = max(newest, priced.newest_on)
            whole = whole_levels(series, known.states[name], known.names, known.through)
            yield from _gaps(known, priced, series, whole, until)
            yield from _estimates(known, priced, series, (found[name], whole), until)
    for board, rows in (
        ("host_dispersion", host_rows(known, priced)),
        ("price_reaction", reaction_rows(known, priced, found)),
        ("price_event", event_rows(known, priced)),
    ):
        yield derived("estimate", board, "", priced.newest_on, list(rows))


def _gaps(
    known: Known, priced: Prices, series: Series, found: Sequence[Level], until: str
) -> Iterator[DerivedBoard]:
    for threshold in thresholds().get(series.id, ()):
        for rule in OPENNESS_RULES:
            segments = price_gap_history(
                series, found, priced.book, known.names, rule, threshold.at
            )
            rows = [segment.row(known.code_version) for segment in segments]
            category = f"{rule}|{threshold.at:g}"
            yield derived("price_gap", series.id, category, until, rows)


def _estimates(
    known: Known,
    priced: Prices,
    series: Series,
    levels_and_whole: tuple[Sequence[Level], Sequence[Level]],
    until: str,
) -> Iterator[DerivedBoard]:
    found, whole = levels_and_whole
    for board, rows in (
        ("price_pair", pair_rows(known, priced, series, found)),
        ("price_sensitivity", sensitivity_rows(known, priced, series, whole)),
        ("price_coverage", coverage_rows(known, priced, series, whole)),
        ("price_decline", decline_rows(known, priced, series, whole)),
        ("cost_per_solved", cost_rows(known, series)),
        ("cost_pair", cost_pairs(known, series)),
    ):
        issued = list(rows)
        # What was issued of a list that only names leaders gives way to nothing.
        if issued or (board == "price_sensitivity" and series.id in thresholds()):
            yield derived("estimate", board, series.id, until, issued)
