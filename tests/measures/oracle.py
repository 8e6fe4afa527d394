"""What a frontier and a gap are, said once more the slow way: day by day, entry by entry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from measures.boards.states import BoardState
from measures.names.registry import Registry
from measures.series import Series

Row = Mapping[str, Any]
OPEN = {
    "any_weights": ("non_commercial", "restricted", "permissive", "fully_open"),
    "commercial": ("restricted", "permissive", "fully_open"),
    "permissive": ("permissive", "fully_open"),
}


@dataclass(frozen=True)
class Day:
    closed: str | None
    opened: str | None
    gap: float | None
    unresolved: int


def days(first: str, last: str) -> Iterator[str]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day.isoformat()
        day += timedelta(days=1)


def on_day(
    series: Series, states: Sequence[BoardState], known: Registry, rule: str, day: str, through: str
) -> Day:
    by = day if series.axis == "board" else through
    seen = [state for state in states if state.published_on <= by]
    if not seen:
        return Day(None, None, None, 0)
    newest = max(seen, key=lambda state: state.published_on)
    closed, opened, unknown = [], [], []
    for row in newest.rows:
        if series.axis == "entry" and (row["dated_on"] is None or row["dated_on"] > day):
            continue
        sorts = _sorts(series, row, known, OPEN[rule], newest.published_on, day)
        closed += [(joined, row) for kind, joined in sorts if kind == "closed"]
        opened += [(joined, row) for kind, joined in sorts if kind == "open"]
        unknown += [row for kind, _ in sorts if kind == "unknown"]
    better = 1 if series.direction == "higher" else -1
    ours, theirs = _leader(closed, better), _leader(opened, better)
    if ours is None or theirs is None:
        names = [None if side is None else side["entry"] for side in (ours, theirs)]
        return Day(names[0], names[1], None, len(unknown))
    worse = min(better * side["value"] for side in (ours, theirs))
    return Day(
        closed=ours["entry"],
        opened=theirs["entry"],
        gap=better * (ours["value"] - theirs["value"]),
        unresolved=sum(better * row["value"] >= worse for row in unknown),
    )


def _leader(joined: Sequence[tuple[str, Row]], better: int) -> Row | None:
    ranked = sorted(joined, key=lambda it: (-better * it[1]["value"], it[0], it[1]["entry"]))
    return ranked[0][1] if ranked else None


def _sorts(
    series: Series, row: Row, known: Registry, grades: Sequence[str], published_on: str, day: str
) -> list[tuple[str, str]]:
    match = known.match("place", row["model_name"], published_on)
    if match is None:
        return [("unknown", day)]
    first = day if series.axis == "board" else row["dated_on"]
    found: dict[str, str] = {}
    for past in days(first, day):
        grade = known.openness(match.model, past)
        kind = "closed" if grade == "closed" else "open" if grade in grades else None
        if kind:
            # On the board axis all "join" on the day itself, so that names break ties.
            found.setdefault(kind, past)
    if known.openness(match.model, day) == "unknown":
        found["unknown"] = day
    return list(found.items())
