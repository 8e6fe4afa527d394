"""The parquet files of the Arena dataset, kept in several types, cut into boards.

Boards of ratings have one schema, those of agents another.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sources.contract import ParseError, RefusedRow
from terms.days import is_day

TEXTS = ("model_name", "organization", "license", "category", "leaderboard_publish_date")
PLACE = ("leaderboard_publish_date", "category")
KEYS = (*PLACE, "model_name")
RATINGS = ("rating", "rating_lower", "rating_upper", "variance", "vote_count")
SIGNALS = ("score", "score_ci_lower", "score_ci_upper")
RANK = "rank"
"""A file need not have it: who is without one proves no place."""
Numbers = tuple[str, ...]
"""The columns of numbers that a file has: `RATINGS` or `SIGNALS`."""

MOST_VOTES = 2**53
"""Above this a float no longer counts exactly."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One category on one publish date.

    A row has the file's columns, None for NaN, and a rank, or None; one of `RATINGS` also `stderr`,
    the square root of its variance; `SIGNALS` are in points.
    """

    published_on: date
    category: str
    rows: list[dict[str, Any]]
    refused: Sequence[RefusedRow] = ()


def read_slices(body: bytes, numbers: Numbers = RATINGS) -> tuple[list[Slice], list[RefusedRow]]:
    """The file by publish date, then category, rows in the file's order; and the rows whose date
    or category cannot be read. A row with a number that cannot be (infinite, negative variance,
    fractional votes) or without a key is refused.
    """
    table = _typed(_opened(body), numbers)
    if table.num_rows == 0:
        raise ParseError("the file has no rows")
    ordered = table.sort_by([(name, "ascending") for name in PLACE]).to_pylist()
    slices: list[Slice] = []
    unplaced: list[RefusedRow] = []
    for (day, category), own in groupby(ordered, itemgetter(*PLACE)):
        rows, refused = [], []
        for row in own:
            if wrong := next(_faults(row, numbers), None):
                name, what = wrong
                reason = f"{name} of {row['model_name']!r} is {row[name]!r}: {what}"
                refused.append(RefusedRow(row["model_name"] or "", reason, row))
            else:
                rows.append(_measured(row, numbers))
        if is_day(day or "") and category:
            slices.append(Slice(date.fromisoformat(day), category, rows, refused))
        else:
            unplaced += refused
    return slices, unplaced


def _faults(row: Mapping[str, Any], numbers: Numbers) -> Iterator[tuple[str, str]]:
    """The columns in which a row is wrong, and what is wrong there."""
    yield from ((name, "no key") for name in reversed(KEYS) if not row[name])
    if not is_day(row["leaderboard_publish_date"] or ""):
        yield "leaderboard_publish_date", "not YYYY-MM-DD"
    yield from ((name, "infinite") for name in reversed(numbers) if math.isinf(row[name] or 0))
    if numbers == RATINGS:
        votes = row["vote_count"] or 0
        if (row["variance"] or 0) < 0:
            yield "variance", "negative"
        if not (0 <= votes <= MOST_VOTES and votes == int(votes)):
            yield "vote_count", "no count"


def _measured(row: dict[str, Any], numbers: Numbers) -> dict[str, Any]:
    """The row with votes as a count and the standard error, or with signals in points."""
    if numbers == RATINGS:
        votes, variance = row["vote_count"], row["variance"]
        row["vote_count"] = None if votes is None else int(votes)
        row["stderr"] = None if variance is None else math.sqrt(variance)
        return row
    return row | {name: row[name] and round(100 * row[name], 9) for name in SIGNALS}


def _opened(body: bytes) -> pa.Table:
    try:
        # The file itself decides: reading by path would add columns from folder names.
        table = pq.ParquetFile(pa.BufferReader(body)).read()
        table.validate(full=True)  # texts that are not UTF-8 would break off later
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        words = " ".join(str(error).split())
        raise ParseError(f"the page is not a readable parquet file: {words}") from error
    return table


def _typed(table: pa.Table, numbers: Numbers) -> pa.Table:
    names = table.column_names
    read = (*TEXTS, *numbers)
    if odd := [name for name in read if names.count(name) != 1]:
        raise ParseError(f"the file has not one column each of {odd}; it has {names}")
    schema = table.schema
    fields = map(schema.field, read)
    if odd := [f"{field.name}: {field.type}" for field in fields if not _is_expected(field)]:
        raise ParseError(f"columns of an unknown type: {odd}")
    is_ranked = names.count(RANK) == 1 and _is_expected(schema.field(RANK))
    return pa.table(
        {
            **{name: table[name].cast(pa.large_string()) for name in TEXTS},
            **{name: _numbers(table[name]) for name in numbers},
            RANK: _numbers(table[RANK]) if is_ranked else pa.nulls(len(table), pa.float64()),
        }
    )


def _numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without NaN; votes are whole numbers in one subset and floats in the next."""
    found = column.cast(pa.float64())
    return pc.if_else(pc.is_nan(found), pa.scalar(None, pa.float64()), found)


def _is_expected(field: pa.Field) -> bool:
    kind, is_a = field.type, pa.types
    if field.name in TEXTS:
        return bool(is_a.is_string(kind) or is_a.is_large_string(kind))
    # A column in which nothing is known yet may have been written without a type.
    return bool(is_a.is_floating(kind) or is_a.is_integer(kind) or is_a.is_null(kind))


def claims_of(newest: Iterable[Slice]) -> list[Mapping[str, Any]]:
    """Rows of the release table, by model name, from the newest slice of every category.

    The newest statement about a model counts, and an empty field says nothing. Statements of one
    day that contradict each other are all given, for the rules to set aside. A row whose numbers
    are odd counts too.
    """
    said: dict[str, dict[date, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    for part in newest:
        for row in (*part.rows, *(one.row for one in part.refused if one.entry)):
            statement = row["organization"] or "", row["license"] or ""
            said[row["model_name"]][part.published_on].add(statement)
    return [
        {"entry": name, "model_name": name, "maker": maker or None, "licence": licence or None}
        for name, by_day in sorted(said.items())
        for maker, licence in sorted(_joined(by_day[max(by_day)]))
    ]


def _joined(statements: set[tuple[str, str]]) -> set[tuple[str, str]]:
    makers = {maker for maker, _ in statements if maker}
    licences = {licence for _, licence in statements if licence}
    if len(makers) > 1 or len(licences) > 1:
        return statements
    return {("".join(makers), "".join(licences))}
