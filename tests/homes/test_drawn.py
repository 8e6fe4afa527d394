"""Pictures that a test run shares are those that would be drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
import vl_convert

from outputs.charts import png
from tests.homes import drawn

SIZE = 'width="9" height="9"'
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" {SIZE}><rect width="4" height="9"/></svg>'


def test_a_picture_is_drawn_once_and_as_it_would_be_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    full = png._full
    monkeypatch.setattr(png, "_full", lambda svg: (asked.append(svg), full(svg))[1])
    for _ in range(2):  # as another process, or a later test
        with drawn.once(tmp_path / "drawn"):
            assert png._full(SVG) == vl_convert.svg_to_png(SVG)
    assert asked == [SVG]
    wider = SVG.replace("4", "5")
    with drawn.once(tmp_path / "drawn"):
        assert png._full(wider) == vl_convert.svg_to_png(wider)
    assert asked == [SVG, wider]
    assert len(list((tmp_path / "drawn").iterdir())) == 2


def test_tests_share_what_they_draw(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> None:
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "drawn"
    before = set(shared.iterdir())
    png._full(SVG.replace("rect", "rect fill='tan'"))
    assert len(set(shared.iterdir()) - before) >= 1
