"""Changes of state with hysteresis, worked by hand."""

from dataclasses import replace

from measures.gap import judgement
from measures.segments import GapSegment


def row(on: int, gap: float | None, chance: float | None = None) -> GapSegment:
    return GapSegment(
        entry=f"2026-01-{on:02d}",
        gap=gap,
        gap_low=None if gap is None else gap - 1,
        gap_high=None if gap is None else gap + 1,
        p_open_ahead=chance,
        closed_model="c",
        open_model=f"o{on}",
    )


def told(history: list[GapSegment], reading: judgement.Reading) -> list[tuple[str, str]]:
    """Each state with the day of the month on which it begins."""
    return [(state, one.entry[-2:]) for state, one in judgement.states(history, reading)]


def test_the_class_ahead_needs_an_interval_that_excludes_zero() -> None:
    history = [row(1, 5), row(2, 0.5), row(3, -0.5), row(4, None), row(5, -5), row(6, 0)]
    assert told(history, judgement.class_ahead) == [("closed", "01"), ("open", "05")]


def test_parity_begins_at_ten_percent_and_ends_at_two_and_a_half() -> None:
    chances = [0.01, 0.05, 0.09, 0.10, 0.05, 0.03, 0.025, 0.5, 0.976]
    history = [row(n, 1.0, chance=chance) for n, chance in enumerate(chances, start=1)]
    assert told(history, judgement.parity) == [
        ("decided", "01"),
        ("level", "04"),
        ("decided", "07"),
        ("level", "08"),
        ("decided", "09"),  # open is ahead: min(0.976, 0.024) <= 0.025
    ]


def test_a_class_without_an_entry_changes_no_leader() -> None:
    history = [
        row(1, 1.0),
        replace(row(2, 1.0), open_model=None),
        replace(row(3, 1.0), open_model="x"),
    ]
    assert told(history, judgement.leading_model("open")) == [("o1", "01"), ("x", "03")]
