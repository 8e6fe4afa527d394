from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from measures.claims.ledger import Claim, ClaimReading, load, read, statements
from measures.claims.verdicts import Judged, QueryResult, evidence, judge, overall, stated
from measures.errors import LedgerInvalid
from measures.series import load as series
from terms.words import ClaimVerdict

TEXT = """
[queries]
one = "SELECT 1 AS value"

[S99]
statement = "It is 5."

[[S99.readings]]
id = "plain"
about = "five, that is"
as_of = 2026-02-20
test = "number"
stated = 5.0
tolerance = 0.5
unit = "points"
provenance = "vendor"
query = "one"
with = { series = "some" }
"""
CLAIM = read(TEXT)[0]
NUMBER = CLAIM.readings[0]


def reading(test: str, **columns: Any) -> ClaimReading:
    return replace(NUMBER, test=test, **columns)


def verdict(of: ClaimReading, value: float | None, *interval: float) -> ClaimVerdict:
    return judge(CLAIM, of, QueryResult(value, *interval)).verdict


@pytest.mark.parametrize(
    ("value", "interval", "word"),
    [
        (5.3, (), "reproduced"),
        (5.5, (), "reproduced"),
        (5.8, (), "partly"),
        (5.8, (4.9, 6.7), "partly"),
        (7.0, (6.0, 8.0), "contradicted"),
    ],
)
def test_a_number_is_reproduced_within_its_tolerance_and_denied_only_beyond_its_interval(
    value: float, interval: tuple[float, ...], word: ClaimVerdict
) -> None:
    assert verdict(NUMBER, value, *interval) == word


def test_a_number_without_sampling_error_is_right_or_wrong() -> None:
    exact = reading("number", exact=True, tolerance=0.0, stated=1.1)
    assert verdict(exact, 1.1) == "reproduced"
    assert verdict(exact, 1.2) == "contradicted"


def test_binary_tails_do_not_decide() -> None:
    assert verdict(reading("number", stated=0.1, tolerance=0.0), 88.7 - 88.6) == "reproduced"


@pytest.mark.parametrize(
    ("value", "interval", "word"),
    [
        (19.0, (), "reproduced"),
        (20.8, (), "reproduced"),  # the tolerance of 1 widens both ends
        (25.0, (19.0, 31.0), "partly"),
        (25.0, (22.0, 28.0), "contradicted"),
        (5.0, (4.0, 6.0), "contradicted"),
    ],
)
def test_a_range(value: float, interval: tuple[float, ...], word: ClaimVerdict) -> None:
    of = reading("between", stated=10.0, stated_high=20.0, tolerance=1.0)
    assert verdict(of, value, *interval) == word


@pytest.mark.parametrize(
    ("test", "value", "interval", "word"),
    [
        ("at_most", 0.1, (-0.6, 0.8), "reproduced"),
        ("at_most", 1.4, (0.6, 2.2), "partly"),
        ("at_most", 0.9, (0.2, 1.6), "partly"),
        ("at_most", 29.0, (25.0, 33.0), "contradicted"),
        ("at_least", 23.0, (22.0, 24.0), "reproduced"),
        ("at_least", 0.5, (0.1, 0.9), "contradicted"),
        ("at_least", 13.0, (), "partly"),
    ],
)
def test_a_bound_holds_surely_only_with_its_whole_interval(
    test: str, value: float, interval: tuple[float, ...], word: ClaimVerdict
) -> None:
    assert verdict(reading(test, stated=1.0), value, *interval) == word


@pytest.mark.parametrize(
    ("value", "interval", "word"),
    [
        (5.0, (1.0, 9.0), "reproduced"),
        (5.0, (-1.0, 11.0), "partly"),
        (-5.0, (-11.0, 1.0), "partly"),
        (-5.0, (-9.0, -1.0), "contradicted"),
    ],
)
def test_not_significant_is_never_contradicted(
    value: float, interval: tuple[float, ...], word: ClaimVerdict
) -> None:
    assert verdict(reading("positive", stated=None), value, *interval) == word
    opposite = {"reproduced": "contradicted", "contradicted": "reproduced"}.get(word, word)
    assert verdict(reading("negative", stated=None), value, *interval) == opposite


def test_an_exact_bound_needs_no_interval_and_a_sign_needs_more_than_zero() -> None:
    assert verdict(reading("at_least", stated=5.0, exact=True), 5.0) == "reproduced"
    assert verdict(reading("at_least", stated=5.0, exact=True), 4.9) == "contradicted"
    assert verdict(reading("positive", stated=None, exact=True), 0.0) == "contradicted"


def test_what_the_warehouse_does_not_hold_is_not_testable() -> None:
    for finding in (None, QueryResult(None)):
        found = judge(CLAIM, NUMBER, finding)
        assert found.verdict == "not_testable"
        assert "holds no such number" in found.reason


def judged(*words: ClaimVerdict, ambiguous: bool = False) -> list[Judged]:
    claim = Claim("S99", "It is 5.", ambiguous, ())
    return [
        Judged(claim, replace(NUMBER, id=f"r{place}"), word, None, "because", None)
        for place, word in enumerate(words)
    ]


@pytest.mark.parametrize(
    ("words", "ambiguous", "word"),
    [
        (("reproduced", "reproduced"), False, "reproduced"),
        (("contradicted", "contradicted"), False, "contradicted"),
        (("reproduced", "contradicted"), False, "partly"),
        (("reproduced", "contradicted"), True, "ambiguous"),
        (("partly", "contradicted"), True, "partly"),
        (("reproduced", "not_testable"), False, "partly"),
        (("contradicted", "not_testable"), False, "contradicted"),
        (("not_testable", "not_testable"), False, "not_testable"),
        (("definition",), False, "definition"),
    ],
)
def test_the_readings_of_a_claim_together(
    words: tuple[ClaimVerdict, ...], ambiguous: bool, word: ClaimVerdict
) -> None:
    assert overall(judged(*words, ambiguous=ambiguous))[0] == word
    with pytest.raises(ValueError, match="without readings"):
        overall([])


def test_what_is_stated_and_found_is_said_with_its_unit() -> None:
    assert stated(NUMBER) == "5 points"
    assert stated(reading("at_most")) == "at most 5 points"
    assert stated(reading("between", stated=10.0, stated_high=20.0)) == "10 to 20 points"
    assert stated(reading("negative", stated=None)) == "below 0"
    assert stated(reading("definition", stated=None)) is None
    assert judge(CLAIM, NUMBER, QueryResult(0.7, -4.2, 5.6)).found == "0.7 (-4.2 to 5.6) points"


def test_the_evidence_holds_numbers_query_and_vintages() -> None:
    row = {"closed_model": "ours", "closed_vintage": 7, "open_vintage": 3, "vintage": None}
    found = json.loads(evidence(judge(CLAIM, NUMBER, QueryResult(5.0, 4.0, 6.0, row))))
    assert found == {
        "about": "five, that is",
        "reason": "within 0.5 of what is stated",
        "tolerance": 0.5,
        "exact": False,
        "numbers": row,
        "sql": "SELECT 1 AS value",
        "parameters": {"series": "some", "as_of": "2026-02-20"},
        "vintages": [3, 7],
    }


@pytest.mark.parametrize(("given", "found"), [("[9, 7, 3]", [3, 7, 9]), (None, [7])])
def test_the_vintages_of_an_estimate_join_those_of_the_columns(
    given: str | None, found: list[int]
) -> None:
    row = {"closed_vintage": 7, "vintages": given}
    told = json.loads(evidence(judge(CLAIM, NUMBER, QueryResult(5.0, 4.0, 6.0, row))))
    assert told["vintages"] == found
    assert told["numbers"] == {"closed_vintage": 7}


def test_the_bundled_ledger_holds_every_statement_and_every_inconsistency() -> None:
    wanted = {f"S{n:02}" for n in range(1, 40)} | {f"N{n:02}" for n in range(1, 14)}
    assert {claim.id for claim in load()} == wanted


def test_a_reading_of_a_series_states_who_measured_it() -> None:
    known = series()
    readings = [one for claim in load() for one in claim.readings if "series" in one.parameters]
    assert len(readings) > 20
    for one in readings:
        assert one.provenance == known[str(one.parameters["series"])].provenance, one.id


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('statement = "It is 5."', "", "S99.statement is missing"),
        (
            'test = "number"',
            'test = "vibes"',
            "test = 'vibes': should be one of number, between",
        ),
        (
            'query = "one"',
            'query = "two"',
            "query = 'two': no such query; known: one",
        ),
        ('query = "one"', "", "needs 'query'"),
        ("stated = 5.0", "", "needs 'stated'"),
        ("tolerance = 0.5", "", "needs 'tolerance'"),
        ("as_of = 2026-02-20", 'as_of = "soon"', "as_of = 'soon': should be a day"),
        (
            'provenance = "vendor"',
            'provenance = "me"',
            "provenance = 'me': should be one of",
        ),
        ('unit = "points"', 'colour = "red"', "unknown key 'colour' (value 'red')"),
        ('id = "plain"', 'id = "overall"', "none is 'overall'"),
        ('test = "number"', 'test = "positive"', "takes no 'stated'"),
        ("[S99]", "[S99", "not TOML"),
    ],
)
def test_a_wrong_declaration_is_refused_by_name(old: str, new: str, told: str) -> None:
    with pytest.raises(LedgerInvalid) as found:
        read(TEXT.replace(old, new, 1))
    assert told in str(found.value)


def test_a_claim_needs_readings() -> None:
    with pytest.raises(LedgerInvalid, match="one at least"):
        read('[S99]\nstatement = "x"\nreadings = []\n')
    with pytest.raises(LedgerInvalid, match="should be a table"):
        read("S99 = 5\n")


def test_all_faults_of_the_ledger_are_named_at_once() -> None:
    second = TEXT[TEXT.index("[S99]") :].replace("S99", "S98").replace("stated = 5.0", "")
    faulty = TEXT.replace('"SELECT 1 AS value"', "3").replace('unit = "points"', "colour = 1")
    with pytest.raises(LedgerInvalid) as found:
        read(faulty + second)
    head, *faults = str(found.value).split("\n  ")
    assert head == "measures/claims/ledger.toml: 3 faults"
    assert faults[0] == "queries.one = 3: should be a text that is not empty"
    assert faults[1].startswith("S99.readings[plain]: unknown key 'colour' (value 1); known: id,")
    assert faults[2] == "S98.readings[plain]: test 'number' needs 'stated'"


def test_words_are_completed_from_the_same_statements() -> None:
    assert dict(statements()) == {claim.id: claim.statement for claim in load()}


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        (
            {
                "unresolved_above": 1,
                "gap_if_unresolved_closed": 0.4,
                "gap_if_unresolved_open": -5.8,
            },
            "1 entry of unknown model or openness may lead: the gap is -5.8 to 0.4",
        ),
        ({"unresolved_above": 2}, "2 entries of unknown model or openness may lead"),
        (
            {"unresolved_above": 0, "confirmed": 0, "evidence": "x: Arena says so"},
            "a class behind it is unconfirmed: x: Arena says so",
        ),
    ],
)
def test_a_gap_that_cannot_be_judged_or_is_unconfirmed_decides_no_claim(
    numbers: dict[str, Any], why: str
) -> None:
    of = reading("at_most", stated=0.0)
    found = judge(CLAIM, of, QueryResult(-5.8, -7.0, -4.0, numbers))
    assert (found.verdict, found.reason) == ("cannot_be_judged", why)
    assert judge(CLAIM, of, QueryResult(-5.8, -7.0, -4.0, {})).verdict == "reproduced"
    sure = judge(CLAIM, of, QueryResult(-5.8, -7.0, -4.0, {"unresolved_above": 0}))
    assert overall([found])[0] == "cannot_be_judged"
    assert overall([found, sure])[0] == "partly"


def test_every_query_on_gaps_and_lags_says_whether_they_can_be_judged() -> None:
    for claim in load():
        for one in claim.readings:
            if one.sql and ("FROM gap_daily" in one.sql or "FROM lag_daily" in one.sql):
                assert "unresolved_above" in one.sql, (claim.id, one.id)
                assert "confirmed" in one.sql, (claim.id, one.id)
