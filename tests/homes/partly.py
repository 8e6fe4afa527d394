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
    """Inside, a run derives these of `DERIVATIONS`, and tests no claims."""
    assert set(names) <= run.DERIVATIONS.keys()
    with pytest.MonkeyPatch.context() as patch:
        every = run.DERIVATIONS.items()  # in their order: some read what others gave
        patch.setattr(run, "DERIVATIONS", {name: one for name, one in every if name in names})
        patch.setattr(run, "CLAIM_TESTS", {})
        yield


def measure_only(warehouse: Warehouse, now: datetime, *names: str) -> None:
    """One such run."""
    with only(*names):
        for _ in run.measure(warehouse, now):
            pass
