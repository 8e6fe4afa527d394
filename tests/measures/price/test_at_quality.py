"""Price at quality: worked cases, and laws over random boards and prices."""

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from measures.boards.states import Boards, BoardState
from measures.names.registry import Registry
from measures.price.at_quality import price_gap_history, price_levels
from measures.price.book import PriceBook
from measures.price.rosters import ROSTER_DAYS, rosters
from measures.series import ScaleBreak, Series, SourceFilter
from tests.measures import sample as measures_sample
from tests.measures.price import sample as price_sample
from tests.measures.sample import row, state

few = settings(max_examples=settings().max_examples // 4)
FIRST, LAST = "2026-01-01", "2026-01-31"
GRADES = {"best": "closed", "good": "closed", "free": "permissive", "weak": "permissive"}
PRICES = {"best": (5.0, 25.0), "good": (2.0, 10.0), "free": (0.3, 1.2), "weak": (0.1, 0.1)}
BOARD = state(FIRST, row("best", 80), row("good", 70), row("free", 75), row("weak", 50))
"""Blended: best (15 + 25) / 4 = 10, good (6 + 10) / 4 = 4, free (0.9 + 1.2) / 4 = 0.525, weak 0.1.
"""


def book(
    prices: dict[str, tuple[float, float]] = PRICES, grades: dict[str, str] = GRADES
) -> PriceBook:
    rows = [price_sample.row(name, *asked) for name, asked in prices.items()]
    return price_sample.book(price_sample.board("page", {FIRST: rows}), grades=grades)


def levels(
    states: list[BoardState],
    prices: PriceBook | None = None,
    known: Registry | None = None,
    through: str = LAST,
    **changes: Any,
) -> list[dict[str, Any]]:
    series: Series = measures_sample.series(**changes)
    known = known or price_sample.registry(GRADES)
    boards = Boards(series, states, known, through)
    return list(price_levels(boards, rosters(boards)[-1], prices or book(), "any_weights"))


def history(states: list[BoardState], **changes: Any) -> list[dict[str, Any]]:
    series: Series = measures_sample.series(**changes)
    known = price_sample.registry(GRADES)
    boards = Boards(series, states, known, "2026-12-31")
    return price_gap_history(boards, rosters(boards), book(), "any_weights")


def shown(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    names = ("threshold", "closed_model", "closed_price", "open_model", "open_price")
    return [tuple(one[name] for name in names) for one in rows]


def test_a_level_is_every_score_from_which_another_model_is_cheapest() -> None:
    found = levels([BOARD])
    assert shown(found) == [
        (80, "best", 10.0, None, None),
        (75, "best", 10.0, "free", 0.525),
        (70, "good", 4.0, "free", 0.525),
        (50, "good", 4.0, "weak", 0.1),
    ]
    ratios = [one["price_ratio"] for one in found]
    assert ratios == [None, *map(pytest.approx, (10 / 0.525, 4 / 0.525, 4 / 0.1))]
    assert [one["is_best_open"] for one in found] == [0, 1, 0, 0]
    assert {(one["scores_on"], one["prices_on"]) for one in found} == {(FIRST, None)}


def test_the_history_is_at_the_best_open_models_own_score() -> None:
    (first, last) = history([BOARD])
    assert (first["entry"], first["threshold"], first["closed_model"]) == (FIRST, 75, "best")
    assert first["price_ratio"] == pytest.approx(10 / 0.525)
    # 45 days after the page its roster is too old for prices of the day.
    assert ROSTER_DAYS == 45
    assert (last["entry"], last["closed_model"], last["open_model"]) == ("2026-02-16", None, None)


def test_an_old_roster_meets_the_prices_of_its_own_day_and_names_who_came_since() -> None:
    """On 15 February prices are of the day, on the next they are those of 1 January."""
    before = [price_sample.row(name, *asked) for name, asked in PRICES.items()]
    after = [price_sample.row("best", 1.0, 5.0), *before[1:]]
    came = ("late", "late_free", "early", "opened")
    newer = [price_sample.row(name, 0.4, 0.4) for name in came]
    looks = {FIRST: before, "2026-02-01": after, "2026-02-10": [*after, *newer]}
    grades = {**GRADES, "late": "closed", "late_free": "permissive", "early": "closed"}
    # Sold before the page, its weights came after it (Mistral Large 4).
    opened = [("closed", "2000-01-01", "2026-01-20"), ("restricted", "2026-01-20", None)]
    known = measures_sample.registry(
        {**grades, "opened": opened},
        maker=dict.fromkeys([*grades, "opened"], "theirs"),
        released_on=dict.fromkeys(("late", "late_free"), "2026-02-09"),
    )
    board = price_sample.board("page", looks)
    prices = price_sample.book(board, grades={**grades, "opened": "permissive"})
    (fresh,) = [it for it in levels([BOARD], prices, known, "2026-02-15") if it["is_best_open"]]
    assert (fresh["closed_model"], fresh["closed_price"], fresh["prices_on"]) == ("best", 2.0, None)
    (old,) = [it for it in levels([BOARD], prices, known, "2026-02-16") if it["is_best_open"]]
    assert (old["closed_price"], old["scores_on"], old["prices_on"]) == (10.0, FIRST, FIRST)
    # "early" came before the page, which leaves it out: nobody takes it for news.
    assert fresh["closed_unscored"] == old["closed_unscored"] == '["late"]'
    assert fresh["open_unscored"] == old["open_unscored"] == '["late_free", "opened"]'


def test_a_list_that_names_a_classs_leader_bounds_the_other_class_alone() -> None:
    top = state(
        "2026-01-10", row("best", 81), row("free", 76), basis="leaders",
        leads="closed, any_weights",
    )  # fmt: skip
    (one,) = [it for it in levels([BOARD, top]) if it["is_best_open"]]
    assert (one["closed_is_at_most"], one["open_is_at_most"]) == (1, 0)
    assert one["price_ratio"] == pytest.approx(10 / 0.525)
    nameless = state("2026-01-10", *top.rows, basis="leaders")
    (one,) = [it for it in levels([BOARD, nameless]) if it["is_best_open"]]
    assert (one["closed_is_at_most"], one["open_is_at_most"], one["price_ratio"]) == (1, 1, None)
    # Who had more than the leader that the page names has less by now (BFCL: GLM-4.5, GLM-4.6).
    fallen = state("2026-01-10", row("weak", 60), basis="leaders", leads="any_weights")
    (one,) = [it for it in levels([BOARD, fallen]) if it["is_best_open"]]
    assert (one["threshold"], one["open_model"], one["open_is_at_most"]) == (60, "weak", 0)
    assert (one["closed_model"], one["closed_is_at_most"]) == ("good", 1)


def test_no_score_crosses_a_break_of_the_scale() -> None:
    moved = (ScaleBreak(on="2026-01-10", why="It moved.", evidence="https://example.org"),)
    top = state(
        "2026-01-10", row("best", 85), row("free", 72), basis="leaders",
        leads="closed, any_weights",
    )  # fmt: skip
    for changes in ({"scale_breaks": moved}, {"page_scales": "Every page has its own."}):
        found = levels([BOARD, top], **changes)
        assert {one["closed_model"] for one in found} == {"best"}, changes
    assert {one["closed_model"] for one in levels([BOARD, top])} == {"best", "good"}


def test_on_the_entry_axis_the_best_entry_up_to_the_day_counts() -> None:
    rows = [row("free a", 60, dated_on=FIRST), row("free b", 75, dated_on="2026-01-05")]
    found = history([state("2026-01-20", *rows)], axis="entry")
    assert [(one["entry"], one["open_value"]) for one in found] == [
        (FIRST, 60), ("2026-01-05", 75), ("2026-03-07", None)
    ]  # fmt: skip


def test_on_the_entry_axis_a_newer_copy_adds_to_the_whole_page() -> None:
    """It is a list: who came between may be missing. One of the same day adds nothing."""
    both = (
        SourceFilter(source="place", board="main", category=""),
        SourceFilter(source="place", board="copy", category="", copy_of="main"),
    )
    whole = state("2026-01-20", row("best", 80, dated_on=FIRST), row("free", 75, dated_on=FIRST))
    found = []
    for on in ("2026-01-20", "2026-01-25"):
        copy = state(on, row("good", 78, dated_on="2026-01-10"), board="copy", basis="leaders")
        rows = levels([whole, copy], axis="entry", sources=both)
        found += [one for one in rows if one["is_best_open"]]
    shown = ("closed_model", "closed_is_at_most", "scores_on")
    assert [tuple(one[name] for name in shown) for one in found] == [
        ("best", 0, "2026-01-20"),
        ("good", 1, "2026-01-25"),
    ]


names = st.sampled_from(["a", "b", "c", "d", "e", "f"])
models = st.dictionaries(
    names,
    st.tuples(
        st.integers(1, 99),
        st.sampled_from(["closed", "permissive"]),
        st.tuples(st.floats(0.1, 50), st.floats(0.1, 50)),
    ),
    min_size=1,
)
Models = dict[str, tuple[int, str, tuple[float, float]]]


@few
@given(models, st.integers(1, 99))
def test_the_price_of_a_class_is_that_of_its_cheapest_model_there(some: Models, at: int) -> None:
    """At the lowest level that is at or above a score."""
    grades = {name: openness for name, (_, openness, _) in some.items()}
    prices = book({name: asked for name, (_, _, asked) in some.items()}, grades)
    board = state(FIRST, *(row(name, value) for name, (value, _, _) in some.items()))
    found = levels([board], prices, price_sample.registry(grades))
    last = {"closed_price": None, "open_price": None, "price_ratio": None}
    for level in found:
        if level["threshold"] >= at:
            last = level
    for side, openness in (("closed", "closed"), ("open", "permissive")):
        asked = [
            (3 * first + second) / 4
            for value, grade, (first, second) in some.values()
            if grade == openness and value >= at
        ]
        assert last[f"{side}_price"] == (pytest.approx(min(asked)) if asked else None)
    if last["closed_price"] and last["open_price"]:
        ratio = last["closed_price"] / last["open_price"]
        assert last["price_ratio"] == pytest.approx(ratio, abs=1e-5)
