"""OpenRouter's daily tokens: how many each of the 50 most used models took, and all others.

A day is a board's state, with `other` as its last row, without which nobody knows the whole. Asked
without dates the place gives the 30 days before today; a day may be restated. Quirks:

- Tokens are those of each provider's own tokenizer, prompt and completion together, as texts.
- A name is `maker/model-YYYYMMDD`, the day of its listing; `:free` and `:batch` behind it are ways
  to buy the same model. Models in disguise (`openrouter/owl-alpha`) have names of their own.
- It wants a key of OpenRouter, any: a secret, which no page, record or message holds.
"""

import os
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from sources.contract import (
    Client,
    Fetched,
    Page,
    ParseError,
    Reading,
    Row,
    SourceCard,
    SourceUnavailable,
)
from sources.reading.rows import SourceRow, read_rows
from sources.reading.spelling import EFFORT, OFFERED, STAMP, VENDORS
from sources.reading.strict import CellCount, Text, day_of, json_of, list_of, object_of, text_of
from terms.grammar import Grammar

URL = "https://openrouter.ai/api/v1/datasets/rankings-daily"
BOARD = "rankings-daily"
NAMED, OTHER, VERSION = "model_permaslug", "other", "v1"

ABOUT = SourceCard(
    name="openrouter_rankings",
    title="OpenRouter daily tokens",
    grammar=Grammar((OFFERED, EFFORT, STAMP), VENDORS),
    home="https://openrouter.ai/rankings",
    licence="CC-BY-4.0",
    attribution="Source: OpenRouter (openrouter.ai/rankings), as of the day given. CC BY 4.0.",
    cadence="A day is added daily; days before may be restated.",
    stale_after_days=3,
    tables=("usage",),
    boards=(BOARD,),
    unproven="the form of its pages; the rows of two days were captured",
    terms="Asked with a key of OpenRouter alone (30 addresses a minute, 500 a day: one is asked). "
    "Whoever passes numbers on names OpenRouter and the day.",
    key="GAPWATCH_OPENROUTER_KEY",
)
SENT = re.compile(r"[!-~]+")
"""What a header may hold: any other text would be quoted by whoever refuses to send it."""


def fetch(client: Client) -> Iterator[Fetched]:
    """The newest 30 days. Raises SourceUnavailable, also for a key that no header can hold."""
    secret = os.environ.get(ABOUT.key, "").strip()
    if not SENT.fullmatch(secret):
        raise SourceUnavailable(ABOUT.name, f"no key: {ABOUT.key} holds none that can be sent")
    bearer = {"Authorization": f"Bearer {secret}"}
    yield client.get(URL, content_types=("application/json",), max_bytes=16 * 2**20, headers=bearer)


class DayTokens(SourceRow):
    """A model's tokens on a day."""

    model_permaslug: Text
    total_tokens: CellCount

    def row(self) -> Row:
        """In the columns of table usage."""
        name, _, _ = self.model_permaslug.partition(":")
        return {
            "entry": self.model_permaslug,
            "model_name": None if name == OTHER else name,
            "tokens": self.total_tokens,
        }


def parse(page: Page) -> Iterator[Reading]:
    """A state of the board for every day, each with the tokens of all models."""
    content = object_of("the page", json_of(page.body))
    meta = object_of("meta", content.get("meta", {"version": VERSION}))
    if meta.get("version") != VERSION:
        raise ParseError(f"version of meta is {meta.get('version')!r}, not {VERSION}")
    days: dict[str, list[dict[str, Any]]] = {}
    for item in list_of("data", content.get("data")):
        row = object_of("a row", item)
        on = day_of("a date", row.get("date"))
        text_of(f"a model of {on}", row.get(NAMED))  # who is missing must have a name
        days.setdefault(on, []).append(row)
    if not days:
        raise ParseError("data holds no day")
    for on, rows in sorted(days.items()):
        if all(row[NAMED] != OTHER for row in rows):
            raise ParseError(f"{on} has no row {OTHER!r}: its whole is not known")
        read = read_rows(DayTokens, rows, NAMED, DayTokens.row)
        yield Reading("usage", BOARD, "", *read, published_on=date.fromisoformat(on))
