from datetime import date

import pytest
from hypothesis import given, strategies as st

from measures.lag.parity import Row, median, times_to_parity
from tests.measures.lag.sample import Model, releases


def took(days: int, *, reached: bool = True) -> Row:
    return {"followed_days": days, "reached_on": "2024-02-01" if reached else None}


CASE = [took(2), took(3), took(3, reached=False), took(5), took(8), took(8, reached=False)]


def test_kaplan_meier_by_hand() -> None:
    # At 2: 6 at risk, 1 reached: S = 5/6. At 3: 5 at risk, 1: S = 5/6 * 4/5 = 2/3.
    # At 5: 3 at risk (one is censored at 3): S = 2/3 * 2/3 = 4/9: the median is 5.
    # At 8: 2 at risk: S = 4/9 * 1/2 = 2/9.
    found = median(CASE)
    assert (found["n"], found["n_censored"], found["median_days"]) == (6, 2, 5)
    # log-log at 2: S = 5/6, Greenwood sum 1/30: exp(-exp(log(-log S) -+ 1.96 * se)) -> 0.273 for
    # the lower end, already below one half; the upper end never falls to it.
    assert (found["low"], found["high"], found["ci_level"]) == (2, None, 0.95)

    # A curve that falls to exactly one half has its median there.
    assert median([took(4), took(9, reached=False)])["median_days"] == 4
    found = median([took(10, reached=False), took(30, reached=False)])
    assert (found["median_days"], found["low"], found["ci_level"]) == (None, None, None)
    assert median([]) is None


def test_what_the_first_observed_open_entry_reached_was_reached_then_at_the_latest() -> None:
    models: dict[str, Model] = {
        "c1": ("2024-01-01", "closed", 100, 1),
        "c2": ("2024-01-11", "closed", 110, 1),
        "o1": ("2024-01-06", "permissive", 105, 1),
        "o2": ("2024-01-21", "permissive", 112, 1),
    }
    found = times_to_parity(releases(models, "2024-01-31"), "2024-01-31")
    assert [(one["days"], one["open_model"], one["censored"]) for one in found] == [
        (5, "o1", "left"),
        (10, "o2", None),
    ]
    # Open was there first: 0 days is no bound, whoever of open it was.
    early: dict[str, Model] = {**models, "o1": ("2023-12-01", "permissive", 105, 1)}
    first, *_ = times_to_parity(releases(early, "2024-01-31"), "2024-01-31")
    assert (first["days"], first["censored"]) == (0, None)


def test_the_interval_runs_from_may_be_there_to_surely_there() -> None:
    models: dict[str, Model] = {
        "o0": ("2023-06-01", "permissive", 90, 2.0),
        "c1": ("2024-01-01", "closed", 100, 2.0),
        # The error of a difference is 2.83, so 1.645 of them are 4.65: 96 may be there, 95 not.
        "o1": ("2024-01-11", "permissive", 95, 2.0),
        "o2": ("2024-01-21", "permissive", 96, 2.0),
        "o3": ("2024-01-31", "permissive", 100, 2.0),
        "o4": ("2024-02-10", "permissive", 104, 2.0),
        "o5": ("2024-02-20", "permissive", 105, 2.0),
    }
    [found] = times_to_parity(releases(models, "2024-03-31"), "2024-03-31")
    assert (found["days_low"], found["days"], found["days_high"]) == (20, 30, 50)
    assert (found["ci_level"], found["censored"]) == (0.9, None)
    # Nobody is surely there yet, then nobody even may be.
    [found] = times_to_parity(releases(models, "2024-02-15"), "2024-02-15")
    assert (found["days_low"], found["days"], found["days_high"]) == (20, 30, None)
    [found] = times_to_parity(releases(models, "2024-01-15"), "2024-01-15")
    assert (found["days_low"], found["reached_on"], found["days_high"]) == (None, None, None)


THREE: dict[str, Model] = {
    "c1": ("2024-01-01", "closed", 100, 2.0),
    "o1": ("2024-01-11", "permissive", 98, 2.0),
    "o2": ("2024-01-21", "permissive", 110, 2.0),
}


def test_what_the_first_open_model_observed_may_have_has_no_lower_end() -> None:
    [found] = times_to_parity(releases(THREE, "2024-03-31"), "2024-03-31")
    assert (found["days_low"], found["days"], found["days_high"]) == (0, 20, 20)


@pytest.mark.parametrize("without", ["c1", "o1", "o2"])
def test_without_an_error_of_all_that_decide_there_is_no_interval(without: str) -> None:
    models = THREE | {without: (*THREE[without][:3], None)}
    [found] = times_to_parity(releases(models, "2024-03-31"), "2024-03-31")
    assert (found["days_low"], found["days_high"], found["ci_level"]) == (None, None, None)
    assert found["days"] == 20


ENTRIES = st.lists(
    st.tuples(
        st.dates(date(2024, 1, 1), date(2024, 12, 31)),
        st.sampled_from(("closed", "permissive")),
        st.integers(80, 120),
        st.sampled_from((0.5, 2.0, 5.0)),
    ),
    min_size=2,
    max_size=12,
)


@given(ENTRIES)
def test_the_time_lies_within_its_interval_and_is_never_negative(
    entries: list[tuple[date, str, int, float]],
) -> None:
    models: dict[str, Model] = {
        f"m{n}": (on.isoformat(), openness, float(score), error)
        for n, (on, openness, score, error) in enumerate(entries)
    }
    through = "2024-12-31"
    found = times_to_parity(releases(models, through), through)
    for one in found:
        low, days, high = one["days_low"], one["followed_days"], one["days_high"]
        assert days >= 0
        assert low is None or 0 <= low <= days
        assert high is None or high >= days
        # Whoever is surely there is there, and whoever is there may be.
        assert one["reached_on"] is not None or high is None
        assert one["reached_on"] is None or low is not None
