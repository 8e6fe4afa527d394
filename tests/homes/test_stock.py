"""Homes that tests share: made once, by one process, and anew when anything has changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.homes import stock


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A project of one module, and the kinds of home that were made in it."""
    kinds: list[str] = []

    def make(kind: str, place: Path) -> None:
        kinds.append(kind)
        place.mkdir()
        (place / "warehouse.db").write_text(kind)

    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "gap.py").write_text("GAP = 1")
    (tmp_path / "requirements.lock").write_text("numpy==2.3")
    for name, value in {
        "PROJECT": tmp_path,
        "KEPT": tmp_path / "kept",
        "_make_apart": make,
        "__file__": str(tmp_path / "requirements.lock"),
    }.items():
        monkeypatch.setattr(stock, name, value)
    monkeypatch.setattr(stock, "state_of_code", stock.state_of_code.__wrapped__)
    return kinds


def test_whoever_asks_gets_a_copy_of_the_one_that_was_made(made: list[str], tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        places = list(pool.map(lambda n: stock.copied("curated", tmp_path / str(n)), range(4)))
    assert made == ["curated"]
    assert [(place / "warehouse.db").read_text() for place in places] == ["curated"] * 4
    stock.made("shipped")
    assert made == ["curated", "shipped"]
    (places[0] / "warehouse.db").write_text("written to")
    assert (stock.made("curated") / "warehouse.db").read_text() == "curated"


@pytest.mark.parametrize("changed", ["measures/gap.py", "measures/new.csv", "requirements.lock"])
def test_a_change_of_code_data_or_libraries_makes_another(
    made: list[str], tmp_path: Path, changed: str
) -> None:
    first = stock.made("curated")
    (tmp_path / changed).write_text("GAP = 2")
    assert stock.made("curated") != first
    assert made == ["curated", "curated"]


def test_what_could_not_be_made_is_not_kept(
    made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_kind: str, place: Path) -> Any:
        place.mkdir()
        raise AssertionError("half made")

    with monkeypatch.context() as patched:
        patched.setattr(stock, "_make_apart", fail)
        with pytest.raises(AssertionError, match="half made"):
            stock.made("curated")
    stock.made("curated")
    assert made == ["curated"]
