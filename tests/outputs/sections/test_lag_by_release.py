"""Charts by release date: staircases, and the bracket of the lag."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType, SimpleNamespace
from typing import Any

from measures.segments import GapSegment, LagSegment
from measures.series import load
from outputs.sections.lag.releases import Releases
from outputs.wording import ModelNames
from tests.outputs import approved

Row = dict[str, Any]


def stair(side: str, on: str, value: float, model: str, **changed: Any) -> Row:
    """A row of `frontier_by_release`: a step of Epoch's index on the page of 31 December 2024."""
    return {
        "series": "eci", "openness_rule": "any_weights", "class": side, "model": model,
        "on_date": on, "name": model, "value": value, "through_on": "2024-12-31",
        "vintage_on": "2024-12-31",
    } | changed  # fmt: skip


ROWS: list[Row] = [
    stair("closed", "2024-01-01", 100.0, "c1"),
    stair("open", "2024-03-01", 95.0, "o1"),
    stair("closed", "2024-06-01", 110.0, "c2"),
    stair("open", "2024-09-01", 105.0, "o2"),
]
NAMES = ModelNames({"c1": "Closed 1", "c2": "Closed 2", "o1": "Open 1", "o2": "Open 2"})
FOLLOWED = ModelNames.of({
    model: {"name": called, "days_to_weights": 11 if model in {"c2", "o2"} else None}
    for model, called in NAMES.items()
})  # fmt: skip
NONE = {"entry": "2024-12-31"}
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
    "of entries by their own days": NEWER | {"vintage_on": None, "inputs_on": "2025-02-01"},
    "an older list": OF_ITS_PAGE | {"vintage_on": "2024-12-30"},
}
LAGS: dict[str, tuple[str, dict[str, Any]]] = {
    # 213 and 245 days after 1 June, and what a day without news would add is not drawn.
    "closed had it first": ("2024-12-31", {}),
    "counted to today": ("2025-01-20", {}),
    "a newer list": ("2025-02-01", {}),
    "open leads": ("2024-12-31", {"sign": -1}),
    "at least": ("2024-12-31", {"censored": "left"}),
    "not known": ("2024-12-31", {"sign": None}),
    "level": ("2024-12-31", {"counts_from": "2024-12-31"}),
}


def found(
    rows: Sequence[Row] = ROWS,
    names: ModelNames = NAMES,
    newest: Mapping[str, Any] = MappingProxyType(NONE),
    lag: Any = None,
) -> Releases:
    """What is made of ECI's steps; `newest`: the gap of its newest list."""
    called = ModelNames({**names, "c3": "Closed Model 3", "o3": "Open-Model-3-With-A-Name"})
    called.opened = names.opened
    steps = [row | {"name": called.called(row["model"])} for row in rows]
    return Releases(load()["eci"], steps, called, GapSegment(**newest), lag)


def lagged(on: str, changed: Mapping[str, Any]) -> Any:
    """A line of the lag that is shown for a day."""
    row = {"entry": "2024-09-01", "counts_from": "2024-06-01", "sign": 1, "closed_value": 110.0,
           "open_value": 105.0}  # fmt: skip
    segment = LagSegment(**row | changed)
    return SimpleNamespace(
        segment=segment, freshness=SimpleNamespace(shown_on=on, is_stale=True), days=None,
        is_bound=segment.censored is not None, is_counted=False, verdict="closed ahead",
    )  # fmt: skip


def told(one: Releases) -> Iterator[str]:
    """What is drawn."""
    stairs = one.stairs
    yield f"until {stairs.until}; newer {one.newer_on or 'none'}"
    yield from (f"{it.at} {it.side} {it.value} {it.name}" for it in stairs.releases)
    yield from (f"newer: {it.at} {it.side} {it.value} {it.name}" for it in stairs.newer)


def test_staircases_and_the_lag_between_them() -> None:
    said: dict[str, object] = {
        case: list(told(found(newest=newest))) for case, newest in LISTS.items()
    }
    said["weights came later"] = list(told(found(names=FOLLOWED)))
    said["one class alone"] = list(told(found(ROWS[:1])))
    for case, (on, changed) in LAGS.items():
        newest = NEWER if case == "a newer list" else NONE
        said[case] = str(found(newest=newest, lag=lagged(on, changed)).stairs.behind)
    approved.check(__file__, said)


def test_leaders_on_another_scale_are_not_drawn() -> None:
    """Arena's agents have a scale for each page: there a fall may be one of the zero."""
    lag = lagged("2024-12-31", {})
    for newest, drawn in ((NEWER, 0), (OF_ITS_PAGE, 1)):
        one = Releases(load()["arena_agent"], ROWS, NAMES, GapSegment(**newest), lag)
        assert (len(one.stairs.newer), one.stairs.behind is not None) == (drawn, bool(drawn))
