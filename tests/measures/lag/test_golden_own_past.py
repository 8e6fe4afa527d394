"""Arena webdev as recorded: Kimi K3 was sold from 16 July 2026, its weights came on 27 July."""

from __future__ import annotations

import pytest

from measures.lag.history import lag_history
from measures.series import load
from terms.days import number_of
from tests import recorded
from tests.measures.shipped import arena_boards, names

pytestmark = [pytest.mark.recorded, recorded.skip_without]


def test_kimi_k3_does_not_lag_its_own_closed_past() -> None:
    registry = names()
    states = arena_boards("webdev", "2026-08-13")
    found = lag_history(load()["arena_webdev"], states, registry, "any_weights", "2026-08-12")[-1]
    assert (found.open_model, found.sign) == ("kimi-k3", 1)
    assert found.closed_model == "claude-opus-5"
    # 12 August 2026 to 24 July: 19 days; they were 27 to its own day, 16 July.
    assert number_of("2026-08-12") - number_of(str(found.counts_from)) == 19
