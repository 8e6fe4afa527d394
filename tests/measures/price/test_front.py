"""Score against price: worked fronts, and laws over random models."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from measures.boards.states import Entry
from measures.price.at_quality import price_front
from measures.price.book import Price
from measures.price.rosters import rosters
from tests.measures import sample as measures_sample
from tests.measures.price import sample as price_sample
from tests.measures.price.test_at_quality import BOARD, FIRST, GRADES, LAST, book

Models = dict[str, tuple[int, float | None]]
Front = list[tuple[Entry, Price | None, bool]]


def fronted(models: Models) -> Front:
    """The front of closed models by id with their score and a price, input and output alike."""
    grades = dict.fromkeys(models, "closed")
    asked = {name: (price, price) for name, (_, price) in models.items() if price is not None}
    rows = [price_sample.row(name, *both) for name, both in asked.items()]
    prices = price_sample.book(price_sample.board("page", {FIRST: rows}), grades=grades)
    board = measures_sample.state(
        FIRST, *(measures_sample.row(name, at) for name, (at, _) in models.items())
    )
    known = price_sample.registry(grades)
    (roster,) = rosters(measures_sample.series(), [board], known, LAST)
    return price_front(roster, prices, "closed", LAST)


def on_front(found: Front) -> list[str]:
    return [str(it.model) for it, _, is_on in found if is_on]


def unpriced(found: Front) -> list[str]:
    return [str(it.model) for it, price, _ in found if price is None]


def test_a_model_that_a_cheaper_one_equals_is_not_on_the_front() -> None:
    found = fronted({"a": (50, 1.0), "b": (50, 2.0), "c": (70, 5.0), "d": (60, 6.0)})
    assert on_front(found) == ["a", "c"]
    assert [it.model for it, _, _ in found] == ["a", "b", "c", "d"]


def test_only_models_that_beat_every_priced_one_are_named_without_a_price() -> None:
    found = fronted({"a": (50, 1.0), "low": (40, None), "high": (90, None), "next": (80, None)})
    assert unpriced(found) == ["high", "next"]


def test_each_class_has_its_own_front_of_the_prices_of_a_day() -> None:
    known = price_sample.registry(GRADES)
    (roster,) = rosters(measures_sample.series(), [BOARD], known, LAST)
    found = price_front(roster, book(), "closed", LAST)
    # "good" asks (3 * 2 + 10) / 4, "best" (15 + 25) / 4.
    assert [(it.model, it.value, price and price.blended) for it, price, _ in found] == [
        ("good", 70, 4.0), ("best", 80, 10.0),
    ]  # fmt: skip
    opened = price_front(roster, book(), "permissive", LAST)
    assert on_front(opened) == ["weak", "free"]
    # Before the list there was no price, and so no front: the best one is named.
    before = price_front(roster, book(days=("2026-01-02",)), "closed", FIRST)
    assert (on_front(before), unpriced(before)) == ([], ["best", "good"])


MODELS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(st.integers(1, 99), st.one_of(st.none(), st.integers(1, 20).map(float))),
    min_size=1,
)


@given(MODELS)
def test_nothing_cheaper_is_as_good_as_a_model_of_the_front(models: Models) -> None:
    found = fronted(models)
    priced = {name: (at, price) for name, (at, price) in models.items() if price is not None}
    for name, (at, price) in priced.items():
        beaten = any(
            (other[1], -other[0], key) < (price, -at, name) and other[0] >= at
            for key, other in priced.items()
            if key != name
        )
        assert (name in on_front(found)) is not beaten
    best = max((at for at, _ in priced.values()), default=0)
    assert set(unpriced(found)) == {
        name for name, (at, price) in models.items() if price is None and at > best
    }
