"""What was looked at since the measures were derived, told by the ledger alone: no row is read.

A page that came again says nothing new of its board. It may say that the board is on top again,
where a series reads several.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from measures.freshness import is_stale
from measures.names.registry import ALWAYS
from measures.price.rules import bundled
from measures.series import Series
from warehouse.clock import moment
from warehouse.history import read as history_read
from warehouse.history.vintages import BoardKey, Bounds, Vintage
from warehouse.schema.derived import DERIVED_SOURCE
from warehouse.store import Warehouse


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

    def sources(self, by: str) -> set[str]:
        """Sources of which something is new, or came again on or before a day."""
        again = {it.source for it, days in self.again.items() if min(days) <= by}
        return again | {board.source for board in self.fresh}

    def any_of(self, *tables: str) -> bool:
        """Whether a board of one of these fact tables has a new state."""
        return any(board.fact_table in tables for board in self.fresh)

    def moved(self, series: Series) -> str | None:
        """The first day from which the pages of a series may say something else; None: none.

        Pages that came again say nothing new while they are those that were seen last and came
        together: which of them counts stays. A page that stands in comes in as others grow old.
        """
        boards = {BoardKey("score", it.source, it.board, it.category): it for it in series.sources}
        known = {one: self.before[one] for one in boards if one in self.before}
        again = {one: self.again[one] for one in known if one in self.again}
        days = [self.fresh[one] for one in boards if one in self.fresh]
        days += [day for one in again for day in again[one] if day < known[one].published_on]
        last = max((one.published_on for one in known.values()), default=ALWAYS)
        are_last = again.keys() == {one for one in known if known[one].published_on == last}
        are_together = len({tuple(some) for some in again.values()}) <= 1
        stands_in = any(boards[it].provenance not in (None, series.provenance) for it in known)
        if stands_in or not (are_last and are_together):
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
    before = newest_boards(warehouse, by_then)
    fresh: dict[BoardKey, str] = {}
    limits = {"last": number, "day": day, "today": through.isoformat(), "ours": DERIVED_SOURCE}
    for query in (_NEW, _DUE):
        for *names, first in connection.execute(query, limits):
            board = BoardKey(*names)
            fresh[board] = min(first, fresh.get(board, first))
    again: dict[BoardKey, list[str]] = defaultdict(list)
    for *names, seen_on, state in connection.execute(_AGAIN, limits):
        board = BoardKey(*names)
        if board in before and before[board].id != state:  # a page before the newest came again
            fresh[board] = min(seen_on, fresh.get(board, seen_on))
        again[board].append(seen_on)
    return Fetches(before, fresh, again)


def newest_boards(warehouse: Warehouse, bounds: Bounds) -> dict[BoardKey, Vintage]:
    """Every board of which numbers are made, with its newest vintage within the bounds."""
    return {
        vintage.key: vintage
        for table in ("score", "item_result", "price")
        for vintage in history_read.newest(warehouse.connection, table, bounds)
    }


_NEW = """
SELECT b.fact_table, b.source, b.board, b.category, min(v.published_on)
FROM _page_state v JOIN _board b ON b.id = v.board_id
WHERE v.snapshot_id > :last AND b.source <> :ours AND v.published_on <= :today GROUP BY b.id
"""
_DUE = """
SELECT b.fact_table, b.source, b.board, b.category, min(v.published_on)
FROM _board b CROSS JOIN _page_state v ON v.board_id = b.id
  AND v.published_on > :day AND v.published_on <= :today
WHERE b.source <> :ours GROUP BY b.id
"""
_AGAIN = """
SELECT DISTINCT b.fact_table, b.source, b.board, b.category, date(s.seen_at) AS seen_on, v.id
FROM _snapshot s JOIN _page_state v ON v.snapshot_id = s.repeats AND v.own_date = 0
JOIN _board b ON b.id = v.board_id
WHERE s.id > :last AND s.repeats IS NOT NULL AND s.source <> :ours AND date(s.seen_at) <= :today
ORDER BY seen_on
"""
