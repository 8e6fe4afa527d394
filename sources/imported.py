"""Sources that are never fetched: their terms forbid it, or the place is gone.

A person supplies the files, through `gapwatch replay`, `gapwatch import` or a git history.
"""

from __future__ import annotations

from sources import (
    arena_catalog,
    arena_csv_mirror,
    arena_mirror,
    arena_page,
    arena_parsed_mirror,
    arena_space,
    arena_top50_mirror,
)
from sources.contract import Source

IMPORTED: tuple[Source, ...] = (
    arena_catalog,
    arena_page,
    arena_space,
    arena_csv_mirror,
    arena_top50_mirror,
    arena_mirror,
    arena_parsed_mirror,
)
