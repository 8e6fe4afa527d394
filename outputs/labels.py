"""Keys of estimates as words: variants, titles of measures, and their details without JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from outputs.wording import clean
from terms.days import in_words
from terms.openness import OpennessRule
from terms.words import LagClock, LagRule

TITLES = {
    "backtest": "Back-test of the projection",
    "composite_vs_eci": "Composite beside Epoch’s index",
    "cost_pair": "Cost per solved task, pairs",
    "cost_per_solved": "Cost per solved task, by entry",
    "eci_refit": "Refit of Epoch’s index",
    "host_dispersion": "Spread of hosts",
    "lag_compare": "Lag beside published work",
    "lag_exposure": "Lag by exposure of the items",
    "lag_threshold": "First crossing of a score",
    "lag_window": "Mean lag over a window",
    "price_coverage": "Open models with a known price",
    "price_decline": "Decline of the price of a level",
    "price_event": "Changes of prices",
    "price_pair": "Token price, pairs",
    "price_reaction": "Cuts after open releases",
    "price_sensitivity": "Price at quality under another blend of tokens",
}
WORDS = {
    "agreement": "agreement with the published index",
    "all": "all models",
    "backward": "backward mean",
    "class": "scores of a class",
    "fit": "quality of the fit",
    "horizontal": "horizontal mean",
    "leaders": "leading pair",
    "median": "median",
    "own": "at its maker",
    "pair": "pair",
    "rank": "agreement in rank",
    "vertical": "vertical mean",
}
WORDS |= {rule.value: rule.text.lower() for rule in OpennessRule}
WORDS |= {rule.value: rule.text for rule in LagRule}
WORDS |= {clock.value: f"by {clock.text}" for clock in LagClock}
BACKWARD = {LagRule.ONE_SE: "one standard error", LagRule.SIGNIFICANCE: "significance",
            "uncensored": "days that are no bounds"}  # fmt: skip
SCORE = re.compile(r"-?\d+(?:\.\d+)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
BLEND = re.compile(r"\d+(?::\d+)+")
LONGEST = 12
"""Items of a list inside a detail; the rest is counted."""


def title_of(measure: str) -> str:
    """The heading of a measure."""
    return TITLES.get(measure, clean(measure.replace("_", " ")).capitalize())


def variant_of(variant: str, rule: str | None, names: Mapping[str, str]) -> str:
    """A variant's parts as words; `rule` is told beside it and left out, models get their names."""
    parts = [part for part in variant.split("|") if part and part != rule]
    return ", ".join(_part(part, names) for part in parts)


def detail_of(measure: str, detail: object) -> object:
    """`detail` with its pairs of counts told as such."""
    if measure != "price_coverage" or not isinstance(detail, Mapping):
        return detail
    return {
        f"{key} models with a price" if is_pair(it) else key: f"{it[0]} of {it[1]}"
        if is_pair(it)
        else it
        for key, it in detail.items()
    }


def is_pair(value: object) -> bool:
    """Whether a part of a detail is (some, of all)."""
    return isinstance(value, list) and len(value) == 2


def _part(part: str, names: Mapping[str, str]) -> str:
    if part in names:
        return names[part]
    if part in WORDS:
        return WORDS[part]
    if SCORE.fullmatch(part):
        return f"at or above {part}"
    if BLEND.fullmatch(part):
        return f"blend {part}"
    if part.startswith("backward_"):
        return _backward(part.removeprefix("backward_"))
    return in_words(part) if DAY.fullmatch(part) else part.replace("_", " ")


def _backward(rest: str) -> str:
    of_year = rest == "year" or rest.endswith("_year")
    kind = rest.removesuffix("year").removesuffix("_")
    told = "backward mean" + (f" at {BACKWARD.get(kind, kind.replace('_', ' '))}" if kind else "")
    return f"{told}, last year" if of_year else told


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
