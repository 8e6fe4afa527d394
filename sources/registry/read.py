"""Curated registry: makers, models, how open they were when, and how sources spell them.

One TOML file per maker, written by people and shipped with the product. A spelling is matched
exactly; nothing is derived from it. What the grades mean and how a case is decided is written in
docs/openness.md. A model's id is always a spelling of the model, listed or not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources
from pathlib import PurePosixPath
from typing import Any

from sources.contract import About, Client, Look, Page, Reading, Row
from sources.errors import SourceChanged
from sources.registry import shape

NAME = shape.NAME
ANY_SOURCE = "*"
COPIES: Mapping[str, tuple[str, ...]] = {
    "arena": (
        "arena_catalog", "arena_csv_mirror", "arena_mirror", "arena_page", "arena_parsed_mirror",
        "arena_space", "arena_top50_mirror",
    ),
}  # fmt: skip
"""Sources that copy the names of another one: its spellings are theirs as well."""

ABOUT = About(
    name=NAME,
    title="gapwatch registry of makers, models, openness and spellings",
    home="https://models.dev",
    licence="MIT",
    attribution="Curated by the gapwatch project; every line cites its evidence.",
    cadence="with every release of gapwatch",
    stale_after_days=90,
    stale_reason="New models appear on the boards every week; unmatched names show what is missing",
    tables=("model", "alias", "openness"),
    board_is="maker",
    rows={"model": 737, "alias": 4011, "openness": 761},
    scheduled=False,
)


def fetch(_client: Client) -> Iterator[Look]:
    """Nothing to ask: the registry ships with the product (see `pages`)."""
    yield from ()


def pages() -> Iterator[tuple[str, bytes]]:
    """File name and bytes of every bundled maker's file, by name."""
    folder = resources.files("sources.registry")
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    for file in sorted(files, key=lambda file: file.name):
        yield file.name, file.read_bytes()


def parse(page: Page) -> Iterator[Reading]:
    """Three readings of one maker's file: board = maker id, tables model, openness, alias.

    Raises SourceChanged for a key or value that the format does not know.
    """
    file = PurePosixPath(page.url).name
    maker, models = _document(file, page.body)
    rows: dict[str, list[Row]] = {table: [] for table in ABOUT.tables}
    for model in models:
        rows["model"].append(_model(maker, model))
        rows["openness"].extend(_openness(file, model))
        rows["alias"].extend(_aliases(file, model))
    for table in ABOUT.tables:
        yield Reading(table=table, board=maker["id"], category="", rows=rows[table])


def _document(file: str, body: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    try:
        tables = tomllib.loads(body.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceChanged(NAME, f"{file}: not TOML: {error}") from error
    document = shape.checked(tables, shape.FILE, file)
    maker = shape.checked(document["maker"], shape.MAKER, f"{file}: maker")
    if f"{maker['id']}.toml" != file:
        raise SourceChanged(NAME, f"{file}: maker id {maker['id']!r} is not the file's name")
    return maker, [_checked_model(file, model) for model in document["model"]]


def _checked_model(file: str, table: Mapping[str, Any]) -> dict[str, Any]:
    title = table.get("id", "without id") if isinstance(table, Mapping) else "that is no table"
    return shape.checked(table, shape.MODEL, f"{file}: model {title}", shape.MODEL_OPTIONAL)


def _model(maker: Mapping[str, Any], model: Mapping[str, Any]) -> Row:
    return {
        "entry": model["id"],
        "name": model["name"],
        "maker": maker["id"],
        "maker_name": maker["name"],
        "kind": model["kind"],
        "released_on": model["released_on"].isoformat(),
        "parameters_total_b": _billions(model["parameters_total_b"]),
        "parameters_active_b": _billions(model["parameters_active_b"]),
        "evidence": model["evidence"],
    }


def _openness(file: str, model: Mapping[str, Any]) -> Iterator[Row]:
    where = f"{file}: model {model['id']}: openness"
    if not model["openness"]:
        raise SourceChanged(NAME, f"{where}: no interval; write one with is = 'unknown'")
    for table in model["openness"]:
        interval = shape.checked(table, shape.OPENNESS, where, shape.OPENNESS_OPTIONAL)
        valid_from = interval["from"].isoformat()
        yield {
            "entry": f"{model['id']}|{valid_from}",
            "model": model["id"],
            "openness": interval["is"],
            "licence": interval["licence"],
            "valid_from": valid_from,
            "valid_until": _day(interval["until"]),
            "evidence": interval["evidence"],
            "checked_on": interval["checked"].isoformat(),
        }


def _aliases(file: str, model: Mapping[str, Any]) -> Iterator[Row]:
    rows = [_alias(file, model["id"], item) for item in model["aliases"]]
    own = {(row["alias"], row["source"], row["valid_from"]) for row in rows}
    copied = [_for_source(row, copy) for row in rows for copy in COPIES.get(row["source"], ())]
    rows += [row for row in copied if (row["alias"], row["source"], row["valid_from"]) not in own]
    if (model["id"], ANY_SOURCE) not in {(row["alias"], row["source"]) for row in rows}:
        rows.append(_alias(file, model["id"], model["id"]))
    yield from rows


def _for_source(row: Row, source: str) -> Row:
    entry = f"{source}|{row['alias']}|{row['valid_from'] or ''}"
    return {**row, "entry": entry, "source": source}


def _alias(file: str, model: str, item: object) -> Row:
    table = {"as": item} if isinstance(item, str) else item
    where = f"{file}: model {model}: alias {item!r}"
    alias = shape.checked(table, shape.ALIAS, where, shape.ALIAS_OPTIONAL)
    source = alias["source"] or ANY_SOURCE
    valid_from = _day(alias["from"])
    return {
        "entry": f"{source}|{alias['as']}|{valid_from or ''}",
        "alias": alias["as"],
        "source": source,
        "model": model,
        "valid_from": valid_from,
        "valid_until": _day(alias["until"]),
        "effort": alias["effort"],
        "harness": alias["harness"],
        "host": alias["host"],
        "stamp": alias["stamp"],
    }


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _billions(value: float | None) -> float | None:
    return None if value is None else float(value)
