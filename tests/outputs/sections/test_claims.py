"""The ledger: claims in natural order, each reading with its verdict, counted once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from measures.claims.records import ClaimResult
from outputs.sections.claims import Ledger, ReadingRow, ledger_page, written
from tests.outputs import approved
from tests.outputs.shelf import claim


def ledger(*rows: dict[str, Any]) -> Ledger:
    return ledger_page(ClaimResult.from_row(row) for row in rows)


def told(found: Ledger) -> Iterator[str]:
    yield found.said
    for count in found.counts:
        counts = (count.readings, count.statements, count.inconsistencies)
        if any(counts):
            yield f"{count.key}: readings, statements, inconsistencies {counts}"
    for kind, claims in (("S", found.statements), ("N", found.inconsistencies)):
        for one in claims:
            yield f"{kind} {one.id} {one.key} {one.anchor}: {one.statement.text}"
            yield from (f"  {reading(it)}" for it in one.readings)
            if one.overall:
                yield f"  overall: {reading(one.overall)}"


def reading(one: ReadingRow) -> str:
    names = (one.text, one.stated, one.found, one.about, one.reason)
    said = [one.verdict, one.key, one.as_of, one.measured_by, *(it.text for it in names if it)]
    said += [f"{key} = {value.text}" for key, value in one.evidence]
    return " | ".join([*map(str, said), *(["decides"] if one.is_decisive else [])])


def test_the_ledger_counts_readings_and_then_what_decides() -> None:
    words = ["reproduced", "as_announced", "contradicted", "contradicted", "not_testable"]
    many = [
        *(claim(f"r{place}", verdict=word) for place, word in enumerate(words)),
        claim("overall", verdict="reproduced"),
        claim("r0", claim="S3", verdict="cannot_be_judged"),
        claim("overall", claim="S3", verdict="cannot_be_judged"),
    ]
    nothing = {"reason": "r", "tolerance": 0, "exact": False, "vintages": [], "sql": None}
    cases = {
        "in natural order, the joined verdict apart": ledger(
            claim(claim="S12"), claim(), claim("other", verdict="partly"), claim("overall")
        ),
        "a zero is shown, what is absent is not": ledger(claim(evidence=json.dumps(nothing))),
        "the decisive reading comes first": ledger(
            claim("other", decisive="main"), claim("main", decisive="main")
        ),
        "counted once each, readings apart": ledger(
            claim(), claim("other", verdict="contradicted"), claim("overall", verdict="partly")
        ),
        "readings, then what decides": ledger(*many),
        "inconsistencies stand and are counted apart": ledger(
            claim(claim="N02"), claim(claim="S12"), claim(verdict="contradicted")
        ),
        "no statement": ledger(),
    }
    approved.check(__file__, {case: list(told(found)) for case, found in cases.items()})


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("86.4 percent", "86.4 %"),
        ("-0.3 (-1.15 to 0.5499) points", "−0.3 (−1.15 to 0.5499) points"),
        ("at most 2026-01 of gpt-5", "at most 2026-01 of gpt-5"),
    ],
)
def test_a_number_of_a_claim_has_the_signs_of_pages(number: str, text: str) -> None:
    assert written(number) == text
