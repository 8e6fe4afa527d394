"""The commands as a user types them, on a warehouse that knows only what ships."""

import json
import shlex
import shutil
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.shell import faults
from pipelines.run import Refreshed
from pipelines.settings import Settings
from sources.catalogue import SCHEDULED
from tests.cli.asked import ANSWERED, Asked
from tests.cli.shell.test_teaching import stopped
from tests.homes.partly import only
from tests.outputs import approved
from tests.outputs.assistant.questions import at
from tests.world import SHIPPED_AT
from warehouse.archive.inbox import Inbox
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse

runner = CliRunner()


@pytest.fixture(autouse=True)
def _environment(whole_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(whole_home))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


def answer(words: str) -> tuple[int, str]:
    """The code that the shell sees, and everything that is printed."""
    found = runner.invoke(app, shlex.split(words))
    known = faults.known(found.exception) if found.exception else None
    return (known[0], str(found.exception)) if known else (found.exit_code, found.output)


def asked(words: str) -> Any:
    """What the command answers as JSON."""
    found = runner.invoke(app, [*shlex.split(words), "--json"])
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


@pytest.mark.parametrize("one", ANSWERED, ids=lambda one: one.words)
def test_a_command_answers(one: Asked, tmp_path: Path) -> None:
    code, output = answer(one.words)
    assert code == one.code, output
    said = " ".join(output.replace("│", " ").split())
    assert [it for it in one.says if it.strip() not in said] == [], said
    assert [it for it in one.never if it in said] == [], said
    if code == 0:
        long = [it for it in output.splitlines() if len(it.rstrip()) > 80 and "https://" not in it]
        assert long == []
    if one.facts:
        reply = asked(one.words)
        for path, fact in one.facts.items():
            found = at(reply, path)
            close = pytest.approx(fact, abs=0.05) if isinstance(fact, float) else fact
            assert found == close, path
    assert list(tmp_path.iterdir()) == []


def keys(value: Any, place: str = "") -> Iterator[str]:
    """The keys of every object of a JSON text, by place; of a list its first."""
    if isinstance(value, list):
        yield from keys(value[0], f"{place}/0") if value else ()
    elif isinstance(value, dict):
        yield f"{place or '/'} {' '.join(value)}"
        for key, inner in value.items():
            yield from keys(inner, f"{place}/{key}")


def test_json_keeps_its_keys() -> None:
    """Programs read them: a key that goes is a breaking change."""
    words = ("gap", "gap eci", "lag", "lag eci", "price", "headline", "claims", "why eci",
             "models unmatched", "pick composite")  # fmt: skip
    approved.check(__file__, {it: list(keys(asked(it))) for it in words}, "json_keys")


def test_models_that_may_not_be_sold_are_left_out(whole_home: Path) -> None:
    """One series is led by such a model; elsewhere the gap is that of open weights."""
    told = {row["series"]: row for row in asked("gap --licence commercial")}
    statuses = {row["series"]: row["status"] for row in asked("gap")}
    assert statuses["gpqa_epoch"] == "saturated"
    assert {name: row["status"] for name, row in told.items()}.items() <= statuses.items()
    with Warehouse.read(whole_home) as warehouse:
        every = reads_gaps.gaps_now(warehouse.connection, "any_weights")
    assert told["eci"]["open_model"] == every["eci"]["open_model"] == "kimi-k3"
    assert round(told["eci"]["gap_low"], 3) == round(every["eci"]["gap_low"], 3)
    assert told["eci"]["vintage_on"] == every["eci"]["vintage_on"]
    unlike = {name for name, row in told.items() if row["gap"] is not None
              and round(row["gap"], 4) != every[name]["gap"]}  # fmt: skip
    assert unlike == {"bfcl_multi_turn_task_tuned"}


def test_why_names_who_may_lead_on_a_past_day_without_a_verdict() -> None:
    segments = asked("gap osworld")
    day = next(row["entry"] for row in segments if row["unresolved_above"])
    assert day < segments[-1]["entry"]
    found = asked(f"why osworld {day}")["row"]
    assert found["gap_if_unresolved_open"] < found["gap_if_unresolved_closed"]
    names = json.loads(found["unresolved_names"])
    # A name may be folded at the edge of the terminal.
    output = "".join(answer(f"why osworld {day}")[1].split())
    assert "Cannotbejudged:" in output
    assert f"maylead:{''.join(','.join(names).split())}." in output


def test_as_of_today_knows_what_is_known_now(
    shipped_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fits of scales, which the home archived itself, are not read from a copy's archive."""
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))
    now = {row["series"]: row["gap"] for row in asked("gap")}
    with only("gap"):
        then = {row["series"]: row["gap"] for row in asked(f"as-of {SHIPPED_AT.date()}")}
    assert then == now


def test_ctrl_c_an_empty_home_and_a_folder_without_an_index_have_their_codes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.ingest.refresh.check_source", interrupted)
    code, said = stopped(monkeypatch, capsys, "reparse", "arena")
    assert (code, "what was read before is kept" in str(said)) == (130, True)
    code, said = stopped(monkeypatch, capsys, "replay", str(tmp_path))
    assert (code, "index.csv" in str(said)) == (5, True)
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path / "nowhere"))
    for command in ("gap", "reparse"):
        code, said = stopped(monkeypatch, capsys, command)
        assert (code, "gapwatch refresh" in str(said)) == (3, True)
    assert not (tmp_path / "nowhere").exists()
    Warehouse.open(tmp_path / "empty").close()
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path / "empty"))
    for words in ("lag", "lag eci"):
        code, said = answer(words)
        assert (code, "gapwatch refresh" in said) == (3, True)


def test_a_lost_warehouse_is_no_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path))
    Inbox(str(tmp_path / "archive")).leave_states({})
    code, said = answer("gap")
    assert (code, "`gapwatch restore DIR` brings a backup back" in said) == (3, True)


def test_a_port_that_is_taken_is_said_before_anything_is_served() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for command in ("explore", "ui"):
            code, said = answer(f"{command} --port {taken.getsockname()[1]}")
            told = " ".join(said.replace("│", " ").split())
            assert (code, "http://" in told, "name another --port" in told) == (2, False, True)


def ended(monkeypatch: pytest.MonkeyPatch, **how: Any) -> None:
    """A refresh of this outcome, which is not run."""
    end = Refreshed(**how, report=Path("index.html"))
    monkeypatch.setattr("pipelines.run.refresh", lambda *_: end)


def test_a_daily_job_whose_step_broke_off_leaves_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    ended(monkeypatch, failed=[("measures", "TypeError")])
    code, said = answer("refresh")
    assert code == 1
    assert "step measures broke off: TypeError" in said


def test_with_its_exit_code_a_refresh_without_answers_is_a_temporary_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended(monkeypatch, outcomes={it.ABOUT.name: "unreachable" for it in SCHEDULED})
    code, said = answer("refresh")
    assert (code, answer("refresh --exit-code")[0]) == (0, 75)
    assert said.endswith("as of 8 Oct 2026.\nReport: index.html\nNext: gapwatch headline\n")


def derivations(home: Path) -> int:
    """How often measures were recorded."""
    with Warehouse.read(home) as warehouse:
        found = warehouse.connection.execute(
            "SELECT count(DISTINCT recorded_at) FROM _snapshot WHERE source = 'gapwatch'"
        )
        return int(found.fetchone()[0])


def test_a_replay_prints_its_counts_measures_and_reports(
    shipped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, home = tmp_path / "pages", tmp_path / "home"
    pages.mkdir()
    (pages / "a.page").write_bytes(b"page")
    (pages / "index.csv").write_text(
        "source,url,seen_at,path\nunheard_of,https://x.invalid,2026-01-01T00:00:00Z,a.page\n"
    )
    shutil.copytree(shipped_home, home)
    monkeypatch.setenv("GAPWATCH_HOME", str(home))
    before, reported = derivations(home), list[Path]()

    def publish(warehouse: Warehouse, settings: Settings, _now: datetime) -> Path:
        """That a report is written whole is shown by the report of a past day."""
        reported.append(settings.home)
        return settings.site / "index.html"

    monkeypatch.setattr("pipelines.publish.publish", publish)
    with only("gap"):
        code, output = answer(f"replay {pages}")
    assert code == 0, output
    assert "1 no parser yet" in output
    assert derivations(home) > before
    assert reported == [home]
    monkeypatch.setattr("pipelines.measure.run.measure", lambda *_: iter(()))
    assert asked(f"replay {pages}")["unheard_of"]["known"] == 1
