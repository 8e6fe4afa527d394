from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from measures.claims.evidence import EstimateEvidence, GapEvidence, ScoreEvidence
from measures.claims.ledger import Claim, ClaimReading, load, queries, read, statements
from measures.claims.records import ClaimResult
from measures.claims.verdicts import QueryResult, judge, result, stated, together
from measures.errors import EstimateOutdated, LedgerInvalid
from measures.series import load as series
from terms.words import ClaimVerdict

QUERIES = """
[one]
finds = "estimate"
sql = "SELECT 1 AS value"
"""
KNOWN = queries(QUERIES)
TEXT = """
[S99]
statement = "It is 5."
decisive = ["plain"]

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
CLAIM = read(TEXT, KNOWN)[0]
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
        (6.4, (5.4, 7.4), "partly"),  # the interval holds 5.4, which is 5 within 0.5
        (3.6, (2.6, 4.6), "partly"),
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
        assert "holds no such number" in found.evidence.reason


def judged(*words: str, ambiguous: bool = False, decisive: tuple[str, ...] = ("r0",)) -> Any:
    names = () if ambiguous else decisive
    claim = Claim("S99", "It is 5.", ambiguous, names, ())
    readings = [
        result(claim, replace(NUMBER, id=f"r{place}"), ClaimVerdict(word), "because")
        for place, word in enumerate(words)
    ]
    return together(claim, readings)


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("reproduced", "contradicted"), "reproduced"),
        (("contradicted", "reproduced"), "contradicted"),
        (("as_announced", "contradicted"), "as_announced"),
        (("partly", "reproduced"), "partly"),
        (("cannot_be_judged", "reproduced"), "cannot_be_judged"),
        (("not_testable", "reproduced"), "not_testable"),
        (("definition",), "definition"),
    ],
)
def test_the_verdict_on_a_claim_is_that_of_its_decisive_reading(
    words: tuple[str, ...], word: str
) -> None:
    whole, *readings = judged(*words)
    assert (whole.reading, whole.verdict) == ("overall", word)
    assert {one.decisive for one in (whole, *readings)} == {"r0"}
    assert [one.is_decisive for one in readings] == [True, *[False] * (len(words) - 1)]


def test_the_others_qualify_the_decisive_reading() -> None:
    whole = judged("reproduced", "contradicted", "not_testable")[0]
    assert whole.evidence.reason == (
        "decided by r0: because; beside it: r1 contradicted, r2 not testable"
    )


def test_of_several_decisive_readings_the_first_that_can_be_tested_decides() -> None:
    assert judged("not_testable", "contradicted", decisive=("r0", "r1"))[0].decisive == "r1"
    untested = judged("not_testable", "not_testable", decisive=("r1", "r0"))[0]
    assert (untested.decisive, untested.verdict) == ("r1", "not_testable")
    with pytest.raises(ValueError, match="without readings"):
        judged()


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("reproduced", "contradicted"), "ambiguous"),
        (("as_announced", "contradicted"), "ambiguous"),
        (("reproduced", "partly"), "ambiguous"),
        (("reproduced", "as_announced"), "as_announced"),
        (("reproduced", "reproduced", "not_testable"), "reproduced"),
        (("partly", "contradicted"), "partly"),
        (("contradicted", "contradicted"), "contradicted"),
        (("not_testable", "not_testable"), "not_testable"),
    ],
)
def test_a_text_that_does_not_say_which_reading_is_meant_has_no_decisive_one(
    words: tuple[str, ...], word: str
) -> None:
    whole = judged(*words, ambiguous=True)[0]
    assert (whole.verdict, whole.decisive) == (word, None)


GAP = {
    "gap": 0.7, "closed_model": "ours", "closed_value": 80.9, "open_model": "theirs",
    "open_value": 80.2, "unresolved_above": 0, "closed_vintage": 7, "open_vintage": 3,
}  # fmt: skip


def test_no_verdict_while_an_unknown_entry_could_lead() -> None:
    for value, interval in ((5.0, ()), (50.0, (49.0, 51.0))):
        unknown = GapEvidence.of({**GAP, "unresolved_above": 2})
        found = judge(CLAIM, NUMBER, QueryResult(value, *interval, evidence=unknown))
        assert found.verdict == "cannot_be_judged"
        assert found.evidence.reason == "2 entries of unknown model or openness may lead"
        assert found.found is not None


@pytest.mark.parametrize(
    ("provenance", "value", "word"),
    [
        ("vendor", 5.0, "as_announced"),
        (None, 5.0, "as_announced"),
        ("maintainer", 5.0, "reproduced"),
        ("independent", 5.0, "reproduced"),
        ("vendor", 9.0, "contradicted"),
    ],
)
def test_what_was_typed_from_an_announcement_never_reproduces_it(
    provenance: str | None, value: float, word: str
) -> None:
    of = reading("number", exact=True, provenance=provenance)
    typed = QueryResult(value, evidence=GapEvidence.of(GAP), is_typed=True)
    found = judge(CLAIM, of, typed)
    assert found.verdict == word
    assert found.evidence.announced == (word == "as_announced")
    served = judge(CLAIM, of, replace(typed, is_typed=False)).verdict
    assert served == ("contradicted" if word == "contradicted" else "reproduced")


def test_a_page_that_repeats_the_announcement_is_no_other_evidence() -> None:
    of = reading("holds", stated=None, announcement=True)
    assert verdict(of, 1.0) == "as_announced"
    assert verdict(replace(of, announcement=False), 1.0) == "reproduced"
    assert verdict(of, 0.0) == "contradicted"
    found = judge(CLAIM, of, QueryResult(0.0))
    assert (found.stated, found.found) == ("yes", "no")


def test_what_is_stated_and_found_is_said_with_its_unit() -> None:
    assert stated(NUMBER) == "5 points"
    assert stated(reading("at_most")) == "at most 5 points"
    assert stated(reading("between", stated=10.0, stated_high=20.0)) == "10 to 20 points"
    assert stated(reading("negative", stated=None)) == "below 0"
    assert stated(reading("definition", stated=None)) is None
    assert judge(CLAIM, NUMBER, QueryResult(0.7, -4.2, 5.6)).found == "0.7 (-4.2 to 5.6) points"
    odd = judge(CLAIM, NUMBER, QueryResult(0.8653, -5.1873, 6.918)).found
    assert odd == "0.87 (-5.19 to 6.92) points"
    small = judge(CLAIM, NUMBER, QueryResult(0.00967, 0.0, 214.28)).found
    assert small == "0.00967 (0 to 214.3) points"


def test_the_evidence_holds_numbers_query_and_vintages() -> None:
    found = judge(CLAIM, NUMBER, QueryResult(5.0, 4.0, 6.0, GapEvidence.of(GAP)))
    assert found.evidence.shown == {
        "about": "five, that is",
        "reason": "within 0.5 of what is stated",
        "tolerance": 0.5,
        "finds": "gap",
        "numbers": GAP,
        "sql": "SELECT 1 AS value",
        "parameters": {"series": "some", "as_of": "2026-02-20"},
        "vintages": [3, 7],
    }


def test_a_reading_is_as_of_the_last_day_its_query_looked_at() -> None:
    def as_of(through: str | None) -> str:
        found = EstimateEvidence(n=4, from_on="2025-06-05", through_on=through, vintages=(9, 3))
        tested = judge(CLAIM, NUMBER, QueryResult(5.0, evidence=found))
        assert tested.evidence.vintages == (3, 9)
        return tested.as_of

    assert as_of("2026-11-24") == "2026-11-24"
    assert as_of("2025-12-31") == as_of(None) == NUMBER.as_of == "2026-02-20"
    assert judge(CLAIM, NUMBER, None).as_of == "2026-02-20"


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
        ('decisive = ["plain"]', "", "needs 'decisive', or ambiguous = true"),
        ('decisive = ["plain"]', 'decisive = ["other"]', "no such reading; known: plain"),
        ('decisive = ["plain"]', 'decisive = ["plain"]\nambiguous = true', "takes no 'decisive'"),
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
        read(TEXT.replace(old, new, 1), KNOWN)
    assert told in str(found.value)


def test_a_claim_needs_readings() -> None:
    with pytest.raises(LedgerInvalid, match="one at least"):
        read('[S99]\nstatement = "x"\nambiguous = true\nreadings = []\n', KNOWN)
    with pytest.raises(LedgerInvalid, match="should be a table"):
        read("S99 = 5\n", KNOWN)


def test_all_faults_of_the_ledger_are_named_at_once() -> None:
    second = TEXT.replace("S99", "S98").replace("stated = 5.0", "")
    with pytest.raises(LedgerInvalid) as found:
        read(TEXT.replace('unit = "points"', "colour = 1") + second, KNOWN)
    head, *faults = str(found.value).split("\n  ")
    assert head == "measures/claims/ledger.toml: 2 faults"
    assert faults[0].startswith("S99.readings[plain]: unknown key 'colour' (value 1); known: id,")
    assert faults[1] == "S98.readings[plain]: test 'number' needs 'stated'"


def test_a_query_names_the_evidence_that_it_finds() -> None:
    with pytest.raises(LedgerInvalid, match=r"one.finds = 'vibes': should be one of gap, "):
        queries(QUERIES.replace("estimate", "vibes"))
    with pytest.raises(LedgerInvalid, match=r"one.sql is missing"):
        queries(QUERIES.replace("sql =", "# sql ="))


def test_columns_that_are_not_of_the_evidence_are_named() -> None:
    columns = ("value", "low", "source", "board", "entry", "published_on", "vintage")
    assert ScoreEvidence.wrong_columns(columns) == []
    assert ScoreEvidence.wrong_columns((*columns[1:-1], "colour")) == [
        "no column vintage",
        "column colour is not one of score",
        "no column value",
    ]
    with pytest.raises(ValueError, match="published_on"):
        ScoreEvidence.of({name: 1 for name in columns} | {"published_on": None})


def test_a_result_comes_back_from_its_row() -> None:
    made = judge(CLAIM, NUMBER, QueryResult(5.0, 4.0, 6.0, GapEvidence.of(GAP)))
    for one in together(CLAIM, [made]):
        row = one.row("1")
        assert ClaimResult.from_row(row) == one
        assert ClaimResult.from_row({**row, "id": row.pop("claim")}) == one


@pytest.mark.parametrize(
    "evidence",
    [
        '{"reason": "r", "colour": 1}',
        '{"about": "no reason"}',
        '{"reason": "r", "numbers": {"gap": 1}}',
        '{"reason": "r", "finds": "gap", "numbers": {"gap": 1}}',
    ],
)
def test_a_row_of_another_version_says_so(evidence: str) -> None:
    row = together(CLAIM, [judge(CLAIM, NUMBER, None)])[1].row("0.9")
    with pytest.raises(EstimateOutdated, match=r"claim plain of 'It is 5.' was tested .*0\.9"):
        ClaimResult.from_row({**row, "evidence": evidence})


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
        ({"unresolved_above": 2, "is_tested_lately": 0}, "no recent open model was tested"),
        (
            {"unresolved_above": 0, "confirmed": 0, "class_evidence": "x: Arena says so"},
            "a class behind it is unconfirmed: x: Arena says so",
        ),
    ],
)
def test_a_gap_that_cannot_be_judged_or_is_unconfirmed_decides_no_claim(
    numbers: dict[str, Any], why: str
) -> None:
    of = reading("at_most", stated=0.0)
    doubtful = GapEvidence.of({**GAP, **numbers})
    found = judge(CLAIM, of, QueryResult(-5.8, -7.0, -4.0, doubtful))
    assert (found.verdict, found.evidence.reason) == ("cannot_be_judged", why)
    sure = GapEvidence.of({**GAP, "unresolved_above": 0})
    for known in (None, sure):
        assert judge(CLAIM, of, QueryResult(-5.8, -7.0, -4.0, known)).verdict == "reproduced"


def test_every_query_on_gaps_and_lags_says_whether_they_can_be_judged() -> None:
    queries = {one.query.sql for claim in load() for one in claim.readings if one.query}
    judged = [sql for sql in queries if "FROM gap_daily" in sql or "FROM lag_daily" in sql]
    assert len(judged) > 5
    for sql in judged:
        assert "unresolved_above" in sql
        assert "confirmed" in sql
        # A lag says nothing where no recent open model was tested.
        assert "is_tested_lately" in sql or "FROM lag_daily" in sql


def test_what_speaks_of_the_newest_state_is_tested_on_it() -> None:
    of_newest = {
        (claim.id, one.id): "by the newest data" in one.about
        for claim in load()
        for one in claim.readings
    }
    is_newest = {(claim.id, one.id): one.newest for claim in load() for one in claim.readings}
    assert is_newest == of_newest
    assert sum(is_newest.values()) >= 10


def test_a_price_was_measured_by_nobody() -> None:
    """A list says what somebody asks; it is no entry that anybody submitted."""
    asked = [one for claim in load() for one in claim.readings if one.unit and "USD" in one.unit]
    lists = [one for one in asked if one.parameters.get("source") == "litellm"]
    assert lists
    assert {one.provenance for one in lists} == {None}
