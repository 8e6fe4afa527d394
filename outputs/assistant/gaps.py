"""How far open models are behind in score and in time: now, on a past day, and how we know."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import Field

from measures.freshness import Freshness
from measures.segments import SIDES, GapSegment
from measures.series import COMPOSITE, HEADLINE
from outputs.asked import NOTHING_YET, CannotAnswer, gap_then, missing, named_series
from outputs.assistant.reply import (
    AnySeries,
    Inquiry,
    OneSeries,
    Reply,
    Row,
    Rule,
    Shown,
    quotation,
    reply,
)
from outputs.sections.gap import GapLine, gap_line
from outputs.sections.headline import answer, nothing
from outputs.sections.lag.rows import lag_line, lag_sentence
from outputs.sections.past import FIRST
from terms.days import day as day_in_words
from terms.openness import OpennessRule
from terms.words import GapMethod, SeriesStatus
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.statistics import statistics

GAPS = (
    *("series", "title", "domain", "unit", "gap", "gap_low", "gap_high", "verdict"),
    *("closed_name", "open_name", "confirmed", "unresolved_above", "shown_on", "is_stale"),
)
LAGS = (
    *("series", "title", "lag_days", "lag_low", "lag_high", "censored", "verdict"),
    *("open_name", "closed_name", "order_on", "shown_on", "is_stale"),
)
"""What a list of many tells of each; a question about one gives every column."""
READ = ("entry", "model", "value", "stderr", "source_url")
ORIGIN = ("source", "board", "category", "published_on", "url", "seen_at", "page_sha256")


def _gaps(inquiry: Inquiry, rule: OpennessRule) -> dict[str, tuple[Row, GapLine]]:
    """Rows of view gap_now, and how they read today, of every declared series, composites first."""
    rows, on = reads_gaps.gaps_now(inquiry.warehouse.connection, rule), f"{inquiry.today}"
    order = sorted(inquiry.declared.values(), key=lambda it: it.domain != COMPOSITE)
    return {
        it.id: (rows[it.id], gap_line(it, _quoting(rows[it.id]), inquiry.names, on))
        for it in order
        if it.id in rows
    }


def _quoting(row: Row) -> Row:
    """Evidence names models as pages spell them."""
    return {**row, "evidence": row["evidence"] and quotation(row["evidence"], 200)}


def _one(inquiry: Inquiry, series: str, rule: OpennessRule) -> tuple[Row, GapLine]:
    asked = named_series(series, inquiry.declared)
    if found := _gaps(inquiry, rule).get(asked.id):
        return found
    raise missing(inquiry.warehouse, f"gap of {asked.id}")


def _reply(
    inquiry: Inquiry,
    line: GapLine,
    rows: Sequence[Shown],
    *,
    said: str = "",
    details: Iterable[str] = (),
    is_past: bool = False,
) -> Reply:
    """A gap's sentence with benchmark and rule, or what is `said` of it, with what must be known
    before it is quoted; a past day is never told as now."""
    is_old = is_past or line.freshness.is_stale
    dated = line._replace(freshness=replace(line.freshness, is_stale=is_old))
    return reply(
        inquiry,
        said or _named(dated, ", ", dated.sentence),
        rows,
        details=details,
        caution=_caution(line),
        data_from=line.freshness.vintage_on,
        is_old=is_old,
    )


def _named(line: GapLine, mark: str, said: str) -> str:
    """What is said, after benchmark and rule: it is repeated without the question."""
    return f"{_by(line)}{mark}{said[0].lower()}{said[1:]}"


def _by(line: GapLine) -> str:
    """'Epoch Capabilities Index (open weights)'."""
    return f"{line.series.title} ({OpennessRule(line.segment.openness_rule).models})"


def _caution(line: GapLine) -> list[str]:
    return [f"{it.text}: {it.means}" for it in line.badges if it.kind != SeriesStatus.LIVE]


def gap(inquiry: Inquiry, series: AnySeries = None, rule: Rule = OpennessRule.ANY_WEIGHTS) -> Reply:
    """How far the best open-weight model is behind the best closed one in score, now.

    Without a series: the overall answer by the headline index (how many months behind, how
    sure), a row per active benchmark series, and the ids of the others. Use this first for
    "how far behind are open models" and for who leads where. With a series: its gap in the
    series' unit, the interval, both leaders and whether the difference is real. For time behind
    use lag.
    """
    if series:
        row, line = _one(inquiry, series, rule)
        return _reply(inquiry, line, [inquiry.shown(row)])
    found = _gaps(inquiry, rule)
    if not found:
        raise CannotAnswer(NOTHING_YET)
    rest = list(inquiry.not_listed(found))
    rows = [inquiry.shown(row, GAPS) for row, line in found.values() if line.series.is_live]
    _, first = found.get(HEADLINE, (None, None))
    front = answer(inquiry.warehouse, first) if first else nothing(has_benchmarks=True)
    said = f"{front.title}. {' '.join(front.sentences)}"
    if first is None:
        return reply(inquiry, said, rows, details=rest)
    said += f" By {_by(first)}."
    details = [_named(first, ", ", first.sentence), *rest]
    return _reply(inquiry, first, rows, said=said, details=details)


def lag(inquiry: Inquiry, series: AnySeries = None, rule: Rule = OpennessRule.ANY_WEIGHTS) -> Reply:
    """How many days ago closed models first had the score that open ones have now.

    Negative: open had it first. `censored`: it is at least so long. Without a series: the
    headline index, and a row per benchmark.
    """
    _, one = _one(inquiry, series or HEADLINE, rule)
    key = one.series.id
    found = statistics(inquiry.warehouse.connection, "lag_now", openness_rule=rule)
    rows = {row["series"]: row for row in found}
    if key not in rows:
        raise CannotAnswer(f"No lag of {key} could be derived: {one.sentence}")
    own = lag_line(one.series, rows[key], inquiry.names, f"{inquiry.today}")
    known = [it for it in inquiry.declared if it in rows]
    listed = [key] if series else [it for it in known if inquiry.declared[it].is_live]
    return reply(
        inquiry,
        _named(one, ": ", lag_sentence(own)),
        [inquiry.shown(rows[it], () if series else LAGS) for it in listed],
        details=[one.sentence, *(() if series else inquiry.not_listed(known))],
        caution=_caution(one),
        data_from=own.freshness.vintage_on,
        is_old=own.freshness.is_stale,
    )


def why(
    inquiry: Inquiry,
    series: OneSeries,
    day: Annotated[
        date | None, Field(description="YYYY-MM-DD; without it the newest day that was derived.")
    ] = None,
    rule: Rule = OpennessRule.ANY_WEIGHTS,
) -> Reply:
    """Where a gap comes from: both leaders' entries, values and errors, licence and evidence of
    openness, page addresses, times, and sha256 of the archived pages.

    Use it to check or to cite a number, now or on a past day as known now.
    """
    row, one = _one(inquiry, series, rule)
    if day is not None:
        row, one = _then(inquiry, one, rule, day.isoformat())
    method = one.segment.ci_method
    return _reply(
        inquiry,
        one,
        [inquiry.shown(row), *_origins(inquiry, row, f"{day or inquiry.today}")],
        details=[f"Interval: {GapMethod(method).text}."] if method else (),
        is_past=day is not None,
    )


def _then(inquiry: Inquiry, now: GapLine, rule: OpennessRule, on: str) -> tuple[Row, GapLine]:
    """The gap of a past day, by what is known now. Raises WarehouseMissing."""
    then = gap_then(inquiry.warehouse, now.series, rule, on)
    # By hindsight: the page may be newer than the day, which is the one that is shown.
    fresh = Freshness(on, on, then["vintage_on"], is_stale=False)
    line = GapLine(now.series, GapSegment.from_row(_quoting(then)), fresh, inquiry.names)
    return {**then, "title": now.series.title, "verdict": line.verdict, "shown_on": on}, line


def _origins(inquiry: Inquiry, row: Row, on: str) -> Iterator[Shown]:
    """Each leader's entry, how open its model is by which evidence, and the page that lists it."""
    for side in SIDES:
        found = reads_gaps.leader_origin(inquiry.warehouse.connection, {**row}, side, on)
        if found is not None:
            told = {"class": side, **{it: found[it] for it in READ}, **(found["openness"] or {})}
            told |= {key: found["origin"][key] for key in ORIGIN}
            yield inquiry.shown(told, vintages=[row[f"{side}_vintage"]])


def as_of(
    inquiry: Inquiry,
    day: Annotated[date, Field(description="YYYY-MM-DD, from 2023-01-01 to today.")],
    series: AnySeries = None,
) -> Reply:
    """What could be known on a past day: by what had been published then, not by hindsight.

    Without a series the overall answer of that day and a row per benchmark. With a series its
    gap of that day. Open means open weights here. Takes some seconds. For a past day by today's
    knowledge use why.
    """
    if series is not None:
        series = named_series(series, inquiry.declared).id
    if not FIRST <= f"{day}" <= f"{inquiry.today}":
        raise CannotAnswer(
            f"{day} is outside of what can be asked about: {FIRST} to {inquiry.today}."
        )
    on, rule = day_in_words(day.isoformat()), OpennessRule.ANY_WEIGHTS
    with inquiry.measured(inquiry.warehouse, day, series) as copy:
        then = replace(inquiry, warehouse=copy, today=day)
        known = reads_gaps.gaps_now(copy.connection, rule)
        if not known or (series and series not in known):
            of = f" of {series}" if series else ""
            raise CannotAnswer(
                f"Nothing{of} had been published by {on} that is kept here, or it was not derived "
                "yet."
            )
        found = gap(then, series, rule)
    said = found.sentence if series else f"On {on} gapwatch would have said: {found.sentence}"
    return replace(found, sentence=said, is_old=True)
