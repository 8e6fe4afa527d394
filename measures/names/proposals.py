"""Proposals for spellings that matched nothing: which line a person may add to the registry.

The registry proposes and never decides. A proposal is `sure` when one model alone is known by the
spelling without marks that are no effort (`-thinking` is often a model of its own), none of which
may also be part of a name, and the spelling names no moving target (`-latest`) and means nothing
here on other days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from measures.names.registry import Candidate, Registry
from terms.grammar import folded


def proposals(registry: Registry, source: str, spelling: str) -> Iterator[dict[str, Any]]:
    """What `spelling` of `source` may mean, each as an alias that a person may accept, with the
    reason for it; nothing when nothing is alike."""
    found = registry.candidates(source, spelling)
    doubts = [
        registry.doubt(source, spelling),
        "known here on other days only" if registry.meanings(source, spelling) else None,
        "the name moves from model to model: give it days"
        if folded(spelling).endswith("latest")
        else None,
    ]
    for one in found:
        effort = one.cut and one.cut.value("effort")
        yield {
            "source": source,
            "spelling": spelling,
            "model": one.model,
            "maker": str(registry.model(one.model)["maker"]),
            "reason": _reason(one, found, doubts),
            "sure": len(found) == 1 and one.cut is not None and not effort and not any(doubts),
            "effort": effort,
            "stamp": one.cut and one.cut.value("stamp"),
        }


def _reason(one: Candidate, found: Sequence[Candidate], doubts: Sequence[str | None]) -> str:
    if one.cut is None:
        said = "begins with this name"
    else:
        marks = ", ".join(mark.text.strip() for mark in one.cut.marks)
        said = f"the same but for {marks or 'case and separators'}"
    others = ", ".join(other.model for other in found if other is not one)
    return "; ".join([said, *filter(None, doubts), *([f"may also be {others}"] if others else [])])
