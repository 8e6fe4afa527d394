"""HELM MMLU: 57 subjects, 5-shot, run by Stanford CRFM under one protocol for all models.

The board stands still since release v1.13.0 of 2025. Epoch's copy (`epoch`, `mmlu_external`) feeds
the series; this reads the origin. The layout was described and never captured: see `helm_table`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sources.boards.helm import table as helm_table
from sources.contract import Client, Fetched, Page, Reading

BOARD = "mmlu_subjects"
COLUMN = "MMLU All Subjects - EM"
ABOUT = helm_table.about("mmlu", "HELM MMLU", "Frozen since 2025.", BOARD)
URL = helm_table.address("mmlu", "v1.13.0", BOARD)


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the newest known release's table once. Raises SourceUnavailable."""
    yield from helm_table.fetch_table(client, URL)


def parse(page: Page) -> Iterator[Reading]:
    """The board `mmlu_subjects` in percent. Raises SourceChanged on any other layout."""
    protocol = "HELM 5-shot"
    yield helm_table.board_of(ABOUT.name, page, BOARD, COLUMN, protocol=protocol, items=14042)
