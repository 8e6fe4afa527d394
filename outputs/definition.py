"""What a series is made of: its boards, and what its unresolved entries could change."""

from __future__ import annotations

from collections.abc import Sequence

from measures.gap.daily import EitherWay
from measures.series import Series, SourceFilter
from outputs.shapes import BoardLine, Bounds, Row
from outputs.wording import GAP_UNITS, MEASURED_BY, address, clock, day, name, signed


def boards(series: Series, rows: Sequence[Row]) -> list[BoardLine]:
    """The boards that a series reads, with the newest page of each that was ever read.

    `rows`: source, board, category, published_on, seen_at, url and rows of every score board.
    """
    read = {(row["source"], row["board"], row["category"]): row for row in rows}
    return [
        _board(item, read.get((item.source, item.board, item.category))) for item in series.sources
    ]


def _board(item: SourceFilter, row: Row | None) -> BoardLine:
    parts = [item.source, item.board, item.category]
    return BoardLine(
        name=name(" / ".join(part for part in parts if part), 80),
        takes=_takes(item),
        published=day(row["published_on"]) if row else None,
        seen=clock(row["seen_at"]) if row else None,
        link=address(row["url"]) if row else None,
        rows=row["rows"] if row else 0,
    )


def _takes(item: SourceFilter) -> str:
    """Which rows of the board belong to the series, in words."""
    told = []
    if item.protocol is not None:
        told.append(f"protocol {item.protocol}")
    if item.protocol_matches is not None:
        told.append(f"protocol like {item.protocol_matches.pattern}")
    if item.entry_matches is not None:
        told.append(f"entries like {item.entry_matches.pattern}")
    if item.provenance is not None:
        told.append(f"a stand-in, measured by: {MEASURED_BY[item.provenance]}")
    if item.model_required:
        told.append("entries that name one model")
    return "; ".join(told) or "every row"


def either_way(series: Series, bounds: EitherWay | None) -> Bounds | None:
    """The gap with every unresolved entry taken as closed and as open, told; None without any."""
    if bounds is None:
        return None
    closed, opened = (
        "no gap" if value is None else f"{signed(value)} {GAP_UNITS[series.unit]}"
        for value in (bounds.gap_if_closed, bounds.gap_if_open)
    )
    return Bounds(closed, opened, [name(entry, 60) for entry in bounds.entries])
