"""The registry as history needs it: spelling to model, and model and day to openness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from sources import registry
from sources.contract import Page, Reading, Row
from sources.published.leaders import UNKNOWN, UNRELEASED, LeaderEntry
from terms.grammar import folded, spellings

ANY_SOURCE = "*"
ALWAYS, NEVER = "0000-00-00", "9999-99-99"


Meaning = Callable[[str, str, str], tuple[str, str | None] | None]


def _nothing(source: str, spelling: str, on: str) -> None:
    """Without grammars a spelling that is no alias means nothing."""


class Names:
    """Spellings, models and openness intervals of the bundled registry.

    `meaning` tells what a spelling that is no alias means at a source on a day, as model and
    effort: reading the grammars of sources belongs to whoever measures.
    """

    def __init__(self, readings: Iterable[Reading], meaning: Meaning = _nothing) -> None:
        self._meaning = meaning
        rows: dict[str, list[Row]] = defaultdict(list)
        for reading in readings:
            rows[reading.table].extend(reading.rows)
        self._models = {row["entry"]: row for row in rows["model"]}
        self._spelled = _grouped(rows["alias"], lambda row: (row["source"], row["alias"]))
        self._folded = _grouped(rows["alias"], lambda row: (row["source"], folded(row["alias"])))
        self._openness = _grouped(rows["openness"], lambda row: row["model"])

    def entry(self, source: str, row: Row, first: str, last: str) -> LeaderEntry:
        """`row` of a board of `source` with its model and the model's grades.

        The spelling is read as of `last`; the grades are those in force on any day from `first`
        to `last`. Days are ISO dates.
        """
        spelled = spellings(row.get("model_name"), row["entry"])
        meant = next(filter(None, (self._meant(source, one, last) for one in spelled)), None)
        if meant is None:
            return LeaderEntry(row, None, frozenset(), "", row.get("effort"))
        model, effort = self._models[meant[0]], meant[1]
        grades = self.grades(model["entry"], first, last)
        effort = row.get("effort") or effort
        released = model.get("released_on")
        return LeaderEntry(row, model["entry"], grades, model["kind"], effort, released)

    def _meant(self, source: str, spelling: str, on: str) -> tuple[str, str | None] | None:
        if alias := self._alias(source, spelling, on):
            return alias["model"], alias["effort"]
        return self._meaning(source, spelling, on)

    def grades(self, model: str, first: str, last: str) -> frozenset[str]:
        """Openness of `model` on the days from `first` to `last`; "unreleased" before them all."""
        rows = self._openness[model]
        if last < min(row["valid_from"] for row in rows):
            return frozenset({UNRELEASED})
        over = [row for row in rows if row["valid_from"] <= last and _end(row) > first]
        return frozenset(row["openness"] for row in over) or frozenset({UNKNOWN})

    def model(self, source: str, spelling: str, on: str) -> str | None:
        """The model that `spelling` means on a page that `source` published on `on`."""
        alias = self._alias(source, spelling, on)
        return None if alias is None else str(alias["model"])

    def _alias(self, source: str, spelling: str | None, on: str) -> Row | None:
        """As `measures.names` compares names, but without the grammars of sources."""
        form = None if spelling is None else folded(spelling)
        for place in (source, ANY_SOURCE):
            known = self._spelled.get((place, spelling)) or self._folded.get((place, form))
            for alias in _valid(known or (), on):
                return alias
        return None


def readings() -> Iterator[Reading]:
    """The registry that ships with the product."""
    never_seen = datetime.min.replace(tzinfo=UTC)
    for name, body in registry.pages():
        yield from registry.parse(Page(f"package:registry/{name}", body, never_seen))


def _grouped(rows: Iterable[Row], key: Callable[[Row], object]) -> dict[object, list[Row]]:
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _end(row: Row) -> str:
    return str(row["valid_until"] or NEVER)


def _valid(rows: Iterable[Row], on: str) -> Iterator[Row]:
    return (row for row in rows if (row["valid_from"] or ALWAYS) <= on < _end(row))
