"""How numbers look on a terminal."""

from __future__ import annotations

import pytest

from cli.shell import show
from terms import numbers
from terms.units import score

ROW = {"closed_model": "a", "closed_value": 1506.62, "open_model": "b", "open_value": 1488.56,
       "gap": 18.06}  # fmt: skip


@pytest.mark.parametrize("share", [0.0, 0.0009, 0.0215, 0.39, 0.9995])
def test_the_terminal_and_the_page_write_a_probability_alike(share: float) -> None:
    assert show.probability(share) == numbers.probability(share)


def test_what_is_not_known_is_a_dash() -> None:
    assert show.probability(None) == show.number(None, "elo") == "–"
    assert show.interval(None, 3.0, "elo") == "–"
    assert show.leader("a", None, "elo") == "a –"
    assert show.leader(None, None, "elo") == "none"


def test_numbers_have_a_true_minus_and_the_decimals_of_their_unit() -> None:
    assert [show.number(-4.26, unit) for unit in ("percent", "index", "")] == [
        "−4.3", "−4.3", "−4.26",
    ]  # fmt: skip
    assert show.interval(-4.26, 6.26, "elo") == "−4.3 to 6.3"


def test_the_terminal_and_the_page_print_the_same_digits() -> None:
    assert show.leaders(ROW, "elo") == ("a 1506.62", "b 1488.56")
    assert [score(1506.62, "elo", 2), score(1506.62, "elo")] == ["1506.62", "1506.6"]
    assert score(70.0, "percent", 2) == "70.00 %"
    empty = {**ROW, "open_model": None, "open_value": None, "gap": None}
    assert show.leaders(empty, "elo") == ("a 1506.6", "none")
    assert show.leaders(
        {**ROW, "closed_value": 87.9, "open_value": 80.3, "gap": 7.6}, "percent"
    ) == (
        "a 87.9 %",
        "b 80.3 %",
    )


def test_a_text_from_a_page_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    show.console.print("unit '[/red]' of [bold]x[/bold] is :key: not known")
    assert capsys.readouterr().out == "unit '[/red]' of [bold]x[/bold] is :key: not known\n"
