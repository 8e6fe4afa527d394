"""How numbers, days and scraped names are written: one place, so that every output agrees.

Numbers carry a true minus sign; days are written 12 Aug 2026; a name from a page is shortened and
loses its control characters, because a page may send ten thousand characters or a line break.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

MINUS = "−"
LIMIT = 60
FULL_LIMIT = 400

GAP_UNITS = {
    "percent": "points",
    "elo": "Elo",
    "index": "index points",
    "usd": "USD",
    "share": "share",
    "count": "units",
}
"""Unit of a difference, by the unit of the values; a difference of percentages is in points."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

RULES = {
    "any_weights": "Any weights",
    "commercial": "Commercial use allowed",
    "permissive": "Permissive licence",
}

MEASURED_BY = {
    "independent": "an independent party",
    "maintainer": "the benchmark’s maintainers",
    "third_party": "whoever submitted the entry",
    "vendor": "the models’ own makers",
}

OPENNESS = {
    "closed": "closed",
    "non_commercial": "weights, non-commercial",
    "restricted": "weights, restricted use",
    "permissive": "permissive",
    "fully_open": "fully open",
    "unknown": "openness unknown",
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name from a page: `text` to print, and `full` when that is not all of it."""

    text: str
    full: str | None = None


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """`text` without control, format and line characters, which SVG and layout cannot bear."""
    kept = (" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join("".join(kept).split())


def name(text: str, limit: int = LIMIT) -> Name:
    """`text` cleaned and shortened to `limit` characters; the longer form is capped as well."""
    whole = clean(text)
    if len(whole) <= limit:
        return Name(whole)
    return Name(shorten(whole, limit), shorten(whole, FULL_LIMIT))


def model_name(model: str, names: Mapping[str, str]) -> Name:
    """What a model is called, or its id where it has no name, as short as a table needs it."""
    return name(names.get(model, model), 40)


def shorten(text: str, limit: int) -> str:
    """`text`, cut to `limit` characters with an ellipsis when it is longer."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


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


def score(value: float, unit: str, places: int | None = None) -> str:
    """A value on a board with its unit where readers expect one; `places` of `agreeing`."""
    shown = decimals(unit) if places is None else places
    return f"{number(value, shown)} %" if unit == "percent" else number(value, shown)


def agreeing(
    closed: float | None, opened: float | None, gap: float | None, places: int, told: int = 1
) -> int:
    """Decimals for two values beside their gap: `places`, or one more where rounding parts them.

    1506.62 and 1488.56 are 18.06 apart: "18.1", but with one decimal each 1506.6 - 1488.6 = 18.0.
    `told`: the decimals of the gap.
    """
    if closed is None or opened is None or gap is None:
        return places
    apart = abs(round(closed, places) - round(opened, places))
    return places if round(apart, told) == round(abs(gap), told) else places + 1


def decimals(unit: str) -> int:
    """How many decimals a value has, so that the difference of two agrees with their gap."""
    return 2 if unit == "index" else 1


def interval(low: float | None, high: float | None) -> str | None:
    """'2.2 to 31.9', or None when the interval is not known."""
    if low is None or high is None:
        return None
    return f"{number(low)} to {number(high)}"


def probability(share: float | None) -> str | None:
    """A probability (0 to 1) in percent; extremes are bounds, because models of chance end."""
    if share is None:
        return None
    if share < 0.001:
        return "< 0.1 %"
    if share > 0.999:
        return "> 99.9 %"
    return f"{100 * share:.{0 if 0.1 <= share <= 0.9 else 1}f} %"


def day(value: str | date) -> str:
    """12 Aug 2026; takes an ISO date or time."""
    on = value if isinstance(value, date) else date.fromisoformat(value[:10])
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def in_words(text: str) -> str:
    """`text` with its ISO days written as everywhere else: 2026-08-11 becomes 11 Aug 2026."""
    return _DAY.sub(_day_in_words, text)


_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def _day_in_words(found: re.Match[str]) -> str:
    try:
        return day(found[0])
    except ValueError:
        return found[0]


def clock(value: str) -> str:
    """12 Aug 2026, 03:26 UTC; takes a stored UTC time."""
    return f"{day(value)}, {value[11:16]} UTC"


def days(count: int) -> str:
    """'1 day', '104 days'."""
    return "1 day" if count == 1 else f"{count:,} days"


def duration(hours: float) -> str:
    """A length of time as people count it: '30 minutes', '31 hours', '416 days'."""
    if hours < 1:
        return plural(max(round(60 * hours), 1), "minute")
    return plural(round(hours), "hour") if hours < 48 else days(int(hours // 24))


def plural(count: int, one: str, many: str | None = None) -> str:
    """'1 row', '1,365 rows'."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def address(url: str) -> str | None:
    """`url` when it is a public page that may be linked, else None."""
    return url if url.startswith(("https://", "http://")) else None


def place(url: str) -> str:
    """How an address without a public page is named: never a path of this machine."""
    if url.startswith("package:"):
        return f"shipped with gapwatch: {url.removeprefix('package:')}"
    return f"file supplied by the operator: {url.rsplit('/', 1)[-1]}"
