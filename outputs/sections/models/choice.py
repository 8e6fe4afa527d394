"""Which model to use, in sentences: the answer, what it saves, and what to know beside it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from measures.boards.lists import reaches
from measures.choice.pick import LicenceNeed, Needs, Picked, fits, is_not_worse
from outputs.wording import name
from terms.days import day
from terms.numbers import MINUS, interval, number, plural, usd
from terms.openness import CommercialUse, Openness
from terms.units import Unit, score_alone
from terms.words import PriceBasis

Row = Mapping[str, Any]
NAMED = 3
SHOWN = 5
"""Others that meet the needs, which every place gives below the sentences."""
LICENCES = {
    LicenceNeed.COMMERCIAL: "open model with commercial use allowed",
    LicenceNeed.OPEN: "open model",
    LicenceNeed.PERMISSIVE: "open model with an open-source licence",
}
WORDS = {
    "model": "model",
    "max_price": "at {price} or less",
    "one_gpu": "on one GPU",
    "at_least": "with {score} or better",
    "not_worse": "not clearly worse than {model}",
    "best": "The best {asked} on {title} is {model}: {score}, {price}.",
    "cheapest": "The cheapest {asked} on {title} is {model}: {score}, {price}.",
    "cheap": "One {asked} on {title} is {model}: {score}, {price}. Cheaper ones may be missing "
    "from the newest list.",
    "old": "By the list of {on} the cheapest {asked} on {title} is {model}: {score}, {price}. "
    "Cheaper ones may have come since.",
    "licence": "{licence}.",
    "doubt": "Its class is unconfirmed: {evidence}.",
    "itself": "{model} itself costs no more: {price}.",
    "less": "It costs {share} % less per token than the best closed model, {model}: {told}.",
    "more": "It costs {share} % more per token than the best closed model, {model}: {told}.",
    "same": "It costs about as much per token as the best closed model, {model}: {told}.",
    "close": "Too close to call with {models}.",
    "near": "It is not clearly worse than {model}.",
    "behind": "It is {apart} behind {model}.",
    "only": "On {title} the only {asked} is {model} itself: {score}, {price}.",
    "none": "No {asked} is known on {title}.",
    "nearest_score": "The nearest in score is {model}: {score}, {price}.",
    "nearest_price": "The nearest in price is {model}: {score}, {price}.",
    "unpriced": "No price known, so left out: {models}.",
    "unsized": "Size unknown, so left out: {models}.",
    "unsold": "Better, but not sold by anyone we track: {models}.",
    "unclear": "Better, but nobody knows how open they are: {models}.",
    "lower": ", lower is better",
    "above": "Above them all stands a model that we do not know: {models}.",
    "scores": "Scores: {title}, data from {on}; models that came since have none there. Prices are "
    "as known on {priced_on}, per token, three input to one output; models spend tokens unequally.",
}
"""The sentences of an answer, which the form of the site fills as well (`models.js`)."""


def _filled(key: str, **values: str) -> str:
    return WORDS[key].format(**values)


def called(row: Row) -> str:
    """A model's name, as long as a sentence bears it."""
    return name(row["name"]).text


def scored(row: Row) -> str:
    """'1578.2 Elo (1567.0 to 1589.4)'."""
    written = score_alone(row["score"], row["unit"])
    ends = interval(row["score_low"], row["score_high"], Unit(row["unit"]).places)
    return f"{written} ({ends})" if ends else f"{written} (no interval known)"


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
    best = picked.best
    if best is not None:
        yield from _recommended(picked, best, needs, page)
    elif picked.asked and fits(picked.asked, replace(needs, not_worse_than=None)):
        best = picked.asked
        yield _offered("only", best, asked=asked(needs), title=page["title"])
    else:
        yield _filled("none", asked=asked(needs), title=page["title"])
        nearest_to = {"nearest_score": picked.by_score, "nearest_price": picked.by_price}
        yield from (_offered(key, row) for key, row in nearest_to.items() if row is not None)
    yield from _compared(picked)
    nearest = (best,) if best else (picked.by_score, picked.by_price)
    near = [row for row in nearest if row is not None]
    unfit = _no_choice(picked, near[0] if near else None, needs, page, left_out)
    for key, rows in unfit.items():
        if rows:
            yield _filled(key, models=_names(rows))
    leader = [picked.leader] if picked.best and picked.leader else []
    named = [row for rows in unfit.values() for row in rows[:NAMED]]
    yield from _page(page, [*near, *leader, *picked.others[:SHOWN], *named])


def _offered(key: str, row: Row, **values: str) -> str:
    return _filled(key, **{"model": called(row), **values}, score=scored(row), price=priced(row))


def _recommended(picked: Picked, best: Row, needs: Needs, page: Row) -> Iterator[str]:
    key = _how_cheap(picked, best, needs, page) if needs.has_bar else "best"
    model = f"{called(best)} ({name(best['maker'] or 'maker not known').text})"
    on = day(page["vintage_on"])
    yield _offered(key, best, asked=asked(needs), model=model, title=page["title"], on=on)
    near = [row for row in picked.others if is_not_worse(row, best)]
    if near and not needs.has_bar:
        yield _filled("close", models=_names(near))
    licence = licence_text(best)
    yield _filled("licence", licence=f"{licence[:1].upper()}{licence[1:]}")
    if not best["confirmed"]:
        yield _filled("doubt", evidence=name(best["evidence"], 200).text)


def _how_cheap(picked: Picked, best: Row, needs: Needs, page: Row) -> str:
    """The cheapest, where the newest page is current and names every model that scores enough."""
    sign = -1 if page["direction"] == "lower" else 1
    lowest = min((row["score"] for row in (best, *picked.others)), key=lambda one: sign * one)
    if not reaches(page, lowest if needs.at_least is None else needs.at_least):
        return "cheap"
    return "cheapest" if page["is_current"] else "old"


def asked(needs: Needs) -> str:
    """'open model with commercial use allowed at $1.00 or less with 1500 or better'."""
    parts = [LICENCES[needs.licence] if needs.licence else _filled("model")]
    if needs.max_price is not None:
        parts.append(_filled("max_price", price=usd(needs.max_price)))
    if needs.one_gpu:
        parts.append(_filled("one_gpu"))
    if needs.at_least is not None:
        as_asked = f"{needs.at_least}".removesuffix(".0").replace("-", MINUS)
        parts.append(_filled("at_least", score=as_asked))
    if needs.not_worse_than is not None:
        parts.append(_filled("not_worse", model=called(needs.not_worse_than)))
    return " ".join(parts)


def _compared(picked: Picked) -> Iterator[str]:
    """Where the model that is to be replaced is itself the cheaper one, and the best closed one."""
    best, leader, saving = picked.best, picked.leader, picked.saving
    asked_price = picked.asked and picked.asked["blended_price"]
    if best and picked.asked and asked_price is not None and asked_price <= best["blended_price"]:
        yield _filled("itself", model=called(picked.asked), price=priced(picked.asked))
    if best is None or leader is None or best is leader:
        return
    if saving is not None:
        told = f"{scored(leader)}, {usd(leader['blended_price'])}"
        # What is not free saves no 100 percent.
        share = "over 99" if 0.995 <= saving < 1 else number(100 * abs(saving), 0)
        key = "same" if abs(saving) < 0.005 else "less" if saving > 0 else "more"
        yield _filled(key, share=share, model=called(leader), told=told)
    if is_not_worse(best, leader):
        yield _filled("near", model=called(leader))
    else:
        unit = Unit(best["unit"])
        # Of the values as they are shown: a reader subtracts them.
        apart = abs(round(leader["score"], unit.places) - round(best["score"], unit.places))
        size = f"{number(apart, unit.places)} {unit.difference}"
        yield _filled("behind", apart=size, model=called(leader))


def _no_choice(
    picked: Picked, than: Row | None, needs: Needs, page: Row, left_out: Sequence[Row]
) -> dict[str, Sequence[Row]]:
    """Who would meet the needs but for a price or a size that nobody says; and who scores better
    than the model that is picked, or else is the nearest, but is sold by nobody, or of unknown
    openness."""
    sign = -1 if page["direction"] == "lower" else 1
    better = [row for row in left_out if than and sign * (row["score"] - than["score"]) > 0]
    closed = [row for row in better if row["openness"] == Openness.CLOSED]
    return {
        "unpriced": picked.unpriced,
        "unsized": picked.unsized,
        "unsold": [] if needs.licence or needs.one_gpu else closed,
        "unclear": [row for row in better if row["openness"] != Openness.CLOSED],
    }


def _names(rows: Sequence[Row]) -> str:
    shown = ", ".join(f"{called(row)} ({scored(row).split(' (')[0]})" for row in rows[:NAMED])
    more = len(rows) - NAMED
    return shown if more <= 0 else f"{shown} and {more} more"


def _page(page: Row, said: Sequence[Row]) -> Iterator[str]:
    """Whence the scores that are `said`, which may be of several days, and the prices."""
    names = [name(it).text for it in json.loads(page["unmatched_above"])]
    if names:
        yield _filled("above", models=", ".join(names))
    days = [row["vintage_on"] for row in said or (page,)]
    on = " to ".join(dict.fromkeys(map(day, (min(days), max(days)))))
    title = f"{page['title']}{_filled('lower') if page['direction'] == 'lower' else ''}"
    yield _filled("scores", title=title, on=on, priced_on=day(page["priced_on"]))
