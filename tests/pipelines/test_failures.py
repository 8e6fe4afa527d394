"""What cannot be computed costs itself: everything else is, and people are told why. A day of no
calendar, which an older version recorded, stays as it is, and no measure counts it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from cli.main import app
from measures import one_gpu
from measures.names.registry import ALWAYS
from measures.series import load
from pipelines import version
from pipelines.alerting.broken import broken_now
from pipelines.alerting.examine import examine
from pipelines.measure import claims as claim_step, run as step
from pipelines.measure.claims import QUERY_FAILED, Moved
from pipelines.measure.fetches import Fetches
from pipelines.measure.inputs import NO_DAY, Inputs
from pipelines.measure.news import CLAIMS
from pipelines.measure.run import measure
from pipelines.publish import publish
from pipelines.settings import Settings
from tests.homes.partly import measure_only
from tests.reliability.samples import behind_its_back
from tests.world import SHIPPED_AT
from warehouse.connection import rows
from warehouse.history import read as history_read
from warehouse.reads import alerts as reads_alerts, claims as reads_claims
from warehouse.reads.claims import QueryWrong
from warehouse.reads.derived import failures
from warehouse.schema.derived import DERIVED
from warehouse.store import Warehouse

pytestmark = pytest.mark.long
BROKEN, TITLE = "aider_polyglot", load()["aider_polyglot"].title
ODD, NO_SUCH_DAY = "swebench_verified_mini2", "2026-02-30"
BENT, CLAIM, WHOLE, OTHER = "mmlu_vendor_cot", "S01", "board_agreement", "mmlu_vendor_5shot"
DAY = timedelta(days=1)
LATER = SHIPPED_AT + DAY
LAST_DAY = "SELECT max(on_date) FROM gap_daily WHERE series = ?"
Boards = dict[tuple[str, str, str], Any]


def derived(warehouse: Warehouse) -> Boards:
    """Every derived board in force, as people are told of it now: its rows by its names."""
    found = {}
    for table in DERIVED:
        states = history_read.as_of(warehouse.connection, table.name, source="gapwatch")
        newest = max((state.vintage.seen_at for state in states), default="")
        for state in states:
            if state.vintage.seen_at == newest:
                key = state.vintage.key
                shas = sorted(row["row_sha"] for row in state.rows)
                found[key.fact_table, key.board, key.category] = shas
    return found


def spoil(warehouse: Warehouse, board: str, column: str, value: str) -> None:
    """Give one row of the series a value that no rule of a page would let pass."""
    with behind_its_back(warehouse) as connection:
        changed = connection.execute(
            f"UPDATE _score SET {column} = ?, row_sha = 'odd' || row_sha WHERE id = (SELECT "
            "max(f.id) FROM _score f JOIN _board b ON b.id = f.board_id WHERE b.board = ?)",
            [value, board],
        )
        assert changed.rowcount == 1


@dataclass
class Homes:
    """Two homes that were measured alike, one of which then went wrong; both measured again."""

    before: Boards
    sound: Boards
    broken: Boards
    settings: Settings
    warehouse: Warehouse


def fails(why: str) -> Any:
    raise ZeroDivisionError(why)


def spoil_code(patch: pytest.MonkeyPatch) -> None:
    """One measure of another series, one claim, one measure that is of no series and what claims
    ask the warehouse raise."""
    row, claim = one_gpu.row_of, claim_step.together

    def bent(page: Any, *more: Any) -> Any:
        return fails("one GPU") if page.series.id == BENT else row(page, *more)

    def untested(one: Any, *more: Any) -> Any:
        return fails("claim") if one.id == CLAIM else claim(one, *more)

    unanswered = Mock(side_effect=QueryWrong("no such column: gapp, in: SELECT gapp"))
    patch.setattr(reads_claims, "one_row", unanswered)
    patch.setattr(one_gpu, "row_of", bent)
    patch.setattr(claim_step, "together", untested)
    patch.setitem(step.DERIVATIONS, WHOLE, lambda _: fails("whole"))  # type: ignore[arg-type]
    patch.setattr(version, "measuring", lambda: "0.0.0+other")


def measured(home: Path, source: Path) -> Warehouse:
    shutil.copytree(source, home)
    warehouse = Warehouse.open(home)
    if home.name == "broken":
        spoil(warehouse, BROKEN, "unit", "elo")
        spoil(warehouse, ODD, "dated_on", NO_SUCH_DAY)
    list(measure(warehouse, LATER))
    return warehouse


@pytest.fixture(scope="module")
def homes(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homes]:
    place = tmp_path_factory.mktemp("failures")
    with Warehouse.read(shipped_home) as before:
        was = derived(before)
    with measured(place / "sound", shipped_home) as sound:
        expected = derived(sound)
    home = place / "broken"
    with pytest.MonkeyPatch.context() as patch:
        spoil_code(patch)
        broken = measured(home, shipped_home)
    settings = Settings(home, str(home / "archive"), home / "site")
    yield Homes(was, expected, derived(broken), settings, broken)
    broken.close()


def is_own(key: tuple[str, str, str]) -> bool:
    """Whether a board is of what failed; claims are one board."""
    bent = key[:2] == ("one_gpu_gap", BENT)
    return BROKEN in key or bent or WHOLE in key or key[0] == "claim"


def test_every_other_series_is_as_without_the_fault(homes: Homes) -> None:
    assert homes.broken.keys() == homes.sound.keys()
    own = {key for key in homes.broken if is_own(key)}
    assert {table for table, _, _ in own} >= {"gap", "lag", "parity"}
    for key in homes.broken.keys() - own:
        assert ODD in key or homes.broken[key] == homes.sound[key], key


def test_its_own_rows_stay_as_they_were_and_say_their_day(homes: Homes) -> None:
    for key, said in homes.broken.items():
        if is_own(key) and key[0] != "claim":
            assert said == homes.before[key], key
    ((key, said),) = [it for it in homes.broken.items() if it[0][0] == "claim"]
    assert set(said) & set(homes.before[key]), "the claim that failed, as it was"
    assert len(said) == len(homes.sound[key])
    connection = homes.warehouse.connection
    assert connection.execute(LAST_DAY, [BROKEN]).fetchone() == (f"{SHIPPED_AT:%F}",)
    assert connection.execute(LAST_DAY, [OTHER]).fetchone() == (f"{LATER:%F}",)
    now = rows(connection, "SELECT vintage_on FROM gap_now WHERE series = ?", [BROKEN])
    assert now
    assert all(row["vintage_on"] <= SHIPPED_AT.date().isoformat() for row in now)


def test_one_failure_names_its_cause_and_its_place(homes: Homes) -> None:
    told = failures(homes.warehouse.connection)
    assert told.keys() == {BROKEN, BENT, CLAIM, WHOLE, ODD}
    causes = {unit: cause for unit, (cause,) in told.items()}
    for unit, why in ((BENT, "one GPU"), (CLAIM, "claim"), (WHOLE, "whole")):
        assert causes[unit].split(" (")[0] == f"ZeroDivisionError: {why}"
    cause = causes[BROKEN]
    assert "RowInvalid: " in cause
    assert "is in elo, series aider_polyglot in percent (measures.boards.states, line " in cause
    assert causes[ODD].startswith("entry ")
    assert causes[ODD].endswith(f"counts as undated, its dated_on is {NO_SUCH_DAY!r}")


def test_a_row_of_no_day_is_measured_and_exported_without_it(homes: Homes, tmp_path: Path) -> None:
    given, series = Inputs(homes.warehouse, LATER), load()[ODD]
    states = given.known(series, given.states_since(series, ALWAYS)).inputs()
    (row,) = [row for state in states for row in state.rows if NO_DAY in row]
    assert (row["dated_on"], row[NO_DAY]) == (None, f"dated_on is {NO_SUCH_DAY!r}")
    assert homes.broken["gap", ODD, "any_weights"]
    words = ["export", str(tmp_path / "out"), "-f", "parquet", "--view", "score_now"]
    result = CliRunner().invoke(app, words, env={"GAPWATCH_HOME": str(homes.settings.home)})
    assert result.exit_code == 0, result.output
    table = pq.read_table(tmp_path / "out" / "score_now.parquet", columns=["dated_on", "board"])
    own = [row["dated_on"] for row in table.to_pylist() if row["board"] == ODD]
    assert (own.count(None), len(own) > 1) == (1, True)


def test_a_query_that_fails_costs_its_reading_alone(homes: Homes) -> None:
    told = broken_now(homes.warehouse, homes.settings, LATER)
    failed = [one.cause for one in told if one.subject.startswith("claim ")]
    assert len(failed) > 10
    assert set(failed) == {f"{QUERY_FAILED}: no such column: gapp, in: SELECT gapp"}
    # Though nothing moved, they are asked again.
    none, inputs = Fetches({}, {}, {}, {}), Inputs(homes.warehouse, LATER)
    quiet = Mock(inputs=inputs, changed=set(), fetches=none)
    assert not step._stays(quiet, CLAIMS, Mock(due=Mock(return_value=None)))
    nothing = Moved(f"{LATER:%F}", f"{LATER:%F}", none, set())
    (again,) = claim_step.claims(Inputs(homes.warehouse, LATER + timedelta(hours=1)), nothing)
    assert not any(QUERY_FAILED in row["evidence"] for row in again.rows)


@pytest.mark.nightly
def test_an_alert_opens_and_ends_when_it_is_healed(homes: Homes, tmp_path: Path) -> None:
    place = shutil.copytree(homes.settings.home, tmp_path / "home")
    settings = Settings(place, str(place / "archive"), place / "site")
    with Warehouse.open(place) as warehouse:
        examine(warehouse, settings, LATER)  # the first load, of which one digest tells
        examine(warehouse, settings, LATER + timedelta(hours=1))
        key = ("not_computed", BROKEN)
        assert reads_alerts.conditions(warehouse.connection)[key]["phase"] == "began"
        measure_only(warehouse, LATER + DAY, "gap")
        assert failures(warehouse.connection).keys() == {BROKEN, ODD}
        gap = ("gap", BROKEN, "any_weights")
        assert derived(warehouse)[gap] == homes.before[gap]
        spoil(warehouse, BROKEN, "unit", "percent")
        measure_only(warehouse, LATER + 2 * DAY, "gap")
        assert failures(warehouse.connection).keys() == {ODD}
        examine(warehouse, settings, LATER + 2 * DAY)
        assert reads_alerts.conditions(warehouse.connection)[key]["phase"] == "ended"
        healed = warehouse.connection.execute(LAST_DAY, [BROKEN]).fetchone()
        assert healed == ((LATER + 2 * DAY).date().isoformat(),)


@pytest.mark.nightly
def test_doctor_and_publish_go_on_and_its_pages_say_so(homes: Homes) -> None:
    def said(*words: str, code: int = 0) -> str:
        environ = {"GAPWATCH_HOME": str(homes.settings.home), "COLUMNS": "80"}
        result = CliRunner().invoke(app, list(words), env=environ)
        assert result.exit_code == code, result.output
        return " ".join(result.output.split())

    told = said("doctor", "--exit-code", code=4)
    assert f"{TITLE} could not be computed in full: RowInvalid" in told
    public = publish(homes.warehouse, homes.settings, LATER).parent
    for path in (f"series/{BROKEN}.html", "index.html"):
        page = (public / path).read_text("utf-8")
        assert page.count("ould not be computed in full") == (1 if BROKEN in path else 3), path
        assert "is in elo, series aider_polyglot in percent" in page
    other = (public / "series" / f"{OTHER}.html").read_text("utf-8")
    assert "could not be computed" not in other.lower()
