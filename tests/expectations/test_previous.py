"""Rules that compare with the last good vintage: when they act, and when they only tell."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from expectations import PageVerdict, Previous, judge
from tests.expectations.pages import SEEN_ON, Board, good, previous, rows
from warehouse.schema.tables import FACTS

SCORE, PRICE = FACTS["score"], FACTS["price"]
HELD = "price.input_move_held"


def judged(source: str, page: Board, before: Mapping[Any, Previous]) -> PageVerdict:
    return judge(source, [page], seen_on=SEEN_ON, previous=before)


def scores(count: int, shift: float = 0.0) -> list[dict[str, Any]]:
    plain = {"unit": "elo", "ci_low": None, "ci_high": None}
    return [{**row, **plain, "value": 1200.0 + shift} for row in rows(SCORE, count)]


def arena(now: int, board: str = "webdev", shift: float = 0.0, **more: Any) -> PageVerdict:
    before = {("score", board, "overall"): previous(scores(100), **more)}
    return judged("arena", Board(scores(now, shift), board=board, category="overall"), before)


def moved(price: float, **more: Any) -> PageVerdict:
    """One price that was 1.0, beside three that stay."""
    before = {("price", "main", ""): previous([*rows(PRICE), good(PRICE, "mover")], **more)}
    row = {**good(PRICE, "mover"), "input_per_mtok": price, "cached_input_per_mtok": None}
    now = {**row, "output_per_mtok": max(4.0, price)}
    return judged("nobody", Board([*rows(PRICE), now], "price"), before)


def failing(verdict: PageVerdict) -> set[str]:
    return {result.rule for result in verdict.results if not result.success}


def test_the_text_floor_is_only_for_text_boards() -> None:
    assert arena(90, "webdev").refused is None
    assert arena(90, "text").refused is not None


def ranked(count: int, **moved: int | None) -> PageVerdict:
    """A page of the first rows of a board that had 100; `moved`: number of a row to its rank."""
    found = [
        {**row, "_rank": moved.get(f"e{number}", number)}
        for number, row in enumerate(scores(count), 1)
    ]
    before = {("score", "webdev", "overall"): previous(scores(100))}
    return judged("arena", Board(found, board="webdev", category="overall"), before)


def test_first_ranks_of_a_board_are_a_list_and_no_board() -> None:
    verdict = ranked(38)
    (reading,) = verdict.readings
    assert (verdict.refused, reading.is_list, reading.held) == (None, True, ())
    assert (len(reading.rows), reading.quarantined) == (38, ())
    assert [told for told in verdict.warnings if "(arena.rows_floor: 1 of 1" in told]
    assert not any("_rank" in row for row in reading.rows)


def test_below_a_hole_in_the_ranks_nothing_counts() -> None:
    verdict = ranked(38, e9=40, e12=None)
    (reading,) = verdict.readings
    assert (verdict.refused, len(reading.rows), reading.held) == (None, 8, ())
    assert len(reading.quarantined) == 30
    assert "below rank 9" in reading.quarantined[0].reason


def test_ranks_that_do_not_begin_at_1_prove_nothing() -> None:
    assert "arena.rows_floor" in str(ranked(38, e1=2).refused)
    assert "arena.rows_floor" in str(arena(38).refused)


def test_a_board_above_its_floor_is_whole_whatever_its_ranks() -> None:
    (reading,) = ranked(90, e9=40).readings
    assert (reading.is_list, len(reading.rows)) == (False, 90)


def test_late_page_with_lost_rows_is_told_and_kept() -> None:
    verdict = arena(50, newest=False)
    assert verdict.refused is None
    assert [w for w in verdict.warnings if "(arena.rows_floor: " in w]
    assert len(verdict.readings[0].rows) == 50
    (result,) = [one for one in verdict.results if one.rule == "arena.rows_floor"]
    assert result.only_warned
    assert not result.success


def test_without_a_previous_vintage_nothing_is_compared() -> None:
    verdict = judged("arena", Board(scores(5)), {})
    compared = [one for one in verdict.results if "_previous_" in one.expects]
    assert compared
    assert all(one.success and one.evaluated == 0 for one in compared)


def test_a_share_of_a_few_rows_says_nothing() -> None:
    before = {("score", "webdev", ""): previous(scores(9))}
    assert judged("arena", Board(scores(3), board="webdev"), before).refused is None


def test_leaders_are_not_compared_with_whole_boards() -> None:
    before = {("score", "webdev", ""): previous(scores(100))}
    page = Board(scores(2), board="webdev", basis="leaders")
    assert judged("arena", page, before).refused is None


def test_only_the_newest_vintage_of_a_page_is_compared() -> None:
    before = {("score", "webdev", ""): previous(scores(100))}
    old = Board(scores(3), board="webdev", published_on=date(2025, 1, 1))
    new = Board(scores(100), board="webdev", published_on=date(2026, 2, 1))
    for page in ([old, new], [new, old]):
        assert judge("arena", page, seen_on=SEEN_ON, previous=before).refused is None


@pytest.mark.parametrize(("shift", "told"), [(33.0, True), (-33.0, True), (5.0, False)])
def test_all_ratings_moving_together_are_told(shift: float, told: bool) -> None:
    verdict = arena(100, shift=shift)
    assert verdict.refused is None
    assert ("arena.scale_shift" in failing(verdict)) is told
    assert bool(verdict.warnings) is told


def test_one_cut_file_is_told_but_the_archive_stands() -> None:
    before = {
        ("score", "cut", ""): previous(rows(SCORE, 20)),
        ("score", "whole", ""): previous(rows(SCORE, 100)),
    }
    page = [Board(rows(SCORE, 15), board="cut"), Board(rows(SCORE, 100), board="whole")]
    verdict = judge("epoch", page, seen_on=SEEN_ON, previous=before)
    assert verdict.refused is None
    assert failing(verdict) == {"epoch.file_rows", "epoch.runs_stay"}
    (result,) = [one for one in verdict.results if one.rule == "epoch.file_rows"]
    assert result.boards == ("cut",)


def makers(first: int, second: int, day: date, newest: bool = True) -> PageVerdict:
    """Two makers' lists of 20 and 80 prices."""
    before = {
        ("price", "a", ""): previous(rows(PRICE, 20), published_on=day, newest=newest),
        ("price", "b", ""): previous(rows(PRICE, 80), published_on=day),
    }
    page = [Board(rows(PRICE, first), "price", "a"), Board(rows(PRICE, second), "price", "b")]
    return judge("models_dev", page, seen_on=SEEN_ON, previous=before)


def test_price_list_floor_counts_the_whole_page() -> None:
    yesterday = date(2026, 2, 28)
    assert makers(12, 80, yesterday).refused is None
    assert failing(makers(12, 80, yesterday)) == {"models_dev.maker_rows"}
    refused = makers(12, 77, yesterday).refused
    assert refused is not None
    assert "models_dev.rows_floor: 1 of 1: previous_rows_share=0.89" in refused


def test_price_list_floor_only_tells_after_months_or_when_late() -> None:
    assert makers(12, 77, date(2025, 12, 1)).refused is None
    assert makers(12, 77, date(2026, 2, 28), newest=False).refused is None
    assert "models_dev.rows_floor" in failing(makers(12, 77, date(2025, 12, 1)))


@pytest.mark.parametrize("price", [5.0, 0.2, 150.0])
def test_fivefold_price_move_is_held(price: float) -> None:
    (reading,) = moved(price).readings
    (aside,) = reading.quarantined
    assert aside.entry == "mover"
    assert HELD in aside.reason
    assert "held until confirmed" in aside.reason
    assert reading.held == ("mover",)


def test_output_price_move_is_held_by_its_own_rule() -> None:
    before = {("price", "main", ""): previous([*rows(PRICE), good(PRICE, "mover")])}
    now = {**good(PRICE, "mover"), "output_per_mtok": 20.0}
    verdict = judged("nobody", Board([*rows(PRICE), now], "price"), before)
    assert failing(verdict) == {"price.output_move_held"}
    assert verdict.readings[0].held == ("mover",)


@pytest.mark.parametrize("price", [4.9, 0.21, 1.0])
def test_smaller_price_move_stands(price: float) -> None:
    verdict = moved(price)
    assert verdict.quarantined == 0
    assert failing(verdict) == set()


def test_late_page_with_a_price_move_is_told_and_kept() -> None:
    verdict = moved(10.0, newest=False)
    assert verdict.quarantined == 0
    assert [w for w in verdict.warnings if f"({HELD}: " in w]


@pytest.mark.parametrize(
    ("day", "held"), [(date(2026, 2, 15), ("mover",)), (date(2026, 2, 14), ())]
)
def test_price_move_over_more_than_two_weeks_is_told(day: date, held: tuple[str, ...]) -> None:
    verdict = moved(10.0, published_on=day)
    assert verdict.readings[0].held == held
    assert HELD in failing(verdict)


def test_second_look_that_repeats_the_price_confirms_it() -> None:
    first = {**good(PRICE, "mover"), "input_per_mtok": 10.0, "output_per_mtok": 10.0}
    assert moved(10.0, held={"mover": first}).quarantined == 0
    assert moved(11.0, held={"mover": first}).readings[0].held == ("mover",)


def test_new_offering_is_not_compared() -> None:
    before = {("price", "main", ""): previous(rows(PRICE))}
    now = {**good(PRICE, "new"), "input_per_mtok": 100.0, "output_per_mtok": 200.0}
    page = Board([*rows(PRICE), now], "price")
    assert judged("nobody", page, before).quarantined == 0
