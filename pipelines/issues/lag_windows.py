"""Issue of mean lags over windows: all days and the last year, backward, vertical, horizontal."""

import json
from collections.abc import Iterator

from measures.lag.daily import HEADLINE, RULES
from measures.lag.windows import (
    Frontiers,
    Mean,
    Window,
    backward_interval,
    backward_mean,
    horizontal_mean,
    vertical_mean,
)
from measures.uncertainty.intervals import LEVEL
from pipelines.issues.inputs import Inputs
from pipelines.issues.lag_case import Case, Row, estimate


def windows(inputs: Inputs, case: Case) -> Iterator[Row]:
    """Board `lag_window`: the case's means over all its days and over its last year."""
    start = case.start
    if start is None:
        return
    spans = {"": (start, case.through), "_year": case.last_year(start)}
    for suffix, window in spans.items():
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
    mean = backward_mean(found, window, HEADLINE)
    return mean and mean.between(backward_interval(found, window, LEVEL))


CAVEATS = {
    "horizontal": "Levels that open has not reached are left out, so the mean is too short.",
    "horizontal_with_uncaught": "Levels that open has not reached count with the days so far: "
    "a lower bound.",
}
LAG_BOUNDS = "Some days count with a lower bound, so the mean is too short."
LEAD_BOUNDS = "On some days open may have led for longer, so the mean is too long."
BOTH_BOUNDS = (
    "Some days count with a lower bound, and on some open may have led for longer, so the mean is "
    "neither at least nor at most this."
)


def _mean_row(inputs: Inputs, case: Case, name: str, window: Window, mean: Mean) -> Row:
    is_level = name.startswith("horizontal")
    detail = {
        "bounds": mean.bounds,
        "lead_bounds": mean.lead_bounds,
        "counted": "bands of levels" if is_level else "days",
        "undated": case.field.undated,
        "unmatched": case.field.unmatched,
    }
    return estimate(
        inputs,
        case,
        name,
        value=mean.value,
        low=mean.low,
        high=mean.high,
        ci_level=None if (mean.low, mean.high) == (None, None) else LEVEL,
        n=mean.n,
        unit=case.series.unit if name.startswith("vertical") else "days",
        from_on=window[0],
        detail=json.dumps(detail, sort_keys=True),
        caveat=_caveat(name, mean),
    )


def _caveat(name: str, mean: Mean) -> str | None:
    if name == "horizontal" or (name in CAVEATS and mean.bounds):
        return CAVEATS[name]
    if mean.lead_bounds:
        return BOTH_BOUNDS if mean.bounds else LEAD_BOUNDS
    return LAG_BOUNDS if mean.bounds else None
