"""An offline first run says what a replay of everything recorded says; where not, why."""

from __future__ import annotations

from pathlib import Path

import pytest

from terms.openness import OpennessRule
from tests.golden.replayed import NEEDED, Replayed
from warehouse.store import Warehouse

pytestmark = NEEDED

COLUMNS = "series, shown_on, vintage_on, round(gap, 6), verdict, closed_model, open_model"
NOT_SHIPPED = {
    "mmlu_vendor_5shot": "announcements of 2025, which a page of April 2026 repeats",
    "mmlu_vendor_cot": "announcements of 2025, which a page of April 2026 repeats",
}


@pytest.mark.parametrize("rule", list(OpennessRule))
def test_every_gap_that_ships_is_as_new_as_the_newest_page(
    replayed: Replayed, whole_home: Path, rule: OpennessRule
) -> None:
    asked = f"SELECT {COLUMNS} FROM gap_now WHERE openness_rule = ?"
    with Warehouse.read(whole_home) as warehouse:
        shipped = {row[0]: row[1:] for row in warehouse.connection.execute(asked, (rule.value,))}
    known = {row[0]: row[1:] for row in replayed.warehouse.connection.execute(asked, (rule.value,))}
    differing = {one for one in known | shipped if known.get(one) != shipped.get(one)}
    assert differing == set(NOT_SHIPPED)
    for series in differing:
        assert shipped[series][2:] == known[series][2:]
