"""Everything the site says of models: their pages, the table, and the form "Which model should I
use?", which a script beside the page decides by the rules of `measures.choice.pick`.
"""

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from measures.boards.lists import reaches
from measures.choice.pick import LicenceNeed
from measures.freshness import of_gap
from measures.segments import SIDES, GapSegment
from measures.series import HEADLINE, Series
from measures.uncertainty import LEVEL, z_of
from outputs.sections.models.choice import LICENCES, WORDS, basis, licence_text
from outputs.sections.price.levels import periods
from outputs.wording import has_page, name, script_json
from terms.days import after, day
from terms.numbers import MISSING, number, plural, usd
from terms.openness import CommercialUse, Openness
from terms.units import Unit
from terms.words import PriceBasis
from warehouse.reads import choice as reads_choice, models as reads_models
from warehouse.reads.statistics import host_prices, statistics
from warehouse.store import Warehouse

Row = Mapping[str, Any]
RECENT_DAYS = 548
"""A year and a half: of older models nobody opens the page, but of those that led."""


Lead = tuple[Series, str, str, str]
"""Series, class, and the days from which and until which a model was its best, as data show."""


class ModelPage(NamedTuple):
    """A row of the registry with all that is known of its model: `scores` of active series first,
    each with its `place`, `prices` by period, `hosts` the cheapest first."""

    row: Row
    scores: Sequence[Row]
    prices: Sequence[Row]
    hosts: Sequence[Row] = ()
    openness: Sequence[Row] = ()
    leads: Sequence[Lead] = ()

    def sentence(self, listed_on: str | None) -> str:
        """How open it is, and its price by the lists of day `listed_on` (ISO), or announced."""
        row = self.row
        maker = name(row["maker"] or "maker not known").text
        if row["openness"] == Openness.CLOSED:
            what = f"A closed model by {maker}: its weights cannot be downloaded."
        elif row["openness"] == Openness.UNKNOWN:
            what = f"A model by {maker} of which nobody says how open it is."
        else:
            use = row["commercial_use"]
            allowed = f"commercial use {CommercialUse(use).text}" if use else "licence not known"
            what = f"Open weights by {maker}: {allowed}."
        by = f", by the lists of {day(listed_on)}" if listed_on else ""
        count = plural(len(self.hosts), "host")
        now = next((it for it in reversed(self.prices) if it["is_in_force"]), None)
        if now is None:
            offers = f" but the offers of {count}" if self.hosts else ""
            return f"{what} No price is known{offers}{by}."
        if listed_on and now["from_on"] > listed_on:
            by = f" since {day(now['from_on'])}"
        is_own = now["price_basis"] == PriceBasis.FIRST_PARTY
        by = f"{'from its maker' if is_own else f'as the median of {count}'}{by}"
        return f"{what} {usd(now['blended_price'])} per million tokens (3 input, 1 output) {by}."


def place(row: Row) -> str:
    """Its place on a benchmark, where the newest page names every model that scores as much."""
    if row["is_whole"]:
        return f"{row['rank']} of {row['n']}"
    return str(row["rank"]) if reaches(row, row["score"]) else MISSING


def days(since: str, until: str | None) -> str:
    """From one day to another, of which each stays in one piece; the same day once."""
    ends = [day(it).replace(" ", "\u00a0") for it in dict.fromkeys((since, until)) if it]
    return " to ".join(ends) if until else f"since {ends[0]}"


def leads_of(
    gaps: Mapping[str, Sequence[GapSegment]], declared: Mapping[str, Series]
) -> dict[str, list[Lead]]:
    """Model to the stretches of days on which it led its class; `gaps`: by series."""
    found: dict[str, list[Lead]] = {}
    for series, some in gaps.items():
        for side in SIDES if series in declared else ():
            runs = [
                (model, next(run).entry)
                for model, run in groupby(some, key=attrgetter(f"{side}_model"))
            ]
            data_on = of_gap(declared[series], some[-1], some[-1].through).shown_on
            ends = [*(since for _, since in runs[1:]), data_on]
            for (model, since), until in zip(runs, ends, strict=True):
                if model:
                    found.setdefault(model, []).append((declared[series], side, since, until))
    return found


class Models:
    """The table, the pages, and the form with its data files, of what the warehouse knows.

    `lines`: rows of the registry, each with its price, its score on the headline's index, and
    whether it has a page. `linked`: ids of the models with a page; all others stand as plain names.
    """

    licences = tuple((it.value, LICENCES[it], " ".join(sorted(it.grades))) for it in LicenceNeed)
    """What the form offers as a need of the licence: value, words, grades."""
    words = WORDS
    """Sentences of an answer, which the form fills."""
    z = z_of(LEVEL)

    def __init__(
        self,
        warehouse: Warehouse,
        gaps: Mapping[str, Sequence[GapSegment]],
        declared: Mapping[str, Series],
        until: str,
    ) -> None:
        """`gaps`: change points by series under the widest rule, `until`: the day of the newest
        list of prices."""
        connection, since = warehouse.connection, after(until, -RECENT_DAYS)
        scores = reads_choice.model_scores(connection)
        order = sorted(declared, key=lambda key: not declared[key].is_live)
        known = (row for row in scores if row["series"] in declared)
        scored = _by_model(sorted(known, key=lambda row: order.index(row["series"])))
        prices, hosts = _by_model(statistics(connection, "model_price")), host_prices(connection)
        spans, leads = reads_models.openness_spans(connection), leads_of(gaps, declared)
        self.pages, self.lines = list[ModelPage](), list[Row]()
        registered = reads_models.registered(connection)
        for row in sorted(registered, key=lambda it: it["released_on"] or "", reverse=True):
            model = row["model"]
            own, costs = scored.get(model, []), prices.get(model, [])
            price = costs[-1]["blended_price"] if costs and costs[-1]["until_on"] is None else None
            is_asked = bool(own and price) and (row["released_on"] or "") > since
            has_own = has_page(model) and (model in leads or is_asked)
            if has_own:
                page = ModelPage(
                    row,
                    scores=[{**it, "place": place(it)} for it in own],
                    prices=periods(costs),
                    hosts=hosts.get(model, ()),
                    openness=spans.get(model, ()),
                    leads=leads.get(model, ()),
                )
                self.pages.append(page)
            index = next((number(it["score"]) for it in own if it["series"] == HEADLINE), MISSING)
            self.lines.append({**row, "price": price, "index": index, "has_page": has_own})
        self.linked = frozenset(page.row["model"] for page in self.pages)
        chosen_by = reads_choice.choice_pages(connection)
        self.domains = choice_domains(chosen_by)
        self.choices = reads_choice.choices(connection)
        self.files = dict(choice_files(chosen_by, self.choices, scores, self.linked))


def _by_model(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["model"], []).append(row)
    return found


def choice_domains(pages: Mapping[str, Row]) -> list[dict[str, str]]:
    """The domains with something to choose from, by name."""
    return [
        {"key": domain.replace(" ", "-"), "domain": domain, "title": page["title"]}
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
        page = pages[one["domain"]]
        unit = Unit(page["unit"])
        choices = [row for row in rows if row["domain"] == one["domain"]]
        had = {row["model"] for row in choices}
        names = {row["model"]: name(row["name"]).text for row in (*choices, *scores)}
        close = _close(choices)
        scored = [row for row in scores if row["series"] == page["series"]]
        dates = sorted({row["vintage_on"] for row in (*choices, *scored)})
        told = [_row(row, known, close, dates) for row in choices]
        others = [
            [
                row["model"], name(row["name"]).text, row["score"], row["stderr"], row["openness"],
                dates.index(row["vintage_on"]),
            ]
            for row in scored
            if row["model"] not in had
        ]  # fmt: skip
        content = {
            **one,
            "series": page["series"],
            "lower": page["direction"] == "lower",
            "unit": unit.text,
            "difference": unit.difference,
            "places": unit.places,
            "on": day(page["vintage_on"]),
            "days": [day(it) for it in dates],
            "priced": day(page["priced_on"]),
            "whole": bool(page["is_whole"]),
            "floor": page["floor"],
            "current": bool(page["is_current"]),
            "above": [name(it).text for it in json.loads(page["unmatched_above"])],
            "columns": [*told[0]] if told else [],
            "close": [names[model] for model in close],
            "rows": [[*row.values()] for row in told],
            "others": others,
        }
        script = f"gapwatchChoice({json.dumps(one['key'])},{script_json(content)});\n"
        yield f"assets/choice-{one['key']}.js", script.encode()


def _close(rows: Iterable[Row]) -> dict[str, int]:
    """Models that some row is not told apart from, each with its place in the list of their names:
    dozens of rows name the same few."""
    told = (model for row in rows for model in json.loads(row["too_close_to"] or "[]"))
    return {model: place for place, model in enumerate(dict.fromkeys(told))}


def _row(
    row: Row, known: Container[str], close: Mapping[str, int], dates: Sequence[str]
) -> dict[str, Any]:
    """What the form knows of a model."""
    near = row["too_close_to"]
    return {
        "model": row["model"] if row["model"] in known else None,
        "name": name(row["name"]).text,
        "score": row["score"],
        "low": row["score_low"],
        "high": row["score_high"],
        "stderr": row["stderr"],
        "openness": row["openness"],
        "licence": name(licence_text(row), 120).text,
        "price": row["blended_price"],
        "basis": None if row["blended_price"] is None else basis(row),
        "gpu": row["fits_one_gpu"],
        "doubt": None if row["confirmed"] else name(row["evidence"], 200).text,
        "close": None if near is None else [close[model] for model in json.loads(near)],
        "on": dates.index(row["vintage_on"]),
    }
