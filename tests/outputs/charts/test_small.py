from __future__ import annotations

from xml.etree import ElementTree

from outputs.charts.small import LONGEST, bars

SVG = "{http://www.w3.org/2000/svg}"


def test_a_bar_is_as_long_as_its_share_of_the_longest() -> None:
    drawn = ElementTree.fromstring(bars({"as <announced>": 4, "none": 0, "in part": 2}))  # noqa: S314
    lengths = [float(bar.get("width", "")) for bar in drawn.iter(f"{SVG}rect")]
    assert lengths == [LONGEST, 0, LONGEST / 2]
    said = [text.text for text in drawn.iter(f"{SVG}text")]
    assert said == ["as <announced>", "4", "none", "0", "in part", "2"]
