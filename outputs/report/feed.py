"""The Atom feed of events (RFC 4287), built as XML so that no title can break out of it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from outputs.report.compose import Site
from outputs.report.context import Extras
from outputs.sections.events import Event
from outputs.wording import clean

ATOM = "http://www.w3.org/2005/Atom"
AUTHORITY = "tag:gapwatch,2026:"
LIMIT = 100


def feed(site: Site, events: Sequence[Event]) -> bytes:
    """The newest events as an Atom document; without any, a feed without entries."""
    extras = site.extras
    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(root, "id", f"{AUTHORITY}events")
    _text(root, "title", "gapwatch: how far open-weight models are behind closed ones")
    _text(root, "subtitle", "New best models, changed verdicts and alerts, newest first")
    _text(
        root, "updated", _time(events[0].on) if events else site.now.strftime("%Y-%m-%dT00:00:00Z")
    )
    _text(_child(root, "author"), "name", "gapwatch")
    _text(root, "generator", "gapwatch").set("version", site.version)
    _text(root, "rights", "Scores and prices belong to the sources named on the site.")
    _child(root, "link", rel="self", type="application/atom+xml", href=extras.absolute("feed.xml"))
    _child(root, "link", rel="alternate", type="text/html", href=extras.absolute("index.html"))
    for event in events[:LIMIT]:
        _entry(root, event, extras)
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: Xml.Element, event: Event, extras: Extras) -> None:
    entry = _child(root, "entry")
    _text(entry, "id", f"{AUTHORITY}{event.key}")
    _text(entry, "title", event.title)
    _text(entry, "updated", _time(event.on))
    _text(entry, "published", _time(event.on))
    _child(entry, "category", term=clean(event.kind))
    page = f"series/{event.series}.html" if event.series else "index.html"
    _child(entry, "link", rel="alternate", type="text/html", href=extras.absolute(page))
    _text(entry, "summary", event.text)


def _time(on: str) -> str:
    return f"{on}T00:00:00Z"


def _child(parent: Xml.Element, tag: str, **attributes: str) -> Xml.Element:
    return Xml.SubElement(parent, tag, attributes)


def _text(parent: Xml.Element, tag: str, text: str) -> Xml.Element:
    child = Xml.SubElement(parent, tag)
    child.text = clean(text)
    return child
