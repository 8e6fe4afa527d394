"""How numbers are written, on the page, in the terminal and in alerts alike.

Numbers carry a true minus sign, and none reads as 0 that is not.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import floor, log10

MINUS = "−"
CENT = Decimal("0.01")
MISSING = "–"
"""Stands in a cell of a table for a number that is not known."""


def number(value: float, places: int = 1) -> str:
    """`value` with `places` decimals, or as many more (up to 3) as keep it from reading 0."""
    while places < 3 and value and round(abs(value), places) == 0:
        places += 1
    text = f"{abs(value):.{places}f}"
    negative = value < 0 and float(text) != 0
    return f"{MINUS}{text}" if negative else text


def signed(value: float, places: int = 1) -> str:
    """`number` with a plus sign before what is above zero."""
    text = number(value, places)
    return f"+{text}" if value > 0 else text


def interval(low: float | None, high: float | None, places: int = 1) -> str | None:
    """'2.2 to 31.9', or None when the interval is not known."""
    if low is None or high is None:
        return None
    return f"{number(low, places)} to {number(high, places)}"


def probability(share: float | None) -> str | None:
    """A probability (0 to 1) in percent; extremes are bounds, because models of chance end."""
    if share is None:
        return None
    if share < 0.001:
        return "< 0.1 %"
    if share > 0.999:
        return "> 99.9 %"
    return f"{100 * share:.{0 if 0.1 <= share <= 0.9 else 1}f} %"


def usd(value: float | None) -> str:
    """'$0.28', '$3.00', '$0.015', '$0.0002'; 'unknown' when there is none."""
    if value is None:
        return "unknown"
    if 0 < value < 0.0005:
        return f"${value:.{-floor(log10(value))}f}"
    has_mills = value < 0.1 and round(value, 3) != round(value, 2)
    # Prices are decimals: 0.175 and its float neighbour, a mean of prices, are one amount.
    cents = Decimal(repr(round(value, 9))).quantize(CENT, ROUND_HALF_UP)
    return f"${number(value, 3) if has_mills else number(float(cents), 2)}"


def times(ratio: float) -> str:
    """A ratio: '2.1 ×', below one '0.65 ×'."""
    return f"{number(ratio, 1 if ratio >= 1 else 2)} ×"


def plural(count: int, one: str, many: str | None = None) -> str:
    """'1 row', '1,365 rows'."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def joined(names: Sequence[str], last: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'; of one name at least."""
    *others, end = names
    return f"{', '.join(others)} {last} {end}" if others else end


def agreeing(
    closed: float | None, opened: float | None, gap: float | None, places: int, shown: int = 1
) -> int:
    """Decimals for two values beside their gap: `places`, or one more where rounding parts them.

    1506.62 and 1488.56 are 18.06 apart: "18.1", but with one decimal each 1506.6 - 1488.6 = 18.0.
    `shown`: the decimals of the gap.
    """
    if closed is None or opened is None or gap is None:
        return places
    apart = abs(round(closed, places) - round(opened, places))
    return places if round(apart, shown) == round(abs(gap), shown) else places + 1
