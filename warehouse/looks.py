"""Looks and what became of them, as the ledger counts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from warehouse.vintages import BoardKey, Change


@dataclass(frozen=True, slots=True)
class Seen:
    """One look as it came from outside: who was asked, when, and what was answered."""

    source: str
    url: str
    seen_at: datetime
    code_version: str
    page_sha256: str | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that is no statement, with the reason."""

    key: BoardKey
    entry: str
    reason: str
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a look, counted in rows. read = new + changed + unchanged + quarantined
    + refused, held by a trigger."""

    outcome: str
    cause: str | None = None
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    refused: int = 0
    gone: int = 0
    warnings: tuple[str, ...] = field(default=())
    rules: str | None = None
    """JSON: {"passed": n, "broken": {rule: unexpected}}; None when nothing was judged."""

    @classmethod
    def of(
        cls,
        changes: Sequence[Change],
        quarantined: int,
        warnings: Sequence[str],
        rules: str | None = None,
    ) -> Outcome:
        """The outcome of an accepted look, from what changed on each of its boards."""
        new, changed, unchanged, gone = (
            sum(getattr(change, name) for change in changes)
            for name in ("new", "changed", "unchanged", "gone")
        )
        moved = new or changed or gone or not changes
        return cls(
            "recorded" if moved else "unchanged",
            read=new + changed + unchanged + quarantined,
            new=new,
            changed=changed,
            unchanged=unchanged,
            quarantined=quarantined,
            gone=gone,
            warnings=tuple(warnings),
            rules=rules,
        )
