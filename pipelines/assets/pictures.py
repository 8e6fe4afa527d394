"""Inline pictures of a measure over time, small enough that Dagster shows them without a click."""

from collections.abc import Sequence
from datetime import date

import dagster as dg

POINTS = 30


def over_time(
    steps: Sequence[tuple[str, float | None]], through: str, told: str
) -> dg.MarkdownMetadataValue:
    """A line of a step function up to `through`; `steps` are (ISO day, value), oldest first.

    `told` says in words what is drawn; the first day is added to it.
    """
    from outputs.sparkline import gap_sparkline  # noqa: PLC0415 - not needed to load definitions

    points = sampled(steps, through)
    return dg.MetadataValue.md(gap_sparkline(points, f"{told} since {steps[0][0]}"))


def sampled(steps: Sequence[tuple[str, float | None]], through: str) -> list[float | None]:
    """POINTS values evenly spaced in time of a step function; `steps` are (ISO day, value)."""
    first, last = date.fromisoformat(steps[0][0]), date.fromisoformat(through)
    days = [first + (last - first) * place / (POINTS - 1) for place in range(POINTS)]
    return [[value for day, value in steps if day <= at.isoformat()][-1] for at in days]
