"""The newest lag of every benchmark: rows of view lag_now under one rule of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from measures.errors import EstimateOutdated
from measures.freshness import ENDED
from measures.lag.words import interval_in_words, words
from outputs.sections.section import (
    INACTIVE,
    Cell,
    Row,
    Section,
    active_first,
    cell,
    figure,
    folded,
    series_cell,
)
from outputs.wording import ModelNames, model_name
from terms.days import day, days
from terms.numbers import MISSING, number, plural
from terms.words import GapVerdict, LagClock, LagRule


def lags(rows: Sequence[Row], names: ModelNames) -> Section:
    """Active benchmarks; those closed to new entries, saturated or disputed folded.

    Raises EstimateOutdated for a lag that has no gap beside it.
    """
    for row in rows:
        if row["verdict"] is None:
            raise EstimateOutdated(f"{row['series']}: its lag was derived without a gap")
    first, rest = active_first(rows)
    of = first[0]
    return Section(
        key="lags",
        title="Every lag",
        lead=_lead(first),
        columns=("Benchmark", ">Lag", "Closed had it with", "Open has it with"),
        rows=[_line(row, names) for row in first],
        caption=f"Since {LagRule(of['rule']).since}, by {LagClock(of['clock']).text}",
        note="“At least”: the first closed model known (in a lead of open, the first open one) had "
        "that score already, so it may have been had before. Where data are old, a lag is that of "
        "their day; where a benchmark has ended, that of its last change.",
        method="lag",
        fold=folded(f"{len(rest)} more: {INACTIVE}", [_line(row, names) for row in rest]),
    )


def _lead(rows: Sequence[Row]) -> str:
    sure = [
        row["lag_days"]
        for row in rows
        if row["verdict"] == GapVerdict.CLOSED_AHEAD and row["lag_days"] and not row["censored"]
    ]
    total = plural(len(rows), "active benchmark")
    if not sure:
        return f"On none of {total} is a lag known for certain."
    told = f"On {len(sure)} of {total} closed is ahead with a known lag"
    if len(sure) == 1:
        return f"{told}: {days(sure[0])}."
    middle = days(round(median(sure)))
    return f"{told}: {number(min(sure), 0)} to {days(max(sure))}, {middle} in the median."


def _line(row: Row, names: ModelNames) -> list[Cell]:
    has_ended = set(row["status"].split(", ")) & {str(it) for it in ENDED}
    on = day(row["shown_on"])
    when = f"as of {on}, when it last changed" if has_ended else f"as of {on}"
    return [
        series_cell(row, when if row["is_stale"] else "now"),
        _lag(row),
        *(_model(row[f"{side}_model"], side, names) for side in ("closed", "open")),
    ]


def _lag(row: Row) -> Cell:
    count, low, high = row["lag_days"], row["lag_low"], row["lag_high"]
    sign = None if count is None else (count > 0) - (count < 0)
    is_bound = row["censored"] is not None
    told = words(count, sign, censored=is_bound, verdict=GapVerdict(row["verdict"]))
    ends = interval_in_words(*(None if end is None else number(end, 0) for end in (low, high)))
    return figure(told, "" if ends == MISSING else ends)


def _model(model: str | None, side: str, names: ModelNames) -> Cell:
    return cell("none") if model is None else Cell(model_name(model, names, side))
