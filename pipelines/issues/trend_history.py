"""What a trend is fitted to: the history of a gap or a lag, from what was issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from measures.lag_frontier import newest_field, released
from measures.lag_told import has_ended
from measures.lag_window import Frontiers
from measures.series import Series
from measures.trend import Level, Sample, sampled, settings
from pipelines.issues.inputs import ISSUER, Inputs
from warehouse.vintages import BoardKey

Segments = list[tuple[str, Level | None]]


@dataclass(frozen=True)
class History:
    """The gap of one series over time; `published`: as each day's vintage showed it."""

    segments: Segments
    first: str
    last: str
    published: bool


def history_of(inputs: Inputs, series: Series, rule: str) -> History | None:
    """As published where there are vintages enough, else within the newest one."""
    issued = inputs.issued.get(BoardKey("gap", ISSUER, series.id, rule))
    if issued is None or not issued.rows or issued.inputs_on is None:
        return None
    last = _last(series, issued.inputs_on, issued.rows)
    since = _since(series, last)
    segments: Segments = [(row["entry"], _constant(row["gap"])) for row in issued.rows]
    vintages = {row["vintage_on"] for row in issued.rows if row["entry"] >= since}
    if series.axis == "board" and len(vintages) >= settings().least_vintages:
        return History(segments, max(since, segments[0][0]), last, published=True)
    if series.axis == "board":
        segments = _within(inputs, series, rule, last)
    return History(segments, segments[0][0], last, published=False) if segments else None


def _since(series: Series, last: str) -> str:
    """First day from which gaps compare.

    A rating scale that moved moves both leaders, so its gaps compare across the break; a percentage
    of other questions does not.
    """
    breaks = [one.on for one in series.scale_breaks if one.on <= last]
    return "" if series.unit == "elo" else max(breaks, default="")


def _last(series: Series, inputs_on: date, rows: Sequence[Mapping[str, Any]]) -> str:
    """Last day of a history: of a series that stands still its last change, not our last look."""
    newest = inputs_on.isoformat()
    return min(newest, rows[-1]["entry"]) if has_ended(series) else newest


def _constant(value: float | None) -> Level | None:
    return None if value is None else lambda _: float(value)


def _within(inputs: Inputs, series: Series, rule: str, last: str) -> Segments:
    """Gap by the models' release dates within the newest vintage."""
    states = inputs.states[series.id]
    field = newest_field(series, states, inputs.names, released(inputs.names), last)
    if not field.is_whole:
        return []
    every = Frontiers.of(field, rule, last)
    found: Segments = []
    for on in sorted({step.on for step in (*every.closed, *every.opened)}):
        known = every.until(on)
        if known.closed and known.opened:
            found.append((on, _constant(known.closed[-1].score - known.opened[-1].score)))
    return found


def lag_sample(inputs: Inputs, series: Series, rule: str) -> Sample | None:
    """The lag at every step; None where it was too seldom more than a bound, or hardly moved."""
    issued = inputs.issued.get(BoardKey("lag", ISSUER, series.id, f"{rule}|tolerance_0|released"))
    if issued is None or not issued.rows or issued.inputs_on is None:
        return None
    segments: Segments = [(row["entry"], _lag_level(row)) for row in issued.rows]
    last = _last(series, issued.inputs_on, issued.rows)
    found = sampled(segments, segments[0][0], last, settings().step_days)
    starts = {row["counts_from"] for row in issued.rows if found.days and row["entry"] <= last}
    return found if found.is_enough and len(starts) >= settings().least_values else None


def _lag_level(row: Mapping[str, Any]) -> Level | None:
    """Days of lag; None while it is only known to be at least something."""
    if row["sign"] is None or row["censored"] is not None or row["counts_from"] is None:
        return None
    since, sign = date.fromisoformat(row["counts_from"]), int(row["sign"])
    return lambda on: float(sign * (on - since).days)
