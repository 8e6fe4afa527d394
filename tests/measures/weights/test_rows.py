"""Days from API to weights, from openness intervals."""

from __future__ import annotations

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from measures.known import Known
from measures.names.registry import Registry
from measures.weights.records import DaysToWeightsEstimate
from measures.weights.rows import days_to_weights, opened
from tests.measures.sample import grade, model

Spans = dict[str, list[tuple[str, str, str | None]]]
SPANS: Spans = {
    "sold-first": [("closed", "2026-01-01", "2026-01-12"), ("permissive", "2026-01-12", None)],
    "later": [("closed", "2026-02-01", "2026-02-04"), ("restricted", "2026-02-04", None)],
    "at-once": [("permissive", "2026-01-01", None)],
    "freed": [("restricted", "2026-01-01", "2026-03-01"), ("permissive", "2026-03-01", None)],
    "shut": [("closed", "2026-01-01", None)],
    "silent": [("closed", "2026-01-01", "2026-01-05"), ("permissive", "2026-02-01", None)],
    "unclear": [("closed", "2026-01-01", "2026-01-05"), ("unknown", "2026-01-05", None)],
}


def names(spans: Spans) -> Registry:
    grades = [grade(name, *span) for name, some in spans.items() for span in some]
    return Registry(map(model, spans), [], grades)


def known(spans: Spans, through: str = "2026-12-31") -> Known:
    return Known(through, "test", {}, names(spans), {})


def test_only_models_that_were_closed_up_to_their_first_open_day_count() -> None:
    found = opened(names(SPANS), "2026-12-31")
    assert [(one.model, one.days, one.openness) for one in found] == [
        ("sold-first", 11, "permissive"), ("later", 3, "restricted"),
    ]  # fmt: skip
    # What opens after today is not known to open.
    assert [one.model for one in opened(names(SPANS), "2026-02-03")] == ["sold-first"]


def test_one_row_says_the_median_and_who_is_not_in_it() -> None:
    [board] = days_to_weights(known(SPANS), [8, 5])
    [row] = board.rows
    told = json.loads(row["detail"])
    assert row["vintages"] == "[5, 8]"
    # (11 + 3) / 2; two models bear no interval.
    assert (row["value"], row["low"], row["n"], row["unit"]) == (7.0, None, 2, "days")
    assert (told["opened_at_once"], told["still_closed"]) == (2, 1)
    assert (row["from_on"], row["through_on"]) == ("2026-01-12", "2026-02-04")
    record = DaysToWeightsEstimate.from_row(row)
    assert record.row("test")["detail"] == row["detail"]
    assert record.caveat == DaysToWeightsEstimate.ONLY_OPENED


def test_nothing_opened_is_no_row() -> None:
    assert list(days_to_weights(known({"shut": SPANS["shut"]}), [5])) == []


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 900)), min_size=1, max_size=12))
def test_every_span_of_being_closed_is_counted_once_in_days(spans: list[tuple[int, int]]) -> None:
    start = date(2023, 1, 1)
    some: Spans = {}
    for n, (days, after) in enumerate(spans):
        begun = start + timedelta(days=after)
        free = (begun + timedelta(days=days)).isoformat()
        some[f"m{n}"] = [("closed", begun.isoformat(), free), ("permissive", free, None)]
    found = opened(names(some), "2030-01-01")
    assert sorted(one.days for one in found) == sorted(days for days, _ in spans)
