"""How numbers look on a terminal."""

from __future__ import annotations

import pytest

from cli.shell import show


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (None, "–"),
        (0.0, "< 0.01"),
        (0.0099, "< 0.01"),
        (0.01, "0.01"),
        (0.5, "0.50"),
        (0.99, "0.99"),
        (0.996, "> 0.99"),
        (1.0, "> 0.99"),
    ],
)
def test_no_probability_reads_as_sure(share: float | None, told: str) -> None:
    assert show.probability(share) == told


def test_a_text_from_a_page_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    show.console.print("unit '[/red]' of [bold]x[/bold] is :key: not known")
    assert capsys.readouterr().out == "unit '[/red]' of [bold]x[/bold] is :key: not known\n"
