"""The ledgers: claims in order, each with its verdict, counted once, and their notes."""

from typing import Any

from measures.claims.verdicts import ClaimResult
from outputs.sections.claims import ledger as made, noted, written
from outputs.sections.section import Section
from outputs.wording import Name
from terms.words import ClaimLedger
from tests.outputs import approved
from tests.outputs.shelf import claim

NUMBERS = ("86.4 percent", "-0.3 (-1.15 to 0.5499) points", "at most 2026-01 of gpt-5")
SAID = {"speaker": "Somebody", "work": "Their page", "url": "https://somebody.example/page"}


def results(*rows: dict[str, Any]) -> list[ClaimResult]:
    return [ClaimResult.from_row(row) for row in rows]


def ledger(*rows: dict[str, Any], **failures: Name) -> Section:
    return made(ClaimLedger.SEED, results(*rows), failures)


def public(key: str, stated_on: str, **changed: Any) -> dict[str, Any]:
    told = {**SAID, "ledger": "public", "stated_on": stated_on, **changed}
    return claim("overall", claim=key, **told)


def test_the_ledger_shows_what_decides_and_counts_once() -> None:
    words = ["reproduced", "as_announced", "contradicted", "contradicted", "not_testable"]
    many = [
        *(claim(f"r{place}", verdict=word) for place, word in enumerate(words)),
        claim("overall", verdict="reproduced"),
        claim("r0", claim="S03", verdict="cannot_be_judged"),
        claim("overall", claim="S03", verdict="cannot_be_judged"),
    ]
    told = [
        public("P01", "2026-06-01", stated_on_is_month=1, quoted_by="another"),
        public("P02", "2026-06-16"),
        public("P03", "2026-10-14", verdict="pending"), claim(verdict="contradicted"),
    ]  # fmt: skip
    cases: dict[str, object] = {
        "by the verdict over all": ledger(
            claim(claim="S12"), claim(), claim("other", verdict="partly"), claim("overall")
        ),
        "the decisive reading is shown": ledger(
            claim("other", decisive="main"), claim("main", decisive="main", found="300 days")
        ),
        "of two that decide, the one that was tested": ledger(
            claim("audio", decisive="video, audio", verdict="not_testable", found=None),
            claim("video", decisive="video, audio", found="2.9 points"),
        ),
        "readings, then what decides": ledger(*many),
        "public claims alone, the newest first": made(ClaimLedger.PUBLIC, results(*told)),
        "one could not be tested again": ledger(claim(), S02=Name("no such table")),
        "no statement": ledger(),
        "a number has the signs of pages": [written(it) for it in NUMBERS],
        "notes with the numbers that were found": noted(
            ClaimLedger.PUBLIC,
            results(claim("as_high", claim="P12", found="6.7 months"),
                    claim("classes", claim="P12", found=None)),
        ),
    }  # fmt: skip
    approved.check(__file__, cases)
    [newest, *_] = made(ClaimLedger.PUBLIC, results(*told)).rows
    assert newest[0].more[-1].link == SAID["url"]
    hostile = public("P01", "2026-06-01", url="javascript:alert(1)")
    [[cell, *_]] = made(ClaimLedger.PUBLIC, results(hostile)).rows
    assert cell.more[-1].link is None
