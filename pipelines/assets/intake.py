"""From the places to the facts: a step that asks sources, and one that records what came.

A step whose asset is not materialised would have everything after it skipped. So the edge between
them is an output of its own, which always comes. Any part can be selected alone: an observation
without its snapshot takes up what waits, facts without observations are counted anew. The command
calls the same generators of events.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from logging import Logger
from typing import Any

import dagster as dg

from pipelines import version
from pipelines.assets import checks, keys
from pipelines.ingest.curated import curate_source
from pipelines.ingest.fetch import fetch_all, ingest_waiting, reasons_not_to_ask, states_of
from pipelines.ingest.tally import Tally
from pipelines.resources import AskingResource, WarehouseResource
from pipelines.settings import Settings
from sources.catalogue import BUNDLED, SCHEDULED
from sources.contract import Source, SourceCard
from terms.numbers import plural
from warehouse.archive.inbox import Delivery, FetchState, Inbox
from warehouse.archive.pages import Archive
from warehouse.reads import boards as reads_boards
from warehouse.schema.columns import Table
from warehouse.schema.facts import STATED
from warehouse.store import Warehouse

ANYWHERE = {"dagster-celery/queue": "fetch"}
"""A step belongs where the warehouse is, to whose workers Dagster's queue `dagster` is left. These
need the archive alone, and wait in a queue of their own: any machine may take them."""
DONE = "asked"
"""The output of a step that asks, which always comes."""
KEPT = (*BUNDLED, *SCHEDULED)
"""What is recorded, in that order: what ships, then what was asked."""
JUDGED = [checks.spec(name, keys.kept(it.ABOUT)) for it in KEPT for name in checks.JUDGED]
EMPTY = {"rows": 0, "boards": 0, "vintages": 0, "newest_published_on": "none yet"}


def intake(groups: Iterable[Sequence[Source]] = (SCHEDULED,)) -> dg.AssetsDefinition:
    """Every snapshot, what is recorded of every source, and the fact tables.

    `groups`: the sources that one step asks, beside each other: all of them, or each by a step of
    its own, which any worker may take.
    """
    declared = [
        *(_snapshot_spec(source) for source in SCHEDULED),
        *(_kept_spec(source) for source in KEPT),
        *(_fact_spec(table) for table in STATED),
    ]
    specs = {spec.key: spec for spec in declared}
    named = {key.to_python_identifier(): key for key in specs}
    assets = dg.AssetsDefinition.from_graph(
        _graph(groups),
        keys_by_output_name=named,
        internal_asset_deps={
            name: {dep.asset_key for dep in specs[key].deps} for name, key in named.items()
        },
        check_specs=[
            *(checks.spec(checks.REACHED, keys.snapshot(it.ABOUT.name)) for it in SCHEDULED),
            *JUDGED,
        ],
        can_subset=True,
    )
    return assets.map_asset_specs(
        lambda spec: specs[spec.key].merge_attributes(metadata=spec.metadata)
    )


def _graph(groups: Iterable[Sequence[Source]]) -> dg.GraphDefinition:
    asks = [_ask_op(sources) for sources in groups]
    named = [name for op in (*asks, record) for name in op.output_dict if name != DONE]

    @dg.graph(
        description="Ask every source, record what it says, count the facts.",
        out={name: dg.GraphOut() for name in named},
    )
    def intake() -> dict[str, Any]:
        asked = [(op, op()) for op in asks]
        recorded = record([getattr(it, DONE) for _, it in asked])
        steps = (*asked, (record, recorded))
        every = {name: getattr(it, name) for op, it in steps for name in op.output_dict}
        return {name: every[name] for name in named}

    return intake


def _ask_op(sources: Sequence[Source]) -> dg.OpDefinition:
    """The step that asks some sources."""
    assets = {it.ABOUT.name: keys.snapshot(it.ABOUT.name) for it in sources}
    told = [checks.spec(checks.REACHED, one).get_python_identifier() for one in assets.values()]
    maybe = (*(one.to_python_identifier() for one in assets.values()), *told)

    @dg.op(
        name="_".join(["ask", *(assets if len(assets) == 1 else ())]),
        description="Ask sources beside each other and archive what they answer; needs no lock.",
        out={DONE: dg.Out(dg.Nothing)}
        | {name: dg.Out(dg.Nothing, is_required=False) for name in maybe},
        tags=ANYWHERE,
    )
    def ask_places(
        context: dg.OpExecutionContext, warehouse: WarehouseResource, asking: AskingResource
    ) -> Iterator[keys.Event]:
        settings, states = warehouse.settings(), warehouse.fetch_states(assets)
        chosen = keys.chosen(context)
        some = [it for it in sources if assets[it.ABOUT.name] in chosen]
        today = datetime.now(UTC).date()
        reasons = reasons_not_to_ask(some, states, today, asking.only, force=asking.force)
        found = asked(settings, states, some, reasons, context.log)
        yield from keys.wanted(context, found)

    return ask_places


def asked(
    settings: Settings,
    states: Mapping[str, FetchState],
    sources: Iterable[Source],
    reasons: Mapping[str, str],
    log: Logger,
) -> Iterator[keys.Event]:
    """Ask sources beside each other, but those that there are `reasons` not to ask, by name; what
    came of each."""
    due, now = [], datetime.now(UTC)
    for source in sources:
        about = source.ABOUT
        if reason := reasons.get(about.name):
            log.info(f"{about.name:21} not asked: {reason}")
            yield checks.reached(about, states[about.name].last, now, not_asked=reason)
        else:
            due.append(source)
    for source, delivery in fetch_all(settings, states, due):
        log.info(line(delivery))
        yield from answered(source.ABOUT, delivery, states[source.ABOUT.name], settings.archive)


def line(delivery: Delivery) -> str:
    """One line for the log: pages, and how it broke off."""
    failure = delivery.failure
    told = f"{failure.outcome}: {failure.cause}" if failure else ""
    pages = plural(len(delivery.answers), "page") if delivery.answers or not failure else ""
    return f"{delivery.source:21} {'; '.join(part for part in (pages, told) if part)}"


def answered(
    about: SourceCard, delivery: Delivery, state: FetchState, archive: str
) -> Iterator[keys.Event]:
    """What came of asking a source, whose pages lie in `archive`: its snapshot and its check."""
    failure, count = delivery.failure, len(delivery.answers)
    silence = failure.cause if failure and failure.outcome == "unreachable" else None
    yield checks.reached(about, state.last, datetime.now(UTC), count, silence=silence)
    if silence is not None:
        return
    # The same addresses with the same bytes are the same data.
    pages = sorted(f"{answer.url} {answer.sha256}" for answer in delivery.answers)
    known = {page.sha256 for page in state.pages}
    new = [answer for answer in delivery.answers if answer.sha256 not in known]
    yield dg.MaterializeResult(
        asset_key=keys.snapshot(about.name),
        metadata={
            "pages": count,
            "archive": _address(archive),
            **checks.shown("answers", new, ("url", "status", "sha256")),
        },
        data_version=dg.DataVersion(sha256("\n".join(pages).encode()).hexdigest()[:16]),
    )


RECORDED = (
    *(keys.kept(source.ABOUT).to_python_identifier() for source in KEPT),
    *(check.get_python_identifier() for check in JUDGED),
    *(keys.fact(table.name).to_python_identifier() for table in STATED),
)


@dg.op(
    ins={"asked": dg.In(dg.Nothing)},
    out={name: dg.Out(dg.Nothing, is_required=False) for name in RECORDED},
)
def record(context: dg.OpExecutionContext, warehouse: WarehouseResource) -> Iterator[keys.Event]:
    """Judge and record what ships and what the snapshots left in the inbox, as the one writer, and
    count what is in force in every fact table.

    One process writes at a time, and the rules judge all pages of a day together.
    """
    chosen = keys.chosen(context)
    if sources := [source for source in KEPT if keys.kept(source.ABOUT) in chosen]:
        with warehouse.open() as opened:
            _need_pages(context.instance, context.run_id, opened.archive)
            looks = record_sources(opened, sources, context.log)
            yield from keys.wanted(context, checks.recorded(opened, looks))
    with warehouse.read() as known:
        if known is not None:
            yield from keys.wanted(context, counted(known))


def _need_pages(instance: dg.DagsterInstance, run: str, archive: Archive) -> None:
    """Every page that this run archived lies where it is recorded: a worker that keeps pages
    elsewhere leaves its deliveries there too, and nobody would miss them. Raises Failure."""
    for source in SCHEDULED:
        event = instance.get_latest_materialization_event(keys.snapshot(source.ABOUT.name))
        made = event.asset_materialization if event and event.run_id == run else None
        answers = made.metadata.get("answers") if made else None
        for row in answers.records if isinstance(answers, dg.TableMetadataValue) else ():
            page = row.data["sha256"]
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
) -> list[tuple[SourceCard, Tally]]:
    """Record what ships and what waits of `sources`; what came of each."""
    inbox = Inbox(warehouse.archive.root)
    found = [(it, [*curate_source(warehouse, it)]) for it in sources if not it.ABOUT.scheduled]
    asked = [source for source in sources if source.ABOUT.scheduled]
    found += ingest_waiting(warehouse, inbox, asked)
    # For who fetches without the warehouse at hand.
    inbox.leave_states(states_of(warehouse, [source.ABOUT.name for source in SCHEDULED]))
    looks = [(source.ABOUT, Tally(tuple(results))) for source, results in found]
    for about, looked in looks:
        # Of all others that were asked the snapshot told already.
        if looked.has_news or looked.cause("refused") or not about.scheduled:
            log.info(f"{about.name:21} {looked.line()}")
    return looks


def counted(warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
    """What is in force in every fact table."""
    found = reads_boards.table_counts(warehouse.connection)
    states = reads_boards.state_hashes(warehouse.connection)
    for table in STATED:
        counts = dict(found.get(table.name, EMPTY))
        yield dg.MaterializeResult(
            asset_key=keys.fact(table.name),
            metadata={"dagster/row_count": counts.pop("rows"), **counts},
            data_version=dg.DataVersion(states.get(table.name, "empty")),
        )


def _snapshot_spec(source: Source) -> dg.AssetSpec:
    about = source.ABOUT
    every = timedelta(days=about.ask_every_days)
    return dg.AssetSpec(
        keys.snapshot(about.name),
        description=f"Pages of {about.title}, archived byte by byte.\n\n"
        f"Source: <{about.home}>. {about.cadence} {about.terms}\n\n"
        "Materialised when every page of the fetch was answered; an unreachable source shows in "
        f"the check `{checks.REACHED}` and in the freshness.",
        group_name="snapshots",
        kinds={"python", "file"},
        freshness_policy=dg.FreshnessPolicy.time_window(
            warn_window=every + timedelta(hours=6), fail_window=every + timedelta(hours=24)
        ),
        **_of_source(about),
    )


def _kept_spec(source: Source) -> dg.AssetSpec:
    """What is recorded of a source: of one that is asked, or of one that ships."""
    about = source.ABOUT
    fills = f"Fills {', '.join(f'`{table}`' for table in about.tables)}."
    if about.scheduled:
        group, deps = "observations", [keys.snapshot(about.name)]
        told = (
            f"{about.title}: judged by the rules, recorded as it changes.\n\n{fills} "
            "Materialised when a new page was accepted. A refused page or an unreachable source "
            "changes nothing here: the last good state stands, and an event says why."
        )
    else:
        group, deps = "curated", []
        told = (
            f"{about.title}, as shipped with this version.\n\n{fills} {about.cadence} A page "
            "that this code has read is not read again."
        )
    return dg.AssetSpec(
        keys.kept(about),
        deps=deps,
        description=told,
        group_name=group,
        kinds={"python", "greatexpectations", "sqlite"},
        **_of_source(about),
    )


def _of_source(about: SourceCard) -> dict[str, Any]:
    """Of whatever comes from a source: tags to filter by (its licence when that has a short name),
    home, terms, attribution."""
    is_short = re.fullmatch(r"[A-Za-z0-9_.-]{1,63}", about.licence)
    return {
        "tags": {"source": about.name} | ({"licence": about.licence} if is_short else {}),
        "metadata": {
            "home": dg.MetadataValue.url(about.home),
            "licence": about.licence,
            "attribution": about.attribution,
            "cadence": about.cadence,
            "asked_every_days": about.ask_every_days,
            "stale_after_days": about.stale_after_days,
            **({"terms": about.terms} if about.terms else {}),
        },
        "code_version": version.reading(),
    }


def _fact_spec(table: Table) -> dg.AssetSpec:
    return dg.AssetSpec(
        keys.fact(table.name),
        deps=[keys.kept(source.ABOUT) for source in KEPT if table.name in source.ABOUT.tables],
        description=f"{table.about}\n\nAppend-only; `gapwatch as-of` asks for any past day. Rows "
        "counted here are those of every board's newest vintage.",
        group_name="facts",
        kinds={"table", "sqlite"},
        metadata=keys.table_metadata(table),
        code_version=version.reading(),
    )
