"""The sections of the price page below its first table, in the order in which a reader asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from measures.series import Series
from outputs.lead import HEADLINE
from outputs.parts import Part
from outputs.price_declines import declines
from outputs.price_market import hosts, price_events, reaction
from outputs.price_pairs import named_pairs
from outputs.price_shares import shares

Row = Mapping[str, Any]


def price_parts(
    estimates: Sequence[Row],
    declared: Mapping[str, Series],
    names: Mapping[str, str],
    today: date,
) -> list[Part]:
    """What the estimates of prices say; a section without rows is left out."""
    found = (
        named_pairs(estimates, declared, names),
        shares(estimates, declared, names),
        declines(estimates, declared, HEADLINE, today),
        hosts(estimates, names),
        price_events(estimates, names, today),
        reaction(estimates),
    )
    return [part for part in found if part is not None]
