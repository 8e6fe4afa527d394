"""Estimates by domain and of the headline: a record becomes a row and comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from measures.estimates import Estimate, unpacked
from measures.headline.records import GapChange, NotComparable, Obstacle
from measures.headline.sentence import headline
from measures.records import ESTIMATES, read
from tests.measures.headline.estimates import NEW, count, domain, part, saturated, then

BROKEN = NotComparable(Obstacle.SCALE_BREAK, broke_on="2026-02-01", broke_by="other questions")
EVERY: tuple[tuple[Estimate, str, str | None], ...] = (
    (domain(), "knowledge|hle",
     "as of 2026-03-08, its newest page, which is older than the 7 days that count as now"),
    (domain(told_on="2026-03-09", year_ago=then("2025-01-02", "2025-01-01")), "knowledge|hle",
     "as of 2026-03-09, its newest page being of 2026-03-08, which is older than the 7 days that "
     "count as now"),
    (domain(is_stale=False, year_ago=None, change=NEW, value=None, low=None, high=None),
     "knowledge|hle", None),
    (domain(change=GapChange("not comparable", None, None, None, BROKEN, None), is_stale=False),
     "knowledge|hle", None),
    (domain(task_tuned=True), "knowledge|hle", "models tuned for the task compete in it"),
    (saturated("mmlu"), "knowledge|mmlu", "saturated: Leaders stand at 99."),
    (part(), "eci|any_weights", None),
    (part(value=None, low=None, lag_days=None, detectable_gap=None), "eci|any_weights", None),
    (count(), "sentence", None),
)  # fmt: skip


def seen(record: Estimate) -> dict[str, Any]:
    row = record.row("0.1.0+test")
    return {**row, "measure": record.MEASURE, "variant": row["entry"]}


@pytest.mark.parametrize(("record", "variant", "caveat"), EVERY)
def test_a_record_is_a_row_and_back(record: Estimate, variant: str, caveat: str | None) -> None:
    row = seen(record)
    assert row["variant"] == record.variant == variant
    assert read(row) == record
    assert record.caveat == caveat


def test_every_record_of_the_headline_is_tested() -> None:
    tested = {type(record) for record, *_ in EVERY}
    ours = [kind for kind in ESTIMATES.values() if "measures.headline" in kind.__module__]
    assert tested == {one for kind in ours for one in kind.kinds()}


def test_no_sentence_is_stored_and_programs_are_shown_them_all() -> None:
    one = domain(change=GapChange("not comparable", None, None, None, BROKEN, None))
    stored, shown = json.loads(seen(one)["detail"]), unpacked(seen(one), one)["detail"]
    assert stored["change"]["reason"]["why"] == "scale_break"
    assert shown["change"]["reason"] == "the scale changed on 2026-02-01: other questions"
    assert unpacked(seen(domain()), domain())["detail"]["change"]["reason"] is None
    assert set(json.loads(seen(count())["detail"])) == {"verdicts", "stale"}
    assert "gap" not in json.loads(seen(part())["detail"])
    told = unpacked(seen(part()), part())["detail"]
    assert (told["gap"], told["published_on"], told["title"]) == (4.64, "2026-08-11", "ECI")
    assert list(told) == sorted(told)


def test_parts_are_told_in_their_order_whatever_that_of_the_rows() -> None:
    parts = [part("eci", "permissive"), part("eci")]
    found = headline([parts[0], count(), *parts[1:]])
    assert found is not None
    assert list(found.parts) == parts[::-1]
    assert headline(parts) is None
