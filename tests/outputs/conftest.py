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
from tests.outputs.shelf import (
    ARENA,
    ECI,
    FRESH,
    HOSTILE,
    NOW,
    claim,
    gap,
    lag,
    price_gap,
    put,
    put_claims,
    put_fronts,
    put_gaps,
    put_hostile,
    put_issue,
    put_lags,
    put_parity,
    put_prices,
    put_registry,
    put_scores,
    put_step,
    stay,
)
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
    return stay(home)


@pytest.fixture
def filled(empty: Warehouse) -> Warehouse:
    """ECI under both rules, fresh, with names, openness and the page behind the numbers."""
    fill(empty)
    return empty


def fill(warehouse: Warehouse) -> None:
    put_scores(warehouse)
    put_registry(warehouse)
    for rule in ("any_weights", "permissive"):
        put_gaps(warehouse, [gap(entry="2026-01-05", gap=5.0), gap()], rule=rule)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one series, a lag, prices, claims, a frontier, parity, and sources that do not
    work; nobody writes to it."""
    folder = tmp_path_factory.mktemp("site")
    found = {"reason": "within the tolerance", "finds": "lag", "numbers": CLAIMED, "vintages": [1]}
    with Warehouse.open(folder / "home") as warehouse:
        stay(warehouse)
        fill(warehouse)
        put_lags(warehouse, [lag(closed_vintage=1, open_vintage=1)])
        # Of a version that had other rules.
        put_lags(warehouse, [lag(rule="one_se")], category="any_weights|one_se|released")
        put_prices(warehouse, [price_gap()])
        put_claims(warehouse, [claim(evidence=json.dumps(found)), claim("overall")])
        put_parity(warehouse)
        put_step(warehouse, vintage=1)
        put_issue(warehouse, "price_event", MARKET, "", [event()])
        put_fronts(
            warehouse,
            ("x", "closed", 13.0, None),
            ("closed-one", "closed", 12.0, 4.0),
            ("open-one", "permissive", 10.0, 0.5),
            ("open-two", "permissive", 5.0, 0.1),
        )
        tokens = [{"entry": "stranger", "model_name": "stranger", "tokens": 3}]
        used = Arrival(BoardKey("usage", ARENA.name, "rankings-daily"), FRESH, tokens)
        put(warehouse, ARENA.name, ARENA.home, [used])
        seen = Seen("arena", ARENA.home, NOW, "1", warehouse.keep(b"zip"), 200)
        warehouse.accept(seen, [], [], ["left unread: frontiercode_external <b>"])
        down = Seen("epoch", "https://e.example", NOW, "1")
        warehouse.note(down, "unreachable", "epoch: no (http: 404)")
        sources = [ECI, ARENA, NEVER, KEYED]
        write_report(warehouse, folder / "site", now=NOW, sources=sources)
    return folder / "site"


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which everything that others write is hostile; nobody writes to it."""
    folder = tmp_path_factory.mktemp("hostile")
    with Warehouse.open(folder / "home") as warehouse:
        stay(warehouse)
        put_hostile(warehouse, HOSTILE)
        write_report(warehouse, folder / "site", now=NOW, sources=[ECI, ARENA])
    return folder / "site"
