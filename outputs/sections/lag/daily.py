"""How many days ago closed models had what open ones have, as lines of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from measures.freshness import Freshness, known_lag, of_lag, shown_lags
from measures.gap.judgement import NO_RECENT
from measures.lag.words import LagOn, on_day, words
from measures.segments import LagSegment, by_board
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.sections.freshness import phrase
from outputs.sections.section import Cell, Section, cell, figure
from outputs.wording import ModelNames, Name, model_name
from terms.days import day
from terms.days import days as in_words
from terms.days import months as months_of
from terms.numbers import MISSING, number, signed
from terms.openness import HEADLINE_RULE, OpennessRule
from terms.units import score
from terms.words import GapVerdict


@dataclass(frozen=True, slots=True)
class LagLine:
    """The lag of one series under one openness rule."""

    series: Series
    openness_rule: str
    days: int | None
    verdict: GapVerdict
    """Of the gap."""
    text: str
    months: str | None
    interval: str | None
    closed: Name | None
    closed_value: str | None
    open: Name | None
    open_value: str | None
    freshness: Freshness
    low: int | None
    high: int | None
    is_bound: bool
    """The lag is at least `days`, or the lead at least as long."""
    segment: LagSegment


@dataclass(frozen=True)
class Beside:
    """What lags are told with: the models' names, and by (series, openness rule) the day on which
    a series that has ended last changed, and the verdict of each gap."""

    names: ModelNames
    last_changes: Mapping[tuple[str, str], str]
    verdicts: Mapping[tuple[str, str], GapVerdict]


def lag_lines(
    lags: Iterable[LagSegment], declared: Mapping[str, Series], beside: Beside, today: date
) -> list[LagLine]:
    """The newest lag that is known of every board, in declared order of series.

    A stale series is told on the day of its newest input, and a frozen one on the day
    it last changed: its lag would otherwise grow daily although nothing new is known. `lags` are
    by day.
    """
    order = {series: place for place, series in enumerate(declared)}
    lines = [
        _line(declared[series], some, beside, today)
        for (series, _), some in by_board(lags).items()
        if series in declared
    ]
    return sorted(lines, key=lambda line: (order[line.series.id], line.openness_rule))


def lag_section(lines: Sequence[LagLine]) -> Section | None:
    """The lags of one series under every openness rule."""
    if not lines:
        return None
    top = next((it for it in lines if it.openness_rule == HEADLINE_RULE), lines[0])
    return Section(
        key="lag",
        title="Lag",
        lead=_lead(top),
        columns=("Rule", "Lag", "Open has", "Closed had it with", "Data"),
        rows=list(map(_cells, lines)),
        caption="Days since closed models first had what open ones have",
        note="Both classes by release dates on one page. Open models count from the day their "
        "weights came.",
        method="lag",
    )


AHEAD = "Open models {were} ahead{on}; the newest page does not show since when."
BEHIND = "The newest page does not show how many days open models {were} behind{on}."


def _lead(line: LagLine) -> str:
    if line.verdict == GapVerdict.NOT_TESTED_LATELY:
        return f"No lag is known, as {NO_RECENT}."
    if line.verdict == GapVerdict.CANNOT_BE_JUDGED:
        return _of_those_known(line)
    if line.days == 0 and not line.is_bound:
        return _level(line)
    if not line.days:
        told = AHEAD if line.verdict == GapVerdict.OPEN_AHEAD else BEHIND
        return told.format(were=_were(line), on=_on(line))
    if line.days < 0:
        told = line.text
        if line.verdict == GapVerdict.OPEN_AHEAD and line.freshness.is_stale:
            told = f"{told.replace('leads', 'led', 1)}{_on(line)}"
        return f"{told[0].upper()}{told[1:]}."
    return _behind(line)


def _of_those_known(line: LagLine) -> str:
    told = "The lag cannot be judged: an unknown model may lead."
    if not line.days or line.days < 0:
        return told
    many = f"{'at least ' if line.is_bound else ''}{in_words(line.days)}"
    return f"{told} Of those known, open models {_were(line)} {many} behind{_on(line)}."


def _level(line: LagLine) -> str:
    if line.verdict == GapVerdict.NOT_DISTINGUISHABLE:
        were = f"open models {_were(line)} not behind{_on(line)}"
        return f"Too close to call; by point values {were}."
    return f"Open models {_were(line)} level with closed ones{_on(line)}."


def _were(line: LagLine) -> str:
    return "were" if line.freshness.is_stale else "are"


def _on(line: LagLine) -> str:
    """The day that an old lag is of."""
    return f" on {day(line.freshness.shown_on)}" if line.freshness.is_stale else ""


def _behind(line: LagLine) -> str:
    told = f"open models {_were(line)} {line.text} behind{_on(line)}"
    if line.verdict == GapVerdict.NOT_DISTINGUISHABLE:
        told = f"too close to call; by point values {told}"
    told = told[0].upper() + told[1:]
    if line.open is None or line.closed is None:
        return f"{told}."
    opened, closed = line.open.text, line.closed.text
    if line.is_bound:
        return f"{told}: the first closed model known, {closed}, already had what {opened} has."
    order = f" ({_order(line)})" if line.segment.order_on else ""
    return f"{told}: {closed} was the first closed model to reach {opened}’s score{order}."


def _cells(line: LagLine) -> Sequence[Cell]:
    none = MISSING if line.days is None else "none yet"
    return (
        cell(OpennessRule(line.openness_rule).text),
        figure(line.text, line.months or "", line.interval or "no interval"),
        Cell(line.open, [Name(line.open_value or "")]) if line.open else cell("no entry"),
        Cell(line.closed, [Name(line.closed_value or "")]) if line.closed else cell(none),
        cell(phrase(line.freshness), _order(line)),
    )


def _order(line: LagLine) -> str:
    """Whose order of models it takes, where that is an older list's."""
    on = line.segment.order_on
    return f"order of models as of {day(on)}" if on else ""


def _line(series: Series, lags: Sequence[LagSegment], beside: Beside, today: date) -> LagLine:
    key = series.id, lags[-1].openness_rule
    known = beside.verdicts.get(key, GapVerdict.NO_INTERVAL)
    lags = shown_lags(lags, known)
    lag = known_lag(lags)
    fresh = of_lag(series, lags, today.isoformat(), beside.last_changes.get(key))
    told = on_day(lag, fresh.shown_on)
    value, is_bound = told.days, lag.censored == "left"
    return LagLine(
        series=series,
        openness_rule=lag.openness_rule,
        days=value,
        verdict=known,
        text=words(value, lag.sign, censored=is_bound, verdict=known),
        months=f"{number(months_of(value))} months" if value else None,
        interval=_interval(told),
        closed=_model(lag, "closed", beside.names),
        closed_value=_value(lag, "closed", series),
        open=_model(lag, "open", beside.names),
        open_value=_value(lag, "open", series),
        freshness=fresh,
        low=told.low,
        high=told.high,
        is_bound=is_bound,
        segment=lag,
    )


def _interval(told: LagOn) -> str | None:
    """The interval in words; signs stand where some of it lies before open was there."""
    low, high, level = told.low, told.high, told.segment.ci_level
    if low is None and high is None:
        return None
    sure = f"{level_in_words(level)} interval" if level else ""
    if low == high == told.days:
        return f"{sure}{': ' if sure else ''}the errors cannot move it"
    write = signed if any(it is not None and it < 0 for it in (told.days, low, high)) else number
    first, last = (None if end is None else write(end, 0) for end in (low, high))
    if first is None or last is None:
        return f"{sure} {first or last} days or {'less' if first is None else 'more'}".lstrip()
    return f"{sure} {first} to {last} days".lstrip()


def _model(lag: LagSegment, side: str, names: ModelNames) -> Name | None:
    model = lag.side(side).model or lag.side(side).entry
    return model_name(model, names, side) if model else None


def _value(lag: LagSegment, side: str, series: Series) -> str | None:
    value = lag.side(side).value
    return None if value is None else score(value, series.unit)
