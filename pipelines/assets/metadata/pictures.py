"""Inline pictures of a measure over time, small enough that Dagster shows them without a click."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date

import dagster as dg

from measures.segments import Kind

POINTS = 30


def over_time(
    steps: Sequence[tuple[str, float | None]], through: str, told: str
) -> dg.MarkdownMetadataValue:
    """A line of a step function up to `through`; `steps` are (ISO day, value), oldest first.

    `told` says in words what is drawn; the first day is added to it.
    """
    return drawn(sampled(steps, through), f"{told} since {steps[0][0]}")


def drawn(points: Sequence[float | None], told: str) -> dg.MarkdownMetadataValue:
    """A line of evenly spaced points, oldest first; `told` says what it shows."""
    from outputs.charts.small import gap_sparkline  # noqa: PLC0415 - not needed to load definitions

    return dg.MetadataValue.md(gap_sparkline(points, told))


def sampled(steps: Sequence[tuple[str, float | None]], through: str) -> list[float | None]:
    """POINTS values evenly spaced in time of a step function; `steps` are (ISO day, value)."""
    return [steps[place][1] for place, _ in _on_days([day for day, _ in steps], through)]


def sampled_segments(
    segments: Sequence[Kind], through: str, value: Callable[[Kind, str], float | None]
) -> list[float | None]:
    """The same of segments that have another `value` on each day."""
    found = _on_days([one.entry for one in segments], through)
    return [value(segments[place], day) for place, day in found]


def _on_days(since: Sequence[str], through: str) -> list[tuple[int, str]]:
    """POINTS days from the first to `through`, each with the place of what holds on it."""
    first, last = date.fromisoformat(since[0]), date.fromisoformat(through)
    days = [(first + (last - first) * place / (POINTS - 1)).isoformat() for place in range(POINTS)]
    return [(bisect_right(since, day) - 1, day) for day in days]
