"""The views that people may rely on, with the meaning of every column: one declaration each.

Four readers take it: the reference of views, the descriptions in Datasette, the data package of
`gapwatch export`, and files as of a day. They hold no data. Their column names are a promise: a
change is a migration and a changelog line.
"""

from __future__ import annotations

import sqlite3

from warehouse.schema.facts import STATED
from warehouse.schema.view import View
from warehouse.views.alerts import ALERT_VIEWS
from warehouse.views.choice import CHOICE
from warehouse.views.derived import DERIVED_VIEWS
from warehouse.views.facts import FACT_VIEWS, SCORE_ON
from warehouse.views.gaps import GAP_VIEWS
from warehouse.views.states import HELD_FROM, VINTAGE, VINTAGE_NOW, in_force
from warehouse.views.statistics import STATISTICS


def quoted(text: str) -> str:
    """A text as SQL writes it, for a view: that takes no parameters."""
    return "'" + text.replace("'", "''") + "'"


_README = View(
    "readme",
    "a view (or table) that people may rely on",
    ("name",),
    None,
    (
        """
        name (text): Its name.
        one_row_is (text): What one row of it is.
        key (text): The columns that name one row.
        """,
    ),
)

FIRST = ("gap_now", "lag_now", "price_at_quality", "model_choice", "series", "model")
"""What most people ask: before all others wherever views are listed."""
FEEDS = ("openness_history", "model_price")
"""Facts with their days that others merge into boards and lists of their own."""
_EVERY = {
    view.name: view
    for view in (_README, *GAP_VIEWS, *FACT_VIEWS, *DERIVED_VIEWS, *STATISTICS, *CHOICE)
}
PROMISED: dict[str, View] = {name: _EVERY[name] for name in dict.fromkeys((*FIRST, *_EVERY))}
"""Every promised view by name."""
_PROMISES = ",\n  ".join(
    f"({quoted(view.name)}, {quoted(view.one_row_is)}, {quoted(', '.join(view.key))})"
    for view in PROMISED.values()
)
README = f"""
SELECT column1 AS name, column2 AS one_row_is, column3 AS key FROM (VALUES
  {_PROMISES}
)
"""

_TODAY = """
SELECT date('now') AS on_date, strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS at
"""

VIEWS: dict[str, str] = {
    "_today": _TODAY,
    "_vintage": VINTAGE,
    "_vintage_now": VINTAGE_NOW,
    "_held_from": HELD_FROM,
    **{f"_{table.name}_in_force": in_force(table.name) for table in STATED},
    "_score_on": SCORE_ON,
    **{name: view.sql for name, view in PROMISED.items() if view.sql},
    "readme": README,
    **ALERT_VIEWS,
}
"""Every view by name: its query."""


def are_laid(connection: sqlite3.Connection) -> bool:
    """Whether the file has exactly this version's views."""
    present = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'")
    return {name: sql.strip() for name, sql in present} == {
        name: sql.strip() for name, sql in _statements().items()
    }


def lay(connection: sqlite3.Connection) -> None:
    """Create the views, or lay them anew where their text differs from this version's."""
    if are_laid(connection):
        return
    present = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
    for (name,) in present:
        connection.execute(f"DROP VIEW {name}")
    for sql in _statements().values():
        connection.execute(sql)


def _statements() -> dict[str, str]:
    """By name, promised ones first: whoever lists the views sees those."""
    return {
        name: f"CREATE VIEW {name} AS{VIEWS[name]}"
        for name in sorted(VIEWS, key=lambda name: name.startswith("_"))
    }
