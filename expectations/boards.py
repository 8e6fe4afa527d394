"""The frames that rules about boards and whole pages speak about.

A board (one reading) has `board`, `category`, `basis`, `published_on`, `latest_on` (the UTC day the
page was seen, and one more) and `rows`. A page has `rows`, `entries`, `ambiguous_share` (entries of
a board with several different rows) and `set_aside_share` (rows in quarantine). Beside the last
good vintages both have

    _previous_rows_share      entries now by rows then
    _previous_gone_share      share of the entries then that are absent now
    _previous_changed_share   share of common entries whose main numbers changed
    _previous_value_shift     mean change of `value` over common entries

A share of fewer than ten rows says nothing and is absent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta
from itertools import repeat
from typing import TYPE_CHECKING

from expectations.frames import SOURCE, Batch, day_of, natural_key
from expectations.verdict import Previous, ReadingLike, Row
from warehouse.schema.tables import Table

if TYPE_CHECKING:
    import pandas as pd

SMALLEST_BASE = 10
ROWS_SHARE = "_previous_rows_share"


@dataclass(frozen=True, slots=True)
class BoardMovement:
    """Counts from one vintage of a board to the next; they add up over boards."""

    now: int = 0
    then: int = 0
    gone: int = 0
    common: int = 0
    changed: int = 0
    shifted: int = 0
    shift: float = 0.0

    def columns(self) -> dict[str, float | None]:
        """What the rules see of it."""
        return {
            ROWS_SHARE: _share(self.now, self.then),
            "_previous_gone_share": _share(self.gone, self.then),
            "_previous_changed_share": _share(self.changed, self.common),
            "_previous_value_shift": _share(self.shift, self.shifted),
        }


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole >= SMALLEST_BASE else None


def board_frame(batch: Batch, movements: Sequence[BoardMovement]) -> pd.DataFrame:
    """One row per reading, with what its rows amount to beside the last good vintage."""
    import pandas as pd  # noqa: PLC0415

    records = [
        {
            "board": reading.board,
            "category": reading.category,
            "basis": reading.basis,
            "published_on": day_of(reading, seen_on).isoformat(),
            "latest_on": (seen_on + timedelta(days=1)).isoformat(),
            "rows": len(reading.rows),
            **movement.columns(),
        }
        for reading, seen_on, movement in zip(batch.readings, batch.seen_on, movements, strict=True)
    ]
    return _by_source(pd.DataFrame(records), batch.sources)


def page_frame(
    batch: Batch, movements: Sequence[BoardMovement], aside: Iterable[int]
) -> pd.DataFrame:
    """One row per page, labelled by its number. `aside`: per row set aside, its reading."""
    import pandas as pd  # noqa: PLC0415

    entries, ambiguous = _copies(batch)
    rows = Counter(_spread(batch, [len(reading.rows) for reading in batch.readings]))
    bad = Counter(batch.pages[number] for number in aside)
    moved: dict[int, list[BoardMovement]] = {page: [] for page in batch.pages}
    for page, movement in zip(batch.pages, movements, strict=True):
        moved[page].append(movement)
    records = {
        page: {
            "rows": rows[page],
            "entries": entries[page],
            "ambiguous_share": ambiguous[page] / entries[page] if entries[page] else 0.0,
            "set_aside_share": _share(bad[page], rows[page]),
            **_sum(movements).columns(),
        }
        for page, movements in moved.items()
    }
    own = dict(zip(batch.pages, batch.sources, strict=True))
    frame = pd.DataFrame.from_dict(records, orient="index")
    return _by_source(frame, [own[page] for page in frame.index])


def _by_source(frame: pd.DataFrame, sources: Sequence[str]) -> pd.DataFrame:
    """The frame, with whose row each is where there are several sources."""
    return frame.assign(**{SOURCE: sources}) if len(set(sources)) > 1 else frame


def _spread(batch: Batch, counts: Sequence[int]) -> Iterator[int]:
    """The page of every row."""
    for page, count in zip(batch.pages, counts, strict=True):
        yield from repeat(page, count)


def _copies(batch: Batch) -> tuple[Counter[int], Counter[int]]:
    """Per page, its entries and those among them with several different rows."""
    copies = batch.rows.groupby(natural_key(batch.rows), dropna=False)["_copies"].first()
    frame = copies.reset_index()
    pages = [batch.pages[number] for number in frame["_reading"].tolist()]
    several = [page for page, n in zip(pages, frame["_copies"].tolist(), strict=True) if n > 1]
    return Counter(pages), Counter(several)


def movements_of(batch: Batch) -> list[BoardMovement]:
    """How each reading differs from the vintage that it is compared with."""
    return [
        BoardMovement() if vintage is None else _movement(batch.table, reading, vintage)
        for reading, vintage in zip(batch.readings, batch.previous, strict=True)
    ]


def _sum(movements: Iterable[BoardMovement]) -> BoardMovement:
    return BoardMovement(*(sum(parts) for parts in zip(*map(astuple, movements), strict=True)))


def _movement(table: Table, reading: ReadingLike, vintage: Previous) -> BoardMovement:
    now = {str(row.get("entry")): row for row in reading.rows}
    main = [c.name for c in table.columns if c.type == "REAL" and not c.optional]
    moved = [(row, vintage.rows[entry]) for entry, row in now.items() if entry in vintage.rows]
    steps = _steps(moved)
    return BoardMovement(
        now=len(now),
        then=vintage.row_count,
        gone=len(vintage.rows.keys() - now.keys()),
        common=len(now.keys() & vintage.rows.keys()) if main else 0,
        changed=sum(any(new.get(name) != old.get(name) for name in main) for new, old in moved),
        shifted=len(steps),
        shift=sum(steps),
    )


def _steps(common: Sequence[tuple[Row, Row]]) -> list[float]:
    """Changes of `value` where both vintages have a number."""
    pairs = [(new.get("value"), old.get("value")) for new, old in common]
    return [
        new - old
        for new, old in pairs
        if isinstance(new, int | float) and isinstance(old, int | float) and new == new  # noqa: PLR0124
    ]
