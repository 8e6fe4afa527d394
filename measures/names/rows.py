"""What spellings mean that are no alias as they stand, as rows of table alias.

The views match by them, so that a reader of the file needs neither registry nor grammar.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from measures.names.registry import ALWAYS, NEVER, Registry


def respelled_rows(
    registry: Registry, spellings: Iterable[tuple[str, str]]
) -> list[dict[str, Any]]:
    """A row for every span of days on which a spelling (source, spelling) means one model."""
    return [
        {
            "entry": f"{source}|{spelling}|{'' if start == ALWAYS else start}",
            "alias": spelling,
            "source": source,
            "model": match.model,
            "valid_from": None if start == ALWAYS else start,
            "valid_until": None if end == NEVER else end,
            "effort": match.effort,
            "harness": match.harness,
            "host": match.host,
            "stamp": match.stamp,
        }
        for source, spelling in sorted(spellings)
        for start, end, match in registry.respelled(source, spelling)
    ]
