"""The rules of the alerts: `rules.toml`, read strictly.

An unknown rule, key, value or field of a title raises `AlertRulesInvalid` and names it. A second
file, of the same form, replaces single keys of single rules.

The fields that the event of each kind carries, and that its title may name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

from terms.openness import OPENNESS_RULES
from terms.words import Severity, words

_GAP = ("series", "series_title", "unit", "rule", "gap", "interval", "provisional", "on_date")

FIELDS: dict[str, tuple[str, ...]] = {
    "gap_level": (*_GAP, "level", "direction"),
    "lead_change": (*_GAP, "before", "after"),
    "parity": (*_GAP, "before", "after", "parity_words"),
    "new_frontier_model": (*_GAP, "side", "before", "after"),
    "price_change": (
        *("model", "seller", "change", "move", "percent", "before", "after"),
        *("sources", "on_date"),
    ),
    "price_ratio": (
        *("series", "series_title", "rule", "threshold", "ratio", "level", "direction"),
        "on_date",
    ),
    "claim_flip": ("claim", "reading", "statement", "before", "after", "found", "on_date"),
    "openness_change": ("model", "before", "after", "licence", "evidence", "on_date"),
    "licence_change": (
        *("source", "board", "model_name", "field", "before", "after"),
        "on_date",
    ),
    "licence_unread": ("source", "field", "word", "models", "on_date"),
    "upstream_revision": (
        *("source", "board", "category", "published_on", "entries", "largest"),
        *("example", "restated", "on_date"),
    ),
    "scale_break": (
        *("source", "board", "category", "series", "entries", "shift", "spread"),
        *("previous_on", "on_date"),
    ),
    "unmatched_names": ("source", "count", "names", "on_date"),
    "source_unreachable": ("subject", "source", "last_good", "cause"),
    "page_refused": ("subject", "source", "url", "cause"),
    "schema_drift": ("subject", "source", "url", "cause"),
    "source_stale": ("subject", "source", "newest", "age_days", "limit"),
    "expectation_failed": ("subject", "source", "rule_id", "unexpected"),
    "series_provisional": ("subject", "series", "series_title", "count"),
    "series_missing": ("subject", "series", "series_title"),
    "series_stale": ("subject", "series", "series_title", "vintage_on", "age_days", "limit"),
    "run_failed": ("subject", "cause", "run_id"),
    "check_failed": ("subject", "cause", "run_id"),
    "tick_failed": ("subject", "cause"),
    "delivery_failing": ("subject", "count", "attempts", "cause"),
    "heartbeat_late": ("subject", "last", "hours_ago", "hours", "sign", "limit"),
    "digest": ("reason", "events", "conditions", "on_date"),
}


Check = Callable[[Any], bool]


class AlertRulesInvalid(Exception):
    """The rules of the alerts are wrong: correct the file that the message names."""


@dataclass(frozen=True, slots=True)
class AlertRule:
    """One kind of alert."""

    kind: str
    severity: str
    alert: bool
    """False: recorded and listed, never sent."""
    title: str
    when: str
    cause: str
    look: str
    command: str
    settings: Mapping[str, Any]
    """Thresholds of this kind, by key."""

    def say(self, fields: Mapping[str, Any]) -> str:
        """The title of one event."""
        return " ".join(self.title.format_map(fields).split())

    def type(self, fields: Mapping[str, Any]) -> str:
        """The command of one event; a part that the event does not name stays as it is."""
        return self.command.format_map(_Lenient(fields))


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"<{key}>"


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _count(value: object) -> bool:
    return _positive(value) and isinstance(value, int)


def _numbers(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_positive(item) for item in value)


def _rules(value: object) -> bool:
    return isinstance(value, list) and bool(value) and set(value) <= set(OPENNESS_RULES)


def _series(value: object) -> bool:
    return value == "live" or (isinstance(value, list) and all(_text(item) for item in value))


def _by_unit(check: Check) -> Check:
    return lambda value: isinstance(value, dict) and all(check(item) for item in value.values())


def _above_one(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 1


_COMMON: dict[str, Check] = {
    "severity": lambda value: value in words(Severity),
    "alert": _flag,
    "title": _text,
    "when": _text,
    "cause": _text,
    "look": _text,
    "command": _text,
}
_WHICH: dict[str, Check] = {"series": _series, "openness_rules": _rules}
SETTINGS: dict[str, dict[str, Check]] = {
    "gap_level": {**_WHICH, "levels": _by_unit(_numbers), "hysteresis": _by_unit(_positive)},
    "lead_change": _WHICH,
    "parity": _WHICH,
    "new_frontier_model": _WHICH,
    "price_change": {"percent": _positive},
    "price_ratio": {"openness_rules": _rules, "levels": _numbers, "factor": _above_one},
    "upstream_revision": {"fewest": _count},
    "scale_break": {"shift_elo": _positive, "fewest": _count},
    "source_unreachable": {"hours": _positive},
    "delivery_failing": {"attempts": _count},
    "heartbeat_late": {"hours": _positive, "daemon_minutes": _positive},
}
"""Keys that a kind has besides the common ones."""


def load(more: Path | None = None) -> dict[str, AlertRule]:
    """The bundled rules by kind, in declared order, with the keys of `more` in place of theirs.

    Raises AlertRulesInvalid.
    """
    tables = _tables("rules.toml", resources.files("outputs.alerts") / "rules.toml")
    if more is not None:
        for kind, table in _tables(more.name, more).items():
            if kind not in tables:
                raise AlertRulesInvalid(f"{more.name}: unknown rule {kind!r}")
            tables[kind] = {**tables[kind], **_as_table(f"{more.name}: {kind}", table)}
    return read(tables)


def read(tables: Mapping[str, Any]) -> dict[str, AlertRule]:
    """Rules from TOML tables by kind. Raises AlertRulesInvalid."""
    for kind in tables:
        if kind not in FIELDS:
            raise AlertRulesInvalid(f"unknown rule {kind!r}; known: {', '.join(FIELDS)}")
    for kind in FIELDS:
        if kind not in tables:
            raise AlertRulesInvalid(f"rule {kind!r} is missing")
    return {kind: _rule(kind, _as_table(kind, table)) for kind, table in tables.items()}


def _tables(name: str, file: Any) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise AlertRulesInvalid(f"{name}: cannot be read: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise AlertRulesInvalid(f"{name}: not TOML: {error}") from None


def _as_table(place: str, table: object) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise AlertRulesInvalid(f"{place}: {table!r} is not a table")
    return table


def _rule(kind: str, table: Mapping[str, Any]) -> AlertRule:
    checks = {**_COMMON, **SETTINGS.get(kind, {})}
    for key, value in table.items():
        if key not in checks:
            raise AlertRulesInvalid(f"rule {kind}: unknown key {key!r} (value {value!r})")
        if not checks[key](value):
            raise AlertRulesInvalid(f"rule {kind}: {key} = {value!r} is not a valid value")
    for key in checks:
        if key not in table:
            raise AlertRulesInvalid(f"rule {kind}: key {key!r} is missing")
    _refuse_unknown_fields(kind, table["title"])
    common = {key: table[key] for key in _COMMON}
    settings = {key: table[key] for key in table if key not in _COMMON}
    return AlertRule(kind, settings=MappingProxyType(settings), **common)


def _refuse_unknown_fields(kind: str, title: str) -> None:
    try:
        names = {name for _, name, _, _ in Formatter().parse(title) if name is not None}
    except ValueError as error:
        raise AlertRulesInvalid(f"rule {kind}: title {title!r}: {error}") from None
    unknown = names - set(FIELDS[kind])
    if unknown:
        raise AlertRulesInvalid(
            f"rule {kind}: title names {', '.join(sorted(unknown))}; this kind has "
            f"{', '.join(FIELDS[kind])}"
        )
