"""Price lists of a source that nobody ranked: told by a check, and no part of any measure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from measures.errors import PricesInvalid
from measures.prices import price_book
from pipelines.assets.price_checks import price_checks
from pipelines.issues.inputs import Inputs
from pipelines.issues.price import prices
from pipelines.issues.price_inputs import prices_of
from tests.measures import pricing
from warehouse.looks import Seen
from warehouse.store import Warehouse
from warehouse.vintages import Arrival, BoardKey

NOW = datetime(2026, 8, 12, 12, tzinfo=UTC)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path) as opened:
        yield opened


def put(warehouse: Warehouse, source: str, day: date) -> None:
    rows = [{**pricing.row("gpt-5", 1.25, 10.0), "provider": "openai"}]
    page = warehouse.keep(f"{source} {day}".encode())
    seen = Seen(source, f"https://{source}.invalid/", NOW, "test", page)
    warehouse.accept(seen, [Arrival(BoardKey("price", source, "openai"), day, rows)])


def test_the_lists_of_an_unranked_source_are_named_and_left_out(warehouse: Warehouse) -> None:
    put(warehouse, "models_dev", date(2026, 8, 10))
    put(warehouse, "newcomer", date(2026, 8, 11))
    known = prices_of(warehouse)
    assert [one.source for one in known.histories] == ["models_dev"]
    assert (known.newest_on, known.unranked) == ("2026-08-10", ["newcomer"])
    (check,) = (
        one
        for one in price_checks(warehouse, "any_weights")
        if one.check_name == "price_sources_ranked"
    )
    assert not check.passed
    assert (check.metadata["evaluated"].value, check.metadata["unexpected"].value) == (2, 1)


def test_with_unranked_lists_alone_nothing_is_issued(warehouse: Warehouse) -> None:
    put(warehouse, "newcomer", date(2026, 8, 11))
    assert list(prices(Inputs(warehouse, NOW))) == []


def test_a_book_refuses_an_unranked_list_by_name() -> None:
    listed = pricing.board("newcomer", {"2026-01-01": [pricing.row("some", 1, 4)]})
    known = pricing.registry({"some": "closed"})
    with pytest.raises(PricesInvalid, match="newcomer is not ranked"):
        price_book([listed], known, pricing.rules())
