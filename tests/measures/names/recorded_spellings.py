"""Every spelling of every recorded page, gathered once, and the registry that ships."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from measures.names.registry import Registry
from sources.catalogue import SOURCES
from sources.contract import Page, Reading, SourceChanged
from tests import recorded
from tests.measures.shipped import GRAMMARS, registry_tables


@dataclass
class Spelled:
    """One source's spellings to the first day on which it wrote each, and its pages by day."""

    first: dict[str, str] = field(default_factory=dict)
    pages: list[tuple[str, list[Reading]]] = field(default_factory=list)


@cache
def shipped() -> Registry:
    return registry()


def registry(
    keeps_alias: Callable[[Mapping[str, Any]], bool] = lambda row: True,
    keeps_model: Callable[[Mapping[str, Any]], bool] = lambda row: True,
) -> Registry:
    """The registry without what is not kept."""
    rows = registry_tables()
    models = [row for row in rows["model"] if keeps_model(row)]
    known = {row["entry"] for row in models}
    aliases = [row for row in rows["alias"] if row["model"] in known and keeps_alias(row)]
    grades = [row for row in rows["openness"] if row["model"] in known]
    return Registry(models, aliases, grades, GRAMMARS)


@cache
def spelled() -> Mapping[str, Spelled]:
    """Source to what it wrote, in the order of the days on which its pages were seen."""
    found: dict[str, Spelled] = defaultdict(Spelled)
    for line in sorted(recorded.rows(), key=lambda row: row["seen_at"]):
        if line["source"] in SOURCES:
            page = recorded.page(line)
            try:
                readings = list(SOURCES[line["source"]].parse(page))
            except SourceChanged:
                continue
            _add(found[line["source"]], page, readings)
    return found


@cache
def known_models() -> Mapping[str, str]:
    """Model to the day of its release."""
    return {row["entry"]: str(row["released_on"]) for row in registry_tables()["model"]}


def _add(spelled: Spelled, page: Page, readings: list[Reading]) -> None:
    spelled.pages.append((page.seen_at.date().isoformat(), readings))
    for reading in readings:
        day = str(reading.published_on or page.seen_at.date())
        for row in reading.rows:
            if name := row.get("model_name"):
                spelled.first[name] = min(day, spelled.first.get(name, day))
