"""Every promised view told of everything recorded: its key names one row."""

from __future__ import annotations

import pytest

from tests.golden.replayed import NEEDED, Replayed
from warehouse.schema.view import View
from warehouse.views.promised import PROMISED

pytestmark = NEEDED


@pytest.mark.parametrize("view", PROMISED.values(), ids=list(PROMISED))
def test_the_key_of_a_view_names_one_row(replayed: Replayed, view: View) -> None:
    key = ", ".join(view.key)
    (told,) = replayed.all(f"SELECT count(*) FROM {view.name}")
    if view.name not in ("price_withdrawn", "quarantine"):
        assert told[0] > 0
    assert replayed.all(f"SELECT {key} FROM {view.name} GROUP BY {key} HAVING count(*) > 1") == []
