"""What a model cost on a day, from lists that are late, stale, wrong or silent."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from measures.price.book import Market, Price, next_change
from measures.price.events import price_events
from measures.price.rules import bundled
from measures.price.spans import PriceBoard
from sources.catalogue import SOURCES
from terms.days import after, days_between
from tests.measures.price.sample import asked, board, book, row

OPEN = {"some": "permissive"}
CLOSED = {"some": "closed", "other": "closed"}
Looks = dict[str, list[dict[str, Any]]]
FULL, HALF = row("some", 2, 8), row("some", 1, 4)
OTHER = row("other", 1, 1)
CUT = [row("some", *it, effective_on=f"2026-01-0{on}") for on, it in ((1, (2, 8)), (2, (1, 4)))]


def known(lists: dict[str, Looks]) -> Market:
    return book(*(board(source, looks) for source, looks in lists.items()), grades=CLOSED)


DAILY = {f"2026-01-{day:02}": [row("some", 2.2, 8.8)] for day in range(1, 29)}
ABSENT = {f"2026-01-0{day}": [OTHER] for day in (2, 3, 4)}
GONE_BY = {"note": "deprecation date: 2026-01-05"}


Priced = dict[str, tuple[float, float] | None]
CASES: dict[str, tuple[dict[str, Looks], Priced]] = {
    "a price holds from the look that shows it": (
        {"list": {"2026-01-01": [FULL], "2026-01-03": [HALF]}},
        {"2025-12-31": None, "2026-01-02": (2, 8), "2026-01-03": (1, 4)},
    ),
    # "dated" lists off-peak prices from 20 January on: the peak is twice that.
    "a dated row holds from its own day, also before the look": (
        {"dated": {"2026-02-01": [row("some", 2, 8, effective_on="2025-06-05"),
                                  row("some", 1, 4, effective_on="2026-01-15")]}},
        {"2025-06-04": None, "2026-01-14": (2, 8), "2026-01-15": (1, 4), "2026-01-20": (2, 8)},
    ),
    "an announced price is not yet in force": (
        {"page": {"2026-01-01": [FULL, row("some", 3, 9, effective_on="2026-01-10")]}},
        {"2026-01-09": (2, 8), "2026-01-10": (3, 9)},
    ),
    # The page counts 14 days; then the list, looked at daily, is the newest word.
    "the best fresh source wins and a stale one gives way": (
        {"page": {"2026-01-01": [FULL]}, "list": DAILY},
        {"2026-01-15": (2, 8), "2026-01-16": (2.2, 8.8)},
    ),
    "a change after the last look at the page wins": (
        {"page": {"2026-01-01": [FULL]}, "list": {"2026-01-01": [FULL], "2026-01-03": [HALF]}},
        {"2026-01-02": (2, 8), "2026-01-03": (1, 4)},
    ),
    "a list that repeats the price from before an announced change is late": (
        {"word": {"2026-01-02": CUT}, "list": {"2026-01-10": [FULL]}},
        {"2026-01-02": (1, 4), "2026-01-10": (1, 4), "2026-01-17": (1, 4)},
    ),
    "the maker's own page is not": (
        {"word": {"2026-01-02": CUT}, "page": {"2026-01-10": [FULL]}},
        {"2026-01-09": (1, 4), "2026-01-10": (2, 8)},
    ),
    "nor is a list that had the new one in between": (
        {"word": {"2026-01-02": CUT}, "list": {"2026-01-10": [HALF], "2026-01-17": [FULL]}},
        {"2026-01-16": (1, 4), "2026-01-17": (2, 8)},
    ),
    "or from the day before the change on": (
        {"word": {"2026-01-02": CUT}, "list": {"2026-01-01": [HALF], "2026-01-17": [FULL]}},
        {"2026-01-16": (1, 4), "2026-01-17": (2, 8)},
    ),
    "two looks without it withdraw nothing": (
        {"list": {"2026-01-01": [FULL, OTHER], **dict(list(ABSENT.items())[:2])}},
        {"2026-01-02": (2, 8), "2026-01-04": (2, 8)},
    ),
    "three do": (
        {"list": {"2026-01-01": [FULL, OTHER], **ABSENT}},
        {"2026-01-01": (2, 8), "2026-01-02": None, "2026-01-04": None},
    ),
    "a stated end withdraws it": (
        {"list": {"2026-01-01": [row("some", 2, 8, withdrawn_on="2026-01-05")]}},
        {"2026-01-04": (2, 8), "2026-01-05": None},
    ),
    "an end stated later holds for the days before": (
        {"list": {"2026-01-01": [FULL], "2026-02-01": [row("some", 2, 8, **GONE_BY)]}},
        {"2026-01-04": (2, 8), "2026-01-05": None},
    ),
    # 180 days after 1 January 2025 is 30 June.
    "it lapses after half a year": (
        {"list": {"2025-01-01": [FULL]}}, {"2025-06-30": (2, 8), "2025-07-01": None},
    ),
    "unless it is repeated": (
        {"list": {"2025-01-01": [FULL], "2025-12-01": [FULL]}}, {"2025-09-01": (2, 8)},
    ),
    "and not at another price": (
        {"list": {"2025-01-01": [FULL], "2025-12-01": [HALF]}}, {"2025-09-01": None},
    ),
    "the cheapest offering counts": (
        {"page": {"2026-01-01": [HALF, row("some-fast", 2, 8, model_name="some")]}},
        {"2026-01-02": (1, 4)},
    ),
    "hearsay is no price": ({"hearsay": {"2026-01-01": [HALF]}}, {"2026-01-01": None}),
    "batch, free, dynamic and yuan are no prices": (
        {"page": {"2026-01-01": [
            row("some", 1, 4, mode="batch"), row("some", 0, 0), row("some", -1, -1),
            row("some", 4, 21, currency="CNY"), row("some", 1, 2, mode="off_peak"),
        ]}},
        {"2026-01-01": None},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lists", "prices"), CASES.values(), ids=CASES)
def test_the_price_of_a_day(lists: dict[str, Looks], prices: Priced) -> None:
    found = known(lists)
    assert {on: asked(found, on) for on in prices} == prices


def test_the_price_of_a_size_is_no_price_of_a_model() -> None:
    old = row("library/old", 0.9, 0.9, model_name="some")
    new = row("library/new", 0.2, 0.2, model_name="other")
    sold = row("library/sold", 0.2, 0.9, model_name="third")
    looks = {"2026-01-01": [old], "2026-01-10": [old, new, sold]}
    found = book(board("list", looks), grades={**CLOSED, "third": "closed"})
    prices = [asked(found, "2026-01-10", name) for name in ("some", "other", "third")]
    assert prices == [(0.9, 0.9), None, (0.2, 0.9)]


def test_the_price_at_peak_is_the_standard_one_and_that_of_other_hours_stands_beside() -> None:
    rows = [row("some", 0.66, 1.98, mode="off_peak"), row("some", 1.32, 3.96, mode="peak")]

    def priced(source: str, rows: list[dict[str, Any]]) -> Price:
        found = known({source: {"2026-01-21": rows}}).price("some", "2026-01-21")
        assert found is not None
        return found

    # (3 x 0.66 + 1.98) / 4 = 0.99; "dated" lists the off-peak price alone.
    for one in (priced("list", rows), priced("dated", [row("some", 0.66, 1.98)])):
        assert one.mode == "peak"
        assert (one.blended, one.off_peak) == pytest.approx((1.98, 0.99))
    plain = priced("list", [FULL])
    assert (plain.mode, plain.off_peak) == ("standard", None)
    ended = row("some", 1, 4, effective_on="2025-06-05", withdrawn_on="2026-01-28")
    spans = known({"dated": {"2026-01-25": [ended]}}).spans["some"]["own"]
    assert [(it.end, it.withdrawn) for it in spans] == [("2026-01-20", False), ("2026-01-28", True)]


def test_a_list_that_takes_up_a_price_after_its_end_says_that_it_is_gone() -> None:
    # An older list still has it; the newer one names it for the first time, as ended by then.
    ended = row("some", 3, 9, note="deprecation date: 2026-01-20")
    lists = {"dated": {"2026-01-01": [FULL]}}
    assert asked(known(lists), "2026-02-02") == (2, 8)
    found = known(lists | {"list": {"2026-01-02": [OTHER], "2026-02-01": [ended]}})
    assert asked(found, "2026-01-10") == (2, 8)
    assert asked(found, "2026-02-02") is None
    assert price_events(found, "2026-03-01") == []


def test_without_a_makers_price_open_weights_cost_the_median_of_three_hosts() -> None:
    hosts = [
        row("some", 0.2, 0.6, provider="cheap"),
        row("some", 0.4, 0.8, provider="middle"),
        row("some", 1.0, 3.0, provider="dear"),
        row("some", 0.01, 0.01, provider="router"),
    ]
    nobody = {"makers": {"some": "nobody"}}
    listed = board("list", {"2026-01-01": hosts})
    price = book(listed, grades=OPEN, **nobody).price("some", "2026-01-02")
    assert price is not None
    assert (price.basis, price.input, price.output) == ("median_of_hosts", 0.4, 0.8)
    assert price.sellers == ("cheap", "dear", "middle")
    # Two are offers and no price, a closed model has no host, and the maker's own price is better.
    two = book(board("list", {"2026-01-01": hosts[:2]}), grades=OPEN, **nobody)
    assert (two.prices, set(two.host_prices("some", "2026-01-02"))) == ({}, {"cheap", "middle"})
    assert book(listed, grades=CLOSED, **nobody).prices == {}
    own = board("page", {"2026-01-01": [row("some", 0.5, 1.5)]})
    price = book(own, listed, grades=OPEN).price("some", "2026-01-02")
    assert price is not None
    assert (price.basis, price.input) == ("first_party", 0.5)


def test_a_held_row_keeps_its_price() -> None:
    states = {0: ([FULL], frozenset[str]()), 1: ([], frozenset([FULL["entry"]]))}
    days = [("2026-01-01", 0), ("2026-01-02", 1), ("2026-01-03", 1), ("2026-01-04", 1)]
    found = book(PriceBoard("list", "board", "", days, states), grades=CLOSED)
    assert asked(found, "2026-01-04") == (2, 8)


REMOVED = row("some", 2, 8, effective_on="2026-01-01", note="status: removed")
ENDING = row("some", 2, 8, withdrawn_on="2026-01-09")
GONE: Looks = {"2026-01-01": [FULL], **{on: [] for on in ABSENT}}
NEXT: dict[str, tuple[dict[str, Looks], str | None]] = {
    "what it took off stays gone": ({"list": GONE | {"2026-01-05": []}}, None),
    "while it is fresh": ({"list": GONE, "dated": {"2026-01-05": []}}, "2026-01-08"),
    "an end that it states": ({"list": {"2026-01-05": [ENDING]}}, "2026-01-09"),
    "that it is off moves on with each look": ({"list": {"2026-01-05": [REMOVED]}}, None),
    "of yesterday too, by the next": ({"list": {"2026-01-04": [REMOVED]}}, "2026-01-06"),
    "a third look takes it off": (
        {"list": {"2026-01-01": [FULL], "2026-01-03": [], "2026-01-04": []}}, "2026-01-06",
    ),
    "a list that is looked at no more takes nothing off": (
        {"list": {"2026-01-01": [FULL], "2026-01-02": []}, "dated": {"2026-01-05": []}},
        "2026-07-01",
    ),
    "an announcement grows old": ({"word": {"2026-01-05": [FULL]}}, "2026-01-20"),
}  # fmt: skip


@pytest.mark.parametrize(("lists", "on"), NEXT.values(), ids=NEXT)
def test_the_day_on_which_time_alone_may_change_a_price(
    lists: dict[str, Looks], on: str | None
) -> None:
    assert next_change(known(lists), "2026-01-05") == on


FIRST = "2026-02-01"
dates = st.integers(0, 6).map(lambda count: after(FIRST, count))
ends = st.sampled_from([{}, {}, {"note": "status: removed"}]) | st.builds(dict, withdrawn_on=dates)
offers = st.builds(
    lambda asked, since, ended: row("some", *asked, effective_on=since, **ended),
    st.sampled_from([(2, 8), (1, 4)]), st.none() | dates, ends,
)  # fmt: skip
pages = st.lists(offers, max_size=2, unique_by=lambda offer: offer["entry"])
looks = st.dictionaries(dates, pages, min_size=1, max_size=4)


@settings(max_examples=3 * settings().max_examples)
@given(
    st.dictionaries(st.sampled_from(["page", "word", "dated", "list"]), looks, min_size=1),
    st.integers(0, 1),
    st.integers(1, 200),
)
def test_until_the_day_that_is_named_time_alone_changes_no_price(
    lists: dict[str, Looks], late: int, passed: int
) -> None:
    """While the lists that were looked at last say the same every other day."""
    boards = [board(source, dict(sorted(some.items()))) for source, some in lists.items()]
    last = max(one.days[-1][0] for one in boards)
    through = after(last, late)
    found = book(*boards, grades=CLOSED)
    named = next_change(found, through)
    until = after(named, -1) if named else after(through, passed)
    again = [after(until, -it) for it in range(0, days_between(through, until), 2)][::-1]
    later = book(*(
        replace(one, days=[*one.days, *((on, one.days[-1][1]) for on in again)])
        if one.days[-1][0] == last else one
        for one in boards
    ), grades=CLOSED)  # fmt: skip
    every = [after(FIRST, it) for it in range(-1, days_between(FIRST, until) + 1)]
    assert [asked(later, on) for on in every] == [asked(found, min(on, through)) for on in every]


def test_every_source_of_prices_is_ranked() -> None:
    priced = {it.ABOUT.name for it in SOURCES.values() if "price" in it.ABOUT.tables}
    assert priced <= set(bundled().sources)
