"""SWE-bench: which items an entry resolved, where its board prints that (`per_instance_details`).

Given since December 2025 for runs of mini-SWE-agent. It may leave items out (297 or 298 of the
300 of Multilingual), and it may belong to another run than the score: Claude 3.7 Sonnet scores
52.8 beside 51 resolved items of 500. `_unexplained` is for the rule that catches the latter.
"""

from __future__ import annotations

import json
from typing import Any

from sources.contract import Row, SourceChanged
from sources.reading.strict import number_of, object_of, text_of, tidy


def has_results(entry: Any) -> bool:
    """Whether an entry prints results per item."""
    return isinstance(entry, dict) and entry.get("per_instance_details") not in (None, {})


def row_of(source: str, entry: Any, items: int) -> Row:
    """The row of table item_result of an entry that has results; the board has `items` items.

    Raises SourceChanged for results of another shape.
    """
    folder = text_of(source, "a folder", entry.get("folder"))
    where = f"per_instance_details of {folder}"
    solved: list[str] = []
    unsolved: list[str] = []
    for item, detail in sorted(object_of(source, where, entry["per_instance_details"]).items()):
        resolved = object_of(source, f"{item} in {where}", detail).get("resolved")
        if not isinstance(resolved, bool):
            raise SourceChanged(source, f"{item} in {where} has resolved {resolved!r}")
        (solved if resolved else unsolved).append(item)
    named = len(solved) + len(unsolved)
    score = tidy(number_of(source, f"resolved of {folder}", entry.get("resolved")))
    return {
        "entry": folder,
        "solved": json.dumps(solved, ensure_ascii=False, separators=(",", ":")),
        "unsolved": json.dumps(unsolved, ensure_ascii=False, separators=(",", ":")),
        "n": named,
        "_items": items,
        "_unexplained": unexplained(score, len(solved), named, items),
    }


def unexplained(score: float, solved: int, named: int, items: int) -> float:
    """Points by which a score misses every value that the results allow.

    Items that are not named may each have been solved or not: the results allow everything from
    solved / items to (solved + items - named) / items.
    """
    least = 100 * solved / items
    most = 100 * (solved + max(items - named, 0)) / items
    return round(max(least - score, score - most, 0.0), 9)
