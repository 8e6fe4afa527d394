from __future__ import annotations

import pytest

from outputs import wording


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
