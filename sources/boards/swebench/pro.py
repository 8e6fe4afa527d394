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
from typing import Any

from sources.contract import (
    NONE_STATED,
    Page,
    Reading,
    Row,
    SourceCard,
    SourceChanged,
    asks,
)
from sources.reading.page_tables import text_of_page
from sources.reading.rows import read_each
from sources.reading.spelling import LEVELS
from sources.reading.strict import day_of, json_of, number_of, object_of, text_of, tidy

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
REQUIRED = ("model", "rank", "score", "company", "createdAt")
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
    read = read_each(entries, lambda entry: _score(slug, entry), lambda entry: entry["model"])
    ranks = [_rank(entry) for entry in entries if _is_count(entry.get("rank"))]
    if ranks != sorted(ranks) or (ranks and ranks[0] != 1 and len(ranks) == len(entries)):
        raise SourceChanged(
            ABOUT.name, f"{slug}: ranks run {ranks[:40]}; several lists cannot be told apart"
        )
    yield Reading("score", slug, "", *read)


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


def _is_count(rank: object) -> bool:
    return isinstance(rank, int) and not isinstance(rank, bool) and rank > 0


def _rank(row: Mapping[str, Any]) -> int:
    if not _is_count(row["rank"]):
        raise SourceChanged(ABOUT.name, f"rank of {row['model']!r} is {row['rank']!r}")
    return int(row["rank"])


def _score(slug: str, row: Mapping[str, Any]) -> Row:
    if missing := [key for key in REQUIRED if key not in row]:
        raise SourceChanged(ABOUT.name, f"{row.get('model')!r} lacks {missing}")
    _rank(row)
    name = text_of(ABOUT.name, "a model", row["model"])
    named = NAMED.match(name)
    created = text_of(ABOUT.name, f"createdAt of {name}", row["createdAt"])
    return {
        "entry": name,
        "model_name": named["model"] if named else name,
        "value": tidy(number_of(ABOUT.name, f"score of {name}", row["score"])),
        "unit": "percent",
        "n": ITEMS[slug],
        "provenance": "maintainer",
        "protocol": slug,
        "effort": named["effort"] if named else None,
        "harness": named["harness"] if named else None,
        "dated_on": day_of(ABOUT.name, f"createdAt of {name}", created[:10]),
        "note": _note(name, row),
    }


def _note(name: str, row: Mapping[str, Any]) -> str:
    company = text_of(ABOUT.name, f"company of {name}", row["company"])
    noted = [key for key in row if key.startswith(INTERVAL) or (key in NOTED and row[key])]
    return "; ".join([f"Company: {company}", *(f"{key}: {row[key]}" for key in noted)])
