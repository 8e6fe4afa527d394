"""What quality costs, what one model cost, and which model to use."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field, FiniteFloat

from measures.choice.pick import MOST_USD, LicenceNeed, Needs, Picked, pick
from measures.freshness import is_stale
from measures.series import HEADLINE
from outputs.asked import (
    CannotAnswer,
    choice_page,
    last_known,
    model_prices,
    named_series,
    price_on,
    scored_model,
)
from outputs.assistant.reply import AnySeries, Inquiry, Reply, Row, Rule, quotation, reply
from outputs.sections.models.choice import SHOWN, answer, doubt
from outputs.sections.price.levels import at_level, dated_text, level_text, price_lines
from terms.days import day as day_in_words
from terms.openness import OpennessRule
from warehouse.reads import choice as reads_choice, prices as reads_prices
from warehouse.reads.statistics import statistics

PRICES = (
    *("series", "title", "level", "closed_name", "closed_price", "closed_is_at_most"),
    *("open_name", "open_price", "open_is_at_most", "price_ratio", "scores_on", "prices_on"),
)
"""What a list of many tells of each; a question about one score gives every column."""


def price(
    inquiry: Inquiry,
    series: AnySeries = None,
    at_least: Annotated[
        FiniteFloat | None,
        Field(description="A level of quality: a score to reach, in the unit of the series."),
    ] = None,
    rule: Rule = OpennessRule.ANY_WEIGHTS,
    model: Annotated[
        str | None,
        Field(max_length=100, description="One model by name or id: what it alone cost."),
    ] = None,
    day: Annotated[
        date | None, Field(description="YYYY-MM-DD: with model, on that day; without it, now.")
    ] = None,
) -> Reply:
    """What a level of quality costs: the cheapest closed and the cheapest open model at or
    above a score, in USD per million tokens (three input to one output).

    Without at_least every level of the series; without a series the best open model's score on
    each active benchmark. With a model what it cost on a day, by what is known now. To choose a
    model for a purpose or a budget use choose_model.
    """
    if model is None and day is None:
        return _levels(inquiry, series, at_least, rule)
    if model is None or series is not None or at_least is not None:
        raise CannotAnswer("A day is of one model: name it, and neither series nor level.")
    return _of_model(inquiry, model, day)


def _levels(
    inquiry: Inquiry, asked: str | None, at_least: float | None, rule: OpennessRule
) -> Reply:
    series = named_series(asked or HEADLINE, inquiry.declared)
    if at_least is not None and asked is None:
        raise CannotAnswer("A level is a score of one series: name the series too.")
    connection, only = inquiry.warehouse.connection, asked and series.id
    rows = statistics(connection, "price_at_quality", openness_rule=rule, series=only)
    every = price_lines(rows, inquiry.declared, inquiry.names)
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
        level_text(line),
        [inquiry.shown(it.row, () if at_least is not None else PRICES) for it in shown],
        details=() if asked else inquiry.not_listed(one.series.id for one in every),
        caution=[f"old data: {line.days}"] if is_old else (),
        data_from=line.row["scores_on"],
        is_old=is_old,
    )


def _of_model(inquiry: Inquiry, asked: str, on: date | None) -> Reply:
    connection, on = inquiry.warehouse.connection, on or inquiry.today
    known = [_quoted(inquiry, row) for row in model_prices(inquiry.warehouse, asked)]
    row = price_on(known, on, inquiry.today)
    vintages = reads_prices.price_vintages(connection)[row["model"], row["from_on"]]
    told_on = last_known(inquiry.warehouse, row, on)
    return reply(
        inquiry,
        dated_text(row, told_on),
        [inquiry.shown(row, vintages=vintages)],
        is_old=told_on < inquiry.today.isoformat(),
    )


def choose_model(  # noqa: PLR0913, PLR0917 - an argument each
    inquiry: Inquiry,
    domain: Annotated[
        str,
        Field(
            max_length=100,
            description="What the model is for, such as coding, mathematics, composite "
            "(general use), agentic, human preference, multimodal.",
        ),
    ],
    at_least: Annotated[
        FiniteFloat | None,
        Field(description="A score to reach, in the unit of the domain's series."),
    ] = None,
    not_worse_than: Annotated[
        str | None,
        Field(
            max_length=100,
            description="A model, by name or id, that it must not be clearly worse than.",
        ),
    ] = None,
    licence: Annotated[
        LicenceNeed | None,
        Field(description="What the licence must allow; without it closed models count too."),
    ] = None,
    max_price: Annotated[
        FiniteFloat | None,
        Field(ge=0, le=MOST_USD, description="USD per million tokens, three input to one output."),
    ] = None,
    one_gpu: Annotated[
        bool, Field(description="true: its weights must fit one GPU of 80 GB.")
    ] = False,
) -> Reply:
    """Which model to use in a domain: the cheapest that reaches a score or is not clearly worse
    than another model, else the best that licence, price and GPU leave.

    One benchmark speaks for the domain; the reply names it. Where nothing fits it says what is
    nearest. Models without a known price are named, never taken for cheap.
    """
    connection = inquiry.warehouse.connection
    page = choice_page(inquiry.warehouse, domain)
    strange = [quotation(one) for one in json.loads(page["unmatched_above"])]
    page["unmatched_above"] = json.dumps(strange)
    than = None
    if not_worse_than:
        than = _quoted(inquiry, scored_model(inquiry.warehouse, page, not_worse_than))
    asked = Needs(at_least, than, licence, max_price, one_gpu)
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
        first,
        [
            inquiry.shown({"is": what, **row}, vintages=[*scored, *prices.get(row["model"], ())])
            for what, row in _named(picked)
        ],
        details=rest,
        caution=_choice_caution(picked, page),
        data_from=page["vintage_on"],
        is_old=bool(best and best["is_stale"]),
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
        *(("fits as well", row) for row in picked.others[:SHOWN]),
    )
    return ((what, row) for what, row in found if row is not None)


def _choice_caution(picked: Picked, page: Row) -> list[str]:
    shown = [row for row in (picked.best, picked.leader) if row is not None]
    told = [doubt(row) for row in shown if doubt(row)]
    if any(row["is_stale"] for row in shown):
        told.append(f"old data: scores are as of {day_in_words(page['vintage_on'])}")
    return list(dict.fromkeys(told))
