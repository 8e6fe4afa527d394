"""Rows known to break no rule need no place in the frame, and every verdict stays the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pandas as pd
import pytest

from expectations import PageVerdict, Previous, gx, judge, judge_pages, known
from tests.expectations.pages import SEEN_ON, Board, rows
from warehouse.schema.tables import FACTS

PRICE = FACTS["price"]
KEY = ("price", "main", "")


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    known.forget()
    yield
    known.forget()


@pytest.fixture
def framed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each frame of rows had."""
    lengths = []
    run = gx.run

    def counted(frame: pd.DataFrame, rules: Any) -> Any:
        if "_reading" in frame:
            lengths.append(len(frame))
        return run(frame, rules)

    monkeypatch.setattr(gx, "run", counted)
    return lengths


def told(page: list[dict[str, Any]], before: Previous | None) -> PageVerdict:
    board = Board(page, "price")
    return judge("models_dev", [board], seen_on=SEEN_ON, previous={KEY: before} if before else {})


def vintage(page: list[dict[str, Any]], **more: Any) -> Previous:
    return Previous(len(page), {row["entry"]: deepcopy(row) for row in page}, True, **more)


def test_only_what_is_new_is_framed(framed: list[int]) -> None:
    page = rows(PRICE, 12)
    told(page, None)
    told(page, vintage(page))
    later = [*page[:-1], {**page[-1], "input_per_mtok": 1.5}]
    told(later, vintage(page))
    told(later, vintage(later))
    told(later, vintage(later))
    assert framed == [12, 12, 1, 1, 0]


def test_a_row_that_is_held_or_named_twice_is_framed(framed: list[int]) -> None:
    page = rows(PRICE, 12)
    told(page, vintage(page))
    told(page, vintage(page, held={page[3]["entry"]: {**page[3], "input_per_mtok": 90.0}}))
    told([*page, {**page[0], "input_per_mtok": 2.0}], vintage(page))
    assert framed == [12, 1, 13]


def test_rules_that_look_beyond_a_row_know_none(framed: list[int]) -> None:
    page = [Board(rows(FACTS["score"], 12))]
    for _ in range(2):
        judge("nobody", page, seen_on=SEEN_ON, previous={})
    assert framed == [12, 12]


def test_pages_judged_together_count_their_own_rows() -> None:
    pages = [[Board(rows(PRICE, count), "price", f"board {count}")] for count in (2, 5)]
    found = judge_pages("models_dev", pages, seen_on=SEEN_ON, previous={})
    alone = [judge("models_dev", page, seen_on=SEEN_ON, previous={}) for page in pages]
    assert found == alone
    assert {one.evaluated for one in found[1].results if one.rule.endswith("natural_key")} == {5}


@pytest.mark.parametrize("seed", range(3))
def test_a_verdict_is_what_it_is_for_rows_never_seen(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    page, before = rows(PRICE, 30), None
    for _ in range(12):
        page = [
            row
            if chance.random() < 0.9
            else {**row, **chance.choice(CHANGES), "note": chance.choice(["a", None])}
            for row in page
        ]
        shown = page if chance.random() < 0.8 else [*page, dict(chance.choice(page))]
        verdict = told(shown, before)
        assert verdict == told(deepcopy(shown), before)
        assert repr(verdict.readings[0].rows) == repr(
            told(deepcopy(shown), before).readings[0].rows
        )
        before = vintage(page, held={page[0]["entry"]: page[0]} if chance.random() < 0.3 else {})


CHANGES: list[dict[str, Any]] = [
    {"input_per_mtok": 2},
    {"input_per_mtok": 30.0},
    {"output_per_mtok": 0},
    {"output_per_mtok": None},
    {"cached_input_per_mtok": 3.0},
    {"currency": "usd"},
    {"input_per_mtok": "dear"},
    {"effective_on": "2026-13-01"},
]
