"""The page of a model: what it is, may be used for, scores, costs and led."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from markupsafe import Markup

from measures.boards.lists import reaches
from measures.one_gpu.memory import GPU_GB, fits, memory_gb
from measures.segments import SIDES, GapSegment
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.charts.course import PriceStretch, price_chart
from outputs.charts.drawing import Text
from outputs.sections.section import Cell, Section, cell, status_words
from outputs.wording import Name, address, has_page, name
from terms.days import day
from terms.numbers import MISSING, interval, plural, usd
from terms.openness import HEADLINE_RULE, CommercialUse, Openness
from terms.units import places_of, score_alone
from terms.words import COUNTRIES, ModelKind, PriceBasis

Row = Mapping[str, Any]
RECENT_DAYS = 548
"""A year and a half: of older models nobody opens the page, but of those that led."""


@dataclass(frozen=True)
class ModelPage:
    """What its page prints; `price` in force, `side`: the class whose colour it has."""

    row: Row
    name: Name
    sentence: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    price: float | None

    @property
    def id(self) -> str:
        """Id in the registry."""
        return str(self.row["model"])

    @property
    def side(self) -> str:
        """Soft: nobody knows its class."""
        sides = {Openness.CLOSED.value: "closed", Openness.UNKNOWN.value: "soft"}
        return sides.get(self.row["openness"], "open")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRows:
    """What the warehouse says of models."""

    registered: Sequence[Row]
    openness: Mapping[str, Sequence[Row]]
    scores: Sequence[Row]
    prices: Sequence[Row]
    hosts: Mapping[str, Sequence[Row]]


def model_pages(
    found: ModelRows,
    gaps: Mapping[tuple[str, str], Sequence[GapSegment]],
    declared: Mapping[str, Series],
    until: date,
) -> list[ModelPage]:
    """What there is to say of every model of the registry, by name.

    `gaps`: (series, openness rule) to the change points of its gap; `until`: the day of the newest
    list of prices, to which their charts run.
    """
    scores, prices = _by_model(found.scores), _by_model(found.prices)
    leads = _leads(gaps, declared)
    # Live series first, each kind as declared.
    order = sorted(declared, key=lambda key: not declared[key].is_live)
    pages = []
    for registered in found.registered:
        if has_page(model := registered["model"]):
            row = {**registered, "maker": name(registered["maker"] or "maker not known").text}
            own, hosts = prices.get(model, []), found.hosts.get(model, ())
            by_series = {it["series"]: it for it in scores.get(model, ())}
            every = (
                _scores([by_series[it] for it in order if it in by_series], declared),
                _costs(row, own, until),
                _openness(found.openness.get(model, ())),
                _led(leads.get(model, ())),
            )
            in_force = own[-1]["blended_price"] if own and own[-1]["until_on"] is None else None
            pages.append(
                ModelPage(
                    row,
                    name(row["name"]),
                    _sentence(row, own, hosts),
                    list(_facts(row, hosts)),
                    [part for part in every if part.rows],
                    in_force,
                )
            )
    return pages


def ever_led(gaps: Mapping[tuple[str, str], Sequence[GapSegment]]) -> set[str | None]:
    """Models that led a class of some series on some day, under any openness rule."""
    return {gap.side(side).model for some in gaps.values() for gap in some for side in SIDES}


def is_worth_a_page(page: ModelPage, led: Container[str | None], until: date) -> bool:
    """Whether it is one of those that `led`, or came in the `RECENT_DAYS` to `until` and has a
    score."""
    since = (until - timedelta(RECENT_DAYS)).isoformat()
    is_scored = any(part.key == "scores" for part in page.sections)
    return page.id in led or (is_scored and (page.row["released_on"] or "") > since)


def _by_model(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["model"], []).append(row)
    return found


def _facts(row: Row, hosts: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """What it is: a term and what there is to say."""
    country = COUNTRIES.get(row["country"] or "")
    yield "Maker", f"{row['maker']}, {country}" if country else row["maker"]
    yield "Released", day(row["released_on"]) if row["released_on"] else "day not known"
    if row["kind"] == ModelKind.TASK_TUNED:
        yield "Kind", "tuned for one task: takes no part in headlines"
    if total := row["parameters_total_b"]:
        active = row["parameters_active_b"]
        more = f", {active:,g} billion active" if active and active != total else ""
        yield "Size", f"{total:,g} billion parameters{more}"
    if row["openness"] != Openness.CLOSED:
        fitting, needed = fits(row), memory_gb(row)
        told = "nobody says how large it is"
        if fitting is not None and needed is not None:
            word = "fits one" if fitting else "not one"
            told = f"needs about {needed:,.0f} GB: {word} {GPU_GB:g} GB GPU"
        yield "One GPU", told
    if hosts:
        asked = (f"{name(it['host'], 30).text} {usd(it['blended_price'])}" for it in hosts)
        yield "Hosts", f"{', '.join(asked)} per million tokens"


def _sentence(row: Row, prices: Sequence[Row], hosts: Sequence[Row]) -> str:
    if row["openness"] == Openness.CLOSED:
        what = f"A closed model by {row['maker']}: its weights cannot be downloaded."
    elif row["openness"] == Openness.UNKNOWN:
        what = f"A model by {row['maker']} of which nobody says how open it is."
    else:
        use = row["commercial_use"]
        allowed = f"commercial use {CommercialUse(use).text}" if use else "licence not known"
        what = f"Open weights by {row['maker']}: {allowed}."
    count = plural(len(hosts), "host")
    now = next((it for it in reversed(prices) if it["is_in_force"]), None)
    if now is None:
        few = f": it is sold by {count} alone" if hosts else ""
        return f"{what} No price is known today{few}."
    is_own = now["price_basis"] == PriceBasis.FIRST_PARTY
    whose = "from its maker" if is_own else f"as the median of {count}"
    return f"{what} {usd(now['blended_price'])} per million tokens (3 input, 1 output) {whose}."


def _scores(rows: Sequence[Row], declared: Mapping[str, Series]) -> Section:
    return Section(
        key="scores",
        title="Scores",
        lead="",
        columns=("Benchmark", ">Score", ">Place", "Data"),
        rows=[_score(row, declared[row["series"]]) for row in rows],
        caption=f"Its newest score on each benchmark; interval at {level_in_words()}",
    )


def _score(row: Row, series: Series) -> Sequence[Cell]:
    places = places_of(series.unit)
    # Its place is known where the newest page names every model that scores as much.
    place = str(row["rank"]) if reaches(row, row["score"]) else MISSING
    if row["is_whole"]:
        place = f"{row['rank']} of {row['n']}"
    ends = interval(row["score_low"], row["score_high"], places)
    status = status_words(series.status)
    return (
        Cell(Name(series.title), [Name(status)] if status else [], series_id=series.id),
        cell(score_alone(row["score"], series.unit, places), ends or "no interval"),
        cell(place),
        cell(day(row["vintage_on"])),
    )


def _costs(row: Row, prices: Sequence[Row], until: date) -> Section:
    """What it cost, the newest first; neighbours that read the same are one."""
    lines: list[tuple[str, str, tuple[Cell, ...]]] = []
    for one in prices:
        told = (
            cell(usd(one["blended_price"])),
            cell(f"{usd(one['input_per_mtok'])} in, {usd(one['output_per_mtok'])} out"),
            cell(PriceBasis(one["price_basis"]).text),
        )
        since = one["from_on"]
        if lines and lines[-1][1:] == (since, told):
            since = lines.pop()[0]
        lines.append((since, one["until_on"], told))
    return Section(
        key="price",
        title="Price",
        lead="",
        columns=("Days", ">Blended", ">In and out", "Whose price"),
        rows=[(_days(since, until), *told) for since, until, told in reversed(lines)],
        caption="USD per 1M tokens; blended: three parts input to one part output",
        chart=_chart(row, prices, until),
        chart_caption="USD per 1M tokens, three parts input to one part output",
    )


def _chart(row: Row, prices: Sequence[Row], until: date) -> Markup | None:
    """Its price over time; None where it never changed as it is shown."""
    if len({usd(one["blended_price"]) for one in prices}) < 2:
        return None
    steps = [
        PriceStretch(
            since := date.fromisoformat(one["from_on"]),
            date.fromisoformat(one["until_on"]) if one["until_on"] else max(since, until),
            one["blended_price"],
        )
        for one in prices
    ]
    first, last = steps[0], steps[-1]
    said = (
        f"USD per 1M tokens, from {usd(first.price)} on {day(first.on)} to {usd(last.price)} on "
        f"{day(last.until)}."
    )
    side = "closed" if row["openness"] == Openness.CLOSED else "open"
    return price_chart(steps, Text("price", f"Price of {name(row['name']).text}", said), side)


def _openness(spans: Sequence[Row]) -> Section:
    return Section(
        key="openness",
        title="Openness and licence",
        lead="",
        columns=("Days", "Openness and licence", "Evidence"),
        rows=[(_days(it["valid_from"], it["valid_until"]), *_span(it)) for it in spans],
        caption="How open it was, and where that can be checked",
    )


def _span(span: Row) -> tuple[Cell, Cell]:
    told = []
    if span["licence"]:
        use = span["commercial_use"]
        allowed = f": commercial use {CommercialUse(use).text}" if use else ""
        told.append(Name(f"{name(span['licence']).text}{allowed}"))
        if span["spdx"] and span["spdx"] != span["licence"]:
            told.append(Name(f"SPDX: {span['spdx']}"))
    link = address(span["evidence"] or "")
    return (
        Cell(Name(Openness(span["openness"]).text), told),
        Cell(Name("evidence", link=link) if link else Name("no evidence")),
    )


def _days(since: str, until: str | None) -> Cell:
    """From one day to another, of which each stays in one piece."""
    ends = (day(it).replace(" ", "\u00a0") for it in (since, until) if it)
    return cell(" to ".join([*ends, *([] if until else ["today"])]))


def _led(leads: Sequence[tuple[Series, str, str, str | None]]) -> Section:
    return Section(
        key="led",
        title="When it led",
        lead="",
        columns=("Benchmark", "Best", "Days"),
        rows=[
            (Cell(Name(series.title), series_id=series.id), cell(side), _days(since, until))
            for series, side, since, until in leads
        ],
        caption="Days on which it was the best closed model, or the best open one under any "
        "licence",
    )


def _leads(
    gaps: Mapping[tuple[str, str], Sequence[GapSegment]], declared: Mapping[str, Series]
) -> dict[str, list[tuple[Series, str, str, str | None]]]:
    """Model to the stretches of days on which it led its class, under the widest rule."""
    found: dict[str, list[tuple[Series, str, str, str | None]]] = {}
    for (series, rule), some in gaps.items():
        if rule != HEADLINE_RULE or series not in declared:
            continue
        for side in SIDES:
            runs = [
                (model, next(run).entry)
                for model, run in groupby(some, key=lambda gap: gap.side(side).model)
            ]
            ends = [*(since for _, since in runs[1:]), None]
            for (model, since), until in zip(runs, ends, strict=True):
                if model:
                    found.setdefault(model, []).append((declared[series], side, since, until))
    return found
