"""The lag where the newest list names leaders only: by the order of models in the last full list.

A closed model that stood above the best open one there stands above it still, unless the newest
list names it below. Rows of the lag do not say so yet: whoever shows the newest one asks here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from measures.gap.judgement import is_confirmed
from measures.lag.words import on_day
from measures.segments import LagSegment, by_board
from measures.series import Series
from terms.days import days_between
from terms.words import Basis

Row = Mapping[str, Any]
Named = Sequence[Row]
"""What lists of leaders name: `published_on` of the list, `model`, `value` (and `openness`)."""


@dataclass(frozen=True, slots=True)
class KnownLag:
    """The newest lag that is known; `order_on`: day of the full list whose order it takes.

    `is_past`: it is of that day, for a newer list gives only a weaker bound.
    """

    segment: LagSegment
    order_on: str | None = None
    is_past: bool = False


def known_lag(lags: Sequence[LagSegment], series: Series, named: Named = ()) -> KnownLag:
    """What `lags` (of one board, by day) come to; `named`: on the newest list of the series."""
    last = lags[-1]
    full = next((one for one in reversed(lags) if _is_full(one)), None)
    if full is None or full is last or last.sign != 1 or not last.censored:
        return KnownLag(last)
    on = max(full.entry, full.published_until)
    if _still_holds(full, last, series, named):
        first = full if _since(full) <= _since(last) else last
        columns = ("counts_from", "closed_entry", "closed_model", "closed_value", "closed_vintage")
        ends = ("low_from", "low_sign", "high_from", "high_sign", "ci_level")
        kept = {name: getattr(first, name) for name in (*columns, *ends)}
        return KnownLag(replace(last, censored=None, **kept), on)
    newest = max(last.entry, last.published_until)
    if days_between(_since(full), on) >= days_between(_since(last), newest):
        return KnownLag(full, on, is_past=True)
    return KnownLag(last)


def _is_full(one: LagSegment) -> bool:
    known = one.sign == 1 and not one.censored and is_confirmed(one)
    return known and one.basis == Basis.BOARD and one.vintage_on is not None


def _since(lag: LagSegment) -> str:
    return lag.counts_from or lag.entry


def _still_holds(full: LagSegment, last: LagSegment, series: Series, named: Named) -> bool:
    """Whether the order of a full list holds for the open leader of a list of leaders."""
    first, newest = full.vintage_on or "", last.vintage_on or ""
    if full.open_model != last.open_model or last.basis != Basis.LEADERS:
        return False
    if any(first < it.on <= newest for it in series.scale_breaks):
        return False
    listed = [row for row in named if row["published_on"] == newest]
    scores = [series.sign * row["value"] for row in listed if row["model"] == full.closed_model]
    bar = series.sign * (last.open_value or 0.0)
    return bool(listed) and (not scores or max(scores) >= bar)


def named_by(rows: Iterable[Row], declared: Iterable[Series]) -> dict[str, Named]:
    """Series to what its lists of leaders name; `rows`: of known models on lists of leaders."""
    by_board: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        by_board.setdefault((row["source"], row["board"], row["category"]), []).append(row)
    return {
        series.id: [
            row
            for item in series.sources
            for row in by_board.get((item.source, item.board, item.category), ())
            if item.accepts(row)
        ]
        for series in declared
    }


def known_rows(
    rows: Iterable[Row],
    lags: Iterable[LagSegment],
    declared: Mapping[str, Series],
    named: Mapping[str, Named],
) -> Iterator[Row]:
    """Rows of view lag_now with the lag that is known; `lags`: by day, of the same boards."""
    boards = by_board(lags)
    for row in rows:
        key = row["series"], row["openness_rule"]
        series = declared.get(row["series"])
        found = known_lag(boards[key], series, named.get(series.id, ())) if series else None
        if found is None or found.order_on is None:
            yield row
            continue
        on = found.order_on if found.is_past else row["shown_on"]
        told = on_day(found.segment, on).columns
        told |= {"shown_on": on, "censored": None, "order_on": found.order_on}
        sides = {name: getattr(found.segment, name) for name in ("closed_model", "open_model")}
        yield {**row, **told, **sides}
