"""The data dictionary: every table and view with its columns, from the declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.schema import Column, Table, tables

VIEWS = {
    "score_now": "an entry on a board, in the board’s newest vintage",
    "price_now": "an offering’s price in force",
    "price_withdrawn": "an offering that its board no longer lists",
    "frontier_now": "the best entry of a series in a class",
    "gap_daily": "a series on a day under one openness rule",
    "lag_daily": "the lag of a series on a day under one openness rule, lag rule and clock",
    "price_gap_daily": "price at quality of a series and threshold on a day",
    "claim_now": "a reading of a claim with its newest verdict",
    "estimate_now": "a statistic over a window or a whole history",
    "source_health": "a source and its last look",
}
"""One row of each view that people may rely on."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One column in words."""

    name: str
    type: str
    about: str
    bounds: str


@dataclass(frozen=True, slots=True)
class Page:
    """One table or view in words."""

    name: str
    about: str
    kind: str
    columns: Sequence[Entry]


def dictionary(views: Mapping[str, Sequence[str]]) -> list[Page]:
    """Views first, because people read those; `views` gives the columns each one has."""
    known = {column.name: column.about for table in tables() for column in table.columns}
    pages = [
        Page(name, f"One row is {about}.", "view", _named(views.get(name, ()), known))
        for name, about in VIEWS.items()
    ]
    return pages + [_table(table) for table in tables()]


def _named(columns: Sequence[str], known: Mapping[str, str]) -> list[Entry]:
    return [Entry(name, "", known.get(name, _DERIVED.get(name, "")), "") for name in columns]


_DERIVED = {
    "on_date": "Day that the row is about (ISO date).",
    "age_days": "Days from `vintage_on` to `on_date`.",
    "lag_days": "Days of lag; negative: open leads.",
    "lag_low": "Lower end of the lag’s interval, in days.",
    "lag_high": "Upper end of the lag’s interval, in days.",
    "class": "closed or open.",
    "since": "First day of the present leader’s lead.",
    "held": "1: the page’s own row was set aside and the preceding one stands.",
    "model": "Canonical model, where the spelling matches one.",
    "openness": "Grade in force on the published day; see the methods.",
    "id": "Id of the claim.",
    "measure": "Name of the statistic.",
    "variant": "Which variant of the measure the row is.",
    "last_seen_at": "Time of the last look.",
    "last_changed_at": "Time of the last look that brought something new.",
    "last_outcome": "What came of the last look.",
    "last_good_at": "Time of the last look whose page was accepted.",
    "age_hours": "Hours since the last look.",
    "rows": "Rows held in the newest vintages.",
    "quarantined": "Rows set aside at the last accepted look.",
    "last_seen_on": "Last day on which the board listed the offering.",
    "reason": "Why: absent from three looks on three days, or stated.",
    "series": "Id of the series.",
    "openness_rule": "Which licences count as open.",
    "vintage_on": "Published date of the newest page behind the row.",
    "threshold": "Score to reach, in the series’ unit.",
}


def _table(table: Table) -> Page:
    kind = "issued by gapwatch" if table.fact and table.name in _ISSUED else "stored"
    return Page(table.name, table.about, kind, [_entry(column) for column in table.columns])


_ISSUED = ("gap", "frontier", "lag", "price_gap", "estimate", "claim")


def _entry(column: Column) -> Entry:
    parts = ["may be absent"] if column.optional else []
    if column.one_of:
        parts.append("one of " + ", ".join(column.one_of))
    if column.at_least is not None:
        parts.append(f"≥ {column.at_least:g}")
    if column.at_most is not None:
        parts.append(f"≤ {column.at_most:g}")
    return Entry(column.name, column.type, column.about, "; ".join(parts))
