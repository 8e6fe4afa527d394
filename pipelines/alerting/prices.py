"""What happened to prices: cuts, rises and withdrawals that were issued anew, once confirmed.

What counts as confirmed is decided where the events are made (`measures.price.events`).
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from measures.price.events import WINDOW_DAYS, change_percent
from measures.price.records import PriceChange, PriceEventEstimate
from measures.price.rules import OWN
from measures.price.spans import blended
from outputs.alerts.rules import AlertRule
from pipelines.alerting.window import Comparison, Happening
from terms.days import days_between
from terms.numbers import number
from warehouse.history.vintages import UNBOUNDED, Bounds

NEWS = timedelta(days=30)
"""A change that became known later than that is history."""
WORDS = {PriceChange.CUT: "cut by", PriceChange.RISE: "raised by"}
Known = dict[str, PriceEventEstimate]
"""Changes by their identity."""


def price_changes(window: Comparison, rule: AlertRule) -> Iterator[Happening]:
    """Changes of at least the rule's percent; an unconfirmed one is no news, once confirmed it is.

    A change that another report dates anew is the same change.
    """
    before = _known(window, window.before)
    for variant, event in _known(window, UNBOUNDED).items():
        if event.kind is PriceChange.NEW:
            continue  # a new frontier model has an alert of its own
        was = before.get(variant)
        if (was and was.confirmed == event.confirmed) or not _is_large(event, rule):
            continue
        if any(_same(event, other) for other in before.values()):
            continue
        is_recent = event.through_on >= (window.now.date() - NEWS).isoformat()
        yield _happening(event, is_news=event.confirmed and is_recent, kind=rule.kind)


def _known(window: Comparison, bounds: Bounds | None) -> Known:
    rows = window.derived("estimate", bounds).get((PriceEventEstimate.MEASURE, ""), ())
    events = map(PriceEventEstimate.from_row, rows)
    return {event.variant: event for event in events}


def _is_large(event: PriceEventEstimate, rule: AlertRule) -> bool:
    percent = change_percent(event.before, event.now)
    return percent is None or abs(percent) >= rule.settings["percent"]


def _same(event: PriceEventEstimate, other: PriceEventEstimate) -> bool:
    """Whether the older side knew the change, confirmed as it is now, under another day."""
    kept = [(it.kind, it.model, it.seller, it.now) for it in (event, other)]
    if kept[0] != kept[1] or other.confirmed < event.confirmed:
        return False
    return abs(days_between(event.through_on, other.through_on)) <= WINDOW_DAYS


def _happening(event: PriceEventEstimate, *, is_news: bool, kind: str) -> Happening:
    sides = {
        name: f"{number(blended(*rates), 2)} USD" if rates else "unknown"
        for name, rates in (("before", event.before), ("after", event.now))
    }
    percent = change_percent(event.before, event.now)
    fields = {
        "model": event.model,
        "seller": "its maker" if event.seller == OWN else event.seller,
        "change": event.kind,
        "move": _move(event.kind, percent, sides),
        "percent": "" if percent is None else number(percent, 0),
        "sources": ", ".join(event.sources),
        "on_date": event.through_on,
        **sides,
    }
    subject = f"{event.model}|{event.seller}"
    word = "confirmed" if event.confirmed else "unconfirmed"
    now = None if event.now is None else list(event.now)
    key = f"{event.kind}|{now}|{event.through_on}|{word}"
    data = {"detail": event.detail}
    return Happening(kind, subject, event.through_on, key, fields, is_news, data)


def _move(kind: PriceChange, percent: float | None, sides: Mapping[str, str]) -> str:
    if kind not in WORDS:
        return f"withdrawn, {sides['before']} before"
    by = "" if percent is None else f" {number(abs(percent), 0)} %"
    return f"{WORDS[kind]}{by}, {sides['before']} to {sides['after']}"
