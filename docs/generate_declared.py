"""What declared files may hold, from the records that read them: keys, what is allowed, meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any

from generate import _table

from expectations.rules import WrittenRule
from measures.boards.openness_claims import OpennessWords
from measures.claims.ledger import Claim, ClaimQuery
from measures.price.rules import PriceRules, PriceSource
from measures.series import Series
from measures.vendor.benchmarks import TwiceMeasured
from outputs.alerts.rules import SHAPES, AlertTable
from outputs.explorer.queries import Query
from sources.published.read import SheetHead
from sources.registry.licences import LicenceFile
from sources.registry.read import MakerFile
from terms.declared import Named, schema

DECLARED: Mapping[str, tuple[str, type]] = {
    "measures/price/rules.toml": ("How price statements are read", PriceRules),
    "measures/claims/ledger.toml": ("Published claims, a block each", Claim),
    "measures/claims/queries.toml": ("Queries that test them, a block each", ClaimQuery),
    "measures/boards/openness_claims.toml": ("What sources' words mean", OpennessWords),
    "measures/vendor/benchmarks.toml": ("Benchmarks that makers and others measure", TwiceMeasured),
    "outputs/explorer/queries.toml": ("Questions that Datasette offers, a block each", Query),
    "sources/registry/<maker>.toml": ("A maker and its models", MakerFile),
    "sources/registry/licences.toml": ("What each licence permits", LicenceFile),
    "sources/published/<board>.csv": ("Head of a sheet: `# key = value`", SheetHead),
}
"""Declared files that no other page shows: what they hold, and the record that reads them."""


def series_keys() -> str:
    """The keys of a series' block."""
    return _page(_records(Series))


def rule_keys() -> str:
    """The keys of a rule of an expectation file."""
    return _page(_records(WrittenRule))


def price_source_keys() -> str:
    """The keys of a source of prices in measures/price/rules.toml."""
    return _page(_records(PriceSource))


def alert_keys() -> str:
    """The keys that every kind of alert has, then those of single kinds."""
    common = _own(schema(AlertTable), AlertTable)
    lines = [*_keys(common)]
    rows = [
        (f"`{kind}`", key, allowed, meaning)
        for kind, shape in SHAPES.items()
        for key, allowed, _, meaning in _rows(
            {k: v for k, v in _own(schema(shape), shape).items() if k not in common}, set()
        )
    ]
    return _page([*lines, "", *_table(("kind", "key", "allowed", "meaning"), rows)])


def declared_files() -> str:
    """Every other declared file with its keys."""
    lines: list[str] = []
    for file, (about, shape) in DECLARED.items():
        lines += ["", f"## {file}", "", f"{about}.", "", *_records(shape)]
    return _page(lines)


def _page(lines: Iterator[str] | list[str]) -> str:
    return "\n".join(lines) + "\n"


def _records(shape: type) -> Iterator[str]:
    """The keys of a record, then those of every record that it holds."""
    whole = schema(shape)
    yield from _keys(_own(whole, shape), set(whole.get("required", ())))
    for name, inner in whole.get("$defs", {}).items():
        about = " ".join(str(inner.get("description", "")).split())
        yield from ("", f"**{name}**: {about}", "")
        yield from _keys(inner["properties"], set(inner.get("required", ())))


def _own(whole: Mapping[str, Any], shape: type) -> dict[str, Any]:
    """The properties of a record, inherited ones with their text, without the name of its block."""
    found = dict(whole["properties"])
    for base in filter(is_dataclass, shape.__mro__[1:]):
        for key, value in schema(base)["properties"].items():
            found[key] = {**value, **found[key]}
    if issubclass(shape, Named):
        del found["id"]
    return found


def _keys(properties: Mapping[str, Any], required: set[str] | None = None) -> Iterator[str]:
    needed = set(properties) if required is None else required
    return _table(("key", "allowed", "when absent", "meaning"), _rows(properties, needed))


def _rows(properties: Mapping[str, Any], required: set[str]) -> Iterator[tuple[str, str, str, str]]:
    for key, value in properties.items():
        told = "a fault" if key in required else _unless_given(value)
        yield f"`{key}`", _allowed(value), told, value.get("description", "")


def _unless_given(value: Mapping[str, Any]) -> str:
    default = value.get("default")
    if default in (None, [], {}, ""):
        return "nothing"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _allowed(value: Mapping[str, Any]) -> str:
    """What a value may be, in words."""
    if "$ref" in value:
        return f"table **{value['$ref'].rpartition('/')[2]}**"
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return "one of " + ", ".join(f"`{word}`" for word in value["enum"])
    if "anyOf" in value:
        some = [_allowed(one) for one in value["anyOf"] if one.get("type") != "null"]
        return " or ".join(one for one in some if one not in {f"whole {it}" for it in some})
    return _typed(value)


def _typed(value: Mapping[str, Any]) -> str:
    kind = value.get("type")
    if kind == "array":
        return f"list of {_allowed(value['items'])}".replace("list of table ", "list of tables ")
    if kind == "object":
        inner = value.get("additionalProperties")
        return f"table: name to {_allowed(inner)}" if isinstance(inner, dict) else "table"
    if kind in ("integer", "number"):
        above = value.get("exclusiveMinimum")
        words = "whole number" if kind == "integer" else "number"
        return words if above is None else f"{words} above {above:g}"
    if kind == "string":
        says = {"regex": "regular expression", None: "text"}
        return says.get(value.get("format"), str(value.get("format")))
    return "`true` or `false`" if kind == "boolean" else "any value"
