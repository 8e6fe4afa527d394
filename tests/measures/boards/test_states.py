from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from measures.boards.states import UNRELEASED, Boards, BoardState, competing
from measures.errors import RowInvalid
from measures.names.registry import UNKNOWN
from measures.series import Series, SourceFilter
from tests.measures.sample import registry, row, series, state

KNOWN = registry({"ours": "closed", "theirs": "permissive"})


def ordered(of: Series, states: Sequence[BoardState], through: str) -> list[BoardState]:
    return [one for _, one in Boards(of, states, KNOWN, through).ranked()]


def filter_for(source: str, board: str) -> SourceFilter:
    return replace(series().sources[0], source=source, board=board)


def test_rows_of_another_provenance_or_board_do_not_compete() -> None:
    rows = (row("ours", 50), row("theirs", 40, provenance="vendor"))
    assert [c.entry for c in competing(series(), state("2025-01-01", *rows), KNOWN)] == ["ours"]
    assert not competing(series(), state("2025-01-01", *rows, board="other"), KNOWN)


def test_another_unit_is_refused() -> None:
    with pytest.raises(RowInvalid, match="entry 'ours' is in elo, series some in percent"):
        competing(series(), state("2025-01-01", row("ours", 1400, unit="elo")), KNOWN)


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


@pytest.mark.parametrize(
    ("harness", "ran_on", "is_of_its_tag"),
    [
        ("Tools + Haiku 3", "2024-05-01", True),
        ("Tools + Haiku 3.5", "2024-05-01", False),
        ("Tools + Haiku", "2024-05-01", True),
        ("Tools", "2024-01-30", True),
        ("Tools", "2024-01-29", False),
        (None, "2024-01-29", True),
    ],
)
def test_a_system_whose_day_or_name_contradicts_its_tag_is_of_no_model(
    harness: str | None, ran_on: str, is_of_its_tag: bool
) -> None:
    known = registry(
        {"haiku-3": "closed", "haiku-3.5": "closed", "haiku": "closed"},
        released_on={"haiku-3": "2024-03-01"},
    )
    sources = (replace(series().sources[0], model_required=True),)
    ran = row("agent", 40, model_name="haiku-3", harness=harness, dated_on=ran_on)
    found = competing(series(sources=sources), state("2025-01-01", ran), known)
    assert [one.model for one in found] == ["haiku-3"] * is_of_its_tag


def test_before_its_release_a_model_is_in_no_class_and_in_no_doubt() -> None:
    """A board dates a version by its family: nobody could have had it on that day."""
    spans = {"late": [("closed", "2024-10-01", None)]}
    known = registry(spans, released_on={"late": "2024-09-24"})
    (item,) = competing(series(), state("2025-01-01", row("late", 50)), known)
    days = ("2024-05-10", "2024-09-23", "2024-09-24", "2024-10-01")
    assert [item.openness(day) for day in days] == [UNRELEASED, UNRELEASED, UNKNOWN, "closed"]


def test_a_page_that_is_seen_again_after_another_is_on_top_anew_from_that_day() -> None:
    both = series(sources=(filter_for("file", "main"), filter_for("page", "other")))
    undated = state("2025-01-01", source="page", board="other",
                    seen_again=("2025-01-02", "2025-01-04", "2025-01-05"))  # fmt: skip
    dated = state("2025-01-03", source="file")
    for through in ("2025-01-05", "2025-01-09"):
        found = Boards(both, [undated, dated], KNOWN, through).in_turn()
        assert [(one.source, one.days) for one in found] == [
            ("page", ("2025-01-01", "2025-01-02")), ("file", ("2025-01-03",)),
            ("page", ("2025-01-04", "2025-01-05")),
        ]  # fmt: skip
    # The same days give the same object: what is matched from a state is kept by identity.
    assert Boards(both, [dated, undated], KNOWN, "2025-01-05").in_turn()[0] is found[0]
