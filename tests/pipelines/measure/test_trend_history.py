"""The history behind a trend: days on which the page was stale are no part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from measures.boards.states import BoardState
from measures.gap.daily import gap_history
from measures.known import DerivedKey, Known, derived
from measures.lag.daily import LagHistory
from measures.series import Series
from measures.trend.history import history_of, lag_of
from measures.trend.projection import BackTest
from measures.trend.records import Held, ProjectionEstimate, Trial
from measures.trend.rows import held, trends
from measures.trend.slope import sampled
from tests.measures.lag.sample import Model, indexed, known
from tests.measures.sample import row, state

START = date(2023, 1, 1)
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def day(number: int) -> str:
    return (START + timedelta(days=number)).isoformat()


# Closed gains 10 every 97 days; 120 days after each, open comes within 5 below it, so that the lag
# runs from 120 to 216 days and starts anew. The first open model is below the first closed one.
CLOSED: dict[str, Model] = {f"c{k}": (day(97 * k), "closed", 100 + 10 * k, 1.0) for k in range(8)}
OPEN: dict[str, Model] = {
    f"o{k}": (day(97 * k + 120), "permissive", 95 + 10 * k, 1.0) for k in range(7)
}
MODELS = CLOSED | OPEN


def page(number: int, names: Iterable[str] = MODELS) -> BoardState:
    """The board of a day: every named model that was out by then."""
    rows = [
        row(name, MODELS[name][2], unit="index", stderr=1.0)
        for name in names
        if MODELS[name][0] <= day(number)
    ]
    return state(day(number), *rows, vintage=number + 1)


def told(pages: list[BoardState], stale_after_days: int = 7) -> tuple[Known, Series]:
    """Inputs of a run that has issued gap and lag of these pages."""
    series = replace(indexed(), stale_after_days=stale_after_days)
    names, through = known(MODELS), NOW.date().isoformat()
    inputs = Known(through, "x", {series.id: series}, names, {series.id: pages})
    lags = LagHistory(series, pages, names, through).segments("any_weights")
    gaps = gap_history(series, pages, names, "any_weights", through)
    newest = max(one.published_on for one in pages)
    for table, board, rows in (
        ("lag", "any_weights|tolerance_0|released", [one.row("x") for one in lags]),
        ("gap", "any_weights", [one.row("x") for one in gaps]),
    ):
        made = derived(table, series.id, board, newest, rows)
        inputs.derived[made.key] = made
    return inputs, series


def test_of_a_series_that_is_always_fresh_every_step_counts() -> None:
    inputs, series = told([page(number) for number in range(200, 731, 5)])
    for tell in (lag_of, history_of):
        found = tell(inputs, series, "any_weights")
        assert found is not None
        assert found.published
        assert found.sample == sampled(found.segments, found.first, found.last, 30)
    lag = lag_of(inputs, series, "any_weights")
    assert lag is not None
    # o6 (155) is behind c6 (160) of day 582. Back in steps of 30 to day 220; o1 came on 217.
    assert (lag.sample.values[-1], lag.sample.days[0], len(lag.sample.days)) == (148, day(220), 18)


def test_a_gap_that_moves_has_a_trend_a_projection_and_its_back_test() -> None:
    moved = []
    for number in range(200, 731, 5):  # closed gains another 1 every 40 days
        one, more = page(number), number // 40
        rows = [
            {**it, "value": it["value"] + more * it["entry"].startswith("c")} for it in one.rows
        ]
        moved.append(replace(one, rows=tuple(rows)))
    inputs, series = told(moved)
    rows = {made.key.board: list(made.rows) for made in trends(inputs, series)}
    assert {name: len(some) for name, some in rows.items()} == {
        "trend": 2, "projection": 1, "backtest": 1,
    }  # fmt: skip
    assert rows["backtest"][0]["n"] >= 1


def test_two_pages_nine_months_apart_give_no_trend() -> None:
    # A page a week for seven months, then nine months of none. The newest page has dropped most
    # models, so that it knows no long history of its own.
    pages = [page(number) for number in range(220, 431, 7)]
    pages.append(page(430 + 275, ["c4", "c5", "o5"]))
    inputs, series = told(pages)
    assert lag_of(inputs, series, "any_weights") is None
    gap = history_of(inputs, series, "any_weights")
    assert gap is not None
    assert not gap.sample.is_enough
    # Were a page good for a year, the lag would have grown by a day each day of the pause.
    inputs, series = told(pages, stale_after_days=365)
    clock = lag_of(inputs, series, "any_weights")
    assert clock is not None
    pause = [value for on, value in zip(clock.sample.days, clock.sample.values, strict=True)
             if day(430) < on < day(705)]  # fmt: skip
    assert {after - before for before, after in pairwise(pause)} == {30.0}


def test_stale_days_are_passed_over_and_fresh_ones_before_them_stay() -> None:
    # 200 to 399 and 580 to 730 had pages, 180 days between had none.
    numbers = [*range(100, 400, 5), *range(580, 731, 5)]
    inputs, series = told([page(number) for number in numbers])
    found = history_of(inputs, series, "any_weights")
    assert found is not None
    assert found.published
    # Day 400 still rests on the page of 395, which is 5 days old; 430 and later ones on none.
    assert [one for one in found.sample.days if day(395) < one < day(580)] == [day(400)]
    assert found.sample.days[-1] == day(730)


@pytest.mark.parametrize("axis", ["board", "entry"])
@pytest.mark.parametrize("doubt", [{"unresolved_above": 1}, {"confirmed": 0}])
def test_days_that_nobody_can_judge_are_passed_over(axis: str, doubt: dict[str, int]) -> None:
    inputs, series = told([page(number) for number in range(200, 731, 5)])
    series = replace(series, axis=axis)
    tells = (lag_of, history_of)
    before = [tell(inputs, series, "any_weights") for tell in tells]
    board = inputs.derived[DerivedKey("gap", series.id, "any_weights")]
    doubted = [row for row in board.rows if day(400) <= row["entry"] < day(500)]
    # Until the first row that is judged again nothing is.
    end = min(row["entry"] for row in board.rows if row["entry"] >= day(500))
    rows = [{**row, **(doubt if row in doubted else {})} for row in board.rows]
    inputs.derived[board.key] = replace(board, rows=rows)
    for tell, was in zip(tells, before, strict=True):
        found = tell(inputs, series, "any_weights")
        assert was is not None
        assert found is not None
        assert found.published == (axis == "board")
        kept = [on for on in was.sample.days if not doubted[0]["entry"] <= on < end]
        assert list(found.sample.days) == kept
        assert 0 < len(kept) < len(was.sample.days)


def test_with_too_few_fresh_days_the_newest_page_tells_its_own_history() -> None:
    inputs, series = told([page(number) for number in range(330, 731, 31)])
    lag, gap = (tell(inputs, series, "any_weights") for tell in (lag_of, history_of))
    assert lag is not None
    assert gap is not None
    assert not lag.published
    assert not gap.published
    # All models are on the newest page, dated 702: its lag is known from o1 on, day 217.
    assert lag.last == day(702)
    assert lag.sample.days[0] == day(222)
    assert (lag.sample.values[0], lag.sample.values[-1]) == (222 - 97, 702 - 582)


def test_what_a_slope_leaves_out_because_it_is_only_a_bound_is_known() -> None:
    inputs, series = told([page(number) for number in range(330, 731, 31)])
    lag = lag_of(inputs, series, "any_weights")
    assert lag is not None
    # On day 192 open (95) was below the first closed model (100, day 0): at least 192 days.
    assert lag.bound_before == (day(192), 192)
    inputs, series = told([page(number) for number in range(215, 731, 5)])
    published = lag_of(inputs, series, "any_weights")
    assert published is not None
    assert published.bound_before is None


PROJECTED = ProjectionEstimate(
    series="eci", n=12, from_on="2025-01-01", through_on="2026-01-01", unit="", horizon_days=1080,
    crossed=True, gap_now=-1.0, back_test=Held(0, None, None), forecast=None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("count", "error", "words"),
    [
        (4, 1.0, ["So few cannot tell"]),
        (5, 1.0, []),
        (4, 2.0, ["It erred no less", "So few cannot tell"]),
        (5, 2.0, ["It erred no less"]),
    ],
)
def test_a_back_test_that_proves_nothing_says_so(
    count: int, error: float, words: list[str]
) -> None:
    trial = Trial("2025-01-01", "2025-04-01", (0.0, 1.0), (0.0, 2.0), 1.0, 1.0, 1.0)
    tested = held(BackTest((trial,) * count, None, None, error, 1.5))
    told = str(replace(PROJECTED, back_test=tested).caveat)
    known = ("It erred no less", "So few cannot tell", "Not back-tested")
    assert [one for one in known if one in told] == words
    assert f"Back-tested at {count} origins." in told
