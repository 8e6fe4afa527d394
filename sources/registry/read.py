"""Curated registry: makers, models, how open they were when, and how sources spell them.

One TOML file per maker, written by people and shipped with the product. A spelling is matched
exactly; nothing is derived from it. What the grades mean and how a case is decided is written in
docs/openness.md. A model's id is always a spelling of the model, listed or not.

What must hold over all makers' files together; CI refuses a registry that breaks any of it.

The shape of a maker's file: which keys each table may have, and of which kind each value is.

Nothing passes unnamed: a key that is not declared here, a missing key or a value of another kind
raises `SourceChanged` with the file, the model and the value.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib import resources
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from sources.contract import Client, Fetched, Page, Reading, Row, SourceCard, SourceChanged
from terms.openness import Openness
from terms.words import ModelKind, words

FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"


def check(readings: Iterable[Reading]) -> list[str]:
    """Every fault of the readings of all makers' files, one sentence each; empty when sound."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for reading in readings:
        rows[reading.table].extend(reading.rows)
    faults = [*_repeated_models(rows["model"]), *_openness_faults(rows["model"], rows["openness"])]
    return [*faults, *_alias_faults(rows["model"], rows["alias"])]


def _repeated_models(models: Sequence[Row]) -> Iterator[str]:
    for title in ("entry", "name"):
        for value, times in Counter(model[title] for model in models).items():
            if times > 1:
                yield f"{times} models have the {'id' if title == 'entry' else title} {value!r}"
    for model in models:
        total, active = model["parameters_total_b"], model["parameters_active_b"]
        if active is not None and (total is None or active > total):
            yield f"{model['entry']}: {active} B active parameters of {total} B in total"


def _openness_faults(models: Sequence[Row], intervals: Sequence[Row]) -> Iterator[str]:
    released = {model["entry"]: model["released_on"] for model in models}
    by_model: dict[str, list[Row]] = defaultdict(list)
    for interval in intervals:
        by_model[interval["model"]].append(interval)
    for model, own in by_model.items():
        first = own[0]["valid_from"]
        if first < released[model]:
            yield f"{model}: openness from {first}, before its release on {released[model]}"
        yield from _interval_faults(model, own)


def _interval_faults(model: str, own: Sequence[Row]) -> Iterator[str]:
    for interval in own:
        start, end = interval["valid_from"], interval["valid_until"]
        if end is not None and end <= start:
            yield f"{model}: openness from {start} until {end} is empty"
    for before, after in pairwise(own):
        end, start = before["valid_until"], after["valid_from"]
        if end != start:
            yield f"{model}: openness until {end} is followed by an interval from {start}"
    if own[-1]["valid_until"] is not None:
        yield f"{model}: openness ends on {own[-1]['valid_until']} and nothing follows"


def _alias_faults(models: Sequence[Row], aliases: Sequence[Row]) -> Iterator[str]:
    known = {model["entry"] for model in models}
    by_spelling: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for alias in aliases:
        if alias["model"] not in known:
            yield f"alias {alias['alias']!r} refers to {alias['model']!r}, which is no model"
        start, end = _validity(alias)
        if end <= start:
            yield f"alias {alias['alias']!r} of {alias['model']}: from {start} until {end} is empty"
        by_spelling[alias["source"], alias["alias"]].append(alias)
    for (source, spelling), rows in by_spelling.items():
        yield from _overlaps(source, spelling, rows)


def _overlaps(source: str, spelling: str, rows: Sequence[Row]) -> Iterator[str]:
    for before, after in pairwise(sorted(rows, key=_validity)):
        if _validity(after)[0] < _validity(before)[1]:
            both = f"{before['model']} and {after['model']}"
            yield f"{source}: {spelling!r} means {both} on {_validity(after)[0]}"


def _validity(alias: Row) -> tuple[str, str]:
    return alias["valid_from"] or FIRST_DAY, alias["valid_until"] or LAST_DAY


NAME = "registry"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_day(value: object) -> bool:
    # A TOML datetime is also a `date`; a time of day has no meaning here.
    return type(value) is date


def _is_billions(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _matches(pattern: str) -> Callable[[object], bool]:
    form = re.compile(pattern)
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


def _one_of(values: tuple[str, ...]) -> Callable[[object], bool]:
    return lambda value: value in values


_is_slug = _matches(r"[a-z0-9]+([.-][a-z0-9]+)*")
_is_url = _matches(r"https?://[^\s/]+\.[^\s/]+(/\S*)?")

Keys = Mapping[str, Callable[[object], bool]]

FILE: Keys = {"maker": lambda value: isinstance(value, dict), "model": _is_list}
MAKER: Keys = {
    "id": _is_slug,
    "name": _is_text,
    "country": _matches(r"[A-Z]{2}"),
    "url": _is_url,
}
MODEL: Keys = {
    "id": _is_slug,
    "name": _is_text,
    "released_on": _is_day,
    "kind": _one_of(words(ModelKind)),
    "evidence": _is_url,
    "openness": _is_list,
    "aliases": _is_list,
    "parameters_total_b": _is_billions,
    "parameters_active_b": _is_billions,
}
MODEL_OPTIONAL = ("parameters_total_b", "parameters_active_b")
OPENNESS: Keys = {
    "from": _is_day,
    "is": _one_of(words(Openness)),
    "evidence": _is_url,
    "checked": _is_day,
    "licence": _is_text,
    "until": _is_day,
}
OPENNESS_OPTIONAL = ("licence", "until")
ALIAS: Keys = {
    "as": _is_text,
    "source": _matches(r"[a-z][a-z0-9_]*"),
    "from": _is_day,
    "until": _is_day,
    "effort": _is_text,
    "harness": _is_text,
    "host": _is_text,
    "stamp": _is_text,
}
ALIAS_OPTIONAL = tuple(key for key in ALIAS if key != "as")


def checked(
    table: object, keys: Keys, where: str, optional: tuple[str, ...] = ()
) -> dict[str, Any]:
    """`table` as a dict with every declared key; absent optional keys are None.

    Raises SourceChanged for anything that is not declared.
    """
    if not isinstance(table, dict):
        raise SourceChanged(NAME, f"{where}: {table!r} is not a table")
    for key, value in table.items():
        if key not in keys:
            raise SourceChanged(NAME, f"{where}: unknown key {key!r} (value {value!r})")
        if not keys[key](value):
            raise SourceChanged(NAME, f"{where}: {key} = {value!r} is not a valid value")
    missing = [key for key in keys if key not in table and key not in optional]
    if missing:
        raise SourceChanged(NAME, f"{where}: key {missing[0]!r} is missing")
    return {key: table.get(key) for key in keys}


ANY_SOURCE = "*"
COPIES: Mapping[str, tuple[str, ...]] = {
    "arena": (
        "arena_catalog", "arena_csv_mirror", "arena_mirror", "arena_page", "arena_parsed_mirror",
        "arena_space", "arena_top50_mirror",
    ),
}  # fmt: skip
"""Sources that copy the names of another one: its spellings are theirs as well."""

ABOUT = SourceCard(
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


def fetch(_client: Client) -> Iterator[Fetched]:
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
    document = checked(tables, FILE, file)
    maker = checked(document["maker"], MAKER, f"{file}: maker")
    if f"{maker['id']}.toml" != file:
        raise SourceChanged(NAME, f"{file}: maker id {maker['id']!r} is not the file's name")
    return maker, [_checked_model(file, model) for model in document["model"]]


def _checked_model(file: str, table: Mapping[str, Any]) -> dict[str, Any]:
    title = table.get("id", "without id") if isinstance(table, Mapping) else "that is no table"
    return checked(table, MODEL, f"{file}: model {title}", MODEL_OPTIONAL)


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
        interval = checked(table, OPENNESS, where, OPENNESS_OPTIONAL)
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
    alias = checked(table, ALIAS, where, ALIAS_OPTIONAL)
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
