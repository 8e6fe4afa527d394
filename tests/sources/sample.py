"""What the tests of several sources share: pages, a client, odd values."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sources.contract import Fetched, Page, ParseError, Reading, Validator
from tests.sources.boards.arena import sample as arena
from warehouse.history.record import values_of
from warehouse.schema.facts import FACTS

PAGES = Path(__file__).parent.parent / "pages"
SEEN_AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
URLS = {
    "arena": arena.page(b"").url,
    "arena_page": "https://arena.ai/leaderboard/text",
    "arena_top50_mirror": "https://arena.ai/leaderboard/text/overall-no-style-control",
    "swebench_pro": "https://labs.scale.com/leaderboard/swe_bench_pro_public_v2",
}
"""Of pages whose parser asks for their address."""
Parse = Callable[[Page], Iterator[Reading]]
ODD: tuple[Any, ...] = (None, True, -1, "", [None], {"odd": 1})


def page(body: bytes, seen_at: datetime = SEEN_AT) -> Page:
    return Page("https://example.org/page", body, seen_at)


def page_of(content: Any) -> Page:
    return page(json.dumps(content).encode())


def fits(table: str, row: Mapping[str, Any]) -> None:
    """Its table takes it, and every value is of the words or the form that its column asks for."""
    declared = FACTS[table]
    for column, value in zip(declared.columns, values_of(declared, row), strict=True):
        assert value is None or not column.one_of or value in column.one_of
        assert value is None or not column.matches or re.search(column.matches, str(value)), value


def is_set_aside(row: Mapping[str, Any]) -> bool:
    """Whether the row lacks what the rules set it aside for."""
    needed = ("value", "provenance", "protocol", "input_per_mtok", "output_per_mtok")
    return any(row.get(name, "") is None for name in needed)


@dataclass
class Serving:
    """A client that serves bodies by address, an empty page elsewhere, and remembers what it was
    asked. None: not modified; an error is raised.
    """

    bodies: Mapping[str, bytes | Exception | None] = field(default_factory=dict)
    validators: Mapping[str, Validator] = field(default_factory=dict)
    looks: list[tuple[str, Sequence[str], int]] = field(default_factory=list)
    """Address, content types and largest size of every look."""
    headers: list[Mapping[str, str]] = field(default_factory=list)
    questions: list[bytes | None] = field(default_factory=list)

    def known(self, url: str) -> Validator | None:
        return self.validators.get(url)

    def get(
        self,
        url: str,
        *,
        content_types: Sequence[str] = (),
        max_bytes: int = 64 * 2**20,
        headers: Mapping[str, str] | None = None,
        question: bytes | None = None,
    ) -> Fetched:
        self.questions.append(question)
        self.headers.append(headers or {})
        self.looks.append((url, content_types, max_bytes))
        body = self.bodies.get(url, b"")
        if isinstance(body, Exception):
            raise body
        return Fetched(url, SEEN_AT, 200, None if body is None else Page(url, body, SEEN_AT))

    @property
    def asked(self) -> list[str]:
        return [url for url, *_ in self.looks]


def spoilt(content: Any) -> Iterator[Any]:
    """`content` with one node after the other odd or left out, each until the next is asked for."""
    for path in list(_paths(content)):
        holder, key = _holder(content, path), path[-1]
        before = holder.copy()
        for odd in ODD:
            holder[key] = odd
            yield content
        del holder[key]
        yield content
        holder.clear()
        (holder.extend if isinstance(holder, list) else holder.update)(before)


def _paths(node: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield (*above, key)
        yield from _paths(node[key], (*above, key))


def _holder(content: Any, path: Sequence[Any]) -> Any:
    for key in path[:-1]:
        content = content[key]
    return content


def what_is_told(parse: Parse, odd: Page) -> str:
    """What the parser says of a page it does not quite know: its refusal, or that of single rows
    and what it left unread, a line each.
    """
    try:
        readings = list(parse(odd))
    except ParseError as error:
        return str(error)
    rows = [one.reason for reading in readings for one in reading.refused]
    return "\n".join([*rows, *(line for reading in readings for line in reading.warnings)])


def reads_or_refuses(parse: Parse, odd: Page) -> bool:
    """Whether `parse` reads everything; anything but ParseError is an error of the parser."""
    return not what_is_told(parse, odd)
