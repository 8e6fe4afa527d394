"""A day of no calendar that an older version recorded: it stays, and no measure counts it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from cli.main import app
from measures.boards.states import inputs
from measures.names.registry import ALWAYS
from measures.series import load
from pipelines.measure.inputs import NO_DAY, Inputs
from tests.homes.partly import measure_only
from tests.reliability.samples import behind_its_back
from tests.world import SHIPPED_AT
from warehouse.reads.derived import failures
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
    states = inputs(load()[SERIES], given.states_since(load()[SERIES], ALWAYS), given.through)
    (odd,) = [row for state in states for row in state.rows if NO_DAY in row]
    assert odd["dated_on"] is None
    assert odd[NO_DAY] == f"dated_on is {NONE!r}"
    kept = home.connection.execute("SELECT dated_on FROM _score WHERE dated_on = ?", [NONE])
    assert kept.fetchall() == [(NONE,)]


def test_everything_is_measured_all_the_same(home: Warehouse) -> None:
    measure_only(home, SHIPPED_AT, "gap", "lag")
    derived = (
        "SELECT count(*) FROM _board WHERE source = 'gapwatch' AND fact_table = ? AND board = ?"
    )
    assert home.connection.execute(derived, ["gap", SERIES]).fetchone()[0] > 0
    ((unit, (cause,)),) = failures(home.connection).items()
    assert unit == SERIES
    assert cause.startswith("entry ")
    assert cause.endswith(f"counts as undated, its dated_on is {NONE!r}")


def test_parquet_leaves_the_day_empty(home: Warehouse, tmp_path: Path) -> None:
    place = Path(home.connection.execute("PRAGMA database_list").fetchone()[2]).parent
    words = ["export", str(tmp_path / "out"), "-f", "parquet", "--view", "score_now"]
    result = CliRunner().invoke(app, words, env={"GAPWATCH_HOME": str(place)})
    assert result.exit_code == 0, result.output
    table = pq.read_table(tmp_path / "out" / "score_now.parquet", columns=["dated_on", "board"])
    own = [row["dated_on"] for row in table.to_pylist() if row["board"] == "aider_polyglot"]
    assert (own.count(None), len(own) > 1) == (1, True)
