"""Shares turned back into the scores that were published; whole ones are in `rows/known.jsonl`."""

from decimal import Decimal

import pytest

from sources.boards.epoch import eci_benchmarks
from sources.boards.epoch.eci_benchmarks import BOARDS, ShareBoard
from tests.recorded import pages, skip_without

GUESSED = ShareBoard("once", "independent", 198, Decimal("0.25"))


def test_chance_is_put_back() -> None:
    assert GUESSED.percent(Decimal("0.928")) == Decimal("94.6")
    assert GUESSED.percent(Decimal(1)) == 100


def test_a_score_at_chance_or_below_is_not_known() -> None:
    assert GUESSED.percent(Decimal(0)) is None
    assert ShareBoard("once", "independent").percent(Decimal(0)) == 0


@skip_without
@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("FrontierMath-Tiers-1-3-v2-Private", 1), ("OTIS Mock AIME 2024-2025", 16),
        ("MATH level 5", 8),
    ],
)  # fmt: skip
def test_scores_are_fractions_of_the_items(name: str, runs: int) -> None:
    """Of items times runs, for nine of ten rows: a few runs lost an item."""
    trials = BOARDS[name].items
    assert trials
    *_, newest = pages("epoch_eci_benchmarks")
    (rows,) = [one.rows for one in eci_benchmarks.parse(newest) if one.board == name]
    values = [row["value"] / 100 * trials * runs for row in rows]
    assert sum(abs(one - round(one)) < 0.02 for one in values) >= 0.9 * len(values)


def test_a_version_counts_from_the_day_in_its_name() -> None:
    first = eci_benchmarks._first_day
    assert first("o3-2025-04-16_high", "2024-12-20") == "2025-04-16"
    assert first("claude-opus-4-20250514_16K", "2025-05-22") == "2025-05-22"
    assert first("gpt-4-0125-preview", "2023-11-06") == "2023-11-06"
