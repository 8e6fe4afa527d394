"""What the caller knows and the warehouse does not: for which day, under which address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Extras:
    """`as_of`: a past day, by what had been published by then; `present` leads from its folder to
    the front page of the present.

    `base_url` is the address under which the site will be published, with or without a closing
    slash; empty when unknown: link previews and the feed then carry relative addresses.
    """

    as_of: date | None = None
    base_url: str = ""
    present: str = ""

    def absolute(self, path: str) -> str:
        """`path` of the site as an address, absolute when the base is known."""
        return f"{self.base_url.rstrip('/')}/{path}" if self.base_url else path


NONE = Extras()
