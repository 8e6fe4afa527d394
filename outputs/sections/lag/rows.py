"""How many days ago closed models had what open ones have: of each benchmark now, and of one under
each openness rule.

Not here: how long closed leads lasted (`parity`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from measures.errors import EstimateOutdated
from measures.freshness import Freshness, known_lag, of_lag, shown_lags
from measures.gap.judgement import NO_RECENT, is_confirmed
from measures.headline import known_lags
from measures.segments import SIDES, LagDays, LagSegment
from measures.series import Series
from measures.uncertainty import level_in_words
from outputs.sections.section import (
    Cell,
    Row,
    Section,
    cell,
    figure,
    model_cell,
    of_benchmarks,
    phrase,
    series_cell,
    tabled,
)
from outputs.wording import ModelNames, Name, model_name
from terms.days import day, days as in_words, months as months_of
from terms.numbers import MISSING, number, plural
from terms.openness import HEADLINE_RULE, OpennessRule
from terms.units import score
from terms.words import GapVerdict

FIXED = "fixed"
"""An interval of one day."""
BY_POINTS = " by point values"
"""Behind a number of days that the interval of the gap does not bear out."""


class LagLine(NamedTuple):
    """The newest known lag of one series under one openness rule, on the day it is shown for."""

    series: Series
    segment: LagSegment
    """Its change point."""
    days: int | None
    """None: not known, or not to be judged; below 0 open was there first."""
    low: int | None
    high: int | None
    verdict: GapVerdict
    """Of the gap."""
    freshness: Freshness
    names: ModelNames

    @property
    def is_bound(self) -> bool:
        """The lag is at least `days`, or the lead at least as long."""
        return self.segment.censored == "left"

    @property
    def text(self) -> str:
        """'at least 182 days', 'open leads by 10 days'."""
        sign = self.segment.sign
        return lag_in_words(self.days, sign, censored=self.is_bound, verdict=self.verdict)

    def model(self, side: str) -> Name | None:
        """The leader of open, or the closed model that was first there."""
        one = self.segment.side(side)
        model = one.model or one.entry
        return model_name(model, self.names, side) if model else None


def lag_line(series: Series, row: Row, names: ModelNames, on: str) -> LagLine:
    """A row of view lag_now, read on day `on`."""
    day, page = row["shown_on"], row["vintage_on"]
    fresh = Freshness(on, day, page, bool(row["is_stale"]), is_last_change=day < page)
    days, low, high = (row[f"lag_{it}"] for it in LagDays._fields)
    return LagLine(
        series, LagSegment.from_row(row), days, low, high, gap_verdict(row), fresh, names
    )


def past_line(
    series: Series, lags: Sequence[LagSegment], verdict: GapVerdict, names: ModelNames, on: str
) -> LagLine:
    """What view lag_now would have said on day `on` (ISO); `lags`: of a board by day, up to then,
    `verdict`: of the gap."""
    lags = shown_lags(lags, verdict)
    fresh, lag = of_lag(series, lags, on), known_lag(lags)
    return LagLine(series, lag, *lag.on(fresh.shown_on, verdict), verdict, fresh, names)


def lag_section(lines: Sequence[LagLine]) -> Section:
    """The lags of one series under every openness rule."""
    top = next((it for it in lines if it.segment.openness_rule == HEADLINE_RULE), lines[0])
    return tabled(
        "lag",
        "Lag",
        lines,
        {
            "Rule": lambda it: cell(OpennessRule(it.segment.openness_rule).text),
            "Lag": _lag_cell,
            "Behind": lambda it: _of_class(it, _sides(it.segment.sign)[1]),
            "First there": lambda it: _of_class(it, _sides(it.segment.sign)[0]),
            "Data": lambda it: cell(phrase(it.freshness), _order(it)),
        },
        lead=lag_sentence(top),
        caption="Days since the class ahead first had the score of the best model behind",
        note="Both classes by release dates on one page. Open models count from the day their "
        "weights came.",
        method="lag",
    )


def lag_sentence(line: LagLine) -> str:
    """The lag with both models, or why there is none."""
    are, on = "are", ""
    if line.freshness.is_stale:
        are, on = "were", f" on {day(line.freshness.shown_on)}"
    if line.verdict == GapVerdict.NOT_TESTED_LATELY:
        return f"No lag is known, as {NO_RECENT}."
    if line.verdict == GapVerdict.CANNOT_BE_JUDGED:
        return f"The lag{on} cannot be judged: an unknown model may lead."
    if line.days is None or (line.is_bound and not line.days):
        side = "ahead" if line.verdict == GapVerdict.OPEN_AHEAD else "behind"
        return f"It is not known how many days open models {are} {side}{on}."
    said = _lead(line, on) if line.segment.sign == -1 else _behind(line, are, on)
    return said if is_confirmed(line.segment) else f"{said[:-1]}; unconfirmed."


def _lead(line: LagLine, on: str) -> str:
    if line.verdict == GapVerdict.OPEN_AHEAD:
        led = line.text.replace("leads", "led", 1) if on else line.text
        return f"O{led[1:]}{on}."
    is_close = line.verdict == GapVerdict.NOT_DISTINGUISHABLE
    doubt = "Too close to call" if is_close else "Not known who leads"
    return f"{doubt}; {line.text}{f' ({phrase(line.freshness)})' if on else ''}."


def _behind(line: LagLine, are: str, on: str) -> str:
    is_close = line.verdict == GapVerdict.NOT_DISTINGUISHABLE
    who = "Too close to call; by point values open" if is_close else "Open"
    told = f"{who} models {are} {line.text.removesuffix(BY_POINTS)} behind{on}"
    opened, closed = line.model("open"), line.model("closed")
    if opened is None or closed is None:
        return f"{told}."
    if line.is_bound:
        known = f"{closed.text} is the first closed model known to have what {opened.text} has"
        return f"{told}: {known}."
    order = f" ({_order(line)})" if line.segment.order_on else ""
    first = f"{closed.text} was the first closed model to reach {opened.text}’s score"
    return f"{told}: {first}{order}."


def _order(line: LagLine) -> str:
    """Whose order of models it takes, where that is an older list's."""
    on = line.segment.order_on
    return f"by the list of {day(on)}" if on else ""


def _lag_cell(line: LagLine) -> Cell:
    """In days and months, with its interval."""
    level, ends = line.segment.ci_level, _ends(line.low, line.high, " days")
    known = "no interval"
    if ends and level:
        width = ": fixed, the errors cannot move it" if ends == FIXED else f" {ends}"
        known = f"{level_in_words(level)} interval{width}"
    days = abs(line.days or 0)
    told = line.text if is_confirmed(line.segment) else f"{line.text}, unconfirmed"
    return figure(told, f"{number(months_of(days))} months" if days else "", known)


def _sides(sign: int | None) -> Sequence[str]:
    """The class that was there first, and the one behind, by the sign of a lag."""
    return SIDES[::-1] if sign == -1 else SIDES


def _ends(low: int | None, high: int | None, unit: str = "") -> str:
    """The interval; an open end where the first day of a class is unknown; empty without any."""
    if low is not None and low == high:
        return FIXED
    return interval_in_words(low, high, 0, unit)


def _of_class(line: LagLine, side: str) -> Cell:
    """A model of a lag with its score."""
    model, value = line.model(side), line.segment.side(side).value
    return cell(model or MISSING, "" if value is None else score(value, line.series.unit))


def lags(rows: Sequence[Row], names: ModelNames) -> Section:
    """Rows of view lag_now under one openness rule."""
    return of_benchmarks(
        "lags",
        "Every lag",
        rows,
        {
            "Benchmark": series_cell,
            "As of": lambda row: cell(day(row["shown_on"])),
            ">Lag": _lag,
            f"{level_in_words()} interval": lambda row: cell(
                _ends(row["lag_low"], row["lag_high"]) or MISSING
            ),
            "First there": lambda row: model_cell(row, _sides(row["sign"])[0], names),
            "Behind": lambda row: model_cell(row, _sides(row["sign"])[1], names),
            "By the list of": lambda row: cell(day(row["order_on"] or row["shown_on"])),
        },
        range_sentence,
        "“At least”: the class ahead may have got there earlier: before our records, or with "
        "a model that the list leaves out. “Fixed”: the errors cannot move it. Where data are old, "
        "a lag is that of their day; where a benchmark has ended, that of its last change. The "
        "range leaves out bounds, and lags of gaps too close to call.",
        caption="Days since the class ahead first had the score of the best model behind, by "
        "release dates",
        method="lag",
    )


def range_sentence(rows: Sequence[Row]) -> str:
    """The range of the lags that are known, and whether a bound lies beyond it; of rows of lag_now
    that count once."""
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
    more = f"; on {len(beyond)} more at least {in_words(min(beyond))}" if beyond else ""
    side = "ahead" if high < 0 else "behind"
    days = " to ".join(dict.fromkeys(number(it, 0) for it in (low, high)))
    return (
        f"On single tests open models {were} {months} {side}: {days} days, on {len(known)} of "
        f"{total}, leaving out bounds and gaps too close to call{more}."
    )


def _lag(row: Row) -> Cell:
    verdict, days, is_bound = gap_verdict(row), row["lag_days"], row["censored"] is not None
    told = lag_in_words(days, row["sign"], censored=is_bound, verdict=verdict)
    if verdict == GapVerdict.NOT_DISTINGUISHABLE:
        told = verdict.text  # nobody knows by how many days either
    return figure(told if row["confirmed"] else f"{told}, unconfirmed")


def gap_verdict(row: Row) -> GapVerdict:
    """Of the gap beside a row of lag_now. Raises EstimateOutdated where there is none."""
    if row["verdict"] is None:
        raise EstimateOutdated(f"{row['series']}: its lag was derived without a gap")
    return GapVerdict(row["verdict"])


def interval_in_words(low: float | None, high: float | None, places: int, unit: str = "") -> str:
    """'5 to 90 days', '5 days or more', '90 days or less': the first day of a class may be unknown;
    empty without either."""
    first, last = (None if end is None else number(end, places) for end in (low, high))
    if first is None:
        return "" if last is None else f"{last}{unit} or less"
    return f"{first}{unit} or more" if last is None else f"{first} to {last}{unit}"


def lag_in_words(days: int | None, sign: int | None, *, censored: bool, verdict: GapVerdict) -> str:
    """'at least 298 days', 'open leads by 12 days', 'not known'; a bound is 'at least'.

    `verdict` is that of the gap: open leads only where its interval says so; else, and where it is
    too close to call, the days are those of the point values alone, and said to be.
    """
    if verdict in (GapVerdict.NOT_TESTED_LATELY, GapVerdict.CANNOT_BE_JUDGED):
        return verdict.text
    if days is None or sign is None:
        return "not known"
    unseen = " (not seen earlier)" if censored and not days else ""
    told = f"{'at least ' if censored else ''}{in_words(abs(days))}{unseen}"
    if sign < 0 and verdict == GapVerdict.OPEN_AHEAD:
        return f"open leads by {told}"
    if sign < 0:
        told = f"open was there {told} earlier" if days or censored else "open is not behind"
    is_sure = sign >= 0 and verdict != GapVerdict.NOT_DISTINGUISHABLE
    return told if is_sure else f"{told}{BY_POINTS}"
