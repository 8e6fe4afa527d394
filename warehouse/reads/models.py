"""What the registry says of models: names, openness, and the spellings it does not know.

Not here: who leads (`warehouse.reads.gaps`), prices (`warehouse.reads.prices`).
"""

import re
import sqlite3
from collections.abc import Sequence

from warehouse.connection import Row, rows
from warehouse.history.vintages import UNBOUNDED, Bounds
from warehouse.reads.boards import first_stated
from warehouse.schema.facts import FACTS

_OPENNESS_ON = """
SELECT model, openness, licence, valid_from, valid_until, evidence, checked_on
FROM _openness_in_force
WHERE valid_from <= ?1 AND coalesce(valid_until, '9999') > ?1 AND model = ?2
  AND board_id IN (SELECT board_id FROM _openness WHERE model = ?2)
"""


def openness_on(connection: sqlite3.Connection, model: str, on_date: str) -> Row | None:
    """The registry's openness of a model on a day, with licence and evidence."""
    found = rows(connection, _OPENNESS_ON, (on_date, model))
    return found[0] if found else None


def model_names(connection: sqlite3.Connection) -> dict[str, Row]:
    """Canonical model id to its `name`, `maker_name` and `released_on` by the registry, and to its
    `days_to_weights` where it was sold before its weights came."""
    found = rows(
        connection,
        "SELECT m.entry, m.name, m.maker_name, m.released_on, d.days AS days_to_weights "
        "FROM _model_in_force m LEFT JOIN days_to_weights d ON d.model = m.entry",
    )
    return {row.pop("entry"): row for row in found}


def models_matching(connection: sqlite3.Connection, words: str) -> list[Row]:
    """Models whose name, maker or spellings hold all `words`, which may be cut short; none without
    a word. Those whose own name holds them come first, then the newest."""
    asked = [f" {word}" for word in map(_parted, words.split()) if word]
    found = [
        row
        for row in rows(
            connection,
            "SELECT m.*, s.aliases FROM model_search s JOIN model m ON m.model = s.model "
            "ORDER BY m.released_on DESC, m.model",
        )
        if asked and _holds(f"{row['name']} {row['maker']} {row.pop('aliases')}", asked)
    ]
    return sorted(found, key=lambda row: not _holds(row["name"], asked))


def _holds(text: str, beginnings: Sequence[str]) -> bool:
    parted = f" {_parted(text)}"
    return all(one in parted for one in beginnings)


def _parted(text: str) -> str:
    """In lower case, with a blank for every sign between letters."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def registered(connection: sqlite3.Connection) -> list[Row]:
    """Every model of the registry by name: the columns of view model, and how many bits the weights
    have per parameter."""
    return rows(
        connection,
        "SELECT m.*, f.bits_per_parameter FROM model m JOIN _model_in_force f ON f.entry = m.model "
        "ORDER BY m.name COLLATE NOCASE, m.model",
    )


def openness_spans(connection: sqlite3.Connection) -> dict[str, list[Row]]:
    """Model to its intervals of openness by day, each with licence, evidence and `spdx`."""
    found: dict[str, list[Row]] = {}
    for row in rows(
        connection,
        "SELECT o.model, o.openness, o.licence, o.valid_from, o.valid_until, o.evidence, "
        "o.checked_on, l.spdx, l.commercial_use "
        "FROM _openness_in_force o LEFT JOIN _licence_in_force l ON l.entry = o.licence "
        "ORDER BY o.model, o.valid_from",
    ):
        found.setdefault(row["model"], []).append(row)
    return found


def unmatched(connection: sqlite3.Connection) -> list[Row]:
    """Spellings on current boards and price lists that the registry does not know, by count.

    `on_date` is the newest published date of a board that spells so.
    """
    return rows(
        connection,
        "SELECT 'score' AS fact_table, source, model_name, count(*) AS entries, "
        "group_concat(DISTINCT board) AS boards, max(published_on) AS on_date FROM score_now "
        "WHERE model IS NULL AND model_name IS NOT NULL GROUP BY source, model_name "
        "UNION ALL SELECT 'price', source, model_name, count(*), "
        "group_concat(DISTINCT provider), max(published_on) "
        "FROM price_now WHERE model IS NULL GROUP BY source, model_name "
        "ORDER BY entries DESC, source, model_name",
    )


def spellings(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Source and spelling of every score, price and number of tokens ever accepted, in order."""
    asked = " UNION ".join(
        "SELECT b.source, f.model_name FROM "
        f"(SELECT DISTINCT board_id, model_name FROM {FACTS[table].relation}) f "
        "JOIN _board b ON b.id = f.board_id WHERE f.model_name IS NOT NULL"
        for table in ("score", "price", "usage")
    )
    return connection.execute(f"{asked} ORDER BY 1, 2").fetchall()


def first_spelled(connection: sqlite3.Connection) -> dict[tuple[str, str, str], str]:
    """Fact table, source and spelling of every score and price ever accepted: its first day.

    The day is the published date (ISO) of the first state that spells so.
    """
    return {
        (table, row["source"], row["model_name"]): row["on_date"]
        for table in ("score", "price")
        for row in first_stated(connection, table, ("b.source", "f.model_name"))
    }


def first_claimed(
    connection: sqlite3.Connection, sources: Sequence[str], bounds: Bounds = UNBOUNDED
) -> list[Row]:
    """Every distinct word of `sources` about a model (table release), with its first day."""
    columns = ("model_name", "maker", "licence", "openness_claim", "repository", "released_on")
    named = ("b.source", *(f"f.{name}" for name in columns))
    return first_stated(connection, "release", named, bounds, _OF, sources)


def first_priced(
    connection: sqlite3.Connection, sources: Sequence[str], bounds: Bounds = UNBOUNDED
) -> list[Row]:
    """Every spelling of a model on a price list of `sources`, per provider, with the first
    published date."""
    columns = ("b.source", "f.provider", "f.model_name")
    return first_stated(connection, "price", columns, bounds, _OF, sources)


_OF = "b.source IN (SELECT value FROM json_each(:asked))"
