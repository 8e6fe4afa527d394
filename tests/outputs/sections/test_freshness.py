from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from measures.freshness import Freshness
from measures.gap.judgement import verdict
from measures.series import load
from outputs.sections.freshness import age, phrase, turns
from tests.outputs.shelf import TODAY, read_gap

DECLARED = load()
GPQA = replace(DECLARED["gpqa_epoch"], statuses=())


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"gap_low": 0.1, "gap_high": 9.1}, "closed ahead"),
        ({"gap_low": -4.3, "gap_high": 6.3}, "not distinguishable"),
        ({"gap_low": 0.0, "gap_high": 6.3}, "not distinguishable"),
        ({"gap": -2.0, "gap_low": -3.0, "gap_high": -1.0}, "open ahead"),
        ({"gap_low": None, "gap_high": None}, "no interval"),
        ({"gap": None, "gap_low": None, "gap_high": None}, "one class only"),
    ],
)
def test_a_class_is_ahead_only_when_the_interval_excludes_zero(
    changed: dict[str, Any], told: str
) -> None:
    assert verdict(read_gap(**changed)) == told


def fresh(page: str, *, shown: str | None = None, is_stale: bool = False) -> Freshness:
    return Freshness(TODAY.isoformat(), shown or page, page, is_stale)


def test_within_its_limit_a_page_reads_as_now() -> None:
    assert phrase(fresh("2026-03-03")) == "now (data from 3 Mar 2026)"
    assert age(fresh("2026-03-03")) == "7 days old"
    assert age(fresh("2026-03-10")) == age(fresh("2026-03-11")) == "today"


def test_past_its_limit_it_reads_as_of() -> None:
    stale = fresh("2026-03-02", is_stale=True)
    assert (phrase(stale), age(stale)) == ("as of 2 Mar 2026", "8 days old")


def test_a_model_that_came_after_its_page_dates_the_stale_number() -> None:
    late = fresh("2026-02-20", shown="2026-02-24", is_stale=True)
    assert phrase(late) == "as of 24 Feb 2026, data from 20 Feb 2026"
    # 24 February to 10 March 2026: 4 + 10 days.
    assert age(late) == "14 days old"


def test_a_current_page_is_told_as_now_whenever_its_leaders_came() -> None:
    late = fresh("2026-03-08", shown="2026-03-09")
    assert (phrase(late), age(late)) == ("now (data from 8 Mar 2026)", "2 days old")


def test_an_ended_series_reads_as_of_its_last_change_however_new_its_page_is() -> None:
    ended = replace(fresh("2026-03-09", shown="2024-12-26", is_stale=True), is_last_change=True)
    assert phrase(ended) == "as of 26 Dec 2024, when it last changed"
    # 26 December 2024 to 10 March 2026: 365 + 5 + 31 + 28 + 10 = 439 days.
    assert age(ended) == "439 days old"


def test_rows_that_tell_the_same_are_one_turn() -> None:
    rows = [read_gap(), read_gap(open_dated_on="2026-01-01"), read_gap(open_value=11.0)]
    assert turns(rows) == [rows[0], rows[2]]


def test_a_newer_page_can_make_a_turn() -> None:
    rows = [read_gap(), read_gap(inputs_on="2026-03-09")]
    assert turns(rows) == rows[:1]
    assert turns(rows, pages=True) == rows
