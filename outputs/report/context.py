"""What the caller knows and the warehouse does not: for which day, under which address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from terms.days import day


@dataclass(frozen=True, slots=True)
class AsOf:
    """The bounds of a site of a past day; None is unbounded."""

    published: date
    seen: date | None = None
    recorded: date | None = None

    def in_words(self) -> list[str]:
        """What is shown, a bound each."""
        told = [f"what had been published by {day(self.published)}"]
        if self.seen:
            told.append(f"captured by {day(self.seen)}")
        if self.recorded:
            told.append(f"recorded in this warehouse by {day(self.recorded)}")
        return told


@dataclass(frozen=True, slots=True)
class Extras:
    """`as_of` is set for a past day.

    `present` leads from the site's folder to the front page of the present. `base_url` is the
    address under which the site will be published, with or without a
    closing slash; empty when unknown: link previews and the feed then carry relative addresses.
    """

    as_of: AsOf | None = None
    base_url: str = ""
    present: str = ""

    def absolute(self, path: str) -> str:
        """`path` of the site as an address, absolute when the base is known."""
        return f"{self.base_url.rstrip('/')}/{path}" if self.base_url else path


NONE = Extras()
