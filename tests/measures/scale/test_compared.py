"""The composite beside Epoch's index: what both said on one day, not each its newest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from measures.scale.records import COMPOSITE, ECI, ComparedGap, ComparedLag
from measures.scale.rows import _compared
from measures.segments import GapSegment, LagSegment


def gap(series: str, on: str, value: float) -> GapSegment:
    return GapSegment(entry=on, series=series, gap=value, vintage_on=on)


def lag(series: str, on: str, since: str, **row: Any) -> LagSegment:
    return LagSegment(entry=on, series=series, sign=1, counts_from=since, vintage_on=on, **row)


SEGMENTS = {
    (GapSegment, COMPOSITE): [gap(COMPOSITE, "2026-08-22", 4.5)],
    (GapSegment, ECI): [gap(ECI, "2026-08-11", 4.6), gap(ECI, "2026-10-08", 9.9)],
    (LagSegment, COMPOSITE): [lag(COMPOSITE, "2026-08-22", "2026-03-05")],
    (LagSegment, ECI): [
        lag(ECI, "2026-08-11", "2026-03-05"),
        lag(ECI, "2026-10-08", "2026-02-05", censored="left"),
    ],
}


def compared(**changed: Any) -> list[ComparedGap | ComparedLag]:
    found = {**SEGMENTS, **changed.get("segments", {})}
    known: Any = SimpleNamespace(
        through="2026-11-24", segments=lambda kind, series, *parts: found[kind, series]
    )
    return list(_compared(known, "any_weights"))


def test_a_page_of_the_composite_is_compared_with_the_index_of_that_day() -> None:
    """They were 4.5 of 22 August and 9.9 of 8 October in one sentence, without a day."""
    of_gap, of_lag = compared()
    assert isinstance(of_gap, ComparedGap)
    assert (of_gap.composite.gap, of_gap.eci.gap, of_gap.value) == (4.5, 4.6, pytest.approx(-0.1))
    assert (of_gap.through_on, of_gap.eci.vintage_on) == ("2026-08-22", "2026-08-11")
    # The bound of October's leaders is not of that day.
    assert isinstance(of_lag, ComparedLag)
    assert (of_lag.value, of_lag.eci.counts_from, of_lag.through_on) == (0, "2026-03-05",
                                                                        "2026-08-22")  # fmt: skip


@pytest.mark.parametrize("missing", [COMPOSITE, ECI])
def test_one_scale_alone_is_not_compared(missing: str) -> None:
    later = [gap(ECI, "2026-10-08", 9.9)] if missing == ECI else []
    assert [one for one in compared(segments={(GapSegment, missing): later})
            if isinstance(one, ComparedGap)] == []  # fmt: skip
