"""How sure a gap is, of which day it is, and what of its history is a turn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from measures.freshness import Freshness
from measures.series import load
from outputs.sections.freshness import phrase
from outputs.sections.gap.evidence import certainty
from tests.outputs import approved
from tests.outputs.shelf import TODAY, read_gap

ECI = load()["eci"]
UNKNOWN = dict.fromkeys(("gap_low", "gap_high", "detectable_gap", "ci_method"))
GAPS: dict[str, dict[str, Any]] = {
    # 4.2 / 2.1 = 2; 2.0 / 2.1 = 0.95.
    "larger than the smallest": {
        "gap": 4.2, "gap_low": 3.0, "gap_high": 5.4, "ci_method": "joint",
    },
    "smaller": {"ci_method": "independent"},
    "two unknown": {"unresolved_above": 2, "ci_method": "independent"},
    "one unknown, open before": {
        "gap": -0.4, "gap_low": -7.3, "gap_high": 6.5, "unresolved_above": 1,
        "ci_method": "independent",
    },
    "no error is known": UNKNOWN,
}  # fmt: skip


def test_a_gap_is_set_against_the_smallest_that_its_test_could_show() -> None:
    said = {case: certainty(ECI, read_gap(**changed)) for case, changed in GAPS.items()}
    approved.check(__file__, said)
    assert certainty(ECI, read_gap(gap=None)) is None


def fresh(page: str, *, shown: str | None = None, is_stale: bool = False) -> Freshness:
    return Freshness(TODAY.isoformat(), shown or page, page, is_stale)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (fresh("2026-03-03"), "now (data from 3 Mar 2026)"),
        (fresh("2026-03-10"), "now (data from 10 Mar 2026)"),
        (fresh("2026-03-02", is_stale=True), "as of 2 Mar 2026"),
        # A model that came after its page dates a stale number.
        (fresh("2026-02-20", shown="2026-02-24", is_stale=True),
         "as of 24 Feb 2026, data from 20 Feb 2026"),
        # A current page is of now whenever its leaders came.
        (fresh("2026-03-08", shown="2026-03-09"), "now (data from 8 Mar 2026)"),
        # An ended series is of its last change.
        (replace(fresh("2026-03-09", shown="2024-12-26", is_stale=True), is_last_change=True),
         "as of 26 Dec 2024, when it last changed"),
    ],
)  # fmt: skip
def test_only_what_is_current_reads_as_now(found: Freshness, words: str) -> None:
    assert phrase(found) == words
