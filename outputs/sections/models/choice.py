"""Which model to use, in sentences: the answer, what it saves, and what to know beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measures.choice.pick import LicenceNeed, Needs, Picked, is_not_worse
from outputs.wording import name
from terms.days import day
from terms.numbers import interval, number, plural, usd
from terms.openness import CommercialUse, Openness
from terms.units import Unit, places_of, score
from terms.words import PriceBasis

Row = Mapping[str, Any]
NAMED = 3
LICENCES = {
    LicenceNeed.COMMERCIAL: "open model with commercial use allowed",
    LicenceNeed.OPEN: "open model",
    LicenceNeed.PERMISSIVE: "open model with an open-source licence",
}
OTHER_LIST = "scores of two lists are not on one scale."
TOKENS = "Prices are per token, three input to one output; models spend tokens unequally."


def called(row: Row) -> str:
    """A model's name, as long as a sentence bears it."""
    return name(row["name"]).text


def scored(row: Row) -> str:
    """'1578.2 Elo (1567.0 to 1589.4)'."""
    unit, places = Unit(row["unit"]), places_of(row["unit"])
    value = score(row["score"], unit, places)
    written = value if unit in (Unit.PERCENT, Unit.MINUTES) else f"{value} {unit.text}"
    ends = interval(row["score_low"], row["score_high"], places)
    return f"{written} ({ends})" if ends else f"{written} (no interval published)"


def priced(row: Row) -> str:
    """'$0.18 per 1M tokens (median of 9 hosts)'."""
    if row["blended_price"] is None:
        return "no price known"
    return f"{usd(row['blended_price'])} per 1M tokens ({basis(row)})"


def basis(row: Row) -> str:
    """Whose price it is."""
    if row["price_basis"] == PriceBasis.MEDIAN_OF_HOSTS:
        return f"median of {plural(row['hosts'], 'host')}"
    return PriceBasis(row["price_basis"]).text


def licence_text(row: Row) -> str:
    """'MIT: commercial use allowed for anything'."""
    if row["openness"] == Openness.CLOSED:
        return "closed, API only"
    use = row["commercial_use"]
    named = name(row["licence"] or "licence not known").text
    return f"{named}: commercial use {CommercialUse(use).text}" if use else named


def doubt(row: Row) -> str:
    """Why its class may be wrong; empty for a confirmed one."""
    return "" if row["confirmed"] else f"unconfirmed: {name(row['evidence'], 200).text}"


def answer(picked: Picked, needs: Needs, page: Row, left_out: Sequence[Row]) -> Iterator[str]:
    """The sentences, the most important first. `page`, `left_out`: of `warehouse.reads.choice`."""
    if picked.best is None:
        yield from _nothing(picked, needs, page)
    else:
        yield from _recommended(picked.best, needs)
        yield from _against_asked(picked)
        yield from _against_leader(picked)
    yield from _unknown(picked)
    yield from _better(picked, needs, page, left_out)
    yield from _page(page, needs)


def _recommended(best: Row, needs: Needs) -> Iterator[str]:
    how = "The cheapest" if needs.has_bar else "The best"
    maker = name(best["maker"] or "maker not known").text
    yield (f"{how} {asked(needs)} is {called(best)} ({maker}): {scored(best)}, {priced(best)}.")
    yield f"{licence_text(best)[:1].upper()}{licence_text(best)[1:]}."
    if doubt(best):
        yield f"Its class is {doubt(best)}."


def asked(needs: Needs) -> str:
    """'open model with commercial use allowed at $1.00 or less with 1500 or better'."""
    parts = [LICENCES[needs.licence] if needs.licence else "model"]
    if needs.max_price is not None:
        parts.append(f"at {usd(needs.max_price)} or less")
    if needs.one_gpu:
        parts.append("on one GPU")
    if needs.at_least is not None:
        parts.append(
            f"with {number(needs.at_least, 0 if needs.at_least % 1 == 0 else 1)} or better"
        )
    if needs.not_worse_than is not None:
        parts.append(f"not clearly worse than {called(needs.not_worse_than)}")
    return " ".join(parts)


def _against_asked(picked: Picked) -> Iterator[str]:
    """Where the model that is to be replaced is itself the cheaper one."""
    best, one = picked.best, picked.asked
    if best is None or one is None or one["blended_price"] is None:
        return
    if one["blended_price"] <= best["blended_price"]:
        yield f"{called(one)} itself costs no more: {priced(one)}."


def _against_leader(picked: Picked) -> Iterator[str]:
    best, leader, saving = picked.best, picked.leader, picked.saving
    if best is None or leader is None or best is leader:
        return
    if saving is not None:
        cost = f"{_share(abs(saving))} % {'less' if saving >= 0 else 'more'}"
        yield (
            f"It costs {cost} per token than the best closed model, {called(leader)} "
            f"({scored(leader)}, {usd(leader['blended_price'])})."
        )
    if is_not_worse(best, leader):
        yield f"It is not clearly worse than {called(leader)}."
    else:
        unit, places = Unit(best["unit"]), places_of(best["unit"])
        # Of the values as they are shown: a reader subtracts them.
        apart = abs(round(leader["score"], places) - round(best["score"], places))
        yield f"It is {number(apart, places)} {unit.difference} behind {called(leader)}."


def _share(saving: float) -> str:
    """Percent without decimals; what is not free saves no 100 percent."""
    return "over 99" if 0.995 <= saving < 1 else number(100 * saving, 0)


def _nothing(picked: Picked, needs: Needs, page: Row) -> Iterator[str]:
    yield f"No {asked(needs)} is known on {page['title']}."
    if picked.by_score is not None:
        one = picked.by_score
        yield f"The nearest in score is {called(one)}: {scored(one)}, {priced(one)}."
    if picked.by_price is not None:
        one = picked.by_price
        yield f"The nearest in price is {called(one)}: {scored(one)}, {priced(one)}."


def _unknown(picked: Picked) -> Iterator[str]:
    if picked.unpriced:
        yield f"Not compared, because no price is known: {_names(picked.unpriced)}."
    if picked.unsized:
        yield f"Not compared, for nobody says how large they are: {_names(picked.unsized)}."


def _better(picked: Picked, needs: Needs, page: Row, left_out: Sequence[Row]) -> Iterator[str]:
    """Who is no choice and scores better than the model that is picked."""
    sign, best = (-1 if page["direction"] == "lower" else 1), picked.best
    better = [row for row in left_out if best is None or sign * (row["score"] - best["score"]) > 0]
    closed = [row for row in better if row["openness"] == Openness.CLOSED]
    if closed and needs.licence is None and not needs.one_gpu:
        yield f"Better, but nobody whom we read sells them: {_names(closed)}."
    unknown = [row for row in better if row["openness"] != Openness.CLOSED]
    if unknown:
        yield f"Better, but nobody knows how open they are: {_names(unknown)}."


def _names(rows: Sequence[Row]) -> str:
    shown = ", ".join(f"{called(row)} ({scored(row).split(' (')[0]})" for row in rows[:NAMED])
    more = len(rows) - NAMED
    return shown if more <= 0 else f"{shown} and {more} more"


def _page(page: Row, needs: Needs) -> Iterator[str]:
    names = [name(it).text for it in json.loads(page["unmatched_above"] or "[]")]
    if names:
        yield f"Above them all stands a model that we do not know: {', '.join(names)}."
    yield f"Scores: {page['title']}, data from {day(page['vintage_on'])}. {TOKENS}"
    if page["newer_on"]:
        value = score(page["newer_value"], page["unit"])
        leader = name(page["newer_model"]).text
        start = f"A newer list of leaders ({day(page['newer_on'])}) has {leader} first among closed"
        fitting = [row for row in page["newer_open"] if _may_fit(row, needs, page)]
        if not fitting:
            yield f"{start} models, at {value}; it does not say what cheaper models score."
            return
        unit = page["unit"]
        named = ", ".join(
            f"{called(row)} ({score(row['score'], unit)}, {usd(row['blended_price'])})"
            for row in fitting
        )
        yield f"{start} models, at {value}. It also has {named}, not compared: {OTHER_LIST}"


def _may_fit(row: Row, needs: Needs, page: Row) -> bool:
    """Whether a model of a newer list fits by licence and price, and reaches the score asked for;
    nobody says there whether it fits one GPU, or how near it is to another model."""
    price, sign = row["blended_price"], -1 if page["direction"] == "lower" else 1
    return (
        price is not None
        and not needs.one_gpu
        and needs.not_worse_than is None
        and (needs.licence is None or row["openness"] in needs.licence.grades)
        and (needs.max_price is None or price <= needs.max_price)
        and (needs.at_least is None or sign * (row["score"] - needs.at_least) >= 0)
    )
