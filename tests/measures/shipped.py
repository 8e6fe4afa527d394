"""What ships with gapwatch and what was recorded, in the form that measures take."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from typing import Any

from measures.boards.states import BoardState
from measures.names.registry import Registry
from sources import registry
from sources.boards.arena import dataset as arena
from sources.catalogue import SOURCES
from sources.contract import Page
from tests import recorded

Rows = list[dict[str, Any]]
AT = datetime(2026, 11, 24, tzinfo=UTC)


@cache
def _registry() -> dict[str, Rows]:
    rows: dict[str, Rows] = defaultdict(list)
    for name, body in registry.pages():
        for reading in registry.parse(Page(f"package:registry/{name}", body, AT)):
            rows[reading.table] += [dict(row) for row in reading.rows]
    return rows


def registry_rows(*unknown: str) -> tuple[Rows, Rows, Rows]:
    """Models, aliases and openness of the shipped registry, as if nobody had curated `unknown`."""
    rows = _registry()
    kept = [one for one in rows["model"] if one["entry"] not in unknown]
    return kept, *(
        [one for one in rows[table] if one["model"] not in unknown]
        for table in ("alias", "openness")
    )  # type: ignore[return-value]


GRAMMARS = {name: source.ABOUT.grammar for name, source in SOURCES.items()}


def names(*unknown: str) -> Registry:
    """The shipped registry with every source's grammar, as if nobody had curated `unknown`."""
    return Registry(*registry_rows(*unknown), GRAMMARS)


def arena_boards(board: str, day: str, table: str = "score") -> list[BoardState]:
    """The `overall` boards that one recorded page of Arena's dataset of a day holds."""
    found: list[BoardState] = []
    for page in recorded.pages("arena", f"{board}/latest-00000-of-00001.parquet"):
        if page.seen_at.date().isoformat() != day:
            continue
        for reading in arena.parse(page):
            if reading.table == table and (table == "release" or reading.category == "overall"):
                published = reading.published_on or page.seen_at.date()
                found.append(
                    BoardState(
                        vintage=len(found) + 1,
                        source="arena",
                        board=reading.board,
                        category=reading.category,
                        published_on=published.isoformat(),
                        basis=reading.basis,
                        rows=[dict(row) for row in reading.rows],
                    )
                )
    return found
