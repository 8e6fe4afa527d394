"""Which vintages decide: whole boards, lists down to their floor, lists that name the leaders."""

from dataclasses import replace
from typing import Any

import pytest

from measures.boards.lists import led_by_news, stand_alone
from measures.boards.states import BoardState
from tests.measures import sample
from tests.measures.sample import gap_history

KNOWN = sample.registry({"shut": "closed", "free": "permissive", "half": "restricted"})
WHOLE = sample.state(
    "2026-01-01", sample.row("shut", 90), sample.row("half", 85), sample.row("free", 80)
)
RULES = ("any_weights", "permissive")


def gaps(*states: BoardState, rule: str = "any_weights") -> list[tuple[str | None, float | None]]:
    found = gap_history(sample.series(), states, KNOWN, rule, "2026-02-01")
    return [(one.vintage_on, one.gap) for one in found]


def listed(
    on: str = "2026-01-10", floor: float | None = None, leads: str = "", **values: Any
) -> Any:
    rows = [sample.row(entry, value) for entry, value in values.items()]
    return sample.state(on, *rows, basis="leaders", floor=floor, leads=leads)


@pytest.mark.parametrize(
    ("newer", "any_weights", "permissive"),
    [
        # Its ranks have no hole down to 84: both leaders stand above, the permissive one does not.
        (listed(shut=95, half=85, other=84, floor=84), 10, 10),
        (listed(shut=95, half=85, floor=86), 5, 10),
        # Complete nowhere: who is not on it may stand above those who are.
        (listed(shut=95, half=85, free=80), 5, 10),
        (listed(shut=95, half=85, leads="closed, any_weights"), 10, 10),
        (listed(shut=95, half=85, free=70, leads="closed, any_weights, permissive"), 10, 25),
        (listed(shut=95, leads="closed"), 5, 10),
        # The leader of the open weights has an open-source licence, and so leads those too.
        (listed(shut=95, free=89, half=85, leads="closed, any_weights"), 6, 6),
    ],
)  # fmt: skip
def test_a_list_decides_down_to_its_floor_or_where_it_names_the_leader(
    newer: BoardState, any_weights: float, permissive: float
) -> None:
    found = [gaps(WHOLE, newer, rule=rule)[-1][1] for rule in RULES]
    assert found == [any_weights, permissive]


def test_who_had_more_than_the_leader_that_a_later_list_names_leads_until_its_day() -> None:
    board, copy = sample.series().sources
    of = sample.series(axis="entry", sources=(board, replace(copy, copy_of=board.board)))
    dated = {"dated_on": "2025-12-01"}
    older = sample.state(
        "2026-01-01", sample.row("gone", 96, **dated), sample.row("half", 85, **dated)
    )
    newer = sample.state(
        "2026-01-10", sample.row("shut", 95, **dated), sample.row("half", 85, **dated),
        source="published", board="some", vintage=2,
        basis="leaders", leads="closed, any_weights",
    )  # fmt: skip
    known = sample.registry({"shut": "closed", "gone": "closed", "half": "restricted"})

    def gaps_of(*states: BoardState) -> list[tuple[str, float | None]]:
        found = gap_history(of, states, known, "any_weights", "2026-02-01")
        return [(one.entry, one.gap) for one in found]

    assert gaps_of(older, newer) == [("2025-12-01", 11), ("2026-01-10", 10)]
    # It says nothing of who leads, or is the older page.
    assert gaps_of(older, replace(newer, leads="any_weights")) == [("2025-12-01", 11)]
    assert gaps_of(replace(older, published_on="2026-01-20"), newer) == [("2025-12-01", 11)]


def test_days_on_whole_boards_need_no_older_page() -> None:
    later = sample.state("2026-01-20", sample.row("shut", 95))
    assert stand_alone([WHOLE, later], "2026-01-20")
    assert stand_alone([listed("2025-12-01"), WHOLE, later], "2026-01-20")
    assert not stand_alone([WHOLE, listed()], "2026-01-10")
    # Until the day of its page the list before it is in force.
    assert not stand_alone([WHOLE, listed(), later], "2026-01-20")


FIRST = sample.state(
    "2026-01-01", *(sample.row(name, value) for name, value in (("shut", 90), ("free", 80))),
    *(sample.row(f"half {n}", 60 + n) for n in range(8)),
)  # fmt: skip


def page(held: tuple[str, ...] = (), quarantined: tuple[Any, ...] = (), **values: float) -> Any:
    """A page of 2 January like the first but for these values, with rows held or in quarantine."""
    known = {row["entry"]: row["value"] for row in FIRST.rows} | values
    rows = [sample.row(name, at, held=int(name in held)) for name, at in known.items()]
    return sample.state("2026-01-02", *rows, quarantined=quarantined)


ROW = sample.row("new", 95)
CASES = {
    # What is held or in quarantine, to why the page gives no new gap; None: it gives one.
    "a held row below": (page(held=("half 3",)), None),
    "one that leads": (page(held=("free",)), "that lead or led: free"),
    "one that led": (page(held=("shut",), **{"half 0": 95}), "that lead or led: shut"),
    "one whose refused value would lead": (
        page(held=("half 3",), quarantined=(sample.row("half 3", 85),)),
        "that lead or led: half",
    ),
    "a new one that would lead": (
        page(quarantined=(sample.row("shut high", 91),)), "that lead or led: shut",
    ),
    "a new one below": (page(quarantined=(sample.row("shut high", 70),)), None),
    "a value that cannot be read": (page(quarantined=({**ROW, "value": "x"},)), None),
    "a value of another unit": (page(quarantined=({**ROW, "unit": "share"},)), None),
    "of nobody known": (page(quarantined=(ROW,)), None),
    "a fifth": (page(held=("half 1", "half 2")), None),
    "more than a fifth": (page(held=("half 1", "half 2", "half 3")), "3 of 10 matched"),
    "with a new one": (
        page(held=("half 1", "half 2"), quarantined=(sample.row("half high", 61),)),
        "3 of 11 matched",
    ),
}  # fmt: skip


@pytest.mark.parametrize("axis", ["board", "entry"])
@pytest.mark.parametrize("case", CASES)
def test_a_page_with_such_rows_in_quarantine_gives_no_new_gap(case: str, axis: str) -> None:
    newer, why = CASES[case]
    of = sample.series(axis=axis)
    found = led_by_news(of, [FIRST, newer], KNOWN)
    reasons = [reason for state in found for _, reason in state.held_back]
    assert [one.published_on for one in found] == ["2026-01-01", *([] if why else ["2026-01-02"])]
    assert reasons == (
        [f"rows in quarantine{':' if why[0].isdigit() else ''} {why}"] if why else []
    )


def test_the_gap_before_stands_with_the_reason_until_a_page_gives_one() -> None:
    bad, good = page(held=("free",)), sample.state("2026-01-04", *FIRST.rows[:2])
    again = sample.state("2026-01-03", *bad.rows)
    states = led_by_news(sample.series(), [FIRST, bad, again, good], KNOWN)
    found = gap_history(sample.series(), states, KNOWN, "any_weights", "2026-02-01")
    assert [(one.entry, one.vintage_on, one.held_pages) for one in found] == [
        ("2026-01-01", "2026-01-01", None), ("2026-01-02", "2026-01-01", 1),
        ("2026-01-03", "2026-01-01", 2), ("2026-01-04", "2026-01-04", None),
    ]  # fmt: skip
    assert {one.held_since for one in found} == {"2026-01-01"}
    assert found[1].held_reason == "rows in quarantine that lead or led: free"


def test_a_row_in_quarantine_of_nobody_known_may_lead() -> None:
    """Whether it was there before or not; what was, with the better of both values."""
    for newer in (page(quarantined=(ROW,)), page(new=70, held=("new",), quarantined=(ROW,))):
        states = led_by_news(sample.series(), [FIRST, newer], KNOWN)
        found = gap_history(sample.series(), states, KNOWN, "any_weights", "2026-01-02")[-1]
        assert (found.vintage_on, found.gap, found.unresolved_above) == ("2026-01-02", 10, 1)
        assert (found.gap_if_unresolved_closed, found.gap_if_unresolved_open) == (15, -5)
        assert (found.verdict, found.unresolved) == ("cannot be judged", ("new",))
