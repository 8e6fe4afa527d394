from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from measures.series import load
from outputs.sections.changes import ISSUED, REBUILT, Earlier, Now, window
from tests.outputs.shelf import read_row

SERIES = {"eci": load()["eci"]}
NAMES = {"open-one": "Open One", "open-two": "Open Two"}
THEN = date(2026, 3, 3)
NOTHING = Earlier({}, {}, ())


def now(rows: Sequence[dict[str, Any]], claims: dict[str, str] | None = None) -> Now:
    return Now({("eci", "any_weights"): rows}, SERIES, NAMES, claims or {})


def test_a_gap_that_did_not_move_is_quiet() -> None:
    found = window("Since", THEN, now([read_row()]), NOTHING)
    assert found.is_quiet
    assert found.basis == REBUILT


def test_a_new_leader_and_verdict_are_told_with_both_intervals() -> None:
    before = read_row()
    after = read_row(entry="2026-03-05", open_model="open-two", open_value=12.5, gap=-0.5,
                     gap_low=-2.0, gap_high=1.0)  # fmt: skip
    (moved,) = window("Since", THEN, now([before, after]), NOTHING).moved
    assert (moved.before, moved.after) == ("+2.0 (0.5 to 3.5)", "−0.5 (−2.0 to 1.0)")
    assert moved.said == "closed ahead → not distinguishable"
    ((side, was, is_),) = moved.leads
    assert (side, was.text, is_.text) == ("open", "Open One", "Open Two")


def test_what_had_been_issued_is_compared_rather_than_what_is_said_today() -> None:
    issued = {("eci", "any_weights"): read_row(gap=4.0)}
    found = window("Since", THEN, now([read_row()]), Earlier(issued, {}, ()))
    assert found.basis == ISSUED
    assert found.moved[0].before == "+4.0 (0.5 to 3.5)"


def test_a_series_without_an_earlier_row_has_begun() -> None:
    found = window("Since", date(2026, 2, 1), now([read_row()]), NOTHING)
    assert [series.id for series in found.begun] == ["eci"]
    assert found.moved == []


def test_a_flipped_claim_is_told_and_a_new_one_is_not() -> None:
    stands = now([read_row()], {"S1|a": "partly", "S2|b": "reproduced"})
    (flip,) = window("Since", THEN, stands, Earlier({}, {"S1|a": "reproduced"}, ())).flips
    assert (flip.claim.text, flip.before, flip.after) == ("S1, a", "reproduced", "partly")


def test_an_interval_that_is_lost_is_a_change() -> None:
    after = read_row(entry="2026-03-05", gap_low=None, gap_high=None)
    (moved,) = window("Since", THEN, now([read_row(), after]), NOTHING).moved
    assert moved.after == "+2.0 (no interval)"
