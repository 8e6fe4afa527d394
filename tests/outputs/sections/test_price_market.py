"""What the price page says below its first table: sentences and rows from the estimates."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from measures.price.records import NoInterval, NoRate, PricedGroup, RecordLow
from measures.series import load
from outputs.sections.labels import plain
from outputs.sections.price.decline import declines
from outputs.sections.price.market import hosts, price_events, price_parts, reaction
from outputs.sections.price.pairs import named_pairs
from outputs.sections.price.shares import shares
from outputs.sections.section import Section
from outputs.wording import ModelNames
from tests.measures.price.estimates import MINI, event, fall, followed, hosted, pair, run
from tests.outputs.shelf import estimate

DECLARED = load()
TODAY = date(2026, 3, 10)
NAMES = ModelNames({"opus": "Claude Opus", "m2": "MiniMax M2"})


def issued(measure: str, variant: str, **changed: Any) -> dict[str, Any]:
    row = estimate(variant, **changed)
    return row | {
        "measure": measure,
        "variant": row.pop("entry"),
        "detail": json.loads(row["detail"]),
    }


def texts(part: Section | None) -> list[list[str]]:
    assert part is not None
    return [[" ".join([it.text.text, *(more.text for more in it.more)]) for it in row]
            for row in part.rows]  # fmt: skip


def test_a_named_pair_is_told_per_token_and_per_solved_task() -> None:
    part = named_pairs([pair(), run()], DECLARED, NAMES)
    assert part is not None
    assert part.lead.startswith(
        "On 20 Feb 2026 Claude Opus cost 20.0 times as much as MiniMax M2 per token, and 10.0 "
        f"times as much per task solved on {DECLARED[MINI].title}."
    )
    assert part.note.startswith(
        "Per 1M tokens that is $10.00 against $0.50, per solved task $1.00 against $0.10: models"
    )
    assert "smaller than per token in 1 of 1 pairs" in part.note
    [row] = texts(part)
    assert row[1] == "20.0 times $10.00 against $0.50 input 16.7 times, output 20.8 times"
    assert row[3:] == [
        "10.0 times $1.00 against $0.10 run of 17 Feb 2026",
        "98.0 % of closed",
        "the same day 20 Feb 2026",
    ]


def test_prices_of_different_days_are_said_to_be_a_fall_over_time() -> None:
    part = named_pairs([pair(same_day=False, closed_on="2023-03-14")], DECLARED, NAMES)
    assert part is not None
    assert part.lead == (
        "1 of 1 pairs compare prices of different days, which show a fall over time, not a "
        "difference between the models."
    )
    assert texts(part)[0][-1] == "different days closed 14 Mar 2023 open 20 Feb 2026"
    assert texts(part)[0][3] == "not stated by the board"


def test_a_leading_pair_is_told_as_shares_of_score_price_and_cost() -> None:
    rows = [
        pair("any_weights"),
        run("any_weights"),
        pair("any_weights", "apex_agents", quality_percent=80.0, cost_percent=0.5),
        pair("any_weights", "mmlu_helm", quality_percent=95.0, cost_percent=0.9),
        pair("any_weights", "arena_text", quality_percent=None),
        pair("permissive", "hle"),
    ]
    part = shares(rows, DECLARED, NAMES)
    assert part is not None
    # APEX-Agents is the one live series with a share: 80 % at 0.5 %. Of all three the medians are
    # 95 % of the score and 0.9 % of the price.
    assert part.lead.startswith(
        "On 0 of 1 active series the best open model with a price reaches 90 % of the best closed "
        "one’s score; in the median it has 80.0 % of the score at 0.5 % of the price."
    )
    assert part.note.startswith(
        "It reaches both 90 % of the score and 1 % or less of the price per token on 0 of 1. "
        "Over all 3, with those closed to new entries, saturated or disputed: 95.0 % at 0.9 %. "
        "Nearest to “90 % at 1 %” comes MiniMax M2 beside Claude Opus on MMLU, 5-shot, run by "
        "Stanford CRFM (HELM) (closed to new entries, disputed): 95.0 % of the score at "
    )
    assert "Per task it is 10.0 % of the cost, where the board states what its run" in part.note
    assert [row[2:] for row in texts(part)] == [
        ["80.0 %", "0.5 %", "no cost stated"],
        ["98.0 %", "5.0 %", "10.0 % per solved task 10.0 %"],
    ]
    assert part.fold is not None
    assert part.fold.title.startswith("1 more series")


def test_models_that_are_better_but_have_no_price_are_named() -> None:
    row = pair("any_weights", "hle", unpriced_closed=("a", "b", "c"), unpriced_open=())
    part = shares([row], DECLARED, NAMES)
    [[_, models, *_]] = texts(part)
    assert models.endswith("better, but without a known price: a, b and 1 more")
    assert part is not None
    assert "On 1 of 1 a better closed model has no known price and is left out" in part.note


def test_a_decline_is_told_with_rate_interval_halving_and_lows() -> None:
    lows = tuple(RecordLow(f"2025-0{month}-01", "a", 1.0) for month in (1, 2, 3))
    none = fall(group=PricedGroup.OPEN, value=None, low=None, high=None, n=3, points=lows,
                reason=NoRate.FEW_LOWS)  # fmt: skip
    part = declines([fall(), none], DECLARED, "eci", TODAY)
    assert part is not None
    assert part.lead == (
        "In the median a level of quality gets 33.8 times cheaper a year, halving every 72 days. "
        "A rate can be fitted at 1 of 1 levels."
    )
    assert part.note.startswith(
        "The rates are 33.8 times a year. At 126 index points or more on Epoch Capabilities Index: "
        "33.8 times (90 % interval 9.4 to 50.0; 6 record lows). A record low"
    )
    [row] = texts(part)
    assert row[1:] == [
        "33.8 times 90 % interval 9.4 to 50.0",
        "72 days",
        "6 of 30 models",
        "4 Mar 2024 to 30 Sep 2025",
    ]
    assert part.fold is not None
    assert [it.text.text for it in part.fold.rows[0][1:4]] == ["none", "–", "3"]
    assert part.fold.rows[0][1].more[0].text == "3 record lows; nothing is fitted below 5"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"high": 6.7e27}, "90 % interval 9.4 to more than 1,000"),
        ({"low": None, "high": None, "no_interval": NoInterval.WIDE},
         "no interval its ends would lie more than 100 times apart"),
        ({"value": 60.0},
         "90 % interval 9.4 to 50.0 outside its own interval: not to be relied on"),
    ],
)  # fmt: skip
def test_an_interval_that_bounds_nothing_is_not_given_digits(
    changed: dict[str, Any], words: str
) -> None:
    part = declines([fall(**changed)], DECLARED, "eci", TODAY)
    assert part is not None
    assert words in texts(part)[0][1]
    assert "1 of 1 have no interval that bounds the rate" in part.note


def test_without_any_rate_the_page_says_so() -> None:
    part = declines([fall(value=None, reason=NoRate.FEW_LOWS)], DECLARED, "eci", TODAY)
    assert part is not None
    assert part.lead.startswith("No rate can be given yet")
    assert part.rows == []


def test_the_spread_of_hosts_names_both_ends() -> None:
    part = hosts([hosted()], NAMES)
    assert part is not None
    assert part.lead == (
        "1 model has at least two hosts that we read. In the median the most expensive asks 12.0 "
        "times the cheapest."
    )
    assert part.note.startswith(
        "For 1 of them it asks 10 times or more. The widest is MiniMax M2, from $0.10 (near) to "
        "$1.20 (far)."
    )
    assert texts(part) == [
        ["MiniMax M2", "$0.10 near", "$0.20 3 hosts", "$1.20 far", "12.0 times", "$0.50"]
    ]


def test_events_are_told_in_words_confirmed_ones_first() -> None:
    rows = [
        event(),
        event("withdrawn", value=None, from_on="2026-02-01", now=None),
        event("rise", confirmed=False, value=30.0, seller="host", n=1, sources=("a", "copy")),
        event(through_on="2025-03-01"),
    ]
    part = price_events(rows, NAMES, TODAY)
    assert part is not None
    assert part.lead.startswith(
        "In the 180 days to 10 Mar 2026 we saw 1 cut, 1 rise and 1 withdrawal; 2 of 3 are confirmed"
    )
    assert "Claude Opus by its maker, 20 % on 1 Mar 2026. First price:" in part.note
    assert texts(part) == [
        ["Claude Opus by its maker", "cut by 20 %", "on 1 Mar 2026", "$5.00 / $25.00",
         "$4.00 / $20.00", "yes 2 independent sources"],
        ["Claude Opus by its maker", "withdrawn", "between 1 Feb 2026 and 1 Mar 2026",
         "$5.00 / $25.00", "none", "yes 2 independent sources"],
    ]  # fmt: skip
    assert part.fold is not None
    [[model, *_, sure]] = part.fold.rows
    assert model.more[0].text == "at host"
    assert (sure.text.text, sure.more[0].text) == ("no", "1 source, not its maker")


@pytest.mark.parametrize(
    ("unsure", "title"),
    [(3, "3 more, 3 of them not confirmed"),
     (75, "75 more, 75 of them not confirmed; 60 are listed")],
)  # fmt: skip
def test_further_changes_are_all_counted_also_those_not_listed(unsure: int, title: str) -> None:
    part = price_events([event(), *[event(confirmed=False)] * unsure], NAMES, TODAY)
    assert part is not None
    assert part.fold is not None
    assert (part.fold.title, len(part.fold.rows)) == (title, min(unsure, 60))


def test_a_quarter_without_changes_has_no_section() -> None:
    assert price_events([event(through_on="2025-03-01")], NAMES, TODAY) is None


def test_the_reaction_is_told_beside_chance_and_its_few_cuts() -> None:
    part = reaction([followed(90), followed(30)])
    assert part is not None
    assert part.lead == (
        "Of 4 confirmed cuts by closed makers since 5 Jun 2025, 3 came within 30 days of a record "
        "open release; by chance it would be 1.9 (p 0.35)."
    )
    assert part.note == (
        "Association only; a maker’s cuts of one day count once, and a cheaper successor under a "
        "new name is no cut. 4 cuts are too few to tell."
    )
    assert texts(part)[0] == ["at most 30", "3 of 4", "1.9", "0.35"]


def test_a_reaction_without_cuts_is_not_tested() -> None:
    part = reaction([followed(30, p_value=None)])
    assert part is not None
    assert "there is nothing to test" in part.lead
    assert texts(part)[0][2:] == ["unknown", "not tested"]


def test_sections_stand_in_the_order_of_a_readers_questions() -> None:
    rows = [followed(30), event(), hosted(), fall(), pair(), pair("any_weights")]
    keys = [part.key for part in price_parts(rows, DECLARED, NAMES, TODAY)]
    assert keys == ["pairs", "shares", "declines", "hosts", "events", "reaction"]
    assert price_parts([], DECLARED, NAMES, TODAY) == []


def test_a_detail_is_told_without_json() -> None:
    detail = {"a_b": [1, 2.5], "c": [["2026-03-01", None]], "d": {"e": True}, "f": []}
    assert plain(detail) == "a b 1, 2.5; c 1 Mar 2026, none; d e yes; f none"
    assert plain(list(range(14))).endswith("10, 11, and 2 more")
    assert plain("SELECT '2026-03-01'") == "SELECT '2026-03-01'"
