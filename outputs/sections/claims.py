"""The ledger of claims: every claim with its verdict, and what decides it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from measures.claims.records import ClaimResult
from outputs.sections.section import Cell, Section, tabled
from outputs.wording import Name, name
from terms.days import day
from terms.numbers import MISSING, plural
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
    "sampling error is another. We call a claim contradicted only if the difference "
    "is statistically clear.",
    ClaimVerdict.CANNOT_BE_JUDGED: "An entry of unknown model or openness may lead, or a model's "
    "class is unconfirmed: the number may be another once it is known.",
    ClaimVerdict.NOT_TESTABLE: "No archived page holds the evidence.",
    ClaimVerdict.DEFINITION: "A choice of words, which cannot be true or false.",
}
"""As in docs/methods.md."""
INCONSISTENCIES = "N"
"""How the ids of inconsistencies begin; statements begin otherwise."""
Readings = Sequence[ClaimResult]
"""All of one claim."""


def ledger(
    tested: Iterable[ClaimResult], failures: Mapping[str, Name] = MappingProxyType({})
) -> Section:
    """The ledger in natural order of ids (S2 before S12); `tested` are the rows of view claim_now,
    `failures`: claims that could not be tested again, to why."""
    every = sorted(tested, key=lambda one: _natural(one.claim))
    claims = [list(some) for _, some in groupby(every, key=lambda one: one.claim)]
    apart = [some for some in claims if some[0].claim.startswith(INCONSISTENCIES)]
    statements = [some for some in claims if some not in apart]
    verdicts = [_whole(some).verdict for some in statements]
    decided = (ClaimVerdict.REPRODUCED, ClaimVerdict.PARTLY, ClaimVerdict.CONTRADICTED)
    same, partly, other = map(verdicts.count, decided)
    said = (
        f"Of {plural(len(verdicts), 'published claim')}, {same} {'holds' if same == 1 else 'hold'} "
        f"up, {partly} in part, and {other} {'does' if other == 1 else 'do'} not; nothing decides "
        f"the other {len(verdicts) - same - partly - other}."
    )

    def verdict(some: Readings) -> Cell:
        whole, count = _whole(some), sum(not it.is_overall for it in some)
        told = [f"over {count} readings"] if count > 1 else []
        told.append(written(_decisive(some).evidence.reason))
        if why := failures.get(whole.claim):
            told.append(f"could not be tested again: {why.text}")
        return Cell(Name(whole.verdict.text), [name(it, 300) for it in told if it])

    return tabled(
        "statements",
        "Statements",
        statements,
        {
            "Statement": lambda some: Cell(
                name(_whole(some).statement, 400), [name(some[0].claim, 20)]
            ),
            "Verdict": verdict,
            "Stated": _stated,
            "Found": _found,
        },
        rest=apart,
        rest_is=f"{len(apart)} inconsistencies between them: reproduced means that it is there",
        lead=said if verdicts else "Not computed yet: no claim has been tested in this warehouse.",
        caption="Published statements about the gap, tested again on every run",
        note="Each is tested in every way it can be understood, and one reading decides. A "
        "difference that is not significant never contradicts a claim. Every reading with its "
        "query and pages: `gapwatch claims ID` and api/v1/claims.json.",
        method="methods-claims",
        are_rows_folded=True,
    )


def _stated(some: Readings) -> Cell:
    one = _decisive(some)
    return Cell(name(written(one.stated or MISSING), 160), [name(one.evidence.about or "", 300)])


def _found(some: Readings) -> Cell:
    one = _decisive(some)
    more = [Name(f"as of {day(one.as_of)}")]
    if one.provenance:
        more.append(Name(f"measured by: {one.provenance.text}"))
    return Cell(name(written(one.found or MISSING), 300), more)


def _whole(some: Readings) -> ClaimResult:
    """The verdict over all readings, or that of the reading that decides."""
    return next((one for one in some if one.is_overall), _decisive(some))


def _decisive(some: Readings) -> ClaimResult:
    return min(some, key=lambda one: (one.is_overall, not one.is_decisive))


def _natural(key: str) -> tuple[str, int, str]:
    digits = "".join(sign for sign in key if sign.isascii() and sign.isdigit())
    return key.rstrip("0123456789"), int(digits[:9] or 0), key


def written(number: str) -> str:
    """What a claim states, or what was found, as pages write numbers: % and a true minus."""
    return _MINUS.sub("−", number).replace(" percent", " %")


_MINUS = re.compile(r"(?<![\w.])-(?=\d)")
