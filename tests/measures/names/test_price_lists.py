"""How many offerings of large price lists name a model that the registry knows, by page.

LiteLLM's matched 58 % once, and 11 of OpenRouter's 394.
"""

from __future__ import annotations

import pytest

from measures.boards.coverage import Matched, prices
from measures.price.rules import bundled
from sources.catalogue import SOURCES
from tests.measures.names.recorded_spellings import shipped
from tests.recorded import pages, skip_without_autumn

pytestmark = [pytest.mark.recorded, skip_without_autumn]
MAKERS = frozenset(name for names in bundled().own.values() for name in names)
"""Names under which lists have what makers sell themselves."""


def matched(source: str, on: str, providers: frozenset[str] | None = None) -> tuple[Matched, int]:
    """The page of a day: of its offerings of text, and how many offerings it has of any kind."""
    [page] = [one for one in pages(source, "json" if source == "litellm" else "models")
              if one.seen_at.date().isoformat() == on]  # fmt: skip
    rows = [
        (row["model_name"], match.model if match else None)
        for reading in SOURCES[source].parse(page)
        if reading.table == "price"
        for row in reading.rows
        if providers is None or row["provider"] in providers
        for match in [shipped().match(source, row["model_name"], on)]
    ]
    return prices(source, rows), len(rows)


@pytest.mark.parametrize(
    ("on", "every", "all_share", "own_share"),
    [("2026-08-12", 1247, 0.80, 0.86), ("2026-10-14", 1905, 0.82, 0.89),
     ("2026-11-24", 2017, 0.81, 0.89)],
)  # fmt: skip
def test_litellms_offerings(on: str, every: int, all_share: float, own_share: float) -> None:
    found, rows = matched("litellm", on)
    assert rows == every
    assert found.share is not None
    assert found.share >= all_share
    of_makers, _ = matched("litellm", on, MAKERS)
    assert of_makers.share is not None
    assert of_makers.share >= own_share


def test_openrouters_offerings() -> None:
    found, rows = matched("openrouter", "2026-08-22")
    assert (rows, found.rows) == (421, 407)
    assert found.matched >= 326
