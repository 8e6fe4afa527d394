"""Proposals for spellings that matched nothing: which line a person may add to the registry.

The normaliser proposes and never decides. A proposal is `sure` when exactly one model stands
closest to the spelling by more than a dropped effort (`-thinking` is often a model of its own) and
the spelling names no moving target (`-latest`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from measures.names.registry import Candidate, Likeness, Registry
from measures.names.spelling import effort, plain, stamp

_MOVING = re.compile(r"(^|[-_ ])latest$")
_WORDS: Mapping[Likeness, str] = {
    "cut": "the same but for marks that may also be part of a name",
    "stamped": "the same but for path, case and dots",
    "plain": "the same without its date stamp, tier or brackets",
    "effort": "the same without its effort suffix",
    "beginning": "begins with this name",
}
_SURE = ("stamped", "plain")


def proposals(registry: Registry, source: str, spelling: str) -> Iterator[dict[str, Any]]:
    """What `spelling` of `source` may mean, closest first, each as an alias that a person may
    accept, with the reason for it; nothing when nothing is alike."""
    found = registry.candidates(source, spelling)
    moving = _MOVING.search(plain(spelling)) is not None
    closest = [one for one in found if one.likeness == found[0].likeness]
    sure = len(closest) == 1 and closest[0].likeness in _SURE and not moving
    offered = closest if sure else found
    for one in offered:
        yield {
            "source": source,
            "spelling": spelling,
            "model": one.model,
            "maker": str(registry.model(one.model)["maker"]),
            "reason": _reason(one, offered, moving, registry.doubt(source, spelling)),
            "sure": sure,
            "effort": effort(plain(spelling)) if one.likeness == "effort" else None,
            "stamp": stamp(spelling) if one.likeness != "stamped" else None,
        }


def _reason(one: Candidate, offered: list[Candidate], moving: bool, doubt: str | None) -> str:
    others = [other.model for other in offered if other is not one]
    parts = [_WORDS[one.likeness]]
    if doubt and one.likeness == "cut":
        parts.append(doubt)
    if moving:
        parts.append("the name moves from model to model: give it days")
    if others:
        parts.append(f"may also be {', '.join(others)}")
    return "; ".join(parts)
