"""Pages of September to November 2026: which leading names the registry does not know, and why.

Leading are the first fifteen rows of a board from either end, and of a price list what makers sell
themselves. One name more is lost, and so is a page that stopped being read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import pytest

from measures.boards.coverage import NO_ONE_MODEL, NO_TEXT
from measures.price.rules import bundled
from sources.catalogue import SOURCES
from sources.contract import Reading, SourceChanged
from tests import recorded
from tests.measures.names.recorded_spellings import shipped

FOLDER = recorded.NOVEMBER
PAGES = {
    row["path"].split("/recorded-november/")[-1]: row
    for row in recorded.rows(folders=[FOLDER] if FOLDER else [])
}
pytestmark = [
    pytest.mark.recorded,
    pytest.mark.skipif(FOLDER is None, reason="GAPWATCH_RECORDED names no recorded-november"),
]
MAKERS = frozenset(chain.from_iterable(bundled().own.values()))
FIRST = 15
UNKNOWN = {"models_dev": 9, "epoch": 2, "litellm": 68, "genai_prices": 42}
"""Source to how many of its leading names mean nothing here, each looked at in November 2026: a
family's name, the same weights on faster machines, gone from the boards before 2026, no seller of
text, a run under a name from before the release, or a model of which no text says its terms."""
NOT_READ = {
    "openrouter_rankings/2026-10-09_rankings-daily.json",
    "swebench_pro/2026-09-23_swe_bench_pro_public_v2_hard_PAGETEXT_EXCERPT.md",
    "swebench_pro/2026-09-24_swe_bench_pro_public_v2_RSC_EXCERPT3.html",
    "terminalbench4/2026-09-10_leaderboard-read_4-0-0_ROWS18.json",
}
"""Pages of which no row need be read: of a place or shape without a parser, or page text alone."""


def leading(reading: Reading) -> Iterator[Mapping[str, Any]]:
    if reading.table == "score":
        rows = sorted(
            (row for row in reading.rows if row["value"] is not None), key=lambda row: row["value"]
        )
        yield from (*rows[:FIRST], *rows[-FIRST:])
    elif reading.table == "price":
        for row in reading.rows:
            name = row["model_name"] or row["entry"]
            apart = NO_TEXT.search(name) or NO_ONE_MODEL.search(name)
            if row["provider"] in MAKERS and not apart:
                yield row


def test_every_leading_name_is_known_or_was_looked_at() -> None:
    unknown: dict[str, set[str]] = defaultdict(set)
    unread = set()
    for path, row in PAGES.items():
        source, page = row["source"], recorded.page(row)
        try:
            readings = list(SOURCES[source].parse(page)) if source in SOURCES else []
        except SourceChanged:
            readings = []
        if not readings:
            unread.add(path)
        for reading in readings:
            on = str(reading.published_on or page.seen_at.date())
            names = [one["model_name"] or one["entry"] for one in leading(reading)]
            unknown[source] |= {one for one in names if shipped().match(source, one, on) is None}
    assert unread == NOT_READ
    assert {source: len(some) for source, some in unknown.items() if some} == UNKNOWN, unknown
