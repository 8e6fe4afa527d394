"""The claim ledger on what ships, and on recorded pages: verdicts and the numbers behind them."""

import pytest

from measures.claims.ledger import notes
from tests.golden.replayed import Known, at_night, by_night


def found(known: Known, claim: str, reading: str) -> tuple[str, str]:
    asked = "SELECT verdict, coalesce(found, '') FROM claim_now WHERE id = ? AND reading = ?"
    [(verdict, number)] = known.all(asked, claim, reading)
    return verdict, number


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("S01", "ambiguous"), ("S02", "as_announced"), ("S04", "ambiguous"), ("S06", "reproduced"),
        ("S08", "partly"), ("S09", "ambiguous"), ("S11", "ambiguous"), ("S12", "partly"),
        ("S13", "as_announced"), ("S14", "ambiguous"), ("S15", "reproduced"), ("S16", "partly"),
        ("S21", "not_testable"), ("S22", "ambiguous"), ("S25", "partly"), ("S26", "contradicted"),
        ("S28", "partly"), ("S30", "reproduced"), ("S31", "not_testable"), ("S32", "not_testable"),
        ("S34", "not_testable"), ("S35", "partly"), ("S36", "definition"), ("P01", "partly"),
        ("P02", "reproduced"), ("P03", "partly"), ("P06", "contradicted"),
        ("P07", "partly"), ("P10", "partly"), ("P11", "partly"), ("P12", "partly"),
        ("P13", "pending"), ("P14", "ambiguous"), ("P15", "reproduced"), ("P16", "ambiguous"),
        ("P17", "reproduced"), ("P18", "reproduced"), ("P19", "partly"),
        # 3.2 (0.28 to 10): six series ship with a ratio that day, BFCL's 10 among them.
        ("P04", "partly"),
        *by_night(
            ("S03", "reproduced"), ("S05", "reproduced"), ("S07", "reproduced"),
            ("S10", "reproduced"), ("S17", "ambiguous"), ("S18", "ambiguous"), ("S19", "partly"),
            ("S20", "partly"), ("S23", "reproduced"), ("S24", "partly"), ("P04", "contradicted"),
            ("P05", "contradicted"),
            ("P08", "partly"), ("P09", "reproduced"),
        ),
    ],
)  # fmt: skip
def test_claims(known: Known, claim: str, verdict: str) -> None:
    assert found(known, claim, "overall")[0] == verdict


@pytest.mark.parametrize(
    ("claim", "reading", "verdict", "number"),
    [
        ("S01", "march_2023", "contradicted", "23 "),
        ("S01", "july_2023", "as_announced", "17.5 "),
        ("S02", "gap", "as_announced", "23 "),
        ("S06", "vendor_5shot", "partly", "0.9 (0.15"),  # 0 within 0.5 reaches into it
        ("S01", "end_of_2023", "contradicted", "9 "),
        ("S04", "helm_april_2024", "reproduced", "5.3 "),
        ("S08", "gpqa", "partly", "7.54 ("),  # o1 76.77 less R1 69.22
        ("S10", "price_against_gpt_4o", "as_announced", "9.16 "),
        ("S10", "price_against_gpt_4_of_2023", "as_announced", "78.53 "),
        ("S12", "vendor_points", "as_announced", "0.7 (-4.2 to 5.6)"),
        ("S12", "same_harness_points", "partly", "1 ("),
        ("S12", "same_harness_relative", "partly", "1.3 ("),
        ("S14", "list_output", "contradicted", "1.2 "),
        ("S15", "blended", "reproduced", "19.05 "),
        # A score whose harness the statement does not name: the maker's and the maintainers' run.
        ("S11", "vendor_score", "as_announced", "80.9 ("),
        ("S11", "same_harness_score", "partly", "76.8 ("),
        ("S17", "vendor_score", "as_announced", "77.8 "),
        ("S18", "vendor_score", "as_announced", "76.8 "),
        # "Above all audio and video": images alone do not bear it out.
        ("S28", "images_by_votes", "reproduced", "30.37 ("),  # October
        ("S28", "video", "reproduced", "2.9 (0.55"),
        ("S22", "rank_10_february", "reproduced", "4"),
        ("S22", "rank_6_february", "partly", "3"),
        ("S30", "same_harness", "reproduced", "12.2 ("),
        ("S30", "terminal_bench", "reproduced", "32.3 ("),  # August; April's was 29.4
        ("S30", "apex_agents", "partly", "22.7 points"),  # October, whose errors are in doubt
        ("S35", "eci", "partly", "9.88 ("),  # October: 167.33 less 157.45
        ("S35", "arena_text", "partly", "37.32 ("),  # October
        # Claude Opus 4.5 68.38 against GLM-4.6 68.0; the page of November had GLM-4.5 ahead by 8.
        ("S26", "2025_tool_use", "partly", "0.38 ("),
        ("S35", "tool_use", "partly", "0.38 ("),
        ("S31", "token_price", "contradicted", "19.05 "),
        ("P01", "index", "partly", "4.5 (1.74 to 19.75) "),
        ("P02", "not_clearly_worse", "reproduced", "3.95 "),
        # Terminal-Bench 2.0 was active then, 196 days; tau2's gap was too close to call.
        ("P11", "public", "partly", "6.44 "),
        ("P10", "wider", "partly", "2.99 (-2.07 to 8.05) "),
        # "Four months" needs a tolerance of three points.
        ("P12", "as_high", "partly", "6.7 "),
        ("P12", "not_clearly_worse", "partly", "5.79 "),
        ("P12", "within_3_points", "reproduced", "4.2 "),
        ("P12", "points", "reproduced", "9.07 "),
        ("P15", "gap", "reproduced", "31.02 ("),
        ("P17", "votes", "reproduced", "43.93 ("),
        ("P18", "today", "reproduced", "42.42 ("),
        *by_night(
            ("S02", "collected_gap", "as_announced", "23 "),
            ("S03", "helm", "reproduced", "69.5 "),
            ("S05", "helm_pair", "reproduced", "-0.3 ("),
            ("S07", "llama_3_1", "reproduced", "15.6 T"),
            ("S07", "llama_1", "reproduced", "1.4 T"),
            ("S08", "mathematics", "partly", "20.02 (0.54"),  # o1 73.3, R1 53.3
            ("S08", "easier_mathematics", "partly", "1.66 ("),
            ("S10", "price_on_page", "reproduced", "25 "),
            ("S14", "router_output", "reproduced", "1.1 "),
            ("S15", "per_solved_task", "reproduced", "10.15 (9.47 to 10.88)"),
            ("S11", "same_harness_lead", "reproduced", "1 (1 to 7)"),
            ("S17", "same_harness_score", "contradicted", "72.8 ("),
            ("S18", "same_harness_score", "contradicted", "70.8 ("),
            ("S17", "total_epoch", "reproduced", "744 "),
            ("S17", "chips", "reproduced", "yes"),
            ("S17", "tokens", "reproduced", "yes"),
            ("S17", "licence_on_board", "reproduced", "yes"),
            ("S18", "swarm", "as_announced", "yes"),
            ("S19", "speciale_coding", "partly", "-1.8 ("),
            ("S20", "rank", "partly", "4 (1 to 4)"),
            ("S20", "context", "reproduced", "256 K"),
            ("S22", "counted_6_february", "partly", "3 (3 to 4)"),
            ("S23", "name", "reproduced", "yes"),
            ("S24", "arena_top_ten", "partly", "2 (1 to 3) makers"),
            ("S31", "cost_per_solved_task", "contradicted", "10.15 "),
            # One price carries it: o1-pro at 262.50, in the mean of the closed models.
            # Claude 3.5 Haiku was sold on that day, Claude 3.5 Sonnet was not any more.
            ("P03", "list_prices", "reproduced", "5.61 "),
            ("P03", "without_o1_pro", "partly", "3.89 "),
            ("P08", "index", "partly", "8.54 (5.16 to 12.25) "),
            ("P14", "active_benchmarks", "contradicted", "13.33 "),  # 2 of 15
        ),
    ],
)
def test_readings(known: Known, claim: str, reading: str, verdict: str, number: str) -> None:
    word, told = found(known, claim, reading)
    assert (word, told.startswith(number)) == (verdict, True), told


@at_night
def test_the_note_on_the_line_of_one_day_gives_its_number(known: Known) -> None:
    [(days, data)] = known.all(
        "SELECT lag_days, vintage_on FROM lag_daily WHERE series = 'eci' "
        "AND openness_rule = 'any_weights' AND on_date = '2026-05-29'"
    )
    assert (days, data) == (408, "2025-12-19")
    assert f"alone says {days} days (13 months)" in notes()["epoch_day"].text
