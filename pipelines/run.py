"""The daily work in this process, and what follows a load of history: no run of Dagster.

Every step is the function that the asset of the job calls; what it says is reported to Dagster's
instance, so that the UI shows a command's work as its own.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from pipelines.alerting.examine import report_run
from pipelines.assets import alerts, checks, health, keys
from pipelines.assets.intake import KEPT, answered, counted, line, record_sources
from pipelines.assets.measures import Watched, derived
from pipelines.assets.outputs import reported
from pipelines.heartbeat import REFRESH
from pipelines.ingest.fetch import fetch_all, not_asked, states_of
from pipelines.ingest.page import IngestResult
from pipelines.ingest.tally import Tally
from pipelines.instance import open_instance
from pipelines.settings import Settings
from sources.catalogue import SCHEDULED
from warehouse.reads import sources as reads_sources
from warehouse.store import Warehouse

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())  # the command shows what came of it
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
        open_instance(settings) as instance,
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
                    report(instance, event)
            except Exception as fault:  # reported, and what rests on it is not begun
                log.debug("step %s broke off", name, exc_info=True)
                done.failed.append((name, f"{type(fault).__name__}: {fault}"))
                break
        else:
            done.report = settings.site / "index.html"
            if not only:
                is_silent = done.is_mostly_unreached
                alerts.alive(instance, settings, log, "command_line", is_silent=is_silent)
    if done.failed:
        report_run(settings, datetime.now(UTC), REFRESH, "", done.failed)
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
    now = datetime.now(UTC)
    states = states_of(warehouse, [source.ABOUT.name for source in SCHEDULED])
    due = []
    for source in SCHEDULED:
        about, last = source.ABOUT, states[source.ABOUT.name].last
        if only and about.name not in only:
            continue
        reason = not_asked(about, last, now.date(), only, force=bool(only))
        if reason is None:
            due.append(source)
        else:
            done.not_asked[about.name] = reason
            yield checks.reached(about, last, now, not_asked=reason)
    for source, delivery in fetch_all(settings, states, due):
        log.info(line(delivery))
        yield from answered(source.ABOUT, delivery, states[source.ABOUT.name], settings.archive)


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
    yield health.health(reads_sources.health(warehouse.connection))


def report(instance: dg.DagsterInstance, event: keys.Event) -> None:
    """Tell Dagster of something that no run of its own did."""
    if isinstance(event, dg.MaterializeResult):
        version = event.data_version
        instance.report_runless_asset_event(
            dg.AssetMaterialization(
                event.asset_key or "",
                metadata=event.metadata,
                tags={"dagster/data_version": version.value} if version else None,
            )
        )
    elif isinstance(event, dg.AssetCheckResult):
        instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(
                event.asset_key or dg.AssetKey(""),
                str(event.check_name),
                event.passed,
                event.metadata,
                severity=event.severity,
                description=event.description,
            )
        )
    else:
        instance.report_runless_asset_event(event)
