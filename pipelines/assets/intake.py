"""From the places to the facts: a step per source that asks it, and one that records what came.

A step whose asset is not materialised would have everything after it skipped. So the edge between
them is a check, which always comes. Any part can be selected alone: an observation without its
snapshot takes up what waits, facts without observations are counted anew. The command calls the
same generators of events.
"""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from logging import Logger
from typing import Any

import dagster as dg

from pipelines import version
from pipelines.assets import checks, keys
from pipelines.assets.declarations import (
    links,
    source_links,
    source_metadata,
    source_tags,
    table_metadata,
)
from pipelines.ingest.cadence import not_asked
from pipelines.ingest.fetch import ask, ingest_waiting, states_of
from pipelines.ingest.tally import Tally, pages_of
from pipelines.resources import AskingResource, RetriesResource, WarehouseResource
from sources.catalogue import BUNDLED, SCHEDULED
from sources.contract import Source, SourceCard
from warehouse.archive.inbox import Delivery, Inbox
from warehouse.archive.pages import Archive
from warehouse.reads import boards as reads_boards
from warehouse.schema.facts import STATED
from warehouse.schema.tables import Table
from warehouse.store import Warehouse

ANYWHERE = {"dagster-celery/queue": "fetch"}
"""A step belongs where the warehouse is, to whose workers Dagster's queue `dagster` is left. These
need the archive alone, and wait in a queue of their own: any machine may take them."""
OBSERVED = (*checks.JUDGED, checks.LATELY)
EMPTY = reads_boards.TableCounts(0, 0, 0, "none yet")


def intake() -> dg.AssetsDefinition:
    """Every snapshot, observation and fact table."""
    declared = [
        *(make(source) for make in (_snapshot_spec, _observation_spec) for source in SCHEDULED),
        *(_fact_spec(table) for table in STATED),
    ]
    specs = {spec.key: spec for spec in declared}
    named = {keys.output(key): key for key in specs}
    curated = (keys.curated(source.ABOUT.name) for source in BUNDLED)
    bundled = {keys.output(key): key for key in curated}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        assets = dg.AssetsDefinition.from_graph(
            _graph(bundled),
            keys_by_input_name=bundled,
            keys_by_output_name=named,
            internal_asset_deps={
                name: {dep.asset_key for dep in specs[key].deps} for name, key in named.items()
            },
            check_specs=[
                checks.spec(check, asset)
                for source in SCHEDULED
                for asset, some in _checked(source).items()
                for check in some
            ],
            can_subset=True,
        )
    return assets.map_asset_specs(lambda spec: _described(spec, specs[spec.key]))


def _checked(source: Source) -> dict[dg.AssetKey, tuple[str, ...]]:
    name = source.ABOUT.name
    return {keys.snapshot(name): (checks.REACHED,), keys.observation(name): OBSERVED}


def _described(spec: dg.AssetSpec, declared: dg.AssetSpec) -> dg.AssetSpec:
    """What a graph knows of an asset, with what we declare of it."""
    return spec.replace_attributes(
        description=declared.description,
        group_name=declared.group_name,
        kinds=declared.kinds,
        owners=declared.owners,
        tags={**declared.tags},
        metadata={**spec.metadata, **declared.metadata},
        code_version=declared.code_version,
        freshness_policy=declared.freshness_policy,
    )


def _graph(bundled: Mapping[str, dg.AssetKey]) -> dg.GraphDefinition:
    asking = {_ask_op(source): source for source in SCHEDULED}
    record = _record_op(list(bundled))
    asked = [
        dg.DependencyDefinition(op.name, _check_output(keys.snapshot(source.ABOUT.name)))
        for op, source in asking.items()
    ]
    return dg.GraphDefinition(
        name="intake",
        description="Ask every source, record what it says, count the facts.",
        node_defs=[*asking, record],
        dependencies={record.name: {"asked": dg.MultiDependencyDefinition(asked)}},
        input_mappings=[
            dg.InputMapping(
                graph_input_name=name, mapped_node_name=record.name, mapped_node_input_name=name
            )
            for name in bundled
        ],
        output_mappings=[
            dg.OutputMapping(
                graph_output_name=name, mapped_node_name=op.name, mapped_node_output_name=name
            )
            for op in (*asking, record)
            for name in op.output_dict
        ],
    )


def _check_output(asset: dg.AssetKey, check: str = checks.REACHED) -> str:
    return checks.spec(check, asset).get_python_identifier()


def _ask_op(source: Source) -> dg.OpDefinition:
    """The step that asks `source`."""
    about = source.ABOUT
    asset = keys.snapshot(about.name)

    @dg.op(
        name=f"ask_{about.name}",
        description=f"Ask {about.title} and archive what it answers; needs no lock.",
        out={
            keys.output(asset): dg.Out(dg.Nothing, is_required=False),
            _check_output(asset): dg.Out(dg.Nothing),
        },
        tags={"source": about.name, **ANYWHERE},
    )
    def ask_place(
        context: dg.OpExecutionContext,
        warehouse: WarehouseResource,
        asking: AskingResource,
        patience: RetriesResource,
    ) -> Iterator[keys.Event]:
        settings, state = warehouse.settings(), warehouse.fetch_state(about.name)
        reason = not_asked(about, state.last, datetime.now(UTC).date(), asking.wish())
        if reason is not None:
            context.log.info(f"{about.name:21} not asked: {reason}")
            yield from keys.wanted(context, [checks.unasked(asset, about, state.last, reason)])
            return
        began = datetime.now(UTC)
        delivery = ask(state, Archive(settings.archive), source, settings.home)
        Inbox(settings.archive).put(delivery, began)
        context.log.info(line(delivery))
        if _silence(delivery) is not None and context.retry_number < patience.retries:
            context.log.info(
                f"{about.name:21} waits {patience.wait_seconds:g} seconds, then asks again: try "
                f"{context.retry_number + 2} of {patience.retries + 1}"
            )
            raise dg.RetryRequested(patience.retries, patience.wait_seconds)
        found = answered(about, delivery, state.last, settings.archive)
        yield from keys.wanted(context, found)

    return ask_place


def _silence(delivery: Delivery) -> str | None:
    """Why the source could not be reached; None: it answered."""
    failure = delivery.failure
    return failure.cause if failure and failure.outcome == "unreachable" else None


def line(delivery: Delivery) -> str:
    """One line for the log: pages, and how it broke off."""
    failure = delivery.failure
    told = f"{failure.outcome}: {failure.cause}" if failure else ""
    pages = pages_of(len(delivery.answers)) if delivery.answers or not failure else ""
    return f"{delivery.source:21} {'; '.join(part for part in (pages, told) if part)}"


def answered(
    about: SourceCard, delivery: Delivery, last: Mapping[str, Any] | None, archive: str
) -> Iterator[keys.Event]:
    """What came of asking a source, whose pages lie in `archive`: its snapshot and its check."""
    asset, silence = keys.snapshot(about.name), _silence(delivery)
    count, now = len(delivery.answers), datetime.now(UTC)
    yield checks.reached(asset, about, count, silence, last, now)
    if silence is not None:
        return
    rows = [
        {"url": answer.url, "status": answer.status, "page": answer.sha256}
        for answer in delivery.answers
    ]
    # The same addresses with the same bytes are the same data.
    pages = sorted(f"{answer.url} {answer.sha256}" for answer in delivery.answers)
    yield dg.MaterializeResult(
        asset_key=asset,
        metadata={
            "pages": count,
            "archive": _address(archive),
            "answers": checks.table(rows, ("url", "status", "page")),
        },
        data_version=dg.DataVersion(sha256("\n".join(pages).encode()).hexdigest()[:16]),
    )


def _outputs(source: Source) -> list[str]:
    """Of the step that records a source: its observation and checks."""
    asset = keys.observation(source.ABOUT.name)
    return [keys.output(asset), *(_check_output(asset, check) for check in OBSERVED)]


def _record_op(before: Sequence[str]) -> dg.OpDefinition:
    """The step that records every source, after what the inputs `before` stand for.

    One process writes at a time, and the rules judge all pages of a day together.
    """
    outputs = {source.ABOUT.name: _outputs(source) for source in SCHEDULED}
    facts = [keys.output(keys.fact(table.name)) for table in STATED]

    @dg.op(
        name="record",
        description="Judge and record what the snapshots left in the inbox, as the one writer, "
        "and count what is in force in every fact table.",
        ins={name: dg.In(dg.Nothing) for name in (*before, "asked")},
        out={
            name: dg.Out(dg.Nothing, is_required=False)
            for name in (*(it for some in outputs.values() for it in some), *facts)
        },
        tags={"writes": "warehouse"},
    )
    def record(
        context: dg.OpExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event]:
        wanted = set(context.selected_output_names)
        sources = [it for it in SCHEDULED if wanted.intersection(outputs[it.ABOUT.name])]
        if sources:
            with warehouse.open(context.log) as opened:
                _need_pages(context.instance, context.run_id, opened.archive)
                for about, looked in record_sources(opened, sources, context.log):
                    yield from keys.wanted(context, checks.recorded(opened, about, looked))
        with warehouse.read() as known:
            yield from keys.wanted(context, counted(known))

    return record


def _need_pages(instance: dg.DagsterInstance, run: str, archive: Archive) -> None:
    """Every page that this run archived lies where it is recorded: a worker that keeps pages
    elsewhere leaves its deliveries there too, and nobody would miss them. Raises Failure."""
    for source in SCHEDULED:
        event = instance.get_latest_materialization_event(keys.snapshot(source.ABOUT.name))
        made = event.asset_materialization if event and event.run_id == run else None
        answers = made.metadata.get("answers") if made else None
        for row in answers.records if isinstance(answers, dg.TableMetadataValue) else ():
            page = row.data["page"]
            if made and page and not archive.holds(str(page)):
                theirs = made.metadata["archive"].value
                raise dg.Failure(
                    f"{source.ABOUT.name}: page {page} is not in {_address(archive.root)}. Who "
                    f"fetched it keeps pages in {theirs}: give all the same GAPWATCH_ARCHIVE"
                )


def _address(archive: str) -> str:
    """Where an archive lies, without a name and a password."""
    return re.sub(r"//[^/]*@", "//", archive)


def record_sources(
    warehouse: Warehouse, sources: Sequence[Source], log: Logger
) -> Iterator[tuple[SourceCard, Tally]]:
    """Record what waits of `sources`; what came of each."""
    inbox = Inbox(warehouse.archive.root)
    for source, results in ingest_waiting(warehouse, inbox, sources, log):
        about, looked = source.ABOUT, Tally(tuple(results))
        if looked.has_news or looked.cause("refused"):  # of all others the snapshot told already
            log.info(f"{about.name:21} {looked.line()}")
        yield about, looked
    # For who fetches without the warehouse at hand.
    states = states_of(warehouse, [source.ABOUT.name for source in SCHEDULED])
    inbox.leave_states(states)


def counted(warehouse: Warehouse | None) -> Iterator[dg.MaterializeResult[None]]:
    """What is in force in every fact table; without a warehouse nothing."""
    found = reads_boards.table_counts(warehouse.connection) if warehouse else {}
    states = reads_boards.state_hashes(warehouse.connection) if warehouse else {}
    for table in STATED:
        one = asdict(found.get(table.name, EMPTY))
        yield dg.MaterializeResult(
            asset_key=keys.fact(table.name),
            metadata={
                "dagster/row_count": one["rows"],
                "boards": one["boards"],
                "vintages": one["vintages"],
                "newest_published_on": one["newest_on"],
            },
            data_version=dg.DataVersion(states.get(table.name, "empty")),
        )


def _of_source(
    asset: dg.AssetKey, source: Source, deps: Sequence[dg.AssetKey], group: str, about: str
) -> dg.AssetSpec:
    """What is declared alike of everything that comes from one source."""
    return dg.AssetSpec(
        asset,
        deps=deps,
        description=about,
        group_name=group,
        owners=[keys.OPERATIONS],
        tags=source_tags(source.ABOUT),
        metadata={**source_metadata(source.ABOUT), **source_links(source)},
        code_version=version.reading(),
    )


def _snapshot_spec(source: Source) -> dg.AssetSpec:
    about = source.ABOUT
    every = timedelta(days=about.ask_every_days)
    told = (
        f"Pages that {about.title} gave, archived byte by byte.\n\n"
        f"Source: <{about.home}>. {about.cadence} {about.terms}\n\n"
        "Materialised when every page of the fetch was answered; an unreachable source shows in "
        f"the check `{checks.REACHED}` and in the freshness."
    )
    spec = _of_source(keys.snapshot(about.name), source, [], "snapshots", told)
    return spec.replace_attributes(
        kinds={"python", "file"},
        freshness_policy=dg.FreshnessPolicy.time_window(
            warn_window=every + timedelta(hours=6), fail_window=every + timedelta(hours=24)
        ),
    )


def _observation_spec(source: Source) -> dg.AssetSpec:
    about = source.ABOUT
    told = (
        f"What {about.title} says, judged by the rules and recorded as it changes.\n\n"
        f"Fills {', '.join(f'`{table}`' for table in about.tables)}. Materialised when a new page "
        "was accepted. A refused page or an unreachable source changes nothing here: the last good "
        "state stands, and an event says why."
    )
    deps = [keys.snapshot(about.name)]
    spec = _of_source(keys.observation(about.name), source, deps, "observations", told)
    return spec.replace_attributes(kinds={"python", "greatexpectations", "sqlite"})


def _fact_spec(table: Table) -> dg.AssetSpec:
    return dg.AssetSpec(
        keys.fact(table.name),
        deps=[
            *(keys.curated(s.ABOUT.name) for s in BUNDLED if table.name in s.ABOUT.tables),
            *(keys.observation(s.ABOUT.name) for s in SCHEDULED if table.name in s.ABOUT.tables),
        ],
        description=f"{table.about}\n\nAppend-only; `gapwatch as-of` asks for any past day. Rows "
        "counted here are those of every board's newest vintage.",
        group_name="facts",
        kinds={"table", "sqlite"},
        owners=[keys.OPERATIONS],
        tags={"layer": "fact"},
        metadata={**table_metadata(table), **links("docs/methods.md", "docs/glossary.md")},
        code_version=version.reading(),
    )
