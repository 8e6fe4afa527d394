"""Where the numbers of one series come from: leaders, pages, boards."""

from __future__ import annotations

from collections.abc import Mapping

from measures.series import Series
from outputs.sections.section import Cell, Row, Section, cell, tabled
from outputs.wording import Name, address, name, place
from terms.days import clock, day
from terms.numbers import number
from terms.openness import Openness
from terms.units import Unit


def origins(series: Series, found: Mapping[str, tuple[Row, str | None]]) -> Section:
    """Where the numbers of the leaders were read, side by side: by class a row of
    `reads.gaps.leader_origin`, with the page that it cites."""
    sides = {f"Best {side}": _origin(series, *one) for side, one in found.items()}
    return tabled(
        "origin",
        "Where these numbers come from",
        next(iter(sides.values()), ()),
        {"What": cell, **{heading: own.__getitem__ for heading, own in sides.items()}},
        caption="As they were read",
        note=f"The whole way from page to number: `gapwatch why {series.id}`",
    )


def _origin(series: Series, found: Row, cited: str | None) -> dict[str, Cell]:
    grade, page = found["openness"], found["origin"]
    error = f"standard error {number(found['stderr'], 3)}" if found["stderr"] else ""
    value = f"{found['value']:.7g} {Unit(series.unit).text}"
    board = " / ".join(filter(None, (page["source"], page["board"], page["category"])))
    url = address(page["url"])
    where = Name(url or place(page["url"]), link=url or cited)
    return {
        "Value": cell(value, error),
        "Entry": cell(name(found["entry"]).text, found["model"] or "no model known"),
        "Openness": _openness(grade) if grade else cell("unknown"),
        "Board": cell(board),
        "Page": Cell(where, [Name(f"sha256 {page['page_sha256']}")]),
        "Published": cell(day(page["published_on"])),
        "Seen": cell(clock(page["seen_at"])),
        "Recorded": cell(clock(page["recorded_at"])),
    }


def _openness(grade: Row) -> Cell:
    licence, since = name(grade["licence"] or "no licence named"), day(grade["valid_from"])
    evidence = Name(grade["evidence"], link=address(grade["evidence"]))
    return Cell(Name(Openness(grade["openness"]).text), [licence, Name(f"from {since}"), evidence])
