"""Fact checks of published statements, each tested against the warehouse."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from measures.claims.ledger import notes
from measures.claims.verdicts import ClaimResult
from outputs.asked import CannotAnswer, named
from outputs.assistant.reply import Inquiry, Reply, Row, quotation, reply
from outputs.sections.claims import attribution, written
from outputs.wording import name
from terms.numbers import plural
from terms.words import ClaimVerdict
from warehouse.reads import claims as reads_claims

SHOWN = 15
"""Claims of a list whose statements and pages are given; of the others id and verdict."""
OF_ALL = ("id", "statement", "speaker", "stated_on", "verdict")
EVIDENCE = ("reason", "about", "tolerance", "numbers")
"""What of a claim's evidence an assistant can say."""


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
    every = [(ClaimResult.from_row(row), row) for row in rows]
    if claim is not None:
        return _claim(inquiry, claim.strip().upper(), every)
    behind = defaultdict[str, set[int]](set)
    for one, _ in every:
        behind[one.claim] |= {*one.vintages}
    wanted = (words or "").lower().split()
    found = [
        (one, row)
        for one, row in every
        if one.is_overall
        and verdict in (None, one.verdict)
        and all(word in one.statement.lower() for word in wanted)
    ]
    if not found:
        raise CannotAnswer(
            "No claim has these words and this verdict. Ask without either to see all."
        )
    counts = Counter(one.verdict for one, _ in found)
    told = ", ".join(f"{it.text} {counts[it]}" for it in ClaimVerdict if counts[it])
    told = found[0][0].verdict.text if len(counts) == 1 else told
    of_kind = " of that kind" if len(found) < len(behind) else ""
    more = ", ".join(f"{one.claim} ({one.verdict.text})" for one, _ in found[SHOWN:])
    return reply(
        inquiry,
        f"{plural(len(found), 'claim')}{of_kind}: {told}.",
        [inquiry.shown(row, OF_ALL, vintages=behind[one.claim]) for one, row in found[:SHOWN]],
        details=[f"{len(found) - SHOWN} more: {more}."] if more else (),
    )


def _claim(inquiry: Inquiry, key: str, every: Sequence[tuple[ClaimResult, Row]]) -> Reply:
    named("claim", key, {one.claim: one for one, _ in every})
    own = [(one, row) for one, row in every if one.claim == key]
    whole = next((one for one, _ in own if one.is_overall), own[0][0])
    said = f" {name(attribution(whole), 200).text}." if whole.speaker else ""
    reason = written(whole.evidence["reason"]).replace("_", " ")
    verdict = f"{whole.verdict.text}, {name(reason, 600).text}"
    beside = {f"{one.claim}/{one.reading}" for one, _ in own}
    return reply(
        inquiry,
        f"{quotation(whole.statement, 400)}{said} Verdict: {verdict}.",
        [
            inquiry.shown(
                {**row, "evidence": {key: one.evidence.get(key) for key in EVIDENCE}},
                vintages=one.vintages,
            )
            for one, row in own
            if not one.is_overall
        ],
        details=[f"{it.title}: {it.text}." for it in notes().values() if beside & {*it.readings}],
    )
