"""The rules of the alerts, and what people are told by them: of what is broken now, of one event,
of many at once.

`rules.toml` is read strictly: unknown rules, keys and values raise `AlertRulesInvalid`, which names
them all. A second file, of the same form, replaces single keys of single rules; texts are none of
them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from annotated_types import MinLen

from outputs.wording import clean, shorten
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
    own = {} if more is None else _tables(f"{more}", more)
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
    raise_faults(FILE if more is None else f"{more}", [*faults, *of_values], AlertRulesInvalid)
    return made


def _tables(name: str, file: Any) -> dict[str, Any]:
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise AlertRulesInvalid(f"{name}: cannot be read: {error.strerror}") from None
    return toml_tables(text, name, AlertRulesInvalid)


Rules = Mapping[str, AlertRule]
SHOWN = 12
"""Lines that a digest shows of each list; the counts are exact."""
TITLE_LIMIT = 300
RANK = {severity: rank for rank, severity in enumerate(reversed(words(Severity)))}
"""The most urgent first."""


class Broken(NamedTuple):
    """One thing that is broken now; `fields` are those of its rule's title."""

    kind: str
    subject: str
    severity: str
    title: str
    since: str | None
    """ISO time or day; None when it is not known."""
    cause: str | None
    look: str
    command: str
    is_told: bool
    """Whether the rule brings it to people; otherwise it stands only here."""
    fields: Mapping[str, Any]


def condition(
    rule: AlertRule,
    subject: str,
    fields: Mapping[str, Any],
    since: str | None = None,
    cause: str | None = None,
) -> Broken:
    """A condition in the words of its rule."""
    told = tidy({"subject": subject, "cause": cause or "no cause given", **fields})
    return Broken(
        kind=rule.id,
        subject=subject,
        severity=rule.severity,
        title=rule.say(told),
        since=since,
        cause=told["cause"] if cause else None,
        look=rule.look,
        command=rule.type(told),
        is_told=rule.alert,
        fields=told,
    )


def tidy(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Texts of unknown origin as one short line each; other values as they are."""
    return {
        name: shorten(clean(value), TITLE_LIMIT) if isinstance(value, str) else value
        for name, value in fields.items()
    }


def sent_kinds(rules: Rules) -> list[str]:
    """Kinds of events that are brought to people."""
    return [rule.id for rule in rules.values() if rule.alert]


def alert(event: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """A row of view `_alert_log` with its `severity` and the whole text of it (`body`)."""
    rule, data = rules[event["kind"]], json.loads(event["data"])
    cause = data.get("cause")
    body = [
        f"{event['title']}\n",
        f"Cause: {cause}" if cause else f"Usual cause: {rule.cause}",
        f"Where to look: {rule.look}",
        f"Command: {rule.type(data)}",
    ]
    return {**event, "severity": rule.severity, "body": data.get("text") or "\n".join(body)}


def message(events: Sequence[Mapping[str, Any]], rules: Rules) -> tuple[str, str, str]:
    """Severity, title and text of a message about one event or several, with the ids of all."""
    alerts = [alert(event, rules) for event in events]
    title, body = alerts[0]["title"], alerts[0]["body"]
    if len(alerts) > 1:
        title = f"gapwatch: {len(alerts)} alerts"
        lines = [f"- {one['severity']}: {one['title']}" for one in alerts]
        body = "\n".join([*lines, "", "Causes and commands: gapwatch alerts list --json"])
    ids = [f"id: {one['dedupe_key']}" for one in alerts]
    severity = min((one["severity"] for one in alerts), key=RANK.__getitem__)
    return severity, title, "\n".join([body, "", *ids])


def digest(
    reason: str,
    counts: Mapping[str, int],
    titles: Sequence[str],
    standing: Sequence[Broken],
    headline: str | None = None,
) -> str:
    """The text of a digest: the headline, events by kind, the newest ones, what is broken now.

    `standing` is everything that is broken; what alerts do not tell of is counted, not listed.
    """
    told = [f"{count} {kind}" for kind, count in counts.items()]
    lines = [headline, ""] if headline else []
    lines.append(f"{reason}. None of it is sent one by one.")
    lines.append(f"Recorded: {', '.join(told) if told else 'no event'}.")
    if titles:
        lines += ["", "Newest events:", *_listed(titles)]
    lines += ["", f"{broken_now(standing)}."]
    lines += _listed([f"{one.severity}: {one.title}" for one in standing if one.is_told])
    lines += ["", "All of it: gapwatch alerts list --events; gapwatch alerts list"]
    return "\n".join(lines)


def broken_now(standing: Sequence[Broken]) -> str:
    """'Broken now: 82, of which alerts report 66': one count wherever it is told."""
    told = sum(one.is_told for one in standing)
    if told == len(standing):
        return f"Broken now: {len(standing)}"
    return f"Broken now: {len(standing)}, of which alerts report {told}"


def _listed(lines: Sequence[str]) -> list[str]:
    shown = [f"- {line}" for line in lines[:SHOWN]]
    return [*shown, f"- and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else shown
