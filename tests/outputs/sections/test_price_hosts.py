"""The hosts' median beside a maker's price, where it gives another answer."""

from __future__ import annotations

from typing import Any

import pytest

from measures.segments import PriceGapSegment
from measures.series import load
from outputs.sections.price.levels import PriceLine, hosts_of, level_text, price_lines
from outputs.wording import ModelNames
from tests.measures.price.estimates import event, hosted
from tests.outputs.shelf import price_gap

ASKED = {"open-one": hosted("open-one")}


def told(**changed: Any) -> list[PriceLine]:
    row = {"board": "eci", "category": "any_weights|9.0", "inputs_on": "2026-03-08"}
    return price_lines(
        [PriceGapSegment.from_row(row | price_gap(**changed))], load(), ModelNames(), ASKED
    )


def test_the_median_of_hosts_is_told_where_it_turns_the_answer() -> None:
    # The maker asks 0.53, closed 0.45: open is more expensive. The hosts' 0.20: closed, 2.25 times.
    [line] = told(closed_price=0.45, open_price=0.53, price_ratio=0.45 / 0.53)
    assert (line.verdict, line.ratio) == ("open is more expensive", "0.85 ×")
    assert line.at_hosts == (
        "at 3 hosts of its weights it costs $0.20 in the median (lowest $0.10), and there closed "
        "is more expensive, 2.2 ×"
    )
    assert level_text(line).endswith("there closed is more expensive, 2.2 ×.")


def test_a_ratio_that_moves_by_more_than_the_spread_of_hosts_is_told() -> None:
    # 1.00 / 0.50 = 2; at the hosts 1.00 / 0.20 = 5, which is 2.5 times as much.
    [line] = told(closed_price=1.0, open_price=0.5, price_ratio=2.0)
    assert line.at_hosts.endswith("there closed is more expensive too, 5.0 ×")


@pytest.mark.parametrize(
    "changed",
    [
        {"price_ratio": 4.0, "open_price": 0.25, "closed_price": 1.0},  # 5.0 ×, 1.25 times
        {
            **{"price_ratio": 0.9, "open_price": 0.5, "closed_price": 0.45},
            "open_price_basis": "median_of_hosts",
        },
        {"price_ratio": None, "open_price": None},
        {"open_model": "another"},
    ],
)
def test_hosts_are_not_told_where_they_say_the_same(changed: dict[str, Any]) -> None:
    assert [line.at_hosts for line in told(**changed)] == [""]


def test_what_hosts_ask_comes_from_the_estimate() -> None:
    assert hosts_of([hosted("open-one"), event()]) == ASKED
