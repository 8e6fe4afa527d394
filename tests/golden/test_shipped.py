"""An offline first run says what a replay of everything recorded says; where not, why. And the key
of every promised view names one row of it."""

from __future__ import annotations

import pytest

from terms.openness import OpennessRule
from tests.golden.replayed import AT_NIGHT, Known, Replayed, at_night
from warehouse.schema.view import View
from warehouse.views.promised import PROMISED

COLUMNS = "series, verdict, shown_on, vintage_on, round(gap, 6), closed_model, open_model"
UNTESTED = "not tested lately"
NOT_SHIPPED = {
    "mmlu_vendor_5shot": "announcements of 2025, which a page of April 2026 repeats",
    "mmlu_vendor_cot": "announcements of 2025, which a page of April 2026 repeats",
}


@at_night
@pytest.mark.parametrize("rule", list(OpennessRule))
def test_every_gap_that_ships_is_as_new_as_the_newest_page(
    replayed: Replayed, whole: Known, rule: OpennessRule
) -> None:
    asked = f"SELECT {COLUMNS} FROM gap_now WHERE openness_rule = ?"
    shipped, known = (
        {series: told for series, *told in home.all(asked, rule.value)}
        for home in (whole, replayed)
    )
    assert {"hle", "osworld_2"} <= {one for one in shipped if shipped[one][0] == UNTESTED}
    differing = {one for one in known | shipped if known.get(one) != shipped.get(one)}
    assert differing == set(NOT_SHIPPED)
    for series in differing:
        assert [shipped[series][0], *shipped[series][3:]] == [known[series][0], *known[series][3:]]


NOT_OF_WHAT_SHIPS = {"correction", "solved_cost", "eci_refit"}
"""Views that have no row without recorded pages."""


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(it, id=name, marks=AT_NIGHT if name in NOT_OF_WHAT_SHIPS else ())
        for name, it in PROMISED.items()
    ],
)
def test_the_key_of_a_view_names_one_row(known: Known, view: View) -> None:
    key = ", ".join(view.key)
    (told,) = known.all(f"SELECT count(*) FROM {view.name}")
    if view.name not in ("quarantine", "open_token_share"):  # the key of its source is nobody's
        assert told[0] > 0
    assert known.all(f"SELECT {key} FROM {view.name} GROUP BY {key} HAVING count(*) > 1") == []
