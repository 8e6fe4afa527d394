"""Pictures for sharing: a card of 1200 x 630 pixels as SVG, which the site turns into PNG.

A card stands alone where it is shared, so it carries the answer, its interval, its date and where
it comes from around the chart of its page. Coordinates are absolute because nothing lays it out.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape
from textwrap import wrap
from typing import NamedTuple

from outputs.charts.drawing import picture
from outputs.charts.marks import CARD, COLOURS, Drawable
from outputs.wording import clean, shorten

WIDTH, HEIGHT = 1200, 630
SERIF = "Charter, Georgia, 'DejaVu Serif', 'Liberation Serif', serif"
SANS = "'Helvetica Neue', Arial, 'DejaVu Sans', 'Liberation Sans', sans-serif"
SAID, LARGE = (100, 2, 142, 28, "said"), (56, 6, 210, 48, "large")
"""Of a sentence: letters of a line, lines, the height of the first, how far apart, its style."""


class Words(NamedTuple):
    """What a card says: `said` is the sentence under the title, `foot` where it comes from."""

    title: str
    said: str
    foot: str


def card(words: Words, chart: Drawable | None) -> str:
    """A card around a chart; without one, or with an empty one, the sentence stands large."""
    ink, soft = COLOURS["ink"], COLOURS["soft"]
    title, foot = shorten(clean(words.title), 60), shorten(clean(words.foot), 92)
    drawn = picture(chart, CARD) if chart is not None else ""
    width, most, first, apart, kind = SAID if drawn else LARGE
    lines = wrap(clean(words.said), width, max_lines=most, placeholder=" …")
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
