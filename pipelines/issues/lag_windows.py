"""Issue of mean lags over windows: all days and the last year, backward, vertical, horizontal."""

import json
from collections.abc import Iterator

from measures.lag import RULES
from measures.lag_window import (
    Frontiers,
    Mean,
    Window,
    backward_interval,
    backward_mean,
    horizontal_mean,
    vertical_mean,
)
from measures.uncertainty import LEVEL
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
    return estimate(
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
