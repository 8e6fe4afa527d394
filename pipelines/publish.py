"""Writing the report of one installation: the site of now, and the site of a past day.

The sources and their terms, as every output credits them.
"""

import os
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime, time
from pathlib import Path

from outputs.report.compose import Extras
from outputs.report.pages import write_report
from outputs.report.publishing import PAST
from outputs.sections.sources import SourceLine
from pipelines.settings import Settings
from sources.catalogue import SOURCES
from warehouse.store import Warehouse


def publish(warehouse: Warehouse, settings: Settings, now: datetime) -> Path:
    """Write the site into its folder and return its front page's path; `now` is timezone-aware."""
    extras = Extras(base_url=site_url())
    return write_report(warehouse, settings.site, now=now, sources=source_lines(), extras=extras)


def publish_past(
    copy: Warehouse, settings: Settings, day: date, folder: Path | None = None
) -> Path:
    """Write the site of a past day from a copy that holds, measured anew, what was visible then.

    It goes to `folder`, by default `as-of/DAY/` of the site, where the front page finds it.
    Returns its front page's path.
    """
    then = datetime.combine(day, time(), UTC)
    present = "" if folder else "../../index.html"
    extras = Extras(day, site_url(), present)
    place = folder or settings.site / PAST / day.isoformat()
    return write_report(copy, place, now=then, sources=source_lines(), extras=extras)


def site_url() -> str:
    """The address under which the site will be published; empty when unknown."""
    return os.environ.get("GAPWATCH_SITE_URL", "")


def source_lines(names: Iterable[str] | None = None) -> list[SourceLine]:
    """The catalogue's sources in its order; only those among `names` when given."""
    wanted, parts = SOURCES if names is None else set(names), fields(SourceLine)
    return [
        SourceLine(**{part.name: getattr(it.ABOUT, part.name) for part in parts})
        for it in SOURCES.values()
        if it.ABOUT.name in wanted
    ]
