"""The ledger of claims: every reading of every claim with its verdict, numbers and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outputs.sections.estimates import facts
from outputs.wording import Name, clean, name
from terms.days import day
from terms.numbers import plural
from terms.words import ClaimVerdict, Provenance

Row = Mapping[str, Any]
OVERALL = "overall"
"""The reading that joins a claim's readings."""
MEANS = {
    ClaimVerdict.REPRODUCED: "The number lies within the tolerance, or the whole interval "
    "satisfies the bound or sign; of a claim as a whole: in all its readings.",
    ClaimVerdict.PARTLY: "The number differs but its interval holds the stated one, or holds both "
    "answers; of a claim as a whole: its readings differ, or a part cannot be tested.",
    ClaimVerdict.AMBIGUOUS: "Its text does not say which reading is meant, one is reproduced and "
    "another is not.",
    ClaimVerdict.CONTRADICTED: "The interval leaves the stated number out, or a number without "
    "sampling error is another. Not significant is never contradicted.",
    ClaimVerdict.CANNOT_BE_JUDGED: "An entry of unknown model or openness may lead, or a model's "
    "class is unconfirmed: the number may be another once it is known.",
    ClaimVerdict.NOT_TESTABLE: "No source could decide it, or this warehouse holds no such number.",
    ClaimVerdict.DEFINITION: "A choice of words, which cannot be true or false.",
}
"""As in docs/methods/claims.md."""
INCONSISTENCIES = "N"
"""How the ids of inconsistencies begin; statements begin otherwise."""


@dataclass(frozen=True, slots=True)
class ReadingRow:
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
class ClaimSection:
    """A claim with its readings; `anchor` is its id on the page."""

    id: str
    anchor: str
    statement: Name
    overall: ReadingRow | None
    """The verdict over all readings, where one was issued."""
    readings: Sequence[ReadingRow]

    @property
    def key(self) -> str:
        """Its verdict, as a class of the page."""
        return self.overall.key if self.overall else self.readings[0].key


@dataclass(frozen=True, slots=True)
class Count:
    """How many statements and inconsistencies have a verdict; `key` is its class on the page."""

    key: str
    text: str
    means: str
    statements: int
    inconsistencies: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Statements and inconsistencies, each in natural order, the counts, and their sentence."""

    statements: Sequence[ClaimSection]
    inconsistencies: Sequence[ClaimSection]
    counts: Sequence[Count]
    said: str


def ledger_page(rows: Sequence[Row]) -> Ledger:
    """The ledger as the page shows it; `rows` are those of view claim_now."""
    found = ledger(rows)
    apart = [claim for claim in found if claim.id.startswith(INCONSISTENCIES)]
    statements = [claim for claim in found if claim not in apart]
    counts = [
        Count(
            key=_key(key),
            text=key.text,
            means=MEANS[key],
            statements=sum(claim.key == _key(key) for claim in statements),
            inconsistencies=sum(claim.key == _key(key) for claim in apart),
        )
        for key in ClaimVerdict
    ]
    return Ledger(statements, apart, counts, _summary(statements, counts))


def _summary(statements: Sequence[ClaimSection], counts: Sequence[Count]) -> str:
    if not statements:
        return ""
    by_key = {count.key: count.statements for count in counts}
    contradicted = by_key["contradicted"] or "none"
    return (
        f"Of {plural(len(statements), 'statement')} the numbers reproduce {by_key['reproduced']} "
        f"as stated, {by_key['partly']} in part and {by_key['ambiguous']} in only one of the ways "
        f"the text can be read, and contradict {contradicted}; {by_key['not-testable']} cannot be "
        f"tested with the sources read here, and {by_key['definition']} fix a meaning."
    )


def ledger(rows: Iterable[Row]) -> list[ClaimSection]:
    """Claims in natural order of their ids (S2 before S12)."""
    by_claim: dict[str, list[Row]] = {}
    for row in rows:
        by_claim.setdefault(row["id"], []).append(row)
    return [_claim(key, found) for key, found in sorted(by_claim.items(), key=_natural)]


def _key(verdict: str) -> str:
    return verdict.replace("_", "-")


def _natural(item: tuple[str, object]) -> tuple[str, int, str]:
    key = item[0]
    digits = "".join(sign for sign in key if sign.isascii() and sign.isdigit())
    return key.rstrip("0123456789"), int(digits[:9] or 0), key


def _claim(key: str, rows: Sequence[Row]) -> ClaimSection:
    anchor = "".join(sign if sign.isalnum() else "-" for sign in clean(key))[:40]
    return ClaimSection(
        id=name(key, 20).text,
        anchor=f"claim-{anchor}",
        statement=name(rows[0]["statement"], 400),
        overall=next(iter(_readings([row for row in rows if row["reading"] == OVERALL])), None),
        readings=_readings([row for row in rows if row["reading"] != OVERALL]),
    )


def _readings(rows: Sequence[Row]) -> list[ReadingRow]:
    return [
        ReadingRow(
            text=name(row["reading"], 200),
            verdict=ClaimVerdict(row["verdict"]).text,
            key=_key(row["verdict"]),
            stated=name(row["stated"], 160) if row["stated"] else None,
            found=name(row["found"], 300) if row["found"] else None,
            as_of=day(row["as_of"]),
            measured_by=Provenance(row["provenance"]).text if row["provenance"] else None,
            about=_noted(row["evidence"], "about", 300),
            reason=_noted(row["evidence"], "reason", 300),
            evidence=_rest(row["evidence"]),
        )
        for row in rows
    ]


def _noted(evidence: object, key: str, limit: int) -> Name | None:
    told = evidence.get(key) if isinstance(evidence, Mapping) else None
    return name(str(told), limit) if told else None


def _rest(evidence: object) -> Sequence[tuple[str, Name]]:
    """The evidence without what is told beside the verdict, and without what is absent.

    A number that is zero is there: a tolerance of 0 says that the claim is taken to the letter.
    """
    if not isinstance(evidence, Mapping):
        return facts(evidence)
    told = ("about", "reason")
    return facts(
        {
            key: value
            for key, value in evidence.items()
            if key not in told and (value or (value == 0 and value is not False))
        }
    )
