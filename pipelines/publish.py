"""Writing the report of one installation: the site of now, and the site of a past day.

The sources and their terms, as every output credits them.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from measures.gap.daily import EitherWay, either_way
from measures.series import load
from outputs.alerts.rules import load as alert_rules
from outputs.report.context import AsOf, Extras
from outputs.report.publishing import PAST
from outputs.report.site import write_report
from outputs.sections.sources import SourceLine
from pipelines.alerting.examine import broken_now
from pipelines.measure.inputs import registry, states_of
from pipelines.settings import Settings
from sources.catalogue import SOURCES
from warehouse.history.vintages import UNBOUNDED
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse


def publish(warehouse: Warehouse, settings: Settings, now: datetime) -> Path:
    """Write the site into its folder and return its front page's path; `now` is timezone-aware."""
    broken = broken_now(warehouse, settings, now, alert_rules(settings.alert_rules))
    extras = replace(_extras(warehouse, now), broken=tuple(broken))
    return write_report(warehouse, settings.site, now=now, sources=source_lines(), extras=extras)


def publish_past(
    copy: Warehouse, settings: Settings, as_of: AsOf, now: datetime, folder: Path | None = None
) -> Path:
    """Write the site of a past day from a copy that holds, measured anew, what was visible then.

    It goes to `folder`, by default `as-of/DAY/` of the site, where the front page finds it.
    Returns its front page's path. `now` is timezone-aware and stands as the time of making.
    """
    then = datetime.combine(as_of.published, time(), UTC)
    present = "" if folder else "../../index.html"
    extras = replace(_extras(copy, then), as_of=as_of, made_at=now, present=present)
    place = folder or settings.site / PAST / as_of.published.isoformat()
    return write_report(copy, place, now=then, sources=source_lines(), extras=extras)


def _extras(warehouse: Warehouse, now: datetime) -> Extras:
    base = os.environ.get("GAPWATCH_SITE_URL", "")
    return Extras(dict(_either_way(warehouse, now)), base_url=base)


def _either_way(warehouse: Warehouse, now: datetime) -> Iterator[tuple[tuple[str, str], EitherWay]]:
    """Bounds of every newest gap that rests on entries of unknown model or openness."""
    newest = {
        (row["series"], row["openness_rule"]): row
        for row in reads_gaps.gap_segments(warehouse.connection)
    }
    provisional = [key for key, row in newest.items() if row["unresolved_above"]]
    names = registry(warehouse) if provisional else None
    declared = load()
    for series, rule in provisional:
        if names is not None and series in declared:
            today = now.astimezone(UTC).date()
            known, day = declared[series], today.isoformat()
            states = states_of(warehouse, known, UNBOUNDED.by(today))
            bounds = either_way(known, states, names, rule, day, day)
            if bounds is not None:
                yield (series, rule), bounds


def source_lines(names: Iterable[str] | None = None) -> list[SourceLine]:
    """The catalogue's sources in its order; only those among `names` when given."""
    wanted = SOURCES if names is None else set(names)
    return [
        SourceLine(
            about.name,
            about.title,
            about.home,
            about.licence,
            about.attribution,
            about.scheduled,
            about.doubt,
        )
        for about in (source.ABOUT for source in SOURCES.values())
        if about.name in wanted
    ]
