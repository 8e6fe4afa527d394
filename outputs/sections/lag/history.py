"""The lag of one series over time: each change.

Not here: the lag of today (`daily`) and how long each closed lead lasted (`parity`).
"""

from __future__ import annotations

from collections.abc import Sequence

from measures.lag.words import NOT_SEEN_EARLIER, LagOn, interval_in_words
from measures.series import Series
from outputs.sections.section import Cell, Section, cell, figure
from outputs.wording import ModelNames, Name, model_name
from terms.days import day
from terms.numbers import MISSING, number
from terms.units import score


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
                *(_leader(lag, side, series, names) for side in ("closed", "open")),
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


def _leader(lag: LagOn, side: str, series: Series, names: ModelNames) -> Cell:
    one = lag.segment.side(side)
    if one.model is None:
        return cell(MISSING)
    value = "" if one.value is None else score(one.value, series.unit)
    return Cell(model_name(one.model, names, side), [Name(value)])
