"""The records of table estimate by measure, and of the evidence of claims by kind: for whoever
writes, reads or explains them.

What belongs here: the registries, and reading rows by them.
Not here: the records themselves, which stand beside their measures.
"""

from __future__ import annotations

from collections.abc import Iterable

from measures.agreement import records as agreement
from measures.choice import records as choice
from measures.claims import evidence
from measures.estimates import Estimate, Row
from measures.price import records as price
from measures.vendor import records as vendor
from measures.weights import records as weights

_EVERY: tuple[type[Estimate], ...] = (
    *agreement.RECORDS,
    *choice.RECORDS,
    *price.RECORDS,
    *vendor.RECORDS,
    *weights.RECORDS,
)
ESTIMATES = {record.MEASURE: record for record in _EVERY}
"""Measure to the record of its rows."""
CLAIM_EVIDENCE = evidence.KINDS
"""What a claim's query finds to the record of it: `numbers` of the evidence of table claim."""


def read(row: Row) -> Estimate:
    """The record of a row of view estimate_now. Raises KeyError for an unknown measure."""
    return ESTIMATES[row["measure"]].from_row(row)


def records(rows: Iterable[Row]) -> list[Estimate]:
    """The records of rows of view estimate_now, in their order; unknown measures are left out."""
    return [read(row) for row in rows if row["measure"] in ESTIMATES]
