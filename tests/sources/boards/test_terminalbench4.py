"""The list of Terminal-Bench 4.0 comes page by page, and is kept as one page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from sources.boards.terminalbench4 import URL, fetch, parse
from sources.contract import Fetched, Page, ParseError
from tests.sources.sample import PAGES, SEEN_AT, Serving

BOARD = json.loads((PAGES / "terminalbench4" / "board.json").read_bytes())


def part(number: int, *rows: int, pages: int = 2, total: int = 5) -> bytes:
    paged = {"page": number, "total_pages": pages, "total": total, "page_size": 3}
    answer = {**BOARD, "rows": [BOARD["rows"][row] for row in rows], "pagination": paged}
    return json.dumps(answer).encode()


@dataclass
class Paged(Serving):
    """A place that answers questions."""

    pages: tuple[bytes, ...] = ()
    questions: list[Any] = field(default_factory=list)

    def get(self, url: str, *, question: bytes | None = None, **_: Any) -> Fetched:
        self.questions.append(json.loads(question or b""))
        body = self.pages[self.questions[-1]["page"] - 1]
        return Fetched(url, SEEN_AT, 200, Page(url, body, SEEN_AT))


def test_a_list_of_two_pages_is_one_board() -> None:
    place = Paged(pages=(part(1, 0, 1, 2), part(2, 3, 4)))
    (look,) = fetch(place)
    assert [one["page"] for one in place.questions] == [1, 2]
    assert {(one["package"], one["name"]) for one in place.questions} == {
        ("terminal-bench/terminal-bench", "4-0-0")
    }
    assert look.page is not None
    (whole,) = parse(Page(URL, (PAGES / "terminalbench4" / "board.json").read_bytes(), SEEN_AT))
    (found,) = parse(look.page)
    assert found.rows == whole.rows
    assert len(found.rows) == 4


@pytest.mark.parametrize("body", [part(1, *range(5), pages=1), b"[]", b"no JSON", b"{}"])
def test_what_names_no_further_page_is_kept_as_it_came(body: bytes) -> None:
    (look,) = fetch(place := Paged(pages=(body,)))
    assert (look.page, len(place.questions)) == (Page(URL, body, SEEN_AT), 1)


@pytest.mark.parametrize(
    "second", [part(1, 3, 4), part(2, 3), part(2, 3, 4, pages=3), part(2, 2, 3)]
)
def test_a_list_that_changes_while_it_is_asked_for_is_refused(second: bytes) -> None:
    (look,) = fetch(Paged(pages=(part(1, 0, 1, 2), second)))
    assert look.page is not None
    with pytest.raises(ParseError, match=r"should be|rows are there"):
        list(parse(look.page))
