"""Claims: the query of a reading, pages that a query may look into, and the verdicts in force."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

from warehouse.connection import Row, rows

SCORES = "_score_on"
"""View of the scores of every page."""
_ASKED_OFTEN = {
    SCORES: (
        "source IN (SELECT value FROM json_each(:sources)) AND (published_on <= :until "
        "OR vintage IN (SELECT id FROM main._vintage_now))",
        "source, board, category, entry, published_on",
    ),
    "gap_now": ("1", "series, openness_rule"),
}
"""Views that most queries of the ledger read, with the rows and the columns by which they do."""


class QueryWrong(Exception):
    """A query that should give at most one row gave more, or SQLite refused it."""


@contextmanager
def views_kept(
    connection: sqlite3.Connection, sources: Collection[str], until: str
) -> Iterator[None]:
    """Inside, the views that most queries read are tables under the same names, computed once, with
    the scores of some sources alone, on pages up to a day and on the newest.

    Nobody else writes meanwhile, so they say what the views say.
    """
    asked = {"sources": json.dumps(sorted(sources)), "until": until}
    try:
        for view, (condition, columns) in _ASKED_OFTEN.items():
            rows_of = f"SELECT * FROM main.{view} WHERE {condition}"
            connection.execute(f"CREATE TEMP TABLE {view} AS {rows_of}", asked)
            connection.execute(f"CREATE INDEX temp.{view}_by ON {view} ({columns})")
        yield
    finally:
        for view in _ASKED_OFTEN:
            connection.execute(f"DROP TABLE IF EXISTS temp.{view}")


def one_row(
    connection: sqlite3.Connection, sql: str, parameters: Mapping[str, str | float | None]
) -> Row | None:
    """The one row of a query with named parameters; None when there is none.

    Nothing can be written by it. Raises QueryWrong with the query's own text.
    """
    was = connection.execute("PRAGMA query_only").fetchone()[0]
    connection.execute("PRAGMA query_only = ON")
    try:
        found = connection.execute(sql, dict(parameters))
        some = found.fetchmany(2)
        names = [column[0] for column in found.description or ()]
    except sqlite3.Error as error:
        raise QueryWrong(f"{error}, in: {' '.join(sql.split())}") from error
    finally:
        connection.execute(f"PRAGMA query_only = {was}")
    if len(some) > 1:
        raise QueryWrong(f"more than one row, in: {' '.join(sql.split())}")
    return dict(zip(names, some[0], strict=True)) if some else None


def offer_pages(connection: sqlite3.Connection, read: Callable[[str], bytes]) -> None:
    """Let queries look into archived pages, for what no table holds.

    `page_text(sha256)` is a page as text, `page_rows(sha256)` a CSV file as a JSON list of objects.
    """
    text = lru_cache(maxsize=2)(lambda sha256: read(sha256).decode("utf-8-sig", "replace"))
    rows_of = lru_cache(maxsize=2)(lambda sha256: _json_rows(text(sha256)))
    connection.create_function("page_text", 1, text, deterministic=True)
    connection.create_function("page_rows", 1, rows_of, deterministic=True)


def _json_rows(text: str) -> str:
    before = csv.field_size_limit(max(len(text), csv.field_size_limit()))
    try:
        return json.dumps(list(csv.DictReader(io.StringIO(text, newline=""))))
    finally:
        csv.field_size_limit(before)  # it is the whole process's


def sources_of(connection: sqlite3.Connection, vintages: Collection[int]) -> set[str]:
    """The sources of these vintages."""
    found = rows(
        connection,
        "SELECT DISTINCT b.source FROM json_each(?) v JOIN _page_state n ON n.id = v.value "
        "JOIN _board b ON b.id = n.board_id",
        (json.dumps(list(vintages)),),
    )
    return {row["source"] for row in found}


def first_alike(connection: sqlite3.Connection, vintage: int, sources: Collection[str]) -> int:
    """The first vintage with the same rows of its board, if that is of one of these `sources`.

    What ships with the product is looked at again whenever its file changes in any sign; the same
    rows are the same evidence.
    """
    found = connection.execute(
        "SELECT min(o.id) FROM _page_state n JOIN _page_state o USING (board_id, state_id) "
        "JOIN _board b ON b.id = n.board_id WHERE n.id = ? "
        "AND b.source IN (SELECT value FROM json_each(?))",
        (vintage, json.dumps(sorted(sources))),
    ).fetchone()
    return vintage if found[0] is None else int(found[0])


def claims(connection: sqlite3.Connection) -> list[Row]:
    """Rows of view claim_now: public claims from the newest on, then the others; the row of the
    claim as a whole comes first."""
    return rows(
        connection,
        "SELECT * FROM claim_now ORDER BY stated_on DESC, id, reading <> 'overall', reading",
    )
