"""What happened to prices: cuts, rises and withdrawals that were issued anew, once confirmed.

What counts as confirmed is decided where the events are made (`measures.price.events`).
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from measures.price.events import WINDOW_DAYS, change_percent
from measures.price.spans import blended
from outputs.alerts.rules import AlertRule
from pipelines.alerting.window import Comparison, Happening
from terms.numbers import number
from warehouse.history.vintages import UNBOUNDED, Bounds

MEASURE = "price_event"
NEWS = timedelta(days=30)
"""A change that became known later than that is history."""
WORDS = {"cut": "cut by", "rise": "raised by"}
Known = dict[str, tuple[str, Mapping[str, Any]]]
"""Variant to the day of the change and its detail."""


def price_changes(window: Comparison, rule: AlertRule) -> Iterator[Happening]:
    """Changes of at least the rule's percent; an unconfirmed one is no news, once confirmed it is.

    A change that another report dates anew is the same change.
    """
    before = _known(window, window.before)
    for variant, (on, detail) in _known(window, UNBOUNDED).items():
        if detail["kind"] == "new":
            continue  # a new frontier model has an alert of its own
        was = before.get(variant, ("", {}))[1]
        if was.get("confirmed") == detail["confirmed"] or not _is_large(detail, rule):
            continue
        if any(_same(on, detail, *other) for other in before.values()):
            continue
        is_recent = on >= (window.now.date() - NEWS).isoformat()
        yield _happening(rule.kind, on, detail, is_news=detail["confirmed"] and is_recent)


def _known(window: Comparison, bounds: Bounds | None) -> Known:
    issued = window.issued("estimate", bounds)
    rows = [row for (board, _), some in issued.items() if board == MEASURE for row in some]
    return {row["entry"]: (row["through_on"], json.loads(row["detail"])) for row in rows}


def _is_large(detail: Mapping[str, Any], rule: AlertRule) -> bool:
    percent = change_percent(detail["before"], detail["now"])
    return percent is None or abs(percent) >= rule.settings["percent"]


def _same(on: str, detail: Mapping[str, Any], day: str, other: Mapping[str, Any]) -> bool:
    """Whether the older side knew the change, confirmed as it is now, under another day."""
    parts = ("kind", "model", "seller", "now")
    if any(other[part] != detail[part] for part in parts):
        return False
    if other["confirmed"] < detail["confirmed"]:
        return False
    return abs((date.fromisoformat(on) - date.fromisoformat(day)).days) <= WINDOW_DAYS


def _happening(kind: str, on: str, detail: Mapping[str, Any], *, is_news: bool) -> Happening:
    sides = {
        name: f"{number(blended(*detail[key]), 2)} USD" if detail[key] else "unknown"
        for name, key in (("before", "before"), ("after", "now"))
    }
    percent = change_percent(detail["before"], detail["now"])
    fields = {
        "model": detail["model"],
        "seller": "its maker" if detail["seller"] == "own" else detail["seller"],
        "change": detail["kind"],
        "move": _move(detail["kind"], percent, sides),
        "percent": "" if percent is None else number(percent, 0),
        "sources": ", ".join(detail["sources"]),
        "on_date": on,
        **sides,
    }
    subject = f"{detail['model']}|{detail['seller']}"
    word = "confirmed" if detail["confirmed"] else "unconfirmed"
    key = f"{detail['kind']}|{detail['now']}|{on}|{word}"
    return Happening(kind, subject, on, key, fields, is_news, {"detail": dict(detail)})


def _move(kind: str, percent: float | None, sides: Mapping[str, str]) -> str:
    if kind not in WORDS:
        return f"withdrawn, {sides['before']} before"
    by = "" if percent is None else f" {number(abs(percent), 0)} %"
    return f"{WORDS[kind]}{by}, {sides['before']} to {sides['after']}"
