"""SWE-Bench Pro: long tasks in real repositories, run by Scale, as rows inside a web page.

A board is a page's slug: `swe_bench_pro_public_v2` (since 2026-09-22; 642 tasks in the tab full, 51
of them in the tab hard, which is a category), and `swe_bench_pro_public` before it (731), whose
route is gone. They do not compare. Quirks:

- There is no data file. Asked with the header `RSC: 1`, the place answers with what the page's
  program receives: rows are JSON objects somewhere in it. A saved page holds the same in pieces
  (`self.__next_f.push([1, "..."])`).
- The name holds model, harness and effort: `GPT-5.5 (mini-SWE-agent) xhigh`, here and there with
  blanks or a line feed behind it. A star is a footnote mark (contamination), no part of the name.
- Tabs are `variants` with a key. Two lists without keys cannot be told apart, and are refused.
- `confidenceInterval_upper` is no upper end: the page prints it behind ±. V2 does not say at which
  level, and 0.5 at 99.1 and 1.1 at 96.9 are 0.7 and 0.8 of half an interval of 642 items at 95 %.
  So it stays in the note.
- `rank` is 1 and how many models are surely better: places are shared and left out, but the best
  has 1. `company` is cut or empty, and is not read.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated, Any

from sources.contract import NONE_STATED, Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading import strict
from sources.reading.page_tables import pushed, text_of_page
from sources.reading.rows import SourceRow, key, read_rows
from sources.reading.spelling import LEVELS

FULL, HARD = "", "hard"
ITEMS: Mapping[str, Mapping[str, int]] = {
    "swe_bench_pro_public_v2": {FULL: 642, HARD: 51},
    "swe_bench_pro_public": {FULL: 731},
}

ABOUT = SourceCard(
    name="swebench_pro",
    title="SWE-Bench Pro (Scale)",
    home="https://labs.scale.com/leaderboard/swe_bench_pro_public_v2",
    licence=NONE_STATED,
    attribution="SWE-Bench Pro leaderboard (Scale AI), https://labs.scale.com/leaderboard",
    cadence="New entries every few weeks.",
    stale_after_days=60,
    tables=("score",),
    boards=tuple(ITEMS),
    scheduled=False,
    unproven="a whole page; one row of summer 2026 and three of the ten of V2 were captured, the "
    "tab hard as text alone; the level of its ±",
    terms="robots.txt allows the page (not /api/); no licence is stated. Some were refused. "
    "GAPWATCH_ENABLE=swebench_pro asks for it.",
)

PUSHED = "self.__next_f.push("
ROWS = re.compile(r'\[(?=\{"model":")')
TABS = re.compile(r'"variants":(?=\[\{"key":)')
NAMED = re.compile(
    r"^(?P<model>.+?)\*?(?: \((?P<harness>[^()]+)\))?"
    rf"(?: (?P<effort>(?i:{LEVELS})))?\*?$"
)

fetch = asks(ABOUT.home, types=("text/x-component", "text/html"), mib=32, headers={"RSC": "1"})


def _rank(what: str, value: object) -> int:
    if type(value) is not int or value < 1:
        raise ParseError(f"{what} is {value!r}, which is no rank")
    return value


class ProEntry(SourceRow):
    """A row of the board."""

    model: strict.Text
    rank: Annotated[int, strict.reads(_rank)]
    score: strict.Number
    dated_on: strict.DayOfTime = key("createdAt")
    half_width: Any = key("confidenceInterval_upper", default=None)
    version: Any = None
    contamination: Any = key("contaminationMessage", default=None)
    deprecated: Any = None

    def row(self, slug: str, tab: str) -> Row:
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
            "value": strict.tidy(self.score),
            "unit": "percent",
            "n": ITEMS[slug].get(tab),
            "provenance": "maintainer",
            "protocol": _named(slug, tab),
            "effort": named["effort"].lower() if named and named["effort"] else None,
            "harness": named["harness"] if named else None,
            "dated_on": self.dated_on,
            "note": "; ".join(f"{name} {value}" for name, value in noted.items() if value) or None,
        }


def parse(page: Page) -> Iterator[Reading]:
    """The board of one page in percent, by tab; the address tells which one."""
    slug = PurePosixPath(page.url).name
    if slug not in ITEMS:
        raise ParseError(f"{page.url} is none of the pages {sorted(ITEMS)}")
    text = text_of_page(page.body)
    payload = pushed(text) if PUSHED in text else text
    tabs = _tabs(payload)
    for tab, entries in (tabs or {FULL: list(_entries(payload))}).items():
        # Of refused rows too: a list that lacks its first rank is a part of one.
        ranks = [rank for one in entries if type(rank := one.get("rank")) is int and rank > 0]
        fault = None
        if not entries:
            fault = "no rows in what the page's program receives"
        elif not tabs and ranks != sorted(ranks):
            fault = f"ranks run {ranks[:40]}; several lists cannot be told apart"
        elif len(ranks) == len(entries) and min(ranks) != 1:
            fault = f"ranks run {ranks[:40]}; the first is missing"
        if fault:
            raise ParseError(f"{_named(slug, tab)}: {fault}")
        made = partial(ProEntry.row, slug=slug, tab=tab)
        yield Reading("score", slug, tab, *read_rows(ProEntry, entries, "model", made))


def _named(slug: str, tab: str) -> str:
    return f"{slug} {tab}".rstrip()


def _tabs(payload: str) -> dict[str, list[dict[str, Any]]]:
    """The lists of rows by the keys of their tabs; none on a page of one list."""
    found: dict[str, list[dict[str, Any]]] = {}
    for start in (one.end() for one in TABS.finditer(payload)):
        for item in strict.list_of("variants", strict.json_at("a row", payload, start)):
            tab = strict.object_of("a variant", item)
            name = strict.text_of("key of a variant", tab.get("key")).lower()
            listed = strict.list_of(f"entries of {name}", tab.get("entries"))
            rows = [strict.object_of("a row", row) for row in listed]
            if found.setdefault(FULL if name == "full" else name, rows) != rows:
                raise ParseError(f"two lists are called {name}")
    return found


def _entries(payload: str) -> Iterator[dict[str, Any]]:
    for start in (found.start() for found in ROWS.finditer(payload)):
        for row in strict.list_of("rows", strict.json_at("a list of rows", payload, start)):
            yield strict.object_of("a row", row)
