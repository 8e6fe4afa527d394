"""A series without news is issued again as it was, and gives exactly what computing it would."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from measures.boards.states import BoardState
from measures.known import DerivedBoard
from measures.series import Series
from pipelines.measure import inputs as given
from pipelines.measure import run as step
from pipelines.measure import unchanged
from pipelines.measure.inputs import Inputs
from pipelines.measure.run import measure
from tests.homes.partly import only
from warehouse.history.vintages import Arrival, BoardKey, Bounds, Seen
from warehouse.store import Warehouse

pytestmark = pytest.mark.long
LATER = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _gaps_alone() -> Iterator[None]:
    with only("gap"):
        yield


@pytest.fixture(scope="module")
def measured_home(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped home, measured once more the day before LATER; nobody writes to it."""
    place = tmp_path_factory.mktemp("measured") / "home"
    shutil.copytree(shipped_home, place)
    with Warehouse.open(place) as warehouse:
        list(measure(warehouse, LATER - timedelta(days=1)))
    return place


@pytest.fixture
def shipped(measured_home: Path, tmp_path: Path) -> Iterator[Warehouse]:
    shutil.copytree(measured_home, tmp_path / "home")
    with Warehouse.open(tmp_path / "home") as warehouse:
        yield warehouse


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the series whose gap is computed while the test runs."""
    names: list[str] = []
    compute = step.gap_boards

    def noting(inputs: object, series: object, pairing: object) -> Iterator[DerivedBoard]:
        names.append(series.id)  # type: ignore[attr-defined]
        return compute(inputs, series, pairing)  # type: ignore[arg-type]

    monkeypatch.setattr(step, "gap_boards", noting)
    return names


def issued(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """Board, day, state and newest input of every gap and frontier in force."""
    return warehouse.connection.execute(
        "SELECT b.fact_table, b.board, b.category, v.published_on, v.state_id, v.inputs_on "
        "FROM _vintage_now v JOIN _board b ON b.id = v.board_id "
        "WHERE b.fact_table IN ('gap', 'frontier') ORDER BY 1, 2, 3"
    ).fetchall()


def test_without_news_only_series_with_joint_errors_are_computed(
    shipped: Warehouse, computed: list[str]
) -> None:
    list(measure(shipped, LATER))
    assert set(computed) <= {"eci", "composite"}


def test_what_is_carried_is_what_computing_gives(
    shipped: Warehouse, computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    list(measure(shipped, LATER))
    again = issued(shipped)
    computed.clear()
    monkeypatch.setattr(unchanged, "_last", lambda _inputs: {})
    list(measure(shipped, LATER + timedelta(hours=1)))
    assert len(computed) > 20
    assert issued(shipped) == again


def test_a_board_with_news_is_computed(shipped: Warehouse, computed: list[str]) -> None:
    key = BoardKey("score", "published", "hle")
    [(state, on)] = shipped.connection.execute(
        "SELECT state_id, published_on FROM _vintage_now v JOIN _board b ON b.id = v.board_id "
        "WHERE b.board = 'hle' AND b.source = 'published'"
    ).fetchall()
    assert state
    page = shipped.keep(b"another page")
    rows = [
        {
            **dict.fromkeys(
                ("stderr", "ci_low", "ci_high", "ci_level", "ci_method", "n", "effort", "harness",
                 "released_on", "cost_usd", "source_url", "note")
            ),
            "entry": "gpt-5", "model_name": "gpt-5", "value": 99.0, "unit": "percent",
            "provenance": "maintainer", "protocol": "plain", "dated_on": on,
        }
    ]  # fmt: skip
    seen = Seen("published", "package:published/hle.csv", LATER, "test", page)
    shipped.accept(seen, [Arrival(key, LATER.date(), rows, basis="leaders")])
    list(measure(shipped, LATER))
    assert "hle" in computed
    assert "gpqa_epoch" not in computed


def test_a_series_whose_pages_are_all_ahead_is_issued_no_more(
    shipped: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its gap was issued by a version that took such a page for news, and its mark stays."""
    read = given.states_of

    def ahead(
        warehouse: Warehouse, series: Series, bounds: Bounds, turns: list[str], **given: Any
    ) -> list[BoardState]:
        states = read(warehouse, series, bounds, turns, **given)
        later = [replace(one, published_on="2027-05-01") for one in states]
        return later if series.id == "hle" else states

    monkeypatch.setattr(given, "states_of", ahead)
    for hours in (0, 1):
        boards = list(measure(shipped, LATER + timedelta(hours=hours)))
        assert not [one for one in boards if one.table == "gap" and one.board == "hle"]
        assert [one for one in boards if one.table == "gap" and one.board == "gpqa_epoch"]


def test_an_openness_that_changes_on_a_coming_day_is_not_missed(
    shipped: Warehouse, computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from measures.names.registry import Registry  # noqa: PLC0415

    days = Registry.regrading_days
    monkeypatch.setattr(
        Registry, "regrading_days", lambda self: [*days(self), LATER.date().isoformat()]
    )
    list(measure(shipped, LATER))
    assert len(computed) > 20


def test_a_board_dated_ahead_joins_when_its_day_comes(
    shipped: Warehouse, computed: list[str]
) -> None:
    """Its mark must not say from the day it was read that it is in."""
    series, today = Inputs(shipped, LATER).series["arena_text"], LATER - timedelta(days=1)
    item = series.sources[0]
    ahead = BoardState(1, item.source, item.board, item.category, "2026-11-26", "board", [])
    seen = {"arena_text": [ahead]}
    one, other = (_mark_of(shipped, day, "arena_text", seen) for day in (today, LATER))
    assert one != other
    assert one == _mark_of(shipped, today, "arena_text", {"arena_text": []})


def test_a_spelling_that_means_something_by_a_later_page_is_not_missed(shipped: Warehouse) -> None:
    """On the entry axis names are read as on the page's day, so an equal page may say more."""
    item = Inputs(shipped, LATER).series["hle"].sources[0]
    days = sorted(set(Inputs(shipped, LATER).names.respelling_days()))
    before, on = [day for day in days if day < "2026-11-26"][-2:]
    early, same, late = (
        _mark_of(shipped, LATER, "hle", {"hle": [
            BoardState(1, item.source, item.board, item.category, day, "board", [])
        ]})
        for day in (before, _eve(on), on)
    )  # fmt: skip
    assert early == same
    assert late != early


def _eve(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _mark_of(
    warehouse: Warehouse, now: datetime, series: str, states: dict[str, list[BoardState]]
) -> str:
    inputs = Inputs(warehouse, now)
    inputs.__dict__["states"] = {name: states.get(name, []) for name in inputs.series}
    return unchanged.marks(inputs).now[series]
