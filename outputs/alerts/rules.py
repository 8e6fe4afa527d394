"""The rules of the alerts: `rules.toml`, read strictly.

Unknown rules, keys, values and fields of a title raise `AlertRulesInvalid`, which names them all. A
second file, of the same form, replaces single keys of single rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, make_dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Annotated, Any

from annotated_types import MinLen

from terms.days import in_words
from terms.declared import (
    Count,
    Named,
    Positive,
    Text,
    examined_by_name,
    one_of,
    raise_faults,
    reads,
    toml_tables,
)
from terms.openness import OPENNESS_RULES
from terms.words import Severity, words

FILE = "outputs/alerts/rules.toml"


class AlertRulesInvalid(Exception):
    """The rules of the alerts are wrong: correct the file that the message names."""


def _live_or_names(value: object) -> str | tuple[str, ...]:
    if value == "live":
        return "live"
    if isinstance(value, tuple) and all(isinstance(one, str) and one.strip() for one in value):
        return value
    raise ValueError('should be "live" or a list of series')


OpennessRules = Annotated[tuple[Annotated[str, one_of(*OPENNESS_RULES)], ...], MinLen(1)]
WhichSeries = Annotated[str | tuple[str, ...], reads(_live_or_names)]
_OF_SERIES = {"series": WhichSeries, "openness_rules": OpennessRules}
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "lead_change": _OF_SERIES,
    "parity": _OF_SERIES,
    "new_frontier_model": _OF_SERIES,
    "price_change": {"percent": Positive},
    "upstream_revision": {"fewest": Count},
    "source_unreachable": {"hours": Positive},
    "series_held": {"pages": Count},
    "delivery_failing": {"attempts": Count},
    "heartbeat_late": {"hours": Positive, "daemon_minutes": Positive},
}
"""The thresholds of a kind, which its `when` explains; other kinds have none."""


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"<{key}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule(Named):
    """One kind of alert: what every kind says of itself."""

    severity: Annotated[str, one_of(*words(Severity))]
    """How urgent it is."""
    alert: bool
    """False: recorded and listed, never sent."""
    title: Text
    """One sentence; `{names}` are fields of the event: those that the bundled file names."""
    when: Text
    """The condition in words, for people."""
    cause: Text
    """What usually lies behind it."""
    look: Text
    """Where to look."""
    command: Text
    """What to type; `{names}` as in the title."""

    @property
    def kind(self) -> str:
        """Of its events."""
        return self.id

    @property
    def settings(self) -> Mapping[str, Any]:
        """Thresholds of this kind, by key."""
        return {name: getattr(self, name) for name in SETTINGS.get(self.id, ())}

    def say(self, fields: Mapping[str, Any]) -> str:
        """The title of one event, its days in words."""
        told = {key: _in_words(key, value) for key, value in fields.items()}
        return " ".join(self.title.format_map(told).split())

    def type(self, fields: Mapping[str, Any]) -> str:
        """The command of one event; a part that the event does not name stays as it is."""
        return self.command.format_map(_Lenient(fields))


def _in_words(key: str, value: Any) -> Any:
    is_day = key.endswith(("newest", "_on", "on_date")) and isinstance(value, str)
    return in_words(value) if is_day else value


@cache
def _shape(kind: str) -> type[AlertRule]:
    own = list(SETTINGS.get(kind, {}).items())
    return make_dataclass(kind, own, bases=(AlertRule,), frozen=True, slots=True, kw_only=True)


def load(more: Path | None = None) -> dict[str, AlertRule]:
    """The bundled rules by kind, in declared order, with the keys of `more` in place of theirs.

    Raises AlertRulesInvalid.
    """
    tables = _tables(FILE, resources.files("outputs.alerts") / "rules.toml")
    if more is None:
        return _read(tables, tables, FILE)
    own = _tables(more.name, more)
    over = {kind: _over(tables.get(kind), own[kind]) for kind in own}
    return _read({**tables, **over}, tables, more.name)


def _over(bundled: object, own: object) -> object:
    return {**bundled, **own} if isinstance(bundled, dict) and isinstance(own, dict) else own


def _read(tables: Mapping[str, Any], bundled: Mapping[str, Any], file: str) -> dict[str, AlertRule]:
    known = f"known: {', '.join(bundled)}"
    faults = [f"unknown rule {kind!r}; {known}" for kind in tables if kind not in bundled]
    made: dict[str, AlertRule] = {}
    for kind, ours in bundled.items():
        found, more = examined_by_name({kind: tables[kind]}, _shape(kind))
        made |= found
        faults += more
        for rule in found.values():
            faults += _title_faults(rule, {*_names(ours["title"]), *_names(ours["command"])})
    raise_faults(file, faults, AlertRulesInvalid)
    return made


def _title_faults(rule: AlertRule, had: set[str]) -> Iterator[str]:
    try:
        unknown = sorted(_names(rule.title) - had)
    except ValueError as error:
        yield f"{rule.id}: title {rule.title!r}: {error}"
        return
    if unknown:
        has = ", ".join(sorted(had))
        yield f"{rule.id}: title names {', '.join(unknown)}; this kind has {has}"


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _tables(name: str, file: Any) -> dict[str, Any]:
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise AlertRulesInvalid(f"{name}: cannot be read: {error.strerror}") from None
    return toml_tables(text, name, AlertRulesInvalid)
