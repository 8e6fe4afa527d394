"""How gaps and lags move, and what continuing that would give: sentences, coverage, a fan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from measures.series import Series
from measures.trend.records import Forecast, Held, ProjectionEstimate, TrendEstimate
from measures.trend.settings import LEVEL, settings
from measures.uncertainty.intervals import level_in_words
from outputs.charts.course import Band, Fan, GapBefore
from outputs.charts.drawing import Text, charts
from outputs.charts.marks import LOW_PAGE, LOW_PHONE
from outputs.sections.gap.charts import FIRST_DAY
from outputs.sections.section import Cell, Section, cell, figure
from outputs.wording import Name, clean, name, shorten
from terms.days import day
from terms.numbers import number, percent, plural, signed
from terms.units import Unit

Row = Mapping[str, Any]
PASTS = Mapping[str, Sequence[GapBefore]]
SURE = f"{level_in_words(LEVEL)} interval"


@dataclass(frozen=True, slots=True)
class TrendLine:
    """The slope of one series' gap or lag per year since its last change, on day `since`; `turns`
    tells the slope of the whole period, and the days on which it changed."""

    series: Series
    what: str
    since: str
    until: str
    """The day of its last point."""
    slope: str
    unit: str
    interval: str
    verdict: str
    turns: str
    window: str
    basis: str


@dataclass(frozen=True, slots=True)
class ProjectionLine:
    """When a gap would first touch 0 if past movement went on, with how such bands did before.

    `chart`: the gap so far and the bands. `coverage` says that there is none, and why, where no
    back-test was possible.
    """

    series: Series
    never: str
    crossing: Sequence[tuple[str, str]]
    coverage: str
    said: str
    caveat: Name
    chart: Markup


def unborne(one: ProjectionEstimate | None, slopes: Sequence[TrendEstimate]) -> str:
    """Why a projection is not shown, in a sentence; empty where it is, or where there is none."""
    if one is None or one.forecast is None:
        return ""
    why = next(_doubts(one.back_test, one.forecast, slopes), None)
    return f"No projection is shown: {why}." if why else ""


def _doubts(held: Held, ahead: Forecast, slopes: Sequence[TrendEstimate]) -> Iterator[str]:
    """What speaks against telling a projection: its back-test first, then the trend beside it."""
    band, gap = held.coverage_90, next((it for it in slopes if it.what == "gap"), None)
    if band is None:
        yield "it could not be back-tested"
        return
    if held.origins < settings().least_trials:
        yield f"it was back-tested only {plural(held.origins, 'time')}"
    if not held.beats_no_change:
        yield "earlier ones erred no less than saying that nothing changes"
    if not band.low <= WIDE_BAND <= band.high:
        yield f"earlier {WIDE_BAND} % bands held {band.percent:.0f} % of the time"
    if gap is None or gap.is_mixed or gap.low <= 0 <= gap.high:
        yield "the gap has no clear trend"
    elif ahead.is_unsure or (ahead.drift_per_step > 0) != (gap.value > 0):
        yield "the movement that it continues is not that of the trend"


def trend_section(lines: Sequence[TrendLine], more: str = "") -> Section:
    """Slopes of one series, or of several; `more` is added to how we know."""
    together = len({line.series.id for line in lines}) > 1
    columns = ("Benchmark" if together else "Of", ">Per year", "Direction", "Whole period")
    rows = [_slope(line, together=together) for line in lines]
    width = len(columns) - together  # of all benchmarks the whole period is too long to read
    return Section(
        key="trend",
        title="Trend",
        lead=_moves(lines) if together else _move(lines),
        columns=columns[:width],
        rows=[row[:width] for row in rows],
        caption="Slope since the last change of the slope, per year",
        note=f"Least squares over steps of {settings().step_days} days; the interval draws blocks "
        "of residuals anew. The parts of a changed slope are those of one unbroken line; the "
        f"slope since the last change is fitted alone. {more}".strip(),
        method="trend",
    )


def _move(lines: Sequence[TrendLine]) -> str:
    """Every slope, dated by its last point: what it is of may be long past."""
    told = []
    for before, line in zip((None, *lines), lines, strict=False):
        clear = line.verdict not in (MIXED, UNTOLD)
        how = f"was {line.verdict}" if clear else f"had {line.verdict}"
        is_same = before is not None and before.until == line.until
        who = f"The {line.what}" if is_same else f"By {line.until} the {line.what}"
        sure = f"{SURE} {line.interval}" if before is None else line.interval
        told.append(f"{who} {how}: {line.slope} {line.unit} ({sure}).")
    return " ".join(told)


def _moves(lines: Sequence[TrendLine]) -> str:
    gaps = [line for line in lines if line.what == "gap"]
    narrow, wide = (sum(line.verdict.startswith(it) for line in gaps) for it in _WORDS["gap"])
    return (
        f"By the last data of each, the gap was clearly narrowing on {narrow} of "
        f"{plural(len(gaps), 'benchmark')} with a history, and widening on {wide}."
    )


def _slope(line: TrendLine, *, together: bool) -> Sequence[Cell]:
    based = [Name(line.window), Name(line.basis)]
    head = cell(line.what.capitalize(), *(it.text for it in based))
    if together:
        of = [Name(line.what), *based]
        head = Cell(Name(line.series.title), of, series_id=line.series.id)
    return (
        head,
        figure(line.slope, line.unit.removesuffix(" per year"), f"{SURE} {line.interval}"),
        cell(line.verdict, f"since {line.since}"),
        cell(line.turns),
    )


_WORDS = {"gap": ("narrowing", "widening"), "lag": ("shrinking", "growing")}
_PAST_LEVEL = ("moving towards open", "moving back to closed")
"""Where open is in front, a falling number is no gap that narrows: open draws away."""


WIDE_BAND = 90
"""Percent of outcomes that the wider band is to hold."""
MIXED, UNTOLD = "no single trend", "no clear trend"


def trend_line(one: TrendEstimate, series: Series) -> TrendLine:
    """One slope in words."""
    unit = Unit(series.unit).difference if one.what == "gap" else "days"
    places = 0 if unit == "days" else 1
    falls, rises = one.high < 0, one.low > 0
    words = _WORDS[one.what] if one.last_value >= 0 else _PAST_LEVEL
    moved = _moved(one, words[rises]) if falls or rises else UNTOLD
    return TrendLine(
        series=series,
        what=one.what,
        since=day(one.from_on),
        until=day(one.through_on),
        slope=signed(one.value, places),
        unit=f"{unit} per year",
        interval=f"{signed(one.low, places)} to {signed(one.high, places)}",
        verdict=MIXED if one.is_mixed else moved,
        turns=f"{_before(one)}{_whole(one, places, unit)}{_turns(one, places, unit)}",
        window=f"{day(one.from_on)} to {day(one.through_on)}, {one.n} points",
        basis="as published" if one.is_as_published else "by the models’ dates, in hindsight",
    )


def _moved(one: TrendEstimate, word: str) -> str:
    """The word of a movement; a rise after a bound that was higher starts from a low."""
    fell = one.before is not None and one.before.at_least_days > one.first_value
    return f"{word}, from a low" if one.value > 0 and fell else word


def _before(one: TrendEstimate) -> str:
    """How long the lag was at least before the slope begins, where only that is known."""
    if one.before is None:
        return ""
    return f"On {day(one.before.on)} it was at least {number(one.before.at_least_days, 0)} days. "


def _whole(one: TrendEstimate, places: int, unit: str) -> str:
    """The slope over all points, second and with a warning, where the slope changed on the way."""
    whole = one.whole_period
    if one.is_mixed:
        return "This slope spans a bend; too few points since for one of its own. "
    if not whole.spans_bend:
        return ""
    return (
        f"Over the whole period since {day(whole.from_on)}: {signed(whole.per_year, places)} "
        f"{unit} per year ({SURE} {signed(whole.low, places)} to {signed(whole.high, places)}), "
        "which spans a bend. "
    )


def _turns(one: TrendEstimate, places: int, unit: str) -> str:
    """Change points with the slope of each part, and the evidence."""
    if not one.change_points:
        return "No change of the slope is evident."
    parts = ", then ".join(signed(slope, places) for slope in one.slopes_per_year)
    when = ", ".join(day(on) for on in one.change_points)
    weak = ", which is weak" if one.is_weak else ""
    gain = number(one.bic_gain)
    return (
        f"The slope changed on {when}: {parts} {unit} per year (evidence: BIC lower by "
        f"{gain}{weak})."
    )


def projection_line(
    one: ProjectionEstimate, ahead: Forecast, series: Series, past: Sequence[GapBefore]
) -> ProjectionLine:
    """When the gap would first touch 0, with how earlier such bands held."""
    since = date.fromisoformat(one.through_on)
    bands = [
        Band(date.fromisoformat(on), *ends["0.5"], *ends["0.9"])
        for on, ends in sorted(ahead.gap_bands.items())
    ]
    coverage = _coverage(one.back_test)
    said = (
        f"If the movement since {day(ahead.learnt_from)} went on: {_touch(series, ahead)} "
        f"{coverage}"
    )
    text = Text(f"fan-{series.id}", f"{series.title}: gap so far and projected bands", said)
    caveat = clean(one.caveat or "").removeprefix(settings().disclaimer)
    return ProjectionLine(
        series=series,
        never=percent(1 - ahead.touched_share),
        crossing=[
            (percent(float(share)), day(on) if on else f"not within {one.horizon_days} days")
            for share, on in sorted(ahead.touch_on.items())
            if ahead.is_dated
        ],
        coverage=coverage,
        said=said,
        caveat=name(shorten(caveat, 400), 400),
        chart=charts(Fan(past, since, one.gap_now, bands, FIRST_DAY), text, LOW_PAGE, LOW_PHONE),
    )


def _touch(series: Series, ahead: Forecast) -> str:
    """How many paths touch 0 by the horizon, the median day where it may be told, and the drift."""
    told = (
        f"first touch of 0 by {series.title}’s gap in {percent(ahead.touched_share)} of "
        f"paths by {day(ahead.horizon_on)}"
    )
    middle = ahead.touch_on.get("0.50")
    if middle:
        told += f", in half of all paths by {day(middle)}"
    elif ahead.why_undated:
        told += f"; no median day, because {ahead.why_undated}"
    back = percent(ahead.below_at_horizon_share)
    return f"{told}. A path may come back: {back} are at or below 0 on that day. " + _movement(
        Unit(series.unit).difference, ahead
    )


def _movement(unit: str, ahead: Forecast) -> str:
    unsure = ", too close to zero to call" if ahead.is_unsure else ""
    return (
        f"The drift is {signed(ahead.drift_per_step, 2)} {unit} per {settings().step_days} "
        f"days ({SURE} {signed(ahead.drift_low, 2)} to {signed(ahead.drift_high, 2)}){unsure}."
    )


def _coverage(found: Held) -> str:
    half, most = found.coverage_50, found.coverage_90
    error, of_no_change = found.mean_error, found.mean_error_of_no_change
    if half is None or most is None or error is None or of_no_change is None:
        return "Not back-tested, so nobody knows how far such bands can be trusted."
    told = ", ".join(
        f"the {level} % band held {part.percent:.0f} % ({SURE} {part.low:.0f} to {part.high:.0f})"
        for level, part in ((50, half), (90, most))
    )
    origins = plural(found.origins, "origin that does not overlap", "origins that do not overlap")
    return (
        f"Back-tested from {origins}: {told}; mean error {number(error)}, of "
        f"“nothing changes” {number(of_no_change)}."
    )
