"""The parts of the docs about alerts that the rules know better than people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generate import _table

from outputs.alerts.broken import REPORTED
from outputs.alerts.rules import FIELDS, AlertRule, load
from pipelines.alerting.detectors import DETECTORS
from pipelines.alerting.examine import LEDGER_KINDS


def alerts_page() -> str:
    """Every rule: what raises it, how urgent it is, its thresholds."""
    rows = (
        (f"[`{rule.kind}`](runbook.md#{rule.kind})", rule.severity, _sent(rule), rule.when,
         _settings(rule.settings))
        for rule in load().values()
    )  # fmt: skip
    columns = ("rule", "severity", "sent", "raised when", "thresholds")
    return "\n".join(_table(columns, rows)) + "\n"


def fields_page() -> str:
    """What a title may name."""
    rows = ((f"`{kind}`", ", ".join(f"`{name}`" for name in names))
            for kind, names in FIELDS.items())  # fmt: skip
    return "\n".join(_table(("rule", "fields"), rows)) + "\n"


def runbook_page() -> str:
    """For every kind of alert: what it means, the usual cause, where to look, what to type."""
    return "\n".join(line for rule in load().values() for line in _entry(rule)) + "\n"


def _entry(rule: AlertRule) -> Iterator[str]:
    yield f"## {rule.kind}\n"
    yield f"{rule.when}\n"
    yield f"- **Severity:** {rule.severity}; {_sent(rule)}"
    yield f"- **Usual cause:** {rule.cause}"
    yield f"- **Where to look:** {rule.look}"
    yield f"- **Command:** `{_shown(rule.command)}`"
    yield f"- **Ends:** {_ends(rule.kind)}\n"


def _ends(kind: str) -> str:
    if kind in DETECTORS or kind == "digest":
        return "when a person resolves it (`gapwatch alerts resolve NUMBER`), or after 14 days."
    if kind in REPORTED:
        return "by itself, when the run, check or tick succeeds again."
    assert kind in LEDGER_KINDS, kind  # noqa: S101 - the docs must not guess
    return "by itself, when the condition is over."


def _sent(rule: AlertRule) -> str:
    return "sent" if rule.alert else "listed only"


def _settings(settings: Mapping[str, Any]) -> str:
    return "; ".join(f"`{key}` = {_value(value)}" for key, value in settings.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_value(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return " ".join(str(item) for item in value)
    return str(value)


def _shown(command: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: found[1].upper(), command)
