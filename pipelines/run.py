"""The daily work in this process, and what follows a load of history: no run of Dagster.

Every step is the function that the asset of the job calls; what it says is reported to Dagster's
instance, so that the UI shows a command's work as its own.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines import heartbeat
from pipelines.alerting.examine import report_run
from pipelines.assets import alerts, checks, keys
from pipelines.assets.intake import KEPT, asked, counted, record_sources
from pipelines.assets.measures import derived
from pipelines.assets.outputs import reported
from pipelines.ingest.fetch import reasons_not_to_ask, states_of
from pipelines.ingest.page import IngestResult
from pipelines.ingest.tally import Tally
from pipelines.instance import StorageUnreachable, open_instance, unwritable
from pipelines.measure.run import Watched
from pipelines.settings import Settings
from sources.catalogue import SCHEDULED
from warehouse.reads import sources as reads_sources
from warehouse.store import Warehouse

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())  # the command shows what came of it
Told = dg.AssetMaterialization | dg.AssetCheckEvaluation | dg.AssetObservation
"""What is reported to Dagster without a run."""
VERSION = "dagster/data_version"
MOVING = ("last_good_fetch", "newest_page")
"""Metadata that every fetch moves on, though nothing is new."""
Stepped = Callable[[int, int, str], None]
"""Told how many parts of how many are done, and what is done next."""


@dataclass(slots=True)
class Refreshed:
    """What came of one refresh."""

    outcomes: dict[str, str] = field(default_factory=dict)
    """Of every source that was asked."""
    not_asked: dict[str, str] = field(default_factory=dict)
    """Why, by scheduled source."""
    failed: list[tuple[str, str]] = field(default_factory=list)
    """The step that broke off, with its cause; those after it were not begun."""
    report: Path | None = None
    """The page that was written; None when it did not get so far."""
    unreported: str | None = None
    """Why Dagster does not know of it, and what to do."""

    @property
    def is_mostly_unreached(self) -> bool:
        """Whether more than half of the scheduled sources that were asked gave no answer."""
        return 2 * list(self.outcomes.values()).count("unreachable") > len(self.outcomes)


def refresh(
    settings: Settings, only: Collection[str] = (), stepped: Stepped = lambda *_: None
) -> Refreshed:
    """Ask what is due, record, measure, alert, write the report. Never asks a source twice.

    `only` names the scheduled sources that are asked, empty: all; everything else runs as ever.
    """
    done = Refreshed()
    with (
        Reports(settings) as reports,
        Warehouse.open(settings.home, settings.archive) as warehouse,
    ):
        steps: dict[str, Callable[[], Iterable[keys.Event]]] = {
            "fetch": lambda: _fetched(warehouse, settings, only, done),
            "record": lambda: _recorded(warehouse, only, done),
            "measures": lambda: derived(warehouse, log),
            "alerts": lambda: alerts.alerted(warehouse, settings, log),
            "report": lambda: [reported(warehouse, settings, log)],
        }
        for number, (name, step) in enumerate(steps.items()):
            stepped(number, len(steps), name)
            try:
                for event in step():
                    reports.add(event)
            except Exception as fault:  # reported, and what rests on it is not begun
                log.debug("step %s broke off", name, exc_info=True)
                done.failed.append((name, f"{type(fault).__name__}: {fault}"))
                break
        else:
            done.report = settings.site / "index.html"
            if not only:
                alerts.alive(warehouse, reports.instance, settings, log, "command_line")
    done.unreported = reports.fault
    if done.failed:
        heartbeat.ping(False)  # first: what broke the run may break the ledger of alerts too
        report_run(settings, datetime.now(UTC), heartbeat.REFRESH, "", done.failed)
    return done


def after_load(
    settings: Settings,
    warehouse: Warehouse,
    taken: Sequence[IngestResult],
    loaded: str,
    watched: Watched = iter,
) -> Iterator[keys.Event]:
    """What follows a load of history: measure, and tell what changed as one digest.

    `taken` is what became of its pages, `loaded` its name. No source was asked: of snapshots
    nothing is said.
    """
    cards = (source.ABOUT for source in KEPT)
    looks = [(it, Tally(tuple(one for one in taken if one.source == it.name))) for it in cards]
    asked = [(it, looked) for it, looked in looks if looked.results or not it.scheduled]
    yield from checks.recorded(warehouse, asked)
    yield from _counted(warehouse)
    yield from derived(warehouse, log, watched)
    yield from alerts.alerted(warehouse, settings, log, loaded)


def _fetched(
    warehouse: Warehouse, settings: Settings, only: Collection[str], done: Refreshed
) -> Iterator[keys.Event]:
    """Ask what is due; `done` gets the reasons of what is not."""
    some = [it for it in SCHEDULED if not only or it.ABOUT.name in only]
    states = states_of(warehouse, [it.ABOUT.name for it in some])
    today = datetime.now(UTC).date()
    done.not_asked = reasons_not_to_ask(some, states, today, only, force=bool(only))
    yield from asked(settings, states, some, done.not_asked, log)


def _recorded(warehouse: Warehouse, only: Collection[str], done: Refreshed) -> Iterator[keys.Event]:
    some = [it for it in KEPT if not (only and it.ABOUT.scheduled) or it.ABOUT.name in only]
    looks = record_sources(warehouse, some, log)
    for about, looked in looks:
        if about.scheduled and about.name not in done.not_asked:
            done.outcomes[about.name] = looked.outcome
    yield from checks.recorded(warehouse, looks)
    yield from _counted(warehouse)


def _counted(warehouse: Warehouse) -> Iterator[keys.Event]:
    yield from counted(warehouse)
    yield checks.health(reads_sources.health(warehouse.connection))


class Reports(ExitStack):
    """What a command reports to Dagster's storage: its log, without which the work goes on."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.instance: dg.DagsterInstance | None = None
        self.fault: str | None = None
        """Why nothing more is reported, and what to do."""
        try:
            self.instance = self.enter_context(open_instance(settings))
        except StorageUnreachable as error:
            self.fault = str(error)

    def add(self, event: keys.Event) -> None:
        """Report `event`; after the first that fails no other is tried."""
        if self.instance is None or self.fault:
            return
        try:
            report(self.instance, event)
        except Exception as error:  # every storage throws its own
            log.debug("not reported to Dagster", exc_info=True)
            self.fault = unwritable(self.settings, error)


def report(instance: dg.DagsterInstance, event: keys.Event) -> None:
    """Tell Dagster of something that no run of its own did, unless that was told last."""
    told = _without_run(event)
    if not _is_known(instance, told):
        instance.report_runless_asset_event(told)


def _without_run(event: keys.Event) -> Told:
    if isinstance(event, dg.MaterializeResult):
        version = event.data_version
        return dg.AssetMaterialization(
            event.asset_key or "",
            metadata=event.metadata,
            tags={VERSION: version.value} if version else None,
        )
    if isinstance(event, dg.AssetCheckResult):
        return dg.AssetCheckEvaluation(
            event.asset_key or dg.AssetKey(""),
            str(event.check_name),
            event.passed,
            event.metadata,
            severity=event.severity,
            description=event.description,
        )
    return event


def _is_known(instance: dg.DagsterInstance, told: Told) -> bool:
    """Whether what was told last of the asset or check is the same, but for what moves by itself.

    A snapshot, and what has no version, is told every time: their freshness goes by it.
    """
    last: Any = None
    if isinstance(told, dg.AssetCheckEvaluation):
        record = instance.get_latest_asset_check_evaluation_record(told.asset_check_key)
        # To what a run made or planned last only its own check belongs.
        last = record and not record.run_id and record.evaluation
    elif isinstance(told, dg.AssetObservation):
        found = instance.fetch_observations(told.asset_key, limit=1).records
        last = found and found[0].asset_observation
    elif told.tags and told.asset_key.path[0] != "snapshot":
        for entry in (it.asset_entry for it in instance.get_asset_records([told.asset_key])):
            made = entry.last_materialization
            # What a run planned since and did not make stands as failed until it is told again.
            last = made.asset_materialization if made and made.run_id == entry.last_run_id else None
    return bool(last) and _content(last) == _content(told)


def _content(told: Told) -> tuple[Any, ...]:
    """What is said of the asset, or of the check."""
    said = {name: value for name, value in told.metadata.items() if name not in MOVING}
    if isinstance(told, dg.AssetCheckEvaluation):
        return told.passed, told.severity, told.description, said
    return (told.tags or {}).get(VERSION), told.description, said
