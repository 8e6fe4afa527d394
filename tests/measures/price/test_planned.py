"""Prices dated ahead are planned until their day, on recorded pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from measures.price.book import Market, price_book
from measures.price.events import price_events
from measures.price.rules import bundled
from measures.price.spans import PriceBoard
from sources import published
from sources.catalogue import SOURCES
from sources.contract import Page, ParseError
from tests import recorded
from tests.measures.price.sample import asked, registry

SEEN_AT = datetime(2026, 11, 25, tzinfo=UTC)


def boards(*sources: str, folders: Sequence[Path] = recorded.FOLDERS) -> list[PriceBoard]:
    """The price lists of recorded pages of some sources, one state a page."""
    days: dict[tuple[str, str, str], list[tuple[str, int]]] = defaultdict(list)
    states: dict[tuple[str, str, str], dict[int, Any]] = defaultdict(dict)
    for source in sources:
        for page in recorded.pages(source, folders=folders):
            try:
                readings = [one for one in SOURCES[source].parse(page) if one.table == "price"]
            except ParseError:
                continue  # the file that only names a snapshot
            for reading in readings:
                key = (source, reading.board, reading.category)
                on = (reading.published_on or page.seen_at.date()).isoformat()
                number = len(days[key])
                days[key].append((on, number))
                rows = [row for row in reading.rows if row["output_per_mtok"]]
                states[key][number] = (rows, frozenset())
    return [PriceBoard(*key, sorted(days[key]), states[key]) for key in days]


def book(models: Mapping[str, str], *sources: str) -> Market:
    """Models by id with their maker, matched by that spelling alone."""
    names = registry(dict.fromkeys(models, "closed"), models)
    return price_book(boards(*sources), names, bundled())


@recorded.skip_without_autumn
@pytest.mark.recorded
def test_the_price_of_a_flash_doubles_on_new_years_day() -> None:
    found = book({"gemini-3.8-flash": "google"}, "google_pricing_page")
    for on in ("2026-09-25", "2026-11-25", "2026-12-31"):
        assert asked(found, on, "gemini-3.8-flash") == (0.75, 3.75)
    assert asked(found, "2027-01-01", "gemini-3.8-flash") == (1.5, 7.5)
    assert price_events(found, "2026-12-31") == []
    (rise,) = price_events(found, "2027-01-01")
    assert (rise.kind, rise.on, rise.confirmed) == ("rise", "2027-01-01", True)


@recorded.skip_without_autumn
@pytest.mark.recorded
def test_a_sale_that_comes_back_is_a_cut_though_a_list_saw_only_the_prices_around_it() -> None:
    # LiteLLM had 0.68/2.09 on 14 October and 0.70/2.10 on 24 November, and nothing in between.
    found = mistral(*boards("model_prices", "litellm"))
    changes = [(str(one.kind), one.on) for one in price_events(found, "2026-11-25")]
    assert changes == [("new", "2026-10-06"), ("rise", "2026-10-20"), ("cut", "2026-10-29")]


@recorded.skip_without_november
@pytest.mark.recorded
def test_a_list_that_takes_up_the_price_before_a_cut_is_late() -> None:
    # LiteLLM of 10 November has 1.36/4.18, which Mistral asked from 20 to 28 October.
    every = [it for it in (*recorded.FOLDERS, recorded.NOVEMBER) if it]
    found = mistral(*boards("model_prices", "litellm", folders=every))
    days = ("2026-10-29", "2026-11-12", "2026-11-13", "2026-11-30")
    assert {asked(found, on, "mistral-large-4") for on in days} == {(0.7, 2.1)}


def mistral(*lists: PriceBoard) -> Market:
    """Mistral Large 4 as these lists and the announcements that ship have it."""
    name = "launch_prices.csv"
    page = Page(f"package:published/{name}", dict(published.pages())[name], SEEN_AT)
    newest = list(published.parse(page))[-1]
    state = ([row for row in newest.rows if row["output_per_mtok"]], frozenset[str]())
    typed = PriceBoard("published", newest.board, "", [("2026-11-25", 0)], {0: state})
    names = registry({"mistral-large-4": "closed"}, {"mistral-large-4": "mistral"})
    return price_book([*lists, typed], names, bundled())
