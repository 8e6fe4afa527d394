"""What holds on which days: laws over random stays."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from measures.price.timeline import on_day, stretches


@dataclass(frozen=True)
class Stay:
    start: str
    end: str


day = st.integers(0, 9).map(str)
stays = st.lists(st.builds(Stay, day, day), max_size=8)


@given(stays, st.sets(day))
def test_a_stretch_holds_what_holds_on_each_of_its_days(some: list[Stay], more: set[str]) -> None:
    found = list(stretches(some, more))
    edges = {edge for one in some for edge in (one.start, one.end)} | more
    assert [start for start, _, _ in found] == sorted(edges)[:-1]
    for start, end, now in found:
        for on in map(str, range(int(start), int(end))):
            assert now == [one for one in some if one.start <= on < one.end]


@given(stays, day)
def test_the_one_of_a_day_is_the_one_that_a_search_finds(some: list[Stay], on: str) -> None:
    apart: list[Stay] = []
    for one in sorted(some, key=lambda one: one.start):
        if one.start < one.end and (not apart or apart[-1].end <= one.start):
            apart.append(one)
    assert on_day(apart, on) == next((one for one in apart if one.start <= on < one.end), None)
