"""Estimates of lags: a record becomes a row and comes back; what its sentences say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from measures.estimates import Estimate
from measures.records import ESTIMATES, read
from tests.measures.lag.estimates import stair

EVERY: tuple[tuple[Estimate, str], ...] = (
    (stair("closed", "2024-01-01", 100.0, "c1"), "any_weights|closed|2024-01-01"),
    (stair("open", "2024-01-01", 100.0, "o1", page_on="2023-12-31"), "any_weights|open|2024-01-01"),
)  # fmt: skip


@pytest.mark.parametrize(("record", "variant"), EVERY)
def test_a_record_is_a_row_and_back(record: Estimate, variant: str) -> None:
    row = record.row("0.1.0+test")
    seen: dict[str, Any] = {**row, "measure": record.MEASURE, "variant": row.pop("entry")}
    assert seen["variant"] == record.variant == variant
    assert read(seen) == record


def test_every_measure_of_lags_has_a_record_that_is_tested() -> None:
    tested = {type(record) for record, *_ in EVERY}
    ours = [kind for kind in ESTIMATES.values() if "measures.lag" in kind.__module__]
    assert tested == {shape for kind in ours for shape in kind.kinds()}


def test_details_hold_what_is_not_known() -> None:
    assert "page_on" not in json.loads(stair("open", "2024-01-01", 1.0, "o").row("v")["detail"])
