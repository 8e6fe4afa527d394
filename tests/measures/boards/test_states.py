from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from measures.boards.states import (
    UNRELEASED,
    BoardState,
    competing,
    in_turn,
    newest_of_each_board,
    ranked,
)
from measures.errors import RowInvalid
from measures.names.registry import UNKNOWN
from measures.segments import in_force
from measures.series import Series, SourceFilter
from tests.measures.sample import gap_history, registry, row, series, state

KNOWN = registry({"ours": "closed", "theirs": "permissive", "dark": []})


def ordered(of: Series, states: Sequence[BoardState], through: str) -> list[BoardState]:
    return [one for _, one in ranked(of, states, through)]


def filter_for(source: str, board: str) -> SourceFilter:
    return replace(series().sources[0], source=source, board=board)


def test_days_are_written_in_full() -> None:
    with pytest.raises(RowInvalid, match=r"place main, vintage 1: '2025-1-1'"):
        state("2025-1-1")


def test_rows_of_another_provenance_or_board_do_not_compete() -> None:
    rows = (row("ours", 50), row("theirs", 40, provenance="vendor"))
    assert [c.entry for c in competing(series(), state("2025-01-01", *rows), KNOWN)] == ["ours"]
    assert not competing(series(), state("2025-01-01", *rows, board="other"), KNOWN)


def test_another_unit_is_refused() -> None:
    with pytest.raises(RowInvalid, match="entry 'ours' is in elo, series some in percent"):
        competing(series(), state("2025-01-01", row("ours", 1400, unit="elo")), KNOWN)


def test_whole_boards_beat_leaders_of_the_same_day_and_later_days_beat_both() -> None:
    whole = state("2025-01-02")
    led = state("2025-01-02", source="published", board="some", basis="leaders")
    later = state("2025-01-03", source="published", board="some", basis="leaders")
    future = state("2025-01-09")
    assert ordered(series(), [future, whole, later, led], "2025-01-03") == [led, whole, later]


def test_a_board_listed_first_beats_one_listed_later_on_the_same_day() -> None:
    both = series(sources=(filter_for("file", "main"), filter_for("page", "main")))
    file, page = (state("2025-01-02", source=name) for name in ("file", "page"))
    for order in ([file, page], [page, file]):
        assert ordered(both, order, "2025-01-03") == [page, file]


def test_different_boards_are_united_from_old_to_new() -> None:
    both = series(sources=(filter_for("file", "main"), filter_for("file", "mini")))
    older, old = state("2025-01-01", source="file"), state("2025-01-02", source="file")
    mini = state("2025-01-01", source="file", board="mini")
    assert newest_of_each_board(both, [older, old, mini], "2025-01-03") == [mini, old]


def test_leaders_count_only_without_a_whole_board() -> None:
    led = state("2025-05-01", source="published", board="some", basis="leaders")
    whole = state("2025-01-01")
    assert newest_of_each_board(series(), [led, whole], "2025-06-01") == [whole]
    assert newest_of_each_board(series(), [led], "2025-06-01") == [led]


MIRRORED = series(
    sources=(
        series().sources[0],
        replace(series().sources[0], source="mirror", provenance="third_party"),
    )
)


def mirrored(published_on: str, *rows: dict[str, Any]) -> BoardState:
    copied = [{**one, "provenance": "third_party"} for one in rows]
    return state(published_on, *copied, source="mirror")


@pytest.mark.parametrize(("day", "counts"), [("2025-01-08", False), ("2025-01-09", True)])
def test_a_copy_stands_in_only_once_the_own_state_is_stale(day: str, counts: bool) -> None:
    own, copy = state("2025-01-01", row("ours", 50)), mirrored(day, row("ours", 51))
    assert (copy in ordered(MIRRORED, [own, copy], "2025-02-01")) is counts


def test_a_copy_before_the_first_own_state_counts_and_a_later_state_changes_nothing() -> None:
    copy, own = mirrored("2024-12-31", row("ours", 51)), state("2025-01-01", row("ours", 50))
    assert ordered(MIRRORED, [own, copy], "2025-02-01") == [copy, own]
    assert ordered(MIRRORED, [own, copy], "2024-12-31") == ordered(MIRRORED, [copy], "2024-12-31")


def test_rows_of_a_copy_need_the_provenance_that_its_filter_names() -> None:
    found = mirrored("2025-01-01", row("ours", 51))
    assert [item.entry for item in competing(MIRRORED, found, KNOWN)] == ["ours"]
    lying = state("2025-01-01", row("ours", 51), source="mirror")
    assert not competing(MIRRORED, lying, KNOWN)


def test_before_its_release_a_model_is_in_no_class_and_in_no_doubt() -> None:
    """A board dates a version by its family: nobody could have had it on that day."""
    spans = {"late": [("closed", "2024-10-01", None)]}
    known = registry(spans, released_on={"late": "2024-09-24"})
    (item,) = competing(series(), state("2025-01-01", row("late", 50)), known)
    days = ("2024-05-10", "2024-09-23", "2024-09-24", "2024-10-01")
    assert [item.openness(day) for day in days] == [UNRELEASED, UNRELEASED, UNKNOWN, "closed"]


def test_an_entry_dated_before_its_models_release_stops_no_verdict() -> None:
    dated = series(axis="entry")
    spans = {"late": [("closed", "2024-09-24", None)]}
    known = registry(
        {"ours": "closed", "theirs": "permissive", **spans}, released_on={"late": "2024-09-24"}
    )
    rows = [row("ours", 50, dated_on="2024-01-01"), row("theirs", 40, dated_on="2024-01-01"),
            row("late", 60, dated_on="2024-05-10")]  # fmt: skip
    history = gap_history(dated, [state("2025-01-01", *rows)], known, "any_weights", "2025-01-01")
    found = {day: in_force(history, day) for day in ("2024-06-01", "2024-10-01")}
    assert [(one.gap, one.unresolved_above) for one in found.values() if one] == [(10, 0), (20, 0)]


def test_a_page_that_is_seen_again_after_another_is_on_top_anew_from_that_day() -> None:
    both = series(sources=(filter_for("file", "main"), filter_for("page", "other")))
    undated = state("2025-01-01", source="page", board="other",
                    seen_again=("2025-01-02", "2025-01-04", "2025-01-05"))  # fmt: skip
    dated = state("2025-01-03", source="file")
    for through in ("2025-01-05", "2025-01-09"):
        found = in_turn(both, [undated, dated], through)
        assert [(one.source, one.days) for one in found] == [
            ("page", ("2025-01-01", "2025-01-02")), ("file", ("2025-01-03",)),
            ("page", ("2025-01-04", "2025-01-05")),
        ]  # fmt: skip
    # The same days give the same object: what is matched from a state is kept by identity.
    assert in_turn(both, [dated, undated], "2025-01-05")[0] is found[0]


def test_a_page_hidden_by_another_of_its_days_is_never_on_top() -> None:
    both = series(sources=(filter_for("file", "main"), filter_for("page", "other")))
    days = ("2025-01-01", "2025-01-02")
    pages = [state(days[0], source=name, board=board, seen_again=days[1:])
             for name, board in (("file", "main"), ("page", "other"))]  # fmt: skip
    assert in_turn(both, pages, "2025-01-05") == [pages[0]]


def test_a_copy_stands_in_once_the_own_page_was_not_seen_for_long() -> None:
    own = state("2025-01-01", row("ours", 50), seen_again=("2025-01-05",))
    for day, counts in (("2025-01-12", False), ("2025-01-13", True)):
        copy = mirrored(day, row("ours", 51))
        assert (copy in in_turn(MIRRORED, [own, copy], "2025-02-01")) is counts


def test_a_series_may_let_task_tuned_models_compete() -> None:
    known = registry({"ours": "closed"}, kind={"ours": "task_tuned"})
    found = state("2025-01-01", row("ours", 50))
    assert not competing(series(), found, known)
    assert [item.entry for item in competing(series(task_tuned=True), found, known)] == ["ours"]
