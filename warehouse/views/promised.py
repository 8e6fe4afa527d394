"""The views that people may rely on, and how they are laid over the tables.

Their files say what every column means. Four readers take it: the reference of views, the
descriptions in Datasette, the data package of `gapwatch export`, and files as of a day. They hold
no data. Their column names are a promise: a change is a migration and a changelog line.
"""

import sqlite3
from functools import cache

from warehouse.views.files import described, queries

FIRST = ("gap_now", "lag_now", "price_at_quality", "model_choice", "series", "model")
"""What most people ask: before all others wherever views are listed."""
FEEDS = ("openness_history", "model_price")
"""Facts with their days that others merge into boards and lists of their own."""
MEASURES = (
    *("parity", "parity_now", "vendor_inflation", "vendor_pair", "days_to_weights"),
    *("board_agreement", "correction", "one_gpu_gap", "solved_cost", "price_index", "price_event"),
    *("price_front", "price_at_quality", "host_price", "eci_refit", "domain"),
    "open_token_share",
)
"""Single measures, each told whole beside the report."""
_ORDER = (
    *FIRST,
    "readme",
    *("gap_changes", "contender", "lag_changes", "price_changes", "frontier_by_release"),
    *("openness_history", "model_search", "score_now", "price_now", "source_health", "page"),
    *("quarantine", "frontier_now", "gap_daily", "lag_daily", "price_gap_daily", "claim_now"),
    *MEASURES,
    *("model_score", "model_price"),
)
PROMISED = {name: described(name) for name in dict.fromkeys(_ORDER)}
"""Every promised view by name."""


@cache
def views() -> dict[str, str]:
    """Every view by name: its query. Promised ones come first, for whoever lists them."""
    found = queries(promised=[*PROMISED.values()])
    return {name: found[name] for name in dict.fromkeys((*PROMISED, *found)) if name in found}


def are_laid(connection: sqlite3.Connection) -> bool:
    """Whether the file has exactly this version's views."""
    present = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'")
    return dict(present.fetchall()) == _statements()


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
    return {name: f"CREATE VIEW {name} AS\n{sql.strip()}" for name, sql in views().items()}
