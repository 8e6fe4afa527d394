"""From a chart to what a page, a picture or a card holds: drawn here, without a browser.

Colours written `var(--name)` stay so in a page, which has them in light and dark. A card of
1200 x 630 pixels stands alone where it is shared, so it carries the answer, its interval, its date
and where it comes from around the chart of its page.
"""

import re
from base64 import b64encode
from html import escape
from importlib.util import find_spec
from textwrap import wrap

from markupsafe import Markup

from outputs.charts.marks import CARD, COLOURS, PAGE, PHONE, Size
from outputs.charts.pareto import Fronts
from outputs.charts.staircase import Staircases
from outputs.wording import clean, shorten

Drawable = Fronts | Staircases
EXTRA = "pictures"
"""The optional dependencies that turn SVG into PNG: 88 MB for one picture."""

WIDTH, HEIGHT = 1200, 630
SERIF = "Charter, Georgia, 'DejaVu Serif', 'Liberation Serif', serif"
SANS = "'Helvetica Neue', Arial, 'DejaVu Sans', 'Liberation Sans', sans-serif"
SAID, LARGE = (100, 2, 142, 28, "said"), (56, 6, 210, 48, "large")
"""Of a sentence: letters of a line, lines, the height of the first, how far apart, its style."""
_COLOUR = re.compile(r"var\(--(\w+)\)")


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


def charts(chart: Drawable, key: str, title: str, description: str) -> Markup:
    """The chart as a page holds it, drawn for a screen and for a phone; empty without anything.

    `title` and `description` are for those who do not see it, `key` makes ids unique on a page.
    Each is shown at its own width: letters neither shrink nor grow. The drawing for a screen bears
    the words; that for a phone names them too, also while the other one is hidden. Where the plot
    begins and ends stands in the element, for the script that reads it to those who point at it.
    """
    if chart.is_empty:
        return Markup()
    key, title, description = (escape(clean(it)) for it in (key, title, description))
    words = f'<title id="{key}-t">{title}</title><desc id="{key}-d">{description}</desc>'
    drawn = (
        f'<svg class="drawn {kind}" role="img" viewBox="0 0 {size.width} {size.height}" '
        f'data-left="{size.left / size.width:.4f}" data-right="{1 - size.right / size.width:.4f}" '
        f'aria-labelledby="{key}-t {key}-d">{said}{chart.marks(size).svg}</svg>'
        for kind, size, said in (("wide", PAGE, words), ("slim", PHONE, ""))
    )
    return Markup("".join(drawn))  # noqa: S704 - made of escaped text


def card(title: str, said: str, foot: str, chart: Drawable | None) -> str:
    """A card around a chart: `said` is the sentence under the title, `foot` where it comes from;
    without a chart, or with an empty one, the sentence stands large."""
    ink, soft = COLOURS["ink"], COLOURS["soft"]
    title, foot = shorten(clean(title), 65), shorten(clean(foot), 92)
    drawn = picture(chart, CARD) if chart is not None else ""
    width, most, first, apart, kind = SAID if drawn else LARGE
    lines = wrap(clean(said), width, max_lines=most, placeholder=" …")
    body = "".join(
        f'<text x="60" y="{first + apart * at}" class="{kind}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    if drawn:
        body += (
            f'<image x="60" y="184" width="{CARD.width}" height="{CARD.height}" '
            f'href="data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"/>'
        )
    style = (
        f"text{{font-family:{SANS};fill:{soft};font-size:18px}}"
        f".title{{font-family:{SERIF};font-weight:600;fill:{ink}}}"
        f".large{{font-family:{SERIF};font-size:34px;fill:{ink}}}"
        f".said{{font-size:20px;fill:{ink}}}.end{{text-anchor:end}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}"><style>{style}</style>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{COLOURS["paper"]}"/>'
        f'<text x="60" y="92" class="title" style="font-size:{42 if len(title) <= 42 else 32}px">'
        f"{escape(title)}</text>{body}"
        f'<line x1="60" x2="1140" y1="574" y2="574" stroke="{COLOURS["rule"]}"/>'
        f'<text x="60" y="606">{escape(foot)}</text>'
        f'<text x="1140" y="606" class="end" font-weight="600">gapwatch</text></svg>'
    )


def has_pictures() -> bool:
    """Whether the extra `pictures` is installed."""
    return find_spec("vl_convert") is not None


def png(svg: str) -> bytes:
    """`svg` as PNG; needs the extra."""
    import vl_convert  # noqa: PLC0415 - an extra, half a second

    return bytes(vl_convert.svg_to_png(svg))
