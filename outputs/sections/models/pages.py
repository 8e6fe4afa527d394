"""The page of a model: what it is, may be used for, scores, costs and led."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from measures.boards.lists import reaches
from measures.one_gpu.memory import GPU_GB, fits, memory_gb
from measures.segments import SIDES, GapSegment
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.sections.section import Cell, Section, cell, status_words, tabled
from outputs.wording import Name, address, name
from terms.days import day
from terms.numbers import MISSING, interval, plural, usd
from terms.openness import HEADLINE_RULE, CommercialUse, Openness
from terms.units import places_of, score_alone
from terms.words import COUNTRIES, ModelKind, PriceBasis

Row = Mapping[str, Any]
Lead = tuple[Series, str, str, str | None]
"""Series, class, and the days from which and until which a model was its best."""


class ModelPage(NamedTuple):
    """What its page prints; `facts`: a term and what there is to say."""

    id: str
    name: Name
    sentence: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]


def model_page(
    row: Row,
    declared: Mapping[str, Series],
    about: Mapping[str, Sequence[Row]],
    leads: Sequence[Lead] = (),
) -> ModelPage:
    """What there is to say of a model of the registry; `about`: its `scores`, `prices` by day,
    `hosts` and `openness`."""
    prices, hosts = about["prices"], about["hosts"]
    # Active series first, each kind as declared.
    order = sorted(declared, key=lambda key: not declared[key].is_live)
    scored = sorted(about["scores"], key=lambda it: order.index(it["series"]))
    maker = name(row["maker"] or "maker not known").text
    parts = (
        _scores(scored, declared),
        _costs(prices),
        tabled(
            "openness",
            "Openness and licence",
            about["openness"],
            {
                "Days": lambda it: _days(it["valid_from"], it["valid_until"]),
                "Openness and licence": _openness,
                "Evidence": _evidence,
            },
            caption="How open it was, and where that can be checked",
        ),
        tabled(
            "led",
            "When it led",
            leads,
            {
                "Benchmark": lambda it: Cell(Name(it[0].title), series_id=it[0].id),
                "Best": lambda it: cell(it[1]),
                "Days": lambda it: _days(it[2], it[3]),
            },
            caption="Days on which it was the best closed model, or the best open one under any "
            "licence",
        ),
    )
    return ModelPage(
        row["model"],
        name(row["name"]),
        _sentence(row, maker, prices, hosts),
        list(_facts(row, maker, hosts)),
        [part for part in parts if part.rows],
    )


def _facts(row: Row, maker: str, hosts: Sequence[Row]) -> Iterator[tuple[str, str]]:
    country = COUNTRIES.get(row["country"] or "")
    yield "Maker", f"{maker}, {country}" if country else maker
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


def _sentence(row: Row, maker: str, prices: Sequence[Row], hosts: Sequence[Row]) -> str:
    if row["openness"] == Openness.CLOSED:
        what = f"A closed model by {maker}: its weights cannot be downloaded."
    elif row["openness"] == Openness.UNKNOWN:
        what = f"A model by {maker} of which nobody says how open it is."
    else:
        use = row["commercial_use"]
        allowed = f"commercial use {CommercialUse(use).text}" if use else "licence not known"
        what = f"Open weights by {maker}: {allowed}."
    count = plural(len(hosts), "host")
    now = next((it for it in reversed(prices) if it["is_in_force"]), None)
    if now is None:
        few = f": it is sold by {count} alone" if hosts else ""
        return f"{what} No price is known today{few}."
    is_own = now["price_basis"] == PriceBasis.FIRST_PARTY
    whose = "from its maker" if is_own else f"as the median of {count}"
    return f"{what} {usd(now['blended_price'])} per million tokens (3 input, 1 output) {whose}."


def _scores(rows: Sequence[Row], declared: Mapping[str, Series]) -> Section:
    def title(row: Row) -> Cell:
        series = declared[row["series"]]
        status = status_words(series.status)
        return Cell(Name(series.title), [Name(status)] if status else [], series_id=series.id)

    def score(row: Row) -> Cell:
        unit = declared[row["series"]].unit
        places = places_of(unit)
        ends = interval(row["score_low"], row["score_high"], places)
        return cell(score_alone(row["score"], unit, places), ends or "no interval")

    def place(row: Row) -> Cell:
        if row["is_whole"]:
            return cell(f"{row['rank']} of {row['n']}")
        # Known where the newest page names every model that scores as much.
        return cell(str(row["rank"]) if reaches(row, row["score"]) else MISSING)

    return tabled(
        "scores",
        "Scores",
        rows,
        {
            "Benchmark": title,
            ">Score": score,
            ">Place": place,
            "Data": lambda row: cell(day(row["vintage_on"])),
        },
        caption=f"Its newest score on each benchmark; interval at {level_in_words()}",
    )


def _costs(prices: Sequence[Row]) -> Section:
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
        columns=("Days", ">Blended", ">In and out", "Whose price"),
        rows=[(_days(since, until), *told) for since, until, told in reversed(lines)],
        caption="USD per 1M tokens; blended: three parts input to one part output",
    )


def _openness(span: Row) -> Cell:
    told = []
    if span["licence"]:
        use = span["commercial_use"]
        allowed = f": commercial use {CommercialUse(use).text}" if use else ""
        told.append(Name(f"{name(span['licence']).text}{allowed}"))
        if span["spdx"] and span["spdx"] != span["licence"]:
            told.append(Name(f"SPDX: {span['spdx']}"))
    return Cell(Name(Openness(span["openness"]).text), told)


def _evidence(span: Row) -> Cell:
    link = address(span["evidence"] or "")
    return Cell(Name("evidence", link=link) if link else Name("no evidence"))


def _days(since: str, until: str | None) -> Cell:
    """From one day to another, of which each stays in one piece."""
    ends = (day(it).replace(" ", "\u00a0") for it in (since, until) if it)
    return cell(" to ".join([*ends, *([] if until else ["today"])]))


def leads_of(
    gaps: Mapping[tuple[str, str], Sequence[GapSegment]], declared: Mapping[str, Series]
) -> dict[str, list[Lead]]:
    """Model to the stretches of days on which it led its class, under the widest rule."""
    found: dict[str, list[Lead]] = {}
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
