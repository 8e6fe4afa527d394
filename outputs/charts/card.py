"""Pictures for sharing: a card of 1200 x 630 pixels as SVG, which the site turns into PNG.

A card stands alone where it is shared, so it carries the answer, its interval, its date and where
it comes from around the chart of its page. Coordinates are absolute because nothing lays it out.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from outputs.charts.drawing import picture
from outputs.charts.marks import CARD, COLOURS, Drawable
from outputs.wording import clean, shorten

WIDTH, HEIGHT = 1200, 630
SERIF = "Charter, Georgia, 'DejaVu Serif', 'Liberation Serif', serif"
SANS = "'Helvetica Neue', Arial, 'DejaVu Sans', 'Liberation Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Words:
    """What a card says: `said` is the sentence under the title, `foot` where it comes from."""

    title: str
    said: str
    foot: str


def card(words: Words, chart: Drawable | None) -> str:
    """A card around a chart; without one, or with an empty one, the sentence stands large."""
    drawn = picture(chart, CARD) if chart is not None else ""
    if not drawn:
        return _svg(words, _lines(words.said, (56, 6), (210, 48), "large"))
    data = b64encode(drawn.encode()).decode()
    held = (
        f'<image x="60" y="184" width="{CARD.width}" height="{CARD.height}" '
        f'href="data:image/svg+xml;base64,{data}"/>'
    )
    return _svg(words, _lines(words.said, (100, 2), (142, 28), "said") + held)


def _lines(text: str, fits: tuple[int, int], place: tuple[int, int], kind: str) -> str:
    """`text` in lines of at most so many letters, at most so many; a longer one ends in …."""
    width, most = fits
    first, apart = place
    lines: Sequence[str] = wrap(clean(text), width, max_lines=most, placeholder=" …")
    return "".join(
        f'<text x="60" y="{first + apart * at}" class="{kind}">{_say(line)}</text>'
        for at, line in enumerate(lines)
    )


def _svg(words: Words, body: str) -> str:
    ink, soft = COLOURS["ink"], COLOURS["soft"]
    title = shorten(clean(words.title), 60)
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
        f"{_say(title)}</text>{body}"
        f'<line x1="60" x2="1140" y1="574" y2="574" stroke="{COLOURS["rule"]}"/>'
        f'<text x="60" y="606">{_say(shorten(clean(words.foot), 92))}</text>'
        f'<text x="1140" y="606" class="end" font-weight="600">gapwatch</text></svg>'
    )


def _say(text: str) -> str:
    return escape(clean(text))
