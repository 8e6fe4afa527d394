"""Keys of estimates as words: variants, titles of measures, and their details without JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from measures.records import ESTIMATES
from outputs.wording import clean
from terms.days import in_words
from terms.openness import OpennessRule

TITLES = {
    "composite_vs_eci": "Composite beside Epoch’s index",
    "eci_refit": "Refit of Epoch’s index",
}
WORDS = {
    "agreement": "agreement with the published index",
    "all": "all models",
    "class": "scores of a class",
    "fit": "quality of the fit",
    "leaders": "leading pair",
    "own": "at its maker",
    "pair": "pair",
    "rank": "agreement in rank",
}
WORDS |= {rule.value: rule.text.lower() for rule in OpennessRule}
SCORE = re.compile(r"-?\d+(?:\.\d+)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
BLEND = re.compile(r"\d+(?::\d+)+")
LONGEST = 12
"""Items of a list inside a detail; the rest is counted."""


def title_of(measure: str) -> str:
    """The heading of a measure."""
    if measure in ESTIMATES:
        return ESTIMATES[measure].TITLE
    return TITLES.get(measure, clean(measure.replace("_", " ")).capitalize())


def variant_of(variant: str, rule: str | None, names: Mapping[str, str]) -> str:
    """A variant's parts as words; `rule` is told beside it and left out, models get their names."""
    parts = [part for part in variant.split("|") if part and part != rule]
    return ", ".join(_part(part, names) for part in parts)


def _part(part: str, names: Mapping[str, str]) -> str:
    if part in names:
        return names[part]
    if part in WORDS:
        return WORDS[part]
    if SCORE.fullmatch(part):
        return f"at or above {part}"
    if BLEND.fullmatch(part):
        return f"blend {part}"
    return in_words(part) if DAY.fullmatch(part) else part.replace("_", " ")


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
        return f"{value:.6g}"
    text = str(value)
    # Only a whole day: the text may be a query, which must stay as it can be run.
    return in_words(text) if DAY.fullmatch(text) else text


def _listed(parts: Sequence[str], joint: str) -> str:
    more = len(parts) - LONGEST
    told = joint.join(parts[:LONGEST]) or "none"
    return f"{told}{joint}and {more} more" if more > 0 else told


def key_of(key: object) -> str:
    """The name of a part of a detail."""
    return str(key).replace("_", " ")
