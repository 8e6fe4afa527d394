"""What every model scores and whether it can be had, on boards and price lists made by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from measures.boards.states import BoardState, Entry
from measures.choice.scores import as_sold, model_scores
from measures.gap.paired import PairError, Pairing
from measures.known import Known, Row
from measures.names.registry import Registry
from measures.price.book import Market, price_book
from measures.price.rows import OF_MARKET, market, price_steps
from measures.price.rules import bundled
from measures.price.spans import PriceBoard
from measures.series import Series
from tests.measures.price import sample
from tests.measures.sample import registry, row, series, state

SIZES = {"small": 8.0, "huge": 700.0}
GRADES = {
    "shut": "closed", "gone": "closed", "small": "permissive", "huge": "restricted",
    "secret": "permissive",
}  # fmt: skip
LOOKS = {
    "2026-01-01": {"shut": (1.0, 5.0), "gone": (9.0, 9.0)},
    "2026-01-02": {"shut": (1.0, 5.0)},
    "2026-01-03": {"shut": (2.0, 6.0)},
    "2026-01-04": {"shut": (2.0, 6.0)},
}
"""Day to what the maker's own page asks."""
PAGE = state(
    "2026-01-04",
    row("gone top", 95.0),
    row("shut high", 90.0),
    row("shut low", 80.0),
    row("huge", 88.0),
    row("small", 60.0),
    row("secret", 50.0),
    row("nobody", 99.0),
)


def names() -> Registry:
    return registry(GRADES, maker=dict.fromkeys(GRADES, "openai"), parameters_total_b=SIZES)


def known(states: Sequence[BoardState], of: Series | None = None) -> Known:
    return Known(of or series(), states, names(), "2026-01-06", names())


def prices() -> Market:
    states = {
        place: (
            [sample.row(name, *rates, provider="openai") for name, rates in asked.items()],
            frozenset[str](),
        )
        for place, asked in enumerate(LOOKS.values())
    }
    days = list(zip(LOOKS, states, strict=True))
    page = PriceBoard("openai_pricing_page", "b", "", days, states, [7] * len(days))
    return price_book([page], names(), bundled())


def scored(*states: BoardState) -> list[Row]:
    [board] = model_scores(known(states), prices())
    return list(board.rows)


def by_name(rows: Iterable[Row]) -> dict[str, Row]:
    return {str(one["entry"]): one for one in rows}


def test_each_model_counts_by_its_best_entry_from_the_best_down() -> None:
    found = scored(PAGE)
    assert [one["entry"] for one in found] == ["gone", "shut", "huge", "small", "secret"]
    assert [one["rank"] for one in found] == [1, 2, 3, 4, 5]
    assert by_name(found)["shut"]["board_entry"] == "shut high"
    assert {(one["unmatched"], one["unmatched_above"]) for one in found} == {(1, '["nobody"]')}


def test_a_model_without_a_day_is_kept_unranked_where_days_count() -> None:
    dated = [row("shut", 90.0, dated_on="2026-01-02"), row("small", 60.0, dated_on="2026-01-02")]
    more = [row("small again", 70.0), row("huge", 95.0), row("secret", 99.0, dated_on="2026-02-01")]
    page = state("2026-01-04", *dated, *more)
    [board] = model_scores(known([page], series(axis="entry")), prices())
    columns = ("entry", "rank", "value", "behind_best")
    assert [tuple(one[name] for name in columns) for one in board.rows] == [
        ("shut", 1, 90.0, 0.0), ("small", 2, 60.0, 30.0), ("huge", None, 95.0, None),
    ]  # fmt: skip


def test_who_can_be_had_and_the_distance_to_the_best_of_them() -> None:
    found = by_name(scored(PAGE))
    assert {name: (it["availability"], it["fits_one_gpu"]) for name, it in found.items()} == {
        "gone": (None, None), "shut": ("sold", None), "huge": ("weights", 0),
        "small": ("weights", 1), "secret": ("weights", None),
    }  # fmt: skip
    away = {name: it["behind_best"] for name, it in found.items()}
    assert away == {"gone": None, "shut": 0, "huge": 2.0, "small": 30.0, "secret": 40.0}
    near, far = found["huge"], found["small"]
    # Wilson on 500 items: 90 and 88 percent are not told apart, 90 and 60 are.
    assert near["behind_low"] < 0 < far["behind_low"]
    assert near["low"] < 88 < near["high"]
    ends = by_name(scored(state("2026-01-04", row("shut", 99.9), row("huge", 0.1))))
    assert (ends["shut"]["high"], ends["huge"]["low"]) == (100.0, 0.0)
    [board] = model_scores(known([PAGE]), price_book([], names(), bundled()))
    unpriced = by_name(board.rows)
    assert (unpriced["shut"]["availability"], unpriced["huge"]["behind_best"]) == (None, 0)


@pytest.mark.parametrize(
    ("before", "now", "is_known"),
    [("gone shut", "gone", True), ("gone shut", "shut", False), ("gone", "gone shut", False)],
)
def test_rows_that_stay_are_known_without_whom_nobody_sells_any_more_but_the_best(
    before: str, now: str, is_known: bool
) -> None:
    held = known([PAGE])
    asked = prices().prices["shut"]
    then, today = (
        replace(prices(), prices=dict.fromkeys(it.split(), asked)) for it in (before, now)
    )
    [[was], [found]] = (list(model_scores(held, it)) for it in (then, today))
    assert as_sold(was.rows, today, held.through) == (found.rows if is_known else None)


def test_the_error_of_a_difference_is_that_of_gaps() -> None:
    held = known([PAGE])

    def shared(error: float) -> Pairing:
        def pairing(one: Entry, other: Entry) -> PairError | None:
            pair = {one.model, other.model} == {"shut", "huge"}
            return PairError(error, "joint") if pair else None

        return pairing

    [board] = model_scores(held, prices(), shared(0.5))
    huge = by_name(board.rows)["huge"]
    # 2 - 1.96 x 0.5
    assert huge["behind_low"] == pytest.approx(1.020018)
    assert huge["too_close_to"] == "[]"
    [board] = model_scores(held, prices(), shared(1.5))
    assert by_name(board.rows)["huge"]["too_close_to"] == '["shut"]'
    assert by_name(scored(PAGE))["huge"]["too_close_to"] is None


def test_a_newer_list_gives_whom_it_names_their_newer_score() -> None:
    """The others keep theirs where it lies below the list's floor; which is said with the page."""
    newer = replace(
        PAGE, published_on="2026-01-05", basis="leaders", rows=(row("huge", 97.0),), floor=97.0
    )
    before, found = by_name(scored(PAGE)), by_name(scored(PAGE, newer))
    assert (found["huge"]["value"], found["huge"]["rank"]) == (97.0, 1)
    assert {(it["is_whole"], it["floor"]) for it in found.values()} == {(0, 97.0)}
    kept = {name: it["value"] for name, it in before.items() if it["value"] < 97.0}
    assert {name: it["value"] for name, it in found.items()} == {**kept, "huge": 97.0}
    assert {it["scored_on"] for name, it in found.items() if name != "huge"} == {PAGE.published_on}
    [alone] = scored(newer)
    assert (alone["entry"], alone["rank"], alone["is_whole"]) == ("huge", 1, 0)


def test_a_run_that_a_newer_page_leaves_out_is_of_its_own_page() -> None:
    runs = [replace(PAGE, rows=[row(name, 50.0, dated_on="2026-01-01")]) for name in SIZES]
    pages = [runs[0], replace(runs[1], published_on="2026-01-05", basis="leaders")]
    dated = series(axis="entry")
    [board] = model_scores(known(pages, dated), prices())
    found = {it["entry"]: it["scored_on"] for it in board.rows}
    assert found == {"small": PAGE.published_on, "huge": "2026-01-05"}


def test_the_price_of_a_model_is_told_in_stretches() -> None:
    tables = ("model_price", "host_price")
    (board,), (hosts,) = (market(prices(), it, "2026-01-06") for it in tables)
    found = [
        (row["model"], row["from_on"], row["until_on"], row["blended_price"]) for row in board.rows
    ]
    assert found == [
        ("gone", "2026-01-01", "2026-01-02", 9.0),
        ("shut", "2026-01-01", "2026-01-03", 2.0),
        ("shut", "2026-01-03", None, 3.0),
    ]
    assert hosts.rows == []
    for through, until_on in (("2026-01-01", None), ("2026-01-02", "2026-01-02")):
        rows = price_steps(prices(), through)
        assert {it["until_on"] for it in rows if it["model"] == "gone"} == {until_on}
    none = price_book([], names(), bundled())
    assert [board for it in OF_MARKET for board in market(none, it, "2026-01-06")] == []


@pytest.mark.parametrize(
    ("released", "steps"),
    [
        ("2026-01-02", [("2026-01-02", 2.0), ("2026-01-03", 3.0)]),
        ("2026-01-03", [("2026-01-03", 3.0)]),
    ],
)
def test_a_model_has_no_price_before_its_release(
    released: str, steps: list[tuple[str, float]]
) -> None:
    """A spelling that went from one model to the next was priced before the second came."""
    makers, days = (dict.fromkeys(GRADES, it) for it in ("openai", released))
    said = replace(prices(), names=registry(GRADES, maker=makers, released_on=days))
    (board,) = market(said, "model_price", "2026-01-06")
    found = [(row["from_on"], row["blended_price"]) for row in board.rows if row["model"] == "shut"]
    assert found == steps
