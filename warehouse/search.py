"""Full text over models, their aliases and makers: the index behind view `model_search`.

Not here: the registry itself, which the index repeats (`warehouse.schema.facts`).
"""

from __future__ import annotations

import sqlite3

from warehouse.connection import writing

INDEX = "_model_text"
CREATE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5"
    "(model, name, maker, aliases, tokenize = 'unicode61 remove_diacritics 2')"
)
_MODELS = """
SELECT m.entry, m.name, m.maker_name, coalesce(a.aliases, '')
FROM _model_in_force m LEFT JOIN (
  SELECT model, group_concat(alias, ' ') AS aliases
  FROM (SELECT DISTINCT model, alias FROM _alias_in_force ORDER BY model, alias) GROUP BY model
) a ON a.model = m.entry ORDER BY m.entry
"""


def index_models(connection: sqlite3.Connection) -> None:
    """Make the index say what the registry says; nothing is written where it does already."""
    if is_indexed(connection):
        return
    wanted = connection.execute(_MODELS).fetchall()
    with writing(connection):
        connection.execute(f"DELETE FROM {INDEX}")
        connection.executemany(f"INSERT INTO {INDEX} VALUES (?, ?, ?, ?)", wanted)


def is_indexed(connection: sqlite3.Connection) -> bool:
    """Whether the index holds what the registry says."""
    held = f"SELECT model, name, maker, aliases FROM {INDEX} ORDER BY model"
    return connection.execute(held).fetchall() == connection.execute(_MODELS).fetchall()


def matching(words: str) -> str:
    """What FTS5 is asked for `words`: all of them, each as the beginning of a word or more.

    Signs between letters part words here and in the index alike.
    """
    quoted = (word.replace('"', '""') for word in words.split())
    return " ".join(f'"{word}"*' for word in quoted)
