"""The deployment kit: every file is what its program takes, and names what there is."""

import re
import shutil
import subprocess
import tomllib
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

import dagster as dg
import pytest
import yaml

from pipelines.definitions import PATIENCE
from pipelines.settings import PROJECT

pytestmark = pytest.mark.nightly
DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
KNOWN = {"DAGSTER_HOME", "DAGSTER_PG_URL", "DAGSTER_DISABLE_TELEMETRY"}
KNOWN |= {"DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS"}


def test_the_page_names_every_file_of_the_kit() -> None:
    page = (PROJECT / "docs" / "operate.md").read_text()
    files = (path.relative_to(PROJECT).as_posix() for path in DEPLOY.rglob("*") if path.is_file())
    assert [path for path in files if f"`{path}`" not in page] == []


def test_every_service_of_compose_runs_our_image_and_a_queue_that_there_is() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    ours = {name: one for name, one in services.items() if name not in ("postgres", "redis")}
    assert {one["image"] for one in ours.values()} == {"gapwatch"}
    for name, queues in (("worker", "dagster,fetch"), ("fetcher", "fetch")):
        assert set(re.findall(r"dagster,fetch|fetch", str(ours[name]["command"]))) == {queues}
    assert "home:/data" not in ours["fetcher"]["volumes"], "it has no warehouse"


def test_what_git_ignores_is_in_no_image() -> None:
    ignored = (PROJECT / ".gitignore").read_text().replace("/", "").split()
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    patterns = [line.removeprefix("**/") for line in lines if not line.startswith("#")]
    assert "data" in ignored
    assert [name for name in ignored if not any(fnmatch(name, one) for one in patterns)] == []
    kept = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    needed = [*kept["targets"]["wheel"]["packages"], "deploy", "workspace.yaml", "README.md"]
    assert [name for name in needed if any(fnmatch(name, one) for one in patterns)] == []


def test_what_is_set_is_read_by_somebody() -> None:
    named = set()
    for path in (DEPLOY / "gapwatch.env.example", DEPLOY / "compose.yaml"):
        named |= set(re.findall(r"^\s*([A-Z][A-Z_]+)[=:]", path.read_text(), re.MULTILINE))
    ours = {name for name in named if not name.startswith("POSTGRES_")}
    page = (PROJECT / "docs" / "operate.md").read_text("utf-8")
    assert [name for name in ours - {"PASSWORD"} - KNOWN if f"`{name}" not in page] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_no_fault_but_missing_programs(unit: Path) -> None:
    line = ["systemd-analyze", "verify", str(unit)]
    found = subprocess.run(line, capture_output=True, text=True, check=False)
    told = [one for one in found.stderr.splitlines() if "is not executable" not in one]
    assert told == []


def test_the_workers_settings_are_celerys_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CELERY_BROKER_URL", "CELERY_RESULT_BACKEND"):
        monkeypatch.setenv(name, "redis://127.0.0.1:1/0")
    dagster_celery = pytest.importorskip("dagster_celery", reason="no extra `celery`")
    job = dg.GraphDefinition("nothing").to_job(executor_def=dagster_celery.celery_executor)
    config = yaml.safe_load((DEPLOY / "celery.yaml").read_text())["execution"]["config"]
    dg.validate_run_config(job, {"execution": {"config": config}})
    assert config["config_source"]["task_acks_late"] is True


def test_a_worker_waits_for_a_broker_that_restarts_as_a_run_does() -> None:
    """A step that ended while Redis was away failed its run: the worker did not tell it again."""
    config = yaml.safe_load((DEPLOY / "celery.yaml").read_text())["execution"]["config"]
    told = {name: value for name, value in PATIENCE.items() if name.startswith("result_backend")}
    assert told
    assert told.items() <= config["config_source"].items()
    assert all(find_spec(module) for module in config["config_source"]["imports"])
