"""Sections of a page that say a sentence and show a short table in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from outputs.wording import Name


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it says, more under it, and the series that the text leads to."""

    text: Name
    more: Sequence[Name] = ()
    series_id: str | None = None
    is_figure: bool = False
    picture: Markup | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows that a reader wants second: closed until asked for."""

    title: str
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: `said` is generated from the numbers of `rows`, the first cell heads its row."""

    key: str
    title: str
    said: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str
    note: str = ""
    fold: Fold | None = None
    chart: Markup | None = None
    chart_caption: str = ""


def cell(text: str, *more: str) -> Cell:
    """Words of ours, or names that were cleaned before."""
    return Cell(Name(text), [Name(it) for it in more if it])


def figure(text: str, *more: str) -> Cell:
    """A number that the row is about, with what stands under it."""
    return Cell(Name(text), [Name(it) for it in more if it], is_figure=True)


def parted(told: Sequence[str], *more: str) -> tuple[str, str]:
    """The first sentence, for the lead, and the others with `more`, for how we know."""
    return "".join(told[:1]), " ".join(it for it in (*told[1:], *more) if it)


def counted(shown: int, total: int) -> str:
    """'3 of 12'."""
    return f"{shown:,} of {total:,}"
