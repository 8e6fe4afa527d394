"""What a gap and its interval support, in a closed list of words.

A class is ahead only when the interval excludes zero. Without one nothing is said about who is
ahead, and a difference that is not significant is "not distinguishable", never "equal".
"""

from __future__ import annotations

from typing import Literal

Verdict = Literal[
    "closed ahead", "not distinguishable", "open ahead", "no interval", "one class only"
]
JUDGED: tuple[Verdict, ...] = ("closed ahead", "not distinguishable", "open ahead")


def verdict(gap: float | None, low: float | None, high: float | None) -> Verdict:
    """What a gap (positive: closed is better) with the interval [low, high] supports."""
    if gap is None:
        return "one class only"
    if low is None or high is None:
        return "no interval"
    if low > 0:
        return "closed ahead"
    return "open ahead" if high < 0 else "not distinguishable"
