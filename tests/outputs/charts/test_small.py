"""Dots that stand in a line of text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from outputs.charts.small import EDGE, WIDTH, Dots, dots, priced


def read(drawn: object) -> ElementTree.Element:
    return ElementTree.fromstring(str(drawn))  # noqa: S314 - made by the code under test


def test_dots_stay_on_their_axis() -> None:
    root = read(dots(Dots(9.0, 8.0, 99.0), 'a "b"', (-2.0, 4.0)))
    assert [float(it.get("cx", "")) for it in root.iter("circle")] == [WIDTH - EDGE]
    assert root.get("aria-label") == 'a "b"'
    assert dots(Dots(None, None, None), "x") == ""


def test_prices_stand_on_a_logarithmic_axis() -> None:
    # 0.03 to 30 are three powers of ten; 0.3 lies at a third, 3 at two thirds.
    closed, opened = [float(it.get("cx", "")) for it in read(priced(3.0, 0.3, "x")).iter("circle")]
    inner = WIDTH - 2 * EDGE
    assert closed == pytest.approx(EDGE + inner * 2 / 3, abs=0.1)
    assert opened == pytest.approx(EDGE + inner / 3, abs=0.1)
    assert "circle" not in str(priced(None, 0.0, "x"))
