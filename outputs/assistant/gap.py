"""Gaps: of all benchmarks, of one, and back to the pages behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from measures.freshness import Freshness, of_gap
from measures.gap.judgement import either_way, is_confirmed, verdict
from measures.headline.dated import dated_gaps
from measures.segments import (
    SIDES,
    GapSegment,
    LagSegment,
    PriceGapSegment,
    by_board,
    vintages_of,
)
from measures.series import COMPOSITE, HEADLINE, Series
from outputs.assistant.inquiry import CannotAnswer, Inquiry, Shown, quotation, quoted
from outputs.assistant.reply import Draft, interval
from outputs.sections.front.headline import Answer
from outputs.sections.gap.rows import badges, either_way_range, rule_line
from outputs.sections.lag.daily import Beside, lag_lines
from outputs.sections.lag.releases import Releases, releases
from outputs.sections.section import INACTIVE
from outputs.sections.series_page import Badge, EitherWayRange, RuleLine, gap_sentence
from outputs.wording import address, place
from terms import boards
from terms.numbers import MINUS, number
from terms.openness import Openness, OpennessRule
from terms.units import Unit
from terms.words import GapMethod, SeriesStatus
from warehouse.reads import derived as reads_derived
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import lags as reads_lags
from warehouse.schema.derived import LAG

Row = Mapping[str, Any]


@dataclass(frozen=True)
class SeriesGap:
    """The gap of one series under one openness rule on a day, told as its page tells it."""

    series: Series
    segment: GapSegment
    line: RuleLine
    freshness: Freshness
    either: EitherWayRange | None
    past_on: str | None = None
    """The past day (ISO) that it is of; None: of now."""

    @property
    def is_old(self) -> bool:
        """Whether it is of a day that is past."""
        return self.freshness.is_stale or self.past_on is not None

    @property
    def sentence(self) -> str:
        """With date, interval and leaders; a past day is never told as now."""
        evidence = self.segment.evidence and quotation(self.segment.evidence, 200)
        line = replace(self.line, segment=replace(self.segment, evidence=evidence))
        return gap_sentence(line, replace(self.freshness, is_stale=self.is_old), self.either)

    @property
    def caution(self) -> list[str]:
        """What must be known before the number is quoted."""
        found = badges(self.series, self.segment, self.freshness)
        return [_caution(one) for one in found if one.kind != SeriesStatus.LIVE]


def _caution(badge: Badge) -> str:
    """A badge with what it means; evidence names models as pages spell them."""
    means = quotation(badge.means, 400) if badge.kind == "unconfirmed" else badge.means
    return f"{badge.text}: {means}"


def all_gaps(inquiry: Inquiry, rule: OpennessRule) -> Draft:
    """How far behind open models are: the front page's answer, and every benchmark's gap."""
    found = series_gaps(inquiry, rule)
    if HEADLINE not in found:
        raise CannotAnswer("No gap was derived yet: run `gapwatch refresh` first.")
    first = found[HEADLINE]
    answer = front_answer(inquiry, first, rule)
    return Draft(
        title=f"How far behind {rule.models} are, by {first.series.title}",
        sentence=f"{answer.title}. {' '.join(answer.sentences)}",
        details=[
            f"{first.series.title}. {first.sentence}",
            *ended(one.series for one in found.values()),
        ],
        caution=first.caution,
        method="methods",
        data_from=first.freshness.vintage_on,
        is_old=first.freshness.is_stale,
        rows=[short_row(inquiry, one) for one in found.values() if one.series.is_live],
    )


def ended(some: Iterable[Series]) -> Iterator[str]:
    """Which series a list leaves out: they are asked about by id."""
    ids = dict.fromkeys(one.id for one in some if not one.is_live)
    if ids:
        yield f"Not listed, {INACTIVE}; ask by id: {', '.join(ids)}."


def one_gap(inquiry: Inquiry, asked: str, rule: OpennessRule) -> Draft:
    """The gap of one series now."""
    one = series_gap(inquiry, inquiry.series(asked), rule)
    return Draft(
        title=f"{one.series.title}: gap, {rule.models}",
        sentence=one.sentence,
        caution=one.caution,
        method="methods",
        data_from=one.freshness.vintage_on,
        is_old=one.is_old,
        rows=[gap_row(inquiry, one)],
    )


def why(inquiry: Inquiry, asked: str, rule: OpennessRule, on: str | None) -> Draft:
    """A gap back to its pages: entries, values, licences, addresses, times, hashes."""
    one = series_gap(inquiry, inquiry.series(asked), rule, on)
    day = on or one.freshness.on
    sides = [_origin(inquiry, one.segment, side, day) for side in SIDES]
    method = one.segment.ci_method
    return Draft(
        title=f"{one.series.title}: why, {rule.models}",
        sentence=one.sentence,
        details=[f"Interval: {GapMethod(method).text}."] if method else [],
        caution=one.caution,
        method="methods",
        data_from=one.freshness.vintage_on,
        is_old=one.is_old,
        rows=[gap_row(inquiry, one), *(side for side in sides if side)],
    )


def series_gaps(inquiry: Inquiry, rule: OpennessRule) -> dict[str, SeriesGap]:
    """The newest gap of every declared series that has one, composites first."""
    rows = reads_gaps.gap_segments(inquiry.warehouse.connection, rule=rule)
    gaps = by_board(GapSegment.from_rows(rows))
    declared = sorted(inquiry.declared.items(), key=lambda it: it[1].domain != COMPOSITE)
    return {
        name: shown_gap(inquiry, it, gaps[name, rule])
        for name, it in declared
        if (name, rule) in gaps
    }


def series_gap(
    inquiry: Inquiry, series: Series, rule: OpennessRule, on: str | None = None
) -> SeriesGap:
    """The gap of one series now, or on day `on` (ISO) as it is known now. Raises CannotAnswer."""
    rows = reads_gaps.gap_segments(inquiry.warehouse.connection, series.id, rule)
    gaps = GapSegment.from_rows(rows)
    if not gaps:
        raise CannotAnswer(f"No gap of {series.id} was derived yet: run `gapwatch refresh` first.")
    if on is None:
        return shown_gap(inquiry, series, gaps)
    first, through = gaps[0].entry, gaps[-1].through
    if not first <= on <= through:
        raise CannotAnswer(
            f"No gap of {series.id} on {on}: there is one from {first} to {through}."
        )
    found = shown_gap(inquiry, series, [gap for gap in gaps if gap.entry <= on], on)
    # By hindsight: the page may be newer than the day, which is the one that is shown.
    fresh = Freshness(on, on, found.freshness.vintage_on, is_stale=False)
    return replace(found, freshness=fresh)


def shown_gap(
    inquiry: Inquiry, series: Series, gaps: Sequence[GapSegment], on: str | None = None
) -> SeriesGap:
    """The newest of `gaps` (oldest first), asked about on day `on` (ISO) or today.

    Its numbers are rounded as every reader is shown them.
    """
    rounded: dict[str, Any] = {key: _rounded(getattr(gaps[-1], key)) for key in ROUNDED}
    gap = replace(gaps[-1], **rounded)
    fresh = of_gap(series, gaps[-1], on or inquiry.today.isoformat())
    line = rule_line(series, gap, inquiry.facts)
    return SeriesGap(series, gap, line, fresh, either_way_range(series, gap), on)


ROUNDED = (*reads_gaps.SHOWN, "gap_if_unresolved_closed", "gap_if_unresolved_open")


def _rounded(value: float | None) -> float | None:
    """A number with the decimals that a sentence gives it."""
    return None if value is None else float(number(value).replace(MINUS, "-"))


def gap_row(inquiry: Inquiry, one: SeriesGap) -> Shown:
    """The numbers of a gap: positive means that closed is ahead."""
    gap, series = one.segment, one.series
    doubt = _doubt(gap)  # of a pair that may not lead, how sure it is would mislead
    return {
        "series": series.id,
        "title": series.title,
        "domain": series.domain,
        "status": series.status,
        "openness_rule": gap.openness_rule,
        "gap": gap.gap,
        "unit": Unit(series.unit).difference,
        "interval": None if doubt else interval(gap.gap_low, gap.gap_high, gap.ci_level),
        "verdict": verdict(gap).text,
        "chance_that_open_is_ahead_by_sampling_error_alone": (
            None if doubt else one.line.p_open_ahead
        ),
        "smallest_gap_the_test_could_show": gap.detectable_gap,
        **{side: _leader(inquiry, one, side) for side in SIDES},
        "newest_open_model_tested": gap.open_newest_on,
        "data_from": one.freshness.vintage_on,
        "shown_as_of": one.freshness.shown_on,
        "is_old": one.is_old,
        "is_confirmed": is_confirmed(gap),
        "cannot_be_judged": doubt,
        "vintages": vintages_of(gap),
    }


LONG = (
    "openness_rule", "smallest_gap_the_test_could_show", "shown_as_of", "level_in_words", "blend",
    "why_no_interval",
)  # fmt: skip
"""What a list of many leaves to the question about one."""


def short_row(inquiry: Inquiry, one: SeriesGap) -> Shown:
    """The same in a list of many: without what is empty, and with models by name."""
    row = gap_row(inquiry, one)
    sides = {side: row[side] and named(row[side]["model"]) for side in SIDES}
    return shortened(row | sides, ("gap", "interval", *SIDES))


def named(model: Shown | None) -> Shown | str | None:
    """A model by name alone; one that nobody registered stays quoted."""
    return model and model.get("name", model)


def shortened(row: Shown, kept: Collection[str]) -> Shown:
    """A row without what is empty or only asked for one by one; `kept` stay even if empty."""
    return {
        key: value
        for key, value in row.items()
        if key not in LONG and (value not in (None, "") or key in kept)
    }


def _leader(inquiry: Inquiry, one: SeriesGap, side: str) -> Shown | None:
    line = one.line.closed if side == "closed" else one.line.open
    if line is None:
        return None
    leader = one.segment.side(side)
    model = inquiry.model(leader.model, leader.entry)
    return {"model": model, "value": line.value}


def _doubt(gap: GapSegment) -> Shown | None:
    """The gaps with every unknown entry as closed and as open, where one may lead."""
    doubt = either_way(gap)
    if doubt is None:
        return None
    return {
        "entries": doubt.count,
        "gap_if_closed": doubt.if_closed,
        "gap_if_open": doubt.if_open,
        "names": [quoted(one) for one in doubt.names],
    }


def _origin(inquiry: Inquiry, gap: GapSegment, side: str, on: str) -> Shown | None:
    found = reads_gaps.leader_origin(inquiry.warehouse.connection, gap.values, side, on)
    if found is None:
        return None
    grade, origin = found["openness"] or {}, found["origin"] or {}
    url = origin.get("url") or ""
    return {
        "class": side,
        "model": inquiry.model(found["model"], found["entry"]),
        "entry": quoted(found["entry"]),
        "value": found["value"],
        "standard_error": found["stderr"],
        "measured_by": gap.side(side).provenance,
        "openness": Openness(grade["openness"]).text if grade else None,
        "licence": quoted(grade["licence"]) if grade.get("licence") else None,
        "evidence": address(grade.get("evidence") or ""),
        "board": "/".join(filter(None, (origin.get(k) for k in ("source", "board", "category")))),
        "published_on": origin.get("published_on"),
        "seen_at": origin.get("seen_at"),
        "recorded_at": origin.get("recorded_at"),
        "page_sha256": origin.get("page_sha256"),
        "address": address(url) or (place(url) if url else None),
        "vintages": sorted({gap.side(side).vintage} - {None}),
    }


def front_answer(inquiry: Inquiry, one: SeriesGap, rule: OpennessRule) -> Answer:
    """What the front page says of a series."""
    connection, series, key = inquiry.warehouse.connection, one.series, (one.series.id, rule.value)
    category = boards.category("lag", rule)
    segments = LagSegment.from_rows(
        reads_derived.derived_rows(connection, LAG, board=series.id, category=category)
    )
    beside = Beside(
        inquiry.called(models_of(segments)),
        reads_lags.last_changes(connection, series.id),
        {key: one.line.verdict},
    )
    lags = lag_lines(segments, {series.id: series}, beside, inquiry.today)
    gaps = GapSegment.from_rows(reads_gaps.gap_segments(connection, *key))
    return Answer(
        series=series,
        line=one.line,
        lag=lags[0] if lags else None,
        freshness=one.freshness,
        either=one.either,
        gaps=dated_gaps(series, gaps),
    )


def models_of(
    segments: Iterable[GapSegment | LagSegment | PriceGapSegment],
) -> Iterator[str | None]:
    """The models of both sides, or else the entries."""
    for side in (one.side(side) for one in segments for side in SIDES):
        yield side.model or getattr(side, "entry", None)


def stairs(inquiry: Inquiry, series: Series, rule: OpennessRule) -> Releases | None:
    """What the newest whole page of a series says by release date; None where none does."""
    steps = [
        {**row, "name": inquiry.names.get(row["model"]) or quotation(row["name"])}
        for row in reads_gaps.release_steps(inquiry.warehouse.connection)
        if row["series"] == series.id and row["openness_rule"] == rule
    ]
    names = inquiry.called(row["model"] for row in steps)
    found = releases({series.id: series}, steps, names, {series.id: (rule,)}, {})
    return found.get((series.id, rule.value))
