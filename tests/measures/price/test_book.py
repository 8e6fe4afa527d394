"""What a model cost on a day, from lists that are late, stale, wrong or silent."""

from __future__ import annotations

import re

import pytest

from measures.errors import PricesInvalid
from measures.price.book import PriceBook
from measures.price.events import price_events
from measures.price.rules import bundled, read
from measures.price.spans import PriceBoard, PriceState, blended
from sources.catalogue import SOURCES
from tests.measures.price.sample import RULES, board, book, row

OPEN = {"some": "permissive"}
CLOSED = {"some": "closed"}


def asked(found: PriceBook, on: str, model: str = "some") -> tuple[float, float] | None:
    price = found.price(model, on)
    return None if price is None else (price.input, price.output)


def test_a_blend() -> None:
    # (3 * 0.30 + 1.20) / 4 = 2.10 / 4
    assert blended(0.30, 1.20) == pytest.approx(0.525)


def test_a_price_holds_from_the_look_that_shows_it() -> None:
    found = book(
        board("list", {"2026-01-01": [row("some", 2, 8)], "2026-01-03": [row("some", 1, 4)]}),
        grades=CLOSED,
    )
    assert asked(found, "2025-12-31") is None
    assert asked(found, "2026-01-02") == (2, 8)
    assert asked(found, "2026-01-03") == (1, 4)


def test_the_price_of_a_size_is_no_price_of_a_model() -> None:
    looks = {
        "2026-01-01": [row("library/old", 0.9, 0.9, model_name="some")],
        "2026-01-10": [
            row("library/old", 0.9, 0.9, model_name="some"),
            row("library/new", 0.2, 0.2, model_name="other"),
            row("library/sold", 0.2, 0.9, model_name="third"),
        ],
    }
    found = book(board("list", looks), grades=dict.fromkeys(("some", "other", "third"), "closed"))
    assert {name: asked(found, "2026-01-10", name) for name in ("some", "other", "third")} == {
        "some": (0.9, 0.9),
        "other": None,
        "third": (0.2, 0.9),
    }


def test_a_dated_row_holds_from_its_own_day_also_before_the_look() -> None:
    found = book(
        board(
            "dated",
            {
                "2026-02-01": [
                    row("some", 2, 8, effective_on="2025-06-05"),
                    row("some", 1, 4, effective_on="2026-01-15"),
                ]
            },
        ),
        grades=CLOSED,
    )
    assert asked(found, "2025-06-04") is None
    assert asked(found, "2026-01-14") == (2, 8)
    # "dated" lists off-peak prices from 20 January on: the peak is twice that.
    assert asked(found, "2026-01-15") == (1, 4)
    assert asked(found, "2026-01-20") == (2, 8)


def test_an_announced_price_is_not_yet_in_force() -> None:
    rows = [row("some", 2, 8), row("some", 3, 9, effective_on="2026-01-10")]
    found = book(board("page", {"2026-01-01": rows}), grades=CLOSED)
    assert asked(found, "2026-01-09") == (2, 8)
    assert asked(found, "2026-01-10") == (3, 9)


def test_batch_free_dynamic_and_yuan_are_no_prices() -> None:
    rows = [
        row("some", 1, 4, mode="batch"),
        row("some", 0, 0),
        row("some", -1, -1),
        row("some", 4, 21, currency="CNY"),
        row("some", 1, 2, mode="off_peak"),
    ]
    assert book(board("page", {"2026-01-01": rows}), grades=CLOSED).prices == {}


def test_peak_is_the_standard_price() -> None:
    rows = [row("some", 0.66, 1.98, mode="off_peak"), row("some", 1.32, 3.96, mode="peak")]
    found = book(board("page", {"2026-01-01": rows}), grades=CLOSED)
    assert asked(found, "2026-01-02") == (1.32, 3.96)


def test_the_price_of_other_hours_stands_beside_the_one_at_peak() -> None:
    rows = [row("some", 0.66, 1.98, mode="off_peak"), row("some", 1.32, 3.96, mode="peak")]
    found = book(board("list", {"2026-01-02": rows}), grades=CLOSED).price("some", "2026-01-02")
    assert found is not None
    # (3 x 0.66 + 1.98) / 4 = 0.99
    assert found.mode == "peak"
    assert (found.blended, found.off_peak) == pytest.approx((1.98, 0.99))
    listed = board("dated", {"2026-01-21": [row("some", 0.66, 1.98)]})
    doubled = book(listed, grades=CLOSED).price("some", "2026-01-21")
    assert doubled is not None
    assert doubled.mode == "peak"
    assert (doubled.blended, doubled.off_peak) == pytest.approx((1.98, 0.99))
    plain = book(board("list", {"2026-01-02": [row("some", 2, 8)]}), grades=CLOSED)
    alone = plain.price("some", "2026-01-02")
    assert alone is not None
    assert (alone.mode, alone.off_peak) == ("standard", None)


def test_the_best_fresh_source_wins_and_a_stale_one_gives_way() -> None:
    page = board("page", {"2026-01-01": [row("some", 2, 8)]})
    days = {f"2026-01-{day:02}": [row("some", 2.2, 8.8)] for day in range(1, 29)}
    found = book(page, board("list", days), grades=CLOSED)
    assert asked(found, "2026-01-15") == (2, 8)
    # The page counts 14 days; then the list, looked at daily, is the newest word.
    assert asked(found, "2026-01-16") == (2.2, 8.8)


def test_a_change_after_the_last_look_at_the_page_wins() -> None:
    page = board("page", {"2026-01-01": [row("some", 2, 8)]})
    looks = {"2026-01-01": [row("some", 2, 8)], "2026-01-03": [row("some", 1, 4)]}
    found = book(page, board("list", looks), grades=CLOSED)
    assert asked(found, "2026-01-02") == (2, 8)
    assert asked(found, "2026-01-03") == (1, 4)


def test_hearsay_makes_no_price() -> None:
    found = book(board("hearsay", {"2026-01-01": [row("some", 1, 4)]}), grades=CLOSED)
    assert found.prices == {}


@pytest.mark.parametrize(("absences", "sold"), [(2, True), (3, False)])
def test_three_looks_without_it_withdraw_a_price(absences: int, sold: bool) -> None:
    looks = {"2026-01-01": [row("some", 2, 8), row("other", 1, 1)]}
    looks |= {f"2026-01-0{2 + place}": [row("other", 1, 1)] for place in range(absences)}
    found = book(board("list", looks), grades={**CLOSED, "other": "closed"})
    assert (found.price("some", "2026-01-04") is not None) == sold
    assert (found.price("some", "2026-01-02") is not None) == sold


@pytest.mark.parametrize(
    "columns", [{"withdrawn_on": "2026-01-05"}, {"note": "deprecation date: 2026-01-05"}]
)
def test_a_stated_end_withdraws_a_price(columns: dict[str, str]) -> None:
    found = book(board("list", {"2026-01-01": [row("some", 2, 8, **columns)]}), grades=CLOSED)
    assert asked(found, "2026-01-04") == (2, 8)
    assert asked(found, "2026-01-05") is None


def test_an_end_stated_later_holds_for_the_days_before() -> None:
    looks = {
        "2026-01-01": [row("some", 2, 8)],
        "2026-02-01": [row("some", 2, 8, note="deprecation date: 2026-01-10")],
    }
    found = book(board("list", looks), grades=CLOSED)
    assert asked(found, "2026-01-09") == (2, 8)
    assert asked(found, "2026-01-10") is None


def test_a_list_that_takes_up_a_price_after_its_end_says_that_it_is_gone() -> None:
    # An older list still has it; the newer one names it for the first time, as ended by then.
    old = board("dated", {"2026-01-01": [row("some", 2, 8)]})
    ended = row("some", 3, 9, note="deprecation date: 2026-01-20")
    late = board("list", {"2026-01-02": [row("other", 1, 1)], "2026-02-01": [ended]})
    grades = {**CLOSED, "other": "closed"}
    assert asked(book(old, grades=grades), "2026-02-02") == (2, 8)
    found = book(old, late, grades=grades)
    assert asked(found, "2026-01-10") == (2, 8)
    assert asked(found, "2026-02-02") is None
    assert price_events(found, "2026-03-01") == []


def test_a_price_lapses_after_half_a_year_unless_it_is_repeated() -> None:
    alone = book(board("list", {"2025-01-01": [row("some", 2, 8)]}), grades=CLOSED)
    # 180 days after 1 January 2025 is 30 June.
    assert asked(alone, "2025-06-30") == (2, 8)
    assert asked(alone, "2025-07-01") is None
    looks = {"2025-01-01": [row("some", 2, 8)], "2025-12-01": [row("some", 2, 8)]}
    assert asked(book(board("list", looks), grades=CLOSED), "2025-09-01") == (2, 8)
    looks["2025-12-01"] = [row("some", 1, 4)]
    assert asked(book(board("list", looks), grades=CLOSED), "2025-09-01") is None


def hosts(on: str = "2026-01-01") -> PriceBoard:
    rows = [
        row("some", 0.2, 0.6, provider="cheap"),
        row("some", 0.4, 0.8, provider="middle"),
        row("some", 1.0, 3.0, provider="dear"),
        row("some", 0.01, 0.01, provider="router"),
    ]
    return board("list", {on: rows})


def test_open_weights_without_a_maker_price_cost_the_median_host() -> None:
    found = book(hosts(), grades=OPEN, makers={"some": "nobody"})
    price = found.price("some", "2026-01-02")
    assert price is not None
    assert (price.basis, price.input, price.output) == ("median_of_hosts", 0.4, 0.8)
    assert price.sellers == ("cheap", "dear", "middle")


def test_two_hosts_are_offers_and_no_price() -> None:
    rows = [row("some", 0.2, 0.6, provider="cheap"), row("some", 0.4, 0.8, provider="dear")]
    found = book(board("list", {"2026-01-01": rows}), grades=OPEN, makers={"some": "nobody"})
    assert found.prices == {}
    assert set(found.host_prices("some", "2026-01-02")) == {"cheap", "dear"}


def test_the_makers_own_price_beats_the_hosts() -> None:
    own = board("page", {"2026-01-01": [row("some", 0.5, 1.5)]})
    price = book(own, hosts(), grades=OPEN).price("some", "2026-01-02")
    assert price is not None
    assert (price.basis, price.input) == ("first_party", 0.5)


def test_a_closed_model_has_no_host_price() -> None:
    assert book(hosts(), grades=CLOSED, makers={"some": "nobody"}).prices == {}


def test_the_cheapest_offering_of_the_maker_counts() -> None:
    rows = [row("some", 0.3, 1.2), row("some-fast", 0.6, 2.4, model_name="some")]
    assert asked(book(board("page", {"2026-01-01": rows}), grades=CLOSED), "2026-01-02") == (
        0.3,
        1.2,
    )


def test_a_held_row_keeps_its_price() -> None:
    states = {
        0: PriceState([row("some", 2, 8)]),
        1: PriceState([], frozenset([row("some", 2, 8)["entry"]])),
    }
    days = [("2026-01-01", 0), ("2026-01-02", 1), ("2026-01-03", 1), ("2026-01-04", 1)]
    found = book(PriceBoard("list", "board", "", days, states), grades=CLOSED)
    assert asked(found, "2026-01-04") == (2, 8)


def test_every_source_of_prices_is_ranked() -> None:
    known = bundled().sources
    assert {
        source.ABOUT.name for source in SOURCES.values() if "price" in source.ABOUT.tables
    } <= set(known)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("rank = 1", 'rank = "first"', "sources.page.rank = 'first': should be a whole number"),
        (
            'confirms = "announcement"',
            'confirms = "rumour"',
            "confirms = 'rumour': should be 'look' or",
        ),
        ("[own]", "[owner]", "unknown key 'owner'"),
        ("factor = 2\n", "", "off_peak_listed[1].factor is missing"),
        ("opinion = true", "hearsay = true", "unknown key 'hearsay'"),
        ("[sources]", "[sources", "not TOML"),
    ],
)
def test_rules_that_say_something_else_are_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(PricesInvalid, match=re.escape(message)):
        read(RULES.replace(old, new, 1))


def test_all_faults_of_the_price_rules_are_named_at_once() -> None:
    faulty = RULES.replace("rank = 1", "rank = 0").replace("factor = 2", 'factor = "2"')
    faulty += '[[ended]]\nsource = "list"\noffering = "x"\non = "2026-01-01"\n'
    with pytest.raises(PricesInvalid) as found:
        read(faulty)
    assert str(found.value).split("\n  ") == [
        "measures/price/rules.toml: 4 faults",
        "sources.page.rank = 0: should be greater than 0",
        "off_peak_listed[1].factor = '2': should be a whole number or a number",
        "ended[1].on = '2026-01-01': should be a day (YYYY-MM-DD without quotes)",
        "ended[1].why is missing",
    ]
