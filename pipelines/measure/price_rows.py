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
from measures.gap.daily import inputs_on
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
from measures.price.pairs import Leaders, PairPrice, leading_pair, pair_price, pairs
from measures.series import Series
from pipelines.measure.inputs import Inputs, arrival, estimate_row
from pipelines.measure.price_inputs import Prices, as_json, prices_of
from pipelines.measure.price_rows_market import (
    cost_pairs,
    cost_rows,
    event_rows,
    host_rows,
    reaction_rows,
)
from terms.openness import CLOSED_GRADES, HEADLINE_RULE, OPEN_GRADES, OPENNESS_RULES
from warehouse.history.vintages import Arrival

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
    inputs: Inputs, known: Prices, series: Series, found: Sequence[Level]
) -> Iterator[Row]:
    """Declared pairs of the series, and the best closed and open model with a price now."""
    for pair in pairs():
        if pair.series == series.id and (made := pair_price(pair, known.book, series, found)):
            key = f"{pair.closed}|{pair.open}|{pair.closed_on}|{pair.on}"
            yield _pair_row(inputs, known, series, made, key)
    for rule in OPENNESS_RULES:
        leaders = _leaders(inputs, known, series, found, rule)
        if leaders and (made := pair_price(leaders.pair, known.book, series, found)):
            row = _pair_row(inputs, known, series, made, f"leaders|{rule}", rule)
            yield _with_unpriced(row, leaders)


def _leaders(
    inputs: Inputs, known: Prices, series: Series, found: Sequence[Level], rule: str
) -> Leaders | None:
    on, names = inputs.through, inputs.names
    models = {level.model for level in found}
    classes = [
        {model for model in models if names.openness(model, on) in grades}
        for grades in (CLOSED_GRADES, OPEN_GRADES[rule])
    ]
    return leading_pair(series, found, known.book, classes, on)


def _with_unpriced(row: Row, leaders: Leaders) -> Row:
    """`row` with the better models that nobody gives a price for: the ratio is without them."""
    closed, opened = leaders.unpriced
    detail = {**json.loads(row["detail"]), "unpriced_closed": closed, "unpriced_open": opened}
    told = [f"{', '.join(names)} ({side})" for side, names in (("closed", closed), ("open", opened))
            if names]  # fmt: skip
    caveat = f"Better, but without a known price: {'; '.join(told)}." if told else row["caveat"]
    return {**row, "detail": as_json(detail), "caveat": caveat}


def _pair_row(
    inputs: Inputs,
    known: Prices,
    series: Series,
    made: PairPrice,
    entry: str,
    rule: str | None = None,
) -> Row:
    pair, is_now = made.pair, rule is not None
    return estimate_row(
        inputs,
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
        vintages=_vintages(inputs, known, series, (made.closed, made.open)),
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


def _vintages(inputs: Inputs, known: Prices, series: Series, prices: Sequence[Price]) -> str:
    states = states_in_force(series, inputs.states[series.id], inputs.through)
    return json.dumps([*(state.vintage for state in states), *known.vintages(prices)])


def sensitivity_rows(
    inputs: Inputs, known: Prices, series: Series, found: Sequence[Level]
) -> Iterator[Row]:
    """The ratio today at 7 cached, 2 input and 1 output token, beside the one at 3:1."""
    for threshold in thresholds().get(series.id, ()):
        reached = reaching(series, found, threshold.at)
        both = [
            offers(reached, known.book, inputs.names, grades)
            for grades in (CLOSED_GRADES, OPEN_GRADES[HEADLINE_RULE])
        ]
        cached = _cheapest(both, inputs.through, cached=True)
        plain = _cheapest(both, inputs.through, cached=False)
        if cached is None or plain is None:
            continue
        yield estimate_row(
            inputs,
            entry=f"{threshold.at:g}|7:2:1",
            series=series.id,
            openness_rule=HEADLINE_RULE,
            value=round(cached[0].blended_cached / cached[1].blended_cached, 6),
            n=sum(_models_on(some, inputs.through) for some in both),
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
            vintages=_vintages(inputs, known, series, cached),
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
    inputs: Inputs, known: Prices, series: Series, found: Sequence[Level]
) -> Iterator[Row]:
    """Share of the open models at each threshold now that have a known price.

    Where it is small, the cheapest open model may be one whose price no source of ours gives.
    """
    now = [level for level in found if level.end > inputs.through]
    for threshold in thresholds().get(series.id, ()):
        reached = sorted(reaching(series, now, threshold.at))
        for rule in OPENNESS_RULES:
            sides = {
                side: _prices(inputs, known, reached, grades)
                for side, grades in (("closed", CLOSED_GRADES), ("open", OPEN_GRADES[rule]))
            }
            prices = {side: [one for one in some if one] for side, some in sides.items()}
            counts = {side: (len(prices[side]), len(some)) for side, some in sides.items()}
            priced, total = counts["open"]
            yield estimate_row(
                inputs,
                entry=f"{threshold.at:g}|{rule}",
                series=series.id,
                openness_rule=rule,
                value=round(priced / total, 6) if total else None,
                n=total,
                unit="share of open models with a price",
                detail=as_json({"threshold": threshold.at, **counts}),
                caveat=None if total else NONE_REACHES if found else ONLY_LEADERS,
                vintages=_vintages(inputs, known, series, [*prices["closed"], *prices["open"]]),
            )


def _prices(
    inputs: Inputs, known: Prices, models: Sequence[str], grades: frozenset[str]
) -> list[Price | None]:
    """The price today of each of `models` that is in a class, or None."""
    on = inputs.through
    inside = [model for model in models if inputs.names.openness(model, on) in grades]
    return [known.book.price(model, on) for model in inside]


def decline_rows(
    inputs: Inputs, known: Prices, series: Series, found: Sequence[Level]
) -> Iterator[Row]:
    """Fall of the price at each threshold: all models, closed ones, open ones."""
    newest = {level.model: level for level in found if level.end > inputs.through}
    for threshold in thresholds().get(series.id, ()):
        reached = sorted(reaching(series, newest.values(), threshold.at))
        for name, grades in (
            ("all", CLOSED_GRADES | OPEN_GRADES[HEADLINE_RULE]),
            ("closed", CLOSED_GRADES),
            ("open", OPEN_GRADES[HEADLINE_RULE]),
        ):
            inside = prices_inside(known.book, reached, inputs.names, grades, inputs.through)
            fit = decline(observations(inside))
            vintages = _vintages(inputs, known, series, [price for _, price in inside])
            yield _decline_row(inputs, series, (threshold.at, name), fit, vintages)


def _decline_row(
    inputs: Inputs, series: Series, key: tuple[float, str], fit: Decline, vintages: str
) -> Row:
    threshold, name = key
    return estimate_row(
        inputs,
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


def prices(inputs: Inputs) -> Iterator[Arrival]:
    """Price at quality of every series with thresholds, and every price estimate."""
    known = prices_of(inputs.warehouse, inputs.bounds, inputs.names)
    if known.newest_on is None:
        return
    found = {
        name: levels(series, inputs.states[name], inputs.names, inputs.through)
        for name, series in inputs.series.items()
    }
    for name, series in inputs.series.items():
        newest = inputs_on(series, inputs.states[name], inputs.through)
        if newest is not None:
            until = max(newest, known.newest_on)
            whole = whole_levels(series, inputs.states[name], inputs.names, inputs.through)
            yield from _gaps(inputs, known, series, whole, until)
            yield from _estimates(inputs, known, series, (found[name], whole), until)
    for board, rows in (
        ("host_dispersion", host_rows(inputs, known)),
        ("price_reaction", reaction_rows(inputs, known, found)),
        ("price_event", event_rows(inputs, known)),
    ):
        yield arrival("estimate", board, "", inputs.today, known.newest_on, list(rows))


def _gaps(
    inputs: Inputs, known: Prices, series: Series, found: Sequence[Level], until: str
) -> Iterator[Arrival]:
    for threshold in thresholds().get(series.id, ()):
        for rule in OPENNESS_RULES:
            segments = price_gap_history(
                series, found, known.book, inputs.names, rule, threshold.at
            )
            rows = [segment.row(inputs.code_version) for segment in segments]
            category = f"{rule}|{threshold.at:g}"
            yield arrival("price_gap", series.id, category, inputs.today, until, rows)


def _estimates(
    inputs: Inputs,
    known: Prices,
    series: Series,
    levels_and_whole: tuple[Sequence[Level], Sequence[Level]],
    until: str,
) -> Iterator[Arrival]:
    found, whole = levels_and_whole
    for board, rows in (
        ("price_pair", pair_rows(inputs, known, series, found)),
        ("price_sensitivity", sensitivity_rows(inputs, known, series, whole)),
        ("price_coverage", coverage_rows(inputs, known, series, whole)),
        ("price_decline", decline_rows(inputs, known, series, whole)),
        ("cost_per_solved", cost_rows(inputs, series)),
        ("cost_pair", cost_pairs(inputs, series)),
    ):
        issued = list(rows)
        # What was issued of a list that only names leaders gives way to nothing.
        if issued or (board == "price_sensitivity" and series.id in thresholds()):
            yield arrival("estimate", board, series.id, inputs.today, until, issued)
