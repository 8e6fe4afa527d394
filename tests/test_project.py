import os
import re
import subprocess
import tomllib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import yaml
from hatchling.builders.wheel import WheelBuilder

from benchmarks.house import PACKAGES

PROJECT = Path(__file__).resolve().parents[1]
DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".csv", ".lock", ".j2", ".css", ".html", ".txt"}
LOCKS = sorted(PROJECT.glob("requirements*.lock"))
SKIPPED = {"data", "site", "site-docs", "__pycache__"}


@cache
def project_files() -> list[Path]:
    found = [PROJECT / "Makefile", PROJECT / ".ci" / "run"]
    for folder, inner, names in os.walk(PROJECT):  # what is not ours is not walked through
        inner[:] = [name for name in inner if name not in SKIPPED and not name.startswith(".")]
        found += [Path(folder, name) for name in names if Path(name).suffix in TEXT]
    return found


def test_the_version_is_said_once() -> None:
    declared = DECLARED["version"]
    assert version("gapwatch") == declared
    assert f"\n## {declared} (" in (PROJECT / "CHANGELOG.md").read_text()
    cited = yaml.safe_load((PROJECT / "CITATION.cff").read_text())
    assert cited["version"] == declared


def test_the_versions_of_python_are_said_alike() -> None:
    first, after = map(int, re.findall(r"3\.(\d+)", DECLARED["requires-python"]))
    for name in ("README.md", "docs/tutorial.md", "Makefile"):
        assert f"Python 3.{first} to 3.{after - 1}" in (PROJECT / name).read_text(), name
    workflow = yaml.safe_load((PROJECT / ".github" / "workflows" / "test.yaml").read_text())
    tried = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert tried == [f"3.{first}", f"3.{after - 1}"]


def test_make_alone_says_what_there_is() -> None:
    def made(*words: str) -> str:
        line = ["make", "--no-print-directory", *words]
        return subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, check=True).stdout

    assert made("-n") == made("-n", "help")
    told = re.findall(r"^make ([\w-]+)", made("help"), re.MULTILINE)
    targets = re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert set(told) >= set(targets) - {"help", "suite"}


def test_the_wheel_holds_every_file_of_our_packages() -> None:
    packed = WheelBuilder(str(PROJECT)).recurse_included_files()
    every = (path for package in PACKAGES for path in (PROJECT / package).rglob("*"))
    ours = {
        str(path.relative_to(PROJECT)) for path in every if path.suffix != ".pyc" and path.is_file()
    }
    assert {item.distribution_path for item in packed} == ours


def test_dependencies_are_pinned_by_hash_and_name_no_index() -> None:
    assert {"requirements.lock", "requirements-cluster.lock"} < {path.name for path in LOCKS}
    for path in LOCKS:
        lock = path.read_text()
        assert not re.search(r"^litellm==", lock, re.MULTILINE), "a known malicious release"
        assert "--hash=sha256:" in lock
        assert "http" not in re.sub(r"^[a-z].*|^ +#.*", "", lock, flags=re.MULTILINE)
        assert not re.search(r"index-url \S*://", lock)


def test_the_locks_agree() -> None:
    pins = re.compile(r"^[a-z0-9][^ ]*==\S*", re.MULTILINE)
    dev, cluster, image = (
        set(pins.findall((PROJECT / f"requirements{name}.lock").read_text()))
        for name in ("", "-cluster", "-image")
    )
    assert dev < cluster
    assert image < cluster


def test_no_private_part_of_a_library_is_imported() -> None:
    private = re.compile(r"^\s*(?:from|import) [\w.]+\._[a-z]\w*", re.MULTILINE)
    ours = [path for path in project_files() if path.suffix == ".py" and "tests" not in path.parts]
    found = [path.name for path in ours if private.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_file_names_a_package_index_or_a_place_of_one_machine() -> None:
    hosts = ("py" + "pi.org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian")
    places = re.compile(r"(?<![\w.])/(?:ro" + r"ot|wo" + r"rk)/\w")
    for path in project_files():
        text = path.read_text(encoding="utf-8")
        assert not any(host in text for host in hosts), path.name
        assert not places.search(text), path.name
