"""Drawings that a test run shares are those that Vega makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import vl_convert

from outputs.charts import drawing, png
from tests.homes import drawn

CHART = {"data": {"values": [{"x": 1}]}, "mark": "point", "encoding": {"x": {"field": "x"}}}


def test_a_chart_is_drawn_once_and_as_it_would_be_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    svg, full = drawing._svg, png._full
    monkeypatch.setattr(drawing, "_svg", lambda chart: asked.append(chart) or svg(chart))
    monkeypatch.setattr(png, "_full", lambda text: asked.append(text) or full(text))
    for _ in range(2):  # as another process, or a later test
        with drawn.once(tmp_path / "drawn"):
            picture = drawing._svg(CHART)
            assert picture == vl_convert.vegalite_to_svg(CHART)
            assert png._full(picture) == vl_convert.svg_to_png(picture)
    assert asked == [CHART, picture]
    with drawn.once(tmp_path / "drawn"):
        assert drawing._svg({**CHART, "mark": "bar"}) != picture
    assert len(asked) == 3
    assert len(list((tmp_path / "drawn").iterdir())) == 3


def test_tests_share_what_they_draw(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> None:
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "drawn"
    before = set(shared.iterdir())
    drawing._svg({**CHART, "title": "of this test alone"})
    assert len(set(shared.iterdir()) - before) >= 1
