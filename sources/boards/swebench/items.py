"""SWE-bench: which items an entry resolved, where its board prints that (`per_instance_details`).

Given since December 2025 for runs of mini-SWE-agent. It may leave items out (297 or 298 of the
300 of Multilingual), and it may belong to another run than the score: Claude 3.7 Sonnet scores
52.8 beside 51 resolved items of 500. `_unexplained` is for the rule that catches the latter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sources.contract import Row, SourceChanged
from sources.reading.rows import unread_keys
from sources.reading.strict import number_of, object_of, text_of, tidy

KEYS = frozenset(["resolved", "cost", "api_calls"])


def has_results(entry: Any) -> bool:
    """Whether an entry prints results per item."""
    return isinstance(entry, dict) and entry.get("per_instance_details") not in (None, {})


def row_of(source: str, entry: Mapping[str, Any], items: int) -> Row:
    """The row of table item_result of an entry that has results; the board has `items` items.

    Raises SourceChanged for results of another shape.
    """
    folder = text_of(source, "a folder", entry.get("folder"))
    return _row(source, entry, _results(source, folder, entry["per_instance_details"]), items)


def unread(entries: Sequence[Any]) -> Iterator[str]:
    """Warnings about keys of results that nobody knows."""
    found = [entry["per_instance_details"] for entry in entries if has_results(entry)]
    details = [detail for one in found if isinstance(one, dict) for detail in one.values()]
    yield from unread_keys("the result of an item", details, KEYS)


def _results(source: str, folder: str, details: object) -> dict[str, bool]:
    """Whether each named item was resolved."""
    where = f"per_instance_details of {folder}"
    return {
        item: _resolved(source, f"{item} in {where}", detail)
        for item, detail in object_of(source, where, details).items()
    }


def _resolved(source: str, where: str, detail: object) -> bool:
    if not isinstance(detail, dict):
        raise SourceChanged(source, f"{where} is {detail!r}")
    resolved = detail.get("resolved")
    if not isinstance(resolved, bool):
        raise SourceChanged(source, f"{where} has resolved {resolved!r}")
    return resolved


def _row(source: str, entry: Mapping[str, Any], results: Mapping[str, bool], items: int) -> Row:
    solved = sorted(item for item, resolved in results.items() if resolved)
    unsolved = sorted(item for item, resolved in results.items() if not resolved)
    score = tidy(number_of(source, f"resolved of {entry['folder']}", entry.get("resolved")))
    return {
        "entry": entry["folder"],
        "solved": _listed(solved),
        "unsolved": _listed(unsolved),
        "n": len(results),
        "_items": items,
        "_unexplained": unexplained(score, len(solved), len(results), items),
    }


def _listed(items: Sequence[str]) -> str:
    return json.dumps(items, ensure_ascii=False, separators=(",", ":"))


def unexplained(score: float, solved: int, named: int, items: int) -> float:
    """Points by which a score misses every value that the results allow.

    Items that are not named may each have been solved or not: the results allow everything from
    solved / items to (solved + items - named) / items.
    """
    least = 100 * solved / items
    most = 100 * (solved + max(items - named, 0)) / items
    return round(max(least - score, score - most, 0.0), 9)
