"""Tables and sources in Dagster's words: a translation of what schema and sources declare."""

import re
from collections.abc import Iterator
from typing import Any

import dagster as dg

from sources.contract import SourceCard
from warehouse.schema.tables import Column, Table
from warehouse.schema.view import View

TYPES = {"TEXT": "text", "INTEGER": "integer", "REAL": "real"}


def column_schema(table: Table) -> dg.TableSchema:
    """The declared columns with description, nullability and bounds."""
    keys = {name for names in table.unique if len(names) == 1 for name in names}
    columns = [_column(column, column.name in keys) for column in table.columns]
    together = [f"unique together: {', '.join(names)}" for names in table.unique if len(names) > 1]
    return dg.TableSchema(columns, constraints=dg.TableConstraints(other=together))


def view_schema(view: View) -> dg.TableSchema:
    """The key of a promised view and the columns that it adds, described as in Datasette."""
    names = dict.fromkeys((*view.key, *(column.name for column in view.own)))
    return dg.TableSchema([_column(view.column(name), view.key == (name,)) for name in names])


def _column(column: Column, is_key: bool) -> dg.TableColumn:
    constraints = dg.TableColumnConstraints(
        nullable=column.optional, unique=is_key, other=list(_bounds(column))
    )
    return dg.TableColumn(column.name, TYPES[column.type], column.about, constraints)


def _bounds(column: Column) -> Iterator[str]:
    if column.one_of:
        yield f"one of: {', '.join(column.one_of)}"
    if column.at_least is not None:
        yield f"at least {column.at_least:g}"
    if column.at_most is not None:
        yield f"at most {column.at_most:g}"
    if column.matches:
        yield f"matches {column.matches}"
    if column.refers_to:
        yield f"refers to {column.refers_to}"


def table_metadata(table: Table) -> dict[str, Any]:
    """Definition metadata of an asset that is one table of the warehouse."""
    return {
        "dagster/column_schema": column_schema(table),
        "dagster/table_name": f"warehouse.{table.relation}",
    }


def source_metadata(about: SourceCard) -> dict[str, Any]:
    """Definition metadata of everything that comes from one source: home, terms, attribution."""
    return {
        "home": dg.MetadataValue.url(about.home),
        "licence": about.licence,
        "attribution": about.attribution,
        "cadence": about.cadence,
        "asked_every_days": about.ask_every_days,
        "timeout_seconds": about.timeout_seconds,
        **({"paused": f"since {about.pause.since}: {about.pause.reason}"} if about.pause else {}),
        "stale_after_days": about.stale_after_days,
        "stale_reason": about.stale_reason,
        **({"terms": about.terms} if about.terms else {}),
    }


def source_tags(about: SourceCard) -> dict[str, str]:
    """Tags to filter by: the source, how it is read, and its licence when it has a short name."""
    is_short = re.fullmatch(r"[A-Za-z0-9_.-]{1,63}", about.licence)
    return {
        "source": about.name,
        "reading": "scheduled" if about.scheduled else "bundled",
        **({"licence": about.licence} if is_short else {}),
    }
