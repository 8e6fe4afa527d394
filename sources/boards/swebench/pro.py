"""SWE-Bench Pro: long tasks in real repositories, run by Scale, as rows inside a web page.

The board is V2 (since 2026-09-22), called like its page: 642 tasks in the tab full, and 51 of them
in the tab hard, which is a category. What is known of V1, whose page is gone, is published. Quirks:

- There is no data file. Asked with the header `RSC: 1`, the place answers with what the page's
  program receives: rows are JSON objects somewhere in it. A saved page holds the same in pieces
  (`self.__next_f.push([1, "..."])`).
- The name holds model, harness and effort: `GPT-5.5 (mini-SWE-agent) xhigh`, here and there with
  blanks or a line feed behind it. A star is a footnote mark (contamination), no part of the name.
- Tabs are `variants` with a key.
- `confidenceInterval_upper` is no upper end: the page prints it behind ±. V2 does not say at which
  level, and 0.5 at 99.1 and 1.1 at 96.9 are 0.7 and 0.8 of half an interval of 642 items at 95 %.
  So it stays in the note.
- `rank` is 1 and how many models are surely better: places are shared and left out, but the best
  has 1. `company` is cut or empty, and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated, Any

from sources.contract import NONE_STATED, Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading.declared import DayOfTime, Number, SourceRow, Text, key, read_rows, reads
from sources.reading.page_tables import pushed, text_of_page
from sources.reading.spelling import LEVELS
from sources.reading.strict import json_at, list_of, object_of, text_of, tidy

BOARD = "swe_bench_pro_public_v2"
FULL, HARD = "", "hard"
ITEMS = {FULL: 642, HARD: 51}

ABOUT = SourceCard(
    name="swebench_pro",
    title="SWE-Bench Pro (Scale)",
    home=f"https://labs.scale.com/leaderboard/{BOARD}",
    licence=NONE_STATED,
    attribution="SWE-Bench Pro leaderboard (Scale AI), https://labs.scale.com/leaderboard",
    cadence="New entries every few weeks.",
    stale_after_days=60,
    tables=("score",),
    boards=(BOARD,),
    scheduled=False,
    unproven="a whole page; three of its ten rows were captured, the tab hard as text alone; the "
    "level of its ±",
    terms="robots.txt allows the page (not /api/); no licence is stated. Some were refused. "
    "GAPWATCH_ENABLE=swebench_pro asks for it.",
)

PUSHED = "self.__next_f.push("
TABS = re.compile(r'"variants":(?=\[\{"key":)')
NAMED = re.compile(
    r"^(?P<model>.+?)\*?(?: \((?P<harness>[^()]+)\))?"
    rf"(?: (?P<effort>(?i:{LEVELS})))?\*?$"
)


fetch = asks(
    ABOUT.home,
    types=("text/x-component", "text/html"),
    mib=32,
    headers={"RSC": "1"},
)


def _rank(what: str, value: object) -> int:
    if type(value) is not int or value < 1:
        raise ParseError(f"{what} is {value!r}, which is no rank")
    return value


class ProEntry(SourceRow):
    """A row of the board."""

    model: Text
    rank: Annotated[int, reads(_rank)]
    score: Number
    dated_on: DayOfTime = key("createdAt")
    half_width: Any = key("confidenceInterval_upper", default=None)
    version: Any = None
    contamination: Any = key("contaminationMessage", default=None)
    deprecated: Any = None

    def row(self, tab: str) -> Row:
        """In the columns of table score."""
        entry = self.model.strip()
        named = NAMED.match(entry)
        noted = {
            "±": self.half_width,
            "version": self.version,
            "contamination": self.contamination,
            "deprecated": self.deprecated,
        }
        return {
            "entry": entry,
            "model_name": named["model"] if named else entry,
            "value": tidy(self.score),
            "unit": "percent",
            "n": ITEMS.get(tab),
            "provenance": "maintainer",
            "protocol": f"{BOARD} {tab}".rstrip(),
            "effort": named["effort"].lower() if named and named["effort"] else None,
            "harness": named["harness"] if named else None,
            "dated_on": self.dated_on,
            "note": "; ".join(f"{name} {value}" for name, value in noted.items() if value) or None,
        }


def parse(page: Page) -> Iterator[Reading]:
    """The board in percent, by tab.

    Raises ParseError on another page, one without rows in tabs, and a list that lacks its best row.
    """
    if PurePosixPath(page.url).name != BOARD:
        raise ParseError(f"{page.url} is not the page {BOARD}")
    text = text_of_page(page.body)
    tabs = _tabs(pushed(text) if PUSHED in text else text)
    if not any(tabs.values()):
        raise ParseError("no rows in what the page's program receives")
    for tab, entries in tabs.items():
        # Of refused rows too: a list that lacks its first rank is a part of one.
        ranks = [rank for one in entries if type(rank := one.get("rank")) is int and rank > 0]
        if len(ranks) == len(entries) and min(ranks, default=0) != 1:
            raise ParseError(f"{tab or 'full'}: ranks run {ranks[:40]}; the first is missing")
        read = read_rows(ProEntry, entries, "model", partial(ProEntry.row, tab=tab))
        yield Reading("score", BOARD, tab, *read)


def _tabs(payload: str) -> dict[str, list[dict[str, Any]]]:
    """The lists of rows by the keys of their tabs."""
    found: dict[str, list[dict[str, Any]]] = {}
    for start in (one.end() for one in TABS.finditer(payload)):
        for item in list_of("variants", json_at("a row", payload, start)):
            tab = object_of("a variant", item)
            name = text_of("key of a variant", tab.get("key")).lower()
            listed = list_of(f"entries of {name}", tab.get("entries"))
            rows = [object_of("a row", row) for row in listed]
            if found.setdefault(FULL if name == "full" else name, rows) != rows:
                raise ParseError(f"two lists are called {name}")
    return found
