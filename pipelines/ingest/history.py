"""Write the history that ships: `python -m pipelines.ingest.history FOLDER...`.

What belongs here: the registry as the product reads names with it, grammars of sources included.
What is kept of which pages is in `sources.published`.
"""

import sys
from collections import defaultdict

from measures.names.registry import Registry
from sources.catalogue import SOURCES
from sources.contract import Row
from sources.published import make_history, names


def registry_of() -> Registry:
    """Spellings, models and openness of the registry that ships."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for reading in names.readings():
        rows[reading.table].extend(reading.rows)
    grammars = {name: source.ABOUT.grammar for name, source in SOURCES.items()}
    return Registry(rows["model"], rows["alias"], rows["openness"], grammars)


def known_names() -> names.Names:
    """The same as history needs it."""
    registry = registry_of()

    def meaning(source: str, spelling: str, on: str) -> tuple[str, str | None] | None:
        match = registry.match(source, spelling, on)
        return (match.model, match.effort) if match else None

    return names.Names(names.readings(), meaning)


if __name__ == "__main__":  # pragma: no cover
    sys.exit(make_history.main(sys.argv[1:], known_names()))
