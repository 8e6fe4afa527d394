"""What ships with gapwatch and what was recorded, in the form that measures take."""

from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from typing import Any

from measures.boards.states import BoardState
from measures.names.registry import Registry
from sources import registry
from sources.catalogue import SOURCES
from sources.contract import Page, Source

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


GRAMMARS = {name: source.ABOUT.grammar for name, source in SOURCES.items()}


@cache
def names() -> Registry:
    """The shipped registry with every source's grammar."""
    rows = registry_tables()
    return Registry(rows["model"], rows["alias"], rows["openness"], GRAMMARS)


def states(module: Source, page: Page) -> list[BoardState]:
    """The scores of a page."""
    return [
        BoardState(
            vintage=number,
            source=module.ABOUT.name,
            board=found.board,
            category=found.category,
            published_on=(found.published_on or page.seen_at.date()).isoformat(),
            basis=found.basis,
            rows=[dict(row) for row in found.rows],
        )
        for number, found in enumerate(module.parse(page))
        if found.table == "score"
    ]
