"""On the entry axis a page tells every day anew: what was published by then is another history."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from measures.boards.states import BoardState
from measures.gap.history import gap_history, published_gaps
from measures.gap.paired import PairError
from measures.known import Known
from measures.segments import GapSegment
from tests.measures.sample import registry, row, series, state

RULE, TODAY = "any_weights", "2026-12-31"
NAMES = {"ours": "closed", "theirs": "permissive", "late": "permissive"}
FIRST = state(
    "2026-03-01",
    row("ours", 60.0, dated_on="2026-01-10"),
    row("theirs", 50.0, dated_on="2026-02-01"),
)
SECOND = state(
    "2026-06-01",
    row("ours", 61.0, dated_on="2026-01-10"),
    row("theirs", 50.0, dated_on="2026-02-01"),
    row("late", 58.0, dated_on="2026-02-15"),
    vintage=2,
)


def told(states: Sequence[BoardState], through: str = TODAY) -> list[GapSegment]:
    return published_gaps(known(through), series(axis="entry"), states, RULE, {}, ())


def known(through: str = TODAY) -> Known:
    return Known(through, "test", {}, registry(NAMES), {})


def test_a_day_before_the_first_page_has_no_gap_though_we_know_one_today() -> None:
    own = series(axis="entry")
    now = gap_history(own, [SECOND], registry(NAMES), RULE, TODAY)
    assert now[0].entry < "2026-03-01"
    assert told([FIRST, SECOND])[0].entry == "2026-03-01"


def test_a_newer_page_changes_no_day_before_it() -> None:
    found = [(it.entry, it.gap, it.published_until) for it in told([FIRST, SECOND])]
    assert found == [("2026-03-01", 10.0, "2026-03-01"), ("2026-06-01", 3.0, "2026-06-01")]


def test_an_entry_dated_after_its_page_counts_from_its_own_day() -> None:
    ahead = state(
        "2026-03-01", *FIRST.rows, row("late", 58.0, dated_on="2026-03-20")
    )  # fmt: skip
    found = [(it.entry, it.gap, it.published_until) for it in told([ahead])]
    assert found == [("2026-03-01", 10.0, "2026-03-01"), ("2026-03-20", 2.0, "2026-03-01")]


@pytest.mark.parametrize("through", ["2026-02-28", "2026-05-31"])
def test_pages_of_later_days_are_not_known(through: str) -> None:
    assert told([FIRST, SECOND], through) == told([FIRST], through)


def test_leaders_compare_as_was_known_on_the_day() -> None:
    """Results of single items that were published later make no interval of a day before."""
    rows = published_gaps(
        known(), series(axis="entry"), [FIRST], RULE,
        {"2026-04-01": lambda ours, theirs: PairError(1.0, "paired")}, (),
    )  # fmt: skip
    found = [(it.entry, it.ci_method, it.published_until) for it in rows]
    assert found == [
        ("2026-03-01", "independent", "2026-03-01"),
        ("2026-04-01", "paired", "2026-03-01"),
    ]
