"""Every table and column, declared once, and the views that are promised.

Four readers take these declarations: SQLite (STRICT tables, keys, checks, append-only triggers),
Great Expectations (column set, not null, in set, bounds), the reference of the docs site, and the
tests. A *fact table* holds what boards say: its rows are immutable and shared by every state they
are part of (see `warehouse.history.read`); a *ledger table* records what we did.

Not here: SQL that reads (`warehouse.reads`) or lays views (`warehouse.views`).
"""
