"""How gaps and lags move, and what continuing that would give: sentences, coverage, a fan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from measures.series import Series
from measures.trend.projection import UNDATED, is_unsure
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
MEASURES = ("trend", "projection", "backtest")
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
class Trends:
    """Slopes and projections under the widest rule; `said` is about the headline series."""

    disclaimer: str
    said: str
    lines: Sequence[TrendLine]
    projections: Sequence[ProjectionLine]


def trends(
    estimates: Iterable[Row], declared: Mapping[str, Series], pasts: PASTS, headline: str
) -> Trends:
    """From rows of view estimate_now; `pasts`: series to its gap so far, by day.

    Series in declared order, the headline's first.
    """
    own = [
        row
        for row in estimates
        if row["measure"] in MEASURES
        and row["series"] in declared
        and row["openness_rule"] == HEADLINE_RULE
        and row["value"] is not None
    ]
    order = {key: place for place, key in enumerate(declared)}
    own.sort(key=lambda row: (row["series"] != headline, order[row["series"]], row["variant"]))
    lines = [_trend(row, declared[row["series"]]) for row in own if row["measure"] == "trend"]
    projections = [
        _projection(row, declared[row["series"]], pasts.get(row["series"], ()))
        for row in own
        if row["measure"] == "projection" and "drift_low" in row["detail"]
    ]
    return Trends(settings().disclaimer, _said(lines, projections, headline), lines, projections)


def _said(lines: Sequence[TrendLine], projections: Sequence[ProjectionLine], headline: str) -> str:
    told = [
        f"On {it.series.title} the {it.what} moved by {it.slope} {it.unit} since {it.since} "
        f"({CI} {it.interval}): {it.verdict}. {it.turns}"
        for it in lines
        if it.series.id == headline
    ]
    told += [it.said for it in projections if it.series.id == headline]
    return " ".join(told)


_WORDS = {"gap": ("narrowing", "widening"), "lag": ("shrinking", "growing")}
_PAST_LEVEL = ("moving towards open", "moving back to closed")
"""Where open is in front, a falling number is no gap that narrows: open draws away."""


MIXED, UNTOLD = "no single trend", "no trend distinguishable"


def _trend(row: Row, series: Series) -> TrendLine:
    what = row["variant"].partition("|")[0]
    unit = Unit(series.unit).difference if what == "gap" else "days"
    low, high = row["low"], row["high"]
    places = 0 if unit == "days" else 1
    falls = high is not None and high < 0
    rises = low is not None and low > 0
    moves = falls or rises
    words = _WORDS[what] if row["detail"]["last_value"] >= 0 else _PAST_LEVEL
    return TrendLine(
        series=series,
        what=what,
        since=day(row["from_on"]),
        slope=signed(row["value"], places),
        unit=f"{unit} per year",
        interval="unknown" if low is None else f"{signed(low, places)} to {signed(high, places)}",
        verdict=MIXED if _is_mixed(row) else _moved(row, words[rises]) if moves else UNTOLD,
        turns=f"{_before(row['detail'])}{_whole(row, places)}{_turns(row['detail'], places)}",
        window=f"{day(row['from_on'])} to {day(row['through_on'])}, {row['n']} points",
        basis=clean(row["detail"]["basis"]),
    )


def _is_mixed(row: Row) -> bool:
    """Whether the slope that is told spans a bend, for want of points after it."""
    whole = row["detail"].get("whole_period") or {}
    return bool(whole.get("spans_bend")) and row["from_on"] == whole["from_on"]


def _moved(row: Row, word: str) -> str:
    """The word of a movement; a rise after a bound that was higher starts from a low."""
    bound = row["detail"].get("before")
    fell = bound is not None and bound["at_least_days"] > row["detail"]["first_value"]
    return f"{word}, from a low" if row["value"] > 0 and fell else word


def _before(detail: Row) -> str:
    """How long the lag was at least before the slope begins, where only that is known."""
    bound = detail.get("before")
    if not bound:
        return ""
    return f"On {day(bound['on'])} it was at least {number(bound['at_least_days'], 0)} days. "


def _whole(row: Row, places: int) -> str:
    """The slope over all points, second and with a warning, where the slope changed on the way."""
    whole = row["detail"].get("whole_period") or {}
    if _is_mixed(row):
        return "This slope spans a bend; too few points since for one of its own. "
    if not whole.get("spans_bend"):
        return ""
    return (
        f"Over the whole period since {day(whole['from_on'])}: {signed(whole['per_year'], places)} "
        f"({CI} {signed(whole['low'], places)} to {signed(whole['high'], places)}), which "
        "spans a bend. "
    )


def _turns(detail: Row, places: int) -> str:
    """Change points with the slope of each part, and the evidence."""
    points, slopes = detail["change_points"], detail["slopes_per_year"]
    if not points:
        return "No change of the slope is evident."
    parts = ", then ".join(signed(slope, places) for slope in slopes)
    when = ", ".join(day(on) for on in points)
    gain = number(detail["bic_gain"])
    weak = " (weak)" if detail["bic_gain"] < 6 else ""
    return f"The slope changed on {when}: {parts} per year (evidence: BIC lower by {gain}{weak})."


def _projection(row: Row, series: Series, past: Sequence[GapBefore]) -> ProjectionLine:
    detail = row["detail"]
    since = date.fromisoformat(row["through_on"])
    bands = [
        Band(date.fromisoformat(on), *map(float, ends["0.5"]), *map(float, ends["0.9"]))
        for on, ends in sorted(detail["gap_bands"].items())
    ]
    never = percent(row["value"])
    coverage = _coverage(detail["back_test"])
    years = _horizon(row["unit"])
    said = (
        f"If the movement since {day(detail['learnt_from'])} went on: {_touch(series, detail)} "
        f"{coverage}"
    )
    text = Text(f"fan-{series.id}", f"{series.title}: gap so far and projected bands", said)
    return ProjectionLine(
        series=series,
        never=never,
        crossing=[
            (percent(float(share)), day(on) if on else f"not within {years}")
            for share, on in sorted(detail["touch_on"].items())
            if detail["is_dated"]
        ],
        coverage=coverage,
        said=said,
        caveat=name(
            shorten(clean(row["caveat"] or "").removeprefix(settings().disclaimer), 400), 400
        ),
        chart=Markup(fan(past, since, float(detail["gap_now"]), bands, text)),  # noqa: S704
    )


def _horizon(unit: str) -> str:
    """'1080 days' from 'probability of not touching 0 within 1080 days'."""
    return clean(unit.rpartition("within ")[2])


def _touch(series: Series, detail: Row) -> str:
    """How many paths touch 0 by the horizon, the median day where it may be told, and the drift."""
    told = (
        f"first touch of 0 by {series.title}’s gap in {percent(detail['touched_share'])} of "
        f"paths by {day(detail['horizon_on'])}"
    )
    middle, why = detail["touch_on"].get("0.50"), UNDATED.get(detail["undated_because"] or "")
    if middle:
        told += f", in half of all paths by {day(middle)}"
    elif why:
        told += f"; no median day, because {why}"
    back = percent(detail["below_at_horizon_share"])
    return f"{told}. A path may come back: {back} are at or below 0 on that day. " + _drift(
        Unit(series.unit).difference, detail
    )


def _drift(unit: str, detail: Row) -> str:
    low, high = detail["drift_low"], detail["drift_high"]
    unsure = ", which cannot be told from 0" if is_unsure(low, high) else ""
    return (
        f"The drift is {signed(detail['drift_per_step'], 2)} {unit} per {settings().step_days} "
        f"days ({CI} {signed(low, 2)} to {signed(high, 2)}){unsure}."
    )


def _coverage(found: Row) -> str:
    half, most = found["coverage_50"], found["coverage_90"]
    if not found["origins"] or half is None or most is None:
        return "Not back-tested, so nobody knows how far such bands can be trusted."
    told = ", ".join(
        f"the {level} % band held {part['percent']:.0f} % ({CI} {part['low']:.0f} to "
        f"{part['high']:.0f})"
        for level, part in ((50, half), (90, most))
    )
    origins = plural(
        found["origins"], "origin that does not overlap", "origins that do not overlap"
    )
    return (
        f"Back-tested from {origins}: {told}; mean error {number(found['mean_error'])}, of "
        f"“nothing changes” {number(found['mean_error_of_no_change'])}."
    )
