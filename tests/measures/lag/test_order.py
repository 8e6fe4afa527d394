"""A list of leaders keeps the order of the last full list, if both have the same open leader."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from measures.boards.states import BoardState
from measures.lag.history import lag_history
from measures.lag.order import known_lag, known_rows, named_by
from measures.lag.words import on_day
from measures.segments import LagSegment
from measures.series import ScaleBreak, Series
from tests.measures.lag.sample import TODAY, board, indexed, known

MODELS = {
    "ours": ("2025-01-01", "closed", 140.0, 1.0),
    "newer": ("2025-06-01", "closed", 150.0, 1.0),
    "theirs": ("2025-09-01", "permissive", 141.0, 1.0),
    "later": ("2026-02-01", "permissive", 150.0, 1.0),
}  # fmt: skip
OLD = board({name: MODELS[name] for name in ("ours", "newer", "theirs")}, "2025-12-01")
LATEST = {"latest": ("2026-02-20", "closed", 160.0, 1.0)}


def lags(*states: BoardState, series: Series | None = None) -> list[LagSegment]:
    """Every lag of the headline's rule, as it is derived."""
    names = known(MODELS | LATEST)
    return lag_history(series or indexed(), states, names, "any_weights", TODAY)


def newest(models: dict[str, Any], on: str = "2026-03-01") -> BoardState:
    return board(models, on, basis="leaders")


def told(*states: BoardState, series: Series | None = None) -> tuple[int | None, Any, Any]:
    """Days on the day that it is known for, the closed model, and whose order it is."""
    names = [
        {"published_on": states[-1].published_on, "model": row["entry"], "value": row["value"]}
        for row in states[-1].rows
    ]
    found = known_lag(lags(*states, series=series), series or indexed(), names)
    on = found.order_on if found.is_past and found.order_on else states[-1].published_on
    days = on_day(found.segment, on).days
    return days, found.segment.closed_model, found.order_on


SAME = {"theirs": MODELS["theirs"], **LATEST}


def test_the_predecessor_of_the_last_full_list_stays_one() -> None:
    # 1 June 2025 to 1 March 2026: 273 days; the list alone bounds it by 9, those of `latest`.
    [full, bound] = lags(OLD, newest(SAME))
    assert (bound.censored, on_day(bound, "2026-03-01").days) == ("left", 9)
    assert told(OLD, newest(SAME)) == (273, "newer", "2025-12-01")
    ends = on_day(full, "2026-03-01")
    found = known_lag([full, bound], indexed(), [{"published_on": "2026-03-01", "model": "theirs",
                                                  "value": 141.0}])  # fmt: skip
    on = on_day(found.segment, "2026-03-01")
    assert (on.low, on.high, found.segment.censored) == (ends.low, ends.high, None)


def test_a_list_that_names_an_earlier_closed_model_decides_alone() -> None:
    named = SAME | {"ours": ("2025-01-01", "closed", 142.0, 1.0)}
    # 1 January 2025 to 1 March 2026.
    assert told(OLD, newest(named)) == (424, "ours", "2025-12-01")


def test_a_predecessor_that_the_list_names_below_is_none_any_more() -> None:
    named = SAME | {"newer": ("2025-06-01", "closed", 140.5, 1.0)}
    # What is known is the lag of the full list's own day: more than the bound of 9 days.
    assert told(OLD, newest(named)) == (183, "newer", "2025-12-01")


def test_another_open_leader_takes_no_order_over() -> None:
    named = {"later": MODELS["later"], **LATEST}
    assert told(OLD, newest(named)) == (183, "newer", "2025-12-01")
    # Where the bound says more than the lag of the full list did, it is what is known.
    assert told(OLD, newest(named, "2026-12-01"))[:2] == (284, "latest")


def test_an_order_ends_where_the_scale_moved() -> None:
    moved = ScaleBreak(on="2026-01-15", why="other questions", evidence="https://example.org/v2")
    series = replace(indexed(), scale_breaks=(moved,))
    assert told(OLD, newest(SAME), series=series) == (183, "newer", "2025-12-01")


def test_a_list_that_nobody_holds_any_more_takes_no_order_over() -> None:
    found = known_lag(lags(OLD, newest(SAME)), indexed())
    assert (found.is_past, found.order_on) == (True, "2025-12-01")


def test_a_full_list_speaks_for_itself() -> None:
    full = board(MODELS | LATEST, "2026-03-01")
    assert told(OLD, full) == (273, "newer", None)
    assert told(newest(SAME)) == (9, "latest", None)


def test_rows_of_today_say_what_is_known() -> None:
    of = replace(indexed(), id="eci")
    key = {"openness_rule": "any_weights"}
    some = [replace(it, series="eci", **key) for it in lags(OLD, newest(SAME))]
    row = {"series": "eci", **key, "lag_days": 9, "censored": "left", "shown_on": "2026-03-01",
           "closed_model": "latest", "open_model": "theirs", "title": "Index"}  # fmt: skip
    other = row | {"series": "no longer declared"}
    listed = {"source": of.sources[0].source, "board": of.sources[0].board,
              "category": of.sources[0].category, "published_on": "2026-03-01", "entry": "theirs",
              "model": "theirs", "value": 141.0, "protocol": None}  # fmt: skip
    named = named_by([listed, listed | {"board": "another"}], [of])
    found, unknown = known_rows([row, other], some, {"eci": of}, named)
    assert (found["lag_days"], found["censored"], found["closed_model"]) == (273, None, "newer")
    assert (found["order_on"], found["title"], unknown) == ("2025-12-01", "Index", other)
