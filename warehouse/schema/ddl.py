"""SQL that follows from the declared schema: STRICT tables, checks, keys, append-only triggers."""

from collections.abc import Iterator

from warehouse.schema.columns import DATE
from warehouse.schema.tables import Column, Table

FACT_COLUMNS = (
    "id INTEGER PRIMARY KEY",
    "board_id INTEGER NOT NULL REFERENCES _board(id)",
    "row_sha TEXT NOT NULL",
    "recorded_at TEXT NOT NULL",
)
"""What every fact row carries besides its own columns: key, board, hash of its content, and when
this warehouse first learned that content."""


def create(table: Table) -> Iterator[str]:
    """The statements that make `table`, its indexes and its triggers."""
    lines = ",\n  ".join(_lines(table))
    yield f"CREATE TABLE {table.relation} (\n  {lines}\n) STRICT"
    if table.fact:
        yield f"CREATE INDEX {table.name}_entry ON {table.relation}(board_id, entry)"
    if table.append_only:
        yield from keeps(table)
    yield from day_check(table)


def keeps(table: Table) -> Iterator[str]:
    """The statements that let `table` grow alone."""
    for verb in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {table.name}_keeps_on_{verb.lower()} BEFORE {verb} "
            f"ON {table.relation} BEGIN SELECT RAISE(ABORT, "
            f"'{table.name} is append-only: {verb} refused'); END"
        )


def _lines(table: Table) -> Iterator[str]:
    if table.fact:
        yield from FACT_COLUMNS
    for column in table.columns:
        yield "id INTEGER PRIMARY KEY" if column.name == "id" else column_of(column)
    uniques = (("board_id", "row_sha"),) if table.fact else table.unique
    yield from (f"UNIQUE ({', '.join(names)})" for names in uniques)


def column_of(column: Column) -> str:
    """Name, type and checks of a column."""
    parts = [column.name, column.type]
    if not column.optional:
        parts.append("NOT NULL")
    parts.extend(f"CHECK ({check})" for check in _checks(column))
    if column.refers_to:
        table, _, name = column.refers_to.partition(".")
        parts.append(f"REFERENCES _{table}({name})")
    return " ".join(parts)


def _checks(column: Column) -> Iterator[str]:
    if column.one_of:
        yield f"{column.name} IN ({', '.join(repr(value) for value in column.one_of)})"
    if column.at_least is not None:
        yield f"{column.name} >= {column.at_least:g}"
    if column.at_most is not None:
        yield f"{column.name} <= {column.at_most:g}"


def day_check(table: Table) -> Iterator[str]:
    """The statement that lets `table` take only days of the calendar, where it holds days.

    A trigger and no CHECK: older files have it without a word about the rows that they hold.
    """
    days = [column for column in table.columns if column.is_day]
    if not days:
        return
    fits = " AND ".join(map(_is_day, days))
    yield (
        f"CREATE TRIGGER IF NOT EXISTS {table.name}_days BEFORE INSERT ON {table.relation} "
        f"WHEN NOT ({fits}) BEGIN SELECT RAISE(ABORT, "
        f"'{table.name}: {', '.join(one.name for one in days)} must be days of the calendar'); END"
    )


def _is_day(column: Column) -> str:
    """SQL of whether a new row has a day of the calendar, or nothing, in a column of days.

    SQLite takes 30 February for a day and counts on: in its own words it is another one.
    """
    name = f"NEW.{column.name}"
    if column.matches == DATE:
        return f"date({name}) IS {name} AND {name} >= '0001'"
    first = f"substr({name} || '-01-01', 1, 10)"
    return f"date({first}) IS {first} AND {name} >= '0001' AND length({name}) IN (4, 7, 10)"


ROW_COUNT_CHECK = (
    "CREATE TRIGGER snapshot_accounts_for_every_row BEFORE INSERT ON _snapshot "
    "WHEN NEW.rows_read <> NEW.rows_new + NEW.rows_changed + NEW.rows_unchanged "
    "+ NEW.rows_quarantined + NEW.rows_refused "
    "BEGIN SELECT RAISE(ABORT, 'snapshot: rows read are not all accounted for'); END"
)
"""The law that no row is lost: rows read are all accounted for, or the snapshot is refused."""
