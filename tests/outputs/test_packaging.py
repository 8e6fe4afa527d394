from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = {path.name for path in (ROOT / "outputs" / "report" / "templates").iterdir()}


def test_the_installed_package_holds_the_templates() -> None:
    found = {item.name for item in (files("outputs.report") / "templates").iterdir()}
    assert {"base.html.j2", "index.html.j2", "series.js", "site.css", "words.html.j2"} <= found


def test_the_wheel_would_hold_the_templates() -> None:
    wheel = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed")
    builder = wheel.WheelBuilder(str(ROOT))
    packed = {item.distribution_path for item in builder.recurse_included_files()}
    assert {f"outputs/report/templates/{name}" for name in TEMPLATES} <= packed


def test_the_package_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "outputs" in declared["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
