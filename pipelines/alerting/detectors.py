"""Which function finds the happenings of which rule."""

from collections.abc import Callable, Iterator, Mapping

from outputs.alerts.broken import tidy
from outputs.alerts.rules import AlertRule
from outputs.alerts.words import body
from pipelines.alerting import facts, gaps, prices
from pipelines.alerting.window import Happening, Window
from warehouse.alerts import NewAlert, NewEvent

DETECTORS: dict[str, Callable[[Window, AlertRule], Iterator[Happening]]] = {
    "lead_change": gaps.lead_changes,
    "parity": gaps.parities,
    "gap_level": gaps.gap_levels,
    "new_frontier_model": gaps.new_leaders,
    "price_ratio": gaps.price_ratios,
    "price_change": prices.price_changes,
    "claim_flip": facts.claim_flips,
    "openness_change": facts.openness_changes,
    "licence_change": facts.licence_changes,
    "licence_unread": facts.licences_unread,
    "upstream_revision": facts.upstream_revisions,
    "scale_break": facts.scale_breaks,
    "unmatched_names": facts.unmatched_names,
}


def happenings(window: Window, rules: Mapping[str, AlertRule]) -> list[NewEvent]:
    """Every happening as an event in words, kinds in the order above, days in their order."""
    found: list[NewEvent] = []
    for kind, detect in DETECTORS.items():
        rule = rules[kind]
        some = {f"{kind}|{one.subject}|{one.detail}": one for one in detect(window, rule)}
        for key, one in sorted(some.items(), key=lambda it: it[1].on_date):
            fields = {"on_date": one.on_date, **one.fields}
            fields = {name: tidy(value) for name, value in fields.items()}
            told = (kind, one.subject, one.on_date, key, rule.say(fields))
            found.append(NewEvent(*told, {**fields, **one.more}, is_quiet=not one.is_news))
    return found


def alerts_of(events: list[NewEvent], rules: Mapping[str, AlertRule]) -> Iterator[NewAlert]:
    """The alerts that events open that are not quiet."""
    for event in events:
        rule = rules[event.kind]
        if rule.alert and not event.is_quiet:
            text = body(rule, event.title, event.data, None)
            yield NewAlert(event.key, rule.kind, event.subject, rule.severity, event.title, text)
