"""Sources: who they are, and how their last fetch went."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terms.numbers import number
from terms.words import PageOutcome
from warehouse.schema.derived import DERIVED_SOURCE

NOT_READ, OVERDUE = "not read", "overdue"
BROKEN = (PageOutcome.REFUSED, PageOutcome.UNREACHABLE, None)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What the caller knows of a source: who it is and on which terms it is read."""

    name: str
    title: str
    home: str
    licence: str
    attribution: str
    scheduled: bool
    unproven: str = ""
    """What of it was never tried on real data; empty: whole pages were."""
    key: str = ""
    """Setting with the key without which it is not asked; empty: it wants none."""
    ask_every_days: int = 1


def fetched(
    rows: Iterable[Row], sources: Sequence[SourceLine]
) -> Iterator[tuple[SourceLine, Row | None]]:
    """Every declared source with its last fetch, if any, and every other that was ever read."""
    seen = {row["source"]: row for row in rows if row["source"] != DERIVED_SOURCE}
    for source in sources:
        yield source, seen.pop(source.name, None)
    for key, row in seen.items():
        if row["last_outcome"] != "no_parser":
            yield SourceLine(key, key, "", "", "", scheduled=False), row


def trouble(source: SourceLine, row: Row | None) -> str:
    """Why it brings no new data: not read, or never though due; or it missed two of its days."""
    if row["last_outcome"] in BROKEN if row else source.scheduled and not source.key:
        return NOT_READ
    is_late = row and source.scheduled and row["age_hours"] > 48 * source.ask_every_days
    return OVERDUE if is_late else ""


def cause(row: Row) -> str:
    """Why its last page was not used and, of a rule that was broken, what was seen: what else the
    rule says is for operators."""
    said = row["cause"].removeprefix(f"{row['source']}: ")
    shown = _TERMS.sub(r" Seen: \1", said)
    if shown == said:
        return str(said.split(" (")[0])
    return _SHARE.sub(lambda it: f"{number(100 * float(it[1]), 0)} % of the rows before", shown)


_TERMS = re.compile(r" \(\S+: \d+ of \d+: (.*); expected: .*\)$")
"""What `expectations.judge` says of a rule behind its reason; the group: what was seen."""
_SHARE = re.compile(r"previous_rows_share=(\d+\.?\d*)")
