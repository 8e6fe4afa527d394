"""Good rows and small pages for the tests of the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from expectations.judge import judge_batch
from expectations.verdict import PageVerdict, Previous, ReadingLike, UnjudgedPage
from sources.contract import RefusedRow
from tests.reliability import samples
from warehouse.schema.columns import Table

SEEN_ON = date(2026, 3, 1)


@dataclass(frozen=True)
class Board:
    rows: Sequence[dict[str, Any]]
    table: str = "score"
    board: str = "main"
    category: str = ""
    published_on: date | None = None
    restated: bool = False
    basis: str = "board"
    refused: Sequence[RefusedRow] = ()


def good(table: Table, entry: str = "entry-0") -> dict[str, Any]:
    """A row that fills every column of `table` and breaks no rule."""
    own: dict[str, dict[str, Any]] = {
        # 1.0 is the standard error of 50 % of 2500 items.
        "score": {"value": 50.0, "n": 2500, "ci_low": 45.0, "ci_high": 55.0,
                  "_folder_on": "2026-01-02"},
        "item_result": {"_items": 500, "_unexplained": 0.0},
        "price": {"input_per_mtok": 1.0, "cached_input_per_mtok": 0.5, "output_per_mtok": 4.0},
    }  # fmt: skip
    return {**samples.row(table, 1), **own.get(table.name, {}), "entry": entry}


def rows(table: Table, count: int = 3) -> list[dict[str, Any]]:
    return [good(table, f"entry-{number}") for number in range(count)]


def previous(kept: Sequence[dict[str, Any]], **more: Any) -> Previous:
    by_entry = {row["entry"]: row for row in kept}
    return Previous(by_entry, **{"newest": True, **more})


def page(source: str, *boards: ReadingLike) -> UnjudgedPage:
    """A page before which there is none."""
    return UnjudgedPage(source, boards, SEEN_ON, {})


def judge(source: str, *boards: ReadingLike) -> PageVerdict:
    """The verdict of such a page alone."""
    return judge_batch([page(source, *boards)])[0]
