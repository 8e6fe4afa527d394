"""From a Vega-Lite specification to what a page or a picture holds: drawn here, without a browser.

Colours written `var(--name)` stay so in a page, which has them in light and dark.
"""

from __future__ import annotations

import re
from html import escape

from markupsafe import Markup

from outputs.charts.svg import Text
from outputs.charts.vega import Spec
from outputs.wording import clean

_OPENING = re.compile(r"<svg\b[^>]*>")
_SPOKEN = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
"""What Vega says of each mark to a screen reader; the chart speaks as a whole instead."""


def drawn(spec: Spec) -> str:
    """The chart as SVG that stands alone."""
    import vl_convert  # noqa: PLC0415 - takes a second, and only a page with a chart needs it

    return str(vl_convert.vegalite_to_svg(spec))


def inline(spec: Spec, text: Text, kind: str) -> Markup:
    """The chart as an SVG element of class `kind`, which says `text` to those who do not see it.

    Names in the data stay text: Vega escapes them.
    """
    svg = drawn(spec)
    head = _OPENING.search(svg)
    if head is None:
        raise ValueError(f"the chart {text.title!r} was not drawn")
    padding = spec["padding"]
    width = spec["width"] + padding["left"] + padding["right"]
    height = spec["height"] + padding["top"] + padding["bottom"]
    key = f"{text.key}-{kind}"
    opening = (
        f'<svg class="drawn {kind}" role="img" viewBox="0 0 {width:g} {height:g}" '
        f'aria-labelledby="{escape(key)}-t {escape(key)}-d">'
        f'<title id="{escape(key)}-t">{escape(clean(text.title))}</title>'
        f'<desc id="{escape(key)}-d">{escape(clean(text.description))}</desc>'
    )
    return Markup(opening + _SPOKEN.sub("", svg[head.end() :]))  # noqa: S704 - made of escaped text
