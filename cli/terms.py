"""Who the sources are and on which terms they are read, as the outputs want it."""

from __future__ import annotations

from collections.abc import Iterable

from outputs.health import SourceLine


def source_lines(names: Iterable[str] | None = None) -> list[SourceLine]:
    """The catalogue's sources in its order; only those among `names` when given."""
    from sources.catalogue import SOURCES  # noqa: PLC0415 - parsers are not needed to show help

    wanted = None if names is None else set(names)
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
        if wanted is None or about.name in wanted
    ]
