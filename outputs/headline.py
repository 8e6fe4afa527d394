"""The headline that was issued last, for the command, Dagster and the digest of alerts."""

from __future__ import annotations

import sqlite3

from measures.headline.sentence import Headline
from warehouse.reads.derived import derived_on
from warehouse.reads.statistics import statistics
from warehouse.schema.measured import DOMAIN

BOARD = "domains"
"""Of table domain: issued with every run, even without a row."""


def last_on(connection: sqlite3.Connection) -> str | None:
    """The day (ISO) for which it was issued; None: never."""
    return derived_on(connection, DOMAIN, BOARD)


def newest(connection: sqlite3.Connection) -> Headline | None:
    """The headline; None before there is one."""
    if last_on(connection) is None:
        return None
    return Headline.of(statistics(connection, "headline"), statistics(connection, "domain"))
