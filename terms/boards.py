"""How boards of derived rows are named: the parts of their categories, written and read back here.

A derived board is a series and a category. What the category of a table holds is declared once;
nobody else joins or takes apart these names.
"""

from collections.abc import Mapping

_BETWEEN = "|"
PARTS: Mapping[str, tuple[str, ...]] = {
    "gap": ("openness_rule",),
    "contender": ("openness_rule",),
    "lag": ("openness_rule",),
    "parity": ("openness_rule",),
    "one_gpu_gap": ("openness_rule",),
    "parity_median": ("openness_rule",),
    "release_frontier": ("openness_rule", "side"),
    "price_gap": ("openness_rule",),
    "price_at_quality": ("openness_rule",),
}
"""Derived table to what the category of its boards says, in order; of others it is empty."""
ENDS: Mapping[str, str] = {"lag": "|tolerance_0|released", "price_gap": "|best_open"}
"""Derived table to the end of all its categories. Lags were once of several rules and dates, prices
at quality of chosen scores: boards of this name go on, those with another end are of a version
before."""


def category(table: str, *parts: str) -> str:
    """The category of a board of `table`. Raises ValueError for what could not be read back."""
    wanted = PARTS.get(table, ())
    if len(parts) != len(wanted) or any(_BETWEEN in part for part in parts):
        raise ValueError(f"a board of {table} is {', '.join(wanted)}, not {list(parts)}")
    return _BETWEEN.join(parts) + ENDS.get(table, "")


def is_of_today(table: str, category: str) -> bool:
    """Whether a category has the parts of today; others are of a version before."""
    end = ENDS.get(table, "")
    return category.endswith(end) and (
        category.removesuffix(end).count(_BETWEEN) == len(PARTS[table]) - 1
    )


def parts(table: str, category: str) -> dict[str, str]:
    """The parts of a category by name. Raises ValueError when it has others."""
    own = category.removesuffix(ENDS.get(table, ""))
    return dict(zip(PARTS[table], own.split(_BETWEEN), strict=True))
