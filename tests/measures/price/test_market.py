"""Price events and what a solved task costs, worked by hand."""

from dataclasses import replace
from typing import Any

import pytest

from measures.boards.states import Boards
from measures.price.events import PriceEvent, is_news, price_events
from measures.price.rows import cost_rows
from measures.price.rules import bundled
from measures.price.spans import PriceBoard
from sources.prices.lists import genai_prices
from tests.measures import sample as measures_sample
from tests.measures.price.sample import board, book, row

CLOSED = {"some": "closed", "other": "closed"}
OLD, NEW, OTHER = row("some", 2, 8), row("some", 1, 4), row("other", 1, 1)


def events(*lists: PriceBoard, through: str = "2026-12-31") -> list[PriceEvent]:
    found = price_events(book(*lists, grades=CLOSED), through)
    return [one for one in found if one.model == "some"]


def cut(source: str, later: str = "2026-01-03") -> PriceBoard:
    return board(source, {"2026-01-01": [OLD], later: [NEW]})


EARLY = "2026-01-02"
PLANNED = [row("some", 2, 10), row("some", 3, 15, effective_on="2026-03-01")]


def announced(look: str) -> PriceBoard:
    """Hearsay of a raise to 3/15 from 1 March on, and then no more."""
    return board("hearsay", {look: PLANNED, "2026-05-01": [row("some", 2, 10)]})


def page(*looks: str, asked: dict[str, Any] = OLD) -> PriceBoard:
    return board("page", {look: [asked] for look in looks})


SALE = [row("some", *asked, effective_on=f"2026-01-{on}")
        for on, asked in (("01", (2, 8)), ("10", (4, 16)), ("15", (2.1, 8.1)))]  # fmt: skip
AFTER = [row("some", 2.1, 8.1)]
BACK = [*SALE[:2], row("some", 2, 8, effective_on="2026-01-15")]
GONE = {"2026-01-02": [OTHER, OLD]} | {f"2026-01-0{day}": [OTHER] for day in (3, 4, 5)}
STATED = row("some", 2, 8, note="deprecation date: 2025-12-20")
FLAGGED = row("some", 2, 8, effective_on="2025-12-01", note="status: removed")
ENDED = row("some", 2, 8, effective_on="2025-06-01", withdrawn_on="2025-09-01")

FAST = row("fast-some", 2, 8, model_name="some")
Told = list[tuple[str, str, bool]]
"""What happened, from which day, and whether it is confirmed."""
CASES: dict[str, tuple[list[PriceBoard], Told]] = {
    "one list alone confirms no cut": ([cut("list")], [("cut", "2026-01-03", False)]),
    "two lists confirm it once, dated by the first": (
        [cut("list"), cut("dated", later=EARLY)], [("cut", EARLY, True)],
    ),
    "lists made from one another confirm nothing": (
        [cut("dated", later=EARLY), cut("twin", later=EARLY)], [("cut", EARLY, False)],
    ),
    "the maker's page confirms alone": ([cut("page")], [("cut", "2026-01-03", True)]),
    "a list that corrects itself is no cut": (
        [cut("list"), board("dated", {EARLY: [row("some", 1, 4, effective_on="2025-12-01")]})], [],
    ),
    "a raise that the maker's page took back never happened": (
        [announced("2026-02-20"), page("2026-02-10", "2026-02-20", asked=row("some", 2, 10))], [],
    ),
    "one that an older page never spoke of stands as reported": (
        [board("hearsay", {"2026-02-20": PLANNED}), page("2026-02-01", asked=row("some", 2, 10))],
        [("rise", "2026-03-01", False)],
    ),
    "a page looked at after a change vetoes it": (
        [cut("list"), page("2026-01-01", "2026-01-05")], [],
    ),
    "or confirms it": (
        [cut("list"), cut("page", later="2026-01-05")], [("cut", "2026-01-03", True)],
    ),
    "one looked at on the day itself vetoes nothing": (
        [cut("list"), page("2026-01-01", "2026-01-03")], [("cut", "2026-01-03", False)],
    ),
    "three looks without it": ([board("list", GONE)], [("withdrawn", "2026-01-03", False)]),
    "what ended before is withdrawn no second time": (
        [board("dated", {"2026-02-01": [ENDED]}), board("list", GONE)],
        [("withdrawn", "2025-09-01", True)],
    ),
    "what the maker's page still lists is not withdrawn": (
        [board("list", GONE), page("2026-01-02", "2026-01-06")], [],
    ),
    "nor what it lists at its first look, whenever that was": (
        [board("list", GONE), page("2026-09-01")], [],
    ),
    "nor is a day that another list states, where the page lists it later": (
        [board("dated", {"2026-01-01": [FLAGGED]}), board("list", {"2025-12-10": [STATED]}),
         page("2025-12-27")], [],
    ),
    "a flag without a day is no withdrawal of the day after": (
        [board("dated", {"2026-01-01": [FLAGGED]})], [],
    ),
    "and none where the list names the day itself": (
        [board("dated", {"2026-01-01": [{**ENDED, "note": "status: removed"}]})],
        [("withdrawn", "2025-09-01", True)],
    ),
    "another list states the day": (
        [board("dated", {"2026-01-01": [FLAGGED]}), board("list", {"2025-12-10": [STATED]})],
        [("withdrawn", "2025-12-20", True)],
    ),
    "a cheaper offering is no cut": (
        [board("page", {"2026-01-01": [FAST], EARLY: [FAST, NEW]})], [],
    ),
    "but a dead spelling that stays at the old price hides none": (
        [board("page", {"2026-01-01": [FAST, OLD], EARLY: [FAST, NEW]})], [("cut", EARLY, True)],
    ),
    "new and withdrawn": (
        [board("page", {"2026-01-01": [OTHER], **GONE})],
        [("new", EARLY, True), ("withdrawn", "2026-01-03", True)],
    ),
    "a sale that comes back is a cut, though a list saw only the prices around it": (
        [board("word", {"2026-01-20": SALE}), board("list", {EARLY: [OLD], "2026-01-20": AFTER})],
        [("rise", "2026-01-10", True), ("cut", "2026-01-15", True)],
    ),
    "one that comes back to the very price before is one too": (
        [board("word", {"2026-01-20": BACK}), board("list", {EARLY: [OLD], "2026-01-20": [OLD]})],
        [("rise", "2026-01-10", True), ("cut", "2026-01-15", True)],
    ),
    "a list that takes a model up later makes it no new model": (
        [board("list", {"2026-01-01": [OLD]}),
         board("page", {"2026-01-10": [OTHER], "2026-01-20": [OTHER, row("some", 3, 9)]})], [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lists", "told"), CASES.values(), ids=CASES)
def test_what_lists_say_together(lists: list[PriceBoard], told: Told) -> None:
    assert [(str(one.kind), one.on, one.confirmed) for one in events(*lists)] == told


def test_a_change_says_how_large_it_is_and_how_far_its_day_is_open() -> None:
    (event,) = events(cut("list"))
    # Blended 3.5 to 1.75; last seen at the old price on the 1st, so between the 2nd and the 3rd.
    assert (event.change_percent, event.not_before, event.doubt_days) == (-50, EARLY, 1)
    both = [OLD, row("some", 1, 4, effective_on="2026-01-03")]
    # GenAI-prices of August 2026 has both prices of o3, and the day between them: 10 June 2025.
    taken_up = board("list", {EARLY: [OTHER], "2026-01-04": [OTHER, NEW]})
    (event,) = events(board("dated", {"2026-01-10": both}), taken_up)
    assert (event.kind, event.on, event.doubt_days) == ("cut", "2026-01-03", 0)
    assert (event.before, event.now) == ((2, 8), (1, 4))
    (new,) = events(board("list", {"2026-01-01": [OTHER], "2026-01-31": [OLD]}), page("2026-01-30"))
    assert (new.kind, new.not_before, new.on) == ("new", EARLY, "2026-01-30")


def test_what_is_withdrawn_cost_what_it_cost_last() -> None:
    """DeepSeek-V4-Flash-0731: the lists that missed it had not looked since its price rose."""
    rose = [OLD, row("some", 4, 16, effective_on="2026-01-05", withdrawn_on="2026-02-01")]
    missed = {"2026-01-02": [OTHER, OLD]} | {f"2026-02-0{day}": [OTHER] for day in (1, 2, 3)}
    *_, gone = events(board("twin", {"2026-01-20": rose}), board("list", missed))
    assert (gone.kind, gone.on, gone.before) == ("withdrawn", "2026-02-01", (4, 16))


def test_a_change_names_the_first_looks_that_show_either_price() -> None:
    days = ("2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04")
    often = board("list", dict(zip(days, ([OLD], [OLD], [NEW], [NEW]), strict=True)))
    (event,) = events(cut("dated", later=EARLY), often)
    assert [(one.source, one.on) for one in event.shown] == [
        ("dated", "2026-01-01"), ("dated", "2026-01-02"),
        ("list", "2026-01-01"), ("list", "2026-01-03"),
    ]  # fmt: skip
    # A dated price is shown by the newest state that lists it.
    first = row("some", 2, 8, effective_on="2025-01-01")
    then = row("some", 1, 4, effective_on="2026-01-03")
    (event,) = events(board("dated", {EARLY: [first], "2026-01-09": [first, then]}))
    assert [(one.source, one.on) for one in event.shown] == [("dated", "2026-01-09")]


def test_a_price_dated_ahead_is_planned_until_its_day() -> None:
    planned = board("page", {"2026-02-01": PLANNED})
    assert events(planned, through="2026-02-28") == []
    (rise,) = events(planned, through="2026-03-01")
    assert (rise.kind, rise.on, rise.confirmed) == ("rise", "2026-03-01", True)


def test_rows_that_cite_a_list_or_its_copies_are_of_its_family() -> None:
    shipped = bundled()
    copied = "https://github.com/AgentOps-AI/tokencost/blob/f38877f/tokencost/model_prices.json"
    assert shipped.family("published", copied) == shipped.family("litellm", None) == "litellm"
    assert shipped.family("published", genai_prices.URL) == "genai_prices"
    assert shipped.family("published", "https://openai.com/index/gpt-4-research/") == "published"


def test_a_first_price_is_news_when_it_is_the_makers_and_came_with_the_model() -> None:
    looks = {"2026-01-01": [OTHER], "2026-01-31": [OLD]}
    (new,) = events(board("page", looks))
    assert events(board("page", {**looks, "2026-02-01": [OLD, OTHER]})) == [new], "no newer by it"
    assert is_news(new, "2025-11-03")  # 60 days before 2026-01-02
    assert not is_news(new, "2025-11-02")
    assert not is_news(replace(new, seller="azure"), "2025-12-31")
    assert is_news(replace(new, kind="cut", seller="azure"), "2025-11-02")


def test_solved_costs_leave_out_what_was_not_metered() -> None:
    on = {"dated_on": "2026-01-01"}
    rows = [
        measures_sample.row("some", 50.0, cost_usd=0.10, **on),
        measures_sample.row("free", 50.0, cost_usd=0.0, **on),
        measures_sample.row("none", 0.0, cost_usd=0.10, **on),
        measures_sample.row("mute", 50.0, **on),
    ]
    names = measures_sample.registry(dict.fromkeys(("some", "free", "none", "mute"), "closed"))
    state, of = measures_sample.state("2026-01-02", *rows), measures_sample.series(axis="entry")
    (one,) = cost_rows(Boards(of, [state], names, "2026-01-03"))
    assert (one["model"], one["score"], one["usd_per_task"]) == ("some", 50.0, 0.1)
    assert one["stderr"] == pytest.approx(2.2, abs=0.05)  # n = 500
