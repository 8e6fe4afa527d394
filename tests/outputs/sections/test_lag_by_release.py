"""Charts by release date: staircases, and the bracket of the lag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType, SimpleNamespace
from typing import Any

from measures.segments import GapSegment
from measures.series import load
from outputs.sections.lag.releases import Releases, releases
from outputs.wording import ModelNames
from tests.outputs import approved
from tests.outputs.shelf import HOSTILE

Row = dict[str, Any]


def stair(side: str, on: str, value: float, model: str, **changed: Any) -> Row:
    """A row of `frontier_by_release`: a step of Epoch's index on the page of 31 December 2024."""
    return {
        "series": "eci", "openness_rule": "any_weights", "class": side, "model": model,
        "on_date": on, "name": model, "value": value, "through_on": "2024-12-31",
        "vintage_on": "2024-12-31",
    } | changed  # fmt: skip


# Closed 100, 110; open 95, 105. Closed had 105 with 110 on 1 June: 213 days before the page.
ROWS: list[Row] = [
    stair("closed", "2024-01-01", 100.0, "c1"),
    stair("open", "2024-03-01", 95.0, "o1"),
    stair("closed", "2024-06-01", 110.0, "c2"),
    stair("open", "2024-09-01", 105.0, "o2"),
]
LEAD = [*ROWS[:3], stair("open", "2024-08-31", 115.0, "o2")]
# Closed 2 was opened: the others are compared, if a step of theirs tells since when.
OWN = [*ROWS[:3], stair("open", "2024-09-01", 110.0, "c2")]
NAMES = ModelNames({"c1": "Closed 1", "c2": "Closed 2", "o1": "Open 1", "o2": "Open 2"})
FOLLOWED = ModelNames.of({
    model: {"name": called, "days_to_weights": 11 if model in {"c2", "o2"} else None}
    for model, called in NAMES.items()
})  # fmt: skip
STEPS: dict[str, list[Row]] = {
    "closed had it first": ROWS,
    "open leads": LEAD,
    "open leads, its first model was there before": [LEAD[0], LEAD[2], LEAD[3]],
    "the first closed model was there before": ROWS[:3],
    "level on the day of the page": [
        LEAD[0], LEAD[1], LEAD[3], stair("closed", "2024-12-31", 120.0, "c2"),
    ],
    "one class alone": ROWS[:1],
    "no model lags its own closed past": OWN,
    "but others": [*OWN, stair("closed", "2024-10-01", 112.0, "c3")],
}  # fmt: skip
NEWER = {
    "entry": "2025-02-01", "vintage_on": "2025-02-01", "closed_model": "c3",
    "closed_value": 120.0, "open_model": "o3", "open_value": 108.0,
}  # fmt: skip
OF_ITS_PAGE = NEWER | {
    "entry": "2024-12-31", "vintage_on": "2024-12-31", "open_model": "o2", "open_value": 105.0,
}  # fmt: skip
LISTS: dict[str, dict[str, Any]] = {
    "a newer list has both leaders": NEWER,
    "a newer list has the same open leader": NEWER | {"open_model": "o2", "open_value": 105.5},
    "the list of its own page": OF_ITS_PAGE | {"closed_model": "c2", "closed_value": 110.0},
    # One whose release has no day stands on no staircase, but the gap is of it.
    "its own page, a leader without a day": OF_ITS_PAGE,
    "an older list": OF_ITS_PAGE | {"vintage_on": "2024-12-30"},
}


def found(
    rows: Sequence[Row] = ROWS,
    names: ModelNames = NAMES,
    newest: Mapping[str, Any] = MappingProxyType({}),
    lag: Any = None,
) -> Releases:
    """What is made of ECI's steps; `newest`: the gap of its newest list."""
    names = ModelNames(
        {**names, "c3": "Closed Model 3", "o3": "Open-Model-3-With-A-Name"}, names.opened
    )
    gaps = {"eci": (GapSegment(**newest), lag)} if newest else {}
    steps = [row | {"name": names.get(row["model"], row["model"])} for row in rows]
    return releases(load(), steps, names, gaps)["eci"]


def told(one: Releases) -> Iterator[str]:
    """What is drawn."""
    stairs = one.stairs
    yield f"until {one.until}, {stairs.end}; newer {one.newer_on or 'none'}; apart {stairs.apart}"
    yield f"lag drawn: {stairs.behind}"
    yield from (f"{it.on} {it.side} {it.value} {it.name}" for it in stairs.releases)
    yield from (f"newer: {it.on} {it.side} {it.value} {it.name}" for it in stairs.newer)


def test_staircases_and_the_lag_between_them() -> None:
    said = {case: list(told(found(rows))) for case, rows in STEPS.items()}
    said |= {case: list(told(found(newest=newest))) for case, newest in LISTS.items()}
    said["weights came later"] = list(told(found(names=FOLLOWED)))
    # 1 June 2024 to 1 February 2025 are 245 days, by the order of models of December.
    for order_on in ("2024-12-31", None):
        lag = SimpleNamespace(
            days=245, freshness=SimpleNamespace(shown_on="2025-02-01", is_stale=False), text="245",
            segment=SimpleNamespace(counts_from="2024-06-01", order_on=order_on), verdict=None,
            is_bound=False, model=lambda _: None,
        )  # fmt: skip
        said[f"the lag of the title, by the order of {order_on}"] = list(
            told(found(newest=NEWER, lag=lag))
        )
    approved.check(__file__, said)


def test_of_entries_with_days_of_their_own_the_lines_end_with_the_gap_and_no_lag_is_drawn() -> None:
    rows = [
        row | {"series": "hle", "name": row["model"], "through_on": "2026-11-30"} for row in ROWS
    ]
    one = releases(load(), rows, NAMES, {})["hle"]
    assert (one.by, found().by) == ("date of entry", "release date")
    assert (one.until, one.stairs.end, one.stairs.behind) == (
        ROWS[0]["vintage_on"], date.fromisoformat(ROWS[0]["vintage_on"]), None,
    )  # fmt: skip


def test_unknown_series_are_left_out_and_names_stay_text() -> None:
    foreign = stair("closed", "2024-01-01", 1.0, "c1", series="gone")
    assert releases(load(), [foreign], NAMES, {}) == {}
    one = found(names=ModelNames({**NAMES, "o2": HOSTILE, "c2": HOSTILE}))
    assert "<script" not in str(one.chart)
