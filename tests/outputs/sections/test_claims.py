"""The ledger: claims in natural order, each with its verdict, counted once."""

from __future__ import annotations

from typing import Any

from measures.claims.records import ClaimResult
from outputs.sections.claims import ledger as made
from outputs.sections.claims import written
from outputs.sections.section import Section
from outputs.wording import Name
from tests.outputs import approved
from tests.outputs.shelf import claim

NUMBERS = ("86.4 percent", "-0.3 (-1.15 to 0.5499) points", "at most 2026-01 of gpt-5")


def ledger(*rows: dict[str, Any], **failures: Name) -> Section:
    return made((ClaimResult.from_row(row) for row in rows), failures)


def test_the_ledger_shows_what_decides_and_counts_once() -> None:
    words = ["reproduced", "as_announced", "contradicted", "contradicted", "not_testable"]
    many = [
        *(claim(f"r{place}", verdict=word) for place, word in enumerate(words)),
        claim("overall", verdict="reproduced"),
        claim("r0", claim="S3", verdict="cannot_be_judged"),
        claim("overall", claim="S3", verdict="cannot_be_judged"),
    ]
    cases: dict[str, object] = {
        "in natural order, by the verdict over all": ledger(
            claim(claim="S12"), claim(), claim("other", verdict="partly"), claim("overall")
        ),
        "the decisive reading is shown": ledger(
            claim("other", decisive="main"), claim("main", decisive="main", found="300 days")
        ),
        "readings, then what decides": ledger(*many),
        "inconsistencies apart": ledger(
            claim(claim="N02"), claim(claim="S12"), claim(verdict="contradicted")
        ),
        "one could not be tested again": ledger(claim(), S2=Name("no such table")),
        "no statement": ledger(),
        "a number has the signs of pages": [written(it) for it in NUMBERS],
    }
    approved.check(__file__, cases)
