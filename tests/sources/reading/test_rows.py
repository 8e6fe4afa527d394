"""Reading row by row: what breaks is named, and too much of it refuses the page."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from sources.contract import Reading, RefusedRow, SourceChanged
from sources.reading.rows import read_each, read_page
from tests.sources.sample import page


def taken(*readings: Reading) -> Sequence[Reading]:
    """What is taken of a page on which the parser of `place` reads these."""
    return read_page("place", lambda _: readings, page(b""))


def test_a_defect_of_a_reader_is_no_broken_row() -> None:
    with pytest.raises(KeyError):
        read_each([dict[str, str]()], lambda row: row["absent"], lambda row: row)


def reading(good: int, broken: int, table: str = "score") -> Reading:
    rows = [{"entry": str(n)} for n in range(good)]
    refused = [RefusedRow(f"x{n}", f"x{n} is odd", {"n": n}) for n in range(broken)]
    return Reading(table, "main", "", rows, refused=refused)


@pytest.mark.parametrize(
    ("good", "broken", "is_refused"),
    [
        (0, 1, False),
        (3, 1, False),
        (98, 2, False),
        (97, 2, True),
        (970, 20, True),
        (980, 20, False),
    ],
)
def test_over_one_and_two_percent_are_refused(good: int, broken: int, is_refused: bool) -> None:
    readings = [reading(good, broken), reading(10_000, 0, "release")]
    if not is_refused:
        assert [len(one.refused) for one in taken(*readings)] == [broken, 0]
        return
    with pytest.raises(
        SourceChanged, match=f"^place: {broken} of {good + broken} rows .*x0 is odd"
    ):
        taken(*readings)


HALF = "gpt\ud800"


def test_half_a_character_refuses_its_row_and_is_spelled_out_elsewhere() -> None:
    rows = [{"entry": f"model {at}", "value": float(at)} for at in range(99)]
    broken = RefusedRow(HALF, HALF, {HALF: [HALF]})
    reading = Reading(
        "score", "b", "", [*rows, {"entry": HALF, "value": 1.0}], refused=[broken], warnings=[HALF]
    )
    (found,) = taken(reading)
    assert found.rows == rows
    said = [found.warnings[0], *(one.entry for one in found.refused)]
    assert set(said) == {r"gpt\ud800"}
    assert found.refused[0].reason == r"place: gpt\ud800"
    assert found.refused[0].row == {r"gpt\ud800": [r"gpt\ud800"]}
    assert found.refused[1].reason == r"place: entry is gpt\ud800, which holds half a character"
    for board, category in ((HALF, ""), ("b", HALF)):
        with pytest.raises(SourceChanged, match="half a character"):
            taken(replace(reading, board=board, category=category))
    str(SourceChanged("place", HALF)).encode()


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_a_number_without_end_refuses_its_row_by_name(number: float) -> None:
    rows = [{"entry": f"model {at}", "value": float(at)} for at in range(99)]
    reading = Reading("score", "board", "", [*rows, {"entry": "bad", "value": number}])
    (found,) = taken(reading)
    assert found.rows == rows
    (refused,) = found.refused
    assert refused.entry == "bad"
    assert refused.reason == f"place: value is {number}, not a finite number"
    assert json.loads(json.dumps(refused.row, allow_nan=False))["value"] == str(number)


def test_a_name_that_is_a_whole_page_refuses_its_row_and_is_cut() -> None:
    long = "m" * 10_000_000
    rows = [{"entry": str(n), "note": "x" * 100_000} for n in range(98)]
    longs = [{"entry": "a", "model_name": long}, {"entry": long}]
    refused = RefusedRow(long, "odd", {"name": long, "of": [long]})
    (found,) = taken(Reading("score", "main", "", [*rows, *longs]))
    assert found.rows == rows
    told = "which has 10,000,000 characters, more than 500"
    assert [one.reason.endswith(told) for one in found.refused] == [True, True]
    assert [one.entry[:3] for one in found.refused] == ["a", "mmm"]
    (kept,) = taken(Reading("score", "main", "", rows, refused=[refused]))
    for one in (*found.refused, *kept.refused):
        assert len(one.entry) <= 500
        assert len(one.reason) < 1_000
        assert len(json.dumps(one.row)) < 300_000
    with pytest.raises(SourceChanged, match=r"a board is mmm.*10,000,000 characters"):
        taken(Reading("score", long, "", rows))
