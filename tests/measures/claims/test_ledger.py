import re
from dataclasses import replace
from math import inf
from typing import Any

import pytest
from hypothesis import given, strategies as st

from measures.claims.ledger import ClaimReading, load, notes, read
from measures.claims.verdicts import (
    ClaimResult,
    QueryResult,
    beside,
    judge,
    result,
    stated,
    together,
)
from measures.errors import DeclarationInvalid, EstimateOutdated
from measures.series import load as series
from terms.words import ClaimLedger, ClaimVerdict

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
provenance = "maintainer"
query = "months_to_parity"
with = { series = "some" }
"""
CLAIM = read(TEXT)[0]
NUMBER = CLAIM.readings[0]
R0 = replace(NUMBER, id="r0")


def reading(test: str, **columns: Any) -> ClaimReading:
    """`NUMBER` with another test, and what that takes."""
    is_sign = test in ("positive", "negative", "holds")
    takes: dict[str, Any] = {"stated": None if is_sign else 5.0}
    tolerance = columns.pop("tolerance", 0.5)
    takes["tolerance"] = tolerance if test in ("number", "between") else None
    return replace(NUMBER, test=test, **{**takes, **columns})


def exact(test: str, **columns: Any) -> ClaimReading:
    return reading(test, query="list_price", **columns)


def verdict(of: ClaimReading, value: float, *interval: float) -> ClaimVerdict:
    return judge(CLAIM, of, QueryResult(value, *interval)).verdict


RANGE = reading("between", stated=10.0, stated_high=20.0, tolerance=1.0)
MOST, LEAST = reading("at_most", stated=1.0), reading("at_least", stated=1.0)
PRICE = exact("number", tolerance=0.0, stated=1.1, provenance=None)
QUOTED = replace(PRICE, query="score_of", provenance="vendor")


@pytest.mark.parametrize(
    ("of", "value", "interval", "word"),
    [
        (NUMBER, 5.5, (), "reproduced"),
        (NUMBER, 5.8, (), "partly"),
        (NUMBER, 5.8, (4.9, 6.7), "partly"),
        (NUMBER, 6.4, (5.4, 7.4), "partly"),  # the interval holds 5.4, which is 5 within 0.5
        # Binary tails do not decide.
        (reading("number", stated=0.1, tolerance=0.0), 88.7 - 88.6, (), "reproduced"),
        (exact("at_most", stated=0.1), 88.7 - 88.6, (), "reproduced"),
        # Without sampling error a number is right or wrong, and so is what a maker said it scored.
        (PRICE, 1.1, (), "reproduced"),
        (PRICE, 1.2, (), "contradicted"),
        (QUOTED, 1.2, (), "contradicted"),
        (replace(QUOTED, provenance="maintainer"), 1.2, (), "partly"),
        (exact("at_least", stated=5.0, provenance=None), 5.0, (), "reproduced"),
        (exact("at_least", stated=5.0), 4.9, (), "contradicted"),
        (exact("positive"), 0.0, (), "contradicted"),
        (RANGE, 20.8, (), "reproduced"),  # the tolerance of 1 widens both ends
        (RANGE, 15.0, (10.0, 20.0), "reproduced"),
        (RANGE, 15.0, (8.0, 22.0), "partly"),  # two bounds, and the interval passes both
        (RANGE, 25.0, (19.0, 31.0), "partly"),
        # A bound holds surely only with its whole interval.
        (MOST, 0.1, (-0.6, 0.8), "reproduced"),
        (MOST, 1.4, (0.6, 2.2), "partly"),
        (MOST, 0.9, (0.2, 1.6), "partly"),
        (LEAST, 23.0, (22.0, 24.0), "reproduced"),
        (LEAST, 13.0, (), "partly"),
        # Not significant is never contradicted.
        (reading("positive"), 5.0, (1.0, 9.0), "reproduced"),
        (reading("positive"), -5.0, (-11.0, 1.0), "partly"),
    ],
)
def test_what_a_number_makes_of_a_reading(
    of: ClaimReading, value: float, interval: tuple[float, ...], word: ClaimVerdict
) -> None:
    assert verdict(of, value, *interval) == word


def meets(of: ClaimReading, low: float, high: float) -> bool:
    """Whether any number from `low` to `high` is what a reading states, within its tolerance."""
    first, tolerance = of.stated or 0.0, of.tolerance or 0.0
    last = first if of.stated_high is None else of.stated_high
    start, end = {
        "number": (first - tolerance, first + tolerance),
        "between": (first - tolerance, last + tolerance),
        **dict.fromkeys(["at_least", "positive"], (first, inf)),
        **dict.fromkeys(["at_most", "negative"], (-inf, first)),
    }[of.test]
    return low <= end and high >= start


@given(
    test=st.sampled_from(["number", "between", "at_least", "at_most", "positive", "negative"]),
    interval=st.tuples(*[st.integers(-9, 9)] * 3).map(sorted),
    ends=st.tuples(*[st.integers(-9, 9)] * 2).map(sorted),
    tolerance=st.integers(0, 3),
)
def test_contradicted_is_what_no_number_of_the_interval_agrees_with(
    test: str, interval: list[int], ends: list[int], tolerance: int
) -> None:
    low, value, high = interval
    columns: dict[str, Any] = {"stated": ends[0], "tolerance": tolerance}
    if test in ("positive", "negative"):
        columns = {}
    elif test == "between":
        columns["stated_high"] = ends[1]
    of = reading(test, **columns)
    assert (verdict(of, value, low, high) == "contradicted") is not meets(of, low, high)


def test_what_the_warehouse_does_not_hold_is_not_testable_and_a_forecast_is_open() -> None:
    found = judge(CLAIM, NUMBER, None)
    assert found.verdict == "not_testable"
    assert "holds no such number" in found.evidence["reason"]
    forecast = replace(NUMBER, forecast=True)
    found = judge(CLAIM, forecast, None)
    assert found.verdict == "pending"
    assert found.evidence["reason"] == "open until there are data from 20 Feb 2026 or later"
    assert judge(CLAIM, forecast, QueryResult(9.0, 8.0, 10.0)).verdict == "contradicted"


def judged(*words: str, ambiguous: bool = False) -> Any:
    ways = tuple(replace(NUMBER, id=f"r{place}") for place, _ in enumerate(words))
    decisive = () if ambiguous else ("r0",)
    claim = replace(CLAIM, ambiguous=ambiguous, decisive=decisive, readings=ways)
    readings = [
        result(claim, one, ClaimVerdict(word), "because")
        for one, word in zip(ways, words, strict=True)
    ]
    return together(claim, readings)


@pytest.mark.parametrize(
    ("words", "decided", "ambiguous"),
    [
        # By the decisive reading, the first, and by a text that does not say which is meant.
        ("reproduced contradicted", "reproduced", "ambiguous"),
        ("contradicted reproduced", "contradicted", "ambiguous"),
        ("as_announced contradicted", "as_announced", "ambiguous"),
        ("partly reproduced", "partly", "ambiguous"),
        ("cannot_be_judged reproduced", "cannot_be_judged", "ambiguous"),
        ("not_testable reproduced", "not_testable", "reproduced"),
        ("reproduced as_announced", "reproduced", "as_announced"),
        ("partly contradicted", "partly", "ambiguous"),
        ("partly pending", "partly", "partly"),
        ("contradicted contradicted", "contradicted", "contradicted"),
        ("contradicted not_testable", "contradicted", "ambiguous"),
        ("not_testable not_testable", "not_testable", "not_testable"),
        ("definition", "definition", "definition"),
    ],
)
def test_the_verdict_on_a_claim_is_that_of_its_decisive_reading(
    words: str, decided: str, ambiguous: str
) -> None:
    whole, *readings = judged(*words.split())
    assert (whole.reading, whole.verdict) == ("overall", decided)
    assert [one.is_decisive for one in (whole, *readings)][:2] == [False, True]
    whole, *_ = judged(*words.split(), ambiguous=True)
    assert (whole.verdict, whole.decisive) == (ambiguous, None)


def test_words_of_which_nothing_can_test_a_part_are_partly_reproduced() -> None:
    """S28: "above all audio and video", and no page compares open and closed models on audio."""
    never = replace(NUMBER, id="audio", test="not_testable", query=None, stated=None,
                    tolerance=None, reason="No page compares them.")  # fmt: skip
    claim = replace(CLAIM, decisive=("audio", "r0"), readings=(never, R0))
    for word, verdict in (("reproduced", "partly"), ("contradicted", "contradicted")):
        readings = [result(claim, never, ClaimVerdict.NOT_TESTABLE, "because"),
                    result(claim, R0, ClaimVerdict(word), "because")]  # fmt: skip
        whole, *told = together(claim, readings)
        assert whole.verdict == verdict
        # What keeps it at partly decides it, too.
        assert [one.is_decisive for one in told] == [verdict == "partly", True]
    assert judged("reproduced", "contradicted", "not_testable")[0].evidence["reason"] == (
        "decided by ‘r0’: because; beside it: ‘r1’ contradicted, ‘r2’ not testable"
    )


GAP = {
    "gap": 0.7, "closed_model": "ours", "closed_value": 80.9, "open_model": "theirs",
    "open_value": 80.2, "unresolved_above": 0, "closed_vintage": 7, "open_vintage": 3,
}  # fmt: skip


@pytest.mark.parametrize(
    ("provenance", "is_typed", "word"),
    [
        ("vendor", True, "as_announced"),
        ("vendor", False, "as_announced"),  # whoever collected the makers' own numbers
        (None, True, "as_announced"),
        (None, False, "reproduced"),
        ("maintainer", True, "reproduced"),
        ("independent", True, "reproduced"),
    ],
)
def test_what_its_maker_announced_never_reproduces_it(
    provenance: str | None, is_typed: bool, word: str
) -> None:
    of = exact("number", provenance=provenance)
    finding = QueryResult(5.0, numbers=GAP, is_typed=is_typed)
    found = judge(CLAIM, of, finding)
    assert found.verdict == word
    assert found.evidence.get("announced", False) == (word == "as_announced")
    assert judge(CLAIM, of, replace(finding, value=9.0)).verdict == "contradicted"


def test_what_is_stated_and_found_is_said_with_its_unit() -> None:
    assert stated(NUMBER) == "5 points"
    assert stated(reading("at_most")) == "at most 5 points"
    assert stated(reading("between", stated=10.0, stated_high=20.0)) == "10 to 20 points"
    assert stated(reading("negative")) == "below 0"
    for numbers, said in (
        ((0.7, -4.2, 5.6), "0.7 (-4.2 to 5.6) points"),
        ((0.8653, -5.1873, 6.918), "0.87 (-5.19 to 6.92) points"),
        ((0.00967, 0.0, 214.28), "0.00967 (0 to 214.3) points"),
        ((28_504.0, 1506.6, 1e5), "28504 (1507 to 100000) points"),
    ):
        assert judge(CLAIM, NUMBER, QueryResult(*numbers)).found == said
    no = judge(CLAIM, exact("holds", provenance=None), QueryResult(0.0))
    assert (no.verdict, no.stated, no.found) == ("contradicted", "yes", "no")


def test_the_evidence_holds_numbers_query_and_vintages() -> None:
    found = judge(CLAIM, replace(NUMBER, query="gap_on"), QueryResult(5.0, 4.0, 6.0, GAP))
    shown = dict(found.evidence)
    assert str(shown.pop("sql")).startswith("SELECT")
    assert shown == {
        "about": "five, that is",
        "reason": "within 0.5 of what is stated",
        "tolerance": 0.5,
        "finds": "gap",
        "numbers": GAP,
        "parameters": {"series": "some", "as_of": "2026-02-20"},
        "vintages": [3, 7],
    }
    said = {"speaker": "x", "stated_on": "2026-06-01", "work": "y", "url": "https://z"}
    for one in together(replace(CLAIM, **said), [found]):
        row = one.row
        assert (row["ledger"], *(row[name] for name in said)) == ("public", *said.values())
        assert ClaimResult.from_row(row) == one
        assert ClaimResult.from_row({**row, "id": row.pop("claim")}) == one


@pytest.mark.parametrize(
    ("through", "as_of"),
    [("2026-11-24", "2026-11-24"), ("2025-12-31", "2026-02-20"), (None, "2026-02-20")],
)
def test_a_reading_is_as_of_the_last_day_its_query_looked_at(
    through: str | None, as_of: str
) -> None:
    found = {"n": 4, "from_on": "2025-06-05", "through_on": through, "vintages": [9, 3]}
    tested = judge(CLAIM, NUMBER, QueryResult(5.0, numbers=found))
    assert (tested.as_of, tested.vintages) == (as_of, (3, 9))


def test_the_bundled_ledgers_hold_every_statement_and_public_claims_by_their_days() -> None:
    claims = load()
    seed = [claim.id for claim in claims if claim.ledger is ClaimLedger.SEED]
    assert seed == [f"S{n:02}" for n in range(1, 40)]
    public = [claim for claim in claims if claim.ledger is ClaimLedger.PUBLIC]
    assert [claim.id for claim in public] == [f"P{n:02}" for n in range(1, len(public) + 1)]
    assert len(public) >= 15
    assert sorted(public, key=lambda claim: claim.stated_on or "") == public


def test_notes_name_readings_that_there_are() -> None:
    readings = {f"{claim.id}/{one.id}" for claim in load() for one in claim.readings}
    told = list(notes().values())
    assert {it for one in told for it in one.readings} <= readings
    assert [one.ledger for one in told] == ["public"] * 5 + ["seed"] * 13


QUERY = 'query = "months_to_parity"'
SAID = 'statement = "It is 5."'
LONG = f'''statement = "{"a " * 26}"
speaker = "x"
stated_on = 2026-06-01
work = "y"
url = "https://z"
'''


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (QUERY, 'query = "two"', "query = 'two': no such query; known: gap_on"),
        ('decisive = ["plain"]', "", "needs 'decisive', or ambiguous = true"),
        ('decisive = ["plain"]', 'decisive = ["other"]', "no such reading; known: plain"),
        ('decisive = ["plain"]', 'decisive = ["plain"]\nambiguous = true', "takes no 'decisive'"),
        (QUERY, "", "needs 'query'"),
        ("stated = 5.0", "", "needs 'stated'"),
        ("tolerance = 0.5", "", "needs 'tolerance'"),
        ('unit = "points"', "colour = 1", "readings[plain]: unknown key 'colour' (value 1)"),
        ('id = "plain"', 'id = "overall"', "none is 'overall'"),
        ('test = "number"', 'test = "positive"', "takes no 'stated'"),
        (SAID, f'{SAID}\nspeaker = "x"', "work and url stand together"),
        (SAID, LONG, "quotes more than 25 words"),
        (TEXT, '[S99]\nstatement = "x"\nambiguous = true\nreadings = []\n', "one at least"),
    ],
)
def test_a_wrong_declaration_is_refused_by_name(old: str, new: str, told: str) -> None:
    with pytest.raises(DeclarationInvalid, match=r"seed.toml: S99[.:]") as found:
        read(TEXT.replace(old, new, 1))
    assert told in str(found.value)


def test_what_is_empty_is_left_out_of_the_evidence() -> None:
    lag = {"value": 7, "lag_days": 7, "unresolved_above": 0, "vintage_on": None, "vintages": "[2]"}
    assert beside(lag) == {"lag_days": 7, "unresolved_above": 0, "vintages": [2]}


@pytest.mark.parametrize("evidence", ["{}", '{"about": "no reason"}'])
def test_a_row_of_another_version_says_so(evidence: str) -> None:
    row = together(CLAIM, [judge(CLAIM, NUMBER, None)])[1].row | {"code_version": "0.9"}
    with pytest.raises(EstimateOutdated, match=r"claim plain of 'It is 5.' was tested .*0\.9"):
        ClaimResult.from_row({**row, "evidence": evidence})


EITHER_WAY = {"gap_if_unresolved_closed": 0.4, "gap_if_unresolved_open": -5.8}


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        (
            {"unresolved_above": 1, **EITHER_WAY},
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
    found = judge(CLAIM, of, QueryResult(-5.8, -7.0, -4.0, {**GAP, **numbers}))
    assert (found.verdict, found.evidence["reason"]) == ("cannot_be_judged", why)
    assert found.found is not None
    assert judge(CLAIM, of, QueryResult(-5.8, -7.0, -4.0, GAP)).verdict == "reproduced"


def test_readings_that_ship_are_what_their_words_say() -> None:
    known, found = series(), [one for claim in load() for one in claim.readings]
    assert len(found) > 100
    for one in found:
        sql = one.asks.sql if one.asks else ""
        assert one.exact or one.test != "holds", "what has a sampling error is no plain yes or no"
        assert one.newest == ("by the newest data" in one.about), one.id
        if "series" in one.with_:
            assert one.provenance == known[str(one.with_["series"])].provenance, one.id
        if "USD" in (one.unit or ""):
            assert one.provenance is None, "a list says what somebody asks, and nobody measured it"
        if "FROM gap_daily" in sql or "FROM lag_daily" in sql:
            assert all(word in sql for word in ("unresolved_above", "confirmed")), one.id
            # A lag says nothing where no recent open model was tested.
            assert re.search("is_tested_lately|FROM lag_daily", sql), one.id
