"""The gap of one series: its change points, and where the number of one leader comes from."""

from __future__ import annotations

from collections.abc import Sequence

from measures.series import Series
from outputs.charts.readout import Leading
from outputs.sections.section import Cell, Row, Section, cell, figure
from outputs.sections.series_page import ChangePoint
from outputs.wording import ModelNames, Name, model_name, name
from terms.days import clock, day
from terms.numbers import number
from terms.openness import Openness
from terms.units import Unit
from terms.words import GapVerdict


def change_points(series: Series, found: Sequence[ChangePoint]) -> Section:
    """Each change of the gap, in the order of `found`."""
    unit, only = Unit(series.unit).difference, GapVerdict.ONE_CLASS_ONLY.text
    return Section(
        key="points",
        title=f"{series.title}: each change",
        lead=f"Gap in {unit}, closed less open; last change {found[-1].on}.",
        columns=("From", ">Gap", "Best closed", "Best open"),
        rows=[
            (
                cell(one.on),
                figure(only if one.gap is None else f"{one.gap} {unit}", one.interval),
                _leading(one.closed, one.closed_value),
                _leading(one.open, one.open_value),
            )
            for one in found
        ],
        caption="",
    )


def _leading(one: Leading | None, value: str) -> Cell:
    return cell("none") if one is None else Cell(one.model, [Name(value)])


def origin_section(series: Series, side: str, found: Row, rules: str, names: ModelNames) -> Section:
    """Where the number of one leader was read: a row of `reads.gaps.leader_origin`; `rules`: what
    was expected of its page, in words."""
    grade, page = found["openness"] or {}, found["origin"] or {}
    error = f"standard error {number(found['stderr'], 3)}" if found["stderr"] else ""
    value = f"{found['value']} {Unit(series.unit).text}"
    openness = Openness(grade["openness"]).text if grade.get("openness") else "unknown"
    board = " / ".join(it for it in (page.get(it) for it in _BOARD) if it)
    told = [
        ("Value", cell(value, error)),
        ("Entry", cell(name(found["entry"]).text, found["model"] or "no model known")),
        ("Openness", cell(openness, *_evidence(grade))),
        ("Board", cell(board or "unknown")),
        ("Page", cell(page.get("url") or "unknown", f"sha256 {page.get('page_sha256')}")),
        ("Published", cell(day(page["published_on"]) if page.get("published_on") else "unknown")),
        ("Seen", cell(clock(page["seen_at"]) if page.get("seen_at") else "unknown")),
        ("Recorded", cell(clock(page["recorded_at"]) if page.get("recorded_at") else "unknown")),
        ("Rules", cell(rules)),
    ]
    model = found["model"] or found["entry"]
    return Section(
        key=f"origin-{side}",
        title=f"Best {side}",
        lead=f"{model_name(model, names, side).text} is the best {side} model of that day.",
        columns=("What", "As it was read"),
        rows=[(cell(label), it) for label, it in told],
        caption="",
    )


_BOARD = ("source", "board", "category")


def _evidence(grade: Row) -> list[str]:
    if not grade:
        return []
    since = f"from {day(grade['valid_from'])}" if grade.get("valid_from") else ""
    return [grade.get("licence") or "no licence named", since, grade.get("evidence") or ""]
