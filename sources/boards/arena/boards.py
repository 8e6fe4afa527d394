"""Arena's boards under one set of names, wherever a copy of them comes from.

The site and the official dataset use the same words for different boards: `text` is the board
without style control in the dataset and the one with it on the site. Every Arena source therefore
names boards and the category `overall` as the dataset does. That the copies are those boards was
measured on common models: the catalogue's `text` of 2025-03-07 equals the dataset to the last
digit, and the mirrored site boards of 2026-07-21 equal it up to their rounding.
"""

from sources.contract import Row
from sources.reading.spelling import (
    EFFORT,
    EFFORT_IN_BRACKETS,
    STAMP,
    THINKING,
    THINKING_IN_BRACKETS,
    value_in,
)
from terms.grammar import Grammar, Mark

HARNESS = Mark(r" \(([a-z]+-harness)\)$", "harness", is_own_form=True)
GRAMMAR = Grammar((HARNESS, EFFORT_IN_BRACKETS, THINKING_IN_BRACKETS, EFFORT, THINKING, STAMP))
"""`gpt-5.5-high (codex-harness)`, `claude-opus-4-5-20251101-thinking-32k`."""
CONTROLLED, RAW = "style control", "no style control"
FACTUAL = "combined with factuality labels"
AGENT = "agent"
SUBSETS = {
    "text_style_control": CONTROLLED,
    "text": RAW,
    "vision_style_control": CONTROLLED,
    "vision": RAW,
    "webdev": RAW,
    AGENT: "net improvement of a session over the pool",
    "search_style_control": CONTROLLED,
    "search": RAW,
    "document_style_control": CONTROLLED,
    "document": RAW,
    "text_factuality": FACTUAL,
    "search_factuality": FACTUAL,
    "text_to_image": RAW,
    "image_edit": RAW,
    "text_to_video": RAW,
    "image_to_video": RAW,
    "video_edit": RAW,
}
"""Which boards are read, most important first, and what the votes of each are adjusted for."""
OVERALL = "overall"
CI_LEVEL = 0.95
"""Of a rating's interval. Its half width is 1.96 times the square root of the published variance in
17,343 of 17,367 recorded rows of the dataset to five digits and within 1 % in two more; the other
22 (old text_to_image rows with a bootstrapped, skewed interval) differ by up to 15 %. The standard
error is therefore the square root of the variance, where one is published."""


def protocol_of(board: str, method: str = "Bradley-Terry") -> str:
    """How the scores of a board were measured."""
    return f"blind pairwise votes, {SUBSETS[board]}, {method}"


def score_row(
    name: str,
    value: float | None,
    ends: tuple[float | None, float | None],
    votes: int | None,
    board: str,
    copied: str | None = None,
) -> Row:
    """What one copy says about one entry, in Elo points, in the columns of table score.

    `copied` is the note of a copy that is not the maintainers' own.
    """
    level = level_of(ends)
    return {
        "entry": name,
        "model_name": name,
        "value": value,
        "unit": "elo",
        "ci_low": ends[0],
        "ci_high": ends[1],
        "ci_level": level,
        "ci_method": "published by the board" if level else None,
        "n": votes,
        "provenance": "third_party" if copied else "maintainer",
        "protocol": protocol_of(board),
        "note": copied,
        **harness_of(name),
    }


def level_of(ends: tuple[float | None, float | None]) -> float | None:
    """The level of an interval with these ends, or of none."""
    return None if set(ends) == {None} else CI_LEVEL


def harness_of(name: str) -> Row:
    """The harness that an entry's name ends in, in the columns of table score."""
    harness = value_in(HARNESS.pattern, name)
    return {"harness": harness} if harness else {}
