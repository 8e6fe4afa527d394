"""What happened, newest first: for the front page, the feed and the JSON API.

Events that were recorded as they were found come first. For the time before, and in a warehouse
that recorded none, they are read off the change points under the widest rule: a class got a new
best model, or the verdict changed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import quote

from measures.gap.judgement import is_confirmed, is_tested_lately, verdict
from measures.segments import GapSegment
from measures.series import Series
from measures.uncertainty import level_in_words
from outputs.sections.gap import either_way
from outputs.wording import LIMIT, ModelNames, clean, model_name, shorten
from terms.days import day
from terms.numbers import interval, signed
from terms.units import Unit, score

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


def happened(kept: Sequence[Event], read_off: Sequence[Event]) -> list[Event]:
    """Recorded events, and before the first of them those read off the change points."""
    first = min((event.on for event in kept), default="9999")
    found = [*kept, *(event for event in read_off if event.on < first)]
    return sorted(found, key=lambda event: (event.on, event.key), reverse=True)[:EVENTS]


def recorded(rows: Iterable[Row], declared: Mapping[str, Series]) -> list[Event]:
    """Rows of table `event` that are news as events, in their order."""
    found = []
    for row in rows:
        if row["kind"] not in NEWS:
            continue
        series = json.loads(row["data"]).get("series")
        title = shorten(clean(row["title"]), TITLE_LIMIT)
        text = f"{title.rstrip('.')} ({row['phase']} on {day(row['on_date'])})."
        key = f"event/{quote(row['dedupe_key'][:300], safe='/')}"
        about = series if series in declared else None
        found.append(Event(key, row["on_date"], row["kind"], title, text, about))
    return found


def derived(
    gaps: Mapping[str, Sequence[GapSegment]],
    declared: Mapping[str, Series],
    names: ModelNames,
    pages: Mapping[int, Row],
    today: date,
) -> list[Event]:
    """Lead changes and changed verdicts of every declared series; none of a future day. `gaps`: by
    series under the widest rule, each by day; `pages`: of `warehouse.reads.pages`, by vintage."""
    return [
        event
        for name, some in gaps.items()
        if name in declared
        for event in (*_leads(declared[name], some, names, pages), *_verdicts(declared[name], some))
        if event.on <= today.isoformat()
    ]


def _leads(
    series: Series, gaps: Sequence[GapSegment], names: ModelNames, pages: Mapping[int, Row]
) -> Iterator[Event]:
    for side, class_ in (("closed", "closed"), ("open", "open-weight")):
        led = [[*run] for model, run in groupby(gaps, attrgetter(f"{side}_model")) if model]
        for one, other in pairwise(led):
            on, before, now = other[0].entry, one[-1].side(side), other[0].side(side)
            if before.model == now.model:
                continue
            new, old = (model_name(it.model, names, side, LIMIT).text for it in (now, before))
            since, until = (pages[it.vintage]["published_on"] for it in (before, now))
            values = f"{score(now.value, series.unit)}, before {score(before.value, series.unit)}"
            if series.break_between(since, until):
                values = f"{score(now.value, series.unit)}, on another scale than before"
            doubt = "" if is_confirmed(other[0]) or now.model in names else ", unconfirmed"
            yield Event(
                key=f"lead/{series.id}/{side}/{on}/{quote(now.model[:100], safe='')}",
                on=on,
                kind="lead change",
                title=f"{series.title}: {new} is the best {class_} model{doubt}",
                text=f"{new} follows {old} as the best {class_} model of {series.title} "
                f"({values}){doubt}.",
                series=series.id,
            )


def _verdicts(series: Series, gaps: Sequence[GapSegment]) -> Iterator[Event]:
    # What was not tested lately supports nothing new: the verdict before it stays.
    for before, now in pairwise(filter(is_tested_lately, gaps)):
        was, is_ = verdict(before), verdict(now)
        if was != is_ and now.gap is not None:
            known, unit = interval(now.gap_low, now.gap_high), Unit(series.unit).difference
            sure = f"{level_in_words()} interval {known}" if known else "no interval known"
            size = either_way(now, unit) or f"{signed(now.gap)} {unit} ({sure})"
            doubt = "" if is_confirmed(now) else ", unconfirmed"
            yield Event(
                key=f"verdict/{series.id}/{now.entry}",
                on=now.entry,
                kind="verdict",
                title=f"{series.title}: from “{was.text}” to “{is_.text}”{doubt}",
                text=f"The verdict on {series.title} changed from “{was.text}” to "
                f"“{is_.text}”: gap {size}{doubt}.",
                series=series.id,
            )
