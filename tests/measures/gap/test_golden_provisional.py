"""Arena webdev of October 2026 led by a model that nobody has curated."""

from __future__ import annotations

import pytest

from measures.boards.openness_claims import meaning
from measures.boards.states import BoardState
from measures.gap.judgement import decides
from measures.names.provisional import (
    EvidenceKind,
    Listed,
    ProvisionalModel,
    SourceWord,
    provisional_models,
)
from measures.names.registry import Registry
from measures.segments import GapSegment
from measures.series import load
from tests import recorded
from tests.measures.sample import gap_history
from tests.measures.shipped import GRAMMARS, Rows, arena_boards, registry_rows

pytestmark = [pytest.mark.recorded, recorded.skip_without_autumn]
OPUS = "claude-opus-5.5-max"


def statements(releases: list[BoardState]) -> list[SourceWord]:
    return [
        SourceWord("arena", EvidenceKind.LICENCE, row["model_name"], row["licence"],
                  state.published_on, row["maker"], meaning("licence", row["licence"]))
        for state in releases
        for row in state.rows
        if row.get("licence")
    ]  # fmt: skip


def gap_of(
    board: BoardState, rows: tuple[Rows, Rows, Rows], found: list[ProvisionalModel]
) -> GapSegment:
    """The gap on the board's day with the registry's rows and the provisional models."""
    more = [one.rows() for one in found]
    names = Registry(
        [*rows[0], *(one[0] for one in more)],
        [*rows[1], *(item for one in more for item in one[1])],
        [*rows[2], *(item for one in more for item in one[2])],
        GRAMMARS,
        {one.name: one.evidence for one in found},
    )
    through = board.published_on
    return gap_history(load()["arena_webdev"], [board], names, "any_weights", through)[-1]


def test_the_gap_of_october_is_158_6_and_unconfirmed() -> None:
    rows = registry_rows("claude-opus-5-5")
    curated = Registry(*rows, GRAMMARS)
    [board] = arena_boards("webdev", "2026-10-08")
    assert curated.match("arena", OPUS, board.published_on) is None
    listed = [Listed("arena", row["model_name"], board.published_on) for row in board.rows]
    said = statements(arena_boards("webdev", "2026-10-08", "release"))
    found = provisional_models(curated, rows[2], said, listed)
    assert "claude-opus-5.5" in {one.name for one in found}
    # A maker that ever opened weights, of which no price page was read here, is left unresolved.
    assert not {one.maker for one in found} & {"openai", "google", "meta", "alibaba", "moonshotai"}
    gap = gap_of(board, rows, found)
    assert (gap.closed_entry, gap.open_entry) == (OPUS, "kimi-k3-max")
    # Written down elsewhere as 1813.0 and 1654.4, 0.6 lower than the page; the gap is the same.
    assert (round(gap.closed_value or 0, 1), round(gap.open_value or 0, 1)) == (1813.6, 1655.0)
    assert round(gap.gap or 0, 1) == 158.6
    assert gap.confirmed == 0
    assert gap.evidence == f"{OPUS}: Arena’s licence column says Proprietary (2026-10-06)"
    assert not decides(gap)
