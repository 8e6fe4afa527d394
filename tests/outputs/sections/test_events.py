"""What happened, recorded or read off the history, and the feed of it."""

import json
from datetime import date
from typing import Any
from xml.etree import ElementTree

from measures.segments import GapSegment
from measures.series import load
from outputs.report.compose import Site
from outputs.report.pages import _environment
from outputs.sections.events import Event, derived, happened, recorded
from outputs.wording import ModelNames
from tests.outputs import approved
from tests.outputs.shelf import NOW, TODAY, read_gap
from warehouse.store import Warehouse

DECLARED = load()
PAGES = {1: {"published_on": "2026-08-11"}, 2: {"published_on": "2026-10-08"}}
NAMES = ModelNames({"m1": "Model One", "m2": "Model Two"})


def event_row(**changed: Any) -> dict[str, Any]:
    return {
        "dedupe_key": "gap_level|eci|2026-03-01",
        "kind": "gap_level",
        "phase": "happened",
        "on_date": "2026-03-01",
        "title": "ECI fell below 5.",
        "data": json.dumps({"series": "eci"}),
    } | changed


def of_gaps(*gaps: GapSegment, series: str = "eci") -> list[Event]:
    return happened([], derived({series: gaps}, DECLARED, NAMES, PAGES, TODAY))


def led(*steps: tuple[str, str | None]) -> list[Event]:
    values = {"m1": 150.0, "m2": 151.5, None: None}
    return of_gaps(*(
        read_gap(entry=on, open_model=model, open_value=values[model]) for on, model in steps
    ))  # fmt: skip


def test_what_happened_is_told_once() -> None:
    turned, unsure = {"entry": "2026-03-05"}, {"gap_low": -1.0}
    untested = read_gap(**turned, is_tested_lately=0)
    unjudged = {"gap_if_unresolved_closed": 4.5, "gap_if_unresolved_open": -1.5}
    kept = recorded([event_row()], DECLARED)
    late = led(("2026-01-01", "m1"), ("2026-02-01", "m2"), ("2026-03-01", "m1"))
    cases = {
        "a new leader": led(("2026-01-01", "m1"), ("2026-02-01", "m2"), ("2026-02-10", "m2")),
        "on another scale": of_gaps(
            read_gap(entry="2026-01-01"),
            read_gap(open_model="m2", open_vintage=2),
            series="apex_agents",
        ),
        "a new leader and verdict, unconfirmed": of_gaps(
            read_gap(), read_gap(**turned, **unsure, open_model="m3", confirmed=0)
        ),
        "after a pause": led(("2026-01-01", "m1"), ("2026-02-01", None), ("2026-02-10", "m2")),
        "of a day to come": led(("2026-01-01", "m1"), ("2026-12-01", "m2")),
        "another verdict": of_gaps(read_gap(), read_gap(**turned, **unsure)),
        "cannot be judged": of_gaps(read_gap(), read_gap(**turned, unresolved_above=1, **unjudged)),
        "not tested lately": of_gaps(read_gap(), untested),
        "tested again": of_gaps(read_gap(), untested, read_gap(entry="2026-03-06", **unsure)),
        "older ones are read off, as recorded ones are": happened(kept, late),
        "of no series": recorded([event_row(data="{}")], DECLARED),
        "for who runs gapwatch": recorded([event_row(kind="digest")], DECLARED),
    }
    approved.check(
        __file__,
        {
            case: [f"{it.on} {it.key} {it.series}: {it.title} | {it.text}" for it in events]
            for case, events in cases.items()
        },
    )


ATOM = "http://www.w3.org/2005/Atom"


def feed(site: Site, events: list[Event]) -> str:
    site.events = events
    return _environment().get_template("feed.xml.j2").render(site=site)


def test_the_feed_is_valid_atom_and_says_the_same_each_time(filled: Warehouse) -> None:
    site = Site(filled, NOW, [])
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
