"""The parquet files of the Arena dataset: one schema, kept in several types, cut into boards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sources.contract import SourceChanged

TEXTS = ("model_name", "organization", "license", "category", "leaderboard_publish_date")
KEYS = ("leaderboard_publish_date", "category", "model_name")
NUMBERS = ("rating", "rating_lower", "rating_upper", "variance", "vote_count", "rank")

MOST_VOTES = 2**53
"""Above this a float no longer counts exactly."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One category on one publish date.

    A row has the file's columns, NaN as None, and `stderr`: the square root of `variance`.
    """

    published_on: date
    category: str
    rows: list[dict[str, Any]]


def read_slices(source: str, body: bytes) -> Iterator[Slice]:
    """Every row of the file, by publish date, then category, in the file's order within both.

    Raises SourceChanged on unknown, missing or mistyped columns, on keys that are absent or
    empty, and on numbers that cannot be (infinite, negative variance, fractional votes).
    """
    table = _checked(source, _typed(source, _opened(source, body)))
    by = ["leaderboard_publish_date", "category"]
    ascending = [(name, "ascending") for name in by]
    table = table.sort_by(ascending)
    counts = table.group_by(by).aggregate([([], "count_all")]).sort_by(ascending)
    start = 0
    for count in counts.to_pylist():
        rows = table.slice(start, count["count_all"])
        start += count["count_all"]
        published_on = _day(source, count["leaderboard_publish_date"])
        yield Slice(published_on, count["category"], rows.to_pylist())


def _opened(source: str, body: bytes) -> pa.Table:
    try:
        # The file itself decides: reading by path would add columns from folder names.
        table = pq.ParquetFile(pa.BufferReader(body)).read()
        table.validate(full=True)  # texts that are not UTF-8 would break off later
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        words = " ".join(str(error).split())
        raise SourceChanged(source, f"the page is not a readable parquet file: {words}") from error
    return table


def _typed(source: str, table: pa.Table) -> pa.Table:
    names = table.column_names
    if sorted(names) != sorted(TEXTS + NUMBERS):
        unknown, missing = set(names) - {*TEXTS, *NUMBERS}, {*TEXTS, *NUMBERS} - set(names)
        raise SourceChanged(
            source,
            f"the file has unknown columns {sorted(unknown)}, lacks {sorted(missing)}; "
            f"it has {names}",
        )
    if odd := [f"{field.name}: {field.type}" for field in table.schema if not _is_expected(field)]:
        raise SourceChanged(source, f"columns of an unknown type: {odd}")
    # Votes and ranks are whole numbers in one subset and floats in the next.
    fields = [(name, pa.large_string()) for name in TEXTS]
    fields += [(name, pa.float64()) for name in NUMBERS]
    return table.select([name for name, _ in fields]).cast(pa.schema(fields))


def _is_expected(field: pa.Field) -> bool:
    kind, is_a = field.type, pa.types
    if field.name in TEXTS:
        return bool(is_a.is_string(kind) or is_a.is_large_string(kind))
    # A column in which nothing is known yet may have been written without a type.
    return bool(is_a.is_floating(kind) or is_a.is_integer(kind) or is_a.is_null(kind))


def _checked(source: str, table: pa.Table) -> pa.Table:
    if table.num_rows == 0:
        raise SourceChanged(source, "the file has no rows")
    for name in KEYS:
        _refuse(source, f"rows without {name}", table, pc.equal(pc.fill_null(table[name], ""), ""))
    for name in NUMBERS:
        _refuse(source, f"rows with infinite {name}", table, pc.is_inf(table[name]))
        known = pc.if_else(pc.is_nan(table[name]), pa.scalar(None, pa.float64()), table[name])
        table = table.set_column(table.column_names.index(name), name, known)
    _refuse(source, "rows with negative variance", table, pc.less(table["variance"], 0))
    votes = table["vote_count"]
    is_odd = pc.or_(pc.less(votes, 0), pc.greater(votes, MOST_VOTES))
    is_odd = pc.or_(is_odd, pc.not_equal(votes, pc.floor(votes)))
    _refuse(source, "rows whose vote_count is no count", table, is_odd)
    whole = table.set_column(
        table.column_names.index("vote_count"), "vote_count", votes.cast(pa.int64())
    )
    return whole.append_column("stderr", pc.sqrt(table["variance"]))


def _refuse(source: str, what: str, table: pa.Table, is_odd: pa.ChunkedArray) -> None:
    odd = table.filter(pc.fill_null(is_odd, False))
    if odd.num_rows:
        raise SourceChanged(
            source, f"{odd.num_rows} {what}, the first: {odd.slice(0, 1).to_pylist()}"
        )


def _day(source: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise SourceChanged(source, f"leaderboard_publish_date is {text!r}") from error
    if day.isoformat() != text:
        raise SourceChanged(source, f"leaderboard_publish_date is {text!r}, not YYYY-MM-DD")
    return day


class Claims:
    """What the newest date of every category says about who made a model, and its licence."""

    def __init__(self) -> None:
        self._by_category: dict[str, tuple[date, set[tuple[str, str, str]]]] = {}

    def add(self, part: Slice) -> None:
        """Replace what `part`'s category said before."""
        said = {
            (row["model_name"], row["organization"] or "", row["license"] or "")
            for row in part.rows
        }
        self._by_category[part.category] = part.published_on, said

    def rows(self) -> list[Mapping[str, Any]]:
        """Rows of the release table, by model name.

        The newest statement about a model counts, and an empty field says nothing. Statements
        of one day that contradict each other are all given, for the rules to set aside.
        """
        newest: dict[str, tuple[date, set[tuple[str, str]]]] = {}
        for day, said in self._by_category.values():
            for name, maker, licence in said:
                known_on, statements = newest.get(name, (date.min, set()))
                if day > known_on:
                    newest[name] = day, {(maker, licence)}
                elif day == known_on:
                    statements.add((maker, licence))
        return [
            {
                "entry": name,
                "model_name": name,
                "maker": maker or None,
                "licence": licence or None,
            }
            for name, (_, statements) in sorted(newest.items())
            for maker, licence in sorted(_joined(statements))
        ]


def _joined(statements: set[tuple[str, str]]) -> set[tuple[str, str]]:
    makers = {maker for maker, _ in statements if maker}
    licences = {licence for _, licence in statements if licence}
    if len(makers) > 1 or len(licences) > 1:
        return statements
    return {("".join(makers), "".join(licences))}
