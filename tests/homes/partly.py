"""A run of a part of the measures: a whole one takes ten seconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from pipelines.measure import prices, run, series
from warehouse.store import Warehouse


@contextmanager
def only(*names: str) -> Iterator[None]:
    """Inside, a run derives these measures alone, and tests no claims."""
    every = [series.OF_SERIES, run.MARKET, prices.PRICED, run.DERIVATIONS, run.CLAIM_TESTS]
    assert set(names) <= {name for measures in every for name in measures}
    with pytest.MonkeyPatch.context() as patch:
        for measures in every:
            for name in measures.keys() - {*names}:
                # In its place: some read what others gave.
                patch.setitem(measures, name, lambda *_, **__: ())  # type: ignore[misc]
        yield


def measure_only(warehouse: Warehouse, now: datetime, *names: str) -> None:
    with only(*names):
        for _ in run.measure(warehouse, now):
            pass
