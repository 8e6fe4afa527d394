"""Where the numbers of one series come from: leaders, pages, boards."""

from __future__ import annotations

from collections.abc import Mapping

from measures.series import Series
from outputs.sections.section import Cell, Row, Section, cell, tabled
from outputs.wording import FULL_LIMIT, Name, address, name, place
from terms.days import clock, day
from terms.numbers import number
from terms.openness import Openness
from terms.units import Unit


def origins(series: Series, found: Mapping[str, Row | None]) -> Section:
    """Where the leaders' numbers were read, side by side: rows of `leader_origin` by class."""
    sides = {f"Best {side}": _origin(series, one) for side, one in found.items() if one}
    return tabled(
        "origin",
        "Where these numbers come from",
        next(iter(sides.values()), ()),
        {"What": cell, **{heading: own.__getitem__ for heading, own in sides.items()}},
        caption="As they were read",
        note=f"The whole way from page to number: `gapwatch why {series.id}`",
    )


def _origin(series: Series, found: Row) -> dict[str, Cell]:
    grade, page = found["openness"] or {}, found["origin"] or {}
    url, cited = page.get("url") or "", address(found["source_url"] or "")
    error = f"standard error {number(found['stderr'], 3)}" if found["stderr"] else ""
    value = f"{found['value']:.7g} {Unit(series.unit).text}"
    openness = Openness(grade["openness"]).text if grade.get("openness") else "unknown"
    board = " / ".join(it for it in (page.get(it) for it in ("source", "board", "category")) if it)
    where = Name(address(url) or (place(url) if url else "unknown"), link=address(url))
    source = name(f"source: {cited}" if cited else "", FULL_LIMIT)._replace(link=cited)
    return {
        "Value": cell(value, error),
        "Entry": cell(name(found["entry"]).text, found["model"] or "no model known"),
        "Openness": Cell(Name(openness), _evidence(grade)),
        "Board": cell(board or "unknown"),
        "Page": Cell(where, [source, Name(f"sha256 {page.get('page_sha256')}")]),
        "Published": cell(day(page["published_on"]) if page.get("published_on") else "unknown"),
        "Seen": cell(clock(page["seen_at"]) if page.get("seen_at") else "unknown"),
        "Recorded": cell(clock(page["recorded_at"]) if page.get("recorded_at") else "unknown"),
    }


def _evidence(grade: Row) -> list[Name]:
    if not grade:
        return []
    since = f"from {day(grade['valid_from'])}" if grade.get("valid_from") else ""
    evidence = grade.get("evidence") or ""
    told = [name(grade.get("licence") or "no licence named"), Name(since)]
    return [*told, Name(evidence, link=address(evidence))]
