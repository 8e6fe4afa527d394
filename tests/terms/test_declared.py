"""Declared files: what is sound becomes a frozen record, every fault is named at once."""

import re
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Annotated

import pytest

from terms.declared import (
    Count,
    Day,
    Declared,
    Named,
    Positive,
    Real,
    SecureAddress,
    Text,
    blocks,
    contradiction,
    from_toml,
    one_of,
)


class Wrong(Exception):
    """The error of these tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span(Declared):
    """A part."""

    from_: Day
    """First day."""
    until: Day | None = None
    words: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        ends = self.until is not None and self.until <= self.from_
        contradiction(f"from {self.from_} until {self.until} is empty" if ends else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing(Named):
    """A block."""

    size: Real
    colour: Annotated[str, one_of("red", "blue")] = "red"
    spans: tuple[Span, ...] = ()
    reasons: Mapping[str, Text] = field(default_factory=dict)
    count: Count | None = None
    share: Positive = 1
    site: SecureAddress = "https://example.org"


GOOD = """
[first]
size = 1
spans = [{ from = 2026-01-02, words = "^a" }]
reasons = { one = "because" }
[second]
size = 1.5
colour = "blue"
"""
FAULTY = """
[first]
id = "other"
size = true
colour = "green"
tall = 3
wide = [1]
reasons = { one = " " }
spans = [
  { from = "2026-01-02", words = "(" },
  { form = 2026-01-02 },
  3,
  { from = 2026-01-02T00:00:00 },
]
[second]
size = 1
spans = [{ from = 2026-01-02, until = 2026-01-01 }]
[third]
count = 0
share = -1.5
site = "http://example.org"
fourth = 7
"""


def read(text: str) -> dict[str, Thing]:
    return blocks(text, Thing, "things.toml", Wrong)


def test_what_is_sound_becomes_records_that_nobody_changes() -> None:
    first, second = read(GOOD).values()
    assert (first.id, second.id) == ("first", "second")
    assert first.spans[0].from_ == "2026-01-02"
    assert first.spans[0].words == re.compile("^a")
    assert [type(one.size) for one in (first, second)] == [int, float], "a number stays as written"
    assert second == Thing(id="second", size=1.5, colour="blue")
    with pytest.raises(FrozenInstanceError):
        first.size = 2  # type: ignore[misc]


def test_every_fault_is_named_with_file_key_value_and_what_is_allowed() -> None:
    with pytest.raises(Wrong) as found:
        read(FAULTY)
    day = "should be a day (YYYY-MM-DD without quotes)"
    assert str(found.value).split("\n  ") == [
        "things.toml: 18 faults",
        "first.size = True: should be a whole number or a number",
        "first.colour = 'green': should be one of red, blue",
        f"first.spans[1].from = '2026-01-02': {day}",
        "first.spans[1].words = '(': should be a regular expression",
        "first.spans[2].from is missing",
        "first.spans[2]: unknown key 'form' (value 2026-01-02)",
        "first.spans[3] = 3: should be a table",
        f"first.spans[4].from = 2026-01-02T00:00:00: {day}",
        "first.reasons.one = ' ': should be a text that is not empty",
        "first: unknown key 'tall' (value 3)",
        "first: unknown key 'wide' (value [1])",
        "second.spans[1]: from 2026-01-02 until 2026-01-01 is empty",
        "third.size is missing",
        "third.count = 0: should be greater than 0",
        "third.share = -1.5: should be a whole number or greater than 0",
        "third.site = 'http://example.org': should be an address (https://...)",
        "third: unknown key 'fourth' (value 7)",
        "first: unknown key 'id' (a block's name is its id)",
    ]


def test_one_fault_is_one_line_and_no_toml_is_said() -> None:
    with pytest.raises(Wrong, match=r"^things\.toml: first\.size is missing$"):
        read("[first]")
    with pytest.raises(Wrong, match=r"^things\.toml: first = 3: should be a table$"):
        read("first = 3")
    with pytest.raises(Wrong, match=r"^things\.toml: not TOML: "):
        read("[first")
    with pytest.raises(Wrong, match=r"^span\.toml: unknown key 'x' \(value 1\)$"):
        from_toml("from = 2026-01-01\nx = 1", Span, "span.toml", Wrong)
