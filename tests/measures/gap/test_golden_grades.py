"""Gap and lag of August 2026 under each rule, by the grade of Kimi K3's licence alone.

Read from the recorded pages: Epoch's index of 11 August, Arena's text board of the 12th.
"""

from __future__ import annotations

import pytest

from measures.boards.states import BoardState
from measures.gap.history import gap_history
from measures.lag.history import lag_history
from measures.names.registry import Grade, Registry
from measures.segments import in_force
from measures.series import load
from sources.boards.epoch import eci
from terms.days import months, number_of
from tests import recorded
from tests.measures.shipped import arena_boards, names

pytestmark = [pytest.mark.recorded, recorded.skip_without]
ON = "2026-08-12"


def index() -> BoardState:
    [page] = [
        one
        for one in recorded.pages("epoch_eci", "eci_scores.csv")
        if one.seen_at.date().isoformat() == "2026-08-11"
    ]
    [reading] = [one for one in eci.parse(page) if one.table == "score"]
    blank = dict.fromkeys(("dated_on", "n", "stderr", "ci_low", "ci_high", "ci_level"))
    rows = [{**blank, **row} for row in reading.rows]
    return BoardState(1, "epoch_eci", reading.board, "", "2026-08-11", "board", rows)


def boards(series: str) -> list[BoardState]:
    if series == "eci":
        return [index()]
    return arena_boards("text_style_control", "2026-08-13")


def stricter(model: str, grade: Grade) -> str:
    """Kimi K3 as it was graded before anybody read that its licence lets one sell."""
    is_k3 = model == "kimi-k3" and grade.openness == "restricted"
    return "non_commercial" if is_k3 else grade.openness


def gap(series: str, rule: str, known: Registry) -> tuple[float, str | None]:
    found = in_force(gap_history(load()[series], boards(series), known, rule, ON), ON)
    assert found is not None
    assert found.gap is not None
    return found.gap, found.open_model


@pytest.mark.parametrize(
    ("series", "rule", "value", "opened"),
    [
        ("eci", "any_weights", 4.64, "kimi-k3"),
        ("eci", "commercial", 4.64, "kimi-k3"),
        ("eci", "permissive", 9.12, "deepseek-v4-flash-0731"),
        ("arena_text", "any_weights", 18.06, "kimi-k3"),
        ("arena_text", "commercial", 18.06, "kimi-k3"),
        ("arena_text", "permissive", 35.98, "glm-5.2"),
    ],
)
def test_what_may_be_sold_leads_the_commercial_rule(
    series: str, rule: str, value: float, opened: str
) -> None:
    found, model = gap(series, rule, names())
    assert (round(found, 2), model) == (value, opened)


@pytest.mark.parametrize(("series", "wrong"), [("eci", 9.12), ("arena_text", 35.98)])
def test_a_stricter_grade_would_have_hidden_half_of_it(series: str, wrong: float) -> None:
    """9.1 and 36.0 were shown under `commercial` while the licence was graded too strictly."""
    assert round(gap(series, "commercial", names().regraded(stricter))[0], 2) == wrong


@pytest.mark.parametrize(("graded", "days", "said"), [(False, 159, 5.2), (True, 266, 8.7)])
def test_the_commercial_lag_of_epochs_index(graded: bool, days: int, said: float) -> None:
    known = names().regraded(stricter) if graded else names()
    found = lag_history(load()["eci"], [index()], known, "commercial", "2026-08-11")[-1]
    lag = number_of("2026-08-11") - number_of(str(found.counts_from))
    assert (lag, round(months(lag), 1)) == (days, said)
