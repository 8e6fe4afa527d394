"""What every spelling on a board or price list means, where no alias is written exactly so.

Recorded as aliases of source `gapwatch` before anything is measured: the views match by them. The
registry itself is read without them (`pipelines.measure.registry.curated`).
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from measures.names.registry import ALWAYS, NEVER, Registry
from pipelines.measure.inputs import Inputs
from pipelines.measure.registry import NAMES, curated
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.reads.models import spellings
from warehouse.schema.derived import DERIVED_SOURCE

SPELLINGS = "package:gapwatch/spellings"
"""Address of the page that says what the board is made of."""


def derive_spellings(inputs: Inputs) -> Iterator[Arrival]:
    """Record the board of respelled aliases; yields it when a spelling, alias or rule is new."""
    known = spellings(inputs.warehouse.connection)
    made_of = {
        "measures": inputs.code_version,
        "registry": [vintage.id for vintage in curated(inputs.warehouse, *NAMES)],
        "spellings": len(known),
    }
    page = inputs.warehouse.keep(json.dumps(made_of, sort_keys=True).encode())
    seen = Seen(DERIVED_SOURCE, SPELLINGS, inputs.now, inputs.code_version, page)
    if inputs.warehouse.holds(seen):
        return
    key = BoardKey("alias", DERIVED_SOURCE, "respelled")
    arrival = Arrival(key, inputs.today, _rows(inputs.curated, known), inputs_on=None)
    inputs.warehouse.accept(seen, [arrival])
    yield arrival


def _rows(registry: Registry, spelled: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """A row for every span of days on which a spelling (source, spelling) means one model."""
    return [
        {
            "entry": f"{source}|{spelling}|{'' if start == ALWAYS else start}",
            "alias": spelling,
            "source": source,
            "model": match.model,
            "valid_from": None if start == ALWAYS else start,
            "valid_until": None if end == NEVER else end,
            "effort": match.effort,
            "harness": match.harness,
            "host": match.host,
            "stamp": match.stamp,
        }
        for source, spelling in sorted(spelled)
        for start, end, match in registry.respelled(source, spelling)
    ]
