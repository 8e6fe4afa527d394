"""What is kept of the price of a model by day.

Not here: how it is measured (`prices`), and which model to take (`pick`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceStep:
    """What a model cost from one day until another, USD per 1M tokens."""

    from_on: str
    until_on: str | None = None
    """First day on which it cost something else, or nobody whom we read sold it; absent: in force
    on the last day that is measured."""
    blended: float
    """Input and output 3:1."""
    input: float
    output: float
    basis: str
    """Whose price it is."""
    sources: str
    """The price lists that say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPrice:
    """What one host asks for a model, USD per 1M tokens, blended 3:1."""

    host: str
    blended: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPriceEstimate(Estimate):
    """What a model cost over time, and at which hosts it can be had: the maker's list price, else
    the median over hosts. The value is the blended price in force; absent: none is.
    """

    MEASURE: ClassVar[str] = "model_price"
    KEY: ClassVar[tuple[str, ...]] = ("model",)

    unit: str = "USD per 1M tokens"
    model: str
    steps: tuple[PriceStep, ...]
    """By day; days between two steps are days without a price."""
    hosts: tuple[HostPrice, ...]
    """Hosts with a price in force, the cheapest first; the maker is none."""


RECORDS: Sequence[type[Estimate]] = (ModelPriceEstimate,)
