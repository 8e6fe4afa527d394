"""The ledger of claims: every reading of every claim with its verdict, numbers and evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from measures.claims.records import ClaimEvidence, ClaimResult
from outputs.sections.labels import facts
from outputs.wording import Name, clean, name
from terms.days import day
from terms.numbers import plural
from terms.words import ClaimVerdict

MEANS = {
    ClaimVerdict.REPRODUCED: "The number lies within the tolerance, or the whole interval "
    "agrees with the bound or sign.",
    ClaimVerdict.AS_ANNOUNCED: "It agrees, but the only evidence is the announcement itself.",
    ClaimVerdict.PARTLY: "The number differs but its interval holds the stated one, or holds both "
    "answers.",
    ClaimVerdict.AMBIGUOUS: "The text does not say which reading is meant, one agrees and another "
    "does not.",
    ClaimVerdict.CONTRADICTED: "The interval leaves out what is stated, or a number without "
    "sampling error is another. Not significant is never contradicted.",
    ClaimVerdict.CANNOT_BE_JUDGED: "An entry of unknown model or openness may lead, or a model's "
    "class is unconfirmed: the number may be another once it is known.",
    ClaimVerdict.NOT_TESTABLE: "No archived page holds the evidence.",
    ClaimVerdict.DEFINITION: "A choice of words, which cannot be true or false.",
}
"""As in docs/methods.md."""
TOLD = ("about", "reason", "finds", "sql", "vintages")
"""What stands beside the verdict itself, and what only a program reads: it is in claims.json."""
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
    is_decisive: bool
    """Whether the claim's verdict follows from it."""


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
    """How many readings, statements and inconsistencies have a verdict; `key` is its class on the
    page.
    """

    key: str
    text: str
    means: str
    readings: int
    statements: int
    inconsistencies: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Statements and inconsistencies, each in natural order, the counts, and their sentence."""

    statements: Sequence[ClaimSection]
    inconsistencies: Sequence[ClaimSection]
    counts: Sequence[Count]
    said: str


def ledger_page(tested: Iterable[ClaimResult]) -> Ledger:
    """The ledger as the page shows it; `tested` are the rows of view claim_now."""
    every = list(tested)
    found = ledger(every)
    apart = [claim for claim in found if claim.id.startswith(INCONSISTENCIES)]
    statements = [claim for claim in found if claim not in apart]
    readings = Counter(one.verdict for one in every if not one.is_overall)
    counts = [
        Count(
            key=_key(verdict),
            text=verdict.text,
            means=MEANS[verdict],
            readings=readings[verdict],
            statements=sum(claim.key == _key(verdict) for claim in statements),
            inconsistencies=sum(claim.key == _key(verdict) for claim in apart),
        )
        for verdict in ClaimVerdict
    ]
    return Ledger(statements, apart, counts, _summary(statements, apart, readings))


def _summary(
    statements: Sequence[ClaimSection],
    apart: Sequence[ClaimSection],
    readings: Counter[ClaimVerdict],
) -> str:
    """What came of the statements by their decisive readings, then of all readings."""
    if not statements:
        return ""
    unjudged = readings[ClaimVerdict.CANNOT_BE_JUDGED]
    untested = readings[ClaimVerdict.NOT_TESTABLE] + readings[ClaimVerdict.DEFINITION]
    tested = readings.total() - untested - unjudged
    by_key = Counter(claim.key for claim in statements)
    parts = {
        "reproduced": readings[ClaimVerdict.REPRODUCED],
        "only as announced": readings[ClaimVerdict.AS_ANNOUNCED],
        "in part": readings[ClaimVerdict.PARTLY],
        "contradicted": readings[ClaimVerdict.CONTRADICTED],
    }
    told = ", ".join(f"{count} {words}" for words, count in parts.items() if count)
    every = "Of all readings, inconsistencies included," if apart else "Of all ways to read them,"
    are = "is" if by_key["reproduced"] == 1 else "are"
    return (
        f"Of {plural(len(statements), 'published statement')}, {by_key['reproduced']} {are} "
        f"reproduced and {by_key['contradicted']} contradicted. {every} "
        f"{tested:,} could be tested{f': {told}' if told else ''}"
        f"{f'; {unjudged} cannot be judged' if unjudged else ''}."
    )


def ledger(tested: Iterable[ClaimResult]) -> list[ClaimSection]:
    """Claims in natural order of their ids (S2 before S12)."""
    ordered = sorted(tested, key=lambda one: _natural(one.claim))
    return [_claim(key, list(results)) for key, results in groupby(ordered, lambda one: one.claim)]


def _key(verdict: str) -> str:
    return verdict.replace("_", "-")


def _natural(key: str) -> tuple[str, int, str]:
    digits = "".join(sign for sign in key if sign.isascii() and sign.isdigit())
    return key.rstrip("0123456789"), int(digits[:9] or 0), key


def _claim(key: str, tested: Sequence[ClaimResult]) -> ClaimSection:
    anchor = "".join(sign if sign.isalnum() else "-" for sign in clean(key))[:40]
    readings = sorted((one for one in tested if not one.is_overall), key=_decisive_first)
    return ClaimSection(
        id=name(key, 20).text,
        anchor=f"claim-{anchor}",
        statement=name(tested[0].statement, 400),
        overall=next((_reading(one) for one in tested if one.is_overall), None),
        readings=[_reading(one) for one in readings],
    )


def written(number: str) -> str:
    """What a claim states, or what was found, as pages write numbers: % and a true minus."""
    return _MINUS.sub("−", number).replace(" percent", " %")


_MINUS = re.compile(r"(?<![\w.])-(?=\d)")


def _decisive_first(tested: ClaimResult) -> bool:
    return not tested.is_decisive


def _reading(tested: ClaimResult) -> ReadingRow:
    evidence = tested.evidence
    return ReadingRow(
        text=name(tested.reading, 200),
        verdict=tested.verdict.text,
        key=_key(tested.verdict),
        stated=name(written(tested.stated), 160) if tested.stated else None,
        found=name(written(tested.found), 300) if tested.found else None,
        as_of=day(tested.as_of),
        measured_by=tested.provenance.text if tested.provenance else None,
        about=name(evidence.about, 300) if evidence.about else None,
        reason=name(written(evidence.reason), 300) if evidence.reason else None,
        evidence=_rest(evidence),
        is_decisive=tested.is_decisive,
    )


def _rest(evidence: ClaimEvidence) -> Sequence[tuple[str, Name]]:
    """The evidence without what is told beside the verdict.

    A number that is zero is there: a tolerance of 0 says that the claim is taken to the letter.
    """
    return facts({key: told for key, told in evidence.shown.items() if key not in TOLD})
