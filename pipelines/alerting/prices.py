"""What happened to prices: cuts, rises and withdrawals that were issued anew, once confirmed.

What counts as confirmed is decided where the events are made (`measures.price.events`).
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from measures.price.events import WINDOW_DAYS, TokenPrices, change_percent
from measures.price.rows import MARKET
from measures.price.rules import OWN
from measures.price.spans import blended
from outputs.alerts.rules import AlertRule
from pipelines.alerting.window import Happening, Window
from terms.days import days_between
from terms.numbers import number
from terms.words import PriceChange
from warehouse.history.vintages import UNBOUNDED, Bounds
from warehouse.schema.price_tables import PRICE_EVENT

NEWS = timedelta(days=30)
"""A change that became known later than that is history."""
WORDS: Mapping[str, str] = {PriceChange.CUT: "cut by", PriceChange.RISE: "raised by"}
Event = Mapping[str, Any]
"""A row of table price_event."""
Known = dict[str, Event]
"""Changes by their identity."""


def price_changes(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Changes of at least the rule's percent; an unconfirmed one is no news, once confirmed it is.

    A change that another report dates anew is the same change.
    """
    before = _known(window, window.before)
    for variant, event in _known(window, UNBOUNDED).items():
        if event["kind"] == PriceChange.NEW:
            continue  # a new frontier model has an alert of its own
        was = before.get(variant)
        if (was and was["confirmed"] == event["confirmed"]) or not _is_large(event, rule):
            continue
        if any(_same(event, other) for other in before.values()):
            continue
        is_recent = event["on_date"] >= (window.now.date() - NEWS).isoformat()
        yield _happening(event, is_news=bool(event["confirmed"]) and is_recent)


def _known(window: Window, bounds: Bounds | None) -> Known:
    rows = window.derived(PRICE_EVENT.name, bounds).get((MARKET, ""), ())
    return {row["entry"]: row for row in rows}


def _rates(event: Event, when: str) -> TokenPrices | None:
    """The prices `before` the change or `now`; None: there is none."""
    asked = event[f"{when}_input"], event[f"{when}_output"]
    return None if None in asked else TokenPrices(*asked)


def _percent(event: Event) -> float | None:
    return change_percent(_rates(event, "before"), _rates(event, "now"))


def _is_large(event: Event, rule: AlertRule) -> bool:
    percent = _percent(event)
    return percent is None or abs(percent) >= rule.settings["percent"]


def _same(event: Event, other: Event) -> bool:
    """Whether the older side knew the change, confirmed as it is now, under another day."""
    names = ("kind", "model", "seller", "now_input", "now_output")
    if any(event[it] != other[it] for it in names) or other["confirmed"] < event["confirmed"]:
        return False
    return abs(days_between(event["on_date"], other["on_date"])) <= WINDOW_DAYS


def _happening(event: Event, *, is_news: bool) -> Happening:
    now = _rates(event, "now")
    sides = {
        name: f"{number(blended(*rates), 2)} USD" if rates else "unknown"
        for name, rates in (("before", _rates(event, "before")), ("after", now))
    }
    percent = _percent(event)
    fields = {
        "model": event["model"],
        "seller": "its maker" if event["seller"] == OWN else event["seller"],
        "change": event["kind"],
        "move": _move(event["kind"], percent, sides),
        "percent": "" if percent is None else number(percent, 0),
        "sources": event["sources"].replace("+", ", "),
        **sides,
    }
    subject = f"{event['model']}|{event['seller']}"
    word = "confirmed" if event["confirmed"] else "unconfirmed"
    key = f"{event['kind']}|{now and list(now)}|{event['on_date']}|{word}"
    data = {"detail": {name: event[name] for name in _TOLD}}
    return Happening(subject, event["on_date"], key, fields, is_news, data)


_TOLD = tuple(
    name for name in PRICE_EVENT.names() if name not in ("entry", "vintages", "code_version")
)


def _move(kind: str, percent: float | None, sides: Mapping[str, str]) -> str:
    if kind not in WORDS:
        return f"withdrawn, {sides['before']} before"
    by = "" if percent is None else f" {number(abs(percent), 0)} %"
    return f"{WORDS[kind]}{by}, {sides['before']} to {sides['after']}"
