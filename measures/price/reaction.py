"""Do closed makers cut prices after open releases? Cuts within fixed windows against chance.

A cut counts when a record open release lies at most N days before it. Chance is what the same
releases would have met on other days: all of them are moved together by every possible number of
days around the window (a circular shift, which keeps their spacing), and p is the share of shifts
that catch at least as many cuts. All shifts are tried, so nothing is drawn. Association, not cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from measures.names.registry import Registry
from measures.price.at_quality import Level
from measures.price.events import PriceEvent
from measures.price.records_market import PriceChange
from measures.price.rules import OWN
from terms.days import days_between

WINDOWS = (30, 60, 90)
MOST_DOUBT_DAYS = 14
"""Cuts whose day is known less well are left out."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One window: what followed the releases, and what chance gives."""

    within_days: int
    releases: tuple[str, ...]
    cuts: tuple[str, ...]
    """Days on which one maker cut: several models of a maker on a day count once."""
    followed: int
    """Cuts with a release at most `within_days` before."""
    expected: float
    """Mean over all shifts."""
    p_value: float | None
    """Share of shifts with at least as many; None without a cut or a release."""


def counted_cuts(events: Iterable[PriceEvent], registry: Registry, since: str) -> list[PriceEvent]:
    """Confirmed cuts of closed models by their makers, in order; one day may have several."""
    return [
        event
        for event in events
        if event.kind is PriceChange.CUT
        and event.confirmed
        and event.seller == OWN
        and event.on >= since
        and event.doubt_days <= MOST_DOUBT_DAYS
        and registry.openness(event.model, event.on) == "closed"
    ]


def cut_days(cuts: Iterable[PriceEvent], registry: Registry) -> list[str]:
    """Days of `counted_cuts`, once for a maker and day."""
    days = {(event.on, registry.model(event.model)["maker"]) for event in cuts}
    return sorted(day for day, _ in days)


def record_releases(
    found: Iterable[Level], registry: Registry, grades: frozenset[str], since: str, through: str
) -> list[tuple[str, str]]:
    """(day, model) on which weights came out that beat all open ones before, by the newest scores.

    `found` are the levels of one series; a model's release is the first day on which its weights
    can be had.
    """
    best: dict[str, float] = {}
    for level in found:
        best[level.model] = level.score
    released = []
    for model, score in best.items():
        days = [one.valid_from for one in registry.grades(model) if one.openness in grades]
        if days:
            released.append((min(days), score, model))
    kept, record = [], float("-inf")
    for day, score, model in sorted(released):
        if score > record:
            record = score
            if since <= day <= through:
                kept.append((day, model))
    return kept


def reaction(
    releases: Sequence[str], cuts: Sequence[str], since: str, through: str, within_days: int
) -> Reaction:
    """Compare the cuts after the releases with every circular shift of the releases.

    Days before `since` or after `through` are the caller's to leave out.
    """
    length = days_between(since, through) + 1
    at = np.array([days_between(since, day) for day in releases], dtype=np.int64)
    hit = np.array([days_between(since, day) for day in cuts], dtype=np.int64)
    if not len(at) or not len(hit):
        return Reaction(within_days, tuple(releases), tuple(cuts), 0, 0.0, None)
    shifts = np.arange(length)[:, None]
    moved = (at[None, :] + shifts) % length
    waited = hit[None, :, None] - moved[:, None, :]
    caught = ((waited >= 0) & (waited <= within_days)).any(axis=2).sum(axis=1)
    return Reaction(
        within_days,
        tuple(releases),
        tuple(cuts),
        int(caught[0]),
        float(caught.mean()),
        float((caught >= caught[0]).mean()),
    )
