"""Published statements about open and closed models, each tested against the warehouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from measures.claims.records import ClaimResult, results
from outputs.assistant.inquiry import CannotAnswer, Inquiry, Shown, quotation, quoted, unknown
from outputs.assistant.reply import Draft
from outputs.sections.claims import MEANS, ledger_page, written
from outputs.wording import name
from terms.numbers import plural
from terms.words import ClaimVerdict
from warehouse.reads import claims as reads_claims
from warehouse.reads import pages as reads_pages

SHOWN = 15
"""Claims of a list whose statements and pages are given; of the others id and verdict."""


def claims(
    inquiry: Inquiry, claim: str | None, words: str | None, verdict: ClaimVerdict | None
) -> Draft:
    """One claim with every reading, or all whose statement holds some words or has a verdict."""
    every = results(reads_claims.claims(inquiry.warehouse.connection))
    if not every:
        raise CannotAnswer("No claim was tested yet: run `gapwatch refresh` first.")
    if claim is not None:
        return _one(inquiry, claim, every)
    wanted = (words or "").lower().split()
    found = [
        one
        for one in every
        if one.is_overall
        and verdict in (None, one.verdict)
        and all(word in one.statement.lower() for word in wanted)
    ]
    behind: dict[str, set[int]] = {one.claim: set() for one in found}
    for one in every:
        behind.get(one.claim, set()).update(one.evidence.vintages)
    if not found:
        raise CannotAnswer(
            "No claim has these words and this verdict. Ask without either to see all."
        )
    return Draft(
        title="Claims, by their words and verdicts",
        sentence=_counted(found) if words or verdict else ledger_page(every).said,
        method="claims",
        details=[f"{len(found) - SHOWN} more: {_ids(found[SHOWN:])}."] if found[SHOWN:] else [],
        data_from=_newest_on(inquiry, {it for one in found[:SHOWN] for it in behind[one.claim]}),
        rows=[_short_row(one, behind[one.claim]) for one in found[:SHOWN]],
    )


def _counted(found: Sequence[ClaimResult]) -> str:
    """How many there are of each verdict."""
    counts = Counter(one.verdict for one in found)
    told = ", ".join(f"{counts[it]} {it.text}" for it in ClaimVerdict if counts[it])
    return f"{plural(len(found), 'claim')} of that kind: {told}."


def _ids(some: Sequence[ClaimResult]) -> str:
    return ", ".join(f"{one.claim} ({one.verdict.text})" for one in some)


def _one(inquiry: Inquiry, asked: str, every: Sequence[ClaimResult]) -> Draft:
    key = asked.strip().upper()
    own = [one for one in every if one.claim == key]
    if not own:
        raise CannotAnswer(unknown("claim", asked, sorted({one.claim for one in every})))
    readings = [one for one in own if not one.is_overall]
    whole = next((one for one in own if one.is_overall), own[0])
    reason = f", {name(written(whole.evidence.reason), 300).text}" if whole.evidence.reason else ""
    return Draft(
        title=f"Claim {name(whole.claim, 20).text}",
        sentence=f"{quotation(whole.statement, 400)} Verdict: {whole.verdict.text}{reason}.",
        details=[MEANS[own[0].verdict]],
        method="claims",
        data_from=_newest_on(inquiry, {it for one in own for it in one.evidence.vintages}),
        rows=[_row(one, one.evidence.vintages) for one in readings],
    )


def _newest_on(inquiry: Inquiry, vintages: Collection[int]) -> str | None:
    pages = reads_pages.pages_of(inquiry.warehouse.connection, vintages)
    return max((row["published_on"] for row in pages.values()), default=None)


def _short_row(one: ClaimResult, vintages: Collection[int]) -> Shown:
    """A claim in a list."""
    return {
        "claim": one.claim,
        "statement": quoted(one.statement),
        "verdict": one.verdict.text,
        "interval": None,
        "why_no_interval": "ask for the claim: each reading has its own",
        "vintages": sorted(vintages),
    }


def _row(one: ClaimResult, vintages: Sequence[int]) -> Shown:
    evidence = one.evidence
    numbers = evidence.shown.get("numbers", {})
    return {
        "claim": one.claim,
        "reading": one.reading,
        "is_decisive": one.is_decisive,
        "statement": quoted(one.statement),
        "verdict": one.verdict.text,
        "reason": quoted(evidence.reason),
        "compared": quoted(evidence.about) if evidence.about else None,
        "stated": quoted(one.stated) if one.stated else None,
        "found_with_interval": quoted(one.found) if one.found else None,
        "tolerance": evidence.tolerance,
        "interval": None,
        "why_no_interval": "it stands in found_with_interval, where the number has one",
        "numbers": {key: quoted(it) if isinstance(it, str) else it for key, it in numbers.items()},
        "as_of": one.as_of,
        "measured_by": one.provenance.text if one.provenance else None,
        "vintages": list(vintages),
    }
