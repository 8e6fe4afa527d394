"""The answers: sentences as the pages say them, over rows of the promised views."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from measures.choice.pick import Needs, Picked, pick
from measures.freshness import Freshness, is_stale
from measures.gap.judgement import verdict as verdict_of
from measures.headline.dated import dated_gaps
from measures.segments import SIDES, GapSegment, LagSegment
from measures.series import COMPOSITE, HEADLINE, Series
from outputs.assistant.reply import (
    CannotAnswer,
    Inquiry,
    Reply,
    Shown,
    quotation,
    reply,
    unknown,
)
from outputs.sections.freshness import phrase
from outputs.sections.front.headline import Answer, nothing
from outputs.sections.gap.rows import badges, either_way_range, rule_line
from outputs.sections.lag.daily import Beside, LagLine, lag_lines, lag_section
from outputs.sections.models.choice import answer, doubt
from outputs.sections.price.levels import at_level, level_text, price_lines
from outputs.sections.section import INACTIVE
from outputs.sections.series_page import EitherWayRange, RuleLine, gap_sentence
from terms.days import day as day_in_words
from terms.openness import OpennessRule
from terms.words import GapMethod, SeriesStatus
from warehouse.reads import choice as reads_choice
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import prices as reads_prices
from warehouse.reads.views import view_rows

Row = Mapping[str, Any]
FIRST = date(2023, 1, 1)
"""The first day that may be asked about."""
FITTING = 5
"""Models that fit as well as the picked one, and are given."""
GAPS = (
    *("series", "title", "domain", "unit", "gap", "gap_low", "gap_high", "verdict"),
    *("closed_name", "open_name", "confirmed", "unresolved_above", "shown_on", "is_stale"),
)
LAGS = (
    *("series", "title", "lag_days", "lag_low", "lag_high", "censored", "verdict"),
    *("open_name", "closed_name", "order_on", "shown_on", "is_stale"),
)
PRICES = (
    *("series", "title", "level", "closed_name", "closed_price", "closed_is_at_most"),
    *("open_name", "open_price", "open_is_at_most", "price_ratio", "scores_on", "prices_on"),
)
"""What a list of many tells of each; a question about one gives every column."""
SURE = ("gap_low", "gap_high", "p_open_ahead")
"""How sure a gap is, which would mislead where an unknown model may lead."""
APART = ("vintages", "closed_unscored", "open_unscored", "code_version", "recorded_at")
"""Columns of a price that stand elsewhere in the reply, or tell an assistant nothing."""
DECLARED = ("title", "domain", "unit", "status")
"""Columns of a gap that are of its series."""
ORIGIN = (
    *("source", "board", "category", "published_on", "url"),
    *("seen_at", "recorded_at", "page_sha256"),
)


@dataclass(frozen=True)
class SeriesGap:
    """The gap of one series under one openness rule on a day, told as its page tells it."""

    inquiry: Inquiry
    series: Series
    row: Row
    """Of view gap_daily, with the numbers that readers are shown."""
    fresh: Freshness
    is_past: bool = False
    """It is of a past day as that is known now."""

    @property
    def is_old(self) -> bool:
        """Whether it is of a day that is past."""
        return self.fresh.is_stale or self.is_past

    @property
    def segment(self) -> GapSegment:
        """The row as a record."""
        return GapSegment.from_row(self.row)

    @property
    def line(self) -> RuleLine:
        """In words; evidence names models as pages spell them."""
        segment = self.segment
        evidence = segment.evidence and quotation(segment.evidence, 200)
        line = rule_line(self.series, segment, self.inquiry.facts)
        return replace(line, segment=replace(segment, evidence=evidence))

    @property
    def either(self) -> EitherWayRange | None:
        """The gap as unknown models turn out, where one may lead."""
        return either_way_range(self.series, self.segment)

    @property
    def sentence(self) -> str:
        """With date, interval and leaders; a past day is never told as now."""
        return gap_sentence(self.line, replace(self.fresh, is_stale=self.is_old), self.either)

    @property
    def caution(self) -> list[str]:
        """What must be known before the number is quoted; evidence names models as pages do."""
        found = badges(self.series, self.segment, self.fresh)
        return [
            f"{it.text}: {quotation(it.means, 400) if it.kind == 'unconfirmed' else it.means}"
            for it in found
            if it.kind != SeriesStatus.LIVE
        ]

    @property
    def vintages(self) -> list[int | None]:
        """Those of both leaders."""
        return [self.row[f"{side}_vintage"] for side in SIDES]


def gap(inquiry: Inquiry, asked: str | None, rule: OpennessRule) -> Reply:
    """The gap of one series now, or the front page's answer and every benchmark's gap."""
    only = inquiry.series(asked) if asked else None
    found = _gaps(inquiry, rule)
    told = reads_gaps.gaps_now(inquiry.warehouse.connection, rule)
    if only:
        one = _one(found, only)
        return reply(
            inquiry,
            title=f"{only.title}: gap, {rule.models}",
            sentence=one.sentence,
            caution=one.caution,
            method="methods",
            data_from=one.fresh.vintage_on,
            is_old=one.fresh.is_stale,
            rows=[_gap_row(one, told[only.id])],
        )
    if not found:
        raise CannotAnswer("No gap was derived yet: run `gapwatch refresh` first.")
    first = found.get(HEADLINE)
    front = _front(first, rule) if first else nothing(has_benchmarks=True)
    return reply(
        inquiry,
        title=f"How far behind {rule.models} are",
        sentence=f"{front.title}. {' '.join(front.sentences)}",
        details=[
            *([f"{first.series.title}. {first.sentence}"] if first else []),
            *_ended(found, inquiry),
        ],
        caution=first.caution if first else [],
        method="methods",
        data_from=first.fresh.vintage_on if first else None,
        is_old=bool(first and first.fresh.is_stale),
        rows=[_gap_row(it, told[key], GAPS) for key, it in found.items() if it.series.is_live],
    )


def _gaps(inquiry: Inquiry, rule: OpennessRule) -> dict[str, SeriesGap]:
    """The newest gap of every declared series that has one, composites first."""
    rows = {row["series"]: row for row in reads_gaps.gaps_shown(inquiry.warehouse.connection, rule)}
    declared = sorted(inquiry.declared.values(), key=lambda it: it.domain != COMPOSITE)
    found = {}
    for series in declared:
        if row := rows.get(series.id):
            stale = bool(row["is_stale"])
            fresh = Freshness(row["on_date"], row["told_on"], row["vintage_on"], stale)
            found[series.id] = SeriesGap(inquiry, series, row, fresh)
    return found


def _one(found: Mapping[str, SeriesGap], series: Series) -> SeriesGap:
    if series.id not in found:
        raise CannotAnswer(f"No gap of {series.id} was derived yet: run `gapwatch refresh` first.")
    return found[series.id]


def _gap_row(one: SeriesGap, row: Row, only: Sequence[str] = ()) -> Shown:
    """A row of a gap; of one that cannot be judged the range stands in place of the interval."""
    names = json.loads(row["unresolved_names"] or "[]")
    told = {**row, "unresolved_names": names}
    if row["unresolved_above"]:
        told |= dict.fromkeys(SURE)
        only = only and (*only, "gap_if_unresolved_closed", "gap_if_unresolved_open")
    return one.inquiry.shown(told, one.vintages, only)


def _ended(names: Iterable[str], inquiry: Inquiry) -> Iterator[str]:
    """Which series a list leaves out: they are asked about by id."""
    ids = dict.fromkeys(
        one for one in names if one in inquiry.declared and not inquiry.declared[one].is_live
    )
    if ids:
        yield f"Not listed, {INACTIVE}; ask by id: {', '.join(ids)}."


def _front(one: SeriesGap, rule: OpennessRule) -> Answer:
    """What the front page says of a series."""
    connection, id_ = one.inquiry.warehouse.connection, one.series.id
    gaps = GapSegment.from_rows(reads_gaps.gap_segments(connection, id_, rule))
    return Answer(
        series=one.series,
        line=one.line,
        lag=next(iter(_lags(one.inquiry, {id_: one}, rule, id_)), None),
        freshness=one.fresh,
        either=one.either,
        gaps=dated_gaps(one.series, gaps),
    )


def lag(inquiry: Inquiry, asked: str | None, rule: OpennessRule) -> Reply:
    """The lag of one series, or the headline's with that of every other beside it."""
    series = inquiry.series(asked or HEADLINE)
    found = _gaps(inquiry, rule)
    one = _one(found, series)
    lines = {line.series.id: line for line in _lags(inquiry, found, rule, asked)}
    if series.id not in lines:
        raise CannotAnswer(f"No lag of {series.id} could be derived: {one.sentence}")
    own = lines[series.id]
    rows = {
        row["series"]: row
        for row in view_rows(inquiry.warehouse.connection, "lag_now", openness_rule=rule)
    }
    listed = [it for key, it in lines.items() if key in rows and (asked or it.series.is_live)]
    return reply(
        inquiry,
        title=f"{series.title}: lag, {rule.models}",
        sentence=_lag_sentence(own),
        details=[one.sentence, *(() if asked else _ended(lines, inquiry))],
        caution=one.caution,
        method="lag",
        data_from=own.freshness.vintage_on,
        is_old=own.freshness.is_stale,
        rows=[
            inquiry.shown(
                rows[it.series.id],
                (it.segment.closed_vintage, it.segment.open_vintage),
                () if asked else LAGS,
            )
            for it in listed
        ],
    )


def _lags(
    inquiry: Inquiry, gaps: Mapping[str, SeriesGap], rule: OpennessRule, only: str | None
) -> list[LagLine]:
    connection = inquiry.warehouse.connection
    lags = LagSegment.from_rows(reads_gaps.lag_segments(connection, rule, only))
    verdicts = {(key, rule.value): verdict_of(one.segment) for key, one in gaps.items()}
    models = (it.side(side) for it in lags for side in SIDES)
    names = inquiry.called(side.model or side.entry for side in models)
    beside = Beside(names, reads_gaps.last_changes(connection, only), verdicts)
    found = lag_lines(lags, inquiry.declared, beside, inquiry.today)
    return sorted(found, key=lambda line: line.series.domain != COMPOSITE)


def _lag_sentence(line: LagLine) -> str:
    """What its page says, with the day that it is of."""
    section = lag_section([line])
    lead = section.lead if section else ""
    if not line.freshness.is_stale or day_in_words(line.freshness.shown_on) in lead:
        return lead
    dated = phrase(line.freshness)
    return f"{dated[:1].upper()}{dated[1:]}: {lead[:1].lower()}{lead[1:]}"


def price(inquiry: Inquiry, asked: str | None, rule: OpennessRule, at_least: float | None) -> Reply:
    """What the best open model's score costs in both classes, by series; of one every level, or
    what a score costs."""
    series = inquiry.series(asked or HEADLINE)
    if at_least is not None and asked is None:
        raise CannotAnswer("A level is a score of one series: name the series too.")
    rows = view_rows(
        inquiry.warehouse.connection, "price_at_quality", openness_rule=rule, series=asked
    )
    newer = (it for row in rows for side in SIDES for it in json.loads(row[f"{side}_unscored"]))
    names = inquiry.called([*(row[f"{side}_model"] for row in rows for side in SIDES), *newer])
    every = price_lines(rows, inquiry.declared, names)
    own = [one for one in every if one.series.id == series.id]
    if not own:
        raise CannotAnswer(f"No price was derived for {series.id}: no model of it has one.")
    line = next((one for one in own if one.row["is_best_open"]), own[0])
    shown = own
    if at_least is not None:
        reached = at_level(own, at_least)
        if reached is None:
            raise CannotAnswer(
                f"No model with a price has {at_least:g} on {series.title}; the best has "
                f"{own[0].level}."
            )
        line, shown = reached, [reached]
    elif asked is None:
        shown = [it for it in every if it.row["is_best_open"] and it.series.is_live]
    today = inquiry.today.isoformat()
    is_old = any(is_stale(series, line.row[it], today) for it in ("scores_on", "prices_on"))
    return reply(
        inquiry,
        title=f"{series.title}: price at quality, {rule.models}",
        sentence=level_text(line),
        details=() if asked else _ended((one.series.id for one in every), inquiry),
        caution=[f"old data: {line.days}"] if is_old else (),
        method="price",
        data_from=line.row["scores_on"],
        is_old=is_old,
        rows=[
            inquiry.shown(
                {key: value for key, value in it.row.items() if key not in APART},
                json.loads(it.row["vintages"]),
                () if at_least is not None else PRICES,
            )
            for it in shown
        ],
    )


def choice(inquiry: Inquiry, domain: str, needs: Needs, not_worse_than: str | None) -> Reply:
    """What `gapwatch pick` says; `not_worse_than`: a model by name or id, which joins `needs`."""
    connection = inquiry.warehouse.connection
    page = _choice_page(inquiry, domain)
    than = _model(inquiry, page, not_worse_than) if not_worse_than else None
    asked = replace(needs, not_worse_than=than)
    rows = [_quoted(inquiry, row) for row in reads_choice.choices(connection, page["domain"])]
    picked = pick(rows, asked)
    left_out = [_quoted(inquiry, it) for it in reads_choice.left_out(connection, page["series"])]
    first, *rest = answer(picked, asked, page, left_out)
    prices = reads_prices.price_vintages(connection)
    scored = json.loads(reads_choice.scored_pages(connection)[page["series"]]["vintages"])
    best = picked.best or picked.leader
    return reply(
        inquiry,
        title=f"Which model for {page['domain']}, by {page['title']}",
        sentence=first,
        details=rest,
        caution=_choice_caution(picked, page),
        method="methods",
        data_from=page["vintage_on"],
        is_old=bool(best and best["is_stale"]),
        rows=[
            inquiry.shown(row, [*scored, *prices.get(row["model"], ())], **{"is": what})
            for what, row in _named(picked)
        ],
    )


def _choice_page(inquiry: Inquiry, domain: str) -> Row:
    pages = reads_choice.choice_pages(inquiry.warehouse.connection)
    if not pages:
        raise CannotAnswer("Nothing to choose from was derived yet: run `gapwatch refresh` first.")
    wanted = domain.strip().lower().replace("-", " ").replace("_", " ")
    if wanted not in pages:
        known = ", ".join(sorted(pages))
        raise CannotAnswer(f"{unknown('domain', domain, sorted(pages))} All: {known}.")
    strange = [quotation(one) for one in json.loads(pages[wanted]["unmatched_above"] or "[]")]
    return {**pages[wanted], "unmatched_above": json.dumps(strange)}


def _quoted(inquiry: Inquiry, row: Row) -> Row:
    """The row of a model; one that nobody registered is named as a quotation of its page."""
    return row if row["model"] in inquiry.names else {**row, "name": quotation(row["name"])}


def _model(inquiry: Inquiry, page: Row, asked: str) -> Row:
    rows = reads_choice.model_scores(inquiry.warehouse.connection, page["series"])
    named = {**{row["name"].lower(): row for row in rows}, **{row["model"]: row for row in rows}}
    wanted = asked.strip().lower()
    if wanted not in named:
        raise CannotAnswer(unknown(f"model on {page['title']} called", asked, named))
    return _quoted(inquiry, named[wanted])


def _named(picked: Picked) -> Iterator[tuple[str, Row]]:
    """The models of the answer, each with what it is there, the picked one first."""
    found = (
        ("picked", picked.best),
        ("best closed", picked.leader if picked.leader is not picked.best else None),
        ("nearest by score", picked.by_score),
        ("nearest by price", picked.by_price),
        *(("fits as well", row) for row in picked.others[:FITTING]),
    )
    return ((what, row) for what, row in found if row is not None)


def _choice_caution(picked: Picked, page: Row) -> list[str]:
    shown = [row for row in (picked.best, picked.leader) if row is not None]
    told = [doubt(row) for row in shown if doubt(row)]
    if any(row["is_stale"] for row in shown):
        told.append(f"old data: scores are as of {day_in_words(page['vintage_on'])}")
    return list(dict.fromkeys(told))


def why(inquiry: Inquiry, asked: str, rule: OpennessRule, day: date | None) -> Reply:
    """A gap back to its pages: entries, values, licences, addresses, times, hashes."""
    series, connection = inquiry.series(asked), inquiry.warehouse.connection
    one = _one(_gaps(inquiry, rule), series)
    now = reads_gaps.gaps_now(connection, rule)[series.id]
    if day is not None:
        on = day.isoformat()
        then = reads_gaps.gap_on(connection, series.id, rule, on)
        if then is None:
            first = reads_gaps.gap_segments(connection, series.id, rule)[0]["entry"]
            raise CannotAnswer(
                f"No gap of {series.id} on {on}: there is one from {first} to {one.row['on_date']}."
            )
        # By hindsight: the page may be newer than the day, which is the one that is shown.
        fresh = Freshness(on, on, then["vintage_on"], is_stale=False)
        one = SeriesGap(inquiry, series, then, fresh, is_past=True)
        now = {key: then.get(key, now[key] if key in DECLARED else None) for key in now}
        now |= {"verdict": verdict_of(one.segment), "shown_on": on}
    method = one.segment.ci_method
    return reply(
        inquiry,
        title=f"{series.title}: why, {rule.models}",
        sentence=one.sentence,
        details=[f"Interval: {GapMethod(method).text}."] if method else (),
        caution=one.caution,
        method="methods",
        data_from=one.fresh.vintage_on,
        is_old=one.is_old,
        rows=[_gap_row(one, now), *_origins(one)],
    )


def _origins(one: SeriesGap) -> Iterator[Shown]:
    """Each leader's entry, how open its model is by which evidence, and the page that lists it."""
    connection = one.inquiry.warehouse.connection
    for side in SIDES:
        found = reads_gaps.leader_origin(connection, dict(one.row), side, one.fresh.on)
        if found is not None:
            told = {"class": side} | {key: found[key] for key in ("entry", "model", "value")}
            told |= {"stderr": found["stderr"], **(found["openness"] or {})}
            told |= {key: (found["origin"] or {}).get(key) for key in ORIGIN}
            yield one.inquiry.shown(told, [one.row[f"{side}_vintage"]])


def as_of(then: Inquiry, asked: str | None) -> Reply:
    """What was known on a past day: `gap` of a copy of the warehouse as of that day."""
    day, rule = day_in_words(then.today.isoformat()), OpennessRule.ANY_WEIGHTS
    known = _gaps(then, rule)
    if not known or (asked and asked not in known):
        of = f" of {asked}" if asked else ""
        raise CannotAnswer(
            f"Nothing{of} had been published by {day} that is kept here, or it was not derived yet."
        )
    found = gap(then, asked, rule)
    title = found.title if asked else "What gapwatch would have said"
    said = found.sentence if asked else f"On {day} gapwatch would have said: {found.sentence}"
    return replace(
        found,
        title=f"{title} on {day}, by what had been published by then",
        sentence=said,
        is_old=True,
        method="gapwatch://methods/methods",
    )
