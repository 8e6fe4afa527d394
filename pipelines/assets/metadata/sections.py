"""What Dagster shows of single measures, on `measure/estimate`: the sections of the pages."""

from typing import Any

import dagster as dg

from warehouse.reads import models as reads_models
from warehouse.reads import statistics as reads_statistics
from warehouse.store import Warehouse


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
