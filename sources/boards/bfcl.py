"""Berkeley Function Calling Leaderboard (BFCL): share of tool calls a model gets right, one CSV.

Boards are the columns `Overall Acc` and `Multi Turn Acc`, categories the versions `V3` and `V4`.
Quirks that this parser knows:

- The header tells the version: V4 (August 2025) added web search and memory and made a new overall
  out of them, which compares with no V3 overall. `Multi Turn Acc` keeps its 4 x 200 dialogues.
- Columns come and go (Composite, Exec, the cost column's name): read by name. A new accuracy of a
  group (`... Acc`) refuses the page, because the overall is made of them: a new version.
- One model is listed once per calling mode (`FC`, `Prompt`) and host. Every row is kept; the one
  with the best value of its model has the protocol `BFCL V4, best mode`, the others `other mode`.
- The maintainers run every entry. No dates, no intervals; `License` is a claim.
- `WITHDRAWN` are files that the maintainers themselves took back: on 2025-04-25 they published
  wrong values of a new model, which no comparison with an older file can show.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Annotated

from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading.rows import SourceRow, key, read_rows
from sources.reading.spelling import STAMP, VENDORS
from sources.reading.strict import Text, TextIfAny, decimal_of, reads, rows_of_table, tidy
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
    tables=("score", "release"),
    boards=(*BOARDS, "License"),
)

ALWAYS = ("Rank", "Overall Acc", "Model", "Model Link", "Multi Turn Acc", "Organization", "License")
GROUP = " Acc"
V4_ONLY = ("Web Search Acc", "Memory Acc")
GROUPS = {*BOARDS, *V4_ONLY, "Live Acc", "Non-Live AST Acc", "Non-Live Exec Acc"}

MODE = re.compile(CALLED.pattern)
WITHDRAWN = {
    "04e99aa5971c79e3aa044e2e10fc586f94728cf5cc027284f899212c57dd50af": (
        "published on 2025-04-25 and replaced by the maintainers on 2025-04-30 ('incorrect "
        "leaderboard data file')"
    ),
}

fetch = asks(URL, types=("text/csv", "text/plain"))


def _percent(what: str, text: str) -> float | None:
    """The number before the percent sign; None where the file says that there is none."""
    if text == "N/A":
        return None
    if not text.endswith("%"):
        raise ParseError(f"{what} is {text!r}, not a percentage")
    return tidy(decimal_of(what, text[:-1]))


class CallingRun(SourceRow):
    """A model in one calling mode on one board."""

    entry: Text = key("Model")
    source_url: TextIfAny = key("Model Link")
    value: Annotated[float | None, reads(_percent)]

    def row(self, items: int | None, protocol: str) -> Row:
        """In the columns of table score."""
        model, modes = _split(self.entry)
        return {
            **self.model_dump(),
            "model_name": model,
            "unit": "percent",
            "n": items,
            "provenance": "maintainer",
            "protocol": protocol,
            "harness": ", ".join(modes) or None,
        }


class CallingClaim(SourceRow):
    """What the file says of a model."""

    entry: Text = key("Model")
    maker: TextIfAny = key("Organization")
    licence: TextIfAny = key("License")

    def row(self) -> Row:
        """In the columns of table release."""
        return {**self.model_dump(), "model_name": _split(self.entry)[0]}


def _split(model: str) -> tuple[str, list[str]]:
    """The model's own spelling, and the calling modes and hosts written behind it."""
    modes: list[str] = []
    while found := MODE.search(model):
        modes.insert(0, found[1])
        model = model[: found.start()]
    return model, modes


def parse(page: Page) -> Iterator[Reading]:
    """The boards `Overall Acc` and `Multi Turn Acc` in percent, and what rows claim of licences."""
    if taken_back := WITHDRAWN.get(sha256(page.body).hexdigest()):
        raise ParseError(f"this very file was {taken_back}; the next one is right")
    rows, ragged = rows_of_table("data_overall.csv", page.body, ALWAYS)
    if not rows:
        raise ParseError("data_overall.csv has no rows")
    version = _version(rows[0])
    for board, items in BOARDS.items():
        runs, refused = read_rows(CallingRun, rows, "Model", lambda run: run, ragged, value=board)
        best: dict[str, CallingRun] = {}
        for run in runs:
            known = best.get(model := _split(run.entry)[0])
            # The first row with the best value: a later one that equals it is another mode.
            if run.value is not None and (known is None or run.value > (known.value or 0)):
                best[model] = run
        scores = []
        for run in runs:
            way = "best" if best.get(_split(run.entry)[0]) is run else "other"
            scores.append(run.row(items, f"BFCL {version}, {way} mode"))
        yield Reading("score", board, version, scores, refused)
    claims = read_rows(CallingClaim, rows, "Model", CallingClaim.row, ragged)
    yield Reading("release", "License", version, *claims)


def _version(header: Collection[str]) -> str:
    if groups := sorted(name for name in header if name.endswith(GROUP) and name not in GROUPS):
        raise ParseError(f"data_overall.csv has the unknown columns {groups}; a new version?")
    added = [column for column in V4_ONLY if column in header]
    if added and len(added) != len(V4_ONLY):
        raise ParseError(f"the header has {added} but not all of {V4_ONLY}")
    return "V4" if added else "V3"
