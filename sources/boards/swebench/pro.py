"""SWE-Bench Pro: long tasks in real repositories, run by Scale, as rows inside a web page.

A board is a page's slug. `swe_bench_pro_public_v2` (642 tasks, since 2026-09-22),
`swe_bench_pro_public` (731), `swe_bench_pro_private` and `..._public_deprecated` (a limit of 50
turns) are four measurements that do not compare. Quirks:

- There is no data file. Asked with the header `RSC: 1`, the place answers with what the page's
  program receives: rows are JSON objects somewhere in it. A saved page holds the same in pieces
  (`self.__next_f.push([1, "..."])`).
- The name holds model, harness and effort: `GPT-5.5 (mini-SWE-agent) xhigh`.
- V2 has the tabs full and hard. Two lists on one page cannot be told apart, so they are refused.
- Interval fields come without their level: they stay in the note.
- A star behind the name is a footnote mark (contamination); it is no part of the model's name.
- One row was captured, never a whole page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Annotated, Any

from sources.contract import (
    NONE_STATED,
    Page,
    Reading,
    Row,
    SourceCard,
    SourceChanged,
    asks,
)
from sources.reading.declared import Number, SourceRow, Text, key, read_rows, reads
from sources.reading.page_tables import text_of_page
from sources.reading.spelling import LEVELS
from sources.reading.strict import day_of, json_of, object_of, text_of, tidy

HOME = "https://labs.scale.com/leaderboard/"

ITEMS: Mapping[str, int | None] = {
    "swe_bench_pro_public_v2": 642,
    "swe_bench_pro_public": 731,
    "swe_bench_pro_private": None,
    "swe_bench_pro_public_deprecated": 731,
}

ABOUT = SourceCard(
    name="swebench_pro",
    title="SWE-Bench Pro (Scale)",
    home="https://labs.scale.com/leaderboard/swe_bench_pro_public_v2",
    licence=NONE_STATED,
    attribution="SWE-Bench Pro leaderboard (Scale AI), https://labs.scale.com/leaderboard",
    cadence="New entries every few weeks.",
    stale_after_days=60,
    stale_reason="Entries come weeks apart; the page has no date of its own, so its age is the age "
    "of our last look.",
    tables=("score",),
    boards=tuple(ITEMS),
    scheduled=False,
    unproven="a whole page; one row of July or August 2026 was captured",
    terms="robots.txt allows the page (not /api/); no licence is stated. Some were refused. "
    "GAPWATCH_ENABLE=swebench_pro asks for it.",
)

ASKED = ("swe_bench_pro_public_v2", "swe_bench_pro_public")

PUSHED = "self.__next_f.push("
PIECE = re.compile(r"self\.__next_f\.push\((\[.*?\])\)\s*</script>", re.S)
ROW = re.compile(r'\{"model":"')
NOTED = ("version", "contaminationMessage", "deprecated")
INTERVAL = "confidenceInterval_"
NAMED = re.compile(
    r"^(?P<model>.+?)\*?(?: \((?P<harness>[^()]+)\))?"
    rf"(?: (?P<effort>{LEVELS}))?\*?$"
)


fetch = asks(
    *(HOME + slug for slug in ASKED),
    types=("text/x-component", "text/html"),
    mib=32,
    headers={"RSC": "1"},
)


def _day(source: str, what: str, moment: object) -> str:
    return day_of(source, what, text_of(source, what, moment)[:10])


def _rank(source: str, what: str, value: object) -> int:
    if type(value) is not int or value < 1:
        raise SourceChanged(source, f"{what} is {value!r}, which is no rank")
    return value


class ProEntry(SourceRow, extra="allow"):
    """A row of the board, with keys that are noted as they are."""

    model: Text
    rank: Annotated[int, reads(_rank)]
    score: Number
    company: Text
    dated_on: Annotated[str, reads(_day)] = key("createdAt")

    def row(self, slug: str) -> Row:
        """In the columns of table score."""
        named = NAMED.match(self.model)
        more = (self.model_extra or {}).items()
        noted = [
            f"{name}: {value}"
            for name, value in more
            if name.startswith(INTERVAL) or (name in NOTED and value)
        ]
        return {
            "entry": self.model,
            "model_name": named["model"] if named else self.model,
            "value": tidy(self.score),
            "unit": "percent",
            "n": ITEMS[slug],
            "provenance": "maintainer",
            "protocol": slug,
            "effort": named["effort"] if named else None,
            "harness": named["harness"] if named else None,
            "dated_on": self.dated_on,
            "note": "; ".join([f"Company: {self.company}", *noted]),
        }


def parse(page: Page) -> Iterator[Reading]:
    """The board of one page in percent; the address tells which one.

    Raises SourceChanged on an unknown slug, a page without rows and several lists of rows.
    """
    slug = PurePosixPath(page.url).name
    if slug not in ITEMS:
        raise SourceChanged(ABOUT.name, f"{page.url} is none of the pages {sorted(ITEMS)}")
    entries = list(_entries(_payload(page.body)))
    if not entries:
        raise SourceChanged(ABOUT.name, f"{slug}: no rows in what the page's program receives")
    rows, refused = read_rows(ProEntry, ABOUT.name, entries, "model", lambda one: one.row(slug))
    # Of refused rows too: a list that lacks its first rank is a part of one.
    ranks = [rank for entry in entries if type(rank := entry.get("rank")) is int and rank > 0]
    if ranks != sorted(ranks) or (ranks and ranks[0] != 1 and len(ranks) == len(entries)):
        raise SourceChanged(
            ABOUT.name, f"{slug}: ranks run {ranks[:40]}; several lists cannot be told apart"
        )
    yield Reading("score", slug, "", rows, refused)


def _payload(body: bytes) -> str:
    """What the page's program receives: the answer itself, or put together from a page's pieces."""
    text = text_of_page(ABOUT.name, body)
    if PUSHED not in text:
        return text
    pieces = []
    for written in PIECE.findall(text):
        piece = json_of(ABOUT.name, written.encode())
        if len(piece) == 2 and isinstance(piece[1], str):
            pieces.append(piece[1])
    return "".join(pieces)


def _entries(payload: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder(parse_float=Decimal)
    for start in (found.start() for found in ROW.finditer(payload)):
        try:
            row, _ = decoder.raw_decode(payload, start)
        except (ValueError, RecursionError) as error:
            raise SourceChanged(ABOUT.name, f"a row breaks off: {error}") from error
        yield object_of(ABOUT.name, "a row", row)
