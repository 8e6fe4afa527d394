"""The newest lag of every benchmark, and each change of one: rows of view lag_now, segments.

Not here: the lag of one benchmark now (`daily`), how long closed leads lasted (`parity`).
"""

from __future__ import annotations

from collections.abc import Sequence

from measures.errors import EstimateOutdated
from measures.headline.exposure import known_lags
from measures.lag.words import NOT_SEEN_EARLIER, LagOn, interval_in_words, words
from measures.series import Series
from outputs.sections.section import (
    INACTIVE,
    Cell,
    Row,
    Section,
    active_first,
    cell,
    counted_once,
    figure,
    folded,
    series_cell,
)
from outputs.wording import ModelNames, Name, model_name, name
from terms.days import day
from terms.days import months as months_of
from terms.numbers import MISSING, number, plural
from terms.units import score
from terms.words import GapVerdict, SeriesStatus


def lags(rows: Sequence[Row], names: ModelNames) -> Section:
    """Active benchmarks; those closed to new entries, saturated or disputed folded.

    Raises EstimateOutdated for a lag that has no gap beside it.
    """
    for row in rows:
        if row["verdict"] is None:
            raise EstimateOutdated(f"{row['series']}: its lag was derived without a gap")
    first, rest = active_first(rows)
    single, again = counted_once(first)
    return Section(
        key="lags",
        title="Every lag",
        lead=_lead(single),
        columns=("Benchmark", ">Lag", "Closed had it with", "Open has it with"),
        rows=[_line(row, names) for row in first],
        caption="Since closed first had it, by release dates",
        note="“At least”: closed models (in a lead of open, open ones) may have got there before "
        "our records begin. Where data are old, a lag is that of their day; where a benchmark has "
        f"ended, that of its last change. The range leaves out bounds, and lags of gaps too close "
        f"to call. {again}".rstrip(),
        method="lag",
        fold=folded(f"{len(rest)} more: {INACTIVE}", [_line(row, names) for row in rest]),
    )


def _lead(rows: Sequence[Row]) -> str:
    """The range of the lags that are known, and whether a bound lies beyond it."""
    told = known_lags(rows, {row["series"]: row for row in rows})
    known = sorted(row["lag_days"] for row in told if not row["censored"])
    if not rows:
        return "No active benchmark has a lag."
    total = plural(len(rows), "active benchmark")
    if not known:
        return f"On none of {total} is a lag known for certain."
    were = "were" if all(row["is_stale"] for row in rows) else "are"
    low, high = known[0], known[-1]
    first, last = (round(months_of(abs(it))) for it in (low, high))
    months = plural(last, "month")
    if low < 0 <= high:
        months = f"{plural(first, 'month')} ahead to {months}"
    elif first != last:
        months = f"{first} to {months}"
    beyond = [row["lag_days"] for row in told if row["lag_days"] > max(high, 0)]
    more = f"; on {len(beyond)} more at least {number(min(beyond), 0)}" if beyond else ""
    side = "ahead" if high < 0 else "behind"
    days = " to ".join(dict.fromkeys(number(it, 0) for it in (low, high)))
    return (
        f"On single tests open models {were} {months} {side}: {days} days, on {len(known)} of "
        f"{total}{more}."
    )


def _line(row: Row, names: ModelNames) -> list[Cell]:
    has_ended = SeriesStatus.FROZEN in row["status"].split(", ")
    on = day(row["shown_on"])
    when = f"as of {on}, when it last changed" if has_ended else f"as of {on}"
    order = row.get("order_on")
    return [
        series_cell(row, when if row["is_stale"] else "now"),
        _lag(
            row, f"order of models as of {day(order)}" if order and order != row["shown_on"] else ""
        ),
        *(_model(row[f"{side}_model"], side, names) for side in ("closed", "open")),
    ]


def _lag(row: Row, order: str) -> Cell:
    count, low, high = row["lag_days"], row["lag_low"], row["lag_high"]
    sign = None if count is None else (count > 0) - (count < 0)
    is_bound = row["censored"] is not None
    told = words(count, sign, censored=is_bound, verdict=GapVerdict(row["verdict"]))
    ends = interval_in_words(*(None if end is None else number(end, 0) for end in (low, high)))
    evidence = name(row.get("evidence") or "no evidence", 200).text
    mark = "" if row.get("confirmed", 1) else f"unconfirmed: {evidence}"
    return figure(told, "" if ends == MISSING else ends, order, mark)


def _model(model: str | None, side: str, names: ModelNames) -> Cell:
    return cell(MISSING) if model is None else Cell(model_name(model, names, side))


def lag_changes(series: Series, lags: Sequence[LagOn], names: ModelNames) -> Section:
    """Each change of the lag, counted to its first day."""
    return Section(
        key="lag-points",
        title=f"{series.title}: each change",
        lead="Days since closed models first had what open ones have, on the first day of each "
        "change; from then on a lag grows daily.",
        columns=("From", ">Days", "Closed that had it", "Open leader"),
        rows=[
            (
                cell(day(lag.on)),
                figure(_days(lag), _ends(lag)),
                *(_of_change(lag, side, series, names) for side in ("closed", "open")),
            )
            for lag in lags
        ],
        caption="",
    )


def _days(lag: LagOn) -> str:
    """Days, or a bound."""
    days, sign, is_bound = lag.days, lag.segment.sign, lag.segment.censored
    if days is None or sign is None:
        return MISSING
    if is_bound and days == 0:
        return f"≥ 0 ({NOT_SEEN_EARLIER})"
    told = number(days, 0)
    return f"{'≤' if sign < 0 else '≥'} {told}" if is_bound else told


def _ends(lag: LagOn) -> str:
    """The interval; an open end where the first day of a class is unknown."""
    told = interval_in_words(*(None if it is None else number(it, 0) for it in (lag.low, lag.high)))
    return "no interval" if told == MISSING else told


def _of_change(lag: LagOn, side: str, series: Series, names: ModelNames) -> Cell:
    one = lag.segment.side(side)
    if one.model is None:
        return cell(MISSING)
    value = "" if one.value is None else score(one.value, series.unit)
    return Cell(model_name(one.model, names, side), [Name(value)])
