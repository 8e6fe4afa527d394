"""The sections besides the gaps: domains, certainty, what is broken, their sentences."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from outputs.alerts.broken import Broken
from outputs.charts.small import EDGE, WIDTH, Dots, dots, priced
from outputs.sections.sources import by_kind
from terms.days import in_words
from tests.outputs.shelf import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"
ANY = "any_weights"
OLD_PAGE = "its newest page, which is older than the 7 days that count as now"


def test_dots_stay_on_their_axis() -> None:
    root = ElementTree.fromstring(str(dots(Dots(9.0, 8.0, 99.0), 'a "b"', (-2.0, 4.0))))  # noqa: S314
    places = [float(it.get("cx", "")) for it in root.iter("circle")]
    assert places == [WIDTH - EDGE]
    assert root.get("aria-label") == 'a "b"'
    assert dots(Dots(None, None, None), "x") == ""


def test_prices_stand_on_a_logarithmic_axis() -> None:
    # 0.03 to 30 are three powers of ten; 0.3 lies at a third, 3 at two thirds.
    root = ElementTree.fromstring(str(priced(3.0, 0.3, "x")))  # noqa: S314
    closed, opened = [float(it.get("cx", "")) for it in root.iter("circle")]
    inner = WIDTH - 2 * EDGE
    assert closed == pytest.approx(EDGE + inner * 2 / 3, abs=0.1)
    assert opened == pytest.approx(EDGE + inner / 3, abs=0.1)
    assert "circle" not in str(priced(None, 0.0, "x"))


def broken(kind: str, subject: str, severity: str, **fields: Any) -> Broken:
    return Broken(
        kind, subject, severity, f"{subject} broke", None, None, "Look.", "x", True, fields
    )


def test_what_is_broken_is_counted_by_kind_with_the_worst_first() -> None:
    found = by_kind(
        [
            *[broken("source_stale", f"s{age}", "warning", age_days=age) for age in (3, 9, 5, 7)],
            broken("page_refused", "p", "critical"),
            broken("something_new", "n", "info"),
        ]
    )
    assert [group.words for group in found] == [
        "1 page refused",
        "4 sources older than their limit",
        "1 something new",
    ]
    stale = found[1]
    assert [it.title.text for it in stale.worst] == ["s9 broke", "s7 broke", "s5 broke"]
    assert [it.title.text for it in stale.rest] == ["s3 broke"]


def test_a_hostile_title_is_cut() -> None:
    [group] = by_kind([broken("x", HOSTILE, "info")])
    assert len(group.lines[0].title.text) <= 200


def test_days_are_written_alike() -> None:
    assert in_words("as of 2026-03-08, not 2026-13-08") == "as of 8 Mar 2026, not 2026-13-08"
