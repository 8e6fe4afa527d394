"""A series without news is issued again as it was, and gives exactly what computing it would."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.issues import carried, gap
from pipelines.measure import measure
from warehouse.looks import Seen
from warehouse.store import Warehouse
from warehouse.vintages import Arrival, BoardKey

LATER = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def shipped(shipped_home: Path, tmp_path: Path) -> Iterator[Warehouse]:
    shutil.copytree(shipped_home, tmp_path / "home")
    with Warehouse.open(tmp_path / "home") as warehouse:
        list(measure(warehouse, LATER - timedelta(days=1)))
        yield warehouse


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the series whose gap is computed while the test runs."""
    names: list[str] = []
    compute = gap._of

    def noting(inputs: object, series: object, pairing: object) -> Iterator[Arrival]:
        names.append(series.id)  # type: ignore[attr-defined]
        return compute(inputs, series, pairing)  # type: ignore[arg-type]

    monkeypatch.setattr(gap, "_of", noting)
    return names


def issued(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """Board, day, state and newest input of every gap and frontier in force."""
    return warehouse.connection.execute(
        "SELECT b.fact_table, b.board, b.category, v.published_on, v.state_id, v.inputs_on "
        "FROM vintage_now v JOIN board b ON b.id = v.board_id "
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
    monkeypatch.setattr(carried, "_last", lambda _inputs: {})
    list(measure(shipped, LATER + timedelta(hours=1)))
    assert len(computed) > 20
    assert issued(shipped) == again


def test_a_board_with_news_is_computed(shipped: Warehouse, computed: list[str]) -> None:
    key = BoardKey("score", "published", "hle")
    [(state, on)] = shipped.connection.execute(
        "SELECT state_id, published_on FROM vintage_now v JOIN board b ON b.id = v.board_id "
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


def test_an_openness_that_changes_on_a_coming_day_is_not_missed(
    shipped: Warehouse, computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from measures.matching import Registry  # noqa: PLC0415

    days = Registry.regrading_days
    monkeypatch.setattr(
        Registry, "regrading_days", lambda self: [*days(self), LATER.date().isoformat()]
    )
    list(measure(shipped, LATER))
    assert len(computed) > 20
