"""Fact checks of published statements, each tested against the warehouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from measures.claims.ledger import notes
from measures.claims.records import ClaimResult, results
from outputs.asked import CannotAnswer, unknown
from outputs.assistant.reply import Inquiry, Reply, quotation, reply
from outputs.sections.claims import MEANS, attribution, ledger, written
from outputs.wording import name
from terms.numbers import plural
from terms.words import ClaimLedger, ClaimVerdict
from warehouse.reads import claims as reads_claims
from warehouse.reads import pages as reads_pages

Row = Mapping[str, Any]
SHOWN = 15
"""Claims of a list whose statements and pages are given; of the others id and verdict."""
OF_ALL = ("id", "statement", "speaker", "stated_on", "verdict")
EVIDENCE = ("reason", "about", "tolerance", "numbers")
APART = ("code_version", "recorded_at")
"""Columns that tell an assistant nothing."""


def claims(
    inquiry: Inquiry,
    claim: Annotated[
        str | None, Field(max_length=20, description="Id of one claim, for example S12.")
    ] = None,
    words: Annotated[
        str | None, Field(max_length=100, description="Words that the statement holds.")
    ] = None,
    verdict: Annotated[
        ClaimVerdict | None, Field(description="Only claims with this verdict.")
    ] = None,
) -> Reply:
    """Fact checks of published statements about open and closed models.

    With a claim: its verdict, and every reading of it with stated number, found number and
    interval. Else a list with verdicts, by words or verdict. A claim that is not significant is
    never called contradicted.
    """
    rows = reads_claims.claims(inquiry.warehouse.connection)
    if not rows:
        raise CannotAnswer("No claim was tested yet: run `gapwatch refresh` first.")
    every = results(rows)
    behind: dict[str, set[int]] = {}
    for one in every:
        behind.setdefault(one.claim, set()).update(one.vintages)
    if claim is not None:
        return _claim(inquiry, claim.strip().upper(), rows, every)
    wanted = (words or "").lower().split()
    found = [
        one
        for one in every
        if one.is_overall
        and verdict in (None, one.verdict)
        and all(word in one.statement.lower() for word in wanted)
    ]
    if not found:
        raise CannotAnswer(
            "No claim has these words and this verdict. Ask without either to see all."
        )
    shown, more = found[:SHOWN], found[SHOWN:]
    ids = ", ".join(f"{one.claim} ({one.verdict.text})" for one in more)
    by_id = {row["id"]: row for row in rows if row["reading"] == "overall"}
    return reply(
        inquiry,
        title="Claims, by their words and verdicts",
        sentence=_counted(found)
        if words or verdict
        else " ".join(f"{it.text}: {ledger(it, every).lead}" for it in ClaimLedger),
        details=[f"{len(more)} more: {ids}."] if more else (),
        data_from=_newest_on(inquiry, (it for one in shown for it in behind[one.claim])),
        rows=[inquiry.shown(by_id[one.claim], behind[one.claim], OF_ALL) for one in shown],
    )


def _counted(found: Sequence[ClaimResult]) -> str:
    """How many there are of each verdict."""
    counts = Counter(one.verdict for one in found)
    told = ", ".join(f"{counts[it]} {it.text}" for it in ClaimVerdict if counts[it])
    return f"{plural(len(found), 'claim')} of that kind: {told}."


def _claim(inquiry: Inquiry, key: str, rows: Sequence[Row], every: Sequence[ClaimResult]) -> Reply:
    own = [one for one in every if one.claim == key]
    if not own:
        raise CannotAnswer(unknown("claim", key, sorted({one.claim for one in every})))
    whole = next((one for one in own if one.is_overall), own[0])
    said = f" {name(attribution(whole), 200).text}." if whole.speaker else ""
    verdict = f"{whole.verdict.text}, {name(written(whole.evidence['reason']), 300).text}"
    beside = {f"{one.claim}/{one.reading}" for one in own}
    return reply(
        inquiry,
        title=f"Claim {name(whole.claim, 20).text}",
        sentence=f"{quotation(whole.statement, 400)}{said} Verdict: {verdict}.",
        details=[
            MEANS[own[0].verdict],
            *(f"{it.title}: {it.text}." for it in notes().values() if beside & {*it.readings}),
        ],
        data_from=_newest_on(inquiry, (it for one in own for it in one.vintages)),
        rows=[
            inquiry.shown(_reading(row, one), one.vintages)
            for one, row in zip(own, (row for row in rows if row["id"] == key), strict=True)
            if not one.is_overall
        ],
    )


def _reading(row: Row, one: ClaimResult) -> Row:
    """A row of claim_now; of its evidence what an assistant can say."""
    told = {key: it for key, it in row.items() if key not in APART}
    return {**told, "evidence": {key: one.evidence.get(key) for key in EVIDENCE}}


def _newest_on(inquiry: Inquiry, vintages: Iterable[int]) -> str | None:
    pages = reads_pages.pages_of(inquiry.warehouse.connection, vintages)
    return max((row["published_on"] for row in pages.values()), default=None)
