"""Slope, change points, projection and back-test on histories whose answer is known."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files

import pytest

from measures.errors import DeclarationInvalid
from measures.trend.projection import Movement, Projection, back_test, project
from measures.trend.settings import read, settings
from measures.trend.slope import (
    STRONG,
    Sample,
    block_length,
    change_points,
    has_strong_bend,
    sampled,
    since_last_bend,
    slope,
)

START = date(2023, 1, 1)


def _sample(values: list[float]) -> Sample:
    days = tuple((START + timedelta(days=30 * k)).isoformat() for k in range(len(values)))
    return Sample(days, tuple(values))


def _jagged(values: list[float]) -> list[float]:
    """Small deviations in a fixed pattern: no line is exact in practice."""
    return [value + (0.3, -0.2, 0.1, -0.3, 0.2)[k % 5] for k, value in enumerate(values)]


def test_sampling_steps_back_from_the_last_day_and_stops_at_a_hole() -> None:
    segments = [("2024-01-01", lambda _: 9.0), ("2024-02-01", None), ("2024-03-01", lambda _: 5.0)]
    found = sampled(segments, "2024-01-01", "2024-04-15", 30)
    # 15 April, 16 March; 15 February falls into the hole.
    assert found.days == ("2024-03-16", "2024-04-15")
    assert found.values == (5.0, 5.0)


def test_a_lag_grows_between_its_changes() -> None:
    since = date(2024, 1, 1)
    found = sampled([("2024-01-01", lambda on: float((on - since).days))], "", "2024-03-31", 30)
    # 31 March is day 90 of the lag, 1 March day 60, 31 January day 30, 1 January day 0.
    assert found.values[-4:] == (0.0, 30.0, 60.0, 90.0)


def test_days_that_are_not_known_are_passed_over() -> None:
    segments = [("2024-01-01", lambda _: 9.0), ("2024-03-01", lambda _: 5.0)]
    found = sampled(segments, "2024-01-01", "2024-04-15", 30, lambda day: day != "2024-03-16")
    assert found.days == ("2024-01-16", "2024-02-15", "2024-04-15")
    assert found.values == (9.0, 9.0, 5.0)
    assert found.broken_off_on is None


def test_the_day_of_a_hole_is_kept() -> None:
    segments = [("2024-01-01", None), ("2024-03-01", lambda _: 5.0)]
    assert sampled(segments, "2024-01-01", "2024-04-15", 30).broken_off_on == "2024-02-15"


def test_slope_per_year_of_a_straight_line() -> None:
    # One point down every 30 days: 365.25 / 30 = 12.175 a year.
    found = slope(_sample([40.0 - k for k in range(24)]), 500)
    assert found.per_year == pytest.approx(-12.175)
    assert found.low == pytest.approx(-12.175)


def test_the_interval_of_a_slope_holds_the_planted_one() -> None:
    found = slope(_sample(_jagged([40.0 - 0.5 * k for k in range(36)])), 1000)
    assert found.low < -6.0875 < found.high
    assert found == slope(_sample(_jagged([40.0 - 0.5 * k for k in range(36)])), 1000)


def test_a_bend_is_found_on_its_day() -> None:
    bent = [20.0 - k for k in range(12)] + [8.0 + 0.5 * k for k in range(1, 13)]
    # The bend is at the 13th point (index 12 would be 8.5; the lines meet at index 11.33).
    found = change_points(_sample(_jagged(bent)))
    assert found.gain > 10
    assert len(found.on) == 1
    assert "2023-10-28" <= found.on[0] <= "2024-01-26"
    assert found.slopes[0] < 0 < found.slopes[1]


def test_a_straight_line_has_no_bend() -> None:
    assert change_points(_sample(_jagged([40.0 - 0.5 * k for k in range(30)]))).on == ()


def test_a_projection_learns_from_the_time_after_the_last_bend() -> None:
    bent = [60.0 - 4 * k for k in range(12)] + [16.0 + 0.5 * k for k in range(1, 17)]
    kept = since_last_bend(_sample(_jagged(bent)))
    assert len(kept.values) < len(bent)
    told = project(_sample(_jagged(bent)), 36, 500)
    assert told is not None
    # It fell for a year, but has risen since: a touch of 0 is unlikely, and has no day.
    assert told.drift.value > 0
    assert told.never > 0.9
    assert told.undated == "few_paths"


def test_the_slope_since_the_last_bend_is_that_of_the_last_piece() -> None:
    # Down by 4 a step for 12 steps, up by 0.5 since: 0.5 * 12.175 = 6.1 a year, where one line
    # over both would fall.
    bent = _sample(
        _jagged([60.0 - 4 * k for k in range(12)] + [16 + 0.5 * k for k in range(1, 17)])
    )
    found = since_last_bend(bent)
    assert found.days[0] == change_points(bent).on[-1]
    line, whole = slope(found, 500), slope(bent, 500)
    assert line.low < 6.1 < line.high
    assert whole.per_year < 0 < line.low


def test_without_a_bend_the_whole_period_counts() -> None:
    straight = _sample(_jagged([40.0 - k for k in range(24)]))
    assert since_last_bend(straight) == straight


def test_a_bend_that_is_not_strong_does_not_count() -> None:
    # From 1.0 a step to 0.9: the criterion prefers a bend, by less than is strong.
    steps = [40.0 - 1.0 * k for k in range(12)] + [29.0 - 0.9 * k for k in range(1, 13)]
    hardly = _sample(_jagged(steps))
    assert change_points(hardly).on
    assert change_points(hardly).gain <= STRONG
    assert since_last_bend(hardly) == hardly
    assert not has_strong_bend(hardly)


def test_a_strong_bend_that_leaves_too_few_points_does_not_split_and_is_known() -> None:
    bent = _sample(_jagged([60.0 - 4 * k for k in range(24)] + [-32.0 + 4 * k for k in range(6)]))
    assert has_strong_bend(bent)
    assert since_last_bend(bent) == bent


@pytest.mark.parametrize(
    ("drift", "line", "never", "undated"),
    [
        ((-0.2, 0.1), (-2.0, 1.0), 0.5, None),
        ((-0.2, 0.1), (-2.0, 1.0), 0.51, "few_paths"),
        # Above 0, but not told from it: whichever sign noise has decides nothing.
        ((-0.1, 0.4), (-1.0, 3.0), 0.25, None),
        ((0.1, 0.4), (-1.0, 3.0), 0.25, "drift_away"),
        ((-0.1, 0.4), (0.1, 3.0), 0.25, "slope_away"),
    ],
)
def test_no_day_is_told_where_few_paths_get_there_or_it_moves_away_for_sure(
    drift: tuple[float, float], line: tuple[float, float], never: float, undated: str | None
) -> None:
    moves = [Movement(sum(ends) / 2, *ends) for ends in (drift, line)]
    assert Projection({0.5: 3}, never, {}, {}, 0.4, *moves, "2024-01-01").undated == undated


def test_a_walk_without_drift_has_a_day_and_says_that_its_drift_is_noise() -> None:
    # Up and down by 4 around 5, ending a little higher: the mean step is above 0 by chance.
    sample = _sample([5 + (4, -3, 1, -4, 3, -1)[k % 6] for k in range(30)] + [6.0, 8.0, 9.5])
    told = project(sample, 36, 1000)
    assert told is not None
    assert told.drift.low < 0 < told.drift.value < told.drift.high
    assert told.undated is None
    assert told.crossing[0.5] is not None
    # Having touched 0 is more than staying there.
    assert told.below_at_end < 1 - told.never


def test_a_drift_is_told_with_the_interval_of_its_draws() -> None:
    falling = project(_sample(_jagged([60.0 - k for k in range(30)])), 36, 500)
    assert falling is not None
    assert falling.drift.low < -1 < falling.drift.high < 0
    assert falling.slope == Movement(*_line(_sample(_jagged([60.0 - k for k in range(30)]))))


def _line(sample: Sample) -> tuple[float, float, float]:
    found = slope(sample, 500)
    return found.per_year, found.low, found.high


def test_a_steady_fall_crosses_when_arithmetic_says() -> None:
    # 12.2 now, falling by 1 a step: at or below 0 after 13 steps.
    told = project(_sample([12.2 + 19 - k for k in range(20)]), 36, 200)
    assert told is not None
    assert told.crossing[0.5] == 13
    assert told.never == 0
    assert told.within[12] == 0
    assert told.within[24] == 1
    level = project(_sample([5.0 + 19 - k for k in range(20)]), 36, 200)
    assert level is not None
    assert level.crossing[0.5] == 5, "level with closed is no gap"


def test_blocks_are_of_two_at_least() -> None:
    assert [block_length(count) for count in (1, 2, 3, 8, 27, 64)] == [2, 2, 3, 3, 5, 6]


def test_a_move_over_steps_that_were_passed_over_counts_as_several() -> None:
    # The same fall of 1 a step with six points missing on the way: 12.2 takes 13 steps as before.
    every = _sample([12.2 + 19 - k for k in range(20)])
    kept = [k for k in range(20) if k not in (4, 5, 6, 11, 12, 15)]
    told = project(
        Sample(tuple(every.days[k] for k in kept), tuple(every.values[k] for k in kept)), 36, 200
    )
    assert told is not None
    assert told.drift.value == pytest.approx(-1)
    assert set(told.crossing.values()) == {13}


def test_a_rising_gap_never_crosses() -> None:
    told = project(_sample(_jagged([5.0 + k for k in range(20)])), 36, 200)
    assert told is not None
    assert told.never == 1
    assert set(told.crossing.values()) == {None}


def test_a_closed_gap_is_not_projected() -> None:
    assert project(_sample([3.0, 2.0, 1.0, 0.0]), 36, 200) is None


def test_wider_bands_hold_narrower_ones() -> None:
    told = project(_sample(_jagged([30.0 - 0.3 * k for k in range(24)])), 36, 500)
    assert told is not None
    for found in told.bands.values():
        assert found[0.9][0] <= found[0.5][0] <= found[0.5][1] <= found[0.9][1]


def _staircase(values: list[float]) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for k, value in enumerate(values):
        day = (START + timedelta(days=30 * k)).isoformat()
        found.append((day, lambda _, value=value: value))
    return found


def test_origins_of_a_back_test_do_not_overlap() -> None:
    segments = _staircase(_jagged([40.0 - 0.5 * k for k in range(30)]))
    last = (START + timedelta(days=30 * 29)).isoformat()
    tested = back_test(segments, (START.isoformat(), last), 30, (3, 12, 300), lambda _: True)
    # 30 points; the last origin is point 27, each 3 before: 27, 24, 21, 18, 15, 12 (13 points).
    assert len(tested.trials) == 6
    for one, other in zip(tested.trials, tested.trials[1:], strict=False):
        assert one.target == other.origin
    assert tested.ninety is not None
    assert tested.ninety.low < tested.ninety.percent <= tested.ninety.high <= 100


def test_a_back_test_never_looks_ahead() -> None:
    calm = _jagged([40.0 - 0.5 * k for k in range(30)])
    last = (START + timedelta(days=30 * 29)).isoformat()
    rules, span = (3, 12, 300), (START.isoformat(), last)
    one = back_test(_staircase(calm), span, 30, rules, lambda _: True)
    other = back_test(_staircase([*calm[:28], 99.0, 99.0]), span, 30, rules, lambda _: True)
    # Only the last outcome differs; every forecast is the same.
    assert [trial.said_90 for trial in one.trials] == [trial.said_90 for trial in other.trials]
    assert one.trials[-1].came != other.trials[-1].came
    assert other.trials[-1].held(other.trials[-1].said_90) is False


def test_days_without_a_page_give_no_trial() -> None:
    segments = _staircase(_jagged([40.0 - 0.5 * k for k in range(30)]))
    last = (START + timedelta(days=30 * 29)).isoformat()
    tested = back_test(segments, (START.isoformat(), last), 30, (3, 12, 300), lambda _: False)
    assert tested.trials == ()
    assert tested.ninety is None


def test_days_without_a_page_are_no_part_of_the_history_of_a_back_test() -> None:
    segments = _staircase(_jagged([40.0 - 0.5 * k for k in range(30)]))
    last = (START + timedelta(days=30 * 29)).isoformat()
    pause = [(START + timedelta(days=30 * k)).isoformat() for k in range(3, 9)]
    rules, span = (3, 12, 300), (START.isoformat(), last)
    tested = back_test(segments, span, 30, rules, lambda day: day not in pause)
    # Origins at points 27, 24, 21 and 18 have 12 points or more without the six of the pause;
    # that of 15 has 10, where it had 16 with them.
    assert len(tested.trials) == 4
    moved = [(day, level) if day not in pause else (day, lambda _: 999.0)
             for day, level in segments]  # fmt: skip
    assert back_test(moved, span, 30, rules, lambda day: day not in pause) == tested


def test_a_history_that_hardly_moved_is_no_trend() -> None:
    assert not _sample([5.0] * 30).is_enough
    assert not _sample([float(k) for k in range(11)]).is_enough
    assert _sample([float(k) for k in range(12)]).is_enough


def test_the_disclaimer_is_there() -> None:
    assert "projection" in settings().disclaimer


def test_all_faults_of_the_settings_are_named_at_once() -> None:
    text = (files("measures.trend") / "trend.toml").read_text("utf-8")
    faulty = text.replace("draws = 2000", "draw = 2000").replace("step_days = 30", "step_days = 0")
    with pytest.raises(DeclarationInvalid) as found:
        read(faulty)
    head, *faults = str(found.value).split("\n  ")
    assert head == "measures/trend/trend.toml: 3 faults"
    assert faults[:2] == ["step_days = 0: should be greater than 0", "draws is missing"]
    assert faults[2].startswith("unknown key 'draw' (value 2000); known: disclaimer, hindsight,")
