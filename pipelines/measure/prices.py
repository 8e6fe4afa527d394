"""The prices of a series' models, and their scores: a unit, made of the pages of the series and of
what its models cost."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from measures.boards.states import BoardState, entries_of
from measures.choice.scores import Worth, speaking_series, worth
from measures.contenders import next_change
from measures.known import DerivedBoard, DerivedKey, Known
from measures.names.registry import ALWAYS, NEVER
from measures.price.rosters import by_rule, entry_pages
from measures.series import Series
from pipelines.measure import units
from pipelines.measure.declarations import declared_row
from pipelines.measure.derivations import PRICED
from pipelines.measure.inputs import arrival
from pipelines.measure.news import PRICES, News, boards_of, hashed, priced_unit
from pipelines.measure.units import Made
from terms.days import after
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.schema.derived import PRICE_GAP

LATE_DAYS = 60
"""What a list says of days longer ago than this seldom changes."""


def of_prices(news: News) -> Iterator[Arrival]:
    """Derive what can differ of the prices of each series' models and of their scores."""
    inputs = news.inputs
    every = [_Priced(news, one) for one in inputs.series.values()]
    speaking: Collection[str] | None = None  # not asked: all that speak stay
    if news.derived or any(one.first for one in every):
        said = {one.series.id: one.worth for one in every}
        speaking = speaking_series(inputs.judged.values(), said)
    while every:  # the states of one at a time
        yield from every.pop(0).derived(speaking)


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
    def first(self) -> str | None:
        """The first day that can differ; None: none can."""
        news, made, inputs = self.news, self.made, self.news.inputs
        if made is None or not made.is_of(self.made_of, inputs.code_version):
            return ALWAYS
        days = [news.fetches.moved(self.series), made.due(inputs.through)]
        if any(one in news.fetches.fresh for one in boards_of(self.series)):
            days.append(inputs.through)  # pairs
        if PRICES in news.derived:
            days.append(self._priced_since(made))
        found = min((day for day in days if day), default=None)
        return ALWAYS if found and days[0] and self.series.axis == "entry" else found

    def _priced_since(self, made: Made) -> str | None:
        """The first day on which a price of its models is another one than it was; None: none."""
        known = made.of["prices"]
        if not self.news.has_prices or known is None:
            return ALWAYS if self.news.has_prices else None
        book, through = self.news.inputs.book, self.news.inputs.through
        models = self._models(made.of["models"], made.of["scores_on"])
        same = next((on for on, said in known if said == self._prices_hash(models, on)), None)
        if same is None:
            return ALWAYS
        if same != known[0][0]:
            return after(same)
        days = (day for one in models for it in book.prices[one] for day in (it.start, it.end))
        return min((day for day in days if same < day <= through), default=None)

    def _models(self, scored: Iterable[str], since: str) -> list[str]:
        """Of these models and of those that came after a day, by their release or into a class, the
        ones with a price."""
        book, names = self.news.inputs.book, self.news.inputs.names
        known = set(scored)
        return [
            one
            for one in sorted(book.prices)
            if one in known
            or str(names.model(one)["released_on"]) > since
            or any(grade.valid_from > since for grade in names.grades(one))
        ]

    def _prices_hash(self, models: Iterable[str], on: str) -> str:
        """A hash of what models cost up to a day."""
        book = self.news.inputs.book
        return hashed([(one, said) for one in models if (said := book.until(one, on))])

    @cached_property
    def states(self) -> Sequence[BoardState]:
        """Those of which the days from the first one on are made."""
        since = self.first or self.news.inputs.through
        with self.news.inputs.trying(self.series.id):
            return self.news.inputs.states_since(self.series, since)
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

    @cached_property
    def worth(self) -> Worth | None:
        """What speaks for choosing models by the series."""
        if self.first is None and self.made:
            return self.made.of["worth"] and Worth(*self.made.of["worth"])
        inputs = self.news.inputs
        with inputs.trying(self.series.id):
            newest = inputs.states_since(self.series, inputs.through)
            return worth(replace(inputs.known, states={self.series.id: newest}), self.series)
        return None

    def derived(self, speaking: Collection[str] | None) -> Iterator[Arrival]:
        """Derive what can differ, or record that nothing can."""
        inputs, made, name = self.news.inputs, self.made, self.series.id
        if made and self.first is None:
            stays = speaking is None or made.of["speaks"] == (name in speaking)
            if stays and units.made_again(inputs, self.unit, made):
                return
        speaking = speaking or ()
        found: dict[BoardKey, Arrival] = {}
        since = self.first or inputs.through
        for table, derive in PRICED.items():
            if table == "price" and not self.news.has_prices:
                continue
            with inputs.trying(name):
                for board in list(derive(inputs, self.known, self.series, since, speaking)):
                    one = arrival(board, inputs.today)
                    found[one.key] = one
        told = dict(self.made_of)
        with inputs.trying(name):
            told |= self._inputs(speaking)
        failed = bool({name, "price"} & inputs.failures.keys()) or name not in inputs.sound.series
        for one in self.last:  # what is told no more has no rows
            empty = Arrival(one.key, inputs.today, (), own_date=False)
            found.setdefault(one.key, one if failed else empty)
        self.news.derived.add(self.unit)
        units.record(inputs, self.unit, told, [*found.values()], failed=failed)
        for names in (inputs.names, inputs.curated):
            names.matched.clear()  # no other unit asks for these boards
        yield from found.values()

    def _inputs(self, speaking: Collection[str]) -> dict[str, Any]:
        """What it was made of, and the next day on which time alone may change it."""
        news, inputs, made = self.news, self.news.inputs, self.made
        names, through = inputs.names, inputs.through
        every = by_rule(self.series, self.states, names, through)
        last = [some[-1] for some in every.values() if some]
        entries = [one for roster in last for _, one in roster.entries]
        if self.series.axis == "entry":  # also those that are dated ahead
            pages = entry_pages(self.series, self.states, through)
            entries += entries_of(self.series, pages, names)
        scored = {str(one.model) for some in every.values() for it in some for _, one in it.entries}
        if made and self.first != ALWAYS:
            scored |= {*made.of["models"]}
        since = min((one.scored_on for one in last), default=ALWAYS)
        days = {*news.turns, next_change(entries, through), *(one.end for one in last)}
        prices = None
        if news.has_prices:
            book, models = inputs.book, self._models(scored, since)
            ends = (through, after(through, -LATE_DAYS))
            prices = [(on, self._prices_hash(models, on)) for on in ends]
            days |= {day for one in models for it in book.prices[one] for day in (it.start, it.end)}
            for one in models:
                if one not in scored:
                    days |= {
                        day for it in names.grades(one) for day in (it.valid_from, it.valid_until)
                    }
                    days.add(str(names.model(one)["released_on"]))
        return {
            "pages": [one.vintage for one in self.states[-1:]],
            "prices": prices,
            "models": sorted(scored),
            "scores_on": since,
            "worth": self.worth,
            "speaks": self.series.id in speaking,
            "changes_on": min((day for day in days if day and through < day < NEVER), default=None),
        }
