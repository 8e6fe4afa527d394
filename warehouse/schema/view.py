"""What a promised view is made of: its row, its key, and what its columns mean.

What belongs here: the shape of a promise, and the columns that mean the same in every view.
Not here: the promises themselves (`warehouse/views/*.sql`).
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from warehouse.schema.columns import BASIS, CI_LEVEL, CODE_VERSION, Column, Table, columns
from warehouse.schema.ledgers import PAGE_STATE, SERIES
from warehouse.schema.tables import tables


@dataclass(frozen=True, slots=True)
class View:
    """A promised view (or table): what one row is, its key, and what its columns mean.

    `key` also gives the order of rows in every export. `of` is the table whose column meanings
    hold here too, as those of a series do; `declared`: lines of the columns that mean something of
    their `own`, which may be what one of a table means, or of any view (`as in gap.verdict`).
    """

    name: str
    one_row_is: str
    key: tuple[str, ...]
    of: Table | None = None
    declared: str = ""
    of_asking: tuple[str, ...] = ()
    """Columns that only the moment of asking gives a meaning."""

    @property
    def own(self) -> tuple[Column, ...]:
        """Columns that mean something of their own here."""
        return tuple(map(_meant, columns(self.declared))) if self.declared else ()

    @property
    def is_daily(self) -> bool:
        """Whether it repeats a change point on every day that it holds, for joins by day."""
        return self.name.endswith("_daily")

    @property
    def is_of_changes(self) -> bool:
        """Whether a row says from which day on something holds."""
        return not self.is_daily and not {"from_on", "on_date"}.isdisjoint(self.key)

    def query(self, columns: Iterable[str] = ("*",), where: Iterable[str] = ()) -> str:
        """The query for its rows that meet every condition, in the order of its key.

        The plus signs have SQLite sort the rows that it found: for the columns themselves it merges
        the parts of a view one by one, which takes score_now minutes instead of half a second.
        """
        order = ", ".join(f"+{name}" for name in self.key)
        conditions = " AND ".join(where) or "1"
        return f"SELECT {', '.join(columns)} FROM {self.name} WHERE {conditions} ORDER BY {order}"

    def column(self, name: str) -> Column:
        """What column `name` holds. Raises KeyError for a column that nobody described."""
        of = [one for one in self.of.columns if one.name != "entry"] if self.of else []
        every = (*_EVERYWHERE, *SERIES.columns, *of, *self.own)
        return {column.name: column for column in every}[name]

    def written(self, connection: sqlite3.Connection) -> list[Column]:
        """The same, without those that say nothing in a file, in which nobody asks."""
        return [one for one in self.columns(connection) if one.name not in self.of_asking]

    def columns(self, connection: sqlite3.Connection) -> list[Column]:
        """The described columns, in the order the view has them in this file.

        Raises KeyError for a column that nobody described.
        """
        found = connection.execute(f"SELECT name FROM pragma_table_info('{self.name}')")
        return [self.column(name) for (name,) in found]


_EVERYWHERE = (
    PAGE_STATE.by_name["published_on"],
    PAGE_STATE.by_name["seen_at"],
    *columns(
        """
        source (text): Source name.
        board (text): Board as the source names it.
        category (text): Category as the source names it; empty when the board has none.
        entry (text): Natural key of the row within its board, as the source writes it.
        model (text?): Canonical model id; absent when the spelling matches none.
        name (text?): Its name for readers; the id where the registry has none.
        """,
        *(
            f"{side}_name (text?): Name of {side}_model for readers, or its id."
            for side in ("closed", "open", "outlier", "any_size_open")
        ),
        *(
            f"{side}_name_{when} (text?): Name of {side}_model_{when} for readers."
            for side in ("closed", "open")
            for when in ("then", "now")
        ),
        f"""
        maker_name (text?): The maker's name for readers.
        openness (Openness?): Openness of the model on published_on, from the registry; absent when
            no model matches.
        openness_rule (OpennessRule): Which models count as open.
        on_date (day): The day the row is about (UTC).
        vintage_on (day?): Published date of the newest page behind the row.
        age_days (whole?): Days from vintage_on to on_date.
        recorded_at (text): When this warehouse learned or derived it (UTC clock).
        page_sha256 (text?): Hash of the page that says so.
        held (flag): 1: the newest row was quarantined, this is the one before it.
        confirmed (flag): 0: a model behind the row has a provisional class, which nobody has
            confirmed yet; the evidence says why.
        {CI_LEVEL}
        {BASIS}
        {CODE_VERSION}
        """,
    ),
)


def _meant(column: Column) -> Column:
    """A column that means what another one does with that one's meaning."""
    table, _, name = column.about.removeprefix("as in ").partition(".")
    if not column.about.startswith("as in "):
        return column
    known = _EVERYWHERE if table == "view" else TABLES[table].columns
    return replace(column, about={one.name: one.about for one in known}[name])


TABLES = {table.name: table for table in tables()}
