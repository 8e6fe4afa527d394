"""The table of figures: every part on little, and the page that it is written into."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability import prove, storm
from tests.reliability.prove import MARKS, Figure


def test_every_part_keeps_its_promise_on_little(tmp_path: Path) -> None:
    found = list(prove.figures(seconds=0.5, share=0.1))
    assert len({one.what for one in found}) == len(found) == 10
    assert {one.what: one.tried - one.kept for one in found if one.tried != one.kept} == {}
    assert all(one.tried for one in found)


def test_the_table_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    text = prove.PAGE.read_text("utf-8")
    assert text.count(MARKS[0]) == text.count(MARKS[1]) == 1
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    prove.write(page, MARKS, "| one |")
    once = page.read_text("utf-8")
    prove.write(page, MARKS, "| two |")
    assert page.read_text("utf-8") == once.replace("| one |", "| two |")


def test_a_broken_promise_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prove, "PAGE", tmp_path / "page.md")
    prove.PAGE.write_text("\n".join(("before", *MARKS, "after\n")))
    calm = storm.Line("server: hangs up", "unreachable: board: a | b", 0.5, 3)
    monkeypatch.setattr(prove, "cuts", lambda: Figure("cuts", 2, 2))
    monkeypatch.setattr(storm, "lines", lambda: iter([calm]))
    for kept, code in ((1000, 0), (999, 1)):
        monkeypatch.setattr(prove, "figures", lambda _, kept=kept: iter([Figure("a", 1000, kept)]))
        assert prove.main(1) == code
        assert f"| a | 1,000 | {kept:,} |" in prove.PAGE.read_text()
    assert "| a | 1,000 | 999 |" in capsys.readouterr().out
    assert "| server: hangs up | unreachable: board: a / b | 0.5 | 3 |" in prove.PAGE.read_text()
    assert prove.PAGE.read_text().startswith("before\n")
    assert prove.PAGE.read_text().endswith("after\n")
