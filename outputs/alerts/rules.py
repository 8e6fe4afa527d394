"""The rules of the alerts: `rules.toml`, read strictly.

Unknown rules, keys and values raise `AlertRulesInvalid`, which names them all. A second file, of
the same form, replaces single keys of single rules; texts are none of them.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from importlib import resources
from pathlib import Path
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
TEXTS = ("title", "when", "cause", "look", "command")
"""Keys that no other file replaces."""


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


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"<{key}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule(Named):
    """One kind of alert, named by the kind of its events: what every kind says of itself."""

    severity: Annotated[str, one_of(*words(Severity))]
    """How urgent it is."""
    alert: bool
    """False: recorded and listed, never sent."""
    title: Text
    """One sentence; `{names}` are fields of the event."""
    when: Text
    """The condition in words, for people."""
    cause: Text
    """What usually lies behind it."""
    look: Text
    """Where to look."""
    command: Text
    """What to type; `{names}` as in the title."""

    # Thresholds, which `when` explains; each kind has those that the bundled file gives it.
    series: WhichSeries = ()
    """Of gaps: `live`, every active series; or these."""
    openness_rules: OpennessRules = ()
    """Of gaps: under which openness rules."""
    percent: Positive = 0
    fewest: Count = 0
    hours: Positive = 0
    pages: Count = 0
    attempts: Count = 0
    daemon_minutes: Positive = 0

    @property
    def settings(self) -> Mapping[str, Any]:
        """Thresholds of this kind, by key."""
        own = [it.name for it in fields(self) if it.default is not MISSING]
        return {name: value for name in own if (value := getattr(self, name))}

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


def load(more: Path | None = None) -> dict[str, AlertRule]:
    """The bundled rules by kind, in declared order, with the keys of `more` in place of theirs.

    Raises AlertRulesInvalid.
    """
    bundled = _tables(FILE, resources.files("outputs.alerts") / "rules.toml")
    own = {} if more is None else _tables(more.name, more)
    known = f"known: {', '.join(bundled)}"
    faults = [f"unknown rule {kind!r}; {known}" for kind in own if kind not in bundled]
    tables: dict[str, Any] = {}
    for kind, ours in bundled.items():
        theirs = tables[kind] = own.get(kind, {})
        if isinstance(theirs, dict):
            unknown = [key for key in theirs if key not in ours or key in TEXTS]
            faults += [
                f"{kind}: unknown key {key!r} (value {theirs.pop(key)!r})" for key in unknown
            ]
            tables[kind] = {**ours, **theirs}
    made, of_values = examined_by_name(tables, AlertRule)
    raise_faults(FILE if more is None else more.name, [*faults, *of_values], AlertRulesInvalid)
    return made


def _tables(name: str, file: Any) -> dict[str, Any]:
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise AlertRulesInvalid(f"{name}: cannot be read: {error.strerror}") from None
    return toml_tables(text, name, AlertRulesInvalid)
