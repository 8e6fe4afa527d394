"""Issue of what lags come to: means over windows, first crossings, catch-up, by exposure.

All of it is made inside the newest vintage and ends on its published date: later days bring no
news, so a row is issued when a vintage arrives and not every day. A frozen or saturated series by
the dates of its entries ends earlier, when a frontier last moved: pages go on, nothing else does.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from measures.catch_up import milestones, survival
from measures.gap import inputs_on
from measures.lag import RULES
from measures.lag_exposure import Lagged
from measures.lag_frontier import Field, newest_field
from measures.lag_told import has_ended
from measures.lag_window import (
    Crossing,
    Frontiers,
    Mean,
    Window,
    backward_interval,
    backward_mean,
    crossings,
    horizontal_mean,
    round_levels,
    vertical_mean,
)
from measures.series import Series
from measures.uncertainty import LEVEL
from pipelines.issues.inputs import Inputs, arrival, estimate_row
from pipelines.issues.lag import clocks, first_listed
from pipelines.issues.lag_exposure import by_exposure
from warehouse.columns import OPENNESS_RULES
from warehouse.vintages import Arrival

Row = dict[str, Any]
YEAR_DAYS = 365
LEVEL_STEPS = {"percent": 10.0, "index": 5.0, "elo": 50.0}
"""Distance of the levels whose first crossing is issued; other units have none."""


@dataclass(frozen=True)
class Case:
    """One series under one openness rule on one clock, inside its newest vintage."""

    series: Series
    rule: str
    clock: str
    field: Field
    frontiers: Frontiers
    through: str

    @property
    def key(self) -> str:
        """openness rule|clock: the head of every variant's key."""
        return f"{self.rule}|{self.clock}"

    @property
    def start(self) -> str | None:
        """First day on which both classes have an entry."""
        if not self.frontiers.closed or not self.frontiers.opened:
            return None
        return max(self.frontiers.closed[0].on, self.frontiers.opened[0].on)

    def last_year(self, start: str) -> Window:
        """The last year, or what there is of it since `start`."""
        year = date.fromisoformat(self.through) - timedelta(days=YEAR_DAYS - 1)
        return max(start, year.isoformat()), self.through


def lag_estimates(inputs: Inputs) -> Iterator[Arrival]:
    """Boards `lag_window`, `lag_threshold` and `catch_up` per series, and `lag_exposure`."""
    lagged: list[Lagged] = []
    listed = first_listed(inputs)
    for series in inputs.series.values():
        newest = inputs_on(series, inputs.states[series.id], inputs.through)
        if newest is None:
            continue
        states = inputs.states[series.id]
        cases = [
            case
            for clock in clocks(inputs, series, listed)
            for case in _cases(
                series,
                newest_field(series, states, inputs.names, clock, newest),
                clock.name,
                newest,
            )
        ]
        for board, make in BOARDS.items():
            rows = [row for case in cases for row in make(inputs, case)]
            yield arrival("estimate", board, series.id, inputs.today, newest, rows)
        lagged += [one for case in cases for one in _lagged(case)]
    yield from by_exposure(inputs, lagged)


def _cases(series: Series, field: Field, clock: str, newest: str) -> Iterator[Case]:
    """One case per openness rule; none when only leaders are known of the vintage."""
    for rule in OPENNESS_RULES if field.is_whole else ():
        frontiers = Frontiers.of(field, rule, newest)
        yield Case(series, rule, clock, field, frontiers, _end(series, frontiers, newest))


def _end(series: Series, found: Frontiers, newest: str) -> str:
    """The newest page's day, or that of the last step of either class where no more will come."""
    steps = (*found.closed, *found.opened)
    if not has_ended(series) or series.axis == "board" or not steps:
        return newest
    return max(step.on for step in steps)


def _estimate(inputs: Inputs, case: Case, variant: str, **columns: Any) -> Row:
    return estimate_row(
        inputs,
        entry=f"{case.key}|{variant}",
        series=case.series.id,
        openness_rule=case.rule,
        through_on=case.through,
        vintages=json.dumps(case.field.vintages),
        **columns,
    )


def _windows(inputs: Inputs, case: Case) -> Iterator[Row]:
    start = case.start
    if start is None:
        return
    windows = {"": (start, case.through), "_year": case.last_year(start)}
    for suffix, window in windows.items():
        for name, mean in _means(case, window, suffix).items():
            if mean is not None:
                yield _mean_row(inputs, case, name + suffix, window, mean)


def _means(case: Case, window: Window, suffix: str) -> dict[str, Mean | None]:
    """Means by name. By first-seen dates only backward ones, which know what is only a bound."""
    found = case.frontiers
    named: dict[str, Mean | None] = {
        f"backward_{rule}": backward_mean(found, window, rule) for rule in RULES[1:]
    }
    named["backward_uncensored"] = backward_mean(found, window, RULES[0], uncensored=True)
    if case.clock != "released":
        return {**named, "backward": backward_mean(found, window, RULES[0])}
    named["backward"] = _with_interval(found, window)
    named["vertical"] = vertical_mean(found, window, LEVEL)
    if not suffix:
        named["horizontal"] = horizontal_mean(found, case.through, LEVEL)
        named["horizontal_with_uncaught"] = horizontal_mean(
            found, case.through, LEVEL, uncaught=True
        )
    return named


def _with_interval(found: Frontiers, window: Window) -> Mean | None:
    mean = backward_mean(found, window, "tolerance_0")
    ends = backward_interval(found, window, LEVEL)
    if mean is None or ends is None:
        return mean
    return Mean(mean.value, mean.n, mean.bounds, *ends)


CAVEATS = {
    **dict.fromkeys(
        ("backward", "backward_one_se", "backward_significance"),
        "Some days count with a lower bound, so the mean is too short.",
    ),
    "horizontal": "Levels that open has not reached are left out, so the mean is too short.",
    "horizontal_with_uncaught": "Levels that open has not reached count with the days so far: "
    "a lower bound.",
}


def _mean_row(inputs: Inputs, case: Case, name: str, window: Window, mean: Mean) -> Row:
    is_level = name.startswith("horizontal")
    caveat = CAVEATS.get(name.removesuffix("_year"))
    detail = {
        "bounds": mean.bounds,
        "counted": "bands of levels" if is_level else "days",
        "undated": case.field.undated,
        "unmatched": case.field.unmatched,
    }
    return _estimate(
        inputs,
        case,
        name,
        value=mean.value,
        low=mean.low,
        high=mean.high,
        ci_level=None if mean.low is None else LEVEL,
        n=mean.n,
        unit=case.series.unit if name.startswith("vertical") else "days",
        from_on=window[0],
        detail=json.dumps(detail, sort_keys=True),
        caveat=caveat if mean.bounds or name == "horizontal" else None,
    )


def _thresholds(inputs: Inputs, case: Case) -> Iterator[Row]:
    step = LEVEL_STEPS.get(case.series.unit)
    if step is None or case.clock != "released":
        return
    if case.series.sign < 0:
        step /= 10
    for crossed in crossings(case.frontiers, round_levels(case.frontiers, step)):
        yield _crossing_row(inputs, case, crossed)


def _crossing_row(inputs: Inputs, case: Case, crossed: Crossing) -> Row:
    level = case.series.sign * crossed.level
    return _estimate(
        inputs,
        case,
        f"{level:g}",
        value=crossed.days,
        n=None if crossed.days is None else 1,
        unit="days",
        detail=json.dumps({**asdict(crossed), "level": level}, sort_keys=True),
        caveat=_crossing_caveat(crossed),
    )


def _crossing_caveat(crossed: Crossing) -> str | None:
    told = {
        "Closed may have been there before the first one observed.": crossed.is_left_censored,
        "Open may have been there before the first one observed: at most this.": crossed.is_at_most,
        "Open has not reached this level.": crossed.days is None,
    }
    return " ".join(text for text, holds in told.items() if holds) or None


DEPENDENT = (
    "One open model may catch up with several milestones, so they are not independent and the "
    "interval is too narrow."
)
LATE = (
    " {} of the milestones were caught by the first open model observed, which open may have had "
    "before: their times are at most this."
)


def _catch_ups(inputs: Inputs, case: Case) -> Iterator[Row]:
    for rule in RULES if case.clock == "released" else ():
        times, undecided = milestones(case.frontiers, case.through, rule)
        found = survival(times, LEVEL)
        if found is None:
            continue
        late = sum(time.is_at_most for time in times)
        detail = json.dumps(
            {
                "at_most": late,
                "caught": found.caught,
                "undecided": undecided,
                "horizon_days": found.horizon,
                "milestones": [asdict(time) for time in times],
            },
            sort_keys=True,
        )
        common: Row = {
            "n": found.n,
            "unit": "days",
            "from_on": times[0].on,
            "detail": detail,
            "caveat": DEPENDENT + (LATE.format(late) if late else ""),
        }
        yield _estimate(
            inputs, case, f"{rule}|median", value=found.median, low=found.median_low,
            high=found.median_high, ci_level=LEVEL if found.caught else None, **common,
        )  # fmt: skip
        yield _estimate(
            inputs, case, f"{rule}|restricted_mean", value=found.restricted_mean,
            low=found.restricted_low, high=found.restricted_high,
            ci_level=None if found.restricted_low is None else LEVEL, **common,
        )  # fmt: skip


BOARDS: dict[str, Callable[[Inputs, Case], Iterator[Row]]] = {
    "lag_window": _windows,
    "lag_threshold": _thresholds,
    "catch_up": _catch_ups,
}


def _lagged(case: Case) -> Iterator[Lagged]:
    """The series' backward mean over its last year, for the comparison by exposure."""
    start = case.start
    if start is None or case.clock != "released" or case.series.status != "live":
        return
    mean = backward_mean(case.frontiers, case.last_year(start), "tolerance_0")
    if mean is not None:
        yield Lagged(
            series=case.series.id,
            exposure=case.series.exposure,
            rule=case.rule,
            days=mean.value,
            is_bound=bool(mean.bounds),
            vintages=case.field.vintages,
        )
