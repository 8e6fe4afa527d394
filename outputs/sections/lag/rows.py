"""How many days ago closed models had what open ones have: of each benchmark now, and of one under
each openness rule.

Not here: how long closed leads lasted (`parity`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from measures.errors import EstimateOutdated
from measures.freshness import Freshness, known_lag, of_lag, shown_lags
from measures.gap.judgement import NO_RECENT, is_confirmed, verdict
from measures.headline import known_lags
from measures.segments import SIDES, GapSegment, LagDays, LagSegment
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
from terms.openness import OpennessRule
from terms.units import score
from terms.words import GapVerdict

FIXED = "fixed"
"""An interval of one day."""
BY_POINTS = " by point values"
"""Behind a number of days that the interval of the gap does not bear out."""
UNJUDGED = (GapVerdict.NOT_TESTED_LATELY, GapVerdict.CANNOT_BE_JUDGED)
"""Beside these nobody may say who was there first."""


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
    def is_counted(self) -> bool:
        """Whether its days say anything: that it is at least 0 is known of every lag."""
        return self.days is not None and not (self.is_bound and not self.days)

    @property
    def text(self) -> str:
        """'at least 182 days', 'open leads by 10 days'."""
        sign = self.segment.sign
        return lag_in_words(self.days, sign, censored=self.is_bound, verdict=self.verdict)

    def model(self, side: str) -> Name:
        """The leader of open, or the closed model that was first there; – if nobody may say so."""
        one = self.segment.side(side)
        model = None if self.verdict in UNJUDGED else one.model or one.entry
        return model_name(model, self.names, side) if model else Name(MISSING)


def lag_line(series: Series, row: Row, names: ModelNames, on: str) -> LagLine:
    """A row of view lag_now, read on day `on`."""
    day, page = row["shown_on"], row["vintage_on"]
    fresh = Freshness(on, day, page, bool(row["is_stale"]), is_last_change=day < page)
    days, low, high = (row[f"lag_{it}"] for it in LagDays._fields)
    return LagLine(
        series, LagSegment.from_row(row), days, low, high, gap_verdict(row), fresh, names
    )


def past_line(
    series: Series, lags: Sequence[LagSegment], gap: GapSegment, names: ModelNames, on: str
) -> LagLine:
    """What view lag_now would have said on day `on` (ISO) beside a gap; `lags`: of a board by day,
    up to then."""
    lags, said = shown_lags(lags, gap), verdict(gap)
    fresh, lag = of_lag(series, lags, on), known_lag(lags)
    return LagLine(series, lag, *lag.on(fresh.shown_on, said), said, fresh, names)


def lag_section(lines: Sequence[LagLine]) -> Section:
    """The lags of one series under every openness rule, the widest first."""
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
        lead=lag_sentence(lines[0]),
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
    if not line.is_counted:
        return _uncounted(line, are, on)
    if line.segment.sign != -1:
        said = _behind(line, are, on)
    elif line.verdict != GapVerdict.OPEN_AHEAD:
        said = _doubtful(line, line.text)
    else:
        said = f"Open {'led' if on else 'leads'} by {_count(line.days or 0, line.is_bound)}{on}."
    return said if is_confirmed(line.segment) else f"{said[:-1]}; unconfirmed."


def _uncounted(line: LagLine, are: str, on: str) -> str:
    """Nobody knows how many days."""
    sides = {GapVerdict.OPEN_AHEAD: "ahead", GapVerdict.CLOSED_AHEAD: "behind"}
    if side := sides.get(line.verdict):
        return f"It is not known how many days open models {are} {side}{on}."
    return _doubtful(line, "who was there first is not known")


def _doubtful(line: LagLine, said: str) -> str:
    """What is said where no interval tells who leads."""
    is_close = line.verdict == GapVerdict.NOT_DISTINGUISHABLE
    doubt = "Too close to call" if is_close else "Not known who leads"
    when = f" ({phrase(line.freshness)})" if line.freshness.is_stale else ""
    return f"{doubt}; {said}{when}."


def _behind(line: LagLine, are: str, on: str) -> str:
    is_close = line.verdict == GapVerdict.NOT_DISTINGUISHABLE
    who = "Too close to call; by point values open" if is_close else "Open"
    told = f"{who} models {are} {_count(line.days or 0, line.is_bound)} behind{on}"
    closed, opened = (line.model(side).text for side in SIDES)
    if line.is_bound:
        return f"{told}: {closed} is the first closed model known to have what {opened} has."
    order = f" ({_order(line)})" if line.segment.order_on else ""
    return f"{told}: {closed} was the first closed model to reach {opened}’s score{order}."


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
    is_sure = line.days is None or is_confirmed(line.segment)
    told = line.text if is_sure else f"{line.text}, unconfirmed"
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
    value = line.segment.side(side).value
    is_known = value is not None and line.verdict not in UNJUDGED
    return cell(line.model(side), score(value, line.series.unit) if is_known else "")


def lags(rows: Sequence[Row], names: ModelNames) -> Section:
    """Rows of view lag_now under one openness rule."""
    nobody = dict.fromkeys(f"{side}_model" for side in SIDES)
    rows = [{**row, **nobody} if gap_verdict(row) in UNJUDGED else row for row in rows]
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
    beyond = [row["lag_days"] for row in told if row["lag_days"] > max(known[-1], 0)]
    side = "behind"
    if known[-1] < 0:
        side, known = "ahead", [-days for days in reversed(known)]
    low, high = known[0], known[-1]
    first, last = (round(months_of(abs(it))) for it in (low, high))
    months = plural(last, "month")
    if low < 0 <= high:
        months = f"{plural(first, 'month')} ahead to {months}"
    elif first != last:
        months = f"{first} to {months}"
    more = f"; on {len(beyond)} more at least {in_words(min(beyond))}" if beyond else ""
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
    return figure(told if row["confirmed"] or days is None else f"{told}, unconfirmed")


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
    if verdict in UNJUDGED:
        return verdict.text
    if days is None or sign is None:
        return "not known"
    told = _count(days, censored) + (" (not seen earlier)" if censored and not days else "")
    if sign >= 0 and verdict != GapVerdict.NOT_DISTINGUISHABLE:
        return told
    if sign < 0 and verdict == GapVerdict.OPEN_AHEAD:
        return f"open leads by {told}"
    if sign < 0:
        told = f"open was there {told} earlier" if days else "open is not behind"
    return f"{told}{BY_POINTS}"


def _count(days: int, is_bound: bool) -> str:
    return f"{'at least ' if is_bound else ''}{in_words(abs(days))}"
