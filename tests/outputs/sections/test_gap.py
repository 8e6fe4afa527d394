"""How sure a gap is, of which day it is, and what of its history is a turn."""

from dataclasses import replace
from typing import Any

import pytest

from measures.freshness import Freshness
from measures.series import load
from outputs.sections.gap import GapLine
from outputs.sections.section import phrase
from outputs.wording import ModelNames
from terms.words import GapMethod
from tests.outputs.shelf import TODAY, read_gap

ECI = load()["eci"]


def test_a_gap_says_the_smallest_that_its_test_could_show_and_how_sure_it_is() -> None:
    def sure(**gap: Any) -> list[str]:
        return [*GapLine(ECI, read_gap(**gap), fresh("2026-03-08"), ModelNames()).sure.values()]

    assert sure(ci_method="independent") == [
        "2.1 index points", "0.4 %, counting sampling error only", GapMethod.INDEPENDENT.text,
    ]  # fmt: skip
    assert sure(unresolved_above=2)[1].endswith("only, of the models known")
    unknown = dict.fromkeys(("detectable_gap", "p_open_ahead", "ci_method"))
    assert sure(**unknown) == ["unknown", "unknown", "no known error"]
    assert sure(gap=None) == []


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
