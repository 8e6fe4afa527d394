"""Units of scores: their wording, and how many decimals a number of each bears."""

from terms.numbers import number
from terms.words import Word


class Unit(Word):
    """Unit of a score; `text` stands after a value, `difference` after a gap of two values.

    A difference of percentages is in points. `places`: decimals of a value, so that the difference
    of two agrees with their gap.
    """

    difference: str
    places: int

    def __init__(self, stored: str, text: str = "", difference: str = "", places: int = 1) -> None:
        super().__init__(stored, text)
        self.difference, self.places = difference, places

    PERCENT = "percent", "%", "points"
    ELO = "elo", "Elo", "Elo"
    INDEX = "index", "index points", "index points", 2
    USD = "usd", "USD", "USD"
    MINUTES = "minutes", "minutes", "minutes"
    POINTS = "points", "points", "points", 2
    SHARE = "share", "share", "share"
    COUNT = "count", "count", "units"


_SAID = (Unit.PERCENT, Unit.MINUTES)
"""Units that stand beside every score."""


def score(value: float, unit: str, places: int | None = None) -> str:
    """A value on a board, with its unit where readers expect one; `places` of `agreeing`."""
    known = Unit(unit)
    shown = number(value, known.places if places is None else places)
    return f"{shown} {known.text}" if known in _SAID else shown


def score_alone(value: float, unit: str, places: int | None = None) -> str:
    """A score that no column of its own explains: '80.2 %', '1578.2 Elo', '157.01 index points'."""
    shown, known = score(value, unit, places), Unit(unit)
    return shown if known in _SAID else f"{shown} {known.text}"
