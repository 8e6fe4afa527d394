"""Estimates of prices: a record becomes a row and comes back; what its sentences say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from measures.errors import EstimateOutdated
from measures.estimates import Estimate, only
from measures.price.records import PricedGroup, PriceEventEstimate
from measures.records import ESTIMATES, read, records
from tests.measures.price.estimates import ANY, event, fronted, hosted, indexed, solved

EVERY: tuple[tuple[Estimate, str], ...] = (
    (fronted(), "closed|None"),
    (fronted(group=PricedGroup.OPEN, openness_rule=ANY), "open|any_weights"),
    (solved(), "opus-run"),
    (solved(model=None), "opus-run"),
    (hosted(), "m2"),
    (indexed(), "closed|2026-03-01"),
    (event(), "2026-03-01|cut|opus|own"),
    (event("withdrawn", now=None, seller="host", confirmed=False),
     "2026-03-01|withdrawn|opus|host"),
)  # fmt: skip


def seen(record: Estimate) -> dict[str, Any]:
    """The row as view estimate_now gives it."""
    row = record.row("0.1.0+test")
    return {**row, "measure": record.MEASURE, "variant": row.pop("entry")}


@pytest.mark.parametrize(("record", "variant"), EVERY)
def test_a_record_is_a_row_and_back(record: Estimate, variant: str) -> None:
    row = seen(record)
    assert row["variant"] == record.variant == variant
    assert read(row) == record
    assert {type(record)} == {type(one) for one in records([row, row | {"measure": "moon_phase"}])}


def test_every_measure_of_prices_has_a_record_that_is_tested() -> None:
    tested = {type(record) for record, *_ in EVERY}
    assert tested == {kind for kind in ESTIMATES.values() if "measures.price" in kind.__module__}
    assert only(PriceEventEstimate, [event(), hosted()]) == [event()]


def test_details_keep_six_decimals_and_sorted_keys_and_leave_defaults_out() -> None:
    detail = json.loads(hosted(high_over_low=16.66666666666).row("v")["detail"])
    assert detail["high_over_low"] == 16.666667
    assert list(detail) == sorted(detail)
    assert "unpriced" not in json.loads(fronted(unpriced=()).row("v")["detail"])


def test_a_score_among_the_details_keeps_its_name_beside_the_column() -> None:
    row = solved().row("v")
    assert (row["value"], json.loads(row["detail"])["value"]) == (1.0, 80.0)


def test_details_that_are_not_as_declared_are_all_named() -> None:
    detail = json.loads(event().row("v")["detail"])
    del detail["model"]
    with pytest.raises(EstimateOutdated, match=r"model: .*kind: |kind: .*model: ") as raised:
        PriceEventEstimate.from_row(event().row("v") | {"detail": detail | {"kind": "moved"}})
    cause = raised.value.__cause__
    assert isinstance(cause, ValidationError)
    assert {one["loc"] for one in cause.errors()} == {("model",), ("kind",)}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (fronted(), "Better, but without a known price: x."),
        (fronted(unpriced=()), None),
        (solved(), "Cost as the board metered it, at the prices of its run; the interval is that "
                   "of the score alone."),
        (hosted(), "Value is the median host; low and high are the cheapest and the most "
                   "expensive."),
        (event(), None),
        (event(confirmed=False), "Not confirmed: one source alone, and not the maker's page."),
    ],
)  # fmt: skip
def test_a_caveat_is_made_of_the_fields(record: Estimate, words: str | None) -> None:
    assert record.caveat == words


def test_a_row_of_another_version_is_refused_by_name() -> None:
    row = {**event().row("0.1.0+old"), "measure": "price_event", "detail": "{}"}
    names = r"price_event of all series was derived by another version \(0\.1\.0\+old; kind: "
    with pytest.raises(EstimateOutdated, match=names):
        read(row)
