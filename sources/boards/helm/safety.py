"""HELM Safety: mean over five scenarios of harm, bias and refusal, run by Stanford CRFM.

Releases are named, not dated, and a new one runs the old models too. The file was described and
never captured: see `helm_table`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sources.boards.helm import table as helm_table
from sources.contract import Client, Fetched, Page, Reading

BOARD = "safety_scenarios"
COLUMN = "Mean score"
ABOUT = helm_table.about("safety", "HELM Safety", "A release every one to four months.", BOARD)
URL = helm_table.address("safety", "v1.17.0", BOARD)


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the newest known release's table once. Raises SourceUnavailable."""
    yield from helm_table.fetch_table(client, URL)


def parse(page: Page) -> Iterator[Reading]:
    """The board `safety_scenarios` in percent. Raises SourceChanged on any other layout."""
    protocol = "HELM Safety, mean over scenarios"
    yield helm_table.board_of(ABOUT.name, page, BOARD, COLUMN, protocol=protocol)
