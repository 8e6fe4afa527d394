from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from outputs.report.compose import compose
from outputs.sections.freshness import VerdictCounts
from outputs.sections.headline import lead, sentence, tally_sentence
from tests.measures.headline.estimates import count, part
from tests.outputs.shelf import (
    NOW,
    OLD,
    gap,
    put_gaps,
    put_records,
    put_registry,
    put_scores,
)
from warehouse.store import Warehouse


def told(warehouse: Warehouse, row: dict[str, Any], **issue: Any) -> str:
    put_scores(warehouse)
    put_registry(warehouse)
    put_gaps(warehouse, [row], **issue)
    *sentences, _tally = compose(warehouse, NOW, []).lead.sentences
    return " ".join(sentences)


def test_without_the_headline_series_nothing_stands_in(empty: Warehouse) -> None:
    put_gaps(empty, [gap()], series="gpqa_epoch")
    absent = "No composite index has been read yet; the table tells the series one by one."
    assert compose(empty, NOW, []).lead.sentences[0] == absent
    assert lead({}) == [absent]


def test_an_issued_headline_takes_the_place_of_the_lead_with_its_own_count(
    empty: Warehouse,
) -> None:
    put_scores(empty)
    put_gaps(empty, [gap()])
    put_records(empty, [part(lag_low=None, lag_high=None, detectable_gap=6.0), count()])
    found = compose(empty, NOW, []).lead
    assert found.sentences == [
        "On ECI, page of 11 Aug 2026, open weights (kimi-k3) are behind closed models (gpt-5): gap "
        "4.6 index points (95 % interval 1.3 to 8.0), lag 5.2 months.",
        "The gap is smaller than 6.0, the least that this comparison finds four times out of five, "
        "so its size is poorly known.",
        "Of 3 domains, closed is ahead in 2, the two are not distinguishable in 0, open is ahead "
        "in 0, and 1 cannot be judged.",
    ]
    assert found.verdicts == [
        ("closed ahead", 2),
        ("not distinguishable", 0),
        ("open ahead", 0),
        ("no interval", 1),
    ]
    assert found.counted.startswith("3 domains")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "closed ahead by 2.0 index points (95 % interval 0.5 to 3.5). Best closed: Closed"),
        (
            {"gap": -2.0, "gap_low": -3.0, "gap_high": -1.0},
            "open ahead by 2.0 index points (95 % interval −3.0 to −1.0)",
        ),
        ({"gap_low": -1.0}, "not distinguishable, difference +2.0 index points"),
        (
            {"gap_low": None, "gap_high": None},
            "+2.0 index points apart (no interval known)",
        ),
        ({"open_entry": None, "open_value": None, "gap": None}, "only one class has an entry"),
    ],
)
def test_the_sentence_of_a_series(empty: Warehouse, changed: dict[str, Any], words: str) -> None:
    put_scores(empty)
    put_registry(empty)
    put_gaps(empty, [gap(**changed)])
    (view,) = compose(empty, NOW, []).series
    assert sentence(view).startswith("Now (page of 8 Mar 2026): ")
    assert words in sentence(view)


def test_a_current_lead_is_told_in_the_present(empty: Warehouse) -> None:
    assert told(empty, gap()) == (
        "On the Epoch Capabilities Index, now (page of 8 Mar 2026), the best closed model, "
        "Closed One (12.00), leads the best open-weight model, Open One (10.00), by 2.0 index "
        "points (95 % interval 0.5 to 3.5). That is less than 2.1 index points, the smallest gap "
        "that this comparison would find four times out of five, so its size is poorly known."
    )


def test_a_stale_lead_is_told_in_the_past_and_never_as_now(empty: Warehouse) -> None:
    found = told(empty, gap(entry=OLD.isoformat(), vintage_on=OLD.isoformat()), inputs_on=OLD)
    assert "as of 1 Jun 2025," in found
    assert " led the best open-weight model" in found
    assert " now" not in found
    assert "leads" not in found


def test_an_interval_with_zero_is_worded_not_distinguishable(empty: Warehouse) -> None:
    found = told(empty, gap(gap_low=-1.0))
    assert "are not distinguishable: difference +2.0 index points" in found
    assert "leads" not in found


def test_open_ahead_is_told_from_its_side(empty: Warehouse) -> None:
    found = told(empty, gap(gap=-2.0, gap_low=-3.0, gap_high=-1.0, open_value=14.0))
    assert "Open One (14.00), leads the best closed model, Closed One (12.00), by 2.0" in found


def test_without_an_interval_nobody_is_ahead(empty: Warehouse) -> None:
    row = gap(gap_low=None, gap_high=None, ci_level=None, detectable_gap=None)
    found = told(empty, row)
    assert "are +2.0 index points apart; no interval is known." in found
    assert "lead" not in found


def test_one_class_alone_has_no_gap(empty: Warehouse) -> None:
    none = dict.fromkeys(("open_entry", "open_model", "open_value", "open_vintage"))
    assert "only one class has an entry" in told(empty, gap(**none, gap=None, gap_low=None))


def test_a_well_powered_gap_needs_no_caveat(empty: Warehouse) -> None:
    assert "poorly known" not in told(empty, gap(detectable_gap=1.0))


def test_the_commercial_rule_is_told_where_it_differs(empty: Warehouse) -> None:
    put_gaps(empty, [gap(open_value=8.0, gap=4.0, gap_low=-0.5, gap_high=8.5)], rule="commercial")
    found = told(empty, gap())
    assert "used commercially, the gap is +4.0 index points (to Open One" in found
    assert found.endswith(": not distinguishable.")


def test_the_commercial_rule_is_left_out_where_it_is_the_same(empty: Warehouse) -> None:
    put_gaps(empty, [gap()], rule="commercial")
    assert "commercially" not in told(empty, gap())


@pytest.mark.parametrize(
    ("counts", "stale", "words"),
    [
        ({}, 0, "No live series has a gap yet."),
        (
            {"closed ahead": 2, "not distinguishable": 1},
            0,
            "In 3 live series besides the composite, closed is ahead in 2, the two are not "
            "distinguishable in 1, open is ahead in 0.",
        ),
        ({"no interval": 1, "closed ahead": 1}, 1, "; 1 without a published interval cannot be"),
        ({"open ahead": 2}, 1, ". 1 of them are older than their own limit"),
        ({"open ahead": 1}, 1, "All of them are older than their own limit"),
    ],
)
def test_the_count_of_series(counts: dict[str, int], stale: int, words: str) -> None:
    assert words in tally_sentence(VerdictCounts(Counter(counts), stale))
