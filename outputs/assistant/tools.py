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
from measures.segments import SIDES, GapSegment, LagSegment
from measures.series import COMPOSITE, HEADLINE, Series
from outputs.asked import CannotAnswer, choice_page, model_prices, price_on, scored_model
from outputs.assistant.reply import Inquiry, Reply, Shown, quotation, reply
from outputs.sections.freshness import phrase
from outputs.sections.front.headline import Answer, FrontPage, nothing
from outputs.sections.gap.rows import (
    EitherWayRange,
    RuleLine,
    badges,
    either_way_range,
    gap_sentence,
    rule_line,
)
from outputs.sections.lag.rows import Beside, LagLine, lag_lines, lag_sentence
from outputs.sections.models.choice import answer, doubt
from outputs.sections.price.dated import dated_text
from outputs.sections.price.levels import at_level, level_text, price_lines
from outputs.sections.section import INACTIVE
from terms.days import day as day_in_words
from terms.openness import OpennessRule
from terms.words import GapMethod, SeriesStatus
from warehouse.reads import choice as reads_choice
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import pages as reads_pages
from warehouse.reads import prices as reads_prices
from warehouse.reads.statistics import statistics

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
    now: Row
    """Of view gap_now, or for a past day what it would say."""
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
        line = rule_line(self.series, segment, self.inquiry.names)
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

    def shown(self, only: Sequence[str] = ()) -> Shown:
        """Its row; of a gap that cannot be judged the range stands in place of the interval."""
        told = {**self.now, "unresolved_names": json.loads(self.now["unresolved_names"] or "[]")}
        if told["unresolved_above"]:
            told |= dict.fromkeys(SURE)
            only = only and (*only, "gap_if_unresolved_closed", "gap_if_unresolved_open")
        return self.inquiry.shown(told, [self.row[f"{side}_vintage"] for side in SIDES], only)

    def reply(
        self, title: str, rows: Sequence[Shown], said: str = "", details: Iterable[str] = ()
    ) -> Reply:
        """Its sentence, or what is `said` of it, with what must be known before."""
        return reply(
            self.inquiry,
            title=title,
            sentence=said or self.sentence,
            details=details,
            caution=self.caution,
            data_from=self.fresh.vintage_on,
            is_old=self.is_old,
            rows=rows,
        )


def gap(inquiry: Inquiry, asked: str | None, rule: OpennessRule) -> Reply:
    """The gap of one series now, or the front page's answer and every benchmark's gap."""
    only = inquiry.series(asked) if asked else None
    found = _gaps(inquiry, rule)
    if only:
        one = _one(found, only)
        return one.reply(f"{only.title}: gap, {rule.models}", [one.shown()])
    if not found:
        raise CannotAnswer("No gap was derived yet: run `gapwatch refresh` first.")
    title, ended = f"How far behind {rule.models} are", list(_ended(found, inquiry))
    rows = [it.shown(GAPS) for it in found.values() if it.series.is_live]
    if first := found.get(HEADLINE):
        details = [f"{first.series.title}. {first.sentence}", *ended]
        return first.reply(title, rows, _sentence(_front(first, rule)), details)
    said = _sentence(nothing(has_benchmarks=True))
    return reply(inquiry, title=title, sentence=said, details=ended, rows=rows)


def _sentence(front: Answer | FrontPage) -> str:
    return f"{front.title}. {' '.join(front.sentences)}"


def _gaps(inquiry: Inquiry, rule: OpennessRule) -> dict[str, SeriesGap]:
    """The newest gap of every declared series that has one, composites first."""
    connection = inquiry.warehouse.connection
    rows = {row["series"]: row for row in reads_gaps.gaps_shown(connection, rule)}
    now = reads_gaps.gaps_now(connection, rule)
    declared = sorted(inquiry.declared.values(), key=lambda it: it.domain != COMPOSITE)
    found = {}
    for series in declared:
        if row := rows.get(series.id):
            stale = bool(row["is_stale"])
            fresh = Freshness(row["on_date"], row["told_on"], row["vintage_on"], stale)
            found[series.id] = SeriesGap(inquiry, series, row, now[series.id], fresh)
    return found


def _one(found: Mapping[str, SeriesGap], series: Series) -> SeriesGap:
    if series.id not in found:
        raise CannotAnswer(f"No gap of {series.id} was derived yet: run `gapwatch refresh` first.")
    return found[series.id]


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
    lag = next(iter(_lags(one.inquiry, {id_: one}, rule, id_)), None)
    return Answer(one.series, gaps, lag, one.fresh, one.line)


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
        for row in statistics(inquiry.warehouse.connection, "lag_now", openness_rule=rule)
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
    lead = lag_sentence(line)
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
    rows = statistics(
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


def model_price(inquiry: Inquiry, asked: str, on: date | None) -> Reply:
    """What one model cost on a day, or costs today, as known now."""
    connection, on = inquiry.warehouse.connection, on or inquiry.today
    known = [_quoted(inquiry, row) for row in model_prices(inquiry.warehouse, asked)]
    row = price_on(known, on, inquiry.today)
    vintages = reads_prices.price_vintages(connection)[row["model"], row["from_on"]]
    published = (it["published_on"] for it in reads_pages.pages_of(connection, vintages).values())
    return reply(
        inquiry,
        title=f"{row['name']}: price",
        sentence=dated_text(row, on.isoformat()),
        method="price",
        data_from=max(published, default=None),
        is_old=on < inquiry.today,
        rows=[inquiry.shown(row, vintages)],
    )


def choice(inquiry: Inquiry, domain: str, needs: Needs, not_worse_than: str | None) -> Reply:
    """What `gapwatch pick` says; `not_worse_than`: a model by name or id, which joins `needs`."""
    connection = inquiry.warehouse.connection
    page = choice_page(inquiry.warehouse, domain)
    strange = [quotation(one) for one in json.loads(page["unmatched_above"] or "[]")]
    page["unmatched_above"] = json.dumps(strange)
    than = None
    if not_worse_than:
        than = _quoted(inquiry, scored_model(inquiry.warehouse, page, not_worse_than))
    asked = replace(needs, not_worse_than=than)
    rows = [_quoted(inquiry, row) for row in reads_choice.choices(connection, page["domain"])]
    picked = pick(rows, asked)
    left_out = [_quoted(inquiry, it) for it in reads_choice.left_out(connection, page["series"])]
    first, *rest = answer(picked, asked, page, left_out)
    prices = {
        model: vintages for (model, _), vintages in reads_prices.price_vintages(connection).items()
    }
    scored = json.loads(reads_choice.scored_pages(connection)[page["series"]]["vintages"])
    best = picked.best or picked.leader
    return reply(
        inquiry,
        title=f"Which model for {page['domain']}, by {page['title']}",
        sentence=first,
        details=rest,
        caution=_choice_caution(picked, page),
        data_from=page["vintage_on"],
        is_old=bool(best and best["is_stale"]),
        rows=[
            inquiry.shown(row, [*scored, *prices.get(row["model"], ())], **{"is": what})
            for what, row in _named(picked)
        ],
    )


def _quoted(inquiry: Inquiry, row: Row) -> Row:
    """The row of a model; one that nobody registered is named as a quotation of its page."""
    return row if row["model"] in inquiry.names else {**row, "name": quotation(row["name"])}


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
        told = {key: then.get(key, it if key in DECLARED else None) for key, it in one.now.items()}
        told |= {"verdict": verdict_of(GapSegment.from_row(then)), "shown_on": on}
        one = SeriesGap(inquiry, series, then, told, fresh, is_past=True)
    method = one.segment.ci_method
    details = [f"Interval: {GapMethod(method).text}."] if method else ()
    rows = [one.shown(), *_origins(one)]
    return one.reply(f"{series.title}: why, {rule.models}", rows, details=details)


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
