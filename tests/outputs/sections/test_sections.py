"""The sections besides the gaps: domains, certainty, trends, what is broken, their sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from measures.estimates import only
from measures.records import records
from measures.scale.records import COMPOSITE, ECI
from measures.series import load
from measures.trend.records import (
    BandCoverage,
    BoundBefore,
    Forecast,
    Held,
    ProjectionEstimate,
    TrendEstimate,
    WholePeriod,
)
from outputs.alerts.broken import Broken
from outputs.charts.course import GapBefore
from outputs.charts.small import EDGE, WIDTH, Dots, dots, priced
from outputs.sections.scales import beside_epoch, scale_sections
from outputs.sections.section import Section
from outputs.sections.sources import by_kind
from outputs.sections.trend import (
    ProjectionLine,
    TrendLine,
    projection_line,
    trend_line,
    trend_section,
    unborne,
)
from terms.days import in_words
from tests.measures.scale.estimates import agreement, gaps, of_class, ranks, side
from tests.outputs.shelf import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"
ANY = "any_weights"
OLD_PAGE = "its newest page, which is older than the 7 days that count as now"


def test_dots_stay_on_their_axis() -> None:
    root = ElementTree.fromstring(str(dots(Dots(9.0, 8.0, 99.0), 'a "b"', (-2.0, 4.0))))  # noqa: S314
    places = [float(it.get("cx", "")) for it in root.iter("circle")]
    assert places == [WIDTH - EDGE]
    assert root.get("aria-label") == 'a "b"'
    assert dots(Dots(None, None, None), "x") == ""


def test_prices_stand_on_a_logarithmic_axis() -> None:
    # 0.03 to 30 are three powers of ten; 0.3 lies at a third, 3 at two thirds.
    root = ElementTree.fromstring(str(priced(3.0, 0.3, "x")))  # noqa: S314
    closed, opened = [float(it.get("cx", "")) for it in root.iter("circle")]
    inner = WIDTH - 2 * EDGE
    assert closed == pytest.approx(EDGE + inner * 2 / 3, abs=0.1)
    assert opened == pytest.approx(EDGE + inner / 3, abs=0.1)
    assert "circle" not in str(priced(None, 0.0, "x"))


TREND = TrendEstimate(
    series="eci", openness_rule=ANY, value=1.485, low=0.065, high=2.972, n=28,
    unit="index per year", from_on="2024-05-23", through_on="2026-08-11", what="gap",
    basis="within the newest vintage", method="least squares", block=3, step_days=30,
    change_points=("2024-05-23",), slopes_per_year=(-9.452, 1.58), bic_gain=25.2,
    whole_period=WholePeriod("2023-03-30", -1.455, -3.127, 0.23, 42, spans_bend=True),
    first_value=3.1, last_value=4.64, before=None,
)  # fmt: skip
FORECAST = Forecast(
    learnt_from="2024-05-23", gap_bands={"2027-01-01": {"0.5": (2.0, 7.0), "0.9": (-2.0, 10.0)}},
    touch_on={"0.05": None, "0.50": None}, is_dated=False, undated_because="slope_away",
    touched_share=0.649, touched_by={}, horizon_on="2029-07-26", below_at_horizon_share=0.371,
    drift_per_step=0.012, drift_low=-0.693, drift_high=0.718,
)  # fmt: skip


UNTESTED = Held(0, None, None)


def moved(
    slope: TrendEstimate = TREND, held: Held = UNTESTED, **changed: Any
) -> list[dict[str, Any]]:
    ahead = ProjectionEstimate(
        series="eci", openness_rule=ANY, value=0.351, n=28, from_on="2024-05-23",
        through_on="2026-08-11", unit="probability of not touching 0 within 1080 days",
        horizon_days=1080, crossed=False, gap_now=4.6, back_test=held,
        forecast=replace(FORECAST, **changed),
    )  # fmt: skip
    return [{**one.row("x"), "measure": one.MEASURE} for one in (slope, ahead)]


def trends(rows: list[dict[str, Any]]) -> tuple[list[TrendLine], Section]:
    """As `gapwatch trend eci` prints them."""
    found = records(rows)
    slopes = only(TrendEstimate, found)
    lines = [trend_line(one, load()["eci"]) for one in slopes]
    return lines, trend_section(lines, unborne(only(ProjectionEstimate, found)[0], slopes))


def test_a_fall_below_level_is_not_told_as_a_gap_that_narrows() -> None:
    falling = replace(TREND, value=-21.6, low=-36.6, high=-5.7)
    for last, words in ((8.24, "narrowing"), (-8.24, "moving towards open")):
        [line], _ = trends(moved(replace(falling, last_value=last)))
        assert line.verdict == words


@pytest.mark.parametrize(
    ("until", "who"), [("2026-08-11", "The"), ("2025-03-26", "By 26 Mar 2025 the")]
)
def test_a_slope_is_of_the_day_of_its_last_point(until: str, who: str) -> None:
    """Arena's raw board: a gap of October 2026 and a lag of March 2025, which "is shrinking"."""
    lag = replace(TREND, what="lag", value=-187.0, low=-259.0, high=-115.0, through_on=until)
    lead = trends([*moved(), *moved(lag)])[1].lead
    assert lead.endswith(f" {who} lag was shrinking: −187 days per year (−259 to −115).")
    assert len(lead.split()) <= 35


def test_a_slope_across_a_bend_is_no_single_trend() -> None:
    whole = replace(TREND, value=-1.455, low=-3.127, high=-0.23, from_on="2023-03-30")
    [line], _ = trends(moved(whole))
    assert line.verdict == "no single trend"
    assert line.turns.startswith("This slope spans a bend; too few points since for one of its own")


def test_a_lag_that_grows_after_a_longer_bound_grows_from_a_low() -> None:
    bound = BoundBefore("2024-07-22", 496)
    grown = replace(TREND, what="lag", value=64.0, low=35.4, high=92.5, first_value=62.0)
    for before, verdict in ((bound, "growing, from a low"), (None, "growing")):
        [line], _ = trends(moved(replace(grown, before=before)))
        assert line.verdict == verdict
        assert line.turns.startswith("On 22 Jul 2024 it was at least 496 days. ") == bool(before)


def test_a_trend_tells_slope_interval_turns_and_the_disclaimer() -> None:
    [line], section = trends(moved())
    assert section.lead == (
        "By 11 Aug 2026 the gap was widening: +1.5 index points per year (95 % interval +0.1 to "
        "+3.0)."
    )
    assert section.note.endswith("No projection is shown: it could not be back-tested.")
    # The slope of the whole period, -1.5, spans the bend: it comes second and says so.
    assert (line.slope, line.verdict) == ("+1.5", "widening")
    assert (line.unit, line.since, line.interval) == (
        "index points per year",
        "23 May 2024",
        "+0.1 to +3.0",
    )
    assert line.turns.startswith(
        "Over the whole period since 30 Mar 2023: −1.5 index points per year (95 % interval −3.1 "
        "to +0.2), which spans a bend."
    )
    assert "changed on 23 May 2024: −9.5, then +1.6 index points per year" in line.turns


BORNE = Held(12, BandCoverage(50.0, 25.0, 75.0), BandCoverage(92.0, 65.0, 98.0), 2.0, 3.1, True)
SHRINKING = replace(TREND, value=-3.0, low=-5.0, high=-1.0)
TOWARDS = {"drift_per_step": -0.25, "drift_low": -0.4, "drift_high": -0.1}


@pytest.mark.parametrize(
    ("held", "slope", "drift", "why"),
    [
        (UNTESTED, SHRINKING, TOWARDS, "could not be back-tested"),
        (replace(BORNE, origins=4), SHRINKING, TOWARDS, "back-tested only 4 times"),
        (replace(BORNE, beats_no_change=False), SHRINKING, TOWARDS, "erred no less than saying"),
        (replace(BORNE, coverage_90=BandCoverage(50.0, 25.0, 75.0)), SHRINKING, TOWARDS,
         "90 % bands held 50 % of the time"),
        (BORNE, replace(SHRINKING, high=1.0), TOWARDS, "the gap has no clear trend"),
        (BORNE, TREND, TOWARDS, "not that of the trend"),
        (BORNE, SHRINKING, {"drift_low": -0.4, "drift_high": 0.1}, "not that of the trend"),
    ],
    ids=["untested", "few", "no better", "band", "no trend", "against the trend", "unsure"],
)  # fmt: skip
def test_a_projection_is_not_shown_against_its_back_test_or_the_trend(
    held: Held, slope: TrendEstimate, drift: dict[str, float], why: str
) -> None:
    assert why in trends(moved(slope, held, **drift))[1].note


def test_a_projection_stands_beside_its_coverage() -> None:
    days = {"0.05": "2026-09-10", "0.50": "2027-10-05", "0.75": None}
    dated = {"is_dated": True, "undated_because": None, "touch_on": days}
    rows = moved(SHRINKING, BORNE, **TOWARDS, **dated)
    [ahead] = only(ProjectionEstimate, records(rows))
    assert ahead.forecast is not None
    past = [GapBefore(date(2024, 1, 1), 16.0)]
    one: ProjectionLine = projection_line(ahead, ahead.forecast, load()["eci"], past)
    assert "No projection" not in trends(rows)[1].note
    assert (
        "from 12 origins that do not overlap: the 50 % band held 50 % (95 % interval 25 to 75)"
        in (one.coverage)
    )
    assert "mean error 2.0, of “nothing changes” 3.1" in one.coverage
    assert one.crossing == [
        ("5 %", "10 Sep 2026"),
        ("50 %", "5 Oct 2027"),
        ("75 %", "not within 1080 days"),
    ]
    assert "in 65 % of paths by 26 Jul 2029, in half of all paths by 5 Oct 2027. A path" in one.said
    assert "37 % are at or below 0 on that day" in one.said
    assert "The drift is −0.25 index points per 30 days (95 % interval −0.40 to −0.10)." in one.said
    assert "cannot be told from 0" not in one.said


def broken(kind: str, subject: str, severity: str, **fields: Any) -> Broken:
    return Broken(
        kind, subject, severity, f"{subject} broke", None, None, "Look.", "x", True, fields
    )


def test_what_is_broken_is_counted_by_kind_with_the_worst_first() -> None:
    found = by_kind(
        [
            *[broken("source_stale", f"s{age}", "warning", age_days=age) for age in (3, 9, 5, 7)],
            broken("page_refused", "p", "critical"),
            broken("something_new", "n", "info"),
        ]
    )
    assert [group.words for group in found] == [
        "1 page refused",
        "4 sources older than their limit",
        "1 something new",
    ]
    stale = found[1]
    assert [it.title.text for it in stale.worst] == ["s9 broke", "s7 broke", "s5 broke"]
    assert [it.title.text for it in stale.rest] == ["s3 broke"]


def test_a_hostile_title_is_cut() -> None:
    [group] = by_kind([broken("x", HOSTILE, "info")])
    assert len(group.lines[0].title.text) <= 200


def test_days_are_written_alike() -> None:
    assert in_words("as of 2026-03-08, not 2026-13-08") == "as of 8 Mar 2026, not 2026-13-08"


def beside(**changed: str) -> Section:
    both = gaps()
    dated = replace(both, eci=replace(side(4.6), vintage_on="2026-08-11"), **changed)
    found = beside_epoch([dated, ranks()])
    assert found is not None
    return found


def test_two_gaps_are_of_one_day_and_say_so() -> None:
    found = beside(through_on="2026-08-22")
    assert found.lead == (
        "On 22 Aug 2026 the gap was 4.5 index points on the composite and 4.6 on the Epoch "
        "Capabilities Index."
    )
    assert [it.text for it in found.rows[0][2].more] == [
        "95 % interval 1.3 to 8.0", "data from 11 Aug 2026",
    ]  # fmt: skip


def test_what_an_earlier_version_derived_has_no_day() -> None:
    assert beside().lead.startswith("The gap was 4.5 index points")


def test_each_scale_has_its_sections() -> None:
    found = scale_sections([gaps(), of_class(), agreement()], {})
    assert [[part.key for part in found[name]] for name in (COMPOSITE, ECI)] == [
        ["based-on", "beside"], ["refit"],
    ]  # fmt: skip
