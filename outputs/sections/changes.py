"""What changed since yesterday, last week and last month.

The newest state is compared with what gapwatch itself had issued by the end of the earlier day.
Where nothing had been issued by then, it is compared with what is issued today for that day, and
says so: a reconstruction is not what a reader could have seen.

What changed since earlier days, and what happened, from two issues of the same warehouse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from measures.gap.judgement import verdict
from measures.series import Series
from outputs.sections import events
from outputs.sections.price.levels import PriceMove, price_moves
from outputs.wording import Name, model_name, name
from terms.days import day
from terms.numbers import interval, signed
from terms.openness import HEADLINE_RULE
from terms.units import Unit
from warehouse.reads import alerts as reads_alerts
from warehouse.reads import claims as reads_claims
from warehouse.reads import derived as reads_derived
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import prices as reads_prices
from warehouse.schema.derived import FRONTIER
from warehouse.store import Warehouse

Key = tuple[str, str]
SPANS = (("Since yesterday", 1), ("Since last week", 7), ("Since last month", 30))
SHOWN = 12
EVENTS = 200
"""The newest events that a page lists."""
ISSUED, REBUILT = "issued", "rebuilt"


@dataclass(frozen=True, slots=True)
class Moved:
    """One gap that moved: what it was, what it is, and who took a lead."""

    series: Series
    before: str
    after: str
    unit: str
    said: str | None
    """How the verdict changed; None when it did not."""
    leads: Sequence[tuple[str, Name, Name]]
    """(Class, leader before, leader now) of each class whose leader changed."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A claim's reading whose verdict changed."""

    claim: Name
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangesSince:
    """Everything that changed since one earlier day."""

    title: str
    since: str
    basis: str
    moved: Sequence[Moved]
    begun: Sequence[Series]
    prices: Sequence[PriceMove]
    prices_left: int
    flips: Sequence[Flip]

    @property
    def is_quiet(self) -> bool:
        """True when nothing changed."""
        return not (self.moved or self.begun or self.prices or self.flips)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What one earlier day is compared with.

    `issued`: newest gap rows issued by then, by (series, openness rule), empty when gapwatch had
    issued nothing; `claims`: verdicts issued by then; `prices`: list prices that moved since.
    """

    issued: Mapping[Key, Row]
    claims: Mapping[str, str]
    prices: Sequence[PriceMove]


@dataclass(frozen=True, slots=True)
class Now:
    """What stands: change points by (series, openness rule), and every claim's verdict."""

    issues: Mapping[Key, Sequence[Row]]
    declared: Mapping[str, Series]
    names: Mapping[str, str]
    claims: Mapping[str, str]


def since_days(today: date) -> list[tuple[str, date]]:
    """Title and day of each window."""
    return [(title, today - timedelta(days=days)) for title, days in SPANS]


def window(title: str, then: date, now: Now, earlier: Earlier) -> ChangesSince:
    """Compare what stands with one earlier day, gaps under the widest rule."""
    basis = ISSUED if earlier.issued else REBUILT
    was = earlier.issued or {
        key: row for key, rows in now.issues.items() if (row := in_force(rows, then)) is not None
    }
    newest = {
        series: rows[-1]
        for (series, rule), rows in now.issues.items()
        if rule == HEADLINE_RULE and series in now.declared
    }
    flips = [
        Flip(name(key.replace("|", ", "), 80), earlier.claims[key], verdict_now)
        for key, verdict_now in now.claims.items()
        if earlier.claims.get(key, verdict_now) != verdict_now
    ]
    return ChangesSince(
        title=title,
        since=day(then),
        basis=basis,
        moved=list(_moved(newest, was, now)),
        begun=[now.declared[series] for series in newest if (series, HEADLINE_RULE) not in was],
        prices=earlier.prices[:SHOWN],
        prices_left=max(0, len(earlier.prices) - SHOWN),
        flips=flips,
    )


def in_force(rows: Iterable[Row], on: date) -> Row | None:
    """The change point that holds on a day, of one series oldest first; None before the first."""
    held = [row for row in rows if row["entry"] <= on.isoformat()]
    return held[-1] if held else None


def _moved(newest: Mapping[str, Row], was: Mapping[Key, Row], now: Now) -> Iterator[Moved]:
    for series, row in newest.items():
        before = was.get((series, HEADLINE_RULE))
        if before is not None and _differs(before, row):
            yield _move(now.declared[series], before, row, now.names)


_COMPARED = ("closed_entry", "open_entry", "closed_value", "open_value")


def _differs(before: Row, row: Row) -> bool:
    return (
        any(before[key] != row[key] for key in _COMPARED)
        or _gap(before) != _gap(row)
        or verdict(before) != verdict(row)
    )


def _move(series: Series, before: Row, row: Row, names: Mapping[str, str]) -> Moved:
    said = (verdict(before), verdict(row))
    return Moved(
        series=series,
        before=_gap(before),
        after=_gap(row),
        unit=Unit(series.unit).difference,
        said=None if said[0] == said[1] else f"{said[0]} → {said[1]}",
        leads=[
            (side, _leader(before, side, names), _leader(row, side, names))
            for side in ("closed", "open")
            if before[f"{side}_model"] != row[f"{side}_model"]
        ],
    )


def _gap(row: Row) -> str:
    if row["gap"] is None:
        return "no gap"
    known = interval(row["gap_low"], row["gap_high"])
    return signed(row["gap"]) + (f" ({known})" if known else " (no interval)")


def _leader(row: Row, side: str, names: Mapping[str, str]) -> Name:
    model = row[f"{side}_model"] or row[f"{side}_entry"]
    return model_name(model, names) if model else Name("none")


Row = Mapping[str, Any]
Issues = Mapping[tuple[str, str], Sequence[Row]]
"""(Series, openness rule) to the change points of the newest issue."""


def changed(
    warehouse: Warehouse,
    issues: Issues,
    declared: Mapping[str, Series],
    names: Mapping[str, str],
    today: date,
) -> list[ChangesSince]:
    """What changed since yesterday, last week and last month."""
    connection = warehouse.connection
    now = Now(issues, declared, names, reads_claims.verdicts(connection))
    days = since_days(today)
    priced = reads_prices.price_moves(connection, min(then for _, then in days).isoformat())
    found = []
    for title, then in days:
        issued = reads_gaps.gaps_known(connection, then)
        earlier = Earlier(
            {(row["board"], row["category"]): row for row in issued},
            reads_claims.verdicts(connection, then),
            price_moves(priced, then.isoformat()),
        )
        found.append(window(title, then, now, earlier))
    return found


def happened(
    warehouse: Warehouse,
    issues: Issues,
    declared: Mapping[str, Series],
    names: Mapping[str, str],
    today: date,
) -> list[events.Event]:
    """Events that were told and those that the issued rows tell, newest first."""
    kept = events.recorded(reads_alerts.events(warehouse.connection, EVENTS, quiet=False), declared)
    frontiers = reads_derived.derived_rows(warehouse.connection, FRONTIER)
    return events.joined(kept, events.derived(issues, frontiers, declared, names, today))
