"""Charts by release date: staircases, and the bracket of the lag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from measures.estimates import Estimate, only
from measures.lag.records import ReleaseFrontierEstimate
from measures.segments import GapSegment
from measures.series import load
from outputs.charts.course import GapBefore
from outputs.charts.marks import PAGE, PHONE, Size
from outputs.charts.staircase import LagSpan
from outputs.sections.lag.releases import releases
from outputs.wording import ModelNames
from tests.measures.lag.estimates import stair
from tests.outputs.shelf import HOSTILE

# Closed 100, 110; open 95, 105. Closed had 105 with 110 on 1 June: 213 days before the page.
ROWS: list[Estimate] = [
    stair("closed", "2024-01-01", 100.0, "c1"),
    stair("open", "2024-03-01", 95.0, "o1"),
    stair("closed", "2024-06-01", 110.0, "c2"),
    stair("open", "2024-09-01", 105.0, "o2"),
]
LEAD = [*ROWS[:3], stair("open", "2024-08-31", 115.0, "o2")]
NAMES = ModelNames({"c1": "Closed 1", "c2": "Closed 2", "o1": "Open 1", "o2": "Open 2"})


def found(
    rows: Sequence[Estimate] = ROWS,
    names: ModelNames = NAMES,
    gaps: Mapping[tuple[str, str], GapSegment] = MappingProxyType({}),
    lag: Any = None,
) -> Any:
    newest = {key: (gap, lag) for key, gap in gaps.items()}
    return releases(load(), steps(rows, names), names, {}, newest)["eci", "any_weights"]


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
    one = found(LEAD)
    assert one.stairs.behind == LagSpan(date(2024, 8, 31), 110.0, "4.0 months")
    assert "and first had been on 31 Aug 2024, 122 days before; whether they truly led" in one.said


def test_what_the_first_model_observed_had_may_have_been_there_before() -> None:
    lead = found([LEAD[0], LEAD[2], LEAD[3]])
    assert lead.stairs.behind.words == "at least 4.0 months"
    assert "first had been on 31 Aug 2024, at least 122 days before; whether" in lead.said
    behind = found(ROWS[:3])
    assert behind.stairs.behind.words == "at least 12.0 months"
    assert "Closed 1 (100.00) was the first closed model known to reach that score" in behind.said


def test_a_level_day_has_no_lag_to_draw() -> None:
    one = found([LEAD[0], LEAD[1], LEAD[3], stair("closed", "2024-12-31", 120.0, "c2")])
    assert one.stairs.behind is None
    assert "were level with closed models" in one.said


def test_one_class_alone_says_so() -> None:
    assert found(ROWS[:1]).said == "Data from 31 Dec 2024: only one class has a dated model."


def test_the_lag_of_a_past_day_counts_what_was_there() -> None:
    one = found()
    days = {on: one.lag(date.fromisoformat(on)) for on in ("2024-02-29", "2024-08-31")}
    assert days["2024-02-29"] is None
    # On 31 August the best open model, 95, was below the first closed one of 1 January.
    assert (days["2024-08-31"].days, days["2024-08-31"].is_bound) == (243, True)


def test_no_model_lags_its_own_closed_past() -> None:
    """Closed 2 was opened: the others are compared, if a step of theirs tells since when."""
    own = [*ROWS[:3], stair("open", "2024-09-01", 110.0, "c2")]
    assert found(own).stairs.behind is None
    assert found(own).said == "Data from 31 Dec 2024."
    later = [*own, stair("closed", "2024-10-01", 112.0, "c3")]
    assert found(later).stairs.behind == LagSpan(date(2024, 10, 1), 110.0, "3.0 months")


def test_other_rules_and_unknown_series_are_left_out() -> None:
    other = stair("closed", "2024-01-01", 1.0, "c1", openness_rule="permissive")
    foreign = stair("closed", "2024-01-01", 1.0, "c1", series="gone")
    assert releases(load(), steps([other, foreign], NAMES), NAMES, {}, {}) == {}


def test_names_of_a_board_stay_text() -> None:
    one = found(names=NAMES.and_also({"o2": HOSTILE, "c2": HOSTILE}))
    assert "<script" not in str(one.chart)


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
