"""A run of a part of the measures: a whole one takes ten seconds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from pipelines.measure import run
from warehouse.store import Warehouse


@contextmanager
def only(*names: str) -> Iterator[None]:
    """Inside, a run derives these measures alone, and tests no claims."""
    tables = ("OF_SERIES", "MARKET", "PRICED", "DERIVATIONS")
    assert set(names) <= {it for name in tables for it in getattr(run, name)}
    with pytest.MonkeyPatch.context() as patch:
        for name in tables:
            every = getattr(run, name).items()  # in their order: some read what others gave
            patch.setattr(run, name, {it: one for it, one in every if it in names})
        patch.setattr(run, "CLAIM_TESTS", {})
        yield


def measure_only(warehouse: Warehouse, now: datetime, *names: str) -> None:
    """One such run."""
    with only(*names):
        for _ in run.measure(warehouse, now):
            pass
