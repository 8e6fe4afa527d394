"""The ledgers of claims: every claim with its verdict and what decides it, and their notes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from measures.claims.ledger import ClaimNote, notes
from measures.claims.verdicts import ClaimResult
from outputs.sections.section import Cell, Section, cell, tabled
from outputs.wording import Name, address, name
from terms.days import day, month
from terms.numbers import MISSING, plural
from terms.words import ClaimLedger, ClaimVerdict

Readings = Sequence[ClaimResult]
"""All of one claim."""


def ledger(
    of: ClaimLedger,
    tested: Iterable[ClaimResult],
    failures: Mapping[str, Name] = MappingProxyType({}),
) -> Section:
    """The claims of a ledger, public ones by their day, the newest first, others by their ids;
    `tested` are the rows of view claim_now, `failures`: claims that could not be tested again, to
    why."""
    own = sorted((one for one in tested if one.ledger is of), key=lambda one: one.claim)
    claims = [list(some) for _, some in groupby(own, key=lambda one: one.claim)]
    claims.sort(key=lambda some: some[0].stated_on or "", reverse=True)
    verdicts = [_whole(some).verdict for some in claims]
    decided = (ClaimVerdict.REPRODUCED, ClaimVerdict.PARTLY, ClaimVerdict.CONTRADICTED)
    same, partly, other = map(verdicts.count, decided)
    due = verdicts.count(ClaimVerdict.PENDING)
    rest = f"; {due} {'is' if due == 1 else 'are'} not due yet" if due else ""
    if undecided := len(verdicts) - same - partly - other - due:
        rest += f"; nothing decides the other{f' {undecided}' if undecided > 1 else ''}"
    said = (
        f"Of {plural(len(verdicts), 'published claim')}, {same} {'holds' if same == 1 else 'hold'} "
        f"up, {partly} in part, and {other} {'does' if other == 1 else 'do'} not{rest}."
    )

    def verdict(some: Readings) -> Cell:
        whole = _whole(some)
        told = [written(whole.evidence["reason"]).replace("_", " ")]
        if why := failures.get(whole.claim):
            told.append(f"could not be tested again: {why.text}")
        return cell(whole.verdict.text, *(name(it, 600) for it in told))

    return tabled(
        f"claims-{of}",
        of.text,
        claims,
        {"Statement": _statement, "Verdict": verdict, "Stated": _stated, "Found": _found},
        lead=said if verdicts else "Not computed yet, or no claim had been made by this day.",
        caption="Published statements about the gap, tested again on every run",
        note="Each is tested in every way it can be understood, and one reading decides. A "
        "difference that is not significant never contradicts a claim. Every reading with its "
        "query and pages: `gapwatch claims ID` and api/v1/claims.json.",
        method="methods-claims",
        are_rows_folded=True,
    )


def noted(of: ClaimLedger, tested: Iterable[ClaimResult]) -> Section:
    """The notes of a ledger, with the numbers of the readings that they name."""
    found = {f"{one.claim}/{one.reading}": one for one in tested}

    def numbers(one: ClaimNote) -> Cell:
        read = [found[it] for it in one.readings if it in found]
        return cell("", *(f"{it.claim}, {_of(it, it.found)}" for it in read))

    return tabled(
        f"notes-{of}",
        "Why our number is not Epoch’s"
        if of is ClaimLedger.PUBLIC
        else "Where that text contradicts itself",
        [one for one in notes().values() if one.ledger == of],
        {
            "About": lambda one: cell(one.title),
            "Note": lambda one: cell(f"{one.text}."),
            "Found": numbers,
        },
    )


def attribution(one: ClaimResult) -> str:
    """Who said it and when, and through whom it was read: empty of the text that has no speaker."""
    if not one.speaker or not one.stated_on:
        return ""
    on = (month if one.stated_on_is_month else day)(one.stated_on)
    return f"{one.speaker}, {on}" + (f", as quoted by {one.quoted_by}" if one.quoted_by else "")


def _statement(some: Readings) -> Cell:
    one = _whole(some)
    whose = f"{attribution(one)}: “{one.statement}”" if one.speaker else one.statement
    said = f"{one.claim}. {whose}"
    more: list[Name] = []
    if one.url:
        more.append(Name(name(one.work or one.url, 120).text, link=address(one.url)))
    return cell(name(said, 600), *more)


def _stated(some: Readings) -> Cell:
    """Of the reading that decides; where none does, what each was taken to state."""
    if one := _decisive(some):
        about = name(one.evidence.get("about", ""), 300)
        return cell(name(written(one.stated or MISSING), 160), about)
    return cell("", *(_of(it, it.stated) for it in some if it.stated))


def _found(some: Readings) -> Cell:
    if one := _decisive(some):
        on = f"{'due' if one.verdict is ClaimVerdict.PENDING else 'as of'} {day(one.as_of)}"
        measured = f"measured by: {one.provenance.text}" if one.provenance else ""
        return cell(name(written(one.found or MISSING), 300), on, measured)
    return cell("", *(_of(it, it.found) for it in some if it.found))


def _of(one: ClaimResult, number: str | None) -> str:
    return name(f"{one.reading.replace('_', ' ')}: {written(number or MISSING)}", 120).text


def _whole(some: Readings) -> ClaimResult:
    """The verdict over all readings, or that of the reading that decides."""
    return next((one for one in some if one.is_overall), _decisive(some) or some[0])


def _decisive(some: Readings) -> ClaimResult | None:
    decisive = (one for one in some if one.is_decisive)
    return min(decisive, key=lambda one: one.verdict is ClaimVerdict.NOT_TESTABLE, default=None)


def written(number: str) -> str:
    """What a claim states, or what was found, as pages write numbers: % and a true minus."""
    return _MINUS.sub("−", number).replace(" percent", " %")


_MINUS = re.compile(r"(?<![\w.])-(?=\d)")
