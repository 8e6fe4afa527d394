"""SWE-bench's web page: the same list of leaderboards, inlined as JSON. The file's fallback.

The page is built by hand from the file, sometimes weeks apart, so both are kept as they are. Until
spring 2025 the page had HTML tables only; such a page is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sources.boards.swebench import file as swebench_file
from sources.contract import Page, ParseError, Reading, asks
from sources.reading.strict import json_of

URL = "https://www.swebench.com/"

ABOUT = replace(
    swebench_file.ABOUT,
    name="swebench_page",
    title="SWE-bench leaderboards (web page)",
    cadence="Rebuilt by hand, up to weeks after the file.",
)

LIST = re.compile(
    rb'<script\b[^>]*\bid="leaderboard-data"[^>]*>(.*?)</script>', re.DOTALL | re.IGNORECASE
)
fetch = asks(URL, types=("text/html",), mib=32)


def parse(page: Page) -> Iterator[Reading]:
    """The boards as in `sources.boards.swebench.file`."""
    lists = LIST.findall(page.body)
    if len(lists) != 1:
        raise ParseError(f'{len(lists)} scripts with id="leaderboard-data", not one')
    boards = json_of(lists[0])
    yield from swebench_file.read_boards(boards, page.seen_at.date())
