"""The same entry twice on one board: exact repeats, ambiguous entries, mixed-in boards."""

from dataclasses import replace
from datetime import date
from typing import Any

from expectations import PageVerdict, judge, judge_pages
from tests.expectations.pages import SEEN_ON, Board, good, rows
from warehouse.schema.tables import FACTS

SCORE = FACTS["score"]


def judged(*boards: Board, source: str = "nobody") -> PageVerdict:
    return judge(source, boards, seen_on=SEEN_ON, previous={})


def other(entry: str, value: float = 51.0) -> dict[str, Any]:
    return {**good(SCORE, entry), "value": value}


def test_exact_repeat_counts_once_and_holds_nothing() -> None:
    page = Board([*rows(SCORE), good(SCORE, "entry-1"), good(SCORE, "entry-1")])
    (reading,) = judged(page).readings
    assert [row["entry"] for row in reading.rows] == ["entry-0", "entry-1", "entry-2"]
    assert [(one.index, one.reason) for one in reading.quarantined] == [
        (3, "exact repeat of row 1, which counts once"),
        (4, "exact repeat of row 1, which counts once"),
    ]
    assert reading.held == ()


def test_exact_repeats_may_be_many() -> None:
    verdict = judged(Board(rows(SCORE, 12) * 4))
    assert verdict.refused is None
    assert len(verdict.readings[0].rows) == 12
    assert verdict.quarantined == 36


def test_repeat_that_differs_only_for_the_rules_is_a_repeat() -> None:
    row = good(SCORE, "entry-1")
    verdict = judged(Board([*rows(SCORE), {**row, "_folder_on": "2025-06-02"}]))
    assert [one.index for one in verdict.readings[0].quarantined] == [3]


def test_ambiguous_entry_is_set_aside_whole_and_held() -> None:
    (reading,) = judged(Board([*rows(SCORE, 60), other("entry-7")])).readings
    assert [one.index for one in reading.quarantined] == [7, 60]
    assert all("score.every.natural_key: entry='entry-7'" in o.reason for o in reading.quarantined)
    assert reading.held == ("entry-7",)
    assert len(reading.rows) == 59


def test_ambiguous_entry_with_a_repeat_keeps_none() -> None:
    page = [*rows(SCORE, 60), other("entry-7"), other("entry-7")]
    (reading,) = judged(Board(page)).readings
    assert [one.index for one in reading.quarantined] == [7, 60, 61]
    assert reading.held == ("entry-7",)


def test_same_entry_on_two_boards_is_no_repeat() -> None:
    verdict = judged(Board(rows(SCORE)), Board([other("entry-0")], category="coding"))
    assert verdict.quarantined == 0


def test_same_entry_at_two_published_dates_is_no_repeat() -> None:
    before = Board([other("entry-0")], published_on=date(2026, 1, 1))
    assert judged(before, Board(rows(SCORE), published_on=date(2026, 2, 1))).quarantined == 0


def test_two_percent_are_counted_over_the_whole_page() -> None:
    small = Board([*rows(SCORE, 10), other("entry-7")])
    assert judged(small).refused is not None
    large = Board(rows(SCORE, 60), category="coding")
    assert judged(small, large).refused is None


def test_more_than_two_percent_refuse_the_page() -> None:
    twins = [other(f"entry-{number}") for number in range(3)]
    verdict = judged(Board([*rows(SCORE, 100), *twins]))
    assert verdict.refused is not None
    assert "score.every.few_ambiguous: 1 of 1: ambiguous_share=0.03" in verdict.refused
    assert verdict.readings[0].rows == ()


def test_two_percent_exactly_are_kept() -> None:
    twins = [other(f"entry-{number}") for number in range(2)]
    assert judged(Board([*rows(SCORE, 100), *twins])).refused is None


def test_most_rows_bad_refuse_the_page() -> None:
    bad = [{**row, "value": 5400.0, "ci_high": None} for row in rows(SCORE, 11)]
    kept = [good(SCORE, f"good-{number}") for number in range(10)]
    verdict = judged(Board([*kept, *bad]))
    assert verdict.refused is not None
    assert "score.every.most_rows_kept: 1 of 1: set_aside_share=0.52" in verdict.refused


def test_half_of_the_rows_bad_are_set_aside() -> None:
    bad = [{**row, "value": 5400.0, "ci_high": None} for row in rows(SCORE, 10)]
    kept = [good(SCORE, f"good-{number}") for number in range(10)]
    verdict = judged(Board([*kept, *bad]))
    assert verdict.refused is None
    assert verdict.quarantined == 10


def test_board_published_after_it_was_seen_refuses() -> None:
    tomorrow = Board(rows(SCORE), published_on=date(2026, 3, 2))
    assert judged(tomorrow).refused is None
    verdict = judged(replace(tomorrow, published_on=date(2026, 3, 3)))
    assert verdict.refused is not None
    assert "score.every.published_not_ahead: 1 of 1" in verdict.refused
    assert "latest_on='2026-03-02' published_on='2026-03-03'" in verdict.refused


def test_one_refused_table_refuses_the_page() -> None:
    bad = Board([{**good(FACTS["price"]), "rank": 1}], "price")
    verdict = judged(Board(rows(SCORE)), bad)
    assert verdict.refused is not None
    assert all(reading.rows == () for reading in verdict.readings)


def test_refusal_is_one_line_and_counts_the_rest() -> None:
    page = Board([{**row, "rank": 1} for row in rows(SCORE)], published_on=date(2027, 1, 1))
    refused = judged(page).refused
    assert refused is not None
    assert "\n" not in refused
    assert refused.startswith("nobody: A missing or unknown column means ")
    assert " (score.schema.columns: " in refused
    assert refused.endswith(" (and 1 more)")


def test_pages_judged_together_do_not_meet() -> None:
    bad = [Board([*rows(SCORE, 10), other("entry-1"), other("entry-2")])]
    fine = [Board([*rows(SCORE), {**good(SCORE, "bad"), "value": 271.0, "ci_high": 300.0}])]
    also = [Board(rows(FACTS["price"]), "price"), Board(rows(SCORE))]
    refused, kept, both = judge_pages("nobody", [bad, fine, also], seen_on=SEEN_ON, previous={})
    assert refused.refused is not None
    assert kept.refused is None
    assert [one.entry for one in kept.readings[0].quarantined] == ["bad"]
    assert both.refused is None
    assert both.quarantined == 0
    assert [reading.key for reading in both.readings] == [
        ("price", "main", ""),
        ("score", "main", ""),
    ]


def test_rows_read_are_kept_or_set_aside() -> None:
    page = [*rows(SCORE, 60), other("entry-7"), good(SCORE, "entry-1"), other("", 271.0)]
    (reading,) = judged(Board(page)).readings
    assert len(reading.rows) + len(reading.quarantined) == len(page)
    assert len({one.index for one in reading.quarantined}) == len(reading.quarantined)


def test_kept_rows_hold_no_rule_columns_and_no_nan() -> None:
    row = {**good(SCORE), "stderr": float("nan")}
    (reading,) = judged(Board([row])).readings
    (kept,) = reading.rows
    assert kept["stderr"] is None
    assert set(kept) == set(SCORE.names())


def test_row_without_an_entry_is_set_aside_under_an_empty_name() -> None:
    (reading,) = judged(Board([*rows(SCORE), {**good(SCORE), "entry": None}])).readings
    assert [(one.index, one.entry) for one in reading.quarantined] == [(3, "")]
    assert reading.held == ()
