"""Past days: what gapwatch would have said then, by what had been published by that day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from measures.segments import GapSegment, LagSegment, by_board
from measures.series import HEADLINE
from outputs.assistant.gap import (
    SeriesGap,
    ended,
    gap_row,
    models_of,
    short_row,
    shown_gap,
    stairs,
)
from outputs.assistant.inquiry import CannotAnswer, Inquiry
from outputs.assistant.reply import Draft
from outputs.sections.front.past import FIRST, PastDays, PastSources
from terms import boards
from terms.days import day
from terms.openness import HEADLINE_RULE, OpennessRule
from warehouse.reads import derived as reads_derived
from warehouse.reads import gaps as reads_gaps
from warehouse.schema.derived import LAG

Row = Mapping[str, Any]
RULE = OpennessRule(HEADLINE_RULE)


def past_days(inquiry: Inquiry, published: Mapping[str, Sequence[GapSegment]]) -> PastDays:
    """What had been published by every past day, under the widest rule; `published`: series of the
    entry axis to its gaps as they were published."""
    connection, declared = inquiry.warehouse.connection, inquiry.declared
    rows = reads_gaps.gap_segments(connection, rule=HEADLINE_RULE)
    derived = {name: some for (name, _), some in by_board(GapSegment.from_rows(rows)).items()}
    if HEADLINE not in derived:
        raise CannotAnswer("No gap was derived yet: run `gapwatch refresh` first.")
    gaps: dict[str, Sequence[GapSegment]] = {}
    for name, series in declared.items():
        of_board = series.axis == "board"
        some = derived.get(name) if of_board else published.get(name)
        if some:
            gaps[name] = some
    found = stairs(inquiry, declared[HEADLINE], RULE)
    until = found.until if found else derived[HEADLINE][-1].published_until
    category = boards.category("lag", HEADLINE_RULE)
    sources = PastSources(
        series=declared[HEADLINE],
        gaps=gaps,
        now_until=until,
        lags=LagSegment.from_rows(
            reads_derived.derived_rows(connection, LAG, board=HEADLINE, category=category)
        ),
        releases=found,
        names=_names(inquiry, gaps.values()),
    )
    return PastDays(sources, inquiry.today.isoformat())


def _names(inquiry: Inquiry, gaps: Iterable[Sequence[GapSegment]]) -> dict[str, Row]:
    """The registry's names, and quotations of those that nobody registered."""
    models = {model for some in gaps for model in models_of(some)}
    called = inquiry.called(models)
    strange = {model: {"name": called[model], "maker_name": None, "released_on": None}
               for model in called.keys() - inquiry.names.keys()}  # fmt: skip
    return {**inquiry.facts.names, **strange}


def as_of(inquiry: Inquiry, measured: Callable[[], PastDays], on: date, asked: str | None) -> Draft:
    """What the front page, or one benchmark's, would have said on day `on`.

    `measured` takes seconds: it is asked for a day that can be answered.
    """
    first, last = date.fromisoformat(FIRST), inquiry.today
    if not first <= on <= last:
        raise CannotAnswer(f"{on} is outside of what can be asked about: {first} to {last}.")
    iso, days = on.isoformat(), measured()
    if asked is not None:
        return _series(inquiry, days, iso, asked)
    answer = days.answer(iso)
    known = {name: one for name in days.sources.gaps if (one := _gap(inquiry, days, name, iso))}
    shown = known.get(HEADLINE)
    newest = max((one.freshness.vintage_on for one in known.values()), default=None)
    return Draft(
        title=f"What gapwatch would have said on {day(iso)}, by what had been published by then",
        sentence=f"On {day(iso)} gapwatch would have said: {answer.title}. "
        f"{' '.join(answer.sentences)}",
        details=[*filter(None, [answer.now]), *ended(one.series for one in known.values())],
        caution=shown.caution if shown else [],
        method="methods",
        data_from=shown.freshness.vintage_on if shown else newest,
        is_old=True,
        rows=[short_row(inquiry, one) for one in known.values() if one.series.is_live],
        vintages=_vintages(inquiry) if answer.now else (),
    )


def _vintages(inquiry: Inquiry) -> list[int]:
    """Those of the newest whole page of the headline's series."""
    return reads_gaps.release_vintages(inquiry.warehouse.connection, HEADLINE, HEADLINE_RULE)


def _series(inquiry: Inquiry, days: PastDays, on: str, asked: str) -> Draft:
    series = inquiry.series(asked)
    one = _gap(inquiry, days, series.id, on)
    if one is None:
        raise CannotAnswer(f"Nothing of {series.id} had been published by {on} that is kept here.")
    return Draft(
        title=f"{series.title} on {day(on)}, by what had been published by then",
        sentence=one.sentence,
        caution=one.caution,
        method="methods",
        data_from=one.freshness.vintage_on,
        is_old=True,
        rows=[gap_row(inquiry, one)],
    )


def _gap(inquiry: Inquiry, days: PastDays, name: str, on: str) -> SeriesGap | None:
    gaps = days.gaps_by(name, on)
    series = inquiry.declared[name].on(date.fromisoformat(on))
    return shown_gap(inquiry, series, gaps, on) if gaps else None
