"""The table of all models, and the data of the form "Which model should I use?".

What the form decides is decided by the same rules as `measures.choice.pick`, in a script beside
the page; without a script the table stands.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outputs.sections.models.choice import basis, licence_text
from outputs.sections.models.pages import ModelPage
from outputs.wording import Name, name
from terms.days import day
from terms.numbers import MISSING, number, usd
from terms.openness import Openness
from terms.units import Unit, places_of

Row = Mapping[str, Any]
COLUMNS = (
    "model", "name", "score", "low", "high", "stderr", "openness", "licence", "price", "basis",
    "gpu", "doubt", "close", "on",
)  # fmt: skip
"""What the form knows of a model, in this order."""
INDEX = "eci"
"""The series whose score the table shows."""


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A model of the table; `id`: of its page, None without one."""

    id: str | None
    name: Name
    maker: str
    released: str
    openness: str
    side: str
    index: str
    price: str
    size: str


@dataclass(frozen=True, slots=True)
class ChoiceDomain:
    """A domain that the form offers."""

    key: str
    domain: str
    title: str
    series: str
    unit: str
    on: str


def model_lines(
    pages: Sequence[ModelPage],
    known: Container[str],
    scores: Sequence[Row],
) -> list[ModelLine]:
    """The newest first, then by name. `known`: models whose page is written."""
    index = {row["model"]: number(row["score"]) for row in scores if row["series"] == INDEX}
    ordered = sorted(pages, key=lambda page: page.row["released_on"] or "", reverse=True)
    return [_line(page, page.id in known, index.get(page.id, MISSING)) for page in ordered]


def _line(page: ModelPage, has_page: bool, index: str) -> ModelLine:
    row = page.row
    now = page.stretches[-1].price if page.costs and page.costs[0].until == "today" else None
    return ModelLine(
        id=page.id if has_page else None,
        name=page.name,
        maker=row["maker"] or "",
        released=row["released_on"] or MISSING,
        openness=Openness(row["openness"]).text,
        side=page.side,
        index=index,
        price=MISSING if now is None else listed_price(now),
        size=f"{row['parameters_total_b']:g}" if row["parameters_total_b"] else MISSING,
    )


def listed_price(value: float) -> str:
    """A price in a column of USD."""
    return usd(value).removeprefix("$")


def choice_domains(pages: Mapping[str, Row]) -> list[ChoiceDomain]:
    """The domains with something to choose from, by name."""
    return [
        ChoiceDomain(
            key=domain.replace(" ", "-"),
            domain=domain,
            title=page["title"],
            series=page["series"],
            unit=page["unit"],
            on=day(page["vintage_on"]),
        )
        for domain, page in sorted(pages.items())
    ]


def choice_files(
    pages: Mapping[str, Row], rows: Sequence[Row], scores: Sequence[Row], known: Container[str]
) -> Iterator[tuple[str, bytes]]:
    """(Path, content) of one script file per domain, which hands its rows to the form.

    `scores`: every model on every page, also those that nobody can have today: one may be named as
    the model to compare with. `known`: models with a page.
    """
    for one in choice_domains(pages):
        page = pages[one.domain]
        unit = Unit(page["unit"])
        choices = [row for row in rows if row["domain"] == one.domain]
        had = {row["model"] for row in choices}
        names = {row["model"]: name(row["name"]).text for row in (*choices, *scores)}
        close = _close(choices)
        others = [
            [row["model"], name(row["name"]).text, row["score"], row["stderr"], row["openness"]]
            for row in scores
            if row["series"] == page["series"] and row["model"] not in had
        ]
        content = {
            "domain": one.domain,
            "title": page["title"],
            "series": page["series"],
            "lower": page["direction"] == "lower",
            "unit": unit.text,
            "difference": unit.difference,
            "places": places_of(unit),
            "on": one.on,
            "whole": bool(page["is_whole"]),
            "floor": page["floor"],
            "above": [name(it).text for it in json.loads(page["unmatched_above"] or "[]")],
            "columns": COLUMNS,
            "close": [names[model] for model in close],
            "rows": [_row(row, known, close) for row in choices],
            "others": others,
        }
        yield f"assets/choice-{one.key}.js", _script(one.key, content)


def _close(rows: Iterable[Row]) -> dict[str, int]:
    """Models that some row is not told apart from, each with its place in the list of their names:
    dozens of rows name the same few."""
    told = (model for row in rows for model in json.loads(row["too_close_to"] or "[]"))
    return {model: place for place, model in enumerate(dict.fromkeys(told))}


def _row(row: Row, known: Container[str], close: Mapping[str, int]) -> list[Any]:
    priced = row["blended_price"] is not None
    near = row["too_close_to"]
    return [
        row["model"] if row["model"] in known else None,
        name(row["name"]).text, row["score"], row["score_low"], row["score_high"], row["stderr"],
        row["openness"], name(licence_text(row), 120).text, row["blended_price"],
        basis(row) if priced else None,
        row["fits_one_gpu"], None if row["confirmed"] else name(row["evidence"], 200).text,
        None if near is None else [close[model] for model in json.loads(near)],
        day(row["vintage_on"]),
    ]  # fmt: skip


def _script(key: str, content: object) -> bytes:
    """ASCII in which no sign starts a tag."""
    text = json.dumps(content, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return f"gapwatchChoice({json.dumps(key)},{text});\n".replace("<", "\\u003c").encode()
