"""The page of a model: what it is, may be used for, scores, costs and led.

Not here: the table of all of them and the form (`table`).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from markupsafe import Markup

from measures.boards.lists import reaches
from measures.one_gpu.memory import GPU_GB, fits, memory_gb
from measures.segments import SIDES, GapSegment
from measures.series import Series
from outputs.charts.drawing import Text
from outputs.charts.prices import PriceStretch, price_chart
from outputs.wording import Name, address, has_page, name
from terms.days import day
from terms.numbers import MISSING, interval, plural, usd
from terms.openness import HEADLINE_RULE, CommercialUse, Openness
from terms.units import places_of, score_alone
from terms.words import COUNTRIES, ModelKind, PriceBasis

Row = Mapping[str, Any]
RECENT_DAYS = 548
"""A year and a half: of older models nobody opens the page, but of those that led."""


@dataclass(frozen=True, slots=True)
class OpennessLine:
    """How open it was from one day until another."""

    since: str
    until: str
    text: str
    licence: Name | None
    spdx: str | None
    use: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """Its newest score in a series."""

    series: Series
    score: str
    interval: str | None
    rank: str
    on: str


@dataclass(frozen=True, slots=True)
class CostLine:
    """What it cost from one day until another."""

    since: str
    until: str
    blended: str
    parts: str
    basis: str


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A stretch of days on which it was the best of its class in a series."""

    series: Series
    side: str
    since: str
    until: str


@dataclass(frozen=True)
class ModelPage:
    """Everything that its page prints."""

    row: Row
    name: Name
    openness: Sequence[OpennessLine]
    scores: Sequence[ScoreLine]
    costs: Sequence[CostLine]
    hosts: Sequence[tuple[str, str]]
    leads: Sequence[LeadLine]
    stretches: Sequence[PriceStretch]
    sentence: str

    @property
    def id(self) -> str:
        """Id in the registry."""
        return str(self.row["model"])

    @property
    def side(self) -> str:
        """The class whose colour it has; soft: nobody knows its class."""
        sides = {Openness.CLOSED.value: "closed", Openness.UNKNOWN.value: "soft"}
        return sides.get(self.row["openness"], "open")

    @property
    def facts(self) -> Iterator[tuple[str, str]]:
        """What it is: a term and what there is to say."""
        row = self.row
        country = COUNTRIES.get(row["country"] or "")
        yield "Maker", f"{row['maker']}, {country}" if country else row["maker"]
        yield "Released", day(row["released_on"]) if row["released_on"] else "day not known"
        if row["kind"] == ModelKind.TASK_TUNED:
            yield "Kind", "tuned for one task: takes no part in headlines"
        if row["parameters_total_b"]:
            yield "Size", _size(row)
        if row["openness"] != Openness.CLOSED:
            yield "One GPU", _on_one_gpu(row)

    @cached_property
    def chart(self) -> Markup | None:
        """Its price over time; None where it never changed as it is shown."""
        if len({usd(step.price) for step in self.stretches}) < 2:
            return None
        last = self.stretches[-1]
        said = (
            f"USD per 1M tokens, from {usd(self.stretches[0].price)} on "
            f"{day(self.stretches[0].on)} to {usd(last.price)} on {day(last.until)}."
        )
        return price_chart(
            self.stretches, Text("price", f"Price of {self.name.text}", said), self.side
        )


def _size(row: Row) -> str:
    total, active = row["parameters_total_b"], row["parameters_active_b"]
    told = f"{total:,g} billion parameters"
    return told + (f", {active:,g} billion active" if active and active != total else "")


def _on_one_gpu(row: Row) -> str:
    fitting, needed = fits(row), memory_gb(row)
    if fitting is None or needed is None:
        return "nobody says how large it is"
    word = "fits" if fitting else "does not fit"
    return f"{word} {GPU_GB:g} GB: needs about {needed:,.0f} GB with a fifth to spare"


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
    today: date,
) -> list[ModelPage]:
    """What there is to say of every model of the registry, by name.

    `gaps`: (series, openness rule) to the change points of its gap.
    """
    scores, prices = _by_model(found.scores), _by_model(found.prices)
    leads = _leads(gaps, declared)
    return [
        _page(
            {**row, "maker": name(row["maker"] or "maker not known").text},
            found,
            scores.get(row["model"], ()),
            prices.get(row["model"], ()),
            leads.get(row["model"], ()),
            (declared, today),
        )
        for row in found.registered
        if has_page(row["model"])
    ]


def ever_led(gaps: Mapping[tuple[str, str], Sequence[GapSegment]]) -> set[str | None]:
    """Models that led a class of some series on some day, under any openness rule."""
    return {gap.side(side).model for some in gaps.values() for gap in some for side in SIDES}


def is_worth_a_page(page: ModelPage, led: Container[str | None], today: date) -> bool:
    """Whether it is one of those that `led`, or came in the last `RECENT_DAYS` and has a score."""
    since = (today - timedelta(RECENT_DAYS)).isoformat()
    return page.id in led or bool(page.scores and (page.row["released_on"] or "") > since)


def _by_model(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["model"], []).append(row)
    return found


def _page(
    row: Row,
    found: ModelRows,
    scores: Sequence[Row],
    prices: Sequence[Row],
    leads: Sequence[LeadLine],
    around: tuple[Mapping[str, Series], date],
) -> ModelPage:
    declared, today = around
    spans = found.openness.get(row["model"], ())
    hosts = found.hosts.get(row["model"], ())
    return ModelPage(
        row=row,
        name=name(row["name"]),
        openness=[_openness(span) for span in spans],
        scores=[_score(it, declared[it["series"]]) for it in _in_order(scores, declared)],
        costs=_costs(prices),
        hosts=[(name(it["host"], 30).text, usd(it["blended_price"])) for it in hosts],
        leads=leads,
        stretches=[_stretch(it, today) for it in prices],
        sentence=_sentence(row, prices, hosts),
    )


def _in_order(scores: Sequence[Row], declared: Mapping[str, Series]) -> list[Row]:
    """Live series first, each kind as declared."""
    order = {
        key: (not series.is_live, place) for place, (key, series) in enumerate(declared.items())
    }
    return sorted(
        (row for row in scores if row["series"] in order), key=lambda row: order[row["series"]]
    )


def _sentence(row: Row, prices: Sequence[Row], hosts: Sequence[Row]) -> str:
    if row["openness"] == Openness.CLOSED:
        what = f"A closed model by {row['maker']}: its weights cannot be downloaded."
    elif row["openness"] == Openness.UNKNOWN:
        what = f"A model by {row['maker']} of which nobody says how open it is."
    else:
        use = row["commercial_use"]
        allowed = f"commercial use {CommercialUse(use).text}" if use else "licence not known"
        what = f"Open weights by {row['maker']}: {allowed}."
    now = next((it for it in reversed(prices) if it["is_in_force"]), None)
    if now is None:
        few = f": it is sold by {plural(len(hosts), 'host')} alone" if hosts else ""
        cost = f"No price is known today{few}."
    else:
        count = plural(len(hosts), "host")
        whose = {
            PriceBasis.FIRST_PARTY: "from its maker",
            PriceBasis.MEDIAN_OF_HOSTS: f"as the median of {count}",
        }[PriceBasis(now["price_basis"])]
        cost = f"{usd(now['blended_price'])} per million tokens (3 input, 1 output) {whose}."
    return f"{what} {cost}"


def _openness(span: Row) -> OpennessLine:
    use = span["commercial_use"]
    return OpennessLine(
        since=day(span["valid_from"]),
        until=day(span["valid_until"]) if span["valid_until"] else "today",
        text=Openness(span["openness"]).text,
        licence=name(span["licence"]) if span["licence"] else None,
        spdx=span["spdx"],
        use=f"commercial use {CommercialUse(use).text}" if use else None,
        link=address(span["evidence"] or ""),
    )


def _score(row: Row, series: Series) -> ScoreLine:
    places = places_of(series.unit)
    ends = interval(row["score_low"], row["score_high"], places)
    return ScoreLine(
        series=series,
        score=score_alone(row["score"], series.unit, places),
        interval=ends,
        rank=_place(row),
        on=day(row["vintage_on"]),
    )


def _place(row: Row) -> str:
    """Its place, where the newest page names every model that scores as much."""
    if row["is_whole"]:
        return f"{row['rank']} of {row['n']}"
    return str(row["rank"]) if reaches(row, row["score"]) else MISSING


def _costs(prices: Sequence[Row]) -> list[CostLine]:
    """What it cost, the newest first; neighbours that read the same are one."""
    found: list[CostLine] = []
    for line in map(_cost, prices):
        last = found.pop() if found else None
        if last and last.until == line.since and _as_one(last, line) == line:
            found.append(replace(line, since=last.since))
        else:
            found += [last, line] if last else [line]
    return found[::-1]


def _as_one(last: CostLine, line: CostLine) -> CostLine:
    return replace(last, since=line.since, until=line.until)


def _cost(row: Row) -> CostLine:
    return CostLine(
        since=day(row["from_on"]),
        until=day(row["until_on"]) if row["until_on"] else "today",
        blended=usd(row["blended_price"]),
        parts=f"{usd(row['input_per_mtok'])} in, {usd(row['output_per_mtok'])} out",
        basis=PriceBasis(row["price_basis"]).text,
    )


def _stretch(row: Row, today: date) -> PriceStretch:
    until = date.fromisoformat(row["until_on"]) if row["until_on"] else today
    return PriceStretch(date.fromisoformat(row["from_on"]), until, row["blended_price"])


def _leads(
    gaps: Mapping[tuple[str, str], Sequence[GapSegment]], declared: Mapping[str, Series]
) -> dict[str, list[LeadLine]]:
    """Model to the stretches of days on which it led its class, under the widest rule."""
    found: dict[str, list[LeadLine]] = {}
    for (series, rule), some in gaps.items():
        if rule != HEADLINE_RULE or series not in declared:
            continue
        for side in SIDES:
            runs = [list(run) for _, run in groupby(some, key=lambda gap: gap.side(side).model)]
            ends = [*(run[0].entry for run in runs[1:]), None]
            for run, end in zip(runs, ends, strict=True):
                if model := run[0].side(side).model:
                    line = LeadLine(
                        declared[series], side, day(run[0].entry), day(end) if end else "today"
                    )
                    found.setdefault(model, []).append(line)
    return found
