"""Lags, prices, estimates and claims as lines of tables."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from measures.claims.records import ClaimResult
from measures.lag.words import on_day
from measures.segments import LagSegment, PriceGapSegment
from measures.series import load
from outputs.sections.claims import ledger, written
from outputs.sections.claims import ledger_page as ledger_of
from outputs.sections.labels import facts
from outputs.sections.lag.daily import Beside, lag_lines
from outputs.sections.price.levels import levels, price_lines
from outputs.wording import ModelNames
from terms.units import amount
from tests.outputs.shelf import claim, lag, price_gap

DECLARED = load()
TODAY = date(2026, 3, 10)
BESIDE = Beside(ModelNames(), {}, {("eci", "any_weights"): "open ahead"})


def issued(row: dict[str, Any], category: str, board: str = "eci") -> dict[str, Any]:
    return {"board": board, "category": category, "inputs_on": "2026-03-08"} | row


def lag_read(category: str = "any_weights|tolerance_0|released", **changed: Any) -> LagSegment:
    return LagSegment.from_row(issued(lag(**changed), category))


def lags(*found: LagSegment) -> Any:
    return lag_lines(found, DECLARED, BESIDE, TODAY)


def priced(**changed: Any) -> PriceGapSegment:
    return PriceGapSegment.from_row(issued(price_gap(**changed), "any_weights|9.0"))


def test_a_lag_counts_from_its_day() -> None:
    (line,) = lags(lag_read())
    # 1 May 2025 to 10 Mar 2026: 30 + 30 + 31 + 31 + 30 + 31 + 30 + 31 + 31 + 28 + 10 = 313.
    assert (line.days, line.text, line.months) == (313, "313 days", "10.3 months")
    assert line.interval == "95 % interval 282 to 433 days"


def test_a_stale_lag_stands_on_the_day_of_its_page() -> None:
    (line,) = lags(lag_read(inputs_on="2025-09-01", entry="2025-06-01"))
    # 1 May to 1 September 2025: 30 + 30 + 31 + 31 + 1 = 123.
    assert line.days == 123


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sign": -1, "counts_from": "2026-02-26"}, "open leads by 12 days"),
        ({"censored": "left"}, "at least 313 days"),
        ({"sign": None, "counts_from": None}, "not known"),
        ({"sign": 1, "counts_from": None}, "not known"),
    ],
)
def test_a_lag_is_worded_by_its_side(changed: dict[str, Any], words: str) -> None:
    assert lags(lag_read(**changed))[0].text == words


def test_an_open_end_of_a_lag_is_unbounded() -> None:
    open_ended = lag_read(high_from=None, high_sign=None)
    assert lags(open_ended)[0].interval == "95 % interval 282 days or more"
    assert on_day(open_ended, TODAY.isoformat()).high is None


def test_price_at_quality_names_both_offers() -> None:
    rows = [priced()]
    (line,) = price_lines(rows, DECLARED, {"open-one": "Open One"})
    assert (line.ratio, line.verdict) == ("4.0 ×", "closed is more expensive")
    assert line.threshold == "9 index points"
    assert line.open is not None
    assert (line.open.model.text, line.open.price) == ("Open One", "$1.50")
    assert line.open.parts == "$0.75 in, $3.75 out"
    assert line.open.basis == "maker’s list price"
    part = levels([line], {"a": "A", "b": "B"})
    (row,) = part.rows
    assert row[2].more[0].text == "$1.50, maker’s list price"
    assert row[0].more[0].text == "from 9 index points"
    # At a chosen level a ratio would be a property of the level.
    assert "×" not in str(part)
    named = levels([line], {line.open.source: "The list"}).rows[0][2].more[-1].text
    assert named.startswith("The list")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"open_price_basis": "median_of_hosts", "open_hosts": 5}, "median of 5 hosts we read"),
        ({"open_price_basis": "median_of_hosts"}, "median of several hosts we read"),
        ({"open_price_basis": "one_host", "open_hosts": 1}, "one of the hosts we read"),
        (
            {"open_price_mode": "peak", "open_off_peak_price": 0.2625},
            "maker’s list price, peak; off-peak $0.26",
        ),
        ({"open_price_mode": "peak"}, "maker’s list price, peak"),
        ({"open_price_mode": "standard"}, "maker’s list price"),
    ],
)
def test_a_price_says_whose_it_is_and_in_which_hours(changed: dict[str, Any], words: str) -> None:
    (line,) = price_lines([priced(**changed)], DECLARED, ModelNames())
    assert line.open is not None
    assert line.open.basis == words


def test_offers_hold_since_they_last_changed_whoever_states_them() -> None:
    rows = [
        priced(**changed)
        for changed in (
            {"entry": "2026-01-01", "closed_price": 9.0},
            {"entry": "2026-02-01", "closed_source": "litellm"},
            {"entry": "2026-03-01"},
        )
    ]
    (line,) = price_lines(rows, DECLARED, ModelNames())
    assert line.since == "1 Feb 2026"


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"price_ratio": 0.25}, "open is more expensive"),
        ({"price_ratio": 1.0}, "same price"),
        ({"price_ratio": None, "open_price": 0.0}, "open is free of charge"),
        ({"price_ratio": None, "open_price": None}, "no priced open model there"),
        ({"price_ratio": None, "closed_price": None}, "no priced closed model there"),
        (
            {"price_ratio": None, "closed_price": None, "open_price": None},
            "no price known in either class",
        ),
    ],
)
def test_a_price_is_worded_by_who_is_more_expensive(changed: dict[str, Any], verdict: str) -> None:
    (line,) = price_lines([priced(**changed)], DECLARED, ModelNames())
    assert line.verdict == verdict
    assert (line.ratio is None) == (changed["price_ratio"] is None)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(12.6, "days", "13"), (1.25, "percent", "1.2"), (0.004, "USD", "0.004"), (-2.0, "x", "−2.00")],
)
def test_an_amount_has_the_decimals_of_its_unit(value: float, unit: str, text: str) -> None:
    assert amount(value, unit) == text


def test_long_details_are_cut_and_say_so() -> None:
    told_ = facts({f"k{place}": place for place in range(30)})
    assert told_[-1][1].text == "and 6 more in the JSON API"
    assert facts("words")[0][1].text == "words"
    assert facts(None) == []


def claims(*rows: dict[str, Any]) -> list[ClaimResult]:
    return [ClaimResult.from_row(row) for row in rows]


def test_claims_are_in_natural_order_with_the_joined_verdict_apart() -> None:
    rows = claims(claim(claim="S12"), claim(), claim("other", verdict="partly"), claim("overall"))
    second, twelfth = ledger(rows)
    assert (second.id, twelfth.id) == ("S2", "S12")
    assert second.overall is not None
    assert [reading.verdict for reading in second.readings] == ["reproduced", "partly reproduced"]
    assert second.readings[0].reason is not None
    assert second.readings[0].reason.text == "within the tolerance"
    assert twelfth.overall is None


def test_evidence_that_is_zero_is_shown_and_what_is_absent_is_not() -> None:
    evidence = {"reason": "r", "tolerance": 0, "exact": False, "vintages": [], "sql": None}
    [one] = ledger(claims(claim(evidence=json.dumps(evidence))))
    assert [(key, value.text) for key, value in one.readings[0].evidence] == [("tolerance", "0")]


def test_the_decisive_reading_comes_first_and_says_so() -> None:
    rows = claims(claim("other", decisive="main"), claim("main", decisive="main"))
    [one] = ledger(rows)
    assert [(it.text.text, it.is_decisive) for it in one.readings] == [
        ("main", True),
        ("other", False),
    ]


def test_claims_are_counted_once_each_and_readings_apart() -> None:
    rows = claims(
        claim(), claim("other", verdict="contradicted"), claim("overall", verdict="partly")
    )
    found = {count.key: (count.readings, count.statements) for count in ledger_of(rows).counts}
    assert found == {
        **{"reproduced": (1, 0), "as-announced": (0, 0), "partly": (0, 1), "ambiguous": (0, 0)},
        **{"contradicted": (1, 0), "cannot-be-judged": (0, 0), "not-testable": (0, 0)},
        "definition": (0, 0),
    }


def test_the_sentence_counts_readings_and_then_what_decides() -> None:
    rows = claims(
        *(claim(f"r{place}", verdict=word) for place, word in enumerate(
            ["reproduced", "as_announced", "contradicted", "contradicted", "not_testable"]
        )),
        claim("overall", verdict="reproduced"),
        claim("r0", claim="S3", verdict="cannot_be_judged"),
        claim("overall", claim="S3", verdict="cannot_be_judged"),
    )  # fmt: skip
    assert ledger_of(rows).said == (
        "Of 2 published statements, 1 is reproduced and 0 contradicted. Of all ways to read them, "
        "5 could be tested: 1 reproduced, 1 only as announced, 2 contradicted, 1 cannot be judged."
    )


def test_inconsistencies_stand_apart_and_are_counted_apart() -> None:
    rows = claims(claim(claim="N02"), claim(claim="S12"), claim(verdict="contradicted"))
    found = ledger_of(rows)
    assert [one.id for one in found.statements] == ["S2", "S12"]
    assert [one.id for one in found.inconsistencies] == ["N02"]
    counts = {one.key: (one.statements, one.inconsistencies) for one in found.counts}
    assert (counts["reproduced"], counts["contradicted"]) == ((1, 1), (1, 0))


def test_no_statement_gives_no_sentence() -> None:
    assert ledger_of([]).said == ""


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("86.4 percent", "86.4 %"),
        ("-0.3 (-1.15 to 0.5499) points", "−0.3 (−1.15 to 0.5499) points"),
        ("at most 2026-01 of gpt-5", "at most 2026-01 of gpt-5"),
    ],
)
def test_a_number_of_a_claim_has_the_signs_of_pages(number: str, text: str) -> None:
    assert written(number) == text
