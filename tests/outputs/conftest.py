import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from measures.price.rows import MARKET
from outputs.report import compose
from outputs.report.pages import write_report
from outputs.sections.sources import SourceLine
from tests.measures.price.rows import event
from tests.outputs import shelf
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.store import Warehouse

NEVER = SourceLine("never", "Never asked", "https://never.example", "MIT", "Never", True)
KEYED = replace(NEVER, name="keyed", title="Wants a key", key="KEY")
CLAIMED = {
    "lag_days": 313,
    "censored": None,
    "closed_model": "closed-one",
    "open_model": "open-one",
    "unresolved_above": 0,
}


@pytest.fixture(autouse=True, scope="session")
def _docs_are_rendered_once() -> Iterator[None]:
    """A third of what a small site costs is its pages of methods, which are the same in each."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(compose, "methods", cache(compose.methods))
        yield


@pytest.fixture
def empty(home: Warehouse) -> Warehouse:
    return shelf.stay(home)


@pytest.fixture
def filled(empty: Warehouse) -> Warehouse:
    """ECI under both rules, fresh, with names, openness and the page behind the numbers."""
    fill(empty)
    return empty


def fill(warehouse: Warehouse) -> None:
    shelf.put_scores(warehouse)
    shelf.put_registry(warehouse)
    for rule in ("any_weights", "permissive"):
        shelf.put_gaps(warehouse, [shelf.gap(entry="2026-01-05", gap=5.0), shelf.gap()], rule=rule)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one series, a lag, prices, claims, a frontier, parity, and sources that do not
    work; nobody writes to it."""
    folder = tmp_path_factory.mktemp("site")
    found = {"reason": "within the tolerance", "finds": "lag", "numbers": CLAIMED, "vintages": [1]}
    with Warehouse.open(folder / "home") as warehouse:
        shelf.stay(warehouse)
        fill(warehouse)
        shelf.put_lags(warehouse, [shelf.lag(closed_vintage=1, open_vintage=1)])
        # Of a version that had other rules.
        shelf.put_lags(
            warehouse, [shelf.lag(rule="one_se")], category="any_weights|one_se|released"
        )
        shelf.put_prices(warehouse, [shelf.price_gap()])
        shelf.put_claims(
            warehouse, [shelf.claim(evidence=json.dumps(found)), shelf.claim("overall")]
        )
        shelf.put_parity(warehouse)
        shelf.put_step(warehouse, vintage=1)
        shelf.put_issue(warehouse, "price_event", MARKET, "", [event()])
        shelf.put_fronts(
            warehouse,
            ("x", "closed", 13.0, None),
            ("closed-one", "closed", 12.0, 4.0),
            ("open-one", "permissive", 10.0, 0.5),
            ("open-two", "permissive", 5.0, 0.1),
        )
        tokens = [{"entry": "stranger", "model_name": "stranger", "tokens": 3}]
        used = Arrival(BoardKey("usage", shelf.ARENA.name, "rankings-daily"), shelf.FRESH, tokens)
        shelf.put(warehouse, shelf.ARENA.name, shelf.ARENA.home, [used])
        seen = Seen("arena", shelf.ARENA.home, shelf.NOW, "1", warehouse.keep(b"zip"), 200)
        warehouse.accept(seen, [], [], ["left unread: frontiercode_external <b>"])
        down = Seen("epoch", "https://e.example", shelf.NOW, "1")
        warehouse.note(down, "unreachable", "epoch: no (http: 404)")
        sources = [shelf.ECI, shelf.ARENA, NEVER, KEYED]
        write_report(warehouse, folder / "site", now=shelf.NOW, sources=sources)
    return folder / "site"


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which everything that others write is hostile; nobody writes to it."""
    folder = tmp_path_factory.mktemp("hostile")
    with Warehouse.open(folder / "home") as warehouse:
        shelf.stay(warehouse)
        shelf.put_hostile(warehouse, shelf.HOSTILE)
        write_report(warehouse, folder / "site", now=shelf.NOW, sources=[shelf.ECI, shelf.ARENA])
    return folder / "site"
