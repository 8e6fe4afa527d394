"""A small run of the benchmarks: sizes and rows, and only ratios of time that cannot be noise."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import backfill, table, year
from benchmarks import days as whole_days
from benchmarks.backfill import BackfillCost
from benchmarks.days import DayCosts
from benchmarks.faults import is_noticed, mutants
from benchmarks.year import Year

pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def cost() -> BackfillCost:
    return backfill.measured(24, 300)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return year.measured(tmp_path_factory.mktemp("year"), (4, 9))


def test_a_day_of_each_kind_is_measured(grown: Year) -> None:
    assert all([*costs] == [4, 9] for costs in grown.values())
    assert grown[year.QUIET][9].vintages < grown[year.USUAL][9].vintages


def test_the_table_stands_in_the_page(cost: BackfillCost, grown: Year, tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    begin, end = table.MARKS
    page.write_text(f"# Title\n{begin}\nold\n{end}\nend\n", "utf-8")
    found = list(table.lines(cost, grown))
    table.write(page, table.MARKS, table.table(found, 24))
    text = page.read_text("utf-8")
    assert "old" not in text
    assert text.startswith("# Title\n")
    assert text.endswith(f"{end}\nend\n")
    assert text.count("| met |") >= 3
    assert "archive against git pack" in text
    for broken in (text.replace(begin, ""), text.replace(end, ""), text + text):
        page.write_text(broken, "utf-8")
        with pytest.raises(ValueError, match="values to unpack"):
            table.write(page, table.MARKS, "| new |")
        assert page.read_text("utf-8") == broken


def test_a_day_too_long_and_a_query_too_slow_are_told(cost: BackfillCost, grown: Year) -> None:
    took = {whole_days.REPLAY: 19.0, whole_days.CHANGED: 16.5, whole_days.QUIET: 2.0}
    whole = DayCosts(300, 60, took, {"gap_now": 20.0, "parity": 60.0})
    told = [*table.lines(cost, grown, whole)][-4:]
    assert told == [
        "| replay, 300 pages | 20 s | 19.0 s | met |",
        "| a day on which everything changed, 60 addresses | 15 s | 16.5 s | not met |",
        "| a day without news, 60 addresses | 4 s | 2.0 s | met |",
        "| promised queries over 50 ms, of 2 | 0 | 1; parity 60 | not met |",
    ]


def test_a_fault_that_no_test_notices_is_named(tmp_path: Path) -> None:
    text = "def half(n):\n    return n / 2 if n > 0 else 0\n"
    (tmp_path / "test_part.py").write_text(
        "from part import half\n\n\ndef test_half():\n    assert half(4) == 2\n"
    )
    (tmp_path / "part.py").write_text(text)
    assert not is_noticed(tmp_path, ["test_part.py"])
    living = []
    for name, fault in mutants(text).items():
        (tmp_path / "part.py").write_text(fault)
        if not is_noticed(tmp_path, ["test_part.py"]):
            living.append(name)
    assert sorted(living) == ["half: 0 -> 1", "half: 0 -> 1 #2", "half: n > 0 -> n >= 0"]
