"""Promised views as files for people who use no SQLite, with a descriptor that explains them.

The folder is a Data Package (datapackage.org, version 2): `datapackage.json` gives every file's
columns with type and meaning, its bytes and hash, the terms of every source, and as of when.
Beside it stands the notice of attributions.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from outputs.export.formats import WRITERS, kind_of
from outputs.export.manifest import sha256_of
from outputs.folders import replacing
from outputs.sections.sources import SourceLine
from terms.numbers import plural
from warehouse.connection import steady
from warehouse.reads.pages import last_recorded
from warehouse.schema.columns import Column
from warehouse.schema.view import View
from warehouse.store import Warehouse
from warehouse.views.promised import FEEDS, PROMISED

DESCRIPTOR = "datapackage.json"
NAME = "gapwatch"
NOTICE = "NOTICE.md"
OF_SOURCE = ("name", "title", "licence", "attribution")
BEFORE = ("croissant.json", "CITATION.cff")
"""What folders of earlier versions hold as well."""
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
CSV_RULE = (
    "Text is in double quotes; a missing value is an empty cell without quotes. A text cell that "
    "begins with = + - @ (also full-width), tab, carriage return, line feed or an apostrophe has "
    "one apostrophe in front: drop it to have the text. Numbers are as they are."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What to write: formats (`csv`, `json`, `parquet`), views, and the bounds of a past state.

    No formats: Parquet, CSV of change points, and JSON of `FEEDS`. No views: all but the daily
    ones. `bounds` maps published, seen and recorded to an ISO day or None; None as a whole: now.
    `address` is where the files will be published, where that is known. `left_out`: rows by source
    that the views lack because nobody licensed its tables.
    """

    formats: Sequence[str] = ()
    views: Sequence[str] = ()
    bounds: Mapping[str, str | None] | None = None
    address: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)

    def files(self) -> list[tuple[View, str]]:
        """View and format of every file."""
        names = self.views or [name for name, view in PROMISED.items() if not view.is_daily]
        views = [PROMISED[name] for name in names]
        # Every day as CSV would be 130 MB.
        usual = {True: ("csv", "parquet"), False: ("parquet",)}
        return [
            (view, kind)
            for view in views
            for kind in self.formats
            or (*usual[view.is_of_changes], *(("json",) if view.name in FEEDS else ()))
        ]


def export(
    warehouse: Warehouse,
    folder: Path,
    asked: Asked,
    sources: Sequence[SourceLine],
    made_at: str,
) -> dict[str, Any]:
    """Write the asked views into `folder`, replaced as a whole, and return the descriptor.

    `sources` are the sources whose terms the data keep; `made_at` is the instant to write down.
    Raises FolderOccupied when `folder` holds something else, KeyError for an unknown view.
    """
    with replacing(folder, DESCRIPTOR, _listed) as out, steady(warehouse.connection):
        return write(warehouse, out, asked, sources, made_at)


def write(
    warehouse: Warehouse,
    out: Path,
    asked: Asked,
    sources: Sequence[SourceLine],
    made_at: str,
) -> dict[str, Any]:
    """The same into an empty folder `out`, as part of something larger."""
    on = (asked.bounds or {}).get("published") or made_at[:10]
    descriptor = {
        "$schema": PROFILE,
        "name": NAME,
        "title": "How far open-weight language models are behind closed ones",
        "description": "Views of a gapwatch warehouse. A positive gap means that closed is "
        "better. Dates that end in _on are UTC days, times that end in _at UTC instants.",
        **({"homepage": asked.address} if asked.address else {}),
        "created": made_at,
        "version": on.replace("-", "."),
        "gapwatch": version("gapwatch"),
        "asOf": {
            "bounds": dict(asked.bounds) if asked.bounds is not None else None,
            "newestRecordedAt": last_recorded(warehouse.connection),
        },
        "licenses": [{"title": "The terms of each source", "path": NOTICE}],
        "sources": [
            {"path": line.home} | {key: getattr(line, key) for key in OF_SOURCE} for line in sources
        ],
        "resources": [_resource(warehouse, out, view, kind) for view, kind in asked.files()],
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    (out / DESCRIPTOR).write_text(f"{text}\n", "utf-8")
    (out / NOTICE).write_text(_notice(sources, asked.left_out), "utf-8")
    return descriptor


def _listed(descriptor: str) -> list[str]:
    """What stands beside a descriptor of ours. Raises ValueError for one of others."""
    told = json.loads(descriptor)
    if told["name"] != NAME:
        raise ValueError(told["name"])
    return [NOTICE, *BEFORE, *(it["path"] for it in told["resources"])]


def _resource(warehouse: Warehouse, out: Path, view: View, kind: str) -> dict[str, Any]:
    columns = view.written(warehouse.connection)
    path = out / f"{view.name}.{kind}"
    query = view.query(column.name for column in columns)
    rows = warehouse.connection.execute(query).fetchall()
    WRITERS[kind](path, columns, rows)
    made: dict[str, Any] = {
        "name": f"{view.name.replace('_', '-')}-{kind}",
        "path": path.name,
        "type": "table" if kind == "csv" else "file",
        "title": view.name,
        "description": f"One row is {view.one_row_is}.",
        "format": kind,
        "mediatype": MEDIA[kind],
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
        "rowCount": len(rows),
        "schema": {
            "fields": [_field(column) for column in columns],
            **_key(view),
            "missingValues": [""],
        },
    }
    return made | {"textRule": CSV_RULE} if kind == "csv" else made


def _key(view: View) -> dict[str, Any]:
    """A primary key, or a unique one where a part of it may be absent."""
    if any(view.column(name).optional for name in view.key):
        return {"uniqueKeys": [list(view.key)]}
    return {"primaryKey": list(view.key)}


def _field(column: Column) -> dict[str, Any]:
    kind = kind_of(column)
    made: dict[str, Any] = {"name": column.name, "type": kind, "description": column.about}
    if kind == "datetime":
        made["format"] = "%Y-%m-%dT%H:%M:%S.%fZ"
    if kind == "string" and not column.optional:
        made["missingValues"] = []  # empty text is a value: a board without categories
    return made if column.optional else made | {"constraints": {"required": True}}


def _notice(sources: Iterable[SourceLine], left_out: Mapping[str, int]) -> str:
    lines = [
        "# Terms and attributions\n",
        "The data keep the terms of the source each row names. Who shows them gives these",
        "attributions. gapwatch matched, selected and compared: the gaps, lags and ratios are its",
        "own work.\n",
    ]
    for line in sources:
        lines.append(
            f"- **{line.title}** (`{line.name}`), <{line.home}>. Licence: {line.licence}. "
            f"{line.attribution}"
        )
        if rows := left_out.get(line.name):
            lines[-1] += (
                f". Nobody licensed its tables: {plural(rows, 'row')} of them left out here"
            )
    return "\n".join(lines) + "\n"
