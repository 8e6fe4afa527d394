from __future__ import annotations

from measures.boards.breaks import revision


def rows(**values: float) -> list[dict[str, object]]:
    return [{"entry": entry, "value": value, "held": 0} for entry, value in values.items()]


def test_moved_gone_and_new_entries_count() -> None:
    # b moved by 2, c left, d came; a stood.
    found = revision(rows(a=1, b=2, c=3), rows(a=1, b=4, d=5))
    assert found is not None
    assert (found.entries, found.largest, found.example) == (3, 2, "b")


def test_equal_states_and_held_rows_are_no_revision() -> None:
    assert revision(rows(a=1), rows(a=1)) is None
    held = [{"entry": "a", "value": 9, "held": 1}]
    assert revision([], held) is None


def test_a_mere_leaver_is_named() -> None:
    found = revision(rows(a=1, b=2), rows(a=1))
    assert found is not None
    assert (found.entries, found.largest, found.example) == (1, 0.0, "b")
