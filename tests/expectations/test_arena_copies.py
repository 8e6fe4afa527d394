"""Rules of the import-only Arena sources, each with the fault it was written for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from expectations import PageVerdict, judge
from tests.expectations.pages import SEEN_ON, Board, good
from warehouse.schema.tables import FACTS

ELO = {"unit": "elo", "value": 1400.0, "ci_low": 1390.0, "ci_high": 1410.0}
SOURCES = (
    "arena_page", "arena_catalog", "arena_csv_mirror", "arena_top50_mirror",
)  # fmt: skip


def page(source: str, count: int, board: str = "text_style_control", **changes: Any) -> Board:
    rows = [{**good(FACTS["score"], f"e{n}"), **ELO, **changes} for n in range(count)]
    basis = "leaders" if source == "arena_top50_mirror" else "board"
    return Board([_bare(row) for row in rows], board=board, category="overall", basis=basis)


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "_folder_on"}


def judged(source: str, *boards: Board) -> PageVerdict:
    return judge(source, boards, seen_on=SEEN_ON, previous={})


@pytest.mark.parametrize(
    ("rule", "board", "least"),
    [
        ("arena_page.text_rows", "text_style_control", 200),
        ("arena_catalog.full_rows", "text", 150),
        ("arena_csv_mirror.text_rows", "text", 100),
        ("arena_top50_mirror.fifty_rows", "text", 50),
    ],
)
def test_a_board_cut_by_one_row_is_refused(rule: str, board: str, least: int) -> None:
    source = rule.split(".", maxsplit=1)[0]
    assert judged(source, page(source, least, board)).refused is None
    refused = judged(source, page(source, least - 1, board)).refused
    assert refused is not None
    assert refused.startswith(f"{source}: ")
    assert f" ({rule}: 1 of 1: " in refused


def test_a_small_board_that_is_not_text_may_be_small() -> None:
    for source in ("arena_page", "arena_catalog", "arena_csv_mirror"):
        assert judged(source, page(source, 20, "search")).refused is None


def test_more_than_fifty_are_not_the_page_we_know() -> None:
    refused = judged("arena_top50_mirror", page("arena_top50_mirror", 51, "text")).refused
    assert "fifty_rows" in str(refused)


def test_fifty_rows_are_never_a_board() -> None:
    whole = replace(page("arena_top50_mirror", 50, "text"), basis="board")
    assert "leaders_only" in str(judged("arena_top50_mirror", whole).refused)


@pytest.mark.parametrize("source", ["arena", "arena_page", "arena_csv_mirror"])
def test_one_name_three_times_is_another_board_mixed_in(source: str) -> None:
    whole = page(source, 320)
    twins = [{**whole.rows[0], "value": 1400.0 + n} for n in (1, 2)]
    assert judged(source, replace(whole, rows=[*whole.rows, twins[0]])).refused is None
    refused = judged(source, replace(whole, rows=[*whole.rows, *twins])).refused
    assert f"{source}.entry_at_most_twice: 3 of 322" in str(refused)


def test_a_page_without_intervals_is_told() -> None:
    bare = page("arena_page", 200, ci_low=None, ci_high=None, ci_level=None)
    (told,) = judged("arena_page", bare).warnings
    assert "(arena_page.interval_present: 200 of 200: " in told


@pytest.mark.parametrize("source", SOURCES)
def test_a_whole_board_passes_without_a_word(source: str) -> None:
    count = 50 if source == "arena_top50_mirror" else 320
    verdict = judged(source, page(source, count))
    assert (verdict.refused, verdict.quarantined, verdict.warnings) == (None, 0, ())
