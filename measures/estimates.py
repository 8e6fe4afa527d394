"""Rows of table estimate: a statistic over a window or a whole history, one row per variant.

What belongs here: the columns that all estimates share, and how their details are written.
Not here: what a measure says, which stands beside the measure in its `rows`.
"""

from __future__ import annotations

import json
from typing import Any

OPTIONAL = (
    "series",
    "openness_rule",
    "value",
    "low",
    "high",
    "ci_level",
    "n",
    "from_on",
    "through_on",
    "caveat",
)
"""Columns that an estimate may leave out."""


def estimate_row(code_version: str, **columns: Any) -> dict[str, Any]:
    """A row of table estimate; optional columns that are not given are absent.

    What changes from day to day without news (today's date, an age) does not belong in it: every
    other content is another fact row.
    """
    return {**dict.fromkeys(OPTIONAL), **columns, "code_version": code_version}


def as_json(value: object) -> str:
    """Details of an estimate: sorted keys, numbers rounded where a ratio gave them a tail."""
    return json.dumps(_rounded(value), sort_keys=True, ensure_ascii=False)


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
