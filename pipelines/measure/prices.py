"""The prices of a series' models, and their scores: a unit, made of the pages of the series and of
what its models cost."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from measures.boards.states import BoardState
from measures.choice.scores import as_sold, model_scores
from measures.contenders import turns_of
from measures.known import DerivedBoard, DerivedKey, Known
from measures.names.registry import ALWAYS
from measures.price.rosters import entry_pages, rosters
from measures.price.rows import prices
from measures.series import Series
from pipelines.measure import units
from pipelines.measure.inputs import Inputs, arrival
from pipelines.measure.news import PRICES, News, boards_of, priced_unit
from pipelines.measure.units import Made, declared_row
from terms.openness import HEADLINE_RULE, OPENNESS_RULES
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.schema.derived import PRICE_GAP
from warehouse.schema.measured import MODEL_SCORE

OfPriced = Callable[[Inputs, Known, str], Iterable[DerivedBoard]]
PRICED: dict[str, OfPriced] = {
    "price": lambda inputs, known, since: prices(known.confirmed(), inputs.curated_book, since),
    "model_score": lambda inputs, known, _: model_scores(
        known, inputs.book, inputs.pairing(known.series.id, is_kept=False)
    ),
}
"""What is derived of each series and of the prices of its models, from a day on; what every model
scores, and whether it can be had, of all of it."""


def of_prices(news: News, series: Series) -> Iterator[Arrival]:
    """Derive what can differ of the prices of a series' models and of their scores, or record that
    nothing can."""
    inputs, unit = news.inputs, priced_unit(series.id)
    made, made_of = news.made.get(unit), news.made_of(declared_row(series))
    moved = _moved(news, series, made, made_of)
    first = _first(news, made, moved)
    if made and first is None and units.made_again(inputs, unit, made):
        return
    since = first or inputs.through
    states: Sequence[BoardState] = ()
    with inputs.trying(series.id):
        states = inputs.states_since(series, since, of_scores=True)
    known = inputs.known(series, states)
    last = units.last_boards(inputs.warehouse, made) if made else []
    found = _as_sold(inputs, last) if moved is None and news.has_prices else {}
    found |= _derived(news, known, since, last, {one.fact_table for one in found})
    told = dict(made_of)
    with inputs.trying(series.id):
        told |= _inputs(news, known, made.of["models"] if made and first != ALWAYS else ())
    failed = bool({series.id, "price"} & inputs.failures.keys())
    for one in last:  # what is told no more has no rows
        empty = Arrival(one.key, inputs.today, (), own_date=False)
        found.setdefault(one.key, one if failed else empty)
    if units.record(inputs, unit, told, [*found.values()], failed=failed):
        news.changed.add(unit)
    yield from found.values()


def _moved(news: News, series: Series, made: Made | None, made_of: Mapping[str, Any]) -> str | None:
    """The first day that can differ whatever the prices are; None: none can."""
    inputs = news.inputs
    if made is None or not made.is_of(made_of, inputs.code_version):
        return ALWAYS
    day = news.fetches.moved(series)
    if day and series.axis == "entry":
        return ALWAYS
    turns_on = made.of["scores_change_on"]
    days = [day, turns_on if turns_on and turns_on <= inputs.through else None]
    if any(one in news.fetches.fresh for one in boards_of(series)):
        days.append(inputs.through)  # pairs
    return min((day for day in days if day), default=None)


def _first(news: News, made: Made | None, moved: str | None) -> str | None:
    """The first day that can differ; None: none can."""
    if made is None or moved == ALWAYS:
        return moved
    days = (moved, made.due(news.inputs.through), _priced_since(news, made))
    return min((day for day in days if day), default=None)


def _priced_since(news: News, made: Made) -> str | None:
    """The first day on which a price of its models is another one than it was; None: none."""
    if PRICES not in news.changed or not news.has_prices:
        return None
    if news.repriced is None:
        return ALWAYS
    models = _asked(news, news.repriced, made.of["models"], made.of["scores_on"])
    return min((news.repriced[one] for one in models), default=None)


def _asked(news: News, models: Iterable[str], scored: Iterable[str], since: str) -> list[str]:
    """Of some models those that are scored, or came after a day, by their release or into a
    class."""
    known, names = set(scored), news.inputs.names
    return [
        one
        for one in models
        if one in known
        or names.released_on(one) > since
        or any(grade.valid_from > since for grade in names.grades(one))
    ]


def _as_sold(inputs: Inputs, last: Iterable[Arrival]) -> dict[BoardKey, Arrival]:
    """The last scores, where prices say no more of them than which models are sold no more."""
    return {
        one.key: replace(one, published_on=inputs.today, own_date=False, rows=rows)
        for one in last
        if one.key.fact_table == MODEL_SCORE.name
        if (rows := as_sold(one.rows, inputs.book, inputs.through)) is not None
    }


def _derived(
    news: News, known: Known, since: str, last: Iterable[Arrival], known_tables: Set[str]
) -> dict[BoardKey, Arrival]:
    """What the measures give; scores ask of prices only whether there are any."""
    inputs = news.inputs
    gaps = [one for one in last if one.key.fact_table == PRICE_GAP.name]  # of the days before
    keys = [DerivedKey(PRICE_GAP.name, one.key.board, one.key.category) for one in gaps]
    before = {it: DerivedBoard(it, None, one.rows) for it, one in zip(keys, gaps, strict=True)}
    known = replace(known, derived=before)
    tables = PRICED.keys() if news.has_prices else {MODEL_SCORE.name}
    found: dict[BoardKey, Arrival] = {}
    for table in (it for it in PRICED if it in tables - known_tables):
        with inputs.trying(known.series.id):
            for board in list(PRICED[table](inputs, known, since)):
                one = arrival(board, inputs)
                found[one.key] = one
    return found


def _inputs(news: News, known: Known, models: Iterable[str]) -> dict[str, Any]:
    """What it was made of, with `models` of days before, and the next days on which time alone may
    change its scores, or anything."""
    inputs, names, through = news.inputs, news.inputs.names, news.inputs.through
    # Prices are told of curated models, scores of all.
    curated, series = known.confirmed(), known.series
    rules = OPENNESS_RULES if series.page_scales else (HEADLINE_RULE,)
    found = [rosters(curated, rule) for rule in rules]
    last = [some[-1] for some in (*found, rosters(known)) if some]
    entries = [one for roster in last for _, one in roster.entries]
    if series.axis == "entry":  # also those that are dated ahead
        entries += known.entries(entry_pages(known))
    older = (one for state in known.states for one in curated.entries([state]))
    scored = {*models, *(one.model for one in (*entries, *older) if one.model)}
    since = min((one.scored_on for one in last), default=ALWAYS)
    days = {*inputs.turns, *turns_of(entries)}
    scores_change_on = units.next_of(days, through)
    days |= {one.end for one in last}
    if news.has_prices:
        book, sold = inputs.book, _asked(news, inputs.book.prices, scored, since)
        days |= {day for one in sold for it in book.prices[one] for day in (it.start, it.end)}
        days |= {day for one in sold if one not in scored for day in names.turns_of(one)}
    return {
        "pages": [one.vintage for one in known.states[-1:]],
        "models": sorted(scored),
        "scores_on": since,
        "scores_change_on": scores_change_on,
        "changes_on": units.next_of(days, through),
    }
