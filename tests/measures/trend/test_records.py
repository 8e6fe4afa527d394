"""Estimates of trend: a record becomes a row and comes back, with its title and its caveat."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from measures.estimates import Estimate
from measures.records import ESTIMATES, read
from measures.trend.records import (
    BackTestEstimate,
    BandCoverage,
    BoundBefore,
    Forecast,
    Held,
    ProjectionEstimate,
    Trial,
)
from measures.trend.settings import settings
from tests.measures.trend.estimates import TREND

UNTESTED = Held(0, None, None)
FORECAST = Forecast(
    touch_on={"0.50": None}, is_dated=False, undated_because="slope_away", touched_share=0.6,
    horizon_on="2029-07-26", touched_by={"2027-01-01": 0.1},
    gap_bands={"2027-01-01": {"0.5": (2.0, 7.0)}}, below_at_horizon_share=0.4,
    drift_per_step=0.01, drift_low=-0.7, drift_high=0.7, learnt_from="2024-05-23",
)  # fmt: skip
AHEAD = ProjectionEstimate(
    series="eci", openness_rule="any_weights", value=0.4, n=28, from_on="2024-05-23",
    through_on="2026-08-11", unit="probability", horizon_days=1080, crossed=False, gap_now=4.6,
    back_test=UNTESTED, forecast=FORECAST,
)  # fmt: skip
TRIAL = Trial("2025-01-01", "2025-04-01", (0.0, 1.0), (0.0, 2.0), 1.0, 1.0, 1.5)
SHARE = BandCoverage(50.0, 15.0, 85.0)
TESTED = BackTestEstimate(
    series="eci", openness_rule="any_weights", n=1, from_on="2024-05-23", through_on="2026-08-11",
    value=100.0, ahead_days=90, held=Held(1, SHARE, SHARE, 1.0, 2.0, beats_no_change=True),
    trials=(TRIAL,),
)  # fmt: skip
HINDSIGHT, BOUND = settings().hindsight, settings().after_bound
EVERY: tuple[tuple[Estimate, str, str | None], ...] = (
    (TREND, "gap|any_weights", None),
    (
        replace(TREND, what="lag", basis="within the newest vintage",
                before=BoundBefore("2024-07-22", 496)),
        "lag|any_weights", f"{HINDSIGHT} {BOUND}",
    ),
    (AHEAD, "any_weights", f"{settings().disclaimer} Not back-tested: {HINDSIGHT}"),
    (
        replace(AHEAD, value=None, crossed=True, forecast=None), "any_weights",
        f"{settings().disclaimer} Not back-tested: {HINDSIGHT}",
    ),
    (TESTED, "90 days|any_weights", None),
    (
        replace(TESTED, held=UNTESTED, trials=(), value=None), "90 days|any_weights",
        "No origin has history enough before it.",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("record", "variant", "caveat"), EVERY)
def test_a_record_is_a_row_and_back(record: Estimate, variant: str, caveat: str | None) -> None:
    row = record.row("0.1.0+test")
    assert row.pop("entry") == record.variant == variant
    assert read({**row, "measure": record.MEASURE, "variant": variant}) == record
    assert record.caveat == caveat


def test_every_record_of_trends_is_tested() -> None:
    tested = {type(record) for record, *_ in EVERY}
    assert tested == {kind for kind in ESTIMATES.values() if "measures.trend" in kind.__module__}


def test_a_forecast_stands_among_the_details_and_is_absent_when_there_is_none() -> None:
    details = json.loads(AHEAD.row("v")["detail"])
    assert details["horizon_on"] == "2029-07-26"
    assert "forecast" not in details
    assert "horizon_on" not in json.loads(replace(AHEAD, forecast=None).row("v")["detail"])
    assert json.loads(TESTED.row("v")["detail"])["origins"] == 1
