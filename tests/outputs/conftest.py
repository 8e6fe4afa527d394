from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from outputs.report import compose
from outputs.report.pages import write_report
from tests.outputs.shelf import (
    ARENA,
    ECI,
    HOSTILE,
    NOW,
    gap,
    put_gaps,
    put_hostile,
    put_registry,
    put_scores,
    stay,
)
from warehouse.store import Warehouse


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
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which everything that others write is hostile; nobody writes to it."""
    folder = tmp_path_factory.mktemp("hostile")
    with Warehouse.open(folder / "home") as warehouse:
        stay(warehouse)
        put_hostile(warehouse, HOSTILE)
        write_report(warehouse, folder / "site", now=NOW, sources=[ECI, ARENA])
    return folder / "site"
