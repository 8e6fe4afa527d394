"""How open stands against closed in each domain.

A domain has several series that measure different things. They are laid side by side and never
averaged: where two that can be judged disagree, the domain disagrees. Only live series speak for a
domain, each for the date of its newest page; frozen, saturated and disputed ones are shown with
the reason, below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from measures.freshness import is_stale
from measures.gap.judgement import is_tested_lately, verdict
from measures.segments import GapSegment
from measures.series import COMPOSITE, DOMAINS, Series, first_of_datasets
from terms.words import JUDGED, GapVerdict

Direction = Literal[
    "closed ahead",
    "closed ahead in part",
    "not distinguishable",
    "open ahead in part",
    "open ahead",
    "series disagree",
    "cannot be judged",
    "not tested lately",
    "no live series",
]
STANDINGS: Mapping[str, str] = {
    "closed ahead": "closed ahead",
    "closed ahead in part": "closed ahead",
    "not distinguishable": "not distinguishable",
    "open ahead in part": "open ahead",
    "open ahead": "open ahead",
    "series disagree": "series disagree",
    "cannot be judged": "cannot be judged",
}
"""What a domain counts as in the headline; one does not count without a live series, or where none
of them tested a recent open model."""
Row = Mapping[str, Any]
"""Of view domain."""


@dataclass(frozen=True, slots=True)
class GapShown:
    """A gap in force on a day, and the day it may be told for: that of its page, or a later one on
    which a model on that page came or was opened."""

    gap: GapSegment
    told_on: str
    seen_on: str
    """The last day by then on which a page said so."""


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One series of a domain: its newest gap, and what that supports."""

    series: Series
    now: GapShown
    verdict: GapVerdict
    speaks: bool
    """Whether it counts for the domain: of its data set the first live series of general models
    that tested a recent open one."""
    is_stale: bool
    """Whether its newest page is older than its limit: it speaks for that date, not for today."""


@dataclass(frozen=True, slots=True)
class DomainLine:
    """One domain: its direction, and its series with those that speak first."""

    domain: str
    direction: Direction
    lines: tuple[SeriesLine, ...]


def domains(series: Iterable[Series], now: Mapping[str, GapShown], on: str) -> list[DomainLine]:
    """Every domain that has a series with a gap, in the order of `DOMAINS`.

    `now` maps a series id to its gap in force on day `on`. Series without one are left out.
    """
    found: dict[str, list[SeriesLine]] = {}
    known = [one for one in series if one.id in now]
    counted = first_of_datasets(one for one in known if is_tested_lately(now[one.id].gap))
    for one in known:
        shown = now[one.id]
        line = SeriesLine(
            series=one,
            now=shown,
            verdict=verdict(shown.gap),
            speaks=one.id in counted,
            is_stale=is_stale(one, shown.seen_on, on),
        )
        found.setdefault(one.domain, []).append(line)
    return [
        DomainLine(domain, direction(lines), tuple(sorted(lines, key=lambda line: not line.speaks)))
        for domain in DOMAINS
        if (lines := found.get(domain))
    ]


def standings(rows: Iterable[Row]) -> dict[str, str]:
    """What each single domain counts as: here alone domains are counted. `rows`: of one openness
    rule. An index over all domains is none."""
    said = {row["domain"]: row["direction"] for row in rows if row["domain"] != COMPOSITE}
    return {domain: STANDINGS[it] for domain, it in sorted(said.items()) if it in STANDINGS}


def on_old_data(rows: Iterable[Row]) -> frozenset[str]:
    """The single domains of which no series that speaks has a current page."""
    own = speaking(rows)
    fresh = {row["domain"] for row in own if not row["is_stale"]}
    return frozenset(row["domain"] for row in own) - fresh


def in_part(rows: Iterable[Row], side: str) -> str:
    """', in coding on some tests only': the single domains in which a class leads so, if any."""
    partial = {
        row["domain"]
        for row in rows
        if row["direction"] == f"{side} ahead in part" and row["domain"] != COMPOSITE
    }
    return f", in {' and '.join(sorted(partial))} on some tests only" if partial else ""


def unconfirmed(rows: Iterable[Row]) -> frozenset[str]:
    """The single domains of which a series that speaks has an unconfirmed leader."""
    return frozenset(
        row["domain"] for row in speaking(rows) if row["evidence"] and row["verdict"] in JUDGED
    )


def speaking(rows: Iterable[Row]) -> list[Row]:
    """The rows of single domains that count for them."""
    return [row for row in rows if row["speaks"] and row["domain"] != COMPOSITE]


def direction_text(direction: str) -> str:
    """What the series of a domain say together, as verdicts are written."""
    verdicts = (GapVerdict.NOT_DISTINGUISHABLE, GapVerdict.NOT_TESTED_LATELY)
    known = {str(it): it.text for it in verdicts} | {"no live series": "no active benchmark"}
    known |= {f"{side} ahead in part": f"{side} ahead on some tests" for side in ("closed", "open")}
    return known.get(direction, direction)


def direction(lines: Sequence[SeriesLine]) -> Direction:
    """What the series that speak say together.

    One class ahead in every series that can be judged; ahead "in part" when some show no
    difference; "series disagree" when each class is ahead somewhere.
    """
    speaking = [line for line in lines if line.speaks]
    if not speaking:
        are_untested = any(line.verdict is GapVerdict.NOT_TESTED_LATELY for line in lines)
        return "not tested lately" if are_untested else "no live series"
    judged = {line.verdict for line in speaking if line.verdict in JUDGED}
    if not judged:
        return "cannot be judged"
    if {"closed ahead", "open ahead"} <= judged:
        return "series disagree"
    if "closed ahead" in judged:
        return "closed ahead" if len(judged) == 1 else "closed ahead in part"
    if "open ahead" in judged:
        return "open ahead" if len(judged) == 1 else "open ahead in part"
    return "not distinguishable"
