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

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from expectations.frames import SOURCE, Batch, day_of, natural_key
from expectations.verdict import Previous, ReadingLike
from warehouse.schema.tables import Table

if TYPE_CHECKING:
    import pandas as pd

SMALLEST_BASE = 10
ROWS_SHARE = "_previous_rows_share"
SHARES = {
    ROWS_SHARE: ("now", "then"),
    "_previous_gone_share": ("gone", "then"),
    "_previous_changed_share": ("changed", "common"),
    "_previous_value_shift": ("shift", "shifted"),
}
"""What the rules see of the counts from one vintage to the next."""


def frames_of(batch: Batch, aside: Iterable[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per reading, and one per page, labelled by its number.

    `aside`: per row set aside, its reading.
    """
    import pandas as pd  # noqa: PLC0415

    boards = pd.DataFrame(
        [
            {
                "_page": page,
                SOURCE: source,
                "board": reading.board,
                "category": reading.category,
                "basis": reading.basis,
                "published_on": day_of(reading, seen_on).isoformat(),
                "latest_on": (seen_on + timedelta(days=1)).isoformat(),
                "rows": len(reading.rows),
                **_movement(batch.table, reading, vintage),
            }
            for page, source, reading, seen_on, vintage in zip(
                batch.pages, batch.sources, batch.readings, batch.seen_on, batch.previous,
                strict=True,
            )
        ]
    )  # fmt: skip
    by_page = boards.groupby("_page", sort=False)
    pages = by_page[["rows", *COUNTS]].sum()
    copies = batch.rows.groupby(["_page", *natural_key(batch.rows)], dropna=False)["_copies"]
    several = (copies.first() > 1).groupby(level="_page")
    pages["entries"] = several.size().reindex(pages.index, fill_value=0)
    pages["ambiguous_share"] = several.mean().reindex(pages.index, fill_value=0.0)
    bad = boards["_page"].loc[list(aside)].value_counts().reindex(pages.index, fill_value=0)
    pages["set_aside_share"] = (bad / pages["rows"]).where(pages["rows"] >= SMALLEST_BASE)
    pages[SOURCE] = by_page[SOURCE].first()
    pages["_page"] = pages.index
    pages.index.name = None  # GX names rows of a named index by it
    return _shared(boards), _shared(pages)


def _shared(counted: pd.DataFrame) -> pd.DataFrame:
    """The frame with shares for counts, and whose row each is where there are several sources."""
    for name, (part, whole) in SHARES.items():
        counted[name] = (counted[part] / counted[whole]).where(counted[whole] >= SMALLEST_BASE)
    alone = counted[SOURCE].nunique() == 1
    return counted.drop(columns=[*COUNTS, SOURCE] if alone else [*COUNTS])


COUNTS = ("now", "then", "gone", "common", "changed", "shifted", "shift")
"""Counts from one vintage of a board to the next; they add up over boards."""


def _movement(table: Table, reading: ReadingLike, vintage: Previous | None) -> dict[str, Any]:
    """How a reading differs from the vintage that it is compared with."""
    if vintage is None:
        return dict.fromkeys(COUNTS, 0)
    now = {str(row.get("entry")): row for row in reading.rows}
    main = [c.name for c in table.columns if c.type == "REAL" and not c.optional]
    moved = [(row, vintage.rows[entry]) for entry, row in now.items() if entry in vintage.rows]
    pairs = [(new.get("value"), old.get("value")) for new, old in moved]
    steps = [
        new - old
        for new, old in pairs
        if isinstance(new, int | float) and isinstance(old, int | float) and new == new  # noqa: PLR0124
    ]
    return {
        "now": len(now),
        "then": vintage.row_count,
        "gone": len(vintage.rows.keys() - now.keys()),
        "common": len(moved) if main else 0,
        "changed": sum(any(new.get(name) != old.get(name) for name in main) for new, old in moved),
        "shifted": len(steps),
        "shift": float(sum(steps)),
    }
