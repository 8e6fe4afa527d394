"""Several prices of one offering as one number."""

from __future__ import annotations

BLEND = "3:1"


def blended(input_price: float, output_price: float) -> float:
    """Price of 1M tokens at three input tokens to one output token: (3 in + out) / 4."""
    return (3 * input_price + output_price) / 4


def blended_cached(input_price: float, cached: float | None, output_price: float) -> float:
    """The same at 7 cached, 2 fresh input and 1 output token; without a cached price: input's."""
    reused = input_price if cached is None else cached
    return (7 * reused + 2 * input_price + output_price) / 10
