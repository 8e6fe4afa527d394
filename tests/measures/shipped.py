"""What ships with gapwatch and what was recorded, in the form that measures take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from measures.boards.states import BoardState
from measures.names.registry import Registry
from sources import registry
from sources.boards.arena import dataset as arena
from sources.catalogue import SOURCES
from sources.contract import Page, Reading, Source
from tests import recorded

Rows = list[dict[str, Any]]
AT = datetime(2026, 11, 24, tzinfo=UTC)


@cache
def registry_tables() -> dict[str, Rows]:
    """Every row of the shipped registry, by table."""
    rows: dict[str, Rows] = defaultdict(list)
    for name, body in registry.pages():
        for reading in registry.parse(Page(f"package:registry/{name}", body, AT)):
            rows[reading.table] += [dict(row) for row in reading.rows]
    return rows


def registry_rows(*unknown: str) -> tuple[Rows, Rows, Rows]:
    """Models, aliases and openness of the shipped registry, as if nobody had curated `unknown`."""
    rows = registry_tables()
    kept = [one for one in rows["model"] if one["entry"] not in unknown]
    return kept, *(
        [one for one in rows[table] if one["model"] not in unknown]
        for table in ("alias", "openness")
    )  # type: ignore[return-value]


GRAMMARS = {name: source.ABOUT.grammar for name, source in SOURCES.items()}


@cache
def names(*unknown: str) -> Registry:
    """The shipped registry with every source's grammar, as if nobody had curated `unknown`."""
    return Registry(*registry_rows(*unknown), GRAMMARS)


def states(module: Source, page: Page, blank: Mapping[str, None] | None = None) -> list[BoardState]:
    """The scores of a page; `blank`: columns that its rows may lack."""
    return [_state(module, number, one, page, blank or {})
            for number, one in enumerate(module.parse(page)) if one.table == "score"]  # fmt: skip


def _state(
    module: Source, number: int, found: Reading, page: Page, blank: Mapping[str, None]
) -> BoardState:
    return BoardState(
        vintage=number,
        source=module.ABOUT.name,
        board=found.board,
        category=found.category,
        published_on=(found.published_on or page.seen_at.date()).isoformat(),
        basis=found.basis,
        rows=[{**blank, **row} for row in found.rows],
    )


def arena_boards(board: str, day: str, table: str = "score") -> list[BoardState]:
    """The `overall` boards that one recorded page of Arena's dataset of a day holds."""
    return [
        _state(arena, number, one, page, {})
        for page in recorded.pages("arena", f"{board}/latest-00000-of-00001.parquet")
        if page.seen_at.date().isoformat() == day
        for number, one in enumerate(arena.parse(page))
        if one.table == table and (table == "release" or one.category == "overall")
    ]
