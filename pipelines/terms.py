"""Who the sources are and on which terms they are read, as the outputs want it."""

from collections.abc import Iterable

from outputs.sections.sources import SourceLine
from sources.catalogue import SOURCES


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
        )
        for about in (source.ABOUT for source in SOURCES.values())
        if about.name in wanted
    ]
