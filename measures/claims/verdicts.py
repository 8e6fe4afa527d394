"""What a number that the warehouse holds makes of a claim.

A test that finds no significant difference never contradicts: with an interval around what was
found, a statement inside it is at least `partly` right. `contradicted` needs a number without
sampling error (`exact`: a price, a rank, a count) or an interval that leaves the statement out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measures.claims.ledger import Claim, ClaimReading
from measures.gap.judgement import is_confirmed, may_lead
from terms.words import ClaimVerdict

UNTESTED = (ClaimVerdict.DEFINITION, ClaimVerdict.NOT_TESTABLE)
"""Verdicts on what there is nothing to test in; tests of readings have the same names."""
UNDECIDED = (*UNTESTED, ClaimVerdict.CANNOT_BE_JUDGED)
"""Verdicts that say nothing for or against a claim."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a query found for a reading: the number, its 95 % interval, and the rest of the row."""

    value: float | None
    low: float | None = None
    high: float | None = None
    numbers: Mapping[str, Any] | None = None
    """The other columns, as they came."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading with its verdict, the words for what was found, and the reason for the verdict."""

    claim: Claim
    reading: ClaimReading
    verdict: ClaimVerdict
    found: str | None
    reason: str
    finding: QueryResult | None


def judge(claim: Claim, reading: ClaimReading, finding: QueryResult | None) -> Judged:
    """The verdict on one reading; `finding` is None when the query gave no row."""
    if reading.test in UNTESTED:
        return Judged(claim, reading, ClaimVerdict(reading.test), None, reading.reason or "", None)
    if finding is None or finding.value is None:
        why = "this warehouse holds no such number for that day"
        return Judged(claim, reading, ClaimVerdict.NOT_TESTABLE, None, why, finding)
    if doubt := _doubt(finding.numbers or {}):
        word, why = ClaimVerdict.CANNOT_BE_JUDGED, doubt
    else:
        word, why = _tested(reading, finding.value, finding)
    return Judged(claim, reading, word, _found(reading, finding), why, finding)


def _doubt(numbers: Mapping[str, Any]) -> str | None:
    """Why a gap behind the number decides nothing; None when it does, or none is behind it."""
    if unresolved := numbers.get("unresolved_above"):
        ends = [numbers.get(f"gap_if_unresolved_{side}") for side in ("closed", "open")]
        known = sorted(end for end in ends if end is not None)
        reach = f": the gap is {known[0]:.4g} to {known[-1]:.4g}" if len(known) == 2 else ""
        return f"{may_lead(unresolved)}{reach}"
    if not is_confirmed(numbers):
        return f"a class behind it is unconfirmed: {numbers.get('evidence') or 'a provisional one'}"
    return None


def overall(judged: Sequence[Judged]) -> tuple[ClaimVerdict, str]:
    """What the readings of one claim say together, and why.

    A claim of which a part cannot be tested is at most `partly` reproduced. Raises ValueError
    without readings.
    """
    if not judged:
        raise ValueError("a claim without readings has no verdict")
    tested = [one for one in judged if one.verdict not in UNDECIDED]
    if not tested:
        return judged[0].verdict, judged[0].reason
    words = {one.verdict for one in tested}
    told = "; ".join(f"{one.reading.id}: {one.verdict}" for one in judged)
    if len(words) == 1 and (len(tested) == len(judged) or ClaimVerdict.REPRODUCED not in words):
        return tested[0].verdict, told
    if judged[0].claim.ambiguous and ClaimVerdict.REPRODUCED in words:
        return ClaimVerdict.AMBIGUOUS, told
    return ClaimVerdict.PARTLY, told


def stated(reading: ClaimReading) -> str | None:
    """The reading's statement in words: '0.7 points', 'at least 13 points', 'above 0'."""
    if reading.test in ("positive", "negative"):
        return "above 0" if reading.test == "positive" else "below 0"
    if reading.stated is None:
        return None
    if reading.test == "between":
        return f"{reading.stated:g} to {reading.stated_high:g} {reading.unit}".rstrip()
    bound = {"at_least": "at least ", "at_most": "at most "}.get(reading.test, "")
    return f"{bound}{reading.stated:g} {reading.unit}".rstrip()


def evidence(judged: Judged) -> str:
    """Reason, tolerance, numbers, SQL and vintages of a verdict as JSON."""
    numbers = dict((judged.finding and judged.finding.numbers) or {})
    listed = json.loads(numbers.pop("vintages", None) or "[]")
    named = {value for name, value in numbers.items() if name.endswith("vintage")}
    vintages = sorted({*named, *listed} - {None})
    reading = judged.reading
    return json.dumps(
        {
            "about": reading.about,
            "reason": judged.reason,
            "tolerance": reading.tolerance if reading.test in ("number", "between") else None,
            "exact": reading.exact,
            "numbers": numbers,
            "sql": reading.sql,
            "parameters": {**reading.parameters, "as_of": reading.as_of} if reading.sql else {},
            "vintages": vintages,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _tested(reading: ClaimReading, value: float, finding: QueryResult) -> tuple[ClaimVerdict, str]:
    if reading.test in ("number", "between"):
        return _equals(reading, value, finding)
    bound = reading.stated or 0.0
    wants_above = reading.test in ("at_least", "positive")
    distance = value - bound if wants_above else bound - value
    low, high = finding.low, finding.high
    if reading.exact or low is None or high is None:
        return _plain(reading, distance)
    nearest, farthest = (low - bound, high - bound) if wants_above else (bound - high, bound - low)
    if nearest > 0:
        return ClaimVerdict.REPRODUCED, "the whole interval satisfies it"
    if farthest < 0:
        return ClaimVerdict.CONTRADICTED, "the whole interval denies it"
    side = "satisfies" if distance >= 0 else "misses"
    return ClaimVerdict.PARTLY, f"the value {side} it, the interval holds both answers"


def _equals(reading: ClaimReading, value: float, finding: QueryResult) -> tuple[ClaimVerdict, str]:
    lowest = reading.stated or 0.0
    highest = lowest if reading.stated_high is None else reading.stated_high
    # Binary fractions: 88.7 - 88.6 is 0.10000000000000853, and a tolerance is a printed decimal.
    allowed = reading.tolerance + 1e-9
    if lowest - allowed <= value <= highest + allowed:
        return ClaimVerdict.REPRODUCED, f"within {reading.tolerance:g} of what is stated"
    if reading.exact:
        return ClaimVerdict.CONTRADICTED, "it has no sampling error and is another number"
    if finding.low is None or finding.high is None:
        return (
            ClaimVerdict.PARTLY,
            "it differs, and without an interval nothing says by how much it may",
        )
    if finding.low <= highest and finding.high >= lowest:
        return ClaimVerdict.PARTLY, "it differs, but the stated number lies within the interval"
    return ClaimVerdict.CONTRADICTED, "the stated number lies outside the interval"


def _plain(reading: ClaimReading, distance: float) -> tuple[ClaimVerdict, str]:
    meets = distance > 0 or (distance == 0 and reading.test in ("at_least", "at_most"))
    if reading.exact:
        if meets:
            return ClaimVerdict.REPRODUCED, "it satisfies it and has no sampling error"
        return ClaimVerdict.CONTRADICTED, "it misses it and has no sampling error"
    side = "satisfies" if meets else "misses"
    return ClaimVerdict.PARTLY, f"the value {side} it, and no interval says how surely"


def _found(reading: ClaimReading, finding: QueryResult) -> str:
    told = f"{finding.value:.4g}" if finding.value is not None else "nothing"
    if finding.low is not None and finding.high is not None:
        told += f" ({finding.low:.4g} to {finding.high:.4g})"
    return f"{told} {reading.unit}".rstrip()
