"""The headline that was issued last, for the command, Dagster and the digest of alerts.

Not here: its words (`measures.headline.sentence`).
"""

from __future__ import annotations

from measures.headline.sentence import Headline
from warehouse.reads.derived import derived_on
from warehouse.reads.views import view_rows
from warehouse.schema.measured import DOMAIN
from warehouse.store import Warehouse


def last_on(warehouse: Warehouse) -> str | None:
    """The day (ISO) for which it was issued; None: never.

    Its board of domains is issued with every run, even without a row.
    """
    return derived_on(warehouse.connection, DOMAIN)


def newest(warehouse: Warehouse) -> Headline | None:
    """The headline; None before there is one."""
    if last_on(warehouse) is None:
        return None
    return Headline.of(*(view_rows(warehouse.connection, name) for name in ("headline", "domain")))
