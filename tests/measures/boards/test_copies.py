"""A newer page of the same measurer adds what its board does not have yet."""

from dataclasses import replace
from typing import Any

import pytest

from measures.boards.states import Boards, BoardState
from measures.errors import DeclarationInvalid
from measures.gap.history import moments
from measures.price.rosters import entry_pages
from measures.series import ScaleBreak, Series, SourceFilter, read
from tests.measures import sample

COPIED: Series = sample.series(
    axis="entry",
    sources=(
        SourceFilter(source="place", board="main", category=""),
        SourceFilter(source="table", board="Main", category="", copy_of="main"),
        SourceFilter(source="excerpt", board="part", category="", copy_of="main"),
    ),
)


def run(version: str, value: float, on: str, entry: str = "") -> dict[str, Any]:
    return sample.row(entry or version, value, model_name=version, dated_on=on)


def state(source: str, board: str, on: str, *rows: dict[str, Any]) -> BoardState:
    return BoardState(len(rows), source, board, "", on, "board", rows)


OWN = state(
    "place", "main", "2026-04-19",
    run("a", 80.0, "2026-01-01", "run 1"), run("b", 70.0, "2026-02-01", "run 2"),
)  # fmt: skip


def copied(*rows: dict[str, Any], on: str = "2026-08-11") -> BoardState:
    return state("table", "Main", on, *rows)


def boards(of: Series, *states: BoardState) -> Boards:
    return Boards(of, states, sample.registry(dict.fromkeys("abcd", "closed")), "2026-12-31")


def entries(*states: BoardState) -> list[tuple[str, float, str]]:
    return [
        (row["entry"], row["value"], row["dated_on"])
        for one in boards(COPIED, *states).newest_of_each_board()
        for row in one.rows
    ]


HELD = [("run 1", 80.0, "2026-01-01"), ("run 2", 70.0, "2026-02-01")]
NEWS = run("c", 90.0, "2026-03-01")
# Rows that ship name the model, not the version: they are met by the model too.
BY_MODEL = (
    run("a-2026_high", 78.0, "2026-01-01") | {"model_name": "a"},
    run("b-2026_high", 70.0, "2026-02-01") | {"model_name": "b"},
)


@pytest.mark.parametrize(
    ("states", "told"),
    [
        # An equal value is the same run, and stays the board's.
        ([OWN, copied(run("a", 80.04, "2025-12-01"))], HELD),
        # What the board does not have is added, from the copy's own day or from its last one on.
        ([OWN, copied(run("c", 90.0, "2026-07-01"), run("b", 75.0, "2026-02-01"))],
         [*HELD, ("c", 90.0, "2026-07-01"), ("b", 75.0, "2026-04-19")]),
        # A lower value corrects the board; of a model the best row of the copy does.
        ([OWN, copied(run("a", 78.0, "2026-01-01"))], [HELD[1], ("a", 78.0, "2026-04-19")]),
        ([OWN, copied(*BY_MODEL)], [HELD[1], ("a-2026_high", 78.0, "2026-04-19")]),
        ([OWN, copied(run("a", 80.0, "2026-01-01"), run("a", 60.0, "2026-01-01", "a_low"))],
         [*HELD, ("a_low", 60.0, "2026-04-19")]),
        # An older copy or one of the same day adds nothing; without its board it counts alone.
        *(([OWN, copied(NEWS, on=on)], HELD) for on in ("2026-04-19", "2026-03-01")),
        ([copied(NEWS)], [("c", 90.0, "2026-03-01")]),
    ],
)  # fmt: skip
def test_what_a_copy_adds(states: list[BoardState], told: list[tuple[str, float, str]]) -> None:
    assert entries(*states) == told


def test_the_news_of_a_second_copy_count_from_the_first_ones_page() -> None:
    """APEX-Agents of October gives models of July other values: they say nothing of July."""
    first = copied(run("c", 90.0, "2026-07-01"))
    later = [run("c", 95.0, "2026-07-01"), run("d", 60.0, "2026-09-01")]
    every = [OWN, first, state("excerpt", "part", "2026-10-08", *later)]
    added = [("c", 90.0, "2026-07-01"), ("c", 95.0, "2026-08-11"), ("d", 60.0, "2026-09-01")]
    assert entries(*every) == [*HELD, *added]
    # A name that is no model yet is counted once.
    unknown = copied(*first.rows, run("u", 70.0, "2026-07-01"))
    again = state("excerpt", "part", "2026-10-08", *later, run("u", 71.0, "2026-07-01"))
    found = [*moments(boards(COPIED, OWN, unknown, again), "any_weights")]
    assert [it.closed and it.closed.value for it in found] == [80.0, 80.0, 90.0, 95.0, 95.0]
    above = [[one.value for one in it.above("unknown")] for it in found]
    assert above == [[], [], [70.0], [71.0], [71.0]]


def test_a_list_on_another_scale_tells_alone_from_its_day_on() -> None:
    """Scores of two scales never met: neither in a gap nor where a model is chosen or priced."""
    broken = ScaleBreak(on="2026-08-01", why="other tasks", evidence="https://place.example")
    moved = replace(COPIED, scale_breaks=(broken,))
    part = replace(
        state("excerpt", "part", "2026-08-11", run("a", 40.0, "2026-01-01")), basis="leaders"
    )
    spans = boards(moved, OWN, part).spans()
    told = [([one.source for one in it.states], it.end, it.page_on) for it in spans]
    assert told == [
        (["place"], "2026-08-11", "2026-04-19"), (["excerpt"], "2027-01-01", None),
    ]  # fmt: skip
    assert [one.rows for one in boards(moved, OWN, part).inputs()] == [[*part.rows]]
    assert [it.source for it in entry_pages(boards(moved, OWN, part))] == ["excerpt"]
    # The board run again as a whole tells of every day.
    again = state("place", "main", "2026-08-20", run("a", 41.0, "2026-01-01"))
    (span,) = boards(moved, OWN, part, again).spans()
    assert [one.published_on for one in span.states] == ["2026-08-20"]


def test_a_whole_copy_is_the_board_where_only_leaders_are_known_of_the_board_itself() -> None:
    leaders = replace(OWN, published_on="2026-08-11", basis="leaders", leads="closed, any_weights")
    whole = copied(run("a", 80.0, "2026-01-01"), run("b", 70.0, "2026-02-01"))
    assert boards(COPIED, leaders, whole).newest_of_each_board() == [whole]


@pytest.mark.parametrize(
    ("axis", "of", "fault"),
    [("entry", "none", "copy_of \\['none'\\] names no board"), ("board", "main", "entry axis")],
)
def test_what_cannot_be_a_copy_is_refused(axis: str, of: str, fault: str) -> None:
    line = f'{{ source = "table", board = "Main", category = "", copy_of = "{of}" }},'
    text = sample.SERIES_TEXT.replace("\n]\n", f"\n  {line}\n]\n")
    text = text.replace('"board"\nexposure', f'"{axis}"\nexposure')
    with pytest.raises(DeclarationInvalid, match=fault):
        read(text)
