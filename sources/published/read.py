"""The shape of one bundled file: a head of `# key = value` lines, then a table of facts (CSV).

The head says which table and board the rows belong to, how they form states of the board, and
whom they are owed to. Nothing passes unnamed: unknown keys, columns and values, a missing address
or a day that is none raise `SourceChanged`, which names them all with the file, the line and the
value.

Keys of the head: `SheetHead`.

Published facts: what no scheduled source gives, and the history that nobody captured.

One CSV file per board, shipped with the product, an address and a day on every row (the shape is
in `sources.published.read`). Two kinds lie here. *Cited facts* were copied by a person out of a
paper, an announcement or a price list. *History* (`history_*.csv`) is an
excerpt of what boards published: who led, or what was near a frontier. It is used only on days
without an accepted state of the board itself. To correct a fact, edit its row; a row that
disappears leaves the days on which it was published as they were recorded.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import resources
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, cast

from sources.contract import Client, Fetched, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.strict import COUNT, NUMBER
from terms.days import is_day
from terms.declared import Declared, Text, examined, one_of, raise_faults
from terms.units import Unit
from terms.words import Basis, EffectiveBasis, Provenance, words

NAME = "published"
LEADS = (
    "closed, any_weights",
    "closed, any_weights, permissive",
    "closed, any_weights, commercial, permissive",
)
"""What a list may say of the leaders that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetHead(Declared):
    """The head of a sheet: lines `# key = value`."""

    table: Annotated[str, one_of("score", "price")]
    """Table of the rows."""
    board: Text
    """Name of the board, which is the id of the series where there is one."""
    state: Literal["cumulative", "each"]
    """`cumulative`: everything published up to a day (a later row with the same entry takes the
    place of the earlier one). `each`: every day's rows are the whole state of that day."""
    basis: Annotated[str, one_of(*words(Basis))]
    """Whether the rows are the whole board, or a list of some of its entries."""
    leads: Annotated[str, one_of(*LEADS)] | None = None
    """Of a list: the classes whose leader every state names, as told by whoever read the whole
    page. Where a column `rank` has the board's own ranks a list needs no such word."""
    restated: Literal["yes"] | None = None
    """For history that fills days nobody captured."""
    attribution: Text
    """Whom the facts are owed to, on which terms."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a sheet: the day it was published, its category and its table's columns."""

    published_on: date
    category: str
    row: Row


@dataclass(frozen=True, slots=True)
class Sheet:
    """One bundled file: its head and its facts in the file's order."""

    table: str
    board: str
    state: Literal["cumulative", "each"]
    basis: str
    leads: str
    restated: bool
    attribution: str
    facts: tuple[Fact, ...]


def _text(text: str) -> str:
    if text != text.strip():
        raise ValueError("has blanks at an end")
    return text


def _number(text: str) -> float:
    if NUMBER.fullmatch(text) is None:
        raise ValueError("is no number")
    return float(text)


def _count(text: str) -> int:
    if COUNT.fullmatch(text) is None:
        raise ValueError("is not a count")
    return int(text)


def _day(text: str) -> str:
    if not is_day(text):
        raise ValueError("is not a day (YYYY-MM-DD)")
    return text


def _url(text: str) -> str:
    if re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", text) is None:
        raise ValueError("is not an address (https://...)")
    return text


def _one_of(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError(f"is not one of {', '.join(values)}")
        return text

    return read


Columns = Mapping[str, Callable[[str], Any]]

SCORE: Columns = {
    "category": _text,
    "rank": _count,
    "entry": _text,
    "model_name": _text,
    "value": _number,
    "unit": _one_of(*words(Unit)),
    "stderr": _number,
    "ci_low": _number,
    "ci_high": _number,
    "ci_level": _number,
    "ci_method": _text,
    "n": _count,
    "provenance": _one_of(*words(Provenance)),
    "protocol": _text,
    "effort": _text,
    "harness": _text,
    "dated_on": _day,
    "released_on": _day,
    "published_on": _day,
    "source_url": _url,
    "note": _text,
}
SCORE_REQUIRED = (
    "entry", "model_name", "value", "unit", "provenance", "protocol", "published_on", "source_url",
)  # fmt: skip
PRICE: Columns = {
    "category": _text,
    "entry": _text,
    "provider": _text,
    "offering": _text,
    "model_name": _text,
    "mode": _text,
    "currency": _one_of("USD"),
    "input_per_mtok": _number,
    "cached_input_per_mtok": _number,
    "output_per_mtok": _number,
    "effective_on": _day,
    "effective_basis": _one_of(*(word for word in words(EffectiveBasis) if word != "not_stated")),
    "published_on": _day,
    "source_url": _url,
    "note": _text,
}
PRICE_REQUIRED = tuple(
    column for column in PRICE if column not in ("category", "cached_input_per_mtok", "note")
)
TABLES: Mapping[str, tuple[Columns, tuple[str, ...]]] = {
    "score": (SCORE, SCORE_REQUIRED),
    "price": (PRICE, PRICE_REQUIRED),
}


def read(file: str, body: bytes) -> Sheet:
    """The sheet that `file` holds. Raises SourceChanged for anything that is not declared here."""
    try:
        lines = body.decode().splitlines()
    except UnicodeDecodeError as error:
        raise SourceChanged(NAME, f"{file}: not UTF-8: {error}") from error
    height = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head, faults = _head(lines[:height])
    facts: list[Fact] = []
    if head is not None:
        try:
            facts, more = _facts(head.table, lines, height)
        except csv.Error as error:
            raise SourceChanged(NAME, f"{file}: not CSV: {error}") from error
        faults += [*more, *_repeats(facts)]
    raise_faults(file, faults, partial(SourceChanged, NAME))
    found = cast(SheetHead, head)
    return Sheet(
        table=found.table,
        board=found.board,
        state=found.state,
        basis=found.basis,
        leads=found.leads or "",
        restated=found.restated == "yes",
        attribution=found.attribution,
        facts=tuple(facts),
    )


def _head(lines: list[str]) -> tuple[SheetHead | None, list[str]]:
    head: dict[str, str] = {}
    faults = []
    for number, line in enumerate(lines, start=1):
        key, equals, value = line.removeprefix("#").partition(" = ")
        if not equals or key.strip() in head:
            faults.append(f"line {number}: {line!r} is no key of the head, or there twice")
        else:
            head[key.strip()] = value
    found, more = examined(head, SheetHead)
    return found, [*faults, *(f"head: {fault}" for fault in more)]


def _facts(table: str, lines: list[str], height: int) -> tuple[list[Fact], list[str]]:
    """The facts of a sheet, and what is wrong with its columns and cells."""
    columns, required = TABLES[table]
    reader = csv.reader(lines[height:], strict=True)
    names = next(reader, [])
    if faults := list(_column_faults(f"line {height + 1}", names, columns, required)):
        return [], faults
    facts: list[Fact] = []
    for cells in reader:
        where = f"line {height + reader.line_num}"
        if len(cells) != len(names):
            faults.append(f"{where}: {len(cells)} cells under {len(names)} columns")
            continue
        row, wrong = _row(dict(zip(names, cells, strict=True)), columns, required)
        faults += [f"{where}: {fault}" for fault in wrong]
        if not wrong:
            published_on = date.fromisoformat(row.pop("published_on"))
            category, rank = row.pop("category", None) or "", row.pop("rank", None)
            facts.append(Fact(published_on, category, row | ({"_rank": rank} if rank else {})))
    return facts, faults


def _column_faults(
    where: str, names: list[str], columns: Columns, required: tuple[str, ...]
) -> Iterator[str]:
    for name in names:
        if name not in columns or names.count(name) > 1:
            yield f"{where}: column {name!r} is not known or repeated"
    for name in required:
        if name not in names:
            yield f"{where}: column {name!r} is missing"


def _row(
    cells: dict[str, str], columns: Columns, required: tuple[str, ...]
) -> tuple[dict[str, Any], list[str]]:
    row: dict[str, Any] = dict.fromkeys(cells)
    faults = []
    for name, text in cells.items():
        if text == "":
            faults += [f"{name} is empty"] if name in required else []
            continue
        try:
            row[name] = columns[name](text)
        except ValueError as error:
            faults.append(f"{name} {text!r}: {error}")
    return row, faults


def _repeats(facts: Iterable[Fact]) -> Iterator[str]:
    seen = Counter((fact.published_on, fact.category, fact.row["entry"]) for fact in facts)
    for (published_on, _, entry), times in seen.items():
        if times > 1:
            yield f"entry {entry!r} {'twice' if times == 2 else f'{times} times'} on {published_on}"


ABOUT = SourceCard(
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
    rows={"score": 1488, "price": 53},
    scheduled=False,
)


def fetch(_client: Client) -> Iterator[Fetched]:
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
    content = read(PurePosixPath(page.url).name, page.body)
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
                leads=content.leads,
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
