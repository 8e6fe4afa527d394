"""One snapshot per scheduled source: ask the place, archive what it answers, leave word of it.

No step here waits for the writer: any worker may take it, as many beside one another as there are
sources. What came is recorded by the step of the observations.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import dagster as dg

from pipelines import version
from pipelines.assets import checks, keys
from pipelines.assets.declarations import source_links, source_metadata, source_tags
from pipelines.ingest.cadence import not_asked
from pipelines.ingest.fetch import ask
from pipelines.ingest.tally import pages_of
from pipelines.resources import AskingResource, RetriesResource, WarehouseResource
from sources.contract import Source, SourceCard
from warehouse.archive.inbox import Delivery, Inbox
from warehouse.archive.pages import Archive

ANYWHERE = {"dagster-celery/queue": "fetch"}
"""A step belongs where the warehouse is, to whose workers Dagster's queue `dagster` is left. These
need the archive alone, and wait in a queue of their own: any machine may take them."""


def snapshot_op(source: Source) -> dg.OpDefinition:
    """The step that asks `source`. Its check always comes, so that recording always follows."""
    about = source.ABOUT
    asset = keys.snapshot(about.name)

    @dg.op(
        name=f"ask_{about.name}",
        description=f"Ask {about.title} and archive what it answers; needs no lock.",
        out={
            keys.output(asset): dg.Out(dg.Nothing, is_required=False),
            checks.spec(checks.REACHED, asset).get_python_identifier(): dg.Out(dg.Nothing),
        },
        tags={"source": about.name, **ANYWHERE},
    )
    def ask_place(
        context: dg.OpExecutionContext,
        warehouse: WarehouseResource,
        asking: AskingResource,
        patience: RetriesResource,
    ) -> Iterator[keys.Event]:
        settings = warehouse.settings()
        inbox, archive = Inbox(settings.archive), Archive(settings.archive)
        state = warehouse.fetch_state(about.name)
        reason = not_asked(about, state.last, asking.today(), asking.wish())
        if reason is not None:
            context.log.info(f"{about.name:21} not asked: {reason}")
            yield from keys.wanted(context, [checks.unasked(asset, about, state.last, reason)])
            return
        began = datetime.now(UTC)
        delivery = ask(state, archive, source, settings.home)
        inbox.put(delivery, began)
        context.log.info(f"{about.name:21} {_line(delivery)}")
        if _is_silent(delivery) and context.retry_number < patience.retries:
            context.log.info(
                f"{about.name:21} waits {patience.wait_seconds:g} seconds, then asks again: try "
                f"{context.retry_number + 2} of {patience.retries + 1}"
            )
            raise dg.RetryRequested(patience.retries, patience.wait_seconds)
        yield from keys.wanted(context, _events(asset, about, delivery, state.last))

    return ask_place


def _is_silent(delivery: Delivery) -> bool:
    return delivery.failure is not None and delivery.failure.outcome == "unreachable"


def _line(delivery: Delivery) -> str:
    """One line for the log: pages, and how it broke off."""
    failure = delivery.failure
    told = f"{failure.outcome}: {failure.cause}" if failure else ""
    pages = pages_of(len(delivery.answers)) if delivery.answers or not failure else ""
    return "; ".join(part for part in (pages, told) if part)


def _events(
    asset: dg.AssetKey, about: SourceCard, delivery: Delivery, last: Mapping[str, Any] | None
) -> Iterator[keys.Event]:
    now = datetime.now(UTC)
    silence = delivery.failure.cause if delivery.failure and _is_silent(delivery) else None
    yield checks.reached(asset, about, len(delivery.answers), silence, last, now)
    if silence is None:
        yield dg.MaterializeResult(
            asset_key=asset, metadata=_pages(delivery), data_version=_version(delivery)
        )


def _version(delivery: Delivery) -> dg.DataVersion:
    """The same addresses with the same bytes are the same data."""
    pages = sorted(f"{answer.url} {answer.sha256}" for answer in delivery.answers)
    return dg.DataVersion(sha256("\n".join(pages).encode()).hexdigest()[:16])


def _pages(delivery: Delivery) -> dict[str, Any]:
    rows = [
        {"url": answer.url, "status": answer.status, "page": answer.sha256}
        for answer in delivery.answers
    ]
    urls = dict.fromkeys(answer.url for answer in delivery.answers)
    first = {"page": dg.MetadataValue.url(next(iter(urls)))} if len(urls) == 1 else {}
    answers = {"answers": checks.table(rows, ("url", "status", "page"))} if rows else {}
    return {"pages": len(rows), **first, **answers}


def snapshot_spec(source: Source) -> dg.AssetSpec:
    """The declaration of the pages of `source`."""
    about = source.ABOUT
    every = timedelta(days=about.ask_every_days)
    return dg.AssetSpec(
        keys.snapshot(about.name),
        description=f"Pages that {about.title} gave, archived byte by byte.\n\n"
        f"Source: <{about.home}>. {about.cadence} {about.terms}\n\n"
        "Materialised when every page of the fetch was answered; an unreachable source shows in "
        f"the check `{checks.REACHED}` and in the freshness.",
        group_name="snapshots",
        kinds={"python", "file"},
        owners=[keys.OPERATIONS],
        tags=source_tags(about),
        metadata={**source_metadata(about), **source_links(source)},
        code_version=version.reading(),
        freshness_policy=dg.FreshnessPolicy.time_window(
            warn_window=every + timedelta(hours=6), fail_window=every + timedelta(hours=24)
        ),
    )
