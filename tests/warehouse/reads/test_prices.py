from __future__ import annotations

from tests.outputs import shelf
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.reads import prices as reads_prices
from warehouse.store import Warehouse


def test_price_moves_give_the_price_before(warehouse: Warehouse) -> None:
    def price(on: str, paid: float, offering: str = "one") -> dict[str, object]:
        return {
            **{"entry": f"{offering}|{on}", "provider": "acme", "offering": offering},
            **{"model_name": offering, "mode": "standard", "currency": "USD"},
            **{"input_per_mtok": paid, "output_per_mtok": 4.0, "effective_on": on},
            "effective_basis": "documented",
        }

    rows = [price("2026-01-01", 2.0), price("2026-03-01", 1.0), price("2026-03-02", 9.0, "new")]
    key = BoardKey("price", "acme_page", "acme")
    shelf.put(warehouse, "acme_page", "https://acme.example", [Arrival(key, shelf.FRESH, rows)])
    (move,) = reads_prices.price_moves(warehouse.connection, "2026-02-01")
    assert (move["offering"], move["input_before"], move["input_per_mtok"]) == ("one", 2.0, 1.0)
    assert reads_prices.price_moves(warehouse.connection, "2026-03-01") == []
