from __future__ import annotations

import pytest

from outputs import wording


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (4.64, "4.6"),
        (-4.26, "−4.3"),
        (0.0, "0.0"),
        (0.04, "0.04"),
        (-0.002, "−0.002"),
        (0.00001, "0.000"),
        (-0.00001, "0.000"),
        (1506.63, "1506.6"),
    ],
)
def test_numbers_never_round_to_a_false_zero(value: float, told: str) -> None:
    assert wording.number(value) == told


def test_signs() -> None:
    assert [wording.signed(value) for value in (2.0, 0.0, -2.0)] == ["+2.0", "0.0", "−2.0"]


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [(74.4, "percent", "74.4 %"), (161.65, "index", "161.65"), (1506.63, "elo", "1506.6")],
)
def test_scores_carry_their_unit(value: float, unit: str, told: str) -> None:
    assert wording.score(value, unit) == told


def test_an_interval_needs_both_ends() -> None:
    assert wording.interval(-4.26, 6.26) == "−4.3 to 6.3"
    assert wording.interval(None, 6.0) is None


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (None, None),
        (0.0, "< 0.1 %"),
        (0.0215, "2.1 %"),
        (0.39, "39 %"),
        (0.9995, "> 99.9 %"),
        (0.985, "98.5 %"),
    ],
)
def test_probabilities_are_never_certain(share: float | None, told: str | None) -> None:
    assert wording.probability(share) == told


def test_days_and_times() -> None:
    assert wording.day("2026-08-02") == "2 Aug 2026"
    assert wording.clock("2026-08-13T03:26:29.000000Z") == "13 Aug 2026, 03:26 UTC"


def test_counts() -> None:
    assert [wording.plural(count, "row") for count in (1, 1365)] == ["1 row", "1,365 rows"]
    assert [wording.days(count) for count in (1, 104)] == ["1 day", "104 days"]


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (0.0, "1 minute"),
        (0.5, "30 minutes"),
        (1.0, "1 hour"),
        (47.9, "48 hours"),
        (48, "2 days"),
        (10007, "416 days"),
    ],
)
def test_a_length_of_time_is_told_as_people_count_it(hours: float, told: str) -> None:
    assert wording.duration(hours) == told


def test_a_short_name_stays() -> None:
    assert wording.name("Kimi K3") == wording.Name("Kimi K3", None)


def test_a_long_name_is_shortened_and_its_longer_form_capped() -> None:
    found = wording.name("x" * 10_000)
    assert len(found.text) == wording.LIMIT
    assert found.full is not None
    assert len(found.full) == wording.FULL_LIMIT


def test_control_and_direction_signs_are_taken_out() -> None:
    assert wording.clean("a\x00b\u202ec\u2028d\n e") == "a b c d e"


def test_right_to_left_letters_stay() -> None:
    assert wording.clean("نموذج") == "نموذج"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///home/me/x.csv", "data:text/html,x"]
)
def test_only_web_pages_are_linked(url: str) -> None:
    assert wording.address(url) is None


def test_a_place_on_this_machine_is_told_without_its_path() -> None:
    assert wording.place("file:///home/me/x.csv") == "file supplied by the operator: x.csv"
    assert wording.place("package:published/eci.csv") == "shipped with gapwatch: published/eci.csv"


def test_the_last_days_of_a_month_are_written_as_the_others() -> None:
    assert wording.in_words("2026-01-30 to 2026-01-31") == "30 Jan 2026 to 31 Jan 2026"
    assert wording.in_words("2026-02-30") == "2026-02-30"
