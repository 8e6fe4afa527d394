"""From a chart to what a page or a picture holds: drawn here, without a browser.

Colours written `var(--name)` stay so in a page, which has them in light and dark.
"""

from __future__ import annotations

import re
from html import escape
from importlib.util import find_spec
from typing import NamedTuple

from markupsafe import Markup

from outputs.charts.marks import COLOURS, PAGE, PHONE, Drawable, Size
from outputs.wording import clean

EXTRA = "pictures"
"""The optional dependencies that turn SVG into PNG: 88 MB for one picture."""

_COLOUR = re.compile(r"var\(--(\w+)\)")


class Text(NamedTuple):
    """What a chart says to those who do not see it; `key` makes its ids unique on a page."""

    key: str
    title: str
    description: str


def picture(chart: Drawable, size: Size) -> str:
    """The chart as SVG for a card, in colours of its own; empty where there is nothing to draw."""
    if chart.is_empty:
        return ""
    face = (
        f"text{{font-family:sans-serif;paint-order:stroke;stroke:{COLOURS['paper']};"
        "stroke-width:4px;stroke-linejoin:round}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size.width}" height="{size.height}" '
        f'viewBox="0 0 {size.width} {size.height}"><style>{face}</style>'
        f"{_COLOUR.sub(lambda found: COLOURS[found[1]], chart.marks(size).svg)}</svg>"
    )


def charts(chart: Drawable, text: Text, wide: Size = PAGE, slim: Size = PHONE) -> Markup:
    """The chart as a page holds it, drawn for a screen and for a phone; empty without anything.

    Each is shown at its own width: letters neither shrink nor grow. The drawing for a screen bears
    the words; that for a phone names them too, also while the other one is hidden. Where the plot
    begins and ends stands in the element, for the script that reads it to those who point at it.
    """
    if chart.is_empty:
        return Markup()
    key, title, description = (escape(clean(it)) for it in text)
    words = f'<title id="{key}-t">{title}</title><desc id="{key}-d">{description}</desc>'
    drawn = (
        f'<svg class="drawn {kind}" role="img" viewBox="0 0 {size.width} {size.height}" '
        f'data-left="{size.left / size.width:.4f}" data-right="{1 - size.right / size.width:.4f}" '
        f'aria-labelledby="{key}-t {key}-d">{said}{chart.marks(size).svg}</svg>'
        for kind, size, said in (("wide", wide, words), ("slim", slim, ""))
    )
    return Markup("".join(drawn))  # noqa: S704 - made of escaped text


def has_pictures() -> bool:
    """Whether the extra `pictures` is installed."""
    return find_spec("vl_convert") is not None


def png(svg: str) -> bytes:
    """`svg` as PNG; needs the extra."""
    import vl_convert  # noqa: PLC0415 - an extra, half a second

    return bytes(vl_convert.svg_to_png(svg))
