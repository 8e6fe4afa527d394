"""The prices of a series' models, and their scores: a unit, made of the pages of the series and of
what its models cost."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from measures.boards.states import BoardState, entries_of
from measures.choice.scores import as_sold
from measures.contenders import turns_of
from measures.known import DerivedBoard, DerivedKey, Known
from measures.names.registry import ALWAYS
from measures.price.rosters import entry_pages, rosters
from measures.series import Series
from pipelines.measure import units
from pipelines.measure.declarations import declared_row
from pipelines.measure.derivations import PRICED
from pipelines.measure.inputs import arrival
from pipelines.measure.news import PRICES, News, boards_of, priced_unit
from pipelines.measure.units import Made
from terms.openness import HEADLINE_RULE, OPENNESS_RULES
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.schema.derived import PRICE_GAP
from warehouse.schema.measured import MODEL_SCORE


def of_prices(news: News, series: Series) -> Iterator[Arrival]:
    """Derive what can differ of the prices of a series' models and of their scores."""
    yield from _Priced(news, series).derived()


@dataclass
class _Priced:
    """The prices of one series' models, and their scores: a unit that is made of the pages of the
    series and of the prices of its models."""

    news: News
    series: Series

    @property
    def unit(self) -> str:
        """Its name."""
        return priced_unit(self.series.id)

    @cached_property
    def made(self) -> Made | None:
        """Its last derivation."""
        return self.news.made.get(self.unit)

    @cached_property
    def made_of(self) -> dict[str, Any]:
        """What it is made of whatever the prices are."""
        return self.news.made_of(declared_row(self.series))

    @cached_property
    def moved(self) -> str | None:
        """The first day that can differ whatever the prices are; None: none can."""
        news, made, inputs = self.news, self.made, self.news.inputs
        if made is None or not made.is_of(self.made_of, inputs.code_version):
            return ALWAYS
        day = news.fetches.moved(self.series)
        if day and self.series.axis == "entry":
            return ALWAYS
        turns_on = made.of["scores_change_on"]
        days = [day, turns_on if turns_on and turns_on <= inputs.through else None]
        if any(one in news.fetches.fresh for one in boards_of(self.series)):
            days.append(inputs.through)  # pairs
        return min((day for day in days if day), default=None)

    @cached_property
    def first(self) -> str | None:
        """The first day that can differ; None: none can."""
        days = [self.moved]
        if self.made and self.moved != ALWAYS:
            days += [self.made.due(self.news.inputs.through), self._priced_since()]
        return min((day for day in days if day), default=None)

    def _priced_since(self) -> str | None:
        """The first day on which a price of its models is another one than it was; None: none."""
        news, last = self.news, self.news.made.get(PRICES)
        if self.made is None or last is None or last.snapshot > self.made.snapshot:
            return ALWAYS  # made of other prices than those
        if PRICES not in news.changed or not news.has_prices:
            return None
        if news.repriced is None:
            return ALWAYS
        models = self._asked(news.repriced, self.made.of["models"], self.made.of["scores_on"])
        return min((news.repriced[one] for one in models), default=None)

    def _asked(self, models: Iterable[str], scored: Iterable[str], since: str) -> list[str]:
        """Of some models those that are scored, or came after a day, by their release or into a
        class."""
        known, names = set(scored), self.news.inputs.names
        return [
            one
            for one in models
            if one in known
            or str(names.model(one)["released_on"]) > since
            or any(grade.valid_from > since for grade in names.grades(one))
        ]

    @cached_property
    def states(self) -> Sequence[BoardState]:
        """Those of which the days from the first one on are made."""
        since = self.first or self.news.inputs.through
        with self.news.inputs.trying(self.series.id):
            return self.news.inputs.states_since(self.series, since, of_scores=True)
        return ()

    @cached_property
    def known(self) -> Known:
        """What its measures may know: price at quality of the days before the first one too."""
        inputs = self.news.inputs
        derived: dict[DerivedKey, DerivedBoard] = {}
        for one in self.last:
            if one.key.fact_table == PRICE_GAP.name:
                key = DerivedKey(one.key.fact_table, one.key.board, one.key.category)
                derived[key] = DerivedBoard(key, None, one.rows)
        return replace(inputs.known, states={self.series.id: self.states}, derived=derived)

    @cached_property
    def last(self) -> list[Arrival]:
        """What it gave the last time."""
        return units.last_boards(self.news.inputs.warehouse, self.made) if self.made else []

    def derived(self) -> Iterator[Arrival]:
        """Derive what can differ, or record that nothing can."""
        inputs, made, name = self.news.inputs, self.made, self.series.id
        if made and self.first is None and units.made_again(inputs, self.unit, made):
            return
        found = self._boards()
        told = dict(self.made_of)
        with inputs.trying(name):
            told |= self._inputs()
        failed = bool({name, "price"} & inputs.failures.keys())
        for one in self.last:  # what is told no more has no rows
            empty = Arrival(one.key, inputs.today, (), own_date=False)
            found.setdefault(one.key, one if failed else empty)
        if units.record(inputs, self.unit, told, [*found.values()], failed=failed):
            self.news.changed.add(self.unit)
        yield from found.values()

    def _boards(self) -> dict[BoardKey, Arrival]:
        """What its measures give; scores ask of prices only whether there are any."""
        news, inputs = self.news, self.news.inputs
        found: dict[BoardKey, Arrival] = {}
        tables = {*PRICED} if news.has_prices else {MODEL_SCORE.name}
        if self.made and not self.moved and news.has_prices:
            for one in (it for it in self.last if it.key.fact_table == MODEL_SCORE.name):
                rows = as_sold(one.rows, inputs.book, inputs.through)
                if rows is not None:
                    again = replace(one, published_on=inputs.today, own_date=False, rows=rows)
                    found[one.key] = again
                    tables.discard(MODEL_SCORE.name)
        for table in (it for it in PRICED if it in tables):
            with inputs.trying(self.series.id):
                asked = (inputs, self.known, self.series, self.first or inputs.through)
                for board in list(PRICED[table](*asked)):
                    one = arrival(board, inputs)
                    found[one.key] = one
        return found

    def _inputs(self) -> dict[str, Any]:
        """What it was made of, and the next days on which time alone may change its scores, or
        anything."""
        news, inputs, made = self.news, self.news.inputs, self.made
        names, through = inputs.names, inputs.through
        # Prices are told of curated models, scores of all.
        rules = OPENNESS_RULES if self.series.page_scales else (HEADLINE_RULE,)
        asked = [(inputs.curated, through, rule) for rule in rules]
        found = [
            rosters(self.series, self.states, *it, newest=True)
            for it in (*asked, (names, through, HEADLINE_RULE))
        ]
        last = [some[-1] for some in found if some]
        entries = [one for roster in last for _, one in roster.entries]
        if self.series.axis == "entry":  # also those that are dated ahead
            pages = entry_pages(self.series, self.states, through)
            entries += entries_of(self.series, pages, names)
        scored = {one.model for one in entries if one.model}
        for state in self.states:
            scored |= {
                one.model for one in entries_of(self.series, [state], inputs.curated) if one.model
            }
        if made and self.first != ALWAYS:
            scored |= {*made.of["models"]}
        since = min((one.scored_on for one in last), default=ALWAYS)
        days = {*inputs.turns, *turns_of(entries)}
        scores_change_on = units.next_of(days, through)
        days |= {one.end for one in last}
        if news.has_prices:
            book, models = inputs.book, self._asked(inputs.book.prices, scored, since)
            days |= {day for one in models for it in book.prices[one] for day in (it.start, it.end)}
            days |= {day for one in models if one not in scored for day in names.turns_of(one)}
        return {
            "pages": [one.vintage for one in self.states[-1:]],
            "models": sorted(scored),
            "scores_on": since,
            "scores_change_on": scores_change_on,
            "changes_on": units.next_of(days, through),
        }
