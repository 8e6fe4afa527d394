"""The shape of a maker's file: which keys each table may have, and of which kind each value is.

Nothing passes unnamed: a key that is not declared here, a missing key or a value of another kind
raises `SourceChanged` with the file, the model and the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sources.errors import SourceChanged

NAME = "registry"
GRADES = ("closed", "non_commercial", "restricted", "permissive", "fully_open", "unknown")
KINDS = ("general", "task_tuned")


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
    "kind": _one_of(KINDS),
    "evidence": _is_url,
    "openness": _is_list,
    "aliases": _is_list,
    "parameters_total_b": _is_billions,
    "parameters_active_b": _is_billions,
}
MODEL_OPTIONAL = ("parameters_total_b", "parameters_active_b")
OPENNESS: Keys = {
    "from": _is_day,
    "is": _one_of(GRADES),
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
