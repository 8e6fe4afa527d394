"""The report: a site that says how big each gap is, how sure, as of when, and whence.

It is static and self-contained: nothing is fetched from any other place, and it works from a disk.
Everything scraped is escaped by the template engine or by the charts themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from outputs.report.compose import compose
from outputs.report.context import NONE, Extras
from outputs.report.pages import site_files
from outputs.report.publishing import past_days, place
from outputs.sections.sources import SourceLine
from warehouse.store import Warehouse

__all__ = ["Extras", "SourceLine", "write_report"]


def write_report(
    warehouse: Warehouse,
    folder: Path,
    *,
    now: datetime,
    sources: Sequence[SourceLine],
    extras: Extras = NONE,
) -> Path:
    """Write the site into `folder` (made when missing) and return its front page's path.

    `now` is timezone-aware and decides what is stale; `sources` are all sources that gapwatch
    knows, in the order to show them, so that one never reached is named too. An empty warehouse
    gives a site that says what to do. The site is replaced whole: nobody sees half of it.
    """
    site = compose(warehouse, now.astimezone(UTC), sources, extras)
    return place(folder, site_files(site, past_days(folder)))
