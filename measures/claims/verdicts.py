"""What a number that the warehouse holds makes of a claim (docs/methods.md, "Claims"), and a tested
reading with its evidence, as a row of table claim and back.

A test that finds no significant difference never contradicts.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

from measures.claims.ledger import OVERALL, UNTIL, Claim, ClaimReading
from measures.errors import EstimateOutdated
from measures.gap.judgement import NO_RECENT, may_lead
from terms.days import day
from terms.words import ClaimLedger, ClaimVerdict, Provenance

Row = Mapping[str, Any]
RESULT = ("value", "low", "high")
"""Columns that every query gives, or may give: the number and its 95 % interval."""
UNTESTED = (ClaimVerdict.DEFINITION, ClaimVerdict.NOT_TESTABLE)
"""Verdicts on what there is nothing to test in; tests of readings have the same names."""
MEETS = frozenset({ClaimVerdict.REPRODUCED, ClaimVerdict.AS_ANNOUNCED})
"""Verdicts on a reading that what was found agrees with."""
_PLURAL = re.compile(r"\b(point|maker|month|day)s\b")


def beside(row: Row) -> dict[str, Any]:
    """The evidence in a row that a query gave: what says something beside the number. Columns that
    end in `vintage` name a vintage, and `vintages` is a list of them (JSON)."""
    listed = json.loads(row.get("vintages") or "[]")
    told = {**row, "vintages": listed}.items()
    return {name: value for name, value in told if name not in RESULT and value not in (None, [])}


def named_vintages(numbers: Row) -> list[int]:
    """The vintages that evidence names, in order."""
    named = {value for name, value in numbers.items() if name.endswith("vintage")}
    return sorted({*named, *numbers.get("vintages", ())} - {None})


def doubt(numbers: Row) -> str | None:
    """Why what was found decides nothing: no recent open model; unknown entries that could lead,
    with the gap either way; or an unconfirmed class. None where it does."""
    if numbers.get("is_tested_lately") == 0:
        return NO_RECENT
    if numbers.get("unresolved_above"):
        ends = (numbers.get(f"gap_if_unresolved_{side}") for side in ("closed", "open"))
        known = sorted(end for end in ends if end is not None)
        reach = f": the gap is {known[0]:.4g} to {known[-1]:.4g}" if len(known) == 2 else ""
        return f"{may_lead(numbers['unresolved_above'])}{reach}"
    if numbers.get("confirmed") == 0:
        why = numbers.get("class_evidence") or "a provisional one"
        return f"a class behind it is unconfirmed: {why}"
    return None


def why(reason: str, **told: Any) -> dict[str, Any]:
    """Evidence of a verdict; what says nothing is left out. A tolerance of 0 says something: the
    claim is taken to the letter."""
    kept = {it: one for it, one in told.items() if one not in (None, [], {}) and one is not False}
    return {"reason": reason, **kept}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimResult:
    """A reading of a claim with its verdict, as a row of table claim, whose columns its fields are;
    reading `overall` is the claim as a whole."""

    claim: str
    reading: str
    statement: str
    verdict: ClaimVerdict
    stated: str | None = None
    found: str | None = None
    as_of: str
    provenance: Provenance | None = None
    decisive: str | None = None
    evidence: Mapping[str, Any]
    """Of `why`: reason, about, tolerance, exact, announced, finds, numbers, sql, parameters,
    vintages."""
    ledger: ClaimLedger = ClaimLedger.SEED
    speaker: str | None = None
    stated_on: str | None = None
    stated_on_is_month: bool | None = None
    work: str | None = None
    url: str | None = None
    quoted_by: str | None = None

    @property
    def vintages(self) -> Sequence[int]:
        """The vintages that the number is made of."""
        return tuple(self.evidence.get("vintages", ()))

    @property
    def is_overall(self) -> bool:
        """Whether it is the claim as a whole."""
        return self.reading == OVERALL

    @property
    def is_decisive(self) -> bool:
        """Whether the verdict on the claim follows from this reading."""
        return self.reading in (self.decisive or "").split(", ")

    @property
    def row(self) -> dict[str, Any]:
        """As a row of table claim."""
        own = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            **own,
            "entry": f"{self.claim}|{self.reading}",
            "evidence": json.dumps(self.evidence, ensure_ascii=False, sort_keys=True),
        }

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """The record of a row of table claim or view claim_now.

        Raises EstimateOutdated for one that an earlier version wrote in another shape.
        """
        try:
            told = {one.name: row[one.name] for one in fields(cls) if one.name in row}
            who = told["provenance"]
            told |= {
                "claim": row["claim"] if "claim" in row else row["id"],
                "ledger": ClaimLedger(row.get("ledger") or ClaimLedger.SEED),
                "verdict": ClaimVerdict(row["verdict"]),
                "provenance": None if who is None else Provenance(who),
                "evidence": why(**json.loads(row["evidence"])),
            }
            return cls(**told)
        except (KeyError, TypeError, ValueError) as error:
            raise EstimateOutdated(
                f"claim {row['reading']} of {row['statement']!r} was tested by another version "
                f"({row['code_version']}; {error})"
            ) from error


def unpacked(row: Row) -> dict[str, Any]:
    """A row of view claim_now with its evidence as an object."""
    return {**row, "evidence": json.loads(row["evidence"])}


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a query found for a reading: the number, its 95 % interval, and the evidence."""

    value: float
    low: float | None = None
    high: float | None = None
    numbers: Row = field(default_factory=dict)
    is_typed: bool = False
    """All of it was typed into the project; no page that a source served says so."""


def judge(claim: Claim, reading: ClaimReading, finding: QueryResult | None) -> ClaimResult:
    """The verdict on one reading; `finding` is None when the query gave no row."""
    if reading.test in UNTESTED:
        return result(claim, reading, ClaimVerdict(reading.test), reading.reason or "")
    if finding is None and reading.forecast:
        until = f"open until there are data from {day(reading.as_of)} or later"
        return result(claim, reading, ClaimVerdict.PENDING, until)
    if finding is None:
        reason = "this warehouse holds no such number for that day"
        return result(claim, reading, ClaimVerdict.NOT_TESTABLE, reason)
    if why_not := doubt(finding.numbers):
        return result(claim, reading, ClaimVerdict.CANNOT_BE_JUDGED, why_not, finding)
    word, reason = _tested(reading, finding)
    # A maker's own number always; what somebody else measured never, though it was typed in.
    who = reading.provenance
    is_announced = finding.is_typed if who is None else who == Provenance.VENDOR
    if word is ClaimVerdict.REPRODUCED and is_announced:
        word, reason = ClaimVerdict.AS_ANNOUNCED, f"{reason}; only the announcement itself says so"
    return result(claim, reading, word, reason, finding)


def result(
    claim: Claim,
    reading: ClaimReading,
    verdict: ClaimVerdict,
    reason: str,
    finding: QueryResult | None = None,
) -> ClaimResult:
    """A reading with its verdict, what was found, and why."""
    query, found = reading.asks, finding.numbers if finding else {}
    until = found.get(UNTIL.get(query.finds, "")) if query else None
    as_of = until if until and reading.newest else max(reading.as_of, until or "")
    return ClaimResult(
        claim=claim.id,
        reading=reading.id,
        statement=claim.statement,
        verdict=verdict,
        stated=stated(reading),
        found=_found(reading, finding) if finding else None,
        as_of=as_of,
        provenance=Provenance(reading.provenance) if reading.provenance else None,
        evidence=why(
            reason,
            about=reading.about,
            tolerance=reading.tolerance,
            exact=reading.exact,
            announced=verdict is ClaimVerdict.AS_ANNOUNCED,
            finds=query.finds if query and found else None,
            numbers=found or None,
            sql=query.sql.strip() if query else None,
            parameters=reading.parameters if query else None,
            vintages=named_vintages(found),
        ),
    )


def together(claim: Claim, readings: Sequence[ClaimResult]) -> Sequence[ClaimResult]:
    """The claim as a whole, then its readings, each with the decisive one named."""
    decisive = _decisive(claim, readings)
    verdict, reason = (
        (decisive.verdict, _decided(decisive, readings)) if decisive else _ambiguous(readings)
    )
    name = decisive.reading if decisive else None
    # No data can test these, and the words say what they say of them too.
    never = {one.id for one in claim.readings if one.test == ClaimVerdict.NOT_TESTABLE}
    untold = [it for it in claim.decisive if it in never]
    if verdict is ClaimVerdict.REPRODUCED and untold:
        verdict, reason = (
            ClaimVerdict.PARTLY,
            f"{reason}; {', '.join(f'‘{it}’' for it in untold)} cannot be tested here",
        )
        name = ", ".join([str(name), *untold])
    whole = ClaimResult(
        claim=claim.id,
        reading=OVERALL,
        statement=claim.statement,
        verdict=verdict,
        as_of=decisive.as_of if decisive else max(one.as_of for one in readings),
        evidence=why(reason),
    )
    of_claim = {it: getattr(claim, it) for it in _OF_CLAIM}
    return [replace(one, decisive=name, **of_claim) for one in (whole, *readings)]


_OF_CLAIM = ("ledger", "speaker", "stated_on", "stated_on_is_month", "work", "url", "quoted_by")
"""What a ledger says of a claim and who said it."""


def _decisive(claim: Claim, readings: Sequence[ClaimResult]) -> ClaimResult | None:
    """The first of the decisive readings that could be tested, else the first of them."""
    by_name = {one.reading: one for one in readings}
    named = [by_name[name] for name in claim.decisive]
    tested = [one for one in named if one.verdict is not ClaimVerdict.NOT_TESTABLE]
    return next(iter([*tested, *named]), None)


def _decided(decisive: ClaimResult, readings: Sequence[ClaimResult]) -> str:
    others = [one for one in readings if one is not decisive]
    return f"decided by ‘{decisive.reading}’: {decisive.evidence['reason']}" + (
        f"; beside it: {_listed(others)}" if others else ""
    )


def _ambiguous(readings: Sequence[ClaimResult]) -> tuple[ClaimVerdict, str]:
    """The verdict on a text that does not say which reading is meant."""
    every = {one.verdict for one in readings}
    tested = every - set(UNTESTED)
    if not tested:
        return readings[0].verdict, readings[0].evidence["reason"]
    # What could not be tested may be what is meant.
    may_meet = ClaimVerdict.NOT_TESTABLE in every and tested == {ClaimVerdict.CONTRADICTED}
    if len(tested) == 1 and not may_meet:
        [verdict] = tested
    elif tested <= MEETS:
        verdict = ClaimVerdict.AS_ANNOUNCED
    elif tested & {*MEETS, ClaimVerdict.CONTRADICTED}:
        verdict = ClaimVerdict.AMBIGUOUS
    else:
        verdict = ClaimVerdict.PARTLY
    return verdict, _listed(readings)


def _listed(readings: Sequence[ClaimResult]) -> str:
    return ", ".join(f"‘{one.reading}’ {one.verdict.text}" for one in readings)


def stated(reading: ClaimReading) -> str | None:
    """The reading's statement in words: '0.7 points', 'at least 13 points', 'above 0'."""
    if reading.test in ("positive", "negative"):
        return "above 0" if reading.test == "positive" else "below 0"
    if reading.test == "holds":
        return "yes"
    if reading.stated is None:
        return None
    if reading.test == "between":
        return f"{reading.stated:g} to {reading.stated_high:g} {reading.unit}".rstrip()
    bound = {"at_least": "at least ", "at_most": "at most "}.get(reading.test, "")
    return f"{bound}{with_unit(f'{reading.stated:g}', reading.unit)}"


def _tested(reading: ClaimReading, finding: QueryResult) -> tuple[ClaimVerdict, str]:
    if reading.test == "holds":
        if finding.value:
            return ClaimVerdict.REPRODUCED, "it is so"
        return ClaimVerdict.CONTRADICTED, "it is not so, and there is no sampling error"
    tested = _equals if reading.test in ("number", "between") else _bounded
    return tested(reading, finding)


def _bounded(reading: ClaimReading, finding: QueryResult) -> tuple[ClaimVerdict, str]:
    sign = 1 if reading.test in ("at_least", "positive") else -1

    def beyond(value: float) -> float:
        # Binary fractions: 88.7 - 88.6 is 0.10000000000000853.
        return round(sign * (value - (reading.stated or 0.0)), 9)

    beyond_by = beyond(finding.value)
    meets = beyond_by > 0 or (beyond_by == 0 and reading.test in ("at_least", "at_most"))
    side = "agrees" if meets else "disagrees"
    if reading.exact:
        word = ClaimVerdict.REPRODUCED if meets else ClaimVerdict.CONTRADICTED
        return word, f"it {side}, and has no sampling error"
    if finding.low is None or finding.high is None:
        return ClaimVerdict.PARTLY, f"the value {side}, but no interval says how surely"
    ends = beyond(finding.low), beyond(finding.high)
    if min(ends) > 0:
        return ClaimVerdict.REPRODUCED, "the whole interval agrees with the statement"
    if max(ends) < 0:
        return ClaimVerdict.CONTRADICTED, "no part of the interval agrees with the statement"
    return ClaimVerdict.PARTLY, f"the value {side}, but the interval allows both answers"


def _equals(reading: ClaimReading, finding: QueryResult) -> tuple[ClaimVerdict, str]:
    value, lowest, is_range = finding.value, reading.stated or 0.0, reading.test == "between"
    highest = lowest if reading.stated_high is None else reading.stated_high
    # Binary fractions: 88.7 - 88.6 is 0.10000000000000853, and a tolerance is a printed decimal.
    allowed = (reading.tolerance or 0.0) + 1e-9
    start, end = lowest - allowed, highest + allowed
    low, high = (value if one is None else one for one in (finding.low, finding.high))
    if start <= value <= end:
        if is_range and not start <= low <= high <= end:
            return ClaimVerdict.PARTLY, "the value agrees, but its interval reaches beyond"
        near = "within" if is_range else "exactly"
        if reading.tolerance:
            near = f"within {reading.tolerance:g} of"
        return ClaimVerdict.REPRODUCED, f"{near} what is stated"
    if reading.exact:
        return ClaimVerdict.CONTRADICTED, "it has no sampling error and is another number"
    if finding.low is None or finding.high is None:
        return ClaimVerdict.PARTLY, "it differs, but no interval says whether by chance"
    if low > end or high < start:
        return ClaimVerdict.CONTRADICTED, "the stated number lies outside the interval"
    reach = "some of the stated range lies within" if is_range else "the stated number lies within"
    if low > highest or high < lowest:
        reach = "the tolerance reaches into"
    return ClaimVerdict.PARTLY, f"it differs, but {reach} the interval"


def _found(reading: ClaimReading, finding: QueryResult) -> str:
    if reading.test == "holds":
        return "yes" if finding.value else "no"
    told = _rounded(finding.value)
    if finding.low is not None and finding.high is not None:
        told += f" ({_rounded(finding.low)} to {_rounded(finding.high)})"
    return with_unit(told, reading.unit)


def _rounded(value: float) -> str:
    """At most two decimals, so that a number and its interval read alike; more where two would
    leave nothing of it."""
    if abs(value) >= 1000:
        return f"{value:.0f}"
    return f"{round(value, 2):g}" if 0.1 <= abs(value) < 100 else f"{value:.4g}"


def with_unit(number: str, unit: str) -> str:
    """A number with its unit: '5 points', '1 point', '1 maker'."""
    said = _PLURAL.sub(r"\1", unit) if number == "1" else unit
    return f"{number} {said}".rstrip()
