"""What the first screen, the price page and the choice say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.golden.replayed import AT_NIGHT, Replayed
from tests.outputs.report.weight import heavy, weight

pytestmark = AT_NIGHT


@pytest.fixture
def site(replayed: Replayed) -> Path:
    return replayed.site


def text(site: Path, path: str, part: str = "body") -> str:
    page = BeautifulSoup((site / path).read_text("utf-8"), "html.parser")
    for drawn in page.select("svg, script"):
        drawn.decompose()
    return " ".join(" ".join(one.get_text(" ") for one in page.select(part)).split())


def test_the_first_screen_tells_one_lag_and_three_dated_gaps(site: Path) -> None:
    assert text(site, "index.html", "h1") == (
        "Open-weight models were about 7 months behind in October"
    )
    # 5 March to 8 October 2026 are 217 days; the interval is August's, moved on by 58 days.
    assert text(site, "index.html", ".front > .lead") == (
        "The best open model, Kimi K3, was where closed models were in March 2026. The gap was 9.9 "
        "index points in October (95 % interval 4.5 to 15.3), 4.6 in August and 8.7 in December "
        "2025."
    )
    facts = text(site, "index.html", ".four")
    assert facts.startswith(
        "7.1 months behind on 8 Oct 2026 (95 % interval 5.5 to 9.9); when closed models got there "
        "is from the list of 11 Aug 2026."
    )
    price = "≥ 1.5× the price for open: $6.00 (Kimi K3); a closed one as good: at most $4.00"
    assert price in facts
    whole = text(site, "index.html")
    assert "on some tests only); safety not tested lately." in facts
    for never in ("Widening", "at least 35 days", "1.1 months", "in the median", "12 of 18"):
        assert never not in whole
    assert "3 to 11 months behind: 82 to 322 days, on" in whole
    # The list of October leaves the open-source licence's best model out: August's decides.
    assert (
        "Open-source licence only: The best open model, DeepSeek-V4-Flash-0731, was where" in whole
    )
    assert "Lag: 8.7 months behind on 11 Aug 2026 (95 % interval 6.1 to 10.2)" in whole
    assert "The gap was 9.1 index points in August" in whole
    assert "Open-source licence as of 11 Aug 2026" in text(
        site, "series/eci.html", "[aria-labelledby=rules]"
    )


def test_the_pages_of_a_series_tell_the_same_lag(site: Path) -> None:
    for series, told in {
        "eci": "Open models were 217 days behind on 8 Oct 2026: GPT-5.4 Pro was the first closed",
        "arena_text": "Open models were 245 days behind on 8 Oct 2026: Claude Opus 4.6 was the",
        "arena_webdev": "Open models were 82 days behind on 9 Oct 2026: Qwen3.8-Max was the first",
    }.items():
        page = text(site, f"series/{series}.html")
        assert told in page
        assert "at least 35" not in page
        assert not re.search(r"(?i)widening|narrowing", page)
    # No open model was tested after Kimi K2.5 of 27 January: whoever came later was caught by none.
    untested = text(site, "series/hle.html")
    assert "(data to 27 Jan 2026). 3 of 8 were still uncaught, GPT-5 the longest (173 days)." in (
        untested
    )


def test_prices_are_asked_on_the_day_of_the_scores(site: Path) -> None:
    """At Kimi K3's own score; on web development closed is cheaper, whatever August's list says."""
    page = text(site, "price.html")
    assert (
        "On Epoch Capabilities Index, Kimi K3 (157.45) costs $6.00 per million tokens, and GPT-6.1 "
        "Sol (166.09), closed, at most $4.00, as of 8 Oct 2026. Out since and cheaper, but without "
        "a score here: open "
    ) in page
    assert (
        "On Arena, web development, Kimi K3 (1654.4) costs $6.00 per million tokens, and Muse "
        "Spark 1.3 (1656.9), closed, $2.00, as of 9 Oct 2026."
    ) in page
    assert "Better closed models without a known price on 8 Oct 2026: Gemini 4 Argon." in page
    for never in ("$4.50.", "costs $10.00", "In the median over", "levels of quality, open at"):
        assert never not in page


def test_a_choice_begins_with_who_leads_the_newest_list(site: Path) -> None:
    script = (site / "assets" / "choice-coding.js").read_text("utf-8")
    data = json.loads(script[script.index("{") : script.rindex("}") + 1])
    place = data["columns"].index
    best, *_ = data["rows"]
    shown = ("name", "price", "on")
    assert [best[place(it)] for it in shown] == ["Claude Opus 5.5", 8.0, "9 Oct 2026"]
    assert round(best[place("score")], 1) == 1813.0
    assert "coding: Arena, web development" in text(site, "models.html", "select")


SITE = 10_000_000
"""Bytes of the whole site: pages, pictures and JSON."""


def test_no_page_is_heavy_and_the_whole_site_is_light(site: Path) -> None:
    assert heavy(site) == {}
    assert weight(site) < SITE
