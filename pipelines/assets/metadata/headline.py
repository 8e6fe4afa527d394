"""What Dagster shows of the headline, on `measure/headline`: its sentence, and its day.

There too: the sections of single measures, as the pages have them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from measures.headline.sentence import Headline, Row
from measures.lag.words import interval_in_words, words
from outputs import headline
from outputs.wording import ModelNames
from pipelines.assets import checks, keys
from pipelines.assets.metadata.refit import scale_rows
from terms.days import day
from terms.numbers import interval, number
from terms.openness import OpennessRule
from terms.words import JUDGED, GapVerdict
from warehouse.reads import models as reads_models
from warehouse.reads import statistics as reads_statistics
from warehouse.store import Warehouse

HEADLINE_CHECKS = {
    "headline_issued": "The headline sentence was issued for today (UTC). An older one would be "
    "printed as if it spoke of now.",
}
COLUMNS = ("What", "Value", "95 % interval", "Data from")


def headline_metadata(warehouse: Warehouse) -> dict[str, Any]:
    """The sentence; and in a table gap and lag of each composite, domains, fits and forecasts."""
    newest = headline.newest(warehouse)
    if newest is None:
        return {}
    rows = [*_headline_rows(newest), *scale_rows(warehouse)]
    shown = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return {
        "headline": newest.in_words(reads_models.naming(warehouse.connection)),
        "statistics_today": checks.table(shown, COLUMNS, len(shown)),
    }


def _headline_rows(newest: Headline) -> Iterator[tuple[str, str, str, str]]:
    for part in newest.parts:
        of = f"{part['title']}, {OpennessRule(part['openness_rule']).text}"
        gap = "one class has no entry"
        if part["gap"] is not None:
            gap = f"{number(part['gap'])} index points: {GapVerdict(part['verdict']).text}"
        ends = interval(part["gap_low"], part["gap_high"])
        yield f"Gap, {of}", gap, ends or "not known", day(part["vintage_on"])
        yield f"Lag, {of}", *_lag(part)
    domains = (
        f"{count} {GapVerdict(verdict).text if verdict in JUDGED else verdict}"
        for verdict, count in newest.verdicts.items()
        if count
    )
    yield "Domains", ", ".join(domains), "", ""


def _lag(part: Row) -> tuple[str, str, str]:
    """Its words, interval and day."""
    days = part["lag_days"]
    sign = None if days is None else (days > 0) - (days < 0)
    verdict = GapVerdict(part["verdict"])
    lag = words(days, sign, censored=bool(part["lag_censored"]), verdict=verdict)
    if part["order_on"] and not part["lag_on"]:
        lag += f", order of models as of {day(part['order_on'])}"
    ends = interval_in_words(part["lag_low"], part["lag_high"])
    return lag, ends, day(part["lag_on"] or part["shown_on"])


def headline_checks(
    warehouse: Warehouse, now: datetime | None = None
) -> Iterator[dg.AssetCheckResult]:
    """Results of `HEADLINE_CHECKS`; an error, because the sentence is what people quote."""
    today = (now or datetime.now(UTC)).date().isoformat()
    issued = headline.last_on(warehouse)
    told = f"issued for {issued}, today is {today}"
    yield dg.AssetCheckResult(
        passed=issued == today,
        asset_key=keys.measure("headline"),
        check_name="headline_issued",
        severity=dg.AssetCheckSeverity.ERROR,
        description=told if issued else "no headline was ever issued",
        metadata={"issued_for": issued or "never", "today": today},
    )


def section_metadata(warehouse: Warehouse, rule: str) -> dict[str, Any]:
    """A section of each view over a single measure; a view without rows has none."""
    # Charts come with it, and the definitions load without them.
    from outputs.sections.section import markdown  # noqa: PLC0415
    from outputs.sections.statistics import sections  # noqa: PLC0415

    connection = warehouse.connection
    names = ModelNames.of(reads_models.model_names(connection))
    rows = {name: reads_statistics.statistics(connection, name) for name in reads_statistics.VIEWS}
    found = sections(rows, names, rule)
    return {view: dg.MetadataValue.md(markdown(part)) for view, part in found.items()}
