"""Rows that were judged before, beside the same vintage, and broke no rule.

A page read after another shares with it the rows that stand on both: the very same objects
(`sources.reading.remembered`). What the rules about rows say of one follows from the row and from
what the last good vintage says of its entry, so it is known and needs no place in the frame.

This is so where every rule about rows looks at one row at a time, and at no day and no other row of
its board; and on a board that names every entry once. Everywhere else all rows are judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

from expectations.memory import PURE, UNIQUE
from expectations.rules import Rule
from expectations.verdict import Previous, Row
from warehouse.schema.tables import Table

MOST = 50_000
"""Rows kept per list of rules; beyond, all are judged anew."""
_OF_OTHERS = {"_latest_on", "_error_share"}
"""Columns that move while a row stays: with the day, and with the other rows of the board."""


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row that broke no rule."""

    row: Row
    """Held, so that no other row gets its identity."""
    kept: dict[str, Any]
    """As it is handed on."""
    rules: frozenset[str]
    """Those that found something to look at."""


class KnownRows:
    """What is known of the rows of one list of rules."""

    def __init__(self, table: Table, rules: Sequence[Rule], compared: Iterable[str]) -> None:
        self._rules = rules  # as long as they are held, no other rules have their identities
        main = [column.name for column in table.columns if column.type == "REAL"]
        names = [name.removeprefix("_previous_").removesuffix("_ratio") for name in compared]
        self._then: Callable[[Row], Any] = itemgetter(*dict.fromkeys(["entry", *names, *main]))
        self.is_one_by_one = all(map(_sees_one_row, rules))
        """Whether anything can be known."""
        self._known: dict[tuple[int, Any], KnownRow] = {}

    def of(self, rows: Sequence[Row], vintage: Previous | None) -> Sequence[KnownRow | None]:
        """Per row what is known of it; empty where nothing can be."""
        if not self.is_one_by_one or not _names_each_once(rows):
            return ()
        then = {} if vintage is None else vintage.rows
        held = {} if vintage is None else vintage.held
        known, values = self._known.get, self._then
        try:
            return [
                None
                if row["entry"] in held
                else known(
                    (id(row), values(before) if (before := then.get(row["entry"])) else None)
                )
                for row in rows
            ]
        except (KeyError, TypeError):  # a vintage of fewer columns; a value without a hash
            return ()

    def learn(self, vintage: Previous | None, fresh: Iterable[KnownRow]) -> None:
        """Keep rows that break no rule and say what their vintage says."""
        if len(self._known) > MOST:
            self._known.clear()
        held = {} if vintage is None else vintage.held
        for one in fresh:
            if one.row.get("entry") in held:
                continue  # what is held is compared too
            with suppress(KeyError, TypeError):  # as above
                before = None if vintage is None else vintage.rows.get(one.row["entry"])
                values = self._then(before) if before else None
                if before is None or values == self._then(one.row):
                    self._known[id(one.row), values] = one


def _sees_one_row(rule: Rule) -> bool:
    if "column_set" in rule.arguments or (
        rule.expect == UNIQUE and set(rule.columns) == {"_reading", "entry"} and not rule.where
    ):
        return True
    is_pure = rule.expect in PURE and "mostly" not in rule.arguments
    return is_pure and _OF_OTHERS.isdisjoint([*rule.columns, *rule.where])


def _names_each_once(rows: Sequence[Row]) -> bool:
    try:
        return len({row["entry"] for row in rows}) == len(rows)
    except (KeyError, TypeError):
        return False


_EVERY: dict[tuple[int, ...], KnownRows] = {}


def known_rows(table: Table, rules: Sequence[Rule], compared: Iterable[str]) -> KnownRows:
    """What is known of rows under just these rules."""
    key = tuple(map(id, rules))
    if key not in _EVERY:
        _EVERY[key] = KnownRows(table, rules, compared)
    return _EVERY[key]


def forget() -> None:
    """Judge every row anew."""
    _EVERY.clear()


def evaluated_of(known: Iterable[KnownRow | None]) -> Counter[str]:
    """By rule, how many of the rows it found something to look at."""
    found = Counter[str]()
    for rules, rows in Counter(map(attrgetter("rules"), filter(None, known))).items():
        for rule in rules:
            found[rule] += rows
    return found
