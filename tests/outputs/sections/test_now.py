"""The newest gaps, lags and standings as sections: counts, units, names, no false verdict."""

from typing import Any

import pytest

from measures.errors import EstimateOutdated
from outputs.sections.gap import gaps
from outputs.sections.lag.rows import lags
from outputs.wording import ModelNames
from tests.outputs import approved

NAMES = ModelNames({"kimi-k3": "Kimi K3", "gpt-5": "GPT-5"})


def gap_now(**own: Any) -> dict[str, Any]:
    return {
        "series": "hle", "title": "Humanity's Last Exam", "domain": "knowledge", "unit": "percent",
        "status": "live", "gap": 22.1, "gap_low": 19.4, "gap_high": 24.7,
        "verdict": "closed ahead", "closed_model": "gpt-5", "closed_value": 46.5,
        "open_model": "kimi-k3", "open_value": 24.4, "confirmed": 1, "unresolved_above": None,
        "gap_if_unresolved_closed": None, "gap_if_unresolved_open": None, "unresolved_names": None,
        "shown_on": "2026-08-11", "vintage_on": "2026-08-11", "is_stale": 1, "evidence": None,
    } | own  # fmt: skip


def lag_now(**own: Any) -> dict[str, Any]:
    return {
        "series": "hle", "title": "Humanity's Last Exam", "domain": "knowledge", "unit": "percent",
        "status": "live", "lag_days": 369, "sign": 1, "confirmed": 1, "order_on": None,
        "lag_low": 309, "lag_high": 369, "censored": None, "verdict": "closed ahead",
        "open_model": "kimi-k3", "closed_model": "gpt-5", "shown_on": "2026-08-11", "is_stale": 1,
    } | own  # fmt: skip


UNJUDGED = {
    "verdict": "cannot be judged", "unresolved_above": 1, "gap_if_unresolved_closed": 30.0,
    "gap_if_unresolved_open": -1.5, "confirmed": 0,
}  # fmt: skip
ONE_CLASS = {"gap": None, "verdict": "one class only", "open_model": None, "open_value": None}
UNTESTED = {"verdict": "not tested lately", "is_tested_lately": 0, "open_newest_on": "2026-01-27"}
# Of the same data as another, which counts once.
TWICE = {
    "arena_text": "Votes", "arena_text_raw": "Raw votes", "frontiermath_tier4": "Tier 4",
    "frontiermath": "Tiers 1 to 3", "hle": "HLE",
}  # fmt: skip
NO_LAG = {"lag_days": None, "sign": None, "lag_low": None, "lag_high": None}
# 63 and 369 days are 2.1 and 12.1 months.
LAGS = [
    lag_now(),
    lag_now(series="deepswe", lag_days=100),
    lag_now(series="simplebench", censored="left"),
    lag_now(series="weirdml", verdict="cannot be judged", **NO_LAG),
    lag_now(series="proofbench", lag_days=63, verdict="not distinguishable"),
]


def test_the_newest_gaps_have_units_intervals_verdicts_days_and_named_leaders() -> None:
    composite = gap_now(series="eci", domain="composite")
    twice = [gap_now(series=name, title=title) for name, title in TWICE.items()]
    approved.check(
        __file__,
        {
            "a gap": gaps([gap_now()], NAMES),
            "without a verdict a range": gaps([gap_now(**UNJUDGED)], NAMES),
            "one class alone": gaps([gap_now(**ONE_CLASS)], NAMES),
            "closed to new entries": gaps(
                [gap_now(), gap_now(series="osworld", title="A", status="frozen")], NAMES
            ),
            "a data set is counted once, a composite never": gaps([*twice, composite], NAMES),
            "on a past day what has ended since counts": gaps(
                [gap_now(series="aider_polyglot"), gap_now(series="swebench_verified_vendor")],
                NAMES,
            ),
            "a composite alone": gaps([composite], NAMES),
            "without a recent open model it is not counted": gaps(
                [gap_now(**UNTESTED), gap_now(series="deepswe", title="DeepSWE")], NAMES
            ),
        },
        "gaps_now",
    )


def test_the_newest_lags_are_days_bounds_leads_or_no_verdict() -> None:
    led = {"lag_days": -98, "sign": -1, "lag_low": -98, "lag_high": -98, "verdict": "open ahead"}
    cases: dict[str, list[dict[str, Any]]] = {
        "a lag": [lag_now()],
        "a bound": [lag_now(censored="left", lag_low=None, lag_high=None)],
        "a lead": [lag_now(**led)],
        "leads": [lag_now(**led), lag_now(**led | {"lag_days": -20}, series="deepswe")],
        # As the page of the series has it: open had the score that closed came to on this day.
        "level, open first": [lag_now(lag_days=0, sign=-1, verdict="not distinguishable")],
        "not known": [lag_now(**NO_LAG)],
        "cannot be judged": [lag_now(**NO_LAG, verdict="cannot be judged")],
        "the order of an older list, unconfirmed": [lag_now(order_on="2026-06-01", confirmed=0)],
        "of an ended benchmark": [lag_now(status="frozen, saturated")],
        "every known lag is in the lead": LAGS,
        "only what is known is": LAGS[2:4],
        "a bound beyond what is known": [
            *LAGS, lag_now(series="simplebench", lag_days=400, censored="left"),
        ],
        "with a lead": [
            *LAGS, lag_now(series="apex_agents", lag_days=-30, sign=-1, verdict="open ahead"),
        ],
        "without a recent open model there is none": [
            lag_now(**NO_LAG, verdict="not tested lately"), lag_now(series="deepswe", lag_days=100),
        ],
        "a data set is counted once": [
            lag_now(series="frontiermath", lag_days=100), lag_now(series="frontiermath_tier4"),
        ],
    }  # fmt: skip
    approved.check(__file__, {case: lags(rows, NAMES) for case, rows in cases.items()}, "lags_now")


def test_a_lag_without_a_gap_is_named_with_the_next_step() -> None:
    with pytest.raises(EstimateOutdated, match="arena_text: its lag was derived without a gap"):
        lags([lag_now(), lag_now(series="arena_text", verdict=None)], NAMES)
