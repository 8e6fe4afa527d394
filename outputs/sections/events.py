"""What happened, newest first: for the front page, the feed and the JSON API.

A class got a new best model, or a verdict changed. It is read off the change points of all days, so
the same history gives the same events; what alerts are about is theirs (`gapwatch alerts list`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import quote

from measures.gap.judgement import is_tested_lately, verdict
from measures.segments import GapSegment
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.wording import LIMIT, ModelNames, model_name
from terms.numbers import interval, signed
from terms.units import Unit, score

EVENTS = 200
"""The newest that are listed."""


class Event(NamedTuple):
    """One thing that happened on a day; `key` is unique and never changes."""

    key: str
    on: str
    kind: str
    title: str
    text: str
    series: str


def events(
    gaps: Mapping[str, Sequence[GapSegment]],
    declared: Mapping[str, Series],
    names: ModelNames,
    today: date,
) -> list[Event]:
    """The newest lead changes and changed verdicts of every declared series; none of a future day.

    `gaps`: by series under the widest rule, each by day.
    """
    found = [
        event
        for name, some in gaps.items()
        if name in declared
        for event in (*_leads(declared[name], some, names), *_verdicts(declared[name], some))
        if event.on <= today.isoformat()
    ]
    return sorted(found, key=attrgetter("on", "key"), reverse=True)[:EVENTS]


def _leads(series: Series, gaps: Sequence[GapSegment], names: ModelNames) -> Iterator[Event]:
    for side, class_ in (("closed", "closed"), ("open", "open-weight")):
        led = [[*run] for model, run in groupby(gaps, attrgetter(f"{side}_model")) if model]
        for one, other in pairwise(led):
            on, before, now = other[0].entry, one[-1].side(side), other[0].side(side)
            if before.model == now.model:
                continue
            new, old = (model_name(it.model, names, side, LIMIT).text for it in (now, before))
            values = f"{score(now.value, series.unit)}, before {score(before.value, series.unit)}"
            yield Event(
                key=f"lead/{series.id}/{side}/{on}/{quote(now.model[:100], safe='')}",
                on=on,
                kind="lead change",
                title=f"{series.title}: {new} is the best {class_} model",
                text=f"{new} follows {old} as the best {class_} model of {series.title} "
                f"({values}).",
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
