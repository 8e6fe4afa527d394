"""Estimates of the refit: a record becomes a row and comes back; what its sentences say."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from measures.estimates import Estimate
from measures.records import ESTIMATES, read
from measures.scale.records import ECI, MIXED, PairKey
from measures.scale.rows import _agreement
from tests.measures.scale.estimates import agreement, error, fault, fit

ERRORS = "Errors share the scale; drawn together from the bootstrap of the whole fit."
EVERY: tuple[tuple[Estimate, str, str], ...] = (
    (fit(), "fit", MIXED),
    (fault(), "fit", "an anchor is missing"),
    (error(), "pair|2026-08-11|GPT-5|kimi_k3", ERRORS),
    (error(open="a|b"), "pair|2026-08-11|GPT-5|a|b", ERRORS),
    (agreement(), "agreement",
     "The refit uses Epoch's own scores and form: it checks our code, not the index."),
)  # fmt: skip


@pytest.mark.parametrize(("record", "variant", "caveat"), EVERY)
def test_a_record_is_a_row_and_back(record: Estimate, variant: str, caveat: str) -> None:
    row = record.row("0.1.0+test")
    seen: dict[str, Any] = {**row, "measure": record.MEASURE, "variant": row.pop("entry")}
    assert seen["variant"] == record.variant == variant
    assert read(seen) == record
    assert type(read(seen)) is type(record)
    assert record.caveat == caveat


def test_every_record_of_the_scales_is_tested() -> None:
    tested = {type(record) for record, *_ in EVERY}
    ours = [kind for kind in ESTIMATES.values() if "measures.scale" in kind.__module__]
    assert tested == {one for kind in ours for one in kind.kinds()}


def test_a_pair_is_known_by_its_parts_and_not_by_a_key_that_is_taken_apart() -> None:
    assert error(open="a|b").key == PairKey("2026-08-11", "GPT-5", "a|b")


@pytest.mark.parametrize(("models", "compared"), [("ab", 0), ("abc", 1)])
def test_the_refit_is_compared_with_the_index_on_three_models_at_least(
    models: str, compared: int
) -> None:
    grid = SimpleNamespace(models=tuple(models))
    scale = SimpleNamespace(grid=grid, ability=np.array([1.0, 2.0, 4.0]))
    fit: Any = SimpleNamespace(seen_on="2026-10-08", scale=scale, vintages=(3,))
    rows = [{"entry": name, "value": value} for name, value in zip("abc", (1, 2, 3), strict=True)]
    page = SimpleNamespace(seen_on="2026-10-08", basis="board", rows=rows, vintage=7)
    known: Any = SimpleNamespace(states={ECI: [page]})
    found = list(_agreement(known, fit))
    assert len(found) == compared
    for one in found:
        assert (one.n, one.largest_deviation, one.largest_deviation_model) == (3, 1.0, "c")
        assert (one.root_mean_square_deviation, one.vintages) == (0.577, (3, 7))
