"""What is said of the refit of Epoch's index beside the index."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from measures.scale.fit import ECI
from measures.scale.rows import agreement


@pytest.mark.parametrize(("models", "compared"), [("ab", False), ("abc", True)])
def test_the_refit_is_compared_with_the_index_on_three_models_at_least(
    models: str, compared: bool
) -> None:
    grid = SimpleNamespace(models=tuple(models))
    scale = SimpleNamespace(grid=grid, ability=np.array([1.0, 2.0, 4.0]))
    fit: Any = SimpleNamespace(seen_on="2026-10-08", scale=scale, vintages=(3,))
    rows = [{"entry": name, "value": value} for name, value in zip("abc", (1, 2, 3), strict=True)]
    page = SimpleNamespace(seen_on="2026-10-08", basis="board", rows=rows, vintage=7)
    known: Any = SimpleNamespace(states={ECI: [page]})
    found = agreement(known, fit)
    assert bool(found) == compared
    if found:
        assert (found["compared_models"], found["largest_deviation"]) == (3, 1.0)
        assert (found["largest_deviation_entry"], found["index_vintage"]) == ("c", 7)
        assert found["root_mean_square_deviation"] == 0.577
