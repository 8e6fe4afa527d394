"""A day of no calendar that an older version recorded: it stays, and no measure counts it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from measures.boards.states import coverage, inputs
from measures.series import load
from pipelines.measure.inputs import NO_DAY, Inputs
from tests.conftest import SHIPPED_AT
from tests.homes.partly import measure_only
from tests.reliability.samples import behind_its_back
from warehouse.store import Warehouse

SERIES, NONE = "aider_polyglot", "2026-02-30"


@pytest.fixture(scope="module")
def home(curated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """What ships, as if one run of the newest page had such a day."""
    place = shutil.copytree(curated_home, tmp_path_factory.mktemp("days") / "home")
    with Warehouse.open(place) as warehouse:
        with behind_its_back(warehouse) as connection:
            connection.execute(
                "UPDATE _score SET dated_on = ? WHERE id = (SELECT max(f.id) FROM _score f "
                "JOIN _board b ON b.id = f.board_id WHERE b.board = 'aider_polyglot')",
                [NONE],
            )
        yield warehouse


def test_the_entry_counts_as_undated_and_says_why(home: Warehouse) -> None:
    given = Inputs(home, SHIPPED_AT)
    states = inputs(load()[SERIES], given.states[SERIES], given.through)
    (odd,) = [row for state in states for row in state.rows if NO_DAY in row]
    assert odd["dated_on"] is None
    assert odd[NO_DAY] == f"dated_on is {NONE!r}"
    assert coverage(load()[SERIES], states, given.names, given.through).undated == 1
    kept = home.connection.execute("SELECT dated_on FROM _score WHERE dated_on = ?", [NONE])
    assert kept.fetchall() == [(NONE,)]


def test_everything_is_measured_all_the_same(home: Warehouse) -> None:
    measure_only(home, SHIPPED_AT, "gap", "lag", "trend")
    derived = (
        "SELECT count(*) FROM _board WHERE source = 'gapwatch' AND fact_table = ? AND board = ?"
    )
    assert home.connection.execute(derived, ["gap", SERIES]).fetchone()[0] > 0
