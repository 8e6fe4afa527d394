"""The claim ledger on a replay of the recorded pages: verdicts and the numbers behind them."""

from __future__ import annotations

import json

import pytest

from tests.replayed import NEEDED, Replayed

pytestmark = NEEDED


def found(replayed: Replayed, claim: str, reading: str) -> tuple[str, str]:
    [row] = replayed.all(
        f"SELECT verdict, coalesce(found, '') FROM claim_now WHERE id = '{claim}' "
        f"AND reading = '{reading}'"
    )
    return str(row[0]), str(row[1])


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("S01", "ambiguous"), ("S02", "reproduced"), ("S03", "reproduced"), ("S04", "partly"),
        ("S05", "partly"), ("S06", "partly"), ("S07", "not_testable"), ("S08", "partly"),
        ("S10", "reproduced"), ("S11", "partly"), ("S12", "partly"), ("S13", "reproduced"),
        ("S14", "partly"), ("S15", "reproduced"), ("S16", "partly"), ("S17", "partly"),
        ("S18", "partly"), ("S19", "partly"), ("S22", "ambiguous"), ("S25", "partly"),
        ("S26", "partly"), ("S30", "reproduced"), ("S31", "partly"), ("S34", "not_testable"),
        ("S35", "partly"), ("S36", "definition"), ("N01", "reproduced"), ("N10", "reproduced"),
    ],
)  # fmt: skip
def test_claims(replayed: Replayed, claim: str, verdict: str) -> None:
    assert found(replayed, claim, "overall")[0] == verdict


@pytest.mark.parametrize(
    ("claim", "reading", "verdict", "number"),
    [
        ("S01", "march_2023", "contradicted", "23 "),
        ("S01", "july_2023", "reproduced", "17.5 "),
        ("S01", "end_of_2023", "contradicted", "9 "),
        ("S04", "helm_april_2024", "reproduced", "5.3 "),
        ("S08", "gpqa", "partly", "7.544 ("),  # o1 76.77 less R1 69.22
        ("S10", "price_against_gpt_4o", "reproduced", "9.162 "),
        ("S10", "price_against_gpt_4_of_2023", "reproduced", "78.53 "),
        ("S12", "vendor_points", "reproduced", "0.7 (-4.199 to 5.599)"),
        ("S12", "same_harness_points", "partly", "1 ("),
        ("S12", "same_harness_percent", "partly", "1.302 ("),
        ("S14", "router_output", "reproduced", "1.1 "),
        ("S14", "list_output", "contradicted", "1.2 "),
        ("S15", "blended", "reproduced", "19.05 "),
        ("S15", "per_solved_task", "reproduced", "10.15 "),
        ("S22", "rank_10_february", "reproduced", "4"),
        ("S22", "counted_10_february", "reproduced", "4"),
        ("S22", "rank_6_february", "contradicted", "3"),
        ("S31", "token_price", "contradicted", "19.05 "),
    ],
)
def test_readings(replayed: Replayed, claim: str, reading: str, verdict: str, number: str) -> None:
    word, told = found(replayed, claim, reading)
    assert (word, told.startswith(number)) == (verdict, True), told


def test_a_tested_reading_names_its_query_and_a_vintage(replayed: Replayed) -> None:
    rows = replayed.all("SELECT id, reading, found, evidence FROM claim_now WHERE found <> ''")
    assert len(rows) > 60
    for claim, reading, _, text in rows:
        evidence = json.loads(text)
        place = (claim, reading)
        assert evidence["sql"], place
        assert evidence["parameters"]["as_of"], place
        assert evidence["numbers"], place
        assert evidence["vintages"], place


def test_a_claim_not_testable_says_why(replayed: Replayed) -> None:
    rows = replayed.all("SELECT evidence FROM claim_now WHERE verdict = 'not_testable'")
    assert rows
    assert all(len(json.loads(row[0])["reason"]) > 10 for row in rows)
