"""The day that a reading of a claim is as of."""

from __future__ import annotations

from dataclasses import replace

from measures.claims.ledger import load
from measures.claims.verdicts import QueryResult, judge
from pipelines.measure.claims import known_by


def test_a_reading_is_as_of_the_last_day_its_query_looked_at() -> None:
    claim = next(one for one in load() if one.id == "S32")
    reading = next(one for one in claim.readings if one.id == "within_30_days")
    found = QueryResult(0.3494, None, None, {"from_on": "2025-06-05", "through_on": "2026-11-24"})
    assert known_by(judge(claim, reading, found)) == "2026-11-24"
    early = replace(found, numbers={"through_on": "2025-12-31"})
    assert known_by(judge(claim, reading, early)) == reading.as_of == "2026-02-28"
    assert known_by(judge(claim, reading, replace(found, numbers=None))) == "2026-02-28"
    assert known_by(judge(claim, reading, None)) == "2026-02-28"


def test_a_query_that_looked_less_far_than_the_reading_leaves_its_day() -> None:
    claim = next(one for one in load() if one.id == "S12")
    for reading in claim.readings:
        found = QueryResult(0.7, -4.2, 5.6, {"through_on": "2020-01-01"})
        assert known_by(judge(claim, reading, found)) == reading.as_of
