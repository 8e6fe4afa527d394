"""Berkeley Function Calling Leaderboard (BFCL): share of tool calls a model gets right, one CSV.

Boards are the columns `Overall Acc` and `Multi Turn Acc`, categories the versions `V3` and `V4`.
Quirks that this parser knows:

- The header tells the version: V4 (August 2025) added web search and memory and made a new overall
  out of them, which compares with no V3 overall. `Multi Turn Acc` keeps its 4 x 200 dialogues.
- Columns come and go (Composite, Exec, the cost column's name): read by name. A new accuracy of a
  group (`... Acc`) refuses the page, because the overall is made of them: a new version.
- One model is listed once per calling mode (`FC`, `Prompt`) and host. Every row is kept; the one
  with the best value of its model has the protocol `BFCL V4, best mode`, the others `other mode`.
- The file has no dates and no intervals; `License` is a claim.
- `WITHDRAWN` are files that the maintainers themselves took back: on 2025-04-25 they published
  wrong values of a new model, which no comparison with an older file can show.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sources.contract import (
    Client,
    Fetched,
    Page,
    Reading,
    RefusedRow,
    Row,
    SourceCard,
    SourceChanged,
)
from sources.reading.rows import read_each, unread_keys
from sources.reading.spelling import STAMP, VENDORS
from sources.reading.strict import decimal_of, rows_of_table, text_of, tidy
from terms.grammar import Grammar, Mark

URL = "https://gorilla.cs.berkeley.edu/data_overall.csv"

BOARDS: Mapping[str, int | None] = {"Overall Acc": None, "Multi Turn Acc": 800}
"""Column to items behind it; the overall is a mean of means over sets of unequal size."""

CALLED = Mark(r" \(((?:FC|Prompt)[^()]*|Novita)\)$", "harness", is_own_form=True)

ABOUT = SourceCard(
    name="bfcl",
    title="Berkeley Function Calling Leaderboard",
    grammar=Grammar((CALLED, STAMP), VENDORS),
    home="https://gorilla.cs.berkeley.edu/leaderboard.html",
    licence="Apache-2.0",
    attribution="Berkeley Function Calling Leaderboard (Gorilla project, UC Berkeley), "
    "https://gorilla.cs.berkeley.edu, Apache-2.0",
    cadence="No new values since 2025-12-16; before, every one to three months.",
    ask_every_days=7,
    stale_after_days=120,
    stale_reason="Updates came up to three months apart while the board was alive; the file has "
    "no date, so its age is the age of our last look.",
    tables=("score", "release"),
    boards=(*BOARDS, "License"),
    rows={"score": 440, "release": 220},
)

ALWAYS = ("Rank", "Overall Acc", "Model", "Model Link", "Multi Turn Acc", "Organization", "License")
GROUP = " Acc"
V4_ONLY = ("Web Search Acc", "Memory Acc")
OTHERS = frozenset(
    """Cost ($ Per 1k Function Calls)|Total Cost ($)|Latency Mean (s)
    |Latency Standard Deviation (s)|Latency 95th Percentile (s)|Non-Live AST Acc
    |Non-Live Simple AST|Non-Live Multiple AST|Non-Live Parallel AST
    |Non-Live Parallel Multiple AST|Non-Live Exec Acc|Non-Live Simple Exec|Non-Live Multiple Exec
    |Non-Live Parallel Exec|Non-Live Parallel Multiple Exec|Live Acc|Live Simple AST
    |Live Multiple AST|Live Parallel AST|Live Parallel Multiple AST|Multi Turn Base
    |Multi Turn Miss Func|Multi Turn Miss Param|Multi Turn Long Context|Multi Turn Composite
    |Web Search Base|Web Search No Snippet|Memory KV|Memory Vector
    |Memory Recursive Summarization|Relevance Detection|Irrelevance Detection
    |Format Sensitivity Max Delta|Format Sensitivity Standard Deviation""".replace(
        "\n    ", ""
    ).split("|")
)

MODE = re.compile(CALLED.pattern)
WITHDRAWN = {
    "04e99aa5971c79e3aa044e2e10fc586f94728cf5cc027284f899212c57dd50af": (
        "published on 2025-04-25 and replaced by the maintainers on 2025-04-30 ('incorrect "
        "leaderboard data file')"
    ),
}


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the CSV file once (33 kB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/csv", "text/plain"), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """The boards `Overall Acc` and `Multi Turn Acc` in percent, and what rows claim of licences.

    The maintainers run every entry. Raises SourceChanged on a withdrawn file and on a header of
    another version.
    """
    if taken_back := WITHDRAWN.get(hashlib.sha256(page.body).hexdigest()):
        raise SourceChanged(ABOUT.name, f"this very file was {taken_back}; the next one is right")
    rows, ragged = rows_of_table(ABOUT.name, "data_overall.csv", page.body, ALWAYS)
    if not rows:
        raise SourceChanged(ABOUT.name, "data_overall.csv has no rows")
    version = _version(rows[0])
    unread = unread_keys("data_overall.csv", rows[:1], {*ALWAYS, *V4_ONLY, *OTHERS})
    for board, items in BOARDS.items():
        scores, refused = _scores(board, items, version, rows)
        yield Reading("score", board, version, scores, refused=[*refused, *ragged], warnings=unread)
    claims, refused = read_each(rows, _claim, _model)
    yield Reading("release", "License", version, claims, refused=[*refused, *ragged])


def _model(row: Mapping[str, str]) -> str:
    return text_of(ABOUT.name, "a Model", row["Model"])


def _version(row: Mapping[str, str]) -> str:
    header = set(row)
    unknown = sorted(header - set(ALWAYS) - set(V4_ONLY) - OTHERS)
    if groups := [column for column in unknown if column.endswith(GROUP)]:
        raise SourceChanged(
            ABOUT.name, f"data_overall.csv has the unknown columns {groups}; a new version?"
        )
    added = [column for column in V4_ONLY if column in header]
    if added and len(added) != len(V4_ONLY):
        raise SourceChanged(ABOUT.name, f"the header has {added} but not all of {V4_ONLY}")
    return "V4" if added else "V3"


def _scores(
    board: str, items: int | None, version: str, rows: list[dict[str, str]]
) -> tuple[list[Row], list[RefusedRow]]:
    read, refused = read_each(rows, lambda row: (row, _percent(board, row)), _model)
    best: dict[str, float] = {}
    for row, value in read:
        model = _split(row["Model"])[0]
        if value is not None and (model not in best or value > best[model]):
            best[model] = value
    scores = []
    for row, value in read:
        # The first row with the best value: a later one that equals it is another mode.
        is_best = value is not None and best.get(_split(row["Model"])[0]) == value
        if is_best:
            del best[_split(row["Model"])[0]]
        mode = "best" if is_best else "other"
        scores.append(_score(row, value, items, f"BFCL {version}, {mode} mode"))
    return scores, refused


def _score(row: Mapping[str, str], value: float | None, items: int | None, protocol: str) -> Row:
    model, modes = _split(row["Model"])
    found: dict[str, Any] = {
        "entry": row["Model"],
        "model_name": model,
        "value": value,
        "unit": "percent",
        "n": items,
        "provenance": "maintainer",
        "protocol": protocol,
        "harness": ", ".join(modes) or None,
        "source_url": row["Model Link"] or None,
    }
    return found


def _percent(board: str, row: Mapping[str, str]) -> float | None:
    """The number before the percent sign; None where the file says that there is none."""
    what, text = f"{board} of {_model(row)}", row[board]
    if text == "N/A":
        return None
    if not text.endswith("%"):
        raise SourceChanged(ABOUT.name, f"{what} is {text!r}, not a percentage")
    return tidy(decimal_of(ABOUT.name, what, text[:-1]))


def _split(model: str) -> tuple[str, list[str]]:
    """The model's own spelling, and the calling modes and hosts written behind it."""
    modes: list[str] = []
    while found := MODE.search(model):
        modes.insert(0, found[1])
        model = model[: found.start()]
    return model, modes


def _claim(row: Mapping[str, str]) -> Row:
    return {
        "entry": _model(row),
        "model_name": _split(row["Model"])[0],
        "maker": row["Organization"] or None,
        "licence": row["License"] or None,
    }
