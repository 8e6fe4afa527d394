"""Which vintages stand behind rows that are published: their ids mean nothing elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from measures.claims.records import results

Row = Mapping[str, Any]
SIDES = ("closed", "open")


def of_estimates(rows: Iterable[Row]) -> set[int]:
    """The vintages that estimates name; few lists are shared by many rows."""
    lists = {row["vintages"] for row in rows}
    return {vintage for text in lists for vintage in json.loads(text)}


def of_claims(rows: Iterable[Row]) -> set[int]:
    """The vintages in the evidence of claims."""
    return {vintage for tested in results(rows) for vintage in tested.evidence.vintages}
