"""Published facts: what no scheduled source gives, and the history that nobody captured.

One CSV file per board, shipped with the product, an address and a day on every row (the shape is
in `sources.published.sheet`). Two kinds lie here. *Cited facts* were copied by a person out of a
paper, an announcement or a price list. *History* (`history_*.csv`) was written by
`python -m sources.published.make_history` out of what boards published; it is used only on days
without an accepted state of the board itself. To correct a fact, edit its row; a row that
disappears leaves the days on which it was published as they were recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from importlib import resources
from pathlib import PurePosixPath

from sources.contract import About, Client, Look, Page, Reading, Row
from sources.published import sheet
from sources.published.sheet import Fact, Sheet

NAME = sheet.NAME
ABOUT = About(
    name=NAME,
    title="Cited facts and embedded history",
    home="https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset",
    licence="facts with citation; Arena and Epoch AI history: CC BY 4.0",
    attribution=(
        "Arena Leaderboard Dataset (lmarena-ai/leaderboard-dataset), Arena Intelligence, "
        "CC BY 4.0, excerpt of leading entries; Epoch AI, 'AI Benchmarking Hub' and 'Epoch "
        "Capabilities Index', epoch.ai, CC BY 4.0, excerpt; SWE-bench leaderboard, swebench.com; "
        "other facts: the address on the row."
    ),
    cadence="with every release of gapwatch",
    stale_after_days=90,
    stale_reason="Facts of the past do not change; the newest one ages until the next release",
    tables=("score", "price"),
    board_is="file of cited facts",
    rows={"score": 546, "price": 35},
    scheduled=False,
)


def fetch(_client: Client) -> Iterator[Look]:
    """Nothing to ask: the facts ship with the product (see `pages`)."""
    yield from ()


def pages() -> Iterator[tuple[str, bytes]]:
    """File name and bytes of every bundled sheet, by name."""
    folder = resources.files("sources.published")
    files = [file for file in folder.iterdir() if file.name.endswith(".csv")]
    for file in sorted(files, key=lambda file: file.name):
        yield file.name, file.read_bytes()


def parse(page: Page) -> Iterator[Reading]:
    """One reading per published day and category of one sheet, oldest first.

    Raises SourceChanged for a key, column or value that the shape does not know.
    """
    content = sheet.read(PurePosixPath(page.url).name, page.body)
    by_category: dict[str, list[Fact]] = defaultdict(list)
    for fact in content.facts:
        by_category[fact.category].append(fact)
    for category, facts in sorted(by_category.items()):
        for published_on, rows in _states(content, facts):
            yield Reading(
                table=content.table,
                board=content.board,
                category=category,
                rows=rows,
                published_on=published_on,
                restated=content.restated,
                basis=content.basis,
            )


def _states(content: Sheet, facts: Iterable[Fact]) -> Iterator[tuple[date, list[Row]]]:
    by_day: dict[date, list[Row]] = defaultdict(list)
    for fact in facts:
        by_day[fact.published_on].append(fact.row)
    known: dict[str, Row] = {}
    for published_on, rows in sorted(by_day.items()):
        if content.state == "each":
            known = {}
        known |= {row["entry"]: row for row in rows}
        yield published_on, list(known.values())
