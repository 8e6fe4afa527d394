from dataclasses import replace

import pytest

from measures.lag.releases import ANCHORS
from measures.segments import LagSegment
from tests.measures.lag.sample import Model, board, history, indexed, lags
from tests.measures.sample import row, state

# Closed had 100 in January, 110 in April, 120 in July 2024; open has 112 from September on.
STAIRS: dict[str, Model] = {
    "c1": ("2024-01-01", "closed", 100, 2.0),
    "c2": ("2024-04-01", "closed", 110, 2.0),
    "c3": ("2024-07-01", "closed", 120, 2.0),
    "o1": ("2024-09-01", "permissive", 112, 2.0),
}


def test_days_since_closed_first_had_what_open_has() -> None:
    [found] = lags(STAIRS)
    # 112 was first reached by 120 on 2024-07-01: 548 days before 2025-12-31.
    assert (found.counts_from, found.sign, found.closed_model) == ("2024-07-01", 1, "c3")
    assert found.on("2025-12-31").days == 548
    assert (found.open_model, found.open_value, found.vintage_on) == ("o1", 112, "2025-12-31")
    assert (found.censored, found.basis) == (None, "board")


def test_below_the_first_observed_closed_model_it_is_a_lower_bound() -> None:
    [found] = lags({**STAIRS, "o1": ("2024-09-01", "permissive", 99, 2.0)})
    assert (found.counts_from, found.censored, found.high_from) == ("2024-01-01", "left", None)
    assert found.low_from is not None


def test_open_ahead_is_a_lead_since_open_first_passed_closed() -> None:
    ahead: dict[str, Model] = {
        **STAIRS,
        "o1": ("2024-09-01", "permissive", 121, 2.0),
        "o2": ("2024-10-01", "permissive", 130, 2.0),
    }
    [found] = lags(ahead)
    # 121 passed 120 on 2024-09-01, 486 days before 2025-12-31; the closed leader is named. Nobody
    # observed open before: it may have been above 120 earlier, and no draw says how much earlier.
    days = found.on("2025-12-31").days
    assert (found.sign, found.counts_from, days) == (-1, "2024-09-01", -486)
    assert (found.closed_model, found.open_model) == ("c3", "o2")
    assert (found.censored, found.low_sign, found.low_from) == ("left", None, None)
    assert (found.high_sign, found.ci_level) == (-1, 0.95)
    # An open entry below the best closed was observed before: since then the lead is exact.
    [exact] = lags({**ahead, "o0": ("2024-08-01", "permissive", 90, 2.0)})
    assert (exact.counts_from, exact.censored) == ("2024-09-01", None)


def test_of_leaders_the_lag_is_a_bound_and_a_lead_is_not_told() -> None:
    leaders: dict[str, Model] = {name: STAIRS[name] for name in ("c2", "c3", "o1")}
    [found] = lags(leaders, basis="leaders")
    assert (found.basis, found.censored, found.low_from) == ("leaders", "left", None)
    ahead = {**leaders, "o1": ("2024-09-01", "permissive", 130.0, 2.0)}
    assert lags(ahead, basis="leaders") == []


def test_what_defines_the_scale_has_no_error_on_it() -> None:
    anchored = next(iter(ANCHORS["eci"].items()))
    models: dict[str, Model] = {
        "c1": ("2024-01-01", "closed", 100, 2.0),
        anchored[0]: ("2024-02-01", "closed", anchored[1], None),
        "o1": ("2024-09-01", "permissive", 112, 2.0),
    }
    eci = replace(indexed(), id="eci")
    assert history(eci, [board(models)], models)[0].ci_level == 0.95
    assert history(indexed(), [board(models)], models)[0].ci_level is None


OPENED: dict[str, Model] = {
    "first": ("2024-01-01", "closed", 100, 1.0),
    "early": ("2024-02-01", "permissive", 90, 1.0),
    "kimi": ("2025-07-16", "opened 2025-07-27", 120, 1.0),
    "after": ("2025-07-24", "closed", 125, 1.0),
}


def test_a_model_never_lags_its_own_closed_past() -> None:
    for axis in ("board", "entry"):
        *_, found = by_axis(OPENED, axis)
        assert (found.open_model, found.closed_model) == ("kimi", "after")
        assert (found.sign, found.counts_from) == (1, "2025-07-24")
        without = {name: one for name, one in OPENED.items() if name != "after"}
        *_, alone = by_axis(without, axis)
        # Nobody else had it: open leads, from the day on which the weights could be had.
        assert (alone.sign, alone.counts_from, alone.closed_model) == (-1, "2025-07-27", "first")


@pytest.mark.parametrize(
    ("weights_on", "closed", "since"),
    [("2025-09-15", "kimi", "2025-07-16"), ("2025-09-14", "after", "2025-07-24")],
)
def test_others_lag_a_model_whose_weights_came_later_than_after_sixty_days(
    weights_on: str, closed: str, since: str
) -> None:
    models: dict[str, Model] = {**OPENED, "late": ("2025-07-20", "permissive", 110, 1.0)}
    models["kimi"] = ("2025-07-16", f"opened {weights_on}", 120, 1.0)
    found = [one for one in by_axis(models, "entry") if one.entry < weights_on][-1]
    assert (found.open_model, found.closed_model, found.counts_from) == ("late", closed, since)


def by_axis(models: dict[str, Model], axis: str) -> list[LagSegment]:
    rows = [
        row(name, one[2], unit="index", stderr=one[3], dated_on=one[0])
        for name, one in models.items()
    ]
    return history(indexed(axis), [state("2025-12-31", *rows)], models)
