"""Live looks: asking a scheduled source and taking in whatever it answers, page by page."""

import os
from collections.abc import Iterator, Mapping

from pipelines.ingest.page import IngestResult, ingest, record_refusal, unreachable
from sources.contract import (
    ClockWrong,
    Fetched,
    Source,
    SourceChanged,
    SourceError,
    SourceUnavailable,
    Validator,
)
from sources.http.client import PoliteClient, base_from_environment
from warehouse.store import Warehouse

LONGEST = 200
"""Characters of a foreign error's text in a message."""


def client_for(
    warehouse: Warehouse, source: Source, environ: Mapping[str, str] = os.environ
) -> PoliteClient:
    """A client for one source that asks conditionally for what the warehouse already took."""
    name = source.ABOUT.name
    validators = {
        url: Validator(etag, last_modified)
        for url, etag, last_modified in warehouse.validators(name)
    }
    return PoliteClient(name, validators=validators, base=base_from_environment(name, environ))


def fetch_source(
    warehouse: Warehouse, source: Source, environ: Mapping[str, str] = os.environ
) -> Iterator[IngestResult]:
    """Ask `source` now and take every page as it comes.

    A failure, of whatever kind, is recorded with its cause and ends the fetch; pages taken before
    it stand. Raises ClockWrong, with nothing recorded under a wrong time.
    """
    name, home, taken = source.ABOUT.name, source.ABOUT.home, 0
    try:
        with client_for(warehouse, source, environ) as client:
            for fetched in _fetched(source, client):
                yield ingest(warehouse, source, fetched)
                taken += 1
    except SourceUnavailable as error:
        yield unreachable(warehouse, name, home, error, taken)
    except SourceChanged as error:
        yield record_refusal(warehouse, name, home, str(error))


def _fetched(source: Source, client: PoliteClient) -> Iterator[Fetched]:
    """What the source answers. A fault of its own `fetch` is an answer that nobody can read."""
    try:
        yield from source.fetch(client)
    except (SourceError, ClockWrong):
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:LONGEST]
        raise SourceChanged(
            source.ABOUT.name,
            f"fetching failed with {type(error).__name__} ({said}); the source's `fetch` does not "
            "know this answer: report it",
        ) from error
