"""What the tests of makers' price pages share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from expectations import PageVerdict, judge
from sources.contract import Page, Reading, Row, SourceCard
from tests.sources.sample import PAGES, SEEN_AT, fits, recorded_page


class PricePage(Protocol):
    """A source module whose pages are one maker's price list."""

    @property
    def ABOUT(self) -> SourceCard: ...  # noqa: N802

    def parse(self, page: Page) -> Iterator[Reading]: ...


def page_in(source: PricePage, name: str, old: str = "", new: str = "") -> Page:
    """A hand-made page, with one text in it replaced everywhere; the text must be there."""
    text = (PAGES / source.ABOUT.name / name).read_text(encoding="utf-8")
    assert old in text
    return Page(f"https://example.org/docs/{name}", text.replace(old, new).encode(), SEEN_AT)


def rows_of(source: PricePage, page: Page) -> dict[str, Row]:
    """Rows of the page by entry; it has one board, and every row fits the table."""
    (reading,) = source.parse(page)
    for row in reading.rows:
        fits("price", row)
    found = {row["entry"]: row for row in reading.rows}
    assert len(found) == len(reading.rows)
    return found


def prices(row: Row) -> tuple[float, float | None, float]:
    """Input, cached input and output price."""
    return row["input_per_mtok"], row["cached_input_per_mtok"], row["output_per_mtok"]


def judged(source: PricePage, row: Mapping[str, str]) -> tuple[Reading, PageVerdict]:
    """The one board of a recorded page, and what the rules say of it."""
    captured = recorded_page(row)
    (reading,) = source.parse(captured)
    verdict = judge(source.ABOUT.name, [reading], seen_on=captured.seen_at.date(), previous={})
    assert verdict.refused is None
    for statement in reading.rows:
        fits("price", statement)
    return reading, verdict
