"""On which day, and in which words, the site tells a lag."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from measures.segments import LagSegment
from measures.series import load
from outputs.sections.freshness import phrase
from outputs.sections.lag.daily import Beside, LagLine, lag_lines, lag_section
from outputs.wording import ModelNames
from terms.words import GapVerdict
from tests.outputs.shelf import lag

TODAY = date(2026, 11, 24)
KEY = "any_weights|tolerance_0|released"


def line(series: str, verdict: GapVerdict, last_change: str | None = None, **row: Any) -> LagLine:
    """The line of a series whose page is of 19 April 2026 unless `row` says another day."""
    ends = {(series, "any_weights"): last_change} if last_change else {}
    beside = Beside(ModelNames(), ends, {(series, "any_weights"): verdict})
    issued = {"board": series, "category": KEY, "inputs_on": "2026-04-19"} | lag(**row)
    (found,) = lag_lines([LagSegment.from_row(issued)], load(), beside, TODAY)
    return found


def test_a_frozen_board_is_told_as_of_its_last_change() -> None:
    found = line("mmlu_helm", "not distinguishable", "2024-12-26", entry="2024-12-26",
                 counts_from="2024-10-22")  # fmt: skip
    # 22 October to 26 December 2024: 9 + 30 + 26 = 65, not the 544 of the newest page.
    assert (found.days, found.text) == (65, "65 days")
    assert phrase(found.freshness) == "as of 26 Dec 2024, when it last changed"


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        # On 19 April 2026; since 19 October 2025, the 182 days of the lag.
        ("2026-03-10", "2025-08-01", "95 % interval 40 to 261 days"),
        ("2025-10-19", "2025-10-19", "95 % interval: the errors cannot move it"),
        ("2025-10-19", "2025-08-01", "95 % interval 182 to 261 days"),
        ("2026-03-10", None, "95 % interval 40 days or more"),
        (None, None, None),
    ],
)
def test_an_interval_without_a_lead_has_no_signs(
    low: str | None, high: str | None, told: str | None
) -> None:
    ends = {"low_from": low, "high_from": high, "low_sign": low and 1, "high_sign": high and 1}
    found = line("eci", "closed ahead", entry="2026-04-19", counts_from="2025-10-19",
                 ci_level=0.95, **ends)  # fmt: skip
    assert (found.days, found.interval) == (182, told)


def test_an_interval_that_holds_a_lead_has_signs() -> None:
    ends = {"low_from": "2026-03-30", "low_sign": -1, "high_from": "2025-08-01", "high_sign": 1}
    found = line("eci", "closed ahead", entry="2026-04-19", counts_from="2025-10-19",
                 ci_level=0.95, **ends)  # fmt: skip
    assert found.interval == "95 % interval −20 to +261 days"


def test_a_bound_of_nothing_is_not_level() -> None:
    found = line("eci", "closed ahead", entry="2026-04-19", counts_from="2026-04-19",
                 censored="left")  # fmt: skip
    assert (found.text, found.months) == ("at least 0 days (not seen earlier)", None)


def test_a_lead_that_is_not_distinguishable_is_none() -> None:
    row = {"entry": "2026-04-01", "counts_from": "2026-04-09", "sign": -1}
    found = line("eci", "not distinguishable", **row)
    assert found.text == "too close to call; by point values open was there 10 days earlier"
    assert line("eci", "open ahead", **row).text == "open leads by 10 days"


def test_weights_that_came_after_the_page_are_told_with_both_days() -> None:
    """LiveBench's page of 23 July 2026 lists Kimi K3, whose weights came on 27 July."""
    row = {"entry": "2026-07-27", "counts_from": "2026-04-23", "inputs_on": "2026-07-23"}
    found = line("livebench", "no interval", **row)
    # 23 April to 27 July 2026: 7 + 31 + 30 + 27 = 95.
    assert (found.days, phrase(found.freshness)) == (
        95,
        "as of 27 Jul 2026, data from 23 Jul 2026",
    )


@pytest.mark.parametrize(
    ("verdict", "row", "lead"),
    [
        ("closed ahead", {"counts_from": "2025-10-19"},
         "Open models were 182 days behind on 19 Apr 2026: claude-fable-5 was the first closed "
         "model to reach kimi-k3’s score."),
        ("closed ahead", {"counts_from": "2025-10-19", "censored": "left"},
         "Open models were at least 182 days behind on 19 Apr 2026: the first closed model known, "
         "claude-fable-5, already had what kimi-k3 has."),
        ("closed ahead", {"counts_from": "2026-04-19", "censored": "left"},
         "The newest page does not show how many days open models were behind on 19 Apr 2026."),
        ("open ahead", {"sign": None, "counts_from": None},
         "Open models were ahead on 19 Apr 2026; the newest page does not show since when."),
        ("open ahead", {"counts_from": "2026-04-09", "sign": -1},
         "Open led by 10 days on 19 Apr 2026."),
        ("not distinguishable", {"counts_from": "2026-04-09", "sign": -1},
         "Too close to call; by point values open was there 10 days earlier."),
        ("closed ahead", {"counts_from": "2026-04-19"},
         "Open models were level with closed ones on 19 Apr 2026."),
        ("not distinguishable", {"counts_from": "2026-04-19"},
         "Too close to call; by point values open models were not behind on 19 Apr 2026."),
        ("cannot be judged", {"counts_from": "2026-04-19"},
         "The lag cannot be judged: an unknown model may lead."),
        ("cannot be judged", {"counts_from": "2025-10-19"},
         "The lag cannot be judged: an unknown model may lead. Of those known, open models were "
         "182 days behind on 19 Apr 2026."),
    ],
    ids=["behind", "bound", "bound of nothing", "ahead", "led", "too close", "level", "even",
         "unknown", "judged"],
)  # fmt: skip
def test_a_lag_is_led_by_what_it_comes_to(
    verdict: GapVerdict, row: dict[str, Any], lead: str
) -> None:
    both = {"closed_model": "claude-fable-5", "open_model": "kimi-k3", "entry": "2026-04-19"}
    part = lag_section([line("eci", verdict, **both, **row)])
    assert part is not None
    assert part.lead == lead
    assert lag_section([]) is None


def test_a_lag_of_those_known_is_no_verdict() -> None:
    row = {"entry": "2026-04-19", "counts_from": "2025-10-19"}
    part = lag_section([line("eci", GapVerdict.CANNOT_BE_JUDGED, **row)])
    assert part is not None
    assert part.rows[0][1].text.text == "cannot be judged; 182 days by those known"


def test_an_old_lag_is_of_its_day() -> None:
    found = line("mmlu_helm", "closed ahead", "2024-12-26", entry="2024-12-26",
                 counts_from="2024-10-22", closed_model="ours", open_model="theirs")  # fmt: skip
    part = lag_section([found])
    assert part is not None
    assert part.lead == (
        "Open models were 65 days behind on 26 Dec 2024: ours was the first closed model to reach "
        "theirs’s score."
    )


def test_the_order_of_an_older_list_is_told_with_its_day() -> None:
    """ECI: Kimi K3 leads the list of October too, which names no closed model of March."""
    sides = {"closed_model": "gpt-5.4-pro", "open_model": "kimi-k3", "open_value": 157.45}
    full = lag(entry="2026-08-11", vintage_on="2026-08-11", counts_from="2026-03-05", **sides)
    sides["closed_model"] = "gpt-6-astra"
    newer = lag(entry="2026-10-08", vintage_on="2026-10-08", counts_from="2026-09-03",
                basis="leaders", censored="left", **sides)  # fmt: skip
    names = [{"published_on": "2026-10-08", "model": "gpt-6-astra", "value": 166.45}]
    beside = Beside(ModelNames(), {}, {("eci", "any_weights"): GapVerdict.CLOSED_AHEAD},
                    {"eci": names})  # fmt: skip
    rows = [
        {"board": "eci", "category": KEY, "inputs_on": it["entry"]} | it for it in (full, newer)
    ]
    part = lag_section(lag_lines(map(LagSegment.from_row, rows), load(), beside, TODAY))
    assert part is not None
    assert part.lead == (
        "Open models were 217 days behind on 8 Oct 2026: gpt-5.4-pro was the first closed model to "
        "reach kimi-k3’s score (order of models as of 11 Aug 2026)."
    )
    assert len(part.lead.split()) <= 35
    assert len(part.rows) == 1


def test_what_is_too_close_to_call_is_behind_by_point_values_alone() -> None:
    """BFCL's last board: seven leaders are known, 68.38 against 68.0."""
    row = {"entry": "2025-12-16", "counts_from": "2025-11-24", "inputs_on": "2025-12-16",
           "closed_model": "claude-opus-4-5", "open_model": "glm-4.6"}  # fmt: skip
    part = lag_section([line("eci", "not distinguishable", **row)])
    assert part is not None
    assert part.lead == (
        "Too close to call; by point values open models were 22 days behind on 16 Dec 2025: "
        "claude-opus-4-5 was the first closed model to reach glm-4.6’s score."
    )
    few = {**row, "censored": "left", "basis": "leaders"}
    part = lag_section([line("eci", "not distinguishable", **few)])
    assert part is not None
    assert part.lead == (
        "Too close to call; by point values open models were at least 22 days behind on 16 Dec "
        "2025: in a list of leaders only, claude-opus-4-5 already had what glm-4.6 has."
    )
    assert len(part.lead.split()) <= 35
