"""The parquet files of the Arena dataset, kept in several types, cut into boards.

Boards of ratings have one schema, those of agents another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sources.contract import ParseError, RefusedRow
from terms.days import is_day

TEXTS = ("model_name", "organization", "license", "category", "leaderboard_publish_date")
KEYS = ("leaderboard_publish_date", "category", "model_name")
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

    A row has the file's columns, NaN as None, and a rank, or None; one of `RATINGS` also `stderr`,
    the square root of its variance.
    """

    published_on: date
    category: str
    rows: list[dict[str, Any]]
    refused: Sequence[RefusedRow] = ()


def read_slices(
    body: bytes, numbers: Numbers = RATINGS
) -> tuple[Iterator[Slice], list[RefusedRow]]:
    """The file by publish date, then category, rows in the file's order; and, once these were
    read, the rows whose date or category cannot be. A row with a number that cannot be (infinite,
    negative variance, fractional votes) or without a key is refused.

    Raises ParseError on missing or mistyped columns and when there is no row at all.
    """
    table = _typed(_opened(body), numbers)
    if table.num_rows == 0:
        raise ParseError("the file has no rows")
    unplaced: list[RefusedRow] = []
    return _slices(table, numbers, unplaced), unplaced


def _slices(table: pa.Table, numbers: Numbers, unplaced: list[RefusedRow]) -> Iterator[Slice]:
    by = ["leaderboard_publish_date", "category"]
    ascending = [(name, "ascending") for name in by]
    table = table.sort_by(ascending)
    counts = table.group_by(by).aggregate([([], "count_all")]).sort_by(ascending).to_pylist()
    start = 0
    for count in counts:
        rows, refused = [], []
        for row in table.slice(start, count["count_all"]).to_pylist():
            if fault := _fault(row, numbers):
                entry = row["model_name"] or ""
                refused.append(RefusedRow(entry, fault, _json(row)))
            else:
                rows.append(_known(row, numbers))
        start += count["count_all"]
        day, category = (count[name] or "" for name in by)
        if is_day(day) and category:
            yield Slice(date.fromisoformat(day), category, rows, refused)
        else:
            unplaced += refused


def _fault(row: Mapping[str, Any], numbers: Numbers) -> str:
    """What is wrong with a row; empty: nothing."""
    wrong = [(name, "no key") for name in reversed(KEYS) if not row[name]]
    if not is_day(row["leaderboard_publish_date"] or ""):
        wrong.append(("leaderboard_publish_date", "not YYYY-MM-DD"))
    wrong += [(name, "infinite") for name in reversed(numbers) if math.isinf(row[name] or 0)]
    if numbers == RATINGS:
        votes = row["vote_count"] or 0
        if row["variance"] is not None and row["variance"] < 0:
            wrong.append(("variance", "negative"))
        if votes == votes and not (0 <= votes <= MOST_VOTES and votes == int(votes)):  # noqa: PLR0124
            wrong.append(("vote_count", "no count"))
    if not wrong:
        return ""
    name, what = wrong[0]
    return f"{name} of {row['model_name']!r} is {row[name]!r}: {what}"


def _known(row: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    """The row with None for NaN; votes as a count, and the standard error."""
    found = {name: None if value != value else value for name, value in row.items()}  # noqa: PLR0124
    if numbers == RATINGS:
        votes, variance = found["vote_count"], found["variance"]
        found["vote_count"] = None if votes is None else int(votes)
        found["stderr"] = None if variance is None else math.sqrt(variance)
    return found


def _json(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row in values that JSON knows: it has no infinite numbers and no NaN."""
    return {
        name: str(value) if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row.items()
    }


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
    ranks = table[RANK] if names.count(RANK) == 1 else None
    table = table.select(read)
    if odd := [f"{field.name}: {field.type}" for field in table.schema if not _is_expected(field)]:
        raise ParseError(f"columns of an unknown type: {odd}")
    # Votes are whole numbers in one subset and floats in the next.
    fields = [(name, pa.large_string()) for name in TEXTS]
    fields += [(name, pa.float64()) for name in numbers]
    if ranks is None or not _is_expected(pa.field(RANK, ranks.type)):
        ranks = pa.nulls(table.num_rows, pa.float64())
    return table.cast(pa.schema(fields)).append_column(RANK, ranks.cast(pa.float64()))


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
    found: dict[str, tuple[date, set[tuple[str, str]]]] = {}
    for part in newest:
        for row in (*part.rows, *(one.row for one in part.refused if one.entry)):
            name, said = row["model_name"], (row["organization"] or "", row["license"] or "")
            known_on, statements = found.get(name, (date.min, set()))
            if part.published_on > known_on:
                found[name] = part.published_on, {said}
            elif part.published_on == known_on:
                statements.add(said)
    return [
        {
            "entry": name,
            "model_name": name,
            "maker": maker or None,
            "licence": licence or None,
        }
        for name, (_, statements) in sorted(found.items())
        for maker, licence in sorted(_joined(statements))
    ]


def _joined(statements: set[tuple[str, str]]) -> set[tuple[str, str]]:
    makers = {maker for maker, _ in statements if maker}
    licences = {licence for _, licence in statements if licence}
    if len(makers) > 1 or len(licences) > 1:
        return statements
    return {("".join(makers), "".join(licences))}
