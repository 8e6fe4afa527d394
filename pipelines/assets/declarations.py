"""Tables and sources in Dagster's words: a translation of what schema and sources declare."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import dagster as dg

from sources.contract import SourceCard
from warehouse.schema.tables import Column, Table
from warehouse.schema.view import View

TYPES = {"TEXT": "text", "INTEGER": "integer", "REAL": "real"}


def view_schema(view: View) -> dg.TableSchema:
    """The key of a promised view and the columns that it adds, described as in Datasette."""
    names = dict.fromkeys((*view.key, *(column.name for column in view.own)))
    return _schema(map(view.column, names), (view.key,))


def _schema(columns: Iterable[Column], unique: Iterable[Sequence[str]]) -> dg.TableSchema:
    """Columns with description and nullability; their bounds stand in the reference of tables."""
    keys = {name for names in unique if len(names) == 1 for name in names}
    return dg.TableSchema(
        [
            dg.TableColumn(
                one.name,
                TYPES[one.type],
                one.about,
                dg.TableColumnConstraints(nullable=one.optional, unique=one.name in keys),
            )
            for one in columns
        ]
    )


def table_metadata(table: Table) -> dict[str, Any]:
    """Definition metadata of an asset that is one table of the warehouse."""
    return {
        "dagster/column_schema": _schema(table.columns, table.unique),
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
        "stale_after_days": about.stale_after_days,
        **({"terms": about.terms} if about.terms else {}),
    }


def source_tags(about: SourceCard) -> dict[str, str]:
    """Tags to filter by: the source, and its licence when it has a short name."""
    is_short = re.fullmatch(r"[A-Za-z0-9_.-]{1,63}", about.licence)
    return {"source": about.name} | ({"licence": about.licence} if is_short else {})
