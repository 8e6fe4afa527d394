"""Live looks: asking a scheduled source and taking in whatever it answers, page by page."""

import os
from collections.abc import Iterator, Mapping

from pipelines.ingest.page import IngestResult, ingest, record_refusal, unreachable
from sources.contract import Source, SourceChanged, SourceUnavailable, Validator
from sources.http.client import PoliteClient, base_from_environment
from warehouse.store import Warehouse


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

    A failure is recorded with its cause and ends the look; pages taken before it stand.
    """
    name, home, taken = source.ABOUT.name, source.ABOUT.home, 0
    try:
        with client_for(warehouse, source, environ) as client:
            for look in source.fetch(client):
                yield ingest(warehouse, source, look)
                taken += 1
    except SourceUnavailable as error:
        yield unreachable(warehouse, name, home, error, taken)
    except SourceChanged as error:
        yield record_refusal(warehouse, name, home, str(error))
