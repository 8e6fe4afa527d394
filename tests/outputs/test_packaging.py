from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "outputs" / "report" / "templates"


def test_the_wheel_would_hold_the_templates() -> None:
    wheel = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed")
    builder = wheel.WheelBuilder(str(ROOT))
    packed = {item.distribution_path for item in builder.recurse_included_files()}
    names = {path.name for path in TEMPLATES.iterdir()}
    assert {f"outputs/report/templates/{name}" for name in names} <= packed
