"""How numbers look on a terminal."""

from __future__ import annotations

import pytest

from cli import show


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (None, "–"),
        (0.0, "< 0.01"),
        (0.0099, "< 0.01"),
        (0.01, "0.01"),
        (0.5, "0.50"),
        (0.99, "0.99"),
        (0.996, "> 0.99"),
        (1.0, "> 0.99"),
    ],
)
def test_no_probability_reads_as_sure(share: float | None, told: str) -> None:
    assert show.probability(share) == told
