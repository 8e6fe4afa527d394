"""Price lists of a source that nobody ranked: no part of any measure."""

import json
from datetime import UTC, date, datetime

import pytest

from measures.known import DerivedBoard
from measures.price.spans import blended
from pipelines.measure import run as step
from pipelines.measure.inputs import Inputs
from terms.openness import CLOSED_GRADES
from tests.measures.price import sample as price_sample
from tests.measures.sample import registry
from tests.outputs import shelf
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.store import Warehouse

NOW = datetime(2026, 8, 12, 12, tzinfo=UTC)


def put(
    warehouse: Warehouse, source: str, day: date, seller: str = "openai", price: float = 1.25
) -> int:
    """Record a look at one seller's list, with one model's price, and give its vintage."""
    model = "gpt-5" if seller == "openai" else "free"
    rows = [{**price_sample.row(model, price, 8 * price), "provider": seller}]
    found = [Arrival(BoardKey("price", source, seller), day, rows)]
    url, at = f"https://{source}.invalid/{seller}", datetime.combine(day, NOW.time(), UTC)
    shelf.put(warehouse, source, url, found, at=at)
    return int(warehouse.connection.execute("SELECT max(id) FROM _vintage").fetchone()[0])


def told(inputs: Inputs) -> list[DerivedBoard]:
    """What is derived of price lists alone."""
    return [board for derive in step.MARKET.values() for board in derive(inputs)]


NAMES = price_sample.registry({"gpt-5": "closed", "free": "permissive"}, {"gpt-5": "openai"})


def test_the_lists_of_an_unranked_source_are_left_out(warehouse: Warehouse) -> None:
    put(warehouse, "newcomer", date(2026, 8, 11))
    assert told(Inputs(warehouse, NOW)) == []
    put(warehouse, "models_dev", date(2026, 8, 10))
    known = Inputs(warehouse, NOW).market
    assert [one.source for one in known.boards] == ["models_dev"]
    assert known.newest_on == "2026-08-10"


@pytest.mark.parametrize(
    ("today", "last", "hosts"), [(11, "2026-08-11", [1.0, 3.0]), (14, "2026-08-14", [1.0, 9.0])]
)
def test_a_list_dated_ahead_of_today_is_no_list_yet(
    warehouse: Warehouse, today: int, last: str, hosts: list[float]
) -> None:
    put(warehouse, "models_dev", date(2026, 8, 9), "groq", 1.0)
    put(warehouse, "models_dev", date(2026, 8, 11), "fireworks-ai", 3.0)
    ahead = put(warehouse, "models_dev", date(2026, 8, 14), "fireworks-ai", 9.0)
    inputs = Inputs(warehouse, datetime(2026, 8, today, 12, tzinfo=UTC))
    vars(inputs)["curated"] = vars(inputs)["names"] = NAMES
    boards = {one.key.table: one for one in told(inputs)}
    assert {one.inputs_on for one in boards.values()} == {last}
    asked = boards["host_price"].rows
    blends = [blended(one, 8 * one) for one in hosts]
    assert sorted(row["blended_price"] for row in asked) == pytest.approx(blends)
    assert any(ahead in json.loads(row["vintages"]) for row in asked) == (today == 14)


def test_lists_that_might_show_a_closed_price_are_of_closed_days(warehouse: Warehouse) -> None:
    closed = put(warehouse, "models_dev", date(2026, 8, 1))
    later = put(warehouse, "openai_pricing_page", date(2026, 8, 11))

    def behind(first: str, then: str) -> set[int]:
        """Of a model of one openness until 10 August and of another since."""
        spans = [(first, "2026-08-01", "2026-08-10"), (then, "2026-08-10", None)]
        names = registry({"gpt-5": spans}, maker={"gpt-5": "openai"})
        inputs = Inputs(warehouse, NOW)
        vars(inputs)["names"] = names
        return inputs.market.of_makers(CLOSED_GRADES)

    assert behind("closed", "non_commercial") == {closed}
    assert later in behind("non_commercial", "closed")
