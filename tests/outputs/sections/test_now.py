"""The newest gaps, lags and standings as sections: counts, units, names, no false verdict."""

from __future__ import annotations

from typing import Any

import pytest

from measures.errors import EstimateOutdated
from measures.series import load
from outputs.sections.domains import domains
from outputs.sections.gap.now import gaps
from outputs.sections.lag.now import lags
from outputs.sections.section import Cell
from outputs.wording import ModelNames
from tests.measures.headline.estimates import domain

NAMES = ModelNames({"kimi-k3": "Kimi K3", "gpt-5": "GPT-5"})


def gap_now(**own: Any) -> dict[str, Any]:
    """A row of view gap_now."""
    return {
        "series": "hle", "title": "Humanity's Last Exam", "domain": "knowledge", "unit": "percent",
        "status": "live", "gap": 22.1, "gap_low": 19.4, "gap_high": 24.7,
        "verdict": "closed ahead", "closed_model": "gpt-5", "closed_value": 46.5,
        "open_model": "kimi-k3", "open_value": 24.4, "confirmed": 1, "unresolved_above": None,
        "gap_if_unresolved_closed": None, "gap_if_unresolved_open": None, "unresolved_names": None,
        "shown_on": "2026-08-11", "vintage_on": "2026-08-11", "is_stale": 1,
    } | own  # fmt: skip


def lag_now(**own: Any) -> dict[str, Any]:
    """A row of view lag_now."""
    return {
        "series": "hle", "title": "Humanity's Last Exam", "domain": "knowledge", "unit": "percent",
        "status": "live", "lag_days": 369,
        "lag_low": 309, "lag_high": 369, "censored": None, "verdict": "closed ahead",
        "open_model": "kimi-k3", "closed_model": "gpt-5", "shown_on": "2026-08-11", "is_stale": 1,
    } | own  # fmt: skip


def words(one: Cell) -> list[str]:
    return [it.text for it in (one.text, *one.more)]


def test_a_gap_has_its_unit_interval_verdict_day_and_named_leaders() -> None:
    part = gaps([gap_now()], NAMES)
    assert list(map(words, part.rows[0])) == [
        ["Humanity's Last Exam", "as of 11 Aug 2026"],
        ["+22.1 points", "19.4 to 24.7", "closed ahead"],
        ["GPT-5", "46.5 %"],
        ["Kimi K3", "24.4 %"],
    ]
    assert part.lead == "Closed is ahead on 1 of 1 active benchmark, open on 0."


def test_a_gap_without_a_verdict_shows_its_range() -> None:
    row = gap_now(
        verdict="cannot be judged", unresolved_above=1, gap_if_unresolved_closed=30.0,
        gap_if_unresolved_open=-1.5, confirmed=0,
    )  # fmt: skip
    part = gaps([row], NAMES)
    assert words(part.rows[0][1]) == [
        "+22.1 points", "−1.5 to 30.0", "cannot be judged", "unconfirmed",
    ]  # fmt: skip
    assert part.lead.endswith("open on 0; cannot be judged on 1.")


def test_one_class_alone_has_no_gap() -> None:
    row = gap_now(gap=None, verdict="one class only", open_model=None, open_value=None)
    assert words(gaps([row], NAMES).rows[0][1]) == ["–", "one class only"]
    assert words(gaps([row], NAMES).rows[0][3]) == ["none"]


def test_what_is_closed_to_new_entries_is_folded_and_not_counted() -> None:
    rows = [gap_now(), gap_now(series="osworld", title="A", status="frozen")]
    part = gaps(rows, NAMES)
    assert part.fold is not None
    assert (len(part.rows), len(part.fold.rows)) == (1, 1)
    assert "1 of 1 active benchmark" in part.lead


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({}, ["369 days", "309 to 369"]),
        ({"censored": "left", "lag_low": None, "lag_high": None}, ["at least 369 days"]),
        ({"lag_days": -98, "lag_low": -98, "lag_high": -98, "verdict": "open ahead"},
         ["open leads by 98 days", "−98 to −98"]),
        ({"lag_days": None, "lag_low": None, "lag_high": None}, ["not known"]),
        ({"verdict": "cannot be judged", "lag_high": None},
         ["cannot be judged; 369 days by those known", "309 or more"]),
    ],
)  # fmt: skip
def test_a_lag_is_days_a_bound_a_lead_or_no_verdict(own: dict[str, Any], told: list[str]) -> None:
    assert [it for it in words(lags([lag_now(**own)], NAMES).rows[0][1]) if it] == told


def test_a_lag_without_a_gap_is_named_with_the_next_step() -> None:
    with pytest.raises(EstimateOutdated, match="arena_text: its lag was derived without a gap"):
        lags([lag_now(), lag_now(series="arena_text", verdict=None)], NAMES)


def test_every_known_lag_is_in_the_lead_whatever_its_gap_supports() -> None:
    rows = [
        lag_now(),
        lag_now(series="b", lag_days=100),
        lag_now(series="c", censored="left"),
        lag_now(series="d", verdict="cannot be judged"),
    ]
    short = lag_now(series="e", lag_days=63, verdict="not distinguishable")
    # 63 and 369 days are 2.1 and 12.1 months.
    assert lags([*rows, short], NAMES).lead == (
        "On single tests open models were 2 to 12 months behind: 63 to 369 days, known on 3 of 5 "
        "active benchmarks."
    )
    assert lags(rows[2:], NAMES).lead.startswith("On none of 2 active benchmarks")
    led = lag_now(series="f", lag_days=-30, verdict="open ahead")
    assert "were 1 months ahead to 12 months behind: −30 to 369" in lags([*rows, led], NAMES).lead


def test_a_count_takes_a_data_set_once_and_no_composite() -> None:
    twice = {"arena_text": "Votes", "arena_text_raw": "Raw votes", "frontiermath_tier4": "Tier 4",
             "frontiermath": "Tiers 1 to 3", "hle": "HLE"}  # fmt: skip
    rows = [gap_now(series=name, title=title) for name, title in twice.items()]
    rows += [gap_now(series="eci", domain="composite")]
    part = gaps(rows, NAMES)
    assert part.lead == "Closed is ahead on 3 of 3 active benchmarks, open on 0."
    assert part.note.endswith("Not counted, of the same data as another: Raw votes; Tier 4.")
    assert len(part.rows) == 6
    short = [lag_now(series="frontiermath", lag_days=100), lag_now(series="frontiermath_tier4")]
    assert "known on 1 of 1 active" in lags(short, NAMES).lead
    assert gaps(rows[-1:], NAMES).lead == "No single benchmark has a gap."


def test_a_lag_says_whose_order_it_takes_and_what_is_unconfirmed() -> None:
    row = lag_now(order_on="2026-06-01", confirmed=0)
    assert words(lags([row], NAMES).rows[0][1]) == [
        "369 days", "309 to 369", "order of models as of 1 Jun 2026", "unconfirmed",
    ]  # fmt: skip


def test_a_lag_of_an_ended_benchmark_is_of_its_last_change() -> None:
    part = lags([lag_now(status="frozen, saturated")], NAMES)
    assert "as of 11 Aug 2026, when it last changed" in words(part.rows[0][0])


def test_domains_are_counted_without_composites_and_head_their_benchmarks() -> None:
    own = [domain(), domain("deepswe", "coding", direction="not distinguishable"),
           domain("eci", "composite")]  # fmt: skip
    part = domains(own, load())
    assert part.lead == "Closed is ahead in 1 of 2 domains, open in 0; 1 too close to call."
    heads = [row for row in part.rows if row[0].series_id is None]
    assert [words(row[0])[0] for row in heads] == ["Coding", "Composite", "Knowledge"]
    assert words(heads[0][1]) == ["too close to call"]
