"""How numbers look on a terminal."""

from __future__ import annotations

import pytest

from cli.shell import show


def test_what_is_not_known_is_a_dash() -> None:
    assert show.number(None, "elo") == "–"
    assert show.interval(None, 3.0, "elo") == "–"
    assert show.leader("a", None, "elo") == "a –"
    assert show.leader(None, None, "elo") == "none"


def test_numbers_have_a_true_minus_and_the_decimals_of_their_unit() -> None:
    assert [show.number(-4.26, unit) for unit in ("percent", "index", "")] == [
        "−4.3", "−4.3", "−4.26",
    ]  # fmt: skip
    assert show.interval(-4.26, 6.26, "elo") == "−4.3 to 6.3"


def test_a_text_from_a_page_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    show.console.print("unit '[/red]' of [bold]x[/bold] is :key: not known")
    assert capsys.readouterr().out == "unit '[/red]' of [bold]x[/bold] is :key: not known\n"
