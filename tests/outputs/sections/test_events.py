"""What happened, recorded or read off the history, and the feed of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

from measures.segments import FrontierSegment
from measures.series import load
from outputs.report.compose import Site, compose
from outputs.report.pages import _environment
from outputs.sections.events import Event, derived, joined, recorded
from outputs.wording import ModelNames
from tests.outputs.shelf import NOW, TODAY, read_gap
from warehouse.store import Warehouse

DECLARED = load()
NAMES = ModelNames({"m1": "Model One", "m2": "Model Two"})


def step(entry: str, model: str, category: str = "any_weights|open") -> FrontierSegment:
    value = 150.0 if model == "m1" else 151.5
    return FrontierSegment.from_row(
        {
            **{"board": "eci", "category": category, "entry": entry, "leader": model},
            **{"vintage": 1, "model": model, "value": value},
        }
    )


def event_row(**changed: Any) -> dict[str, Any]:
    return {
        "dedupe_key": "gap_level|eci|2026-03-01",
        "kind": "gap_level",
        "phase": "happened",
        "on_date": "2026-03-01",
        "title": "ECI fell below 5.",
        "data": json.dumps({"series": "eci"}),
    } | changed


def test_a_new_leader_is_an_event_with_both_values() -> None:
    rows = [step("2026-01-01", "m1"), step("2026-02-01", "m2"), step("2026-02-10", "m2")]
    (event,) = derived({}, rows, DECLARED, NAMES, TODAY)
    assert (event.on, event.key) == ("2026-02-01", "lead/eci/open/2026-02-01/m2")
    assert event.title == "Epoch Capabilities Index: Model Two is the best open-weight model"
    assert "(151.50, before 150.00)" in event.text
    strict = [step(on, it, "commercial|open") for on, it in (("2026-01-01", "m1"),
                                                             ("2026-02-01", "m2"))]  # fmt: skip
    future = [step("2026-01-01", "m1"), step("2026-12-01", "m2")]
    assert derived({}, [*strict, *future], DECLARED, NAMES, TODAY) == []


def test_a_changed_verdict_is_an_event() -> None:
    gaps = {("eci", "any_weights"): [read_gap(), read_gap(entry="2026-03-05", gap_low=-1.0)]}
    (event,) = derived(gaps, [], DECLARED, NAMES, TODAY)
    assert "changed from “closed ahead” to “too close to call”" in event.text
    assert "(95 % interval −1.0 to 3.5)" in event.text


def test_what_is_not_tested_lately_changes_no_verdict() -> None:
    some = [read_gap(), read_gap(entry="2026-03-05", is_tested_lately=0)]
    assert derived({("eci", "any_weights"): some}, [], DECLARED, NAMES, TODAY) == []
    again = [*some, read_gap(entry="2026-03-06", gap_low=-1.0)]
    (event,) = derived({("eci", "any_weights"): again}, [], DECLARED, NAMES, TODAY)
    assert "changed from “closed ahead” to “too close to call”" in event.text


def test_recorded_events_come_with_older_ones_read_off() -> None:
    kept = recorded([event_row()], DECLARED)
    rows = [step(on, model) for on, model in (("2026-01-01", "m1"), ("2026-02-01", "m2"))]
    late = [step(on, model) for on, model in (("2026-03-01", "m1"), ("2026-03-02", "m2"))]
    read_off = derived({}, [*rows, *late], DECLARED, NAMES, TODAY)
    assert [event.on for event in joined(kept, read_off)] == ["2026-03-01", "2026-02-01"]
    assert kept[0].series == "eci"
    assert kept[0].text == "ECI fell below 5 (happened on 2026-03-01)."
    (foreign,) = recorded([event_row(data="{}")], DECLARED)
    assert foreign.series is None


ATOM = "http://www.w3.org/2005/Atom"


def feed(site: Site, events: list[Event]) -> str:
    return _environment().get_template("feed.xml.j2").render(site=replace(site, events=events))


def test_the_feed_is_valid_atom_and_says_the_same_each_time(filled: Warehouse) -> None:
    site = compose(filled, NOW, [])
    events = recorded([event_row(title="<b>&]]>\u0000\u202e")], DECLARED)
    text = feed(site, events)
    assert feed(site, events) == text
    root = ElementTree.fromstring(text)  # noqa: S314 - made by the code under test
    name = {"a": ATOM}
    for tag in ("id", "title", "updated", "author/a:name"):
        assert root.find(f"a:{tag}", name) is not None
    (entry,) = root.findall("a:entry", name)
    assert entry.findtext("a:title", namespaces=name) == "<b>&]]>"
    assert entry.findtext("a:updated", namespaces=name) == "2026-03-01T00:00:00Z"
    link = entry.find("a:link", name)
    assert link is not None
    assert link.get("href") == "series/eci.html"
    empty = ElementTree.fromstring(feed(site, []))  # noqa: S314 - as above
    assert empty.findtext("a:updated", namespaces=name) == f"{date(2026, 3, 8)}T00:00:00Z"
