"""Where the lines of a terminal end: never between a number and its unit, nor inside a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, Group

from cli.shell.wrapping import Wrapped, breaks

WIDTH = 20


def lines(text: str, width: int = WIDTH) -> list[str]:
    console = Console(width=width, highlight=False)
    with console.capture() as caught:
        console.print(Group(Wrapped(text)))
    return [line.rstrip() for line in caught.get().splitlines()]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the gap is at least 9.9 index points", ["the gap is at least", "9.9 index points"]),
        ("an interval, of 95 % in all", ["an interval, of 95 %", "in all"]),
        ("an interval, it is of 95 % in all", ["an interval, it is", "of 95 % in all"]),
        ("the range was 4.5 to 15.3", ["the range was", "4.5 to 15.3"]),
        ("published on 8 Oct 2026", ["published on", "8 Oct 2026"]),
        ("it is so sure: > 99.9 %", ["it is so sure:", "> 99.9 %"]),
        ("Qwen3-235B-A22B-Thinking-2507", ["Qwen3-235B-A22B-", "Thinking-2507"]),
        ("abcdefghijklmnopqrstuvwxyz", ["abcdefghijklmnopqrst", "uvwxyz"]),
        ("first\nsecond", ["first", "second"]),
    ],
)
def test_a_line_ends_where_a_reader_would_end_it(text: str, shown: list[str]) -> None:
    assert lines(text) == shown


@given(st.text(st.sampled_from("ab9 -.%\n"), max_size=80), st.integers(2, 30))
def test_no_line_is_too_long_and_nothing_is_lost(text: str, width: int) -> None:
    places = breaks(text, width)
    assert places == sorted(set(places))
    parts = [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]
    assert all(len(line.rstrip(" ")) <= width for part in parts for line in part.split("\n"))
    assert "".join("".join(lines(text, width)).split()) == "".join(text.split())
