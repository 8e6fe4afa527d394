"""Issue of what lags come to: means over windows, first crossings, catch-up, by exposure.

All of it is made inside the newest vintage and ends on its published date: later days bring no
news, so a row is issued when a vintage arrives and not every day. A frozen or saturated series by
the dates of its entries ends earlier, when a frontier last moved: pages go on, nothing else does.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from measures.gap.daily import inputs_on
from measures.lag.catch_up import milestones, survival
from measures.lag.daily import HEADLINE, RULES
from measures.lag.frontiers import newest_field
from measures.lag.windows import Crossing, Lagged, backward_mean, crossings, round_levels
from measures.uncertainty.intervals import LEVEL
from pipelines.issues.inputs import Inputs, arrival
from pipelines.issues.lag import clocks, first_listed
from pipelines.issues.lag_case import Case, Row, cases_of, estimate
from pipelines.issues.lag_exposure import by_exposure
from pipelines.issues.lag_windows import windows
from warehouse.history.vintages import Arrival

LEVEL_STEPS = {"percent": 10.0, "index": 5.0, "elo": 50.0}
"""Distance of the levels whose first crossing is issued; other units have none."""


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
            for case in cases_of(
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
    return estimate(
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
    " Times of milestones that the first open model observed caught, which open may have had "
    "before, are at most this: {} of them."
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
        yield estimate(
            inputs, case, f"{rule}|median", value=found.median, low=found.median_low,
            high=found.median_high, ci_level=LEVEL if found.caught else None, **common,
        )  # fmt: skip
        yield estimate(
            inputs, case, f"{rule}|restricted_mean", value=found.restricted_mean,
            low=found.restricted_low, high=found.restricted_high,
            ci_level=None if found.restricted_low is None else LEVEL, **common,
        )  # fmt: skip


BOARDS: dict[str, Callable[[Inputs, Case], Iterator[Row]]] = {
    "lag_window": windows,
    "lag_threshold": _thresholds,
    "catch_up": _catch_ups,
}


def _lagged(case: Case) -> Iterator[Lagged]:
    """The series' backward mean over its last year, for the comparison by exposure."""
    start = case.start
    if start is None or case.clock != "released" or case.series.status != "live":
        return
    mean = backward_mean(case.frontiers, case.last_year(start), HEADLINE)
    if mean is not None:
        yield Lagged(
            series=case.series.id,
            exposure=case.series.exposure,
            rule=case.rule,
            days=mean.value,
            is_bound=bool(mean.bounds),
            is_lead_bound=bool(mean.lead_bounds),
            vintages=case.field.vintages,
        )
