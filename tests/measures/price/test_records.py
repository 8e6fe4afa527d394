"""Estimates of prices: a record becomes a row and comes back; what its sentences say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from measures.errors import EstimateOutdated
from measures.estimates import Estimate, only
from measures.price.records import NoInterval, NoRate, PricedCount, PricedGroup, RecordLow
from measures.price.records_market import PriceEventEstimate
from measures.records import ESTIMATES, read, records
from tests.measures.price.estimates import (
    ANY,
    coverage,
    event,
    fall,
    followed,
    fronted,
    hosted,
    indexed,
    pair,
    run,
    sensitivity,
    solved,
)

LEADERS = {"closed_on": None, "open_on": None, "unpriced_closed": ("best",), "unpriced_open": ()}
NAMES = {"opus": "Claude Opus", "m2": "MiniMax M2"}
EVERY: tuple[tuple[Estimate, str], ...] = (
    (pair(), "opus|m2|2026-02-20|2026-02-20"),
    (pair(ANY, **LEADERS), "leaders|any_weights"),
    (sensitivity(), "50|7:2:1"),
    (coverage(), "50|any_weights"),
    (coverage(threshold=49.5, leaders_only=True), "49.5|any_weights"),
    (fall(), "126|all"),
    (fall(group=PricedGroup.OPEN), "126|open"),
    (fronted(), "closed|None"),
    (fronted(group=PricedGroup.OPEN, openness_rule=ANY), "open|any_weights"),
    (solved(), "opus-run"),
    (solved(model=None), "opus-run"),
    (run(), "opus|m2"),
    (run(ANY), "leaders|any_weights"),
    (hosted(), "m2"),
    (followed(30), "within_30_days"),
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
    detail = json.loads(pair(input_ratio=16.66666666666).row("v")["detail"])
    assert detail["input_ratio"] == 16.666667
    assert list(detail) == sorted(detail)
    assert "unpriced_closed" not in detail
    assert json.loads(pair(ANY, **LEADERS).row("v")["detail"])["unpriced_open"] == []


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
        (pair(), "Per token: models spend tokens unequally (reasoning effort, tokenizer); compare "
                 "the cost per solved task where the board gives it."),
        (pair(same_day=False), "The two prices are of different days: a fall over time, not a "
                               "difference between models."),
        (pair(ANY, unpriced_closed=("a", "b"), unpriced_open=("c",)),
         "Better, but without a known price: a, b (closed); c (open)."),
        (fronted(), "Better, but without a known price: x."),
        (fronted(unpriced=()), None),
        (sensitivity(), "Seven of ten tokens are cache hits; a missing cached price counts as "
                        "input."),
        (coverage(), None),
        (coverage(open=PricedCount(0, 0)), "No open model reaches the threshold."),
        (coverage(open=PricedCount(0, 0), leaders_only=True),
         "Only lists of leaders are known, which do not say who else reaches a score."),
        (run(), "Cost as the board metered it, at the prices of its run; the interval is that of "
                "the score alone."),
        (solved(), "Cost as the board metered it, at the prices of its run; the interval is that "
                   "of the score alone."),
        (hosted(), "Value is the median host; low and high are the cheapest and the most "
                   "expensive."),
        (followed(30), "Association only; a maker’s cuts of one day count once, and a cheaper "
                       "successor under a new name is no cut. 4 cuts are too few to tell."),
        (followed(30, cuts=("2026-01-01",)),
         "Association only; a maker’s cuts of one day count once, and a cheaper successor under a "
         "new name is no cut. 1 cut is too few to tell."),
        (followed(30, cuts=("2026-01-01",) * 20),
         "Association only; a maker’s cuts of one day count once, and a cheaper successor under a "
         "new name is no cut."),
        (event(), None),
        (event(confirmed=False), "Not confirmed: one source alone, and not the maker's page."),
    ],
)  # fmt: skip
def test_a_caveat_is_made_of_the_fields(record: Estimate, words: str | None) -> None:
    assert record.caveat == words


NEWEST = "Scores are the newest on all days; undated prices count from the first fetch of them."


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, NEWEST),
        ({"reason": NoRate.FEW_LOWS}, "2 record lows; nothing is fitted below 5"),
        ({"reason": NoRate.FEW_LOWS, "points": (RecordLow("2024-03-04", "a", 1.0),)},
         "1 record low; nothing is fitted below 5"),
        ({"reason": NoRate.SHORT_SPAN},
         "record lows within 575 days; no yearly rate from less than 365"),
        # Of 2,000 draws 570 give none: 28.5 %, and not 28.500000000000004.
        ({"no_interval": NoInterval.FEW_RATES, "usable_share": 0.715},
         "Interval not determined: 28 % of the draws give no rate (fewer than 4 record lows over "
         f"365 days); a 90 % interval allows less than 5 %. {NEWEST}"),
        ({"no_interval": NoInterval.SINGLE_MODELS},
         "Interval not determined: the fit hangs on single models: draws without some of them "
         f"leave it out. {NEWEST}"),
        ({"no_interval": NoInterval.WIDE},
         "Interval not determined: its ends would lie more than 100 times apart. " + NEWEST),
    ],
)  # fmt: skip
def test_a_decline_says_why_it_has_no_rate_or_no_interval(
    changed: dict[str, Any], words: str
) -> None:
    assert fall(**changed).caveat == words


def test_a_row_of_another_version_is_refused_by_name() -> None:
    row = {**event().row("0.1.0+old"), "measure": "price_event", "detail": "{}"}
    names = r"price_event of all series was derived by another version \(0\.1\.0\+old; kind: "
    with pytest.raises(EstimateOutdated, match=names):
        read(row)
