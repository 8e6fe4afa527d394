"""Lines of a terminal: no number is parted from its unit, and no name is cut inside a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.containers import Lines
from rich.text import Text

_UNIT = r"(?:%|×|points?|index|Elo|minutes?|hours?|days?|weeks?|months?|years?|of|to)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_KEPT = re.compile(
    rf"(?<=[\d%]) (?={_UNIT}(?![a-z])|{_MONTH} \d{{4}})"  # 9.9 index, 95 %, 4.5 to, 8 Oct 2026
    rf"|(?<=[A-Z][a-z]{{2}}) (?=\d{{4}}\b)"  # Oct 2026
    r"|(?<=\bindex) (?=points)|(?<=\bto) (?=[−+$]?\d)|(?<=\bof) (?=\d)|(?<=[≥≤<>~]) (?=\d)"
)
"""Spaces at which a line does not end."""
_INSIDE = re.compile(r"(?<=[\w)])[-_/.](?=\w)")
"""Signs after which a word that is longer than its line may go on in the next."""


class Wrapped(Text):
    """A text that ends its lines as `breaks` says, in a table or alone."""

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """Its lines, each at most `width` cells."""
        parts = self.divide(breaks(self.plain, width))
        for part in parts:
            part.rstrip()
        return Text.wrap(Text("\n").join(parts), console, width, **options)


def breaks(text: str, width: int) -> list[int]:
    """Places at which `text` goes on in a new line, beside those at which it already does."""
    found, start = [], 0
    for line in text.split("\n"):
        found += [start + at for at in _line_breaks(line, width)]
        start += len(line) + 1
    return found


def _line_breaks(line: str, width: int) -> Iterator[int]:
    kept = {one.start() for one in _KEPT.finditer(line)}
    free = [one.end() for one in re.finditer(" ", line) if one.start() not in kept]
    inside = [one.end() for one in _INSIDE.finditer(line)]
    any_space = [one + 1 for one in kept]
    start = 0
    while len(line) - start > width:
        end = start + width
        for places in (free, any_space, inside):
            if fit := [at for at in places if start < at <= end + (line[at - 1] == " ")]:
                start = max(fit)
                break
        else:
            start = end
        yield start
