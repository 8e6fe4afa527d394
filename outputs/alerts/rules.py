"""The rules of the alerts: `rules.toml`, read strictly, and what the events of each kind carry.

Unknown rules, keys, values and fields of a title raise `AlertRulesInvalid`, which names them all. A
second file, of the same form, replaces single keys of single rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Annotated, Any

from annotated_types import Gt, MinLen

from terms.days import in_words
from terms.declared import (
    Count,
    Named,
    Positive,
    Text,
    contradiction,
    examined_by_name,
    one_of,
    raise_faults,
    reads,
    toml_tables,
)
from terms.openness import OPENNESS_RULES
from terms.words import Severity, words

FILE = "outputs/alerts/rules.toml"
_GAP = ("series", "series_title", "unit", "rule", "gap", "interval", "unconfirmed", "on_date")
_BOARD = ("source", "board", "category")
_SOURCE = ("subject", "source", "source_title")
_SERIES = ("subject", "series", "series_title")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "gap_level": (*_GAP, "level", "direction"),
    "lead_change": (*_GAP, "before", "after"),
    "parity": (*_GAP, "before", "after", "parity_words"),
    "new_frontier_model": (*_GAP, "side", "before", "after"),
    "price_change": (
        "model",
        "seller",
        "change",
        "move",
        "percent",
        "before",
        "after",
        "sources",
        "on_date",
    ),
    "price_ratio": ("series", "series_title", "rule", "ratio", "level", "direction", "on_date"),
    "claim_flip": ("claim", "reading", "statement", "before", "after", "found", "on_date"),
    "openness_change": ("model", "before", "after", "licence", "evidence", "on_date"),
    "licence_change": ("source", "board", "model_name", "field", "before", "after", "on_date"),
    "licence_unread": ("source", "field", "word", "models", "on_date"),
    "upstream_revision": (
        *_BOARD,
        "published_on",
        "entries",
        "largest",
        "example",
        "restated",
        "on_date",
    ),
    "scale_break": (*_BOARD, "series", "entries", "shift", "spread", "previous_on", "on_date"),
    "unmatched_names": ("source", "count", "names", "on_date"),
    "source_unreachable": (*_SOURCE, "last_good", "cause"),
    "page_refused": (*_SOURCE, "url", "cause"),
    "schema_drift": (*_SOURCE, "url", "cause"),
    "source_stale": (*_SOURCE, "newest", "age_days", "limit"),
    "expectation_failed": (*_SOURCE, "rule_id", "unexpected"),
    "series_unjudged": (*_SERIES, "may_lead", "range"),
    "series_held": (*_SERIES, "pages", "reason", "vintage_on"),
    "model_unconfirmed": ("subject", "model", "series_titles", "evidence"),
    "series_missing": _SERIES,
    "series_stale": (*_SERIES, "vintage_on", "age_days", "limit"),
    "not_computed": ("subject", "unit", "cause"),
    "run_failed": ("subject", "cause", "run_id"),
    "check_failed": ("subject", "cause", "run_id"),
    "tick_failed": ("subject", "cause"),
    "delivery_failing": ("subject", "count", "attempts", "cause"),
    "heartbeat_late": ("subject", "last", "hours_ago", "hours", "sign", "limit"),
    "digest": ("reason", "events", "conditions", "on_date"),
}
"""The fields that the event of each kind carries, and that its title may name."""


class AlertRulesInvalid(Exception):
    """The rules of the alerts are wrong: correct the file that the message names."""


def _in_words(key: str, value: Any) -> Any:
    is_day = key.endswith(("newest", "_on", "on_date")) and isinstance(value, str)
    return in_words(value) if is_day else value


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"<{key}>"


Levels = Annotated[tuple[Positive, ...], MinLen(1)]
OpennessRules = Annotated[tuple[Annotated[str, one_of(*OPENNESS_RULES)], ...], MinLen(1)]


def _live_or_names(value: object) -> str | tuple[str, ...]:
    if value == "live":
        return "live"
    if isinstance(value, tuple) and all(isinstance(one, str) and one.strip() for one in value):
        return value
    raise ValueError('should be "live" or a list of series')


WhichSeries = Annotated[
    str | tuple[str, ...], reads(_live_or_names, '"live" or a list of ids of series')
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule(Named):
    """One kind of alert: what every kind says of itself."""

    severity: Annotated[str, one_of(*words(Severity))]
    """How urgent it is."""
    alert: bool
    """False: recorded and listed, never sent."""
    title: Text
    """One sentence; `{names}` are fields of the event (`FIELDS` lists them)."""
    when: Text
    """The condition in words, for people."""
    cause: Text
    """What usually lies behind it."""
    look: Text
    """Where to look."""
    command: Text
    """What to type; `{names}` as in the title."""

    def __post_init__(self) -> None:
        """Raises ValueError for a title that names what its events do not have."""
        contradiction(_title_fault(self.id, self.title))

    @property
    def kind(self) -> str:
        """Of its events."""
        return self.id

    @property
    def settings(self) -> Mapping[str, Any]:
        """Thresholds of this kind, by key."""
        common = {field.name for field in fields(AlertRule)}
        own = (field.name for field in fields(self) if field.name not in common)
        return {name: getattr(self, name) for name in own}

    def say(self, fields: Mapping[str, Any]) -> str:
        """The title of one event, its days in words."""
        told = {key: _in_words(key, value) for key, value in fields.items()}
        return " ".join(self.title.format_map(told).split())

    def type(self, fields: Mapping[str, Any]) -> str:
        """The command of one event; a part that the event does not name stays as it is."""
        return self.command.format_map(_Lenient(fields))


def _title_fault(kind: str, title: str) -> str | None:
    try:
        names = {name for _, name, _, _ in Formatter().parse(title) if name is not None}
    except ValueError as error:
        return f"title {title!r}: {error}"
    unknown = sorted(names - set(FIELDS[kind]))
    had = ", ".join(FIELDS[kind])
    return f"title names {', '.join(unknown)}; this kind has {had}" if unknown else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesAlert(AlertRule):
    """A kind about the gap of a series."""

    series: WhichSeries
    """Which series it watches."""
    openness_rules: OpennessRules
    """Under which openness rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLevelAlert(SeriesAlert):
    """Kind gap_level."""

    levels: Mapping[str, Levels]
    """Unit to the levels of the gap that count."""
    hysteresis: Mapping[str, Positive]
    """Unit to how far beyond a level the gap must lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChangeAlert(AlertRule):
    """Kind price_change."""

    percent: Positive
    """A price raised by less is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRatioAlert(AlertRule):
    """Kind price_ratio."""

    openness_rules: OpennessRules
    """Under which openness rules."""
    levels: Levels
    """Ratios, closed over open, that count."""
    factor: Annotated[int, Gt(1)] | Annotated[float, Gt(1)]
    """How far beyond a level the ratio must lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionAlert(AlertRule):
    """Kind upstream_revision."""

    fewest: Count
    """Entries that differ, at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleBreakAlert(AlertRule):
    """Kind scale_break."""

    shift_elo: Positive
    """Mean move of the models listed before and after."""
    fewest: Count
    """Models listed before and after, at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachableAlert(AlertRule):
    """Kind source_unreachable."""

    hours: Positive
    """Hours since it was last reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAlert(AlertRule):
    """Kind series_held."""

    pages: Count
    """Pages in a row that gave no gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAlert(AlertRule):
    """Kind delivery_failing."""

    attempts: Count
    """Attempts that failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartbeatAlert(AlertRule):
    """Kind heartbeat_late."""

    hours: Positive
    """Hours since a refresh ended."""
    daemon_minutes: Positive
    """Minutes since the daemon gave a sign."""


SHAPES: Mapping[str, type[AlertRule]] = {
    **dict.fromkeys(FIELDS, AlertRule),
    **dict.fromkeys(("lead_change", "parity", "new_frontier_model"), SeriesAlert),
    "gap_level": GapLevelAlert,
    "price_change": PriceChangeAlert,
    "price_ratio": PriceRatioAlert,
    "upstream_revision": RevisionAlert,
    "scale_break": ScaleBreakAlert,
    "source_unreachable": UnreachableAlert,
    "series_held": HeldAlert,
    "delivery_failing": DeliveryAlert,
    "heartbeat_late": HeartbeatAlert,
}
"""What each kind's table may hold."""


def load(more: Path | None = None) -> dict[str, AlertRule]:
    """The bundled rules by kind, in declared order, with the keys of `more` in place of theirs.

    Raises AlertRulesInvalid.
    """
    tables = _tables(FILE, resources.files("outputs.alerts") / "rules.toml")
    if more is None:
        return read(tables)
    own = _tables(more.name, more)
    return read({**tables, **{kind: _over(tables.get(kind), own[kind]) for kind in own}}, more.name)


def _over(bundled: object, own: object) -> object:
    return {**bundled, **own} if isinstance(bundled, dict) and isinstance(own, dict) else own


def read(tables: Mapping[str, Any], file: str = FILE) -> dict[str, AlertRule]:
    """Rules from TOML tables by kind. Raises AlertRulesInvalid."""
    known = f"known: {', '.join(FIELDS)}"
    faults = [f"unknown rule {kind!r}; {known}" for kind in tables if kind not in FIELDS]
    faults += [f"rule {kind!r} is missing" for kind in FIELDS if kind not in tables]
    made: dict[str, AlertRule] = {}
    for kind in (kind for kind in tables if kind in FIELDS):
        found, more = examined_by_name({kind: tables[kind]}, SHAPES[kind])
        made |= found
        faults += more
    raise_faults(file, faults, AlertRulesInvalid)
    return {kind: made[kind] for kind in tables}


def _tables(name: str, file: Any) -> dict[str, Any]:
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise AlertRulesInvalid(f"{name}: cannot be read: {error.strerror}") from None
    return toml_tables(text, name, AlertRulesInvalid)
