"""What was said about values before: most values of a page stood on the page before it.

A rule about rows looks at the columns it names, in the rows that its filter lets through, and at
nothing else: what it says of a row is a pure function of the rule, of the types of those columns
and of their values in the row. So each combination of values is judged once in a process, on the
first row that has it. Rules that look at several rows at once (uniqueness) are not of this kind,
nor is a rule that could not be evaluated.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from expectations.rules import Rule

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

PURE = {
    "expect_column_values_to_be_between",
    "expect_column_values_to_be_in_set",
    "expect_column_values_to_not_be_in_set",
    "expect_column_values_to_be_null",
    "expect_column_values_to_not_be_null",
    "expect_column_values_to_match_regex",
    "expect_column_values_to_not_match_regex",
    "expect_column_pair_values_a_to_be_greater_than_b",
    "expect_column_pair_values_to_be_equal",
}
"""Statements that see one row at a time. Others are asked anew of every frame."""
UNIQUE = "expect_compound_columns_to_be_unique"
"""About rows that share their values: without any it has nothing to look at."""
MOST = 50_000
"""Combinations kept per rule; beyond, the rule starts anew."""

_Values = tuple[Hashable, ...]
_KNOWN: dict[tuple[int, tuple[str, ...]], tuple[Rule, dict[_Values, bool]]] = {}
"""Whether values hold, by the identity of their rule (kept with it) and the columns' types."""


def forget() -> None:
    """Judge everything anew."""
    _KNOWN.clear()


class DistinctValues:
    """The columns of one frame, each as its distinct values and who has which."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._columns: dict[str, tuple[NDArray[np.intp], list[Hashable]]] = {}

    def lacks(self, names: Sequence[str]) -> bool:
        """Whether the frame has not all of the columns."""
        return any(name not in self._frame for name in names)

    def types(self, names: Sequence[str]) -> tuple[str, ...]:
        """What kind of values the columns hold."""
        return tuple(str(self._frame[name].dtype) for name in names)

    def of(
        self, names: Sequence[str], rows: NDArray[np.intp]
    ) -> tuple[list[_Values], NDArray[np.intp], NDArray[np.intp]]:
        """Combinations of values in `rows`, for each its first row, for each row its number."""
        import numpy as np  # noqa: PLC0415

        columns = [self._column(name) for name in names]
        codes = np.zeros(len(rows), np.int64)
        for numbers, values in columns:
            codes = codes * (len(values) + 1) + numbers[rows]
        _, first, numbered = np.unique(codes, return_index=True, return_inverse=True)
        firsts = rows[first]
        parts = [[values[n] for n in numbers[firsts].tolist()] for numbers, values in columns]
        return list(zip(*parts, strict=True)), firsts, numbered

    def _column(self, name: str) -> tuple[NDArray[np.intp], list[Hashable]]:
        if name not in self._columns:
            self._columns[name] = _numbered(self._frame[name])
        return self._columns[name]


def _numbered(values: pd.Series[Any]) -> tuple[NDArray[np.intp], list[Hashable]]:
    """The number of each row's value, and the values. Raises TypeError for one without a hash."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    if values.dtype != object:
        codes, distinct = pd.factorize(values)
        return codes.astype(np.intp), [*distinct.tolist(), None]  # an absent one has the number -1
    absent = values.isna().tolist()
    # 1, 1.0 and True are equal, and a rule may tell them apart.
    told = [None if gone else (type(one), one) for one, gone in zip(values, absent, strict=True)]
    numbers: dict[Hashable, int] = {}
    mixed = [numbers.setdefault(one, len(numbers)) for one in told]
    return np.array(mixed, np.intp), list(numbers)


@dataclass(frozen=True, slots=True)
class Recollection:
    """What one rule says of one frame, as far as it is known."""

    rule: Rule
    rows: NDArray[np.intp]
    """Positions of the rows that it looks at."""
    values: list[_Values]
    firsts: NDArray[np.intp]
    """Per combination of values, the first row that has it."""
    numbered: NDArray[np.intp]
    """Per row, the number of its combination."""
    known: dict[_Values, bool]

    def unknown(self) -> list[int]:
        """Positions of rows that stand for what was not judged before."""
        return [
            first
            for one, first in zip(self.values, self.firsts.tolist(), strict=True)
            if one not in self.known
        ]

    def learn(self, failing: set[int]) -> None:
        """Keep what was said of the unknown rows: `failing` are the positions of those that do."""
        for one, first in zip(self.values, self.firsts.tolist(), strict=True):
            self.known.setdefault(one, first not in failing)

    def failing(self) -> list[int]:
        """Positions of all rows that fail, in their order. Everything must be known."""
        import numpy as np  # noqa: PLC0415

        held = np.array([self.known[one] for one in self.values], bool)
        return [] if held.all() else self.rows[~held[self.numbered]].tolist()


def recall(rule: Rule, values: DistinctValues, rows: NDArray[np.intp]) -> Recollection | None:
    """What is known of `rule` about `rows`; None when it does not follow from their values."""
    if rule.expect not in PURE or "mostly" in rule.arguments:
        return None
    if values.lacks([*rule.columns, *rule.where]):
        return None
    try:
        found = values.of(rule.columns, rows)
    except TypeError:
        return None
    _, known = _KNOWN.setdefault((id(rule), values.types(rule.columns)), (rule, {}))
    if len(known) > MOST:
        known.clear()
    return Recollection(rule, rows, *found, known)
