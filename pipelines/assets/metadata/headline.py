"""What Dagster shows of the headline, on `measure/estimate`: its sentence, and its day.

There too: the sections of single measures, as the pages have them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from measures.headline.records import HeadlineEstimate
from measures.headline.sentence import Headline, headline
from pipelines.assets import keys
from terms.openness import HEADLINE_RULE
from terms.words import JUDGED
from warehouse.reads import derived as reads_derived
from warehouse.reads import estimates as reads_estimates
from warehouse.reads import models as reads_models
from warehouse.reads import statistics as reads_statistics
from warehouse.schema.derived import ESTIMATE
from warehouse.store import Warehouse

HEADLINE_CHECKS = {
    "headline_issued": "The headline sentence was issued for today (UTC). An older one would be "
    "printed as if it spoke of now.",
}


def headline_metadata(warehouse: Warehouse) -> dict[str, Any]:
    """The sentence, the count of domain series by verdict, and gap and lag of each composite."""
    newest = _newest(warehouse)
    if newest is None:
        return {}
    found: dict[str, Any] = {"headline": newest.in_words(reads_models.naming(warehouse.connection))}
    found |= {
        f"series_{word.replace(' ', '_')}": newest.count.verdicts.get(word, 0) for word in JUDGED
    }
    for part in newest.parts:
        if part.openness_rule == HEADLINE_RULE:
            numbers = {"gap": part.value, "lag_days": part.lag_days}
            found |= {
                f"headline_{part.series}_{name}": round(value, 2)
                for name, value in numbers.items()
                if value is not None
            }
    return found


def _newest(warehouse: Warehouse) -> Headline | None:
    rows = reads_estimates.estimates(warehouse.connection, HeadlineEstimate.MEASURE)
    return headline(map(HeadlineEstimate.from_row, rows))


def headline_checks(
    warehouse: Warehouse, now: datetime | None = None
) -> Iterator[dg.AssetCheckResult]:
    """Results of `HEADLINE_CHECKS`; an error, because the sentence is what people quote."""
    connection = warehouse.connection
    today = (now or datetime.now(UTC)).date().isoformat()
    issued = reads_derived.derived_on(connection, ESTIMATE, HeadlineEstimate.MEASURE)
    newest = _newest(warehouse)
    passed = issued == today and newest is not None
    if issued is None:
        told = "no headline was ever issued"
    else:
        told = f"issued for {issued}, today is {today}"
    if newest is None and issued is not None:
        told = f"issued for {issued} without a sentence"
    yield dg.AssetCheckResult(
        passed=passed,
        asset_key=keys.measure("estimate"),
        check_name="headline_issued",
        severity=dg.AssetCheckSeverity.ERROR,
        description=told,
        metadata={"issued_for": issued or "never", "today": today},
    )


def section_metadata(warehouse: Warehouse, rule: str) -> dict[str, Any]:
    """A section of each view over a single measure; a view without rows has none."""
    # Charts come with it, and the definitions load without them.
    from outputs.sections.section import markdown  # noqa: PLC0415
    from outputs.sections.statistics import sections  # noqa: PLC0415

    connection = warehouse.connection
    known = reads_models.model_names(connection)
    names = {model: row["name"] or model for model, row in known.items()}
    rows = {name: reads_statistics.statistics(connection, name) for name in reads_statistics.VIEWS}
    found = sections(rows, names, rule)
    return {view: dg.MetadataValue.md(markdown(part)) for view, part in found.items()}
