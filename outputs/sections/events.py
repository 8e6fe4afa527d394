"""What happened, newest first: for the front page, the feed and the JSON API.

Events that were recorded as they were found come first. For the time before, and in a warehouse
that recorded none, they are read off the change points under the widest rule: a class got a new
best model, or the verdict changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Any, NamedTuple
from urllib.parse import quote

from measures.gap.judgement import is_tested_lately, verdict
from measures.segments import FrontierSegment, GapSegment
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.wording import LIMIT, ModelNames, clean, model_name, shorten
from terms.numbers import interval, signed
from terms.openness import HEADLINE_RULE
from terms.units import Unit, score
from warehouse.reads import alerts as reads_alerts
from warehouse.reads import derived as reads_derived
from warehouse.schema.derived import FRONTIER
from warehouse.store import Warehouse

Row = Mapping[str, Any]
TITLE_LIMIT = 200
EVENTS = 200
"""The newest that are listed."""
NEWS = frozenset({
    "gap_level", "lead_change", "parity", "new_frontier_model", "price_ratio", "price_change",
    "claim_flip", "openness_change", "licence_change", "upstream_revision", "scale_break",
})  # fmt: skip
"""Recorded kinds about models, gaps, prices and claims. Any other is for who runs gapwatch."""


class Event(NamedTuple):
    """One thing that happened on a day; `key` is unique and never changes."""

    key: str
    on: str
    kind: str
    title: str
    text: str
    series: str | None


def happened(
    warehouse: Warehouse,
    gaps: Mapping[tuple[str, str], Sequence[GapSegment]],
    declared: Mapping[str, Series],
    names: ModelNames,
    today: date,
) -> list[Event]:
    """Events that were recorded, and before the first of them those that change points tell."""
    kept = recorded(reads_alerts.events(warehouse.connection, -1, quiet=False), declared)
    frontiers = FrontierSegment.from_rows(
        reads_derived.derived_rows(warehouse.connection, FRONTIER)
    )
    return joined(kept, derived(gaps, frontiers, declared, names, today))[:EVENTS]


def joined(kept: Sequence[Event], read_off: Sequence[Event]) -> list[Event]:
    """Recorded events, and before the first of them those read off the change points."""
    first = min((event.on for event in kept), default="9999")
    return _newest_first([*kept, *(event for event in read_off if event.on < first)])


def _newest_first(found: Iterable[Event]) -> list[Event]:
    return sorted(found, key=lambda event: (event.on, event.key), reverse=True)


def recorded(rows: Iterable[Row], declared: Mapping[str, Series]) -> list[Event]:
    """Rows of table `event` that are news as events, in their order."""
    found = []
    for row in rows:
        if row["kind"] not in NEWS:
            continue
        known = json.loads(row["data"])
        series = known.get("series") if isinstance(known, Mapping) else None
        title = shorten(clean(row["title"]), TITLE_LIMIT)
        text = f"{title.rstrip('.')} ({row['phase']} on {row['on_date']})."
        key = f"event/{quote(row['dedupe_key'][:300], safe='/')}"
        about = series if series in declared else None
        found.append(Event(key, row["on_date"], row["kind"], title, text, about))
    return found


def derived(
    gaps: Mapping[tuple[str, str], Sequence[GapSegment]],
    frontiers: Iterable[FrontierSegment],
    declared: Mapping[str, Series],
    names: ModelNames,
    today: date,
) -> list[Event]:
    """Lead changes and changed verdicts of every declared series, newest first; none of a future
    day. `gaps`: by (series, rule); both by day."""
    own = [it for it in frontiers if it.openness_rule == HEADLINE_RULE and it.series in declared]
    own.sort(key=lambda one: (one.series, one.side))
    found = [
        _lead(declared[series], before, now, names)
        for (series, _), some in groupby(own, key=lambda one: (one.series, one.side))
        for before, now in pairwise(some)
        if before.model != now.model
    ]
    for (series, rule), segments in gaps.items():
        if rule == HEADLINE_RULE and series in declared:
            found += _verdicts(declared[series], segments)
    return _newest_first(event for event in found if event.on <= today.isoformat())


def _lead(
    series: Series, before: FrontierSegment, now: FrontierSegment, names: ModelNames
) -> Event:
    new, old = (model_name(item.model, names, item.side, LIMIT).text for item in (now, before))
    class_ = "open-weight" if now.side == "open" else "closed"
    values = f"{score(now.value, series.unit)}, before {score(before.value, series.unit)}"
    return Event(
        key=f"lead/{series.id}/{now.side}/{now.entry}/{quote(now.model[:100], safe='')}",
        on=now.entry,
        kind="lead change",
        title=f"{series.title}: {new} is the best {class_} model",
        text=f"{new} follows {old} as the best {class_} model of {series.title} ({values}).",
        series=series.id,
    )


def _verdicts(series: Series, gaps: Sequence[GapSegment]) -> Iterator[Event]:
    # What was not tested lately supports nothing new: the verdict before it stays.
    for before, now in pairwise(filter(is_tested_lately, gaps)):
        was, is_ = verdict(before), verdict(now)
        if was != is_ and now.gap is not None:
            known = interval(now.gap_low, now.gap_high)
            sure = f"{level_in_words()} interval {known}" if known else "no interval known"
            yield Event(
                key=f"verdict/{series.id}/{now.entry}",
                on=now.entry,
                kind="verdict",
                title=f"{series.title}: {is_.text}",
                text=f"The verdict on {series.title} changed from “{was.text}” to "
                f"“{is_.text}”: gap {signed(now.gap)} {Unit(series.unit).difference} ({sure}).",
                series=series.id,
            )
