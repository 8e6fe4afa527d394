"""One observation per scheduled source: what its pages say, judged and recorded.

One step takes up what the snapshots left in the inbox: one process writes at a time, and the rules
judge all pages of a day together. A source without a new page is not materialised: an event on its
asset says why. What was refused leaves the last good state in place, and the measures go on from
there.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import dagster as dg

from pipelines import version
from pipelines.assets import checks, keys
from pipelines.assets.declarations import source_links, source_metadata, source_tags
from pipelines.assets.source_status import recorded
from pipelines.ingest.fetch import ingest_waiting, states_of
from pipelines.ingest.tally import Tally
from pipelines.resources import WarehouseResource
from sources.catalogue import SCHEDULED
from sources.contract import Source
from warehouse.archive.inbox import FetchStates, Inbox
from warehouse.connection import identity
from warehouse.store import Warehouse

CHECKS = (*checks.JUDGED, checks.LATELY)
RECORDED = "recorded"
"""Output without an asset: what counts the facts comes after it, whatever was recorded."""


def record_op(before: Sequence[str]) -> dg.OpDefinition:
    """The step that records every source, after what the inputs `before` stand for."""

    @dg.op(
        name="record",
        description="Judge and record what the snapshots left in the inbox, as the one writer.",
        ins={name: dg.In(dg.Nothing) for name in (*before, "asked")},
        out={
            **{name: dg.Out(dg.Nothing, is_required=False) for name in outputs()},
            RECORDED: dg.Out(dg.Nothing),
        },
        tags={"writes": "warehouse"},
    )
    def record(
        context: dg.OpExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event | dg.Output[None]]:
        sources = [
            source
            for source in SCHEDULED
            if set(outputs_of(source)) & set(context.selected_output_names)
        ]
        if sources:
            with warehouse.open(context.log) as opened:
                inbox = Inbox(opened.archive.root)
                for source, results in ingest_waiting(opened, inbox, sources, context.log):
                    looked = Tally(tuple(results))
                    yield from keys.wanted(context, _observed(opened, source, looked, context.log))
                say_what_is_recorded(opened)
        if RECORDED in context.selected_output_names:  # else nothing of the run comes after it
            yield dg.Output(None, RECORDED)

    return record


def say_what_is_recorded(warehouse: Warehouse) -> None:
    """Leave in the archive what whoever fetches next has to know, and whose archive it is."""
    states = states_of(warehouse, [source.ABOUT.name for source in SCHEDULED])
    Inbox(warehouse.archive.root).leave_states(
        FetchStates(str(identity(warehouse.connection)), states)
    )


def outputs() -> list[str]:
    """Names of the outputs that are assets or checks."""
    return [name for source in SCHEDULED for name in outputs_of(source)]


def outputs_of(source: Source) -> list[str]:
    """The same for one source."""
    asset = keys.observation(source.ABOUT.name)
    return [
        keys.output(asset),
        *(checks.spec(name, asset).get_python_identifier() for name in CHECKS),
    ]


def _observed(
    warehouse: Warehouse, source: Source, looked: Tally, log: logging.Logger
) -> Iterator[keys.Event]:
    about = source.ABOUT
    if looked.has_news or looked.refused:  # of all others the snapshot told already
        log.info(f"{about.name:21} {looked.line()}")
    status = recorded(warehouse, about, looked)
    yield from status.events(keys.observation(about.name), datetime.now(UTC))


def observation_spec(source: Source) -> dg.AssetSpec:
    """The declaration of what `source` says."""
    about = source.ABOUT
    return dg.AssetSpec(
        keys.observation(about.name),
        deps=[keys.snapshot(about.name)],
        description=f"What {about.title} says, judged by the rules and recorded as it changes.\n\n"
        f"Fills {', '.join(f'`{table}`' for table in about.tables)}. Materialised when a new page "
        "was accepted. A refused page or an unreachable source changes nothing here: the last good "
        "state stands, and an event says why.",
        group_name="observations",
        kinds={"python", "greatexpectations", "sqlite"},
        owners=[keys.OPERATIONS],
        tags=source_tags(about),
        metadata={**source_metadata(about), **source_links(source)},
        code_version=version.reading(),
    )
