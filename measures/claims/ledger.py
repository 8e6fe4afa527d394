"""The claim ledger: published statements as data, each with its readings.

A claim may be understood in several ways; each way is a *reading* with its own day, query and
tolerance. Statements live in `measures/claims/ledger.toml`, and reading them is strict. What a
query finds makes the verdict: `measures.claims.verdicts`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from measures.errors import LedgerInvalid
from terms.words import Provenance

OVERALL = "overall"
"""Name of the row that joins the readings of a claim."""
TESTS = (
    *("number", "between", "at_least", "at_most"),
    *("positive", "negative", "definition", "not_testable"),
)
STATED = TESTS[:4]
"""Tests that take a number."""
QUERIED = TESTS[:6]
"""Tests that take a query."""


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """One way to understand a claim, and how to test it.

    `test`: number (equals `stated` within `tolerance`), between (lies from `stated` to
    `stated_high`, widened by `tolerance`), at_least or at_most (`stated` bounds it), positive or
    negative (its sign), definition or not_testable (nothing to test; `reason` says why).
    `sql`, a named query of the ledger, gives one row with `value` and, where known, `low` and
    `high` (95 % interval); its other columns are evidence, those that end in `vintage` name a
    vintage, and `vintages` is a JSON list of them. It takes `parameters` and `:as_of` (ISO
    day). `exact`: the value has no sampling error.
    """

    id: str
    about: str
    as_of: str
    test: str
    sql: str | None
    parameters: Mapping[str, str]
    stated: float | None
    stated_high: float | None
    unit: str
    tolerance: float
    exact: bool
    provenance: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A published statement. `ambiguous`: its text does not say which reading is meant."""

    id: str
    statement: str
    ambiguous: bool
    readings: tuple[ClaimReading, ...]


def load() -> tuple[Claim, ...]:
    """The bundled claims, in declared order. Raises LedgerInvalid."""
    return read(resources.files("measures.claims").joinpath("ledger.toml").read_text("utf-8"))


def read(text: str) -> tuple[Claim, ...]:
    """Claims declared in a TOML text. Raises LedgerInvalid."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LedgerInvalid(f"claim ledger: not TOML: {error}") from error
    queries = tables.pop("queries", {})
    return tuple(_claim(name, table, queries) for name, table in tables.items())


def _claim(name: str, table: object, queries: Mapping[str, str]) -> Claim:
    place = f"claim {name}"
    known = _keys(place, table, {"statement", "ambiguous", "readings"}, {"statement", "readings"})
    readings = known["readings"]
    if not isinstance(readings, list) or not readings:
        raise LedgerInvalid(f"{place}: readings = {readings!r} must be a list with one at least")
    found = tuple(
        _reading(f"{place}, reading {n}", item, queries) for n, item in enumerate(readings, 1)
    )
    names = [reading.id for reading in found]
    if len(set(names)) < len(names) or OVERALL in names:
        raise LedgerInvalid(f"{place}: reading ids {names} must differ, and none is {OVERALL!r}")
    return Claim(name, known["statement"], bool(known.get("ambiguous", False)), found)


_READING = {
    "id", "about", "as_of", "test", "query", "with", "stated", "stated_high", "unit", "tolerance",
    "exact", "provenance", "reason",
}  # fmt: skip


def _reading(place: str, table: object, queries: Mapping[str, str]) -> ClaimReading:
    known = _keys(place, table, _READING, {"id", "about", "as_of", "test"})
    test, as_of = known["test"], known["as_of"]
    if test not in TESTS:
        raise LedgerInvalid(f"{place}: test = {test!r} is none of {', '.join(TESTS)}")
    if type(as_of) is not date:
        raise LedgerInvalid(f"{place}: as_of = {as_of!r} is not a day")
    wanted = [
        ("query", test in QUERIED),
        ("stated", test in STATED),
        ("stated_high", test == "between"),
        ("tolerance", test in ("number", "between")),
        ("reason", test not in QUERIED),
    ]
    _exactly(place, test, known, wanted)
    if "query" in known and known["query"] not in queries:
        raise LedgerInvalid(f"{place}: no query {known['query']!r}; known: {', '.join(queries)}")
    if known.get("provenance") not in (None, *Provenance):
        raise LedgerInvalid(f"{place}: provenance = {known['provenance']!r} is unknown")
    return ClaimReading(
        id=known["id"],
        about=known["about"],
        as_of=as_of.isoformat(),
        test=test,
        sql=queries[known["query"]].strip() if "query" in known else None,
        parameters=known.get("with", {}),
        stated=known.get("stated"),
        stated_high=known.get("stated_high"),
        unit=known.get("unit", ""),
        tolerance=known.get("tolerance", 0.0),
        exact=known.get("exact", False),
        provenance=known.get("provenance"),
        reason=known.get("reason"),
    )


def _exactly(
    place: str, test: str, known: Mapping[str, Any], wanted: Iterable[tuple[str, bool]]
) -> None:
    for key, is_wanted in wanted:
        if (key in known) != is_wanted:
            verb = "needs" if is_wanted else "takes no"
            raise LedgerInvalid(f"{place}: test {test!r} {verb} {key!r}")


def _keys(place: str, table: object, allowed: set[str], required: set[str]) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise LedgerInvalid(f"{place}: {table!r} is not a table")
    for key in table.keys() - allowed:
        raise LedgerInvalid(f"{place}: unknown key {key!r} (value {table[key]!r})")
    for key in required - table.keys():
        raise LedgerInvalid(f"{place}: key {key!r} is missing")
    return dict(table)
