"""SWE-Bench Pro: long tasks in real repositories, run by Scale, as rows inside a web page.

A board is a page's slug. `swe_bench_pro_public_v2` (642 tasks, since 2026-09-22),
`swe_bench_pro_public` (731), `swe_bench_pro_private` and `..._public_deprecated` (a limit of 50
turns) are four measurements that do not compare. Quirks:

- There is no data file. The page's program receives its data in pieces
  (`self.__next_f.push([1, "..."])`), and rows are JSON objects somewhere inside them.
- The name holds model, harness and effort: `GPT-5.5 (mini-SWE-agent) xhigh`.
- V2 has the tabs full and hard. Two lists on one page cannot be told apart, so they are refused.
- Interval fields come without their level: they stay in the note.
- The page was described and never captured: whatever is not exactly that is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from sources.contract import Client, Fetched, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.strict import json_of, number_of, object_of, text_of, tidy

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
    licence="none stated",
    attribution="SWE-Bench Pro leaderboard (Scale AI), https://labs.scale.com/leaderboard",
    cadence="New entries every few weeks.",
    stale_after_days=60,
    stale_reason="Entries come weeks apart; the page has no date of its own, so its age is the age "
    "of our last look.",
    tables=("score",),
    boards=tuple(ITEMS),
    scheduled=False,
    terms="robots.txt allows the page (not /api/); no licence is stated. Some were refused. "
    "GAPWATCH_ENABLE=swebench_pro asks for it.",
)

ASKED = ("swe_bench_pro_public_v2", "swe_bench_pro_public")

PIECE = re.compile(r"self\.__next_f\.push\((\[.*?\])\)\s*</script>", re.S)
ROW = re.compile(r'\{"model":"')
REQUIRED = ("model", "rank", "score", "company", "createdAt")
INTERVAL = "confidenceInterval_"
NAMED = re.compile(
    r"^(?P<model>.+?)(?: \((?P<harness>[^()]+)\))?"
    r"(?: (?P<effort>none|minimal|low|medium|high|xhigh|max))?$"
)


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the pages of V2 and of the first public set. Raises SourceUnavailable."""
    for slug in ASKED:
        yield client.get(HOME + slug, content_types=("text/html",), max_bytes=32 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """The board of one page in percent; the address tells which one.

    Raises SourceChanged on an unknown slug, a page without rows, several lists of rows, an
    unknown key, and a score, rank or time of another kind.
    """
    slug = PurePosixPath(page.url).name
    if slug not in ITEMS:
        raise SourceChanged(ABOUT.name, f"{page.url} is none of the pages {sorted(ITEMS)}")
    entries = list(_entries(_payload(page.body)))
    if not entries:
        raise SourceChanged(ABOUT.name, f"{slug}: no rows in what the page's program receives")
    ranks = [_rank(entry) for entry in entries]
    if ranks != sorted(ranks) or ranks[0] != 1:
        raise SourceChanged(
            ABOUT.name, f"{slug}: ranks run {ranks[:40]}; several lists cannot be told apart"
        )
    yield Reading("score", slug, "", [_score(slug, entry) for entry in entries])


def _payload(body: bytes) -> str:
    """What the page's program receives, put together."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceChanged(ABOUT.name, f"the page is not UTF-8: {error}") from error
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
        except ValueError as error:
            raise SourceChanged(ABOUT.name, f"a row breaks off: {error}") from error
        yield _known(object_of(ABOUT.name, "a row", row))


def _known(row: dict[str, Any]) -> dict[str, Any]:
    unknown = [key for key in row if key not in REQUIRED and not key.startswith(INTERVAL)]
    missing = [key for key in REQUIRED if key not in row]
    if unknown or missing:
        raise SourceChanged(
            ABOUT.name, f"{row.get('model')!r} has the unknown keys {unknown}, lacks {missing}"
        )
    return row


def _rank(row: Mapping[str, Any]) -> int:
    rank = row["rank"]
    if isinstance(rank, bool) or not isinstance(rank, int) or rank < 1:
        raise SourceChanged(ABOUT.name, f"rank of {row['model']!r} is {rank!r}")
    return rank


def _score(slug: str, row: Mapping[str, Any]) -> Row:
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
        "dated_on": created[:10],
        "note": _note(name, row),
    }


def _note(name: str, row: Mapping[str, Any]) -> str:
    company = text_of(ABOUT.name, f"company of {name}", row["company"])
    intervals = [f"{key}: {row[key]}" for key in row if key.startswith(INTERVAL)]
    return "; ".join([f"Company: {company}", *intervals])
