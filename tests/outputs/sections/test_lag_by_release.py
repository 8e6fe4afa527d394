"""Charts by release date: staircases, the bracket of the lag, the sawtooth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from measures.estimates import Estimate, only
from measures.lag.release_records import ReleaseFrontierEstimate
from measures.segments import GapSegment
from measures.series import load
from outputs.charts.course import GapBefore
from outputs.charts.marks import PAGE, PHONE, Size
from outputs.charts.readout import lag_readout
from outputs.charts.staircase import LagSpan
from outputs.sections.lag.releases import releases
from outputs.wording import ModelNames
from tests.measures.lag.estimates import stair, tooth
from tests.outputs.shelf import HOSTILE

# Closed 100, 110; open 95, 105. Closed had 105 with 110 on 1 June: 213 days before the page.
ROWS: list[Estimate] = [
    stair("closed", "2024-01-01", 100.0, "c1"),
    stair("open", "2024-03-01", 95.0, "o1"),
    stair("closed", "2024-06-01", 110.0, "c2"),
    stair("open", "2024-09-01", 105.0, "o2"),
    tooth("2024-03-01", "2024-08-31", 60, 243, "2024-01-01", censored="left"),
    tooth("2024-09-01", "2024-12-31", 92, 213, "2024-06-01"),
]
NAMES = ModelNames({"c1": "Closed 1", "c2": "Closed 2", "o1": "Open 1", "o2": "Open 2"})


def found(
    rows: Sequence[Estimate] = ROWS,
    names: ModelNames = NAMES,
    gaps: Mapping[tuple[str, str], GapSegment] = MappingProxyType({}),
    lag: Any = None,
) -> Any:
    newest = {key: (gap, lag) for key, gap in gaps.items()}
    return releases(load(), steps(rows, names), rows, names, {}, newest)["eci", "any_weights"]


def steps(rows: Sequence[Estimate], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows of `frontier_by_release`, of the measure's steps."""
    return [
        {
            "series": one.series,
            "openness_rule": one.openness_rule,
            "class": one.side,
            "model": one.model,
            "on_date": one.from_on,
            "name": names.get(one.model, one.model),
            "value": one.value,
            "through_on": one.through_on,
            "vintage_on": one.published_on,
        }
        for one in only(ReleaseFrontierEstimate, rows)
    ]


def test_the_gap_runs_from_the_day_on_which_both_classes_have_a_model() -> None:
    one = found()
    assert list(one.gaps) == [
        GapBefore(date(2024, 3, 1), 5.0),
        GapBefore(date(2024, 6, 1), 15.0),
        GapBefore(date(2024, 9, 1), 5.0),
    ]
    assert [step.name for step in one.stairs.releases] == [
        "Closed 1",
        "Open 1",
        "Closed 2",
        "Open 2",
    ]


def test_the_sentence_tells_who_had_it_first_and_how_long_ago() -> None:
    told = found().said
    assert told.startswith("In the data from 31 Dec 2024, the best open weights were Open 2 (105")
    assert (
        "Closed 2 (110.00) was the first closed model to reach that score, on 1 Jun 2024." in told
    )


def test_the_lag_runs_from_closeds_day_at_opens_level() -> None:
    assert found().stairs.behind == LagSpan(date(2024, 6, 1), 105.0, "7.0 months")


def test_where_open_leads_the_lead_runs_at_closeds_level() -> None:
    rows = [*ROWS[:4], tooth("2024-09-01", "2024-12-31", -1, -122, "2024-08-31")]
    one = found(rows)
    assert one.stairs.behind == LagSpan(date(2024, 8, 31), 110.0, "4.0 months")
    assert "and first had been on 31 Aug 2024, 122 days before; whether they truly led" in one.said


def test_a_level_day_has_no_lag_to_draw() -> None:
    one = found([*ROWS[:4], tooth("2024-09-01", "2024-12-31", 0, 0, "2024-09-01")])
    assert one.stairs.behind is None
    assert "were level with closed models" in one.said


def test_one_class_alone_says_so() -> None:
    one = found(ROWS[:1])
    assert one.said == "Data from 31 Dec 2024: only one class has a dated model."
    assert one.slopes == []
    assert one.teeth == ""


def test_a_lower_bound_above_the_longest_known_lag_is_told_first() -> None:
    told = found().slopes_said
    # 243 / 30.4375 = 8.0 is a lower bound; 213 / 30.4375 = 7.0 the longest that is known.
    assert told.startswith(
        "Longest at least 8.0 months on 31 Aug 2024 (a lower bound); longest known 7.0 months on "
        "31 Dec 2024, shortest known 3.0 months on 1 Sep 2024 (with Open 2), newest 7.0 months on "
        "31 Dec"
    )
    assert "Until 31 Aug 2024 some days are only bounds (dashed)." in told
    bounds = found([*ROWS[:4], ROWS[4]])
    assert bounds.slopes_said.startswith("Every day’s lag is only a bound: at least so long")


def test_a_lower_bound_below_the_longest_known_lag_claims_nothing() -> None:
    low = tooth("2024-03-01", "2024-08-31", 30, 92, "2024-02-01", censored="left")
    assert found([*ROWS[:4], low, ROWS[5]]).slopes_said.startswith(
        "Longest known 7.0 months on 31 Dec 2024, shortest known 3.0"
    )


def test_without_bounds_the_longest_is_the_longest() -> None:
    told = found([*ROWS[:4], ROWS[5]]).slopes_said
    assert told.startswith("Longest 7.0 months on 31 Dec 2024, shortest 3.0 months on 1 Sep 2024")
    assert "known" not in told
    assert "bound" not in told


def test_a_lead_is_shortest_at_its_end_and_a_bound_lead_is_at_most() -> None:
    lead = tooth("2024-09-01", "2024-12-31", -1, -122, "2024-08-31")
    # -122 / 30.4375 = -4.0: while open leads, the lag falls by a day each day.
    told = found(
        [*ROWS[:4], tooth("2024-09-01", "2024-08-31", 92, 213, "2024-06-01"), lead]
    ).slopes_said
    assert "shortest a lead of open of 4.0 months on 31 Dec 2024 (with Open 2)" in told
    bound = tooth("2024-09-01", "2024-12-31", -1, -122, "2024-08-31", censored="left")
    known = tooth("2024-03-01", "2024-08-31", 60, 243, "2024-01-01")
    said = found([*ROWS[:4], known, bound]).slopes_said
    assert "newest a lead of open of at least 4.0 months on 31 Dec 2024" in said


def test_a_lead_that_may_be_longer_is_at_least_so_long() -> None:
    one = found(
        [*ROWS[:4], tooth("2024-09-01", "2024-12-31", -1, -122, "2024-08-31", censored="left")]
    )
    assert one.stairs.behind.words == "at least 4.0 months"
    assert "first had been on 31 Aug 2024, at least 122 days before; whether" in one.said
    assert "open there at least 1 day earlier" in one.slopes[-1].label


def test_other_rules_and_unknown_series_are_left_out() -> None:
    other = stair("closed", "2024-01-01", 1.0, "c1", openness_rule="permissive")
    foreign = stair("closed", "2024-01-01", 1.0, "c1", series="gone")
    assert releases(load(), steps([other, foreign], NAMES), [], NAMES, {}, {}) == {}


def test_names_of_a_board_stay_text() -> None:
    one = found(names=NAMES.and_also({"o2": HOSTILE, "c2": HOSTILE}))
    for svg in (one.chart, one.teeth):
        assert "<script" not in str(svg)


def test_the_script_gets_the_points_of_the_lag() -> None:
    one = found()
    read = lag_readout(one.slopes, one.span)
    assert read["points"][0]["told"].startswith("1 Mar 2024: at least 60 days, by 31 Aug 2024")


def test_both_lines_run_on_to_the_leaders_of_a_newer_list() -> None:
    newest = GapSegment(
        entry="2025-02-01",
        closed_model="c3",
        closed_value=120.0,
        open_model="o2",
        open_value=105.5,
        vintage_on="2025-02-01",
    )
    names = NAMES.and_also({"c3": "Closed 3"})
    gaps = {("eci", "any_weights"): newest}
    stairs = found(names=names, gaps=gaps).stairs
    assert [(one.name, one.on, one.value) for one in stairs.newer] == [
        ("Closed 3", date(2025, 2, 1), 120.0), ("Open 2", date(2025, 2, 1), 105.5),
    ]  # fmt: skip
    assert stairs.end == date(2024, 12, 31), "the staircases end where their page does"
    assert {piece.right for side in ("closed", "open") for piece in stairs.pieces(side)[-1:]} == {
        stairs.end
    }
    drawn = stairs.marks(PAGE)
    points = [it for it in drawn.dots if it.value == 120.0]
    assert [it.colour for it in points] == ["closed", "paper"], "a dot with a hole"
    assert {"Closed 120.0", "Open 105.5"} <= set(texts(stairs, PAGE))
    assert found(names=names, gaps=gaps).newer_on == "1 Feb 2025"


@pytest.mark.parametrize(
    ("changed", "drawn"),
    [
        ({"closed_model": "c2", "closed_value": 110.0}, []),
        # One whose release has no day stands on no staircase, but the gap is of it.
        ({}, [("closed", 120.0)]),
        ({"vintage_on": "2024-12-30"}, []),
    ],
)
def test_of_its_own_page_a_staircase_lacks_what_has_no_day(
    changed: dict[str, Any], drawn: list[tuple[str, float]]
) -> None:
    values = {
        "entry": "2024-12-31", "vintage_on": "2024-12-31", "closed_model": "c3",
        "closed_value": 120.0, "open_model": "o2", "open_value": 105.0,
    }  # fmt: skip
    gap = GapSegment(**(values | changed))
    stairs = found(gaps={("eci", "any_weights"): gap}).stairs
    assert [(one.side, one.value) for one in stairs.newer] == drawn
    assert stairs.apart == pytest.approx(15.0 if drawn else 5.0)


def texts(stairs: Any, size: Size) -> list[str]:
    """What stands in the picture."""
    return [it.text for it in stairs.marks(size).words]


def newer(lag: Any = None, **changed: Any) -> Any:
    """The staircases with both leaders of a newer list, of which only they are known."""
    values = {
        "entry": "2025-02-01", "vintage_on": "2025-02-01", "closed_model": "c3",
        "closed_value": 120.0, "open_model": "o3", "open_value": 108.0,
    }  # fmt: skip
    names = NAMES.and_also({"c3": "Closed Model 3", "o3": "Open-Model-3-With-A-Name"})
    key = ("eci", "any_weights")
    return found(names=names, gaps={key: GapSegment(**(values | changed))}, lag=lag).stairs


def test_the_labels_at_the_end_are_of_the_newer_list_and_those_before_stay_on_the_lines() -> None:
    for size in (PAGE, PHONE):
        said = texts(newer(), size)
        assert {"Closed 120.0", "Open 108.0", "Epoch Capabilities Index"} <= set(said)
        assert not {"Closed 110.0", "Open 105.0"} & set(said)
        for value in ("110.0", "105.0"):
            assert any(it.endswith(value) for it in said), "the last ones of the page"
    assert "Closed 2 110.0" in texts(newer(), PAGE)
    assert newer().apart == pytest.approx(12.0)


def test_a_lag_beside_news_says_of_which_day_it_is() -> None:
    assert newer().behind.words == "7.0 months (31 Dec)"


@pytest.mark.parametrize(("order_on", "words", "until"), [
    ("2024-12-31", "8.0 months (1 Feb)", date(2025, 2, 1)), (None, "7.0 months (31 Dec)", None),
])  # fmt: skip
def test_the_lag_that_the_title_tells_is_the_one_in_the_picture(
    order_on: str | None, words: str, until: date | None
) -> None:
    """1 June 2024 to 1 February 2025 are 245 days, by the order of models of December."""
    fresh = SimpleNamespace(shown_on="2025-02-01")
    lag = SimpleNamespace(days=245, since="2024-06-01", order_on=order_on, freshness=fresh)
    behind = newer(lag).behind
    assert (behind.words, behind.until, behind.since) == (words, until, date(2024, 6, 1))


def test_a_closed_model_whose_weights_came_later_is_called_so() -> None:
    names = ModelNames.of({
        model: {"name": called, "days_to_weights": 11 if model in {"c2", "o2"} else None}
        for model, called in NAMES.items()
    })  # fmt: skip
    one = found(names=names)
    assert [it.name for it in one.stairs.releases] == [
        "Closed 1", "Open 1", "Closed 2 (API only)", "Open 2",
    ]  # fmt: skip
    assert (
        "; Closed 2 (API only; weights followed 11 days later) (110.00) was the first" in one.said
    )
    assert "were Open 2 (105" in one.said
