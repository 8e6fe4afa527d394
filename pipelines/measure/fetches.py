"""What was looked at since the measures were derived, told by the ledger alone: no row is read.

A page that came again says nothing new of its board. It may say that the board is on top again,
where a series reads several.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from measures.freshness import is_stale, was_fresh
from measures.names.registry import ALWAYS
from measures.price.rules import bundled
from measures.series import Series
from warehouse.clock import moment
from warehouse.history import read as history_read
from warehouse.history.vintages import BoardKey, Bounds, Vintage
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse

SPOKEN = ("score", "release", "price", "usage")
"""Fact tables whose pages spell the names of models."""


@dataclass(frozen=True)
class Fetches:
    """Fetches since a derivation. Days are ISO days up to the one that is measured."""

    before: Mapping[BoardKey, Vintage]
    """The newest vintage of each board then; `published_on`: the last day on which it was seen."""
    fresh: Mapping[BoardKey, str]
    """Boards with a state that is new, that came back, or whose day has come since, with the first
    such day."""
    again: Mapping[BoardKey, Sequence[str]]
    """Boards without dates of their own to the days on which their page came again."""

    seen: Mapping[str, str]
    """Sources that were fetched to the first day of what they said: of the page, or of a board."""

    def any_of(self, *tables: str) -> bool:
        """Whether a board of one of these fact tables has a new state."""
        return any(board.fact_table in tables for board in self.fresh)

    def moved(self, series: Series) -> str | None:
        """The first day from which the pages of a series may say something else; None: none.

        Pages that came again say nothing new while they are those that were seen last and came
        together: which of them counts stays. A page that stands in comes in once others are old,
        which were not seen again.
        """
        boards = {BoardKey("score", it.source, it.board, it.category): it for it in series.sources}
        known = {one: self.before[one] for one in boards if one in self.before}
        again = {one: self.again[one] for one in known if one in self.again}
        days = [self.fresh[one] for one in boards if one in self.fresh]
        days += [day for one in again for day in again[one] if day < known[one].published_on]
        last = max((one.published_on for one in known.values()), default=ALWAYS)
        are_last = again.keys() == {one for one in known if known[one].published_on == last}
        are_together = len({tuple(some) for some in again.values()}) <= 1
        own = {it for it in known if boards[it].provenance in (None, series.provenance)}
        own_days = sorted(known[it].published_on for it in own)
        may_come_in = own.isdisjoint(again) and was_fresh(series, own_days, last)
        if may_come_in or not (are_last and are_together):
            days += [day for some in again.values() for day in some]
        return min(days, default=None)


def prices_stay(fetches: Fetches, day: str, through: str) -> bool:
    """Whether every price of day `day`, on which they were derived, stays so up to `through` by
    what was fetched since: time alone is not asked (`measures.price.book.next_change`).

    It does when all lists that were looked at last were looked at again, together and without a
    pause, and said the same.
    """
    if fetches.any_of("price"):
        return False
    undated = {
        key: vintage
        for key, vintage in fetches.before.items()
        if key.fact_table == "price" and not vintage.own_date
    }
    again = {key: tuple(days) for key, days in fetches.again.items() if key in undated}
    if not again:
        return day == through or not undated
    last = max(vintage.published_on for vintage in undated.values())
    live = {key for key, vintage in undated.items() if vintage.published_on == last}
    if again.keys() != live or len(set(again.values())) > 1:
        return False
    days = next(iter(again.values()))
    if days[0] < last or days[-1] != through:
        return False
    trust = [rule for key in live if (rule := bundled().sources.get(key.source))]
    looks = [*pairwise((last, *days))]
    return not any(is_stale(rule, one, other) for rule in trust for one, other in looks)


def fetched_since(warehouse: Warehouse, last: tuple[int, str, str], through: date) -> Fetches:
    """Fetches after the snapshot `last` (its id, when it was recorded, and its day) up to a day."""
    connection, (number, recorded_at, day) = warehouse.connection, last
    by_then = Bounds(published=date.fromisoformat(day), recorded=moment(recorded_at))
    before = newest_boards(warehouse, by_then, "item_result", *SPOKEN)
    fresh: dict[BoardKey, str] = {}
    again: dict[BoardKey, list[str]] = defaultdict(list)
    given = reads_pages.given_since(connection, number, day, through.isoformat())
    for table, source, name, category, on, how, has_day, *said in given:
        board = BoardKey(table, source, name, category)
        known = before.get(board)
        # Of a page with several boards one may say something new: the others came again, but for
        # what the page tells of held rows beside the state.
        is_same = known is not None and said[:-1] == [
            *(known.state_id, known.basis, known.restated, known.floor, known.leads)
        ]
        is_plain = how == "again" or said[-1] == "[]"
        if how == "again" or (is_same and is_plain and not has_day):
            again[board].append(on)
        is_moved = known is not None and has_day and on != known.published_on
        if how == "due" or not (is_same and is_plain) or is_moved:
            fresh[board] = min(on, fresh.get(board, on))
    seen = reads_pages.first_seen_since(connection, number)
    for board, on in fresh.items():
        seen[board.source] = min(on, seen.get(board.source, on))
    return Fetches(before, fresh, {it: sorted({*days}) for it, days in again.items()}, seen)


def newest_boards(warehouse: Warehouse, bounds: Bounds, *tables: str) -> dict[BoardKey, Vintage]:
    """Every board of some fact tables, with its newest vintage within the bounds."""
    return {
        vintage.key: vintage
        for table in tables
        for vintage in history_read.newest(warehouse.connection, table, bounds)
    }
