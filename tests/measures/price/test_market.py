"""Price events, hosts, disagreements and what a solved task costs, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measures.known import Known
from measures.price.disagreements import disagreeing, price_comparisons
from measures.price.events import PriceEvent, is_news, price_events
from measures.price.rows import cost_rows
from measures.price.rules import bundled
from measures.price.spans import PriceBoard
from tests.measures import sample as measures_sample
from tests.measures.price import sample as price_sample
from tests.measures.price.sample import board, book, row

CLOSED = {"some": "closed"}


def cut(source: str, first: str, later: str) -> price_sample.PriceBoard:
    return board(source, {first: [row("some", 2, 8)], later: [row("some", 1, 4)]})


def test_one_list_alone_confirms_no_cut() -> None:
    (event,) = price_events(book(cut("list", "2026-01-01", "2026-01-03"), grades=CLOSED), "2026-02")
    assert (event.kind, event.on, event.confirmed) == ("cut", "2026-01-03", False)
    # Blended 3.5 to 1.75; last seen at the old price on the 1st, so between the 2nd and the 3rd.
    assert (event.change_percent, event.not_before, event.doubt_days) == (-50, "2026-01-02", 1)


def test_two_lists_confirm_a_cut_once_dated_by_the_first() -> None:
    found = book(
        cut("list", "2026-01-01", "2026-01-03"),
        cut("dated", "2026-01-01", "2026-01-02"),
        grades=CLOSED,
    )
    (event,) = price_events(found, "2026-02-01")
    assert (event.on, event.sources, event.confirmed) == ("2026-01-02", ("dated", "list"), True)


def looks_of(event: PriceEvent) -> list[tuple[str, str]]:
    return [(one.source, one.on) for one in event.shown]


def test_a_change_names_the_looks_that_show_either_price() -> None:
    # The second list showed each price at two looks: the first of each is named.
    old, new = [row("some", 2, 8)], [row("some", 1, 4)]
    days = ("2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04")
    often = board("list", dict(zip(days, (old, old, new, new), strict=True)))
    (event,) = price_events(
        book(cut("dated", "2026-01-01", "2026-01-02"), often, grades=CLOSED), "2026-02-01"
    )
    assert looks_of(event) == [
        ("dated", "2026-01-01"),
        ("dated", "2026-01-02"),
        ("list", "2026-01-01"),
        ("list", "2026-01-03"),
    ]


def test_a_dated_price_is_shown_by_the_newest_state_that_lists_it() -> None:
    first = row("some", 2, 8, effective_on="2025-01-01")
    then = row("some", 1, 4, effective_on="2026-01-03")
    found = book(
        board("dated", {"2026-01-02": [first], "2026-01-09": [first, then]}), grades=CLOSED
    )
    (event,) = price_events(found, "2026-02-01")
    assert (event.kind, event.on, looks_of(event)) == (
        *("cut", "2026-01-03"),
        [("dated", "2026-01-09")],
    )


def test_a_price_beside_one_that_began_before_the_first_look_held_until_that_day() -> None:
    # GenAI-prices of August 2026 has both prices of o3, and the day between them: 10 June 2025.
    both = [row("some", 2, 8), row("some", 1, 4, effective_on="2026-01-03")]
    found = book(board("dated", {"2026-01-10": both}), grades=CLOSED)
    (event,) = price_events(found, "2026-02-01")
    assert (event.kind, event.on, event.doubt_days) == ("cut", "2026-01-03", 0)
    assert (event.before, event.now) == ((2, 8), (1, 4))


def test_lists_made_from_one_another_confirm_nothing() -> None:
    found = book(
        cut("dated", "2026-01-01", "2026-01-02"),
        cut("twin", "2026-01-01", "2026-01-02"),
        grades=CLOSED,
    )
    assert [event.confirmed for event in price_events(found, "2026-02-01")] == [False]


def typed(address: str) -> PriceBoard:
    """A cut to 1/4 on 3 January that was typed in, with the address it was read at."""
    rows = [
        row("some", 2, 8, effective_on="2026-01-01", source_url=address),
        row("some", 1, 4, effective_on="2026-01-03", source_url=address),
    ]
    observed = [{**one, "effective_basis": "first_observed"} for one in rows]
    return board("word", {"2026-01-03": observed})


@pytest.mark.parametrize(
    ("address", "independent"),
    [("https://example.org/list/prices.json", 1), ("https://example.org/news", 2)],
)
def test_a_copy_of_a_list_is_no_second_source_beside_it(address: str, independent: int) -> None:
    found = book(cut("list", "2026-01-01", "2026-01-03"), typed(address), grades=CLOSED)
    (event,) = price_events(found, "2026-02-01")
    assert event.sources == ("list", "word")
    assert (event.independent, event.confirmed) == (independent, independent == 2)
    compared = [one["other_source"] for one in price_comparisons(found, "2026-01-03")]
    assert compared == ["list"] * (independent - 1)


def test_rows_that_cite_litellm_or_its_copies_are_of_its_family() -> None:
    shipped = bundled()
    copied = "https://github.com/AgentOps-AI/tokencost/blob/f38877f/tokencost/model_prices.json"
    assert shipped.family("published", copied) == shipped.family("litellm", None) == "litellm"
    assert shipped.family("published", "https://openai.com/index/gpt-4-research/") == "published"


def test_the_makers_page_confirms_alone() -> None:
    found = book(cut("page", "2026-01-01", "2026-01-03"), grades=CLOSED)
    assert [event.confirmed for event in price_events(found, "2026-02-01")] == [True]


def test_a_list_that_corrects_itself_is_no_cut() -> None:
    right = board("dated", {"2026-01-02": [row("some", 1, 4, effective_on="2025-12-01")]})
    found = book(cut("list", "2026-01-01", "2026-01-03"), right, grades=CLOSED)
    assert price_events(found, "2026-02-01") == []


def announced(source: str, *looks: str) -> PriceBoard:
    """A list that names a raise to 3/15 from 1 March on, and then no more."""
    planned = [row("some", 2, 10), row("some", 3, 15, effective_on="2026-03-01")]
    return board(source, {look: planned for look in looks} | {"2026-05-01": [row("some", 2, 10)]})


def test_a_raise_that_the_makers_page_took_back_never_happened() -> None:
    # The list still held it when last looked at; the page of that day and later does not.
    page = board("page", {"2026-02-10": [row("some", 2, 10)], "2026-02-20": [row("some", 2, 10)]})
    for look in ("2026-02-10", "2026-02-20"):
        found = book(announced("hearsay", look), page, grades=CLOSED)
        assert price_events(found, "2026-12-31") == []


def test_a_raise_that_the_page_never_spoke_of_stands_as_reported() -> None:
    # The page is older than the report, and nothing was looked at since.
    page = board("page", {"2026-02-01": [row("some", 2, 10)]})
    planned = [row("some", 2, 10), row("some", 3, 15, effective_on="2026-03-01")]
    found = book(board("hearsay", {"2026-02-20": planned}), page, grades=CLOSED)
    (rise,) = price_events(found, "2026-12-31")
    assert (rise.kind, rise.on, rise.confirmed) == ("rise", "2026-03-01", False)


def test_a_page_looked_at_after_a_change_vetoes_or_confirms_it() -> None:
    cut_on = cut("list", "2026-01-01", "2026-01-03")
    old = board("page", {"2026-01-01": [row("some", 2, 8)], "2026-01-05": [row("some", 2, 8)]})
    assert price_events(book(cut_on, old, grades=CLOSED), "2026-12-31") == []
    new = board("page", {"2026-01-01": [row("some", 2, 8)], "2026-01-05": [row("some", 1, 4)]})
    (event,) = price_events(book(cut_on, new, grades=CLOSED), "2026-12-31")
    assert (event.kind, event.on, event.confirmed) == ("cut", "2026-01-03", True)


def test_a_page_looked_at_on_the_day_itself_vetoes_nothing() -> None:
    cut_on = cut("list", "2026-01-01", "2026-01-03")
    early = board("page", {"2026-01-01": [row("some", 2, 8)], "2026-01-03": [row("some", 2, 8)]})
    (event,) = price_events(book(cut_on, early, grades=CLOSED), "2026-12-31")
    assert (event.kind, event.on) == ("cut", "2026-01-03")


def test_what_the_makers_page_still_lists_is_not_withdrawn() -> None:
    other = row("other", 1, 1)
    looks = {"2026-01-02": [other, row("some", 2, 8)]}
    looks |= {f"2026-01-0{day}": [other] for day in (3, 4, 5)}
    page = board("page", {"2026-01-02": [row("some", 2, 8)], "2026-01-06": [row("some", 2, 8)]})
    grades = {**CLOSED, "other": "closed"}
    (alone,) = price_events(book(board("list", looks), grades=grades), "2026-12-31")
    assert alone.kind == "withdrawn"
    assert price_events(book(board("list", looks), page, grades=grades), "2026-12-31") == []


def test_a_flag_without_a_day_is_no_withdrawal_of_the_day_after() -> None:
    flagged = row("some", 2, 8, effective_on="2025-12-01", note="status: removed")
    found = book(board("dated", {"2026-01-01": [flagged]}), grades=CLOSED)
    assert price_events(found, "2026-12-31") == []
    # Under two names, of which one is flagged; and where another list states the day.
    both = [flagged, row("some-1", 2, 8, model_name="some", effective_on="2025-11-01")]
    gone = [{**one, "note": "status: removed"} for one in both]
    assert (
        price_events(book(board("dated", {"2026-01-01": gone}), grades=CLOSED), "2026-12-31") == []
    )
    stated = row("some", 2, 8, note="deprecation date: 2025-12-20")
    day = board("list", {"2025-12-10": [stated]})
    (event,) = price_events(
        book(board("dated", {"2026-01-01": [flagged]}), day, grades=CLOSED), "2026-12-31"
    )
    assert (event.kind, event.on, event.sources) == ("withdrawn", "2025-12-20", ("dated", "list"))


def test_a_cheaper_offering_is_no_cut() -> None:
    dear = row("some-fast", 2, 8, model_name="some")
    looks = {"2026-01-01": [dear], "2026-01-02": [dear, row("some", 1, 4)]}
    assert price_events(book(board("page", looks), grades=CLOSED), "2026-02-01") == []


def test_withdrawn_and_new() -> None:
    other = row("other", 1, 1)
    looks = {
        "2026-01-01": [other],
        "2026-01-02": [other, row("some", 2, 8)],
        "2026-01-03": [other],
        "2026-01-04": [other],
        "2026-01-05": [other],
    }
    found = book(board("page", looks), grades={**CLOSED, "other": "closed"})
    new, withdrawn = price_events(found, "2026-02-01")
    assert looks_of(new) == [("page", "2026-01-02")]
    assert looks_of(withdrawn) == [("page", "2026-01-02"), ("page", "2026-01-03")]
    events = [(one.kind, one.on, one.confirmed) for one in (new, withdrawn)]
    assert events == [("new", "2026-01-02", True), ("withdrawn", "2026-01-03", True)]


def test_a_first_price_lies_after_the_last_look_without_it() -> None:
    looks = {"2026-01-01": [row("other", 1, 1)], "2026-01-31": [row("some", 2, 8)]}
    found = book(board("page", looks), grades={**CLOSED, "other": "closed"})
    (new,) = price_events(found, "2026-02-01")
    assert (new.kind, new.not_before, new.on) == ("new", "2026-01-02", "2026-01-31")


def test_a_list_that_takes_a_model_up_later_makes_it_no_new_model() -> None:
    other = row("other", 1, 1)
    early = board("list", {"2026-01-01": [row("some", 2, 8)]})
    late = board("page", {"2026-01-10": [other], "2026-01-20": [other, row("some", 3, 9)]})
    found = book(early, late, grades={**CLOSED, "other": "closed"})
    assert [one.kind for one in price_events(found, "2026-02-01")] == []


def test_a_first_price_is_news_when_it_is_the_makers_and_came_with_the_model() -> None:
    looks = {"2026-01-01": [row("other", 1, 1)], "2026-01-31": [row("some", 2, 8)]}
    (new,) = price_events(book(board("page", looks), grades={**CLOSED, "other": "closed"}), "2027")
    assert is_news(new, "2025-11-04")  # 59 days before 2026-01-02
    assert is_news(new, "2025-11-03")
    assert not is_news(new, "2025-11-02")
    assert not is_news(new, None)
    assert not is_news(replace(new, seller="azure"), "2025-12-31")
    assert is_news(replace(new, kind="cut", seller="azure"), None)


def test_sources_that_differ_are_listed_not_averaged() -> None:
    found = book(
        board("page", {"2026-01-01": [row("some", 1.0, 4.0), row("same", 2, 8)]}),
        board("list", {"2026-01-01": [row("some", 1.0, 4.4), row("same", 2.005, 8)]}),
        grades={**CLOSED, "same": "closed"},
    )
    compared = price_comparisons(found, "2026-01-02")
    (one,) = disagreeing(compared)
    assert len(compared) == 2
    assert price_comparisons(found, "2026-02-01") == compared, "31 days later"
    assert price_comparisons(found, "2026-02-02") == []
    assert (one["model"], one["off_by"], one["is_first_party"]) == ("some", pytest.approx(10), True)


def test_solved_costs_leave_out_what_was_not_metered() -> None:
    rows = [
        measures_sample.row("some", 50.0, cost_usd=0.10, dated_on="2026-01-01"),
        measures_sample.row("free", 50.0, cost_usd=0.0, dated_on="2026-01-01"),
        measures_sample.row("none", 0.0, cost_usd=0.10, dated_on="2026-01-01"),
        measures_sample.row("mute", 50.0, dated_on="2026-01-01"),
    ]
    known = measures_sample.registry(dict.fromkeys(("some", "free", "none", "mute"), "closed"))
    state = measures_sample.state("2026-01-02", *rows)
    board = measures_sample.series(axis="entry")
    (one,) = cost_rows(
        Known("2026-01-03", "test", {"some": board}, known, {"some": [state]}), board
    )
    assert (one["model"], one["score"], one["usd_per_task"]) == ("some", 50.0, 0.1)
    assert one["stderr"] == pytest.approx(2.2, abs=0.05)  # n = 500
