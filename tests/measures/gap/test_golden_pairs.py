"""The paired table that an independent computation gave, from the recorded results per item."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from measures.gap.paired import ItemResults, Paired, Scored, compare
from sources.boards.swebench import file as swebench_file
from sources.boards.swebench import page as swebench_page
from sources.contract import Page
from tests.recorded import SUMMER

pytestmark = [
    pytest.mark.recorded,
    pytest.mark.skipif(SUMMER is None, reason="GAPWATCH_RECORDED does not name the payloads"),
]
PAGES = {
    "2025-12-10": (swebench_file, "leaderboards_2025-12-10_f1176b65.json"),
    "2026-02-24": (swebench_page, "swebench-index_2026-02-24_7aaf087a.html"),
}
GPT_5 = "20250807_mini-v1.7.0_gpt-5"
GPT_5_MINI = "20250807_mini-v1.7.0_gpt-5-mini"
SONNET_4 = "20250726_mini-v1.0.0_claude-sonnet-4-20250514"
SONNET_4_5 = "20250929_mini-v1.13.3_sonnet-4-5-20250929"
OPUS_4_5 = "20260217_mini-v2.0.0_claude-4-5-opus-high"
M2_5 = "20260217_mini-v2.0.0_minimax-2-5-high"


@cache
def board(day: str, name: str) -> dict[str, Scored]:
    source, file = PAGES[day]
    body = Path(str(SUMMER), "swebench", file).read_bytes()
    page = Page("https://www.swebench.com/", body, datetime.fromisoformat(day).replace(tzinfo=UTC))
    tables = {r.table: {row["entry"]: row for row in r.rows}
              for r in source.parse(page) if r.board == name}  # fmt: skip
    return {
        entry: Scored(
            entry,
            tables["score"][entry]["value"],
            ItemResults(*(frozenset(json.loads(row[it])) for it in ("solved", "unsolved"))),
        )
        for entry, row in tables["item_result"].items()
    }


def pair(day: str, name: str, closed: str, opened: str) -> Paired | str:
    rows = board(day, name)
    return compare(rows[closed], rows[opened])


@pytest.mark.parametrize("name", ["bash-only", "Verified"])
@pytest.mark.parametrize(
    ("day", "closed", "opened", "points", "unpaired", "stderr", "rho", "alone"),
    [
        ("2025-12-10", GPT_5, SONNET_4, 0.2, 3.02, 1.80, 0.64, (41, 40)),
        ("2025-12-10", GPT_5, GPT_5_MINI, 5.2, 3.06, 1.80, 0.66, (54, 28)),
        ("2025-12-10", SONNET_4_5, GPT_5, 5.6, 2.95, 1.75, 0.65, (53, 25)),
        ("2025-12-10", SONNET_4_5, SONNET_4, 5.8, 2.95, 1.76, 0.65, (54, 25)),
        ("2026-02-24", OPUS_4_5, M2_5, 1.0, 2.69, 1.48, 0.70, (30, 25)),
    ],
)
def test_pairs_of_swebench(
    name: str, day: str, closed: str, opened: str, points: float, unpaired: float, stderr: float,
    rho: float, alone: tuple[int, int],
) -> None:  # fmt: skip
    found = pair(day, name, closed, opened)
    assert isinstance(found, Paired)
    assert found.n == 500
    assert round(found.difference, 2) == points
    assert (round(found.independent_stderr, 2), round(found.stderr, 2)) == (unpaired, stderr)
    assert found.rho is not None
    assert round(found.rho, 2) == rho
    assert (found.closed_only, found.open_only) == alone
