"""The ledger of claims: every reading of every claim with its verdict, numbers and evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outputs.estimates import facts
from outputs.wording import MEASURED_BY, Name, clean, day, name

Row = Mapping[str, Any]
OVERALL = "overall"
"""The reading that joins a claim's readings."""
VERDICTS = {
    "reproduced": "reproduced",
    "partly": "partly reproduced",
    "ambiguous": "ambiguous",
    "contradicted": "contradicted",
    "not_testable": "not testable",
    "definition": "a definition",
}
MEANS = {
    "reproduced": "The warehouse gives the stated number within its tolerance.",
    "partly": "Part of the statement holds.",
    "ambiguous": "The numbers do not decide; a difference that is not significant lands here, "
    "never under contradicted.",
    "contradicted": "The warehouse gives something else beyond doubt.",
    "not_testable": "No source that gapwatch reads could decide it.",
    "definition": "It fixes a meaning and cannot be true or false.",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a claim, tested."""

    text: Name
    verdict: str
    key: str
    stated: Name | None
    found: Name | None
    as_of: str
    measured_by: str | None
    about: Name | None
    reason: Name | None
    evidence: Sequence[tuple[str, Name]]


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with its readings; `anchor` is its id on the page."""

    id: str
    anchor: str
    statement: Name
    overall: Reading | None
    """The verdict over all readings, where one was issued."""
    readings: Sequence[Reading]


def ledger(rows: Iterable[Row]) -> list[Claim]:
    """Claims in natural order of their ids (S2 before S12)."""
    by_claim: dict[str, list[Row]] = {}
    for row in rows:
        by_claim.setdefault(row["id"], []).append(row)
    return [_claim(key, found) for key, found in sorted(by_claim.items(), key=_natural)]


def counted(rows: Sequence[Row]) -> list[tuple[str, str, int, str]]:
    """(Key, words, count, meaning) of every verdict, in fixed order.

    Claims are counted where they have a verdict over all readings, else readings.
    """
    overall = [row for row in rows if row["reading"] == OVERALL]
    counts = Counter(row["verdict"] for row in overall or rows)
    return [(key, VERDICTS[key], counts[key], MEANS[key]) for key in VERDICTS]


def _natural(item: tuple[str, object]) -> tuple[str, int, str]:
    key = item[0]
    digits = "".join(sign for sign in key if sign.isascii() and sign.isdigit())
    return key.rstrip("0123456789"), int(digits[:9] or 0), key


def _claim(key: str, rows: Sequence[Row]) -> Claim:
    anchor = "".join(sign if sign.isalnum() else "-" for sign in clean(key))[:40]
    return Claim(
        id=name(key, 20).text,
        anchor=f"claim-{anchor}",
        statement=name(rows[0]["statement"], 400),
        overall=next(iter(_readings([row for row in rows if row["reading"] == OVERALL])), None),
        readings=_readings([row for row in rows if row["reading"] != OVERALL]),
    )


def _readings(rows: Sequence[Row]) -> list[Reading]:
    return [
        Reading(
            text=name(row["reading"], 200),
            verdict=VERDICTS[row["verdict"]],
            key=row["verdict"].replace("_", "-"),
            stated=name(row["stated"], 160) if row["stated"] else None,
            found=name(row["found"], 300) if row["found"] else None,
            as_of=day(row["as_of"]),
            measured_by=MEASURED_BY[row["provenance"]] if row["provenance"] else None,
            about=_said(row["evidence"], "about", 300),
            reason=_said(row["evidence"], "reason", 300),
            evidence=_rest(row["evidence"]),
        )
        for row in rows
    ]


def _said(evidence: object, key: str, limit: int) -> Name | None:
    told = evidence.get(key) if isinstance(evidence, Mapping) else None
    return name(str(told), limit) if told else None


def _rest(evidence: object) -> Sequence[tuple[str, Name]]:
    """The evidence without what is told beside the verdict, and without what is absent."""
    if not isinstance(evidence, Mapping):
        return facts(evidence)
    told = ("about", "reason")
    return facts({key: value for key, value in evidence.items() if value and key not in told})
