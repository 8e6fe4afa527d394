"""Prices at quality, their changes and the events of the price page, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from measures.segments import PriceGapSegment
from measures.series import load
from outputs.sections.labels import facts, plain
from outputs.sections.price.history import price_changes
from outputs.sections.price.levels import level_text, levels, price_lines
from outputs.sections.price.market import price_events
from outputs.wording import ModelNames
from tests.measures.price.rows import event, indexed, spread
from tests.outputs import approved
from tests.outputs.shelf import price_gap

ECI = load()["eci"]
NAMES = ModelNames({"open-one": "Open One", "opus": "Claude Opus"})
ASKED = {"open-one": spread("open-one")}
NO_RATIO = {"price_ratio": None}
HOSTS = {"open_price_basis": "median_of_hosts"}
LEVELS: dict[str, list[dict[str, Any]]] = {
    # Its hosts, who ask 0.20 in the median, would say 30 times.
    "both have a price": [{}],
    "open is more expensive": [{"price_ratio": 0.25}],
    "same price": [{"price_ratio": 1.0}],
    "free of charge": [NO_RATIO | {"open_price": 0.0}],
    "no open price": [NO_RATIO | {"open_price": None}],
    "no closed price": [NO_RATIO | {"closed_price": None}],
    "no price": [NO_RATIO | {"closed_price": None, "open_price": None}],
    "median of five hosts": [HOSTS | {"open_hosts": 5}],
    "median of unknown hosts": [HOSTS],
    "one host": [{"open_price_basis": "one_host", "open_hosts": 1}],
    "peak with an off-peak price": [{"open_price_mode": "peak", "open_off_peak_price": 0.2625}],
    "peak": [{"open_price_mode": "peak"}],
    "standard": [{"open_price_mode": "standard"}],
    "since it last changed, whoever states it": [
        {"entry": "2026-01-01", "closed_price": 9.0},
        {"entry": "2026-02-01", "closed_source": "litellm"},
        {"entry": "2026-03-01"},
    ],
    # The maker asks 0.53, closed 0.45: open is more expensive. The hosts' 0.20: closed, 2.25 times.
    "hosts turn the answer": [
        {"closed_price": 0.45, "open_price": 0.53, "price_ratio": 0.45 / 0.53}
    ],
    # 1.00 / 0.50 = 2; at the hosts 1.00 / 0.20 = 5, which is 2.5 times as much.
    "hosts move the ratio": [{"closed_price": 1.0, "open_price": 0.5, "price_ratio": 2.0}],
    # 1.00 / 0.25 = 4; at the hosts 5, 1.25 times as much.
    "hosts move it little": [{"closed_price": 1.0, "open_price": 0.25, "price_ratio": 4.0}],
    "already of hosts": [HOSTS | {"closed_price": 0.45, "open_price": 0.5, "price_ratio": 0.9}],
    "of another model": [{"open_model": "another"}],
}


def priced(**changed: Any) -> PriceGapSegment:
    issued = {
        "board": "eci", "category": "any_weights|9.0", "inputs_on": "2026-03-08",
        "through": "2026-11-01",
    }  # fmt: skip
    return PriceGapSegment.from_row(issued | price_gap(**changed))


def test_a_price_says_whose_it_is_since_when_and_who_is_more_expensive() -> None:
    said: dict[str, object] = {}
    for case, rows in LEVELS.items():
        (line,) = price_lines([priced(**row) for row in rows], load(), NAMES, ASKED)
        assert (line.ratio is None) == (rows[-1].get("price_ratio", 4.0) is None)
        part = levels([line], {"models_dev": "The list"})
        # At a chosen level a ratio would be a property of the level.
        assert "×" not in approved.row(part.rows[0])
        said[case] = [
            f"{line.verdict}; {line.ratio}; since {line.since}; {line.at_hosts}",
            *map(approved.row, part.rows),
        ]
        if case in ("both have a price", "hosts turn the answer"):
            said[f"in a sentence: {case}"] = level_text(line)
    every = [priced(**row) for row in LEVELS["since it last changed, whoever states it"]]
    peak = priced(entry="2026-04-01", **LEVELS["peak with an off-peak price"][0])
    free = priced(entry="2026-05-01", **LEVELS["free of charge"][0])
    none = priced(entry="2026-06-01", closed_model=None, open_model=None)
    # What moves nothing is told once.
    (said["changes"],) = price_changes(ECI, [*every, peak, free, none, none], NAMES)
    approved.check(__file__, said)


TODAY = date(2026, 3, 10)
OLD = event(on_date="2025-03-01")


def test_events_are_told_in_words_confirmed_ones_first() -> None:
    older = indexed(price_index=95.0, on_date="2026-02-01")
    indexes = [older, indexed(), indexed(**{"class": "open"}, index_low=None)]
    gone = {"now_input": None, "now_output": None, "change_percent": None}
    some = [
        event(),
        event("withdrawn", not_before="2026-02-01", **gone),
        event("rise", confirmed=0, change_percent=30.0, seller="host", independent=1),
        OLD,
    ]
    said = {
        "a cut, a withdrawal and an unconfirmed rise": price_events(some, [], NAMES, TODAY),
        "with indexes of the same models": price_events([event()], indexes, NAMES, TODAY),
    }
    approved.check(__file__, said, "price_events")
    assert price_events([OLD], [], NAMES, TODAY) is None


@pytest.mark.parametrize(
    ("unsure", "title"),
    [(3, "3 more, 3 of them not confirmed"),
     (75, "75 more, 75 of them not confirmed; 60 are listed")],
)  # fmt: skip
def test_further_changes_are_all_counted_also_those_not_listed(unsure: int, title: str) -> None:
    part = price_events([event(), *[event(confirmed=0)] * unsure], [], NAMES, TODAY)
    assert part is not None
    assert part.fold is not None
    assert (part.fold.title, len(part.fold.rows)) == (title, min(unsure, 60))


def test_a_detail_is_told_without_json_and_cut_when_long() -> None:
    detail = {"a_b": [1, 2.5], "c": [["2026-03-01", None]], "d": {"e": True}, "f": []}
    assert plain(detail) == "a b 1, 2.5; c 1 Mar 2026, none; d e yes; f none"
    assert plain(list(range(14))).endswith("10, 11, and 2 more")
    assert plain("SELECT '2026-03-01'") == "SELECT '2026-03-01'"
    many = facts({f"k{place}": place for place in range(30)})
    assert many[-1][1].text == "and 6 more in the JSON API"
    assert (facts("words")[0][1].text, facts(None)) == ("words", [])
