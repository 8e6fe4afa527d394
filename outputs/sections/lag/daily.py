"""How many days ago closed models had what open ones have, as lines of a table and a sawtooth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from measures.freshness import Freshness, of_lag
from measures.lag.records import LagWindowEstimate
from measures.lag.release_records import LagSawtoothEstimate
from measures.lag.words import Key, words
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.sections.freshness import age, phrase
from outputs.sections.section import Cell, Section, cell, figure
from outputs.wording import Name, model_name
from terms import boards
from terms.days import day
from terms.days import days as in_words
from terms.days import months as months_of
from terms.numbers import interval, number, signed
from terms.openness import HEADLINE_RULE, OpennessRule
from terms.units import score
from terms.words import HEADLINE_CLOCK, HEADLINE_LAG_RULE, GapVerdict, LagClock, LagRule

Row = Mapping[str, Any]
OTHERS = (
    "Lags within one standard error, since too close to call, and by days first seen are in the "
    "JSON files."
)


@dataclass(frozen=True, slots=True)
class LagLine:
    """The lag of one series under one openness rule, one lag rule and one clock."""

    series: Series
    openness_rule: str
    rule: str
    clock: str
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
    is_headline: bool
    low: int | None
    high: int | None
    is_bound: bool
    """The lag is at least `days`, or the lead at least as long."""
    since: str | None
    """ISO day from which the lag counts."""


@dataclass(frozen=True)
class Beside:
    """What lags are told with: the models' names, the day of `measures.lag.words.last_changes` on
    which each series last changed, and the verdict of each gap by (series, openness rule)."""

    names: Mapping[str, str]
    last_changes: Mapping[Key, str]
    verdicts: Mapping[tuple[str, str], GapVerdict]


def lag_lines(
    rows: Iterable[Row], declared: Mapping[str, Series], beside: Beside, today: date
) -> list[LagLine]:
    """The segment in force of every lag board, in declared order of series.

    A stale series is told on the day of its newest input, and a frozen or saturated one on the day
    it last changed: its lag would otherwise grow daily although nothing new is known. `rows` are
    change points of table lag.
    """
    by_board: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_board.setdefault((row["board"], row["category"]), []).append(row)
    order = {series: place for place, series in enumerate(declared)}
    lines = [
        _line(declared[series], category, found, beside, today)
        for (series, category), found in by_board.items()
        if series in declared
    ]
    return sorted(lines, key=lambda line: (order[line.series.id], line.openness_rule))


def lag_section(
    lines: Sequence[LagLine],
    whole: LagSawtoothEstimate | None = None,
    mean: LagWindowEstimate | None = None,
) -> Section | None:
    """The lags of one series by the headline's rule and clock.

    `whole`: the lag of the newest whole page, which leads where a newer page gives only a bound;
    `mean`: that over the last year.
    """
    first = [line for line in lines if line.is_headline]
    if not lines:
        return None
    return Section(
        key="lag",
        title="Lag",
        lead=_lead(
            next((it for it in first if it.openness_rule == HEADLINE_RULE), lines[0]), whole
        ),
        columns=("Rule", "Lag", "Open has", "Closed had it with", "Data"),
        rows=[_cells(line) for line in first],
        caption="Days since closed models first had what open ones have",
        note="Both classes by release dates on one page. Open models count from the day their "
        f"weights came.{_last_year(mean)} {OTHERS}",
        method="lag",
    )


def _lead(line: LagLine, whole: LagSawtoothEstimate | None) -> str:
    if line.verdict == GapVerdict.CANNOT_BE_JUDGED:
        return _of_those_known(line)
    if line.is_bound and whole is not None and whole.last > 0 and not whole.is_bound:
        return (
            f"Open models were {in_words(whole.last)} behind on {day(whole.through_on)}, by the "
            f"newest whole page. A newer page of leaders only gives a bound: {line.text}."
        )
    if line.days == 0 and not line.is_bound:
        return _level(line)
    if not line.days:
        return "The newest page does not show how many days open models are behind."
    if line.days < 0:
        return f"{line.text[0].upper()}{line.text[1:]}."
    return _behind(line)


def _last_year(mean: LagWindowEstimate | None) -> str:
    """A sentence on the mean over the last year, after another one; empty without it."""
    if mean is None or mean.value is None:
        return ""
    sure = interval(mean.low, mean.high, 0)
    told = f" ({level_in_words()} interval {sure})" if sure else ""
    least = f"{mean.bound} " if mean.bound else ""
    return (
        f" Mean from {day(mean.from_on)} to {day(mean.through_on)}: "
        f"{least}{number(mean.value, 0)} days{told}."
    )


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
    told = f"Open models {_were(line)} {line.text} behind{_on(line)}"
    if line.open is None or line.closed is None:
        return f"{told}."
    opened, closed = line.open.text, line.closed.text
    if line.is_bound:
        return f"{told}: the first closed model known, {closed}, already had what {opened} has."
    return f"{told}: what {opened} has, closed models first had with {closed}."


def _cells(line: LagLine) -> Sequence[Cell]:
    return (
        cell(OpennessRule(line.openness_rule).text, f"{line.rule}; {line.clock}"),
        figure(line.text, line.months or "", line.interval or "no interval"),
        Cell(line.open, [Name(line.open_value or "")]) if line.open else cell("no entry"),
        Cell(line.closed, [Name(line.closed_value or "")]) if line.closed else cell("none yet"),
        cell(phrase(line.freshness), age(line.freshness)),
    )


def lag_on(row: Row, on: date, sign: str = "sign", since: str = "counts_from") -> int | None:
    """Days of lag (negative: lead) that a segment says for `on`; None when it says nothing."""
    if row[sign] is None or (row[sign] and row[since] is None):
        return None
    if row[sign] == 0:
        return 0
    return int(row[sign]) * (on - date.fromisoformat(row[since])).days


def _line(
    series: Series, category: str, rows: Sequence[Row], beside: Beside, today: date
) -> LagLine:
    openness_rule, rule, clock = boards.parts("lag", category).values()
    last_change = beside.last_changes.get((series.id, openness_rule, clock))
    row = rows[-1]
    page = row["vintage_on"] or row["inputs_on"]
    fresh = of_lag(series, row["entry"], page, today.isoformat(), last_change)
    on = date.fromisoformat(fresh.shown_on)
    value = lag_on(row, on)
    known = beside.verdicts.get((series.id, openness_rule), GapVerdict.NO_INTERVAL)
    return LagLine(
        series=series,
        openness_rule=openness_rule,
        rule=LagRule(rule).since,
        clock=LagClock(clock).text,
        days=value,
        verdict=known,
        text=words(value, row["sign"], censored=row["censored"] == "left", verdict=known),
        months=f"{number(months_of(value))} months" if value else None,
        interval=_interval(row, on),
        closed=_model(row, "closed", beside.names),
        closed_value=_value(row, "closed", series),
        open=_model(row, "open", beside.names),
        open_value=_value(row, "open", series),
        freshness=fresh,
        is_headline=rule == HEADLINE_LAG_RULE and clock == HEADLINE_CLOCK,
        low=lag_on(row, on, "low_sign", "low_from"),
        high=lag_on(row, on, "high_sign", "high_from"),
        is_bound=row["censored"] == "left",
        since=row["counts_from"],
    )


def _interval(row: Row, on: date) -> str | None:
    """The interval in words; signs stand where some of it lies before open was there."""
    value = lag_on(row, on)
    low = lag_on(row, on, "low_sign", "low_from")
    high = lag_on(row, on, "high_sign", "high_from")
    if low is None and high is None:
        return None
    level = f"{level_in_words(row['ci_level'])} interval" if row["ci_level"] else ""
    if low == high == value:
        return "the errors cannot move it" + (f" ({level})" if level else "")
    write = signed if any(it is not None and it < 0 for it in (value, low, high)) else number
    ends = ["unbounded" if end is None else write(end, 0) for end in (low, high)]
    return f"{level} {ends[0]} to {ends[1]} days".lstrip()


def _model(row: Row, side: str, names: Mapping[str, str]) -> Name | None:
    model = row[f"{side}_model"] or row[f"{side}_entry"]
    return model_name(model, names) if model else None


def _value(row: Row, side: str, series: Series) -> str | None:
    value = row[f"{side}_value"]
    return None if value is None else score(value, series.unit)
