"""Rank correlation of two boards, by hand and by its laws; boards that meet."""

from math import atanh, sqrt, tanh

import pytest
from hypothesis import given, strategies as st

from measures.agreement import FEWEST, agreement, board_agreements
from measures.boards.states import BoardState
from measures.choice.scores import model_scores
from measures.known import DerivedBoard, Known
from measures.names.registry import Registry
from measures.price.book import price_book
from measures.price.rules import bundled
from measures.series import Series, SourceFilter
from tests.measures.sample import alias, model, row, series, state

LETTERS = "abcdefgh"
SCORES = st.dictionaries(st.sampled_from(LETTERS), st.integers(0, 9).map(float))


def scores(*values: float) -> dict[str, float]:
    return dict(zip(LETTERS, values, strict=False))


def test_spearman_by_hand() -> None:
    # Ranks 1 to 6 against 2, 1, 3, 4, 6, 5: squared differences 1 + 1 + 1 + 1 = 4,
    # 1 - 6 * 4 / (6 * 35) = 31/35.
    found = agreement(scores(60, 50, 40, 30, 20, 10), scores(8, 9, 7, 6, 4, 5))
    assert (found["value"], found["n"]) == (pytest.approx(31 / 35), 6)
    half = 1.959964 * sqrt((1 + (31 / 35) ** 2 / 2) / 3)
    assert found["low"] == pytest.approx(tanh(atanh(31 / 35) - half), abs=1e-6)
    assert found["high"] == pytest.approx(tanh(atanh(31 / 35) + half), abs=1e-6)


def test_who_stands_out_and_only_common_models_count() -> None:
    ours = {**scores(60, 50, 40, 30, 20, 10), "g": 99.0}
    # f is the last here and the best there; g is not there at all.
    found = agreement(ours, {**scores(5, 4, 3, 2, 1, 9), "h": 0.0})
    assert (found["n"], found["outlier"]) == (6, "f")
    assert (found["outlier_rank"], found["outlier_other_rank"]) == (6, 1)
    # One order has no outlier and no interval; few models or one score for all say nothing.
    found = agreement(scores(6, 5, 4, 3, 2, 1), scores(60, 50, 40, 30, 20, 10))
    assert found["value"] == pytest.approx(1)
    assert {found[it] for it in ("low", "high", "outlier")} == {None}
    assert agreement(scores(5, 4, 3, 2, 1), scores(5, 4, 3, 2, 1)) is None
    assert agreement(scores(1, 1, 1, 1, 1, 1), scores(6, 5, 4, 3, 2, 1)) is None


@given(SCORES, SCORES)
def test_laws(ours: dict[str, float], theirs: dict[str, float]) -> None:
    found, back = agreement(ours, theirs), agreement(theirs, ours)
    turned = agreement(ours, {name: -value for name, value in theirs.items()})
    stretched = agreement({name: value**3 for name, value in ours.items()}, theirs)
    if found is None or back is None or turned is None or stretched is None:
        assert {found, back, turned, stretched} == {None}
        return
    assert found["n"] == len(ours.keys() & theirs.keys()) >= FEWEST
    assert -1 - 1e-9 <= found["value"] <= 1 + 1e-9
    # Either way round, reversed, and whatever the scale.
    assert back["value"] == pytest.approx(found["value"])
    assert turned["value"] == pytest.approx(-found["value"])
    assert stretched["value"] == pytest.approx(found["value"])
    if found["low"] is not None and found["high"] is not None:
        assert found["low"] <= found["value"] <= found["high"]


def reading(name: str, **changes: object) -> Series:
    return series(id=name, sources=(SourceFilter(source="place", board=name, category=""),),
                  **changes)  # fmt: skip


def board(name: str, *values: float) -> BoardState:
    rows = [row(letter, value) for letter, value in scores(*values).items()]
    return state("2026-01-01", *rows, board=name)


def meeting(found: dict[Series, BoardState], **unconfirmed: str) -> list[DerivedBoard]:
    """How series agree by the scores of their models."""
    names = Registry([model(one) for one in LETTERS], [alias(one, one) for one in LETTERS], [])
    names.provisional = unconfirmed
    known = [Known(one, [held], names, "2026-02-01", names) for one, held in found.items()]
    made = [board for one in known for board in model_scores(one, price_book([], names, bundled()))]
    of = [
        {"board": it.key.board, "inputs_on": it.inputs_on, **row} for it in made for row in it.rows
    ]
    return list(board_agreements({one.id: one for one in found}, of))


FIRST, SECOND = reading("first"), reading("second", direction="lower")


def test_who_is_unconfirmed_has_no_rank_and_readings_of_one_board_do_not_meet() -> None:
    values = (70, 60, 50, 40, 30, 20, 10)
    boards = {FIRST: board("first", *values), SECOND: board("second", 1, 2, 3, 4, 6, 5, 7)}
    for unconfirmed, count in (({}, 7), ({"g": "Arena says MIT"}, 6)):
        [found] = meeting(boards, **unconfirmed)
        assert [row["n"] for row in found.rows] == [count]
    again = series(id="again", sources=FIRST.sources)
    same = {FIRST: board("first", *values), again: board("first", *values)}
    assert meeting(same) == []
