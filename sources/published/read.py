"""Published facts: what no scheduled source gives, and the history that nobody captured.

One CSV file per board, shipped with the product, an address and a day on every row. A head of
`# key = value` lines (`SheetHead`) says which table and board the rows belong to, how they form
states of the board, and whom they are owed to; a table of facts follows. Nothing passes unnamed:
unknown keys, columns and values, a missing address or a day that is none raise `ParseError`,
which names them all with the file, the line and the value.

Two kinds lie here. *Cited facts* were copied by a person out of a paper, an announcement or a price
list. *History* (`history_*.csv`) is an excerpt of what boards published: who led, or what was near
a frontier. It is used only on days without an accepted state of the board itself. To correct a
fact, edit its row; a row that disappears leaves the days on which it was published as they were
recorded.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import PurePosixPath
from typing import Annotated, Literal, cast

from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks_nobody
from sources.reading import strict
from sources.reading.rows import SourceRow, row_of
from sources.registry.read import shipped
from terms.declared import Declared, Text as WrittenText, examined, one_of, raise_faults
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
    board: WrittenText
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
    attribution: WrittenText
    """Whom the facts are owed to, on which terms."""


def _figure(what: str, text: str) -> float:
    return float(strict.decimal_of(what, text))


def _address(what: str, text: str) -> str:
    if re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", text) is None:
        raise ParseError(f"{what} is {text!r}, not an address (https://...)")
    return text


Figure = Annotated[float, strict.reads(_figure)]
FigureIfAny = Annotated[float | None, strict.or_none(_figure)]
DATED = tuple(one for one in words(EffectiveBasis) if one != "not_stated")


class Fact(SourceRow):
    """One row of a sheet: when it was published, in which category, by whom."""

    category: strict.TextIfAny = None
    entry: strict.Text
    model_name: strict.Text
    published_on: strict.Day
    source_url: Annotated[str, strict.reads(_address)]
    note: strict.TextIfAny = None


class ScoreFact(Fact):
    """A row of a sheet of scores."""

    rank: strict.CellCountIfAny = None
    value: Figure
    unit: Annotated[str, strict.word(*words(Unit))]
    stderr: FigureIfAny = None
    ci_low: FigureIfAny = None
    ci_high: FigureIfAny = None
    ci_level: FigureIfAny = None
    ci_method: strict.TextIfAny = None
    n: strict.CellCountIfAny = None
    provenance: Annotated[str, strict.word(*words(Provenance))]
    protocol: strict.Text
    effort: strict.TextIfAny = None
    harness: strict.TextIfAny = None
    dated_on: strict.DayIfAny = None
    released_on: strict.DayIfAny = None


class PriceFact(Fact):
    """A row of a sheet of prices."""

    provider: strict.Text
    offering: strict.Text
    mode: strict.Text
    currency: Annotated[str, strict.word("USD")]
    input_per_mtok: Figure
    cached_input_per_mtok: FigureIfAny = None
    output_per_mtok: Figure
    effective_on: strict.Day
    effective_basis: Annotated[str, strict.word(*DATED)]


TABLES: dict[str, type[Fact]] = {"score": ScoreFact, "price": PriceFact}

Facts = list[tuple[str, date, Row]]
"""Category, day, row in its table's columns; in the file's order."""


def _sheet(file: str, body: bytes) -> tuple[SheetHead, Facts]:
    """Head and facts of a file."""
    try:
        lines = body.decode().splitlines()
    except UnicodeDecodeError as error:
        raise ParseError(f"{file}: not UTF-8: {error}") from error
    height = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head, faults = _head(lines[:height])
    facts: Facts = []
    if head is not None:
        try:
            facts, more = _facts(TABLES[head.table], lines, height)
        except csv.Error as error:
            raise ParseError(f"{file}: not CSV: {error}") from error
        faults += more
        seen = Counter((day, category, row["entry"]) for category, day, row in facts)
        faults += [
            f"entry {entry!r} {'twice' if times == 2 else f'{times} times'} on {day}"
            for (day, _, entry), times in seen.items()
            if times > 1
        ]
    raise_faults(file, faults, ParseError)
    return cast(SheetHead, head), facts


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


def _facts(kind: type[Fact], lines: list[str], height: int) -> tuple[Facts, list[str]]:
    """The facts of a sheet, and what is wrong with its columns and cells."""
    reader = csv.reader(lines[height:], strict=True)
    names = next(reader, [])
    columns = kind.model_fields
    odd = [name for name in names if name not in columns or names.count(name) > 1]
    faults = [f"line {height + 1}: column {name!r} is not known or repeated" for name in odd]
    lacking = [name for name, it in columns.items() if it.is_required() and name not in names]
    faults += [f"line {height + 1}: column {name!r} is missing" for name in lacking]
    facts: Facts = []
    for cells in reader if not faults else ():
        where = f"line {height + reader.line_num}"
        try:
            facts.append(_fact(kind, names, cells))
        except ParseError as error:
            faults.append(f"{where}: {error}")
    return facts, faults


def _fact(kind: type[Fact], names: list[str], cells: list[str]) -> tuple[str, date, Row]:
    if len(cells) != len(names):
        raise ParseError(f"{len(cells)} cells under {len(names)} columns")
    given = dict(zip(names, cells, strict=True))
    if padded := [name for name, text in given.items() if text != text.strip()]:
        raise ParseError(f"{padded} has blanks at an end")
    row = row_of(kind, given, given["entry"]).model_dump(include=set(names))
    published_on = date.fromisoformat(row.pop("published_on"))
    category, rank = row.pop("category", None) or "", row.pop("rank", None)
    return category, published_on, row | ({"_rank": rank} if rank else {})


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
    cadence="With every release of gapwatch; facts of the past do not change.",
    stale_after_days=90,
    tables=("score", "price"),
    board_is="file of cited facts",
    scheduled=False,
)

fetch = asks_nobody
pages = partial(shipped, "sources.published", ".csv")


def parse(page: Page) -> Iterator[Reading]:
    """One reading per published day and category of one sheet, oldest first."""
    head, facts = _sheet(PurePosixPath(page.url).name, page.body)
    facts.sort(key=itemgetter(0, 1))
    for category, listed in groupby(facts, itemgetter(0)):
        known: dict[str, Row] = {}
        for published_on, own in groupby(listed, itemgetter(1)):
            if head.state == "each":
                known = {}
            known |= {row["entry"]: row for *_, row in own}
            yield Reading(
                head.table,
                head.board,
                category,
                list(known.values()),
                published_on=published_on,
                restated=head.restated == "yes",
                basis=head.basis,
                leads=head.leads or "",
            )
