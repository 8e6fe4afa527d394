"""What people are told: of what is broken now, of one event, of many at once."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from outputs.alerts.rules import AlertRule
from outputs.wording import clean, shorten
from terms.words import Severity, words

SHOWN = 12
"""Lines that a digest shows of each list; the counts are exact."""
TITLE_LIMIT = 300
RANK = {severity: rank for rank, severity in enumerate(reversed(words(Severity)))}
"""The most urgent first."""
Rules = Mapping[str, AlertRule]


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
