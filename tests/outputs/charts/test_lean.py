from __future__ import annotations

import pytest

from outputs.charts.lean import lean


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ('<path d="M17.59,13.69h19.55v11.77h-19.55Z"/>', '<path d="M17.6,13.7h19.6v11.8h-19.6Z"/>'),
        ('<path d="M0,1.5L4.25,1.5L4.25,9L6,10"/>', '<path d="M0,1.5H4.2V9L6,10"/>'),
        ('<path d="M0,1L0,2Z"/>', '<path d="M0,1V2Z"/>'),
        ('<path d="M1,1h2Z" x="a"/><path d="M3,1h2Z" x="a"/>', '<path d="M1,1h2ZM3,1h2Z" x="a"/>'),
        (
            '<path transform="translate(2,-3)" d="M4,0A4,4,0,1,1,-4,0A4,4,0,1,1,4,0" fill="a" '
            'stroke-width="2" opacity="0.4"/>',
            '<circle cx="2" cy="-3" r="4" fill="a" fill-opacity="0.4"/>',
        ),
        (
            '<path transform="translate(2,3)" d="M4,0A4,4,0,1,1,-4,0A4,4,0,1,1,4,0" fill="a" '
            'stroke="b" stroke-width="2" opacity="0.4"/>',
            '<circle cx="2" cy="3" r="4" fill="a" stroke="b" stroke-width="2" opacity="0.4"/>',
        ),
        (
            '<text x="1" fill="a">A&lt;</text><text x="2" fill="a">B</text><g/>',
            '<g fill="a"><text x="1">A&lt;</text><text x="2">B</text></g><g/>',
        ),
        (
            '<text text-anchor="start" transform="translate(7,-3.25)" font-size="12px">px y2="0"'
            "</text>",
            '<text x="7" y="-3.2" font-size="12">px y2="0"</text>',
        ),
        ('<line x2="4" y2="0" stroke="a"/>', '<line x2="4" stroke="a"/>'),
        (
            '<line transform="translate(0,266)" x2="964.34" y2="0" stroke="a"/>'
            '<line transform="translate(2,7)" x2="0" y2="-3" stroke="a"/>'
            '<line transform="translate(1,2)" x2="3" y2="4" stroke="b"/>',
            '<path d="M0,266h964.3M2,7v-3" stroke="a"/><path d="M1,2l3,4" stroke="b"/>',
        ),
        (
            '<text text-anchor="end" transform="translate(1,2)" fill="a">A</text>'
            '<text text-anchor="end" transform="translate(1,3)" fill="a">B</text>',
            '<g text-anchor="end" fill="a"><text x="1" y="2">A</text><text x="1" y="3">B</text>'
            "</g>",
        ),
        (
            '<g fill="a"><g><g opacity="1"><path/></g></g></g><g><path/></g>',
            '<g fill="a"><g opacity="1"><path/></g></g><path/>',
        ),
    ],
)  # fmt: skip
def test_the_same_is_said_shorter(long: str, short: str) -> None:
    assert lean(long) == short


@pytest.mark.parametrize(
    "svg",
    [
        '<path d="M1,1h2Z" fill="a"/><path d="M3,1h2Z" fill="b"/>',
        '<path d="M1,1h2Z" opacity="0.09"/>',
        '<path transform="translate(2,3)" d="M1,1h2Z"/><path transform="rotate(4)" d="M1,1h2Z"/>',
        '<text x="0.125">L1.25,3.125</text>',
        '<path d="M3,0A3,3,0,1,1,-3,0"/>',
    ],
)
def test_what_is_painted_otherwise_or_is_no_place_stays(svg: str) -> None:
    assert lean(svg) == svg


def test_every_path_of_a_run_is_kept() -> None:
    bars = "".join(f'<path d="M{x},1h2v3Z" fill="a"/>' for x in range(5))
    joined = "".join(f"M{x},1h2v3Z" for x in range(5))
    assert lean(f"<g>{bars}</g>") == f'<path d="{joined}" fill="a"/>'
