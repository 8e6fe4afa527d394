"""The claim ledger: published statements as data, each reading tested against the warehouse.

A claim may be understood in several ways; each way is a *reading* with its own day, query and
tolerance. The query gives the number that the warehouse holds; this module says what that number
makes of the claim. Statements live in `measures/claim_ledger.toml`, and reading them is strict.

A test that finds no significant difference never contradicts: with an interval around what was
found, a statement inside it is at least `partly` right. `contradicted` needs a number without
sampling error (`exact`: a price, a rank, a count) or an interval that leaves the statement out.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, Literal

from measures.errors import LedgerInvalid
from measures.series import PROVENANCES

Verdict = Literal["reproduced", "partly", "ambiguous", "contradicted", "not_testable", "definition"]
OVERALL = "overall"
"""Name of the row that joins the readings of a claim."""
TESTS = (
    *("number", "between", "at_least", "at_most"),
    *("positive", "negative", "definition", "not_testable"),
)
_STATED = TESTS[:4]
_QUERIED = TESTS[:6]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a claim, and how to test it.

    `test`: number (equals `stated` within `tolerance`), between (lies from `stated` to
    `stated_high`, widened by `tolerance`), at_least or at_most (`stated` bounds it), positive or
    negative (its sign), definition or not_testable (nothing to test; `reason` says why).
    `sql`, a named query of the ledger, gives one row with `value` and, where known, `low` and
    `high` (95 % interval); its other columns are evidence, and those that end in `vintage` name
    vintages. It takes `parameters` and `:as_of` (ISO day). `exact`: the value has no sampling
    error.
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
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a query found for a reading: the number, its 95 % interval, and the rest of the row."""

    value: float | None
    low: float | None = None
    high: float | None = None
    numbers: Mapping[str, Any] | None = None
    """The other columns, as they came."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading with its verdict, the words for what was found, and the reason for the verdict."""

    claim: Claim
    reading: Reading
    verdict: Verdict
    found: str | None
    reason: str
    finding: Finding | None


def load() -> tuple[Claim, ...]:
    """The bundled claims, in declared order. Raises LedgerInvalid."""
    return read(resources.files("measures").joinpath("claim_ledger.toml").read_text("utf-8"))


def read(text: str) -> tuple[Claim, ...]:
    """Claims declared in a TOML text. Raises LedgerInvalid."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LedgerInvalid(f"claim ledger: not TOML: {error}") from error
    queries = tables.pop("queries", {})
    return tuple(_claim(name, table, queries) for name, table in tables.items())


def judge(claim: Claim, reading: Reading, finding: Finding | None) -> Judged:
    """The verdict on one reading; `finding` is None when the query gave no row."""
    if reading.test in ("definition", "not_testable"):
        word: Verdict = "definition" if reading.test == "definition" else "not_testable"
        return Judged(claim, reading, word, None, reading.reason or "", None)
    if finding is None or finding.value is None:
        why = "this warehouse holds no such number for that day"
        return Judged(claim, reading, "not_testable", None, why, finding)
    word, why = _tested(reading, finding.value, finding)
    return Judged(claim, reading, word, _found(reading, finding), why, finding)


def overall(judged: Sequence[Judged]) -> tuple[Verdict, str]:
    """What the readings of one claim say together, and why.

    A claim of which a part cannot be tested is at most `partly` reproduced. Raises ValueError
    without readings.
    """
    if not judged:
        raise ValueError("a claim without readings has no verdict")
    tested = [one for one in judged if one.verdict not in ("definition", "not_testable")]
    if not tested:
        return judged[0].verdict, judged[0].reason
    words = {one.verdict for one in tested}
    told = "; ".join(f"{one.reading.id}: {one.verdict}" for one in judged)
    if len(words) == 1 and (len(tested) == len(judged) or "reproduced" not in words):
        return tested[0].verdict, told
    if judged[0].claim.ambiguous and "reproduced" in words:
        return "ambiguous", told
    return "partly", told


def stated(reading: Reading) -> str | None:
    """The reading's statement in words: '0.7 points', 'at least 13 points', 'above 0'."""
    if reading.test in ("positive", "negative"):
        return "above 0" if reading.test == "positive" else "below 0"
    if reading.stated is None:
        return None
    if reading.test == "between":
        return f"{reading.stated:g} to {reading.stated_high:g} {reading.unit}".rstrip()
    bound = {"at_least": "at least ", "at_most": "at most "}.get(reading.test, "")
    return f"{bound}{reading.stated:g} {reading.unit}".rstrip()


def evidence(judged: Judged) -> str:
    """Reason, tolerance, numbers, SQL and vintages of a verdict as JSON."""
    numbers = dict((judged.finding and judged.finding.numbers) or {})
    vintages = sorted(
        {value for name, value in numbers.items() if name.endswith("vintage") and value is not None}
    )
    reading = judged.reading
    return json.dumps(
        {
            "about": reading.about,
            "reason": judged.reason,
            "tolerance": reading.tolerance if reading.test in ("number", "between") else None,
            "exact": reading.exact,
            "numbers": numbers,
            "sql": reading.sql,
            "parameters": {**reading.parameters, "as_of": reading.as_of} if reading.sql else {},
            "vintages": vintages,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _tested(reading: Reading, value: float, finding: Finding) -> tuple[Verdict, str]:
    if reading.test in ("number", "between"):
        return _equals(reading, value, finding)
    bound = reading.stated or 0.0
    wants_above = reading.test in ("at_least", "positive")
    distance = value - bound if wants_above else bound - value
    low, high = finding.low, finding.high
    if reading.exact or low is None or high is None:
        return _plain(reading, distance)
    nearest, farthest = (low - bound, high - bound) if wants_above else (bound - high, bound - low)
    if nearest > 0:
        return "reproduced", "the whole interval satisfies it"
    if farthest < 0:
        return "contradicted", "the whole interval denies it"
    side = "satisfies" if distance >= 0 else "misses"
    return "partly", f"the value {side} it, the interval holds both answers"


def _equals(reading: Reading, value: float, finding: Finding) -> tuple[Verdict, str]:
    lowest = reading.stated or 0.0
    highest = lowest if reading.stated_high is None else reading.stated_high
    # Binary fractions: 88.7 - 88.6 is 0.10000000000000853, and a tolerance is a printed decimal.
    allowed = reading.tolerance + 1e-9
    if lowest - allowed <= value <= highest + allowed:
        return "reproduced", f"within {reading.tolerance:g} of what is stated"
    if reading.exact:
        return "contradicted", "it has no sampling error and is another number"
    if finding.low is None or finding.high is None:
        return "partly", "it differs, and without an interval nothing says by how much it may"
    if finding.low <= highest and finding.high >= lowest:
        return "partly", "it differs, but the stated number lies within the interval"
    return "contradicted", "the stated number lies outside the interval"


def _plain(reading: Reading, distance: float) -> tuple[Verdict, str]:
    meets = distance > 0 or (distance == 0 and reading.test in ("at_least", "at_most"))
    if reading.exact:
        if meets:
            return "reproduced", "it satisfies it and has no sampling error"
        return "contradicted", "it misses it and has no sampling error"
    side = "satisfies" if meets else "misses"
    return "partly", f"the value {side} it, and no interval says how surely"


def _found(reading: Reading, finding: Finding) -> str:
    told = f"{finding.value:.4g}" if finding.value is not None else "nothing"
    if finding.low is not None and finding.high is not None:
        told += f" ({finding.low:.4g} to {finding.high:.4g})"
    return f"{told} {reading.unit}".rstrip()


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


def _reading(place: str, table: object, queries: Mapping[str, str]) -> Reading:
    known = _keys(place, table, _READING, {"id", "about", "as_of", "test"})
    test, as_of = known["test"], known["as_of"]
    if test not in TESTS:
        raise LedgerInvalid(f"{place}: test = {test!r} is none of {', '.join(TESTS)}")
    if type(as_of) is not date:
        raise LedgerInvalid(f"{place}: as_of = {as_of!r} is not a day")
    wanted = [
        ("query", test in _QUERIED),
        ("stated", test in _STATED),
        ("stated_high", test == "between"),
        ("tolerance", test in ("number", "between")),
        ("reason", test not in _QUERIED),
    ]
    _exactly(place, test, known, wanted)
    if "query" in known and known["query"] not in queries:
        raise LedgerInvalid(f"{place}: no query {known['query']!r}; known: {', '.join(queries)}")
    if known.get("provenance") not in (None, *PROVENANCES):
        raise LedgerInvalid(f"{place}: provenance = {known['provenance']!r} is unknown")
    return Reading(
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
