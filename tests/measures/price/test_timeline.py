"""What is found by sorting is what looking at everything finds: laws over random prices."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from measures.price.book import PriceBook, bounded, chosen, steps_of
from measures.price.events import SellerPrices, TokenPrices
from measures.price.rules import OWN
from measures.price.spans import PriceSpan
from measures.price.timeline import on_day, stretches
from terms.days import after
from tests.measures.price.sample import board, book, row, rules

patient = settings(derandomize=True, max_examples=80, deadline=None)
FIRST = "2025-06-01"
DAYS = [after(FIRST, count) for count in range(-70, 500)]


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


prices = st.sampled_from([(1, 4), (2, 8), (3, 15)])
notes = st.sampled_from([None, None, None, "status: removed", "deprecation date: 2025-07-20"])
listed = st.lists(
    st.builds(
        lambda offering, asked, effective, note: row(
            offering, *asked, model_name="some", effective_on=effective, note=note
        ),
        st.sampled_from(["some", "some-fast"]),
        prices,
        st.sampled_from([None, None, after(FIRST, -30), after(FIRST, 20)]),
        notes,
    ),
    max_size=3,
    unique_by=lambda one: one["entry"],
)
looks = st.dictionaries(
    st.sampled_from([after(FIRST, count) for count in (0, 1, 2, 3, 9, 30, 45, 120, 300)]),
    listed,
    min_size=1,
)
lists = st.dictionaries(st.sampled_from(["page", "dated", "list", "hearsay"]), looks, min_size=1)


def known(some: dict[str, dict[str, list[dict[str, object]]]]) -> PriceBook:
    sorted_looks = {source: dict(sorted(of.items())) for source, of in some.items()}
    boards = [board(source, of) for source, of in sorted_looks.items()]
    return book(*boards, grades={"some": "closed"})


@patient
@given(lists)
def test_a_seller_asks_what_is_believed_on_the_first_day_of_each_step(
    some: dict[str, dict[str, list[dict[str, object]]]],
) -> None:
    found = known(some)
    spans = list(bounded(found.spans.get("some", {}).get(OWN, ())))
    steps = list(steps_of(spans, found.rules))
    for step in steps:
        choice = chosen(spans, step.start, found.rules)
        assert not isinstance(choice, PriceSpan) or choice.rates == step.rates
    starts = {step.start for step in steps}
    for span in spans:
        choice = chosen(spans, span.start, found.rules)
        if isinstance(choice, PriceSpan):
            assert span.start in starts or on_day(steps, span.start) is not None


@patient
@given(lists, prices, st.sampled_from(DAYS), st.integers(0, 120))
def test_what_a_list_says_at_a_price_is_what_going_through_all_of_it_finds(
    some: dict[str, dict[str, list[dict[str, object]]]], price: tuple[int, int], on: str, days: int
) -> None:
    price_asked, until = TokenPrices(*price), after(on, days)
    for source, trust in rules().sources.items():
        spans = [
            span
            for span in known(some).spans.get("some", {}).get(OWN, ())
            if span.source == source and span.start < span.end
        ]
        asked = SellerPrices(spans, trust)
        steps = [one for one in asked.steps if (one.input, one.output) == price_asked]
        within = [one for one in steps if one.end > on and one.start <= until]
        assert asked.at(price_asked, on, until) == within
        for which, of in ((price_asked, steps), (None, asked.steps)):
            begun = [one.confirmed for one in of if one.start <= until]
            assert asked.seen(which, until) == max(begun, default="")
