"""Details of claims in words, without JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from outputs.wording import Name, clean, name, shorten
from terms.days import in_words

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LEAST = 0.0001
LONGEST = 12
"""Items of a list inside a detail; the rest is counted."""
DETAIL_LIMIT = 1000
DETAIL_ITEMS = 24


def facts(detail: object) -> list[tuple[str, Name]]:
    """The parts of a detail as (word, text), nested parts in words."""
    if not isinstance(detail, Mapping):
        return [("", name(plain(detail), DETAIL_LIMIT))] if detail else []
    shown = list(detail.items())[:DETAIL_ITEMS]
    told = [
        (shorten(clean(key_of(key)), 60), name(plain(value), DETAIL_LIMIT)) for key, value in shown
    ]
    if len(detail) > DETAIL_ITEMS:
        told.append(("", Name(f"and {len(detail) - DETAIL_ITEMS} more in the JSON API")))
    return told


def plain(value: object) -> str:
    """A part of a detail: days in words, lists with commas, nothing of JSON."""
    if isinstance(value, Mapping):
        return _listed([f"{key_of(key)} {plain(it)}" for key, it in value.items()], "; ")
    if isinstance(value, list | tuple):
        joint = "; " if any(isinstance(it, list | tuple | dict) for it in value) else ", "
        return _listed([plain(it) for it in value], joint)
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    if isinstance(value, float):
        return _rounded(value)
    text = str(value) or "none"
    # Only a whole day: the text may be a query, which must stay as it can be run.
    return in_words(text) if DAY.fullmatch(text) else text


def _rounded(value: float) -> str:
    """At most four decimals: more of them nobody measured. The JSON API has every digit."""
    if 0 < abs(value) < LEAST:
        return f"under {LEAST:.4f}" if value > 0 else f"above -{LEAST:.4f}"
    return f"{round(value, 4):.6g}"


def _listed(parts: Sequence[str], joint: str) -> str:
    more = len(parts) - LONGEST
    told = joint.join(parts[:LONGEST]) or "none"
    return f"{told}{joint}and {more} more" if more > 0 else told


def key_of(key: object) -> str:
    """The name of a part of a detail."""
    return str(key).replace("_", " ")
