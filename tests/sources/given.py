"""What every source's small pages give, written down: tests/sources/rows, a line for every row.

`python -m tests.sources.given` writes it anew; a person reads the difference before it is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sources.catalogue import SOURCES
from sources.contract import Page, Reading
from tests.sources.small import all_pages

FOLDER = Path(__file__).parent / "rows"


@cache
def pages() -> dict[str, list[Page]]:
    """Small pages by source."""
    found: dict[str, list[Page]] = {}
    for name, page in all_pages():
        found.setdefault(name, []).append(page)
    return found


def lines(name: str) -> Iterator[str]:
    """A line for every page, board and row of a source."""
    for page in pages()[name]:
        yield json.dumps({"page": page.url})
        for reading in SOURCES[name].parse(page):
            yield json.dumps(_board(reading), ensure_ascii=False)
            for row in reading.rows:
                yield "  " + json.dumps(row, ensure_ascii=False)


def _board(reading: Reading) -> dict[str, object]:
    """What is said of a board beside its rows; what is as usual is left out."""
    said = {
        "board": reading.board,
        "table": reading.table,
        "category": reading.category,
        "published_on": reading.published_on and reading.published_on.isoformat(),
        "basis": reading.basis if reading.basis != "board" else "",
        "restated": reading.restated,
        "refused": [one.reason for one in reading.refused],
        "warnings": list(reading.warnings),
    }
    return {key: value for key, value in said.items() if value}


def written(name: str) -> list[str]:
    """The lines that were kept."""
    return (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for source in pages():
        text = "".join(f"{line}\n" for line in lines(source))
        (FOLDER / f"{source}.jsonl").write_text(text, encoding="utf-8")
