import pytest

from measures.boards.states import BoardState
from measures.segments import GapSegment
from measures.series import Series
from tests.measures.sample import gap_history, registry, row, series, state

KNOWN = registry({
    "ours": "closed", "mit": "permissive", "llama": "restricted", "nc": "non_commercial",
    "data": "fully_open", "dark": [],
})  # fmt: skip


def gaps(of: Series, *states: BoardState) -> list[GapSegment]:
    return gap_history(of, states, KNOWN, "any_weights", "2026-12-31")


def test_ratings_also_read_as_a_chance_to_win() -> None:
    elo = series(unit="elo", items=None)
    rows = (row("ours", 1531.0, unit="elo"), row("mit", 1500.0, unit="elo"))
    [found] = gaps(elo, state("2025-01-01", *rows))
    assert found.win_probability == pytest.approx(0.5445, abs=1e-4)
    assert (found.gap, found.gap_low, found.p_open_ahead) == (31, None, None)


LED = {"source": "published", "board": "some", "basis": "leaders", "leads": "closed, any_weights"}


def test_of_a_list_that_names_leaders_nothing_is_said_about_others() -> None:
    [found] = gaps(series(), state("2025-01-01", row("ours", 50), row("mit", 40), **LED))
    assert found.p_open_ahead is not None
    assert found.unresolved_above is None
    [found] = gaps(
        series(), state("2025-01-01", row("ours", 50), row("mit", 40), **LED, floor=40.0)
    )
    assert found.unresolved_above == 0
    # A leader that is itself unresolved is counted.
    rows = (row("ours", 50), row("mit", 40), row("nobody", 45))
    assert gaps(series(), state("2025-01-01", *rows, **LED))[0].unresolved_above == 1


def test_leaders_fill_the_days_before_a_whole_board() -> None:
    states = (
        state("2025-01-05", row("ours", 52), row("mit", 43)),
        state("2025-01-01", row("ours", 50), row("mit", 40), **LED),
        state("2025-01-05", row("ours", 99), row("mit", 1), **LED),
    )
    assert [(s.entry, s.gap, s.basis) for s in gaps(series(), *states)] == [
        ("2025-01-01", 10, "leaders"),
        ("2025-01-05", 9, "board"),
    ]
