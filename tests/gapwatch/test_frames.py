"""Promised views as data frames: what a notebook gets, now and of a past day."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

import gapwatch
from tests.homes.partly import only
from warehouse.errors import WarehouseMissing
from warehouse.views.promised import PROMISED


@pytest.fixture(autouse=True)
def _home(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))


def test_every_view_is_a_frame_of_its_rows(shipped_home: Path) -> None:
    with closing(sqlite3.connect(shipped_home / "warehouse.db")) as asked:
        for name in PROMISED:
            if name == "model_search" or name.endswith("_daily"):  # long, and views like the others
                continue
            (count,) = asked.execute(f"SELECT count(*) FROM {name}").fetchone()
            assert len(gapwatch.read(name)) == count, name


def test_columns_have_the_types_that_they_say(shipped_home: Path) -> None:
    gaps = gapwatch.read("gap_now", shipped_home)
    assert pd.api.types.is_datetime64_dtype(gaps["shown_on"])
    assert (gaps["gap"].dtype, str(gaps["is_stale"].dtype)) == ("float64", "Int64")
    assert (gaps["shown_on"] - gaps["vintage_on"]).dt.days.min() >= 0
    seen = gapwatch.read("source_health")["last_seen_at"]
    assert str(seen.dt.tz) == "UTC"
    leads = gaps[(gaps["openness_rule"] == "any_weights") & (gaps["verdict"] == "closed ahead")]
    assert len(leads) > 3
    assert leads["gap"].min() > 0


def test_a_past_day_knows_nothing_newer() -> None:
    with only("gap"), gapwatch.as_of("2024-07-31") as then:
        gaps = then.read("gap_now")
    assert 2 <= len(gaps) < len(gapwatch.read("gap_now"))
    assert gaps["shown_on"].max() <= pd.Timestamp("2024-07-31")


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="no view 'gap_noww'; did you mean gap_now"):
        gapwatch.read("gap_noww")
    with pytest.raises(WarehouseMissing, match="run `gapwatch refresh`"):
        gapwatch.read("gap_now", tmp_path)
    with pytest.raises(WarehouseMissing, match="knew nothing on 2020-01-01"):
        gapwatch.as_of("2024-07-31", recorded="2020-01-01")


def test_a_module_of_the_caller_that_hides_one_of_ours_is_named(tmp_path: Path) -> None:
    (tmp_path / "outputs.py").touch()
    line = [sys.executable, "-c", "import gapwatch"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert f"a package `outputs` of its own, which {tmp_path / 'outputs.py'} hides" in done.stderr
