"""What the price page says below its first table: sentences and rows from the estimates."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from measures.price.records import PricedGroup
from outputs.sections.labels import plain
from outputs.sections.price.market import price_events
from outputs.sections.section import Section
from outputs.wording import ModelNames
from tests.measures.price.estimates import event, indexed
from tests.outputs.shelf import estimate

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


def test_the_index_of_the_same_models_is_told_at_its_newest_month() -> None:
    older = indexed(value=95.0, through_on="2026-02-01")
    part = price_events([event(), older, indexed(), indexed(group=PricedGroup.OPEN, low=None)],
                        NAMES, TODAY)  # fmt: skip
    assert part is not None
    assert part.note.endswith(
        "Prices of the same models on 1 Mar 2026, with those of 1 Sep 2025 as 100: closed 90.0 "
        "(90 % interval 85.0 to 97.5; 40 models) and open 90.0 (40 models). Only models sold "
        "before and after count, each the same: a cheaper successor under a new name is no fall."
    )


def test_a_detail_is_told_without_json() -> None:
    detail = {"a_b": [1, 2.5], "c": [["2026-03-01", None]], "d": {"e": True}, "f": []}
    assert plain(detail) == "a b 1, 2.5; c 1 Mar 2026, none; d e yes; f none"
    assert plain(list(range(14))).endswith("10, 11, and 2 more")
    assert plain("SELECT '2026-03-01'") == "SELECT '2026-03-01'"
