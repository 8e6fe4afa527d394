"""How gaps and lags move, and what continuing that would give: sentences, coverage, a fan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from measures.estimates import Estimate, only
from measures.series import Series
from measures.trend.records import Forecast, Held, ProjectionEstimate, TrendEstimate
from measures.trend.slope import LEVEL, settings
from measures.uncertainty.intervals import level_in_words
from outputs.charts.still import Band, GapBefore, fan
from outputs.charts.svg import Text
from outputs.wording import Name, clean, name, shorten
from terms.days import day
from terms.numbers import number, percent, plural, signed
from terms.openness import HEADLINE_RULE
from terms.units import Unit

Row = Mapping[str, Any]
PASTS = Mapping[str, Sequence[GapBefore]]
CI = f"{level_in_words(LEVEL)} CI"


@dataclass(frozen=True, slots=True)
class TrendLine:
    """The slope of one series' gap or lag per year since its last change, on day `since`; `turns`
    tells the slope of the whole period, and the days on which it changed."""

    series: Series
    what: str
    since: str
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


@dataclass(frozen=True, slots=True)
class SeriesTrend:
    """Slopes of one series under the widest rule, and its projection, None without one."""

    lines: Sequence[TrendLine]
    projection: ProjectionLine | None
    disclaimer: str


def trends(
    estimates: Iterable[Estimate], declared: Mapping[str, Series], pasts: PASTS
) -> dict[str, SeriesTrend]:
    """By series; `pasts`: series to its gap so far, by day."""
    own = [
        one
        for one in estimates
        if one.series in declared and one.openness_rule == HEADLINE_RULE and one.value is not None
    ]
    lines: dict[str, list[TrendLine]] = {}
    for one in only(TrendEstimate, own):
        lines.setdefault(one.series, []).append(trend_line(one, declared[one.series]))
    ahead = {
        one.series: _projection(one, one.forecast, declared[one.series], pasts.get(one.series, ()))
        for one in only(ProjectionEstimate, own)
        if one.forecast is not None
    }
    return {
        key: SeriesTrend(lines.get(key, ()), ahead.get(key), settings().disclaimer)
        for key in declared
        if key in lines or key in ahead
    }


_WORDS = {"gap": ("narrowing", "widening"), "lag": ("shrinking", "growing")}
_PAST_LEVEL = ("moving towards open", "moving back to closed")
"""Where open is in front, a falling number is no gap that narrows: open draws away."""


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
        slope=signed(one.value, places),
        unit=f"{unit} per year",
        interval=f"{signed(one.low, places)} to {signed(one.high, places)}",
        verdict=MIXED if one.is_mixed else moved,
        turns=f"{_before(one)}{_whole(one, places)}{_turns(one, places)}",
        window=f"{day(one.from_on)} to {day(one.through_on)}, {one.n} points",
        basis=one.basis.replace("vintage", "data"),
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


def _whole(one: TrendEstimate, places: int) -> str:
    """The slope over all points, second and with a warning, where the slope changed on the way."""
    whole = one.whole_period
    if one.is_mixed:
        return "This slope spans a bend; too few points since for one of its own. "
    if not whole.spans_bend:
        return ""
    return (
        f"Over the whole period since {day(whole.from_on)}: {signed(whole.per_year, places)} "
        f"({CI} {signed(whole.low, places)} to {signed(whole.high, places)}), which "
        "spans a bend. "
    )


def _turns(one: TrendEstimate, places: int) -> str:
    """Change points with the slope of each part, and the evidence."""
    if not one.change_points:
        return "No change of the slope is evident."
    parts = ", then ".join(signed(slope, places) for slope in one.slopes_per_year)
    when = ", ".join(day(on) for on in one.change_points)
    weak = " (weak)" if one.is_weak else ""
    gain = number(one.bic_gain)
    return f"The slope changed on {when}: {parts} per year (evidence: BIC lower by {gain}{weak})."


def _projection(
    one: ProjectionEstimate, ahead: Forecast, series: Series, past: Sequence[GapBefore]
) -> ProjectionLine:
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
        chart=Markup(fan(past, since, one.gap_now, bands, text)),  # noqa: S704
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
        f"days ({CI} {signed(ahead.drift_low, 2)} to {signed(ahead.drift_high, 2)}){unsure}."
    )


def _coverage(found: Held) -> str:
    half, most = found.coverage_50, found.coverage_90
    error, of_no_change = found.mean_error, found.mean_error_of_no_change
    if half is None or most is None or error is None or of_no_change is None:
        return "Not back-tested, so nobody knows how far such bands can be trusted."
    told = ", ".join(
        f"the {level} % band held {part.percent:.0f} % ({CI} {part.low:.0f} to {part.high:.0f})"
        for level, part in ((50, half), (90, most))
    )
    origins = plural(found.origins, "origin that does not overlap", "origins that do not overlap")
    return (
        f"Back-tested from {origins}: {told}; mean error {number(error)}, of "
        f"“nothing changes” {number(of_no_change)}."
    )
