"""What stands beside the headline: how many domains say what, and what must be known."""

from __future__ import annotations

from typing import Any

from measures.headline.sentence import INDEPENDENT, Headline
from tests.measures.headline.sample import ANY, Row, domain

LAG = {"openness_rule": ANY, "lag_days": 122, "lag_low": 61, "lag_high": 183, "evidence": None}


def index(gap: float = 4.64, **changed: Any) -> Row:
    """A row of view gap_now of the index that leads: its page of 18 August 2026 is current."""
    return {
        "title": "Epoch Capabilities Index", "openness_rule": ANY, "gap": gap, "evidence": None,
        "detectable_gap": 1.4, "is_stale": 0, "shown_on": "2026-08-18", "vintage_on": "2026-08-18",
        **dict.fromkeys(("unresolved_above", "gap_if_unresolved_closed", "gap_if_unresolved_open")),
    } | changed  # fmt: skip


def told(part: Row, *domains: Row, lag: Row | None = LAG) -> Headline:
    return Headline.of([part], [] if lag is None else [lag], domains)


def single(*directions: str, **changed: Any) -> list[Row]:
    """A domain of each direction, by letters."""
    return [
        domain(f"s{name}", name, direction=it, is_stale=0, **changed)
        for name, it in zip("abcdef", directions, strict=False)
    ]


def test_domains_are_counted_by_what_they_say() -> None:
    every = ("closed ahead", "not distinguishable", "open ahead", "cannot be judged")
    found = told(index(), *single(*every), domain("eci", "composite"))
    assert found.counted == (
        "Of 4 domains, closed is ahead in 1, open in 1; too close to call in 1; 1 cannot be judged."
    )
    assert found.verdicts == dict.fromkeys(every, 1)
    partly = told(index(), *single("closed ahead in part", "open ahead in part"))
    assert partly.counted == (
        "Of 2 domains, closed is ahead in 1, in a on some tests only, open in 1, in b on some "
        "tests only."
    )
    untested = {"direction": "not tested lately", "verdict": "not tested lately", "speaks": 0}
    left_out = [
        domain("sb", "b", **untested),
        domain("sc", "c", **untested, status="saturated"),
    ]
    assert told(index(), *single("closed ahead"), *left_out).counted == (
        "Of 1 domain, closed is ahead in 1, open in none. "
        "Not counted, as no recent open model was tested: sb."
    )


def test_while_an_unknown_entry_may_lead_there_is_no_verdict() -> None:
    ends = {"gap_if_unresolved_closed": 7.0, "gap_if_unresolved_open": -1.6}
    assert told(index(unresolved_above=2, **ends)).caveat == (
        "The gap cannot be judged: 2 entries of unknown model or openness may lead, the gap then "
        f"being -1.6 to 7.0. {INDEPENDENT}"
    )
    assert "judged: 1 entry of" in str(told(index(unresolved_above=1)).caveat)


def test_the_interval_of_a_lag_has_its_caveat() -> None:
    without = LAG | {"lag_low": None, "lag_high": None}
    assert [told(index(), lag=it).caveat for it in (None, without, LAG)] == [
        None, None, INDEPENDENT
    ]  # fmt: skip


def test_what_a_class_of_a_leader_is_based_on_is_said_once() -> None:
    doubt = {"evidence": "Arena’s licence column says MIT"}
    assert told(index(**doubt), lag=LAG | doubt).caveat == (
        f"It is unconfirmed: Arena’s licence column says MIT. {INDEPENDENT}"
    )


def test_an_old_page_and_a_gap_too_small_to_find_are_caveats() -> None:
    old = {"is_stale": 1, "shown_on": "2026-08-01", "vintage_on": "2026-08-01"}
    assert told(index(1.2, **old), lag=None).caveat == (
        "The newest Epoch Capabilities Index is of 1 Aug 2026: the gap describes that day, not "
        "today. "
        "The gap is smaller than 1.4, the least that this comparison finds four times out of five, "
        "so its size is poorly known."
    )
    aged, fresh = domain("sa", "a"), domain("sb", "b", is_stale=0)
    assert "; 1 on old data." in told(index(), aged, fresh).counted
    assert "; all on old data." in told(index(), aged, domain("sb", "b")).counted


def test_leaders_that_came_after_the_page_are_told_with_both_days() -> None:
    late = index(is_stale=1, vintage_on="2026-08-01", shown_on="2026-08-12")
    assert "is of 1 Aug 2026: the gap describes 12 Aug 2026, not today" in str(told(late).caveat)


def test_without_a_composite_nothing_stands_in() -> None:
    found = Headline.of([], [], [])
    assert found.counted == "No domain has an active benchmark with a gap yet."
    assert found.caveat == "Epoch's index has not been read yet."
