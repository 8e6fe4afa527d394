"""Adding a series is one block in one file: nothing else is edited by hand."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

import measures.series
from cli.shell import arguments
from outputs.report.api import api_files
from outputs.report.compose import compose
from pipelines.measure.run import measure
from tests.world import SHIPPED_AT
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse

PROJECT = Path(__file__).resolve().parents[2]
FILE = PROJECT / "measures" / "series.toml"
BLOCK = """
[invented]
title = "Invented, vendors"
domain = "coding"
unit = "percent"
direction = "higher"
items = 500
axis = "entry"
exposure = "public"
provenance = "vendor"
citation = "https://example.org/invented"
stale_after_days = 90
stale_reason = "It is invented."
sources = [{ source = "published", board = "swebench_verified_vendor", category = "" }]
"""


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> str:
    """The file with one more block, as everybody reads it."""
    text = FILE.read_text("utf-8") + BLOCK
    monkeypatch.setattr(measures.series, "_text", lambda: text)
    return text


def test_one_block_is_measured_completed_reported_and_exported(
    shipped_home: Path, tmp_path: Path, declared: str
) -> None:
    assert measures.series.load() == measures.series.read(declared)
    assert "invented" in {name for name, _ in arguments.series("inv")}
    home = tmp_path / "home"
    shutil.copytree(shipped_home, home)
    with Warehouse.open(home) as warehouse:
        list(measure(warehouse, SHIPPED_AT + timedelta(hours=1)))
        now = reads_gaps.gaps_on(warehouse.connection, "any_weights")
        rows = {row["series"]: row for row in now}
        site = compose(warehouse, SHIPPED_AT + timedelta(hours=2), ())
    same = ("gap", "closed_model", "open_model", "closed_value", "open_value")
    mine, theirs = rows["invented"], rows["swebench_verified_vendor"]
    assert [mine[key] for key in same] == [theirs[key] for key in same], "the same rows"
    assert "invented" in {view.series.id for view in site.series}
    exported = {path.rpartition("/")[2]: body for path, body in api_files(site)}
    assert b'"invented"' in exported["series.json"]
    assert "invented.json" in exported
