"""What an alert says: title, numbers, cause, where to look, command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from outputs.alerts.broken import Broken
from outputs.alerts.rules import AlertRule

SHOWN = 12
"""Lines that a digest shows of each list; the counts are exact."""


def body(rule: AlertRule, title: str, fields: Mapping[str, Any], cause: str | None) -> str:
    """The text of an alert about one event."""
    lines = [title, ""]
    if cause:
        lines.append(f"Cause: {cause}")
    else:
        lines.append(f"Usual cause: {rule.cause}")
    lines += [f"Where to look: {rule.look}", f"Command: {rule.type(fields)}"]
    return "\n".join(lines)


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
