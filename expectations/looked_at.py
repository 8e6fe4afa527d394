"""Which values of a frame a rule looks at: those its filter lets through that are not absent.

A hundred rules ask the same few columns of one page, so what a column holds is found once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from expectations.rules import Rule

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

ABSENCE = ("expect_column_values_to_be_null", "expect_column_values_to_not_be_null")
"""Statements about absent values: a column without a value is not idle for them."""


class LookedAt:
    """What the rules of one run look at in one frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._masks: dict[tuple[str, str], NDArray[np.bool_]] = {}

    def is_idle(self, rule: Rule) -> bool:
        """Whether the frame holds no value that the rule could look at: asking would cost 5 ms."""
        if any(name not in self._frame for name in (*rule.columns, *rule.where)):
            return False
        if rule.expect in ABSENCE or not rule.columns:
            return False
        if any(not self._matches(name, "*").any() for name in rule.columns):
            return "column_list" not in rule.arguments
        return any(not self._matches(name, wanted).any() for name, wanted in rule.where.items())

    def evaluated(self, rule: Rule) -> int:
        """Values that the rule looked at: rows its filter lets through that have its columns."""
        wanted = [(name, value) for name, value in rule.where.items() if name in self._frame]
        if rule.expect not in ABSENCE:
            wanted += [(name, "*") for name in rule.columns if name in self._frame]
        if not wanted:
            return len(self._frame)
        first, *others = (self._matches(name, value) for name, value in wanted)
        kept = first.copy()
        for mask in others:
            kept &= mask
        return int(kept.sum())

    def _matches(self, name: str, wanted: Any) -> NDArray[np.bool_]:
        """Rows whose column is as wanted: a value, one of a list, absent (None), present ("*")."""
        key = (name, json.dumps(wanted, default=str))
        if key not in self._masks:
            self._masks[key] = _matching(self._frame[name], wanted).to_numpy(bool)
        return self._masks[key]


def _matching(values: pd.Series[Any], wanted: Any) -> pd.Series[bool]:
    if wanted is None:
        return values.isna()
    if wanted == "*":
        return values.notna()
    return values.isin(wanted if isinstance(wanted, list) else [wanted])
