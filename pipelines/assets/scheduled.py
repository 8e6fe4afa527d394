"""Two assets per scheduled source: the pages it gave, and what they say.

One step makes both, because a page is judged before anything of it is written. The snapshot is
materialised only when the source answered for every page, so its freshness is that of the last
complete look. The observation is materialised by every run: what was not reached or was refused
leaves the last good state in place, and the measures go on from there. The checks say which.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from pipelines.assets import checks, keys
from pipelines.assets.declarations import source_links, source_metadata, source_tags
from pipelines.assets.source_status import recorded
from pipelines.ingest.fetch import fetch_source
from pipelines.ingest.page import IngestResult, record_refusal
from pipelines.ingest.tally import Tally, tally
from pipelines.resources import RetriesResource, WarehouseResource
from sources.catalogue import SCHEDULED
from sources.contract import ClockWrong, Source, SourceCard
from warehouse.store import Warehouse

CHECKS = (checks.ACCEPTED, *checks.RULES, checks.LATELY)


def scheduled_assets() -> list[dg.AssetsDefinition]:
    """The assets of every scheduled source."""
    return [_assets_of(source) for source in SCHEDULED]


def _assets_of(source: Source) -> dg.AssetsDefinition:
    about = source.ABOUT
    snapshot, observation = keys.snapshot(about.name), keys.observation(about.name)

    @dg.multi_asset(
        name=f"fetch_{about.name}",
        description=f"Ask {about.title}, archive what it answers, judge it and record it.",
        specs=[_snapshot_spec(source), _observation_spec(source)],
        check_specs=[
            checks.spec(checks.REACHED, snapshot),
            *(checks.spec(name, observation) for name in CHECKS),
        ],
        can_subset=True,
    )
    def fetched_pages(
        context: dg.AssetExecutionContext,
        warehouse: WarehouseResource,
        patience: RetriesResource,
    ) -> Iterator[keys.Event]:
        with warehouse.open(context.log) as opened:
            looked = tally(_fetches(opened, source, context.log))
            context.log.info(f"{about.name:21} {looked.line()}")
            if looked.unreachable and context.retry_number < patience.retries:
                raise dg.RetryRequested(patience.retries, patience.wait_seconds)
            for event in _events(opened, about, looked):
                if keys.is_wanted(context, event):
                    yield event

    return fetched_pages


def _fetches(warehouse: Warehouse, source: Source, log: logging.Logger) -> Iterator[IngestResult]:
    try:
        yield from fetch_source(warehouse, source)
    except ClockWrong:
        raise  # whatever is recorded under a wrong time stays
    except Exception as fault:
        # A fault of ours in one parser must not stop the measures of all other sources.
        log.exception(f"{source.ABOUT.name}: a fault of ours, please report it")
        cause = f"{source.ABOUT.name}: fault in reading it: {type(fault).__name__}: {fault}"
        yield record_refusal(warehouse, source.ABOUT.name, source.ABOUT.home, cause)


def _events(warehouse: Warehouse, about: SourceCard, looked: Tally) -> Iterator[keys.Event]:
    now = datetime.now(UTC)
    snapshot = keys.snapshot(about.name)
    after = recorded(warehouse, about, looked)
    yield checks.reached(snapshot, looked, after.last_good_at, now)
    if not looked.unreachable:
        yield dg.MaterializeResult(asset_key=snapshot, metadata=_pages(looked))
    yield from after.events(keys.observation(about.name), now)


def _pages(looked: Tally) -> dict[str, Any]:
    urls = dict.fromkeys(taken.url for taken in looked.takens)
    rows = [{"url": taken.url, "outcome": taken.outcome.outcome} for taken in looked.takens]
    first = {"page": dg.MetadataValue.url(next(iter(urls)))} if len(urls) == 1 else {}
    return {"pages": looked.pages, **first, "looks": checks.table(rows, ("url", "outcome"))}


def _snapshot_spec(source: Source) -> dg.AssetSpec:
    about = source.ABOUT
    return dg.AssetSpec(
        keys.snapshot(about.name),
        description=f"Pages that {about.title} gave, archived byte by byte.\n\n"
        f"Source: <{about.home}>. {about.cadence} {about.terms}\n\n"
        "Materialised when every page of the look was answered; an unreachable source shows in "
        f"the check `{checks.REACHED}` and in the freshness.",
        group_name="snapshots",
        skippable=True,
        kinds={"python", "file"},
        owners=[keys.OPERATIONS],
        tags=source_tags(about),
        metadata={**source_metadata(about), **source_links(source)},
        freshness_policy=keys.DAILY,
    )


def _observation_spec(source: Source) -> dg.AssetSpec:
    about = source.ABOUT
    return dg.AssetSpec(
        keys.observation(about.name),
        deps=[keys.snapshot(about.name)],
        description=f"What {about.title} says, judged by the rules and recorded as it changes.\n\n"
        f"Fills {', '.join(f'`{table}`' for table in about.tables)}. A refused page or an "
        "unreachable source changes nothing here: the last good state stands.",
        group_name="observations",
        kinds={"python", "greatexpectations", "sqlite"},
        owners=[keys.OPERATIONS],
        tags=source_tags(about),
        metadata={**source_metadata(about), **source_links(source)},
    )
