"""The daily job in this process, for the command line.

What belongs here: running the job `refresh` once, quietly, and telling what came of it. The run
is kept in the Dagster home, so that the UI shows it like any other.
"""

import logging
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import dagster as dg

from pipelines.alerting.runs import EndedRun, report_run
from pipelines.assembly import build_defs
from pipelines.assets import keys
from pipelines.heartbeat import REFRESH
from pipelines.instance import dagster_home, open_instance
from pipelines.liveness import BY_COMMAND, alive, mark_dead_runs
from pipelines.resources import AskingResource, RetriesResource, WarehouseResource
from pipelines.settings import Settings
from sources.catalogue import SCHEDULED

Told = Callable[[str], None]
Stepped = Callable[[int, int], None]
LOCATION = {".dagster/repository": "__repository__@gapwatch", **BY_COMMAND}
"""Tags that file the run under the code location of workspace.yaml in the UI."""


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What one source brought; `outcome` and counts are those of `warehouse.history.vintages`."""

    source: str
    outcome: str
    cause: str | None
    counts: dict[str, int]
    """Rows by read, new, changed, unchanged, quarantined, refused, gone."""
    is_asked: bool = True
    """False: its pages ship with the product."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A check that did not pass, or a step that broke off (`check` is None)."""

    asset: str
    check: str | None
    severity: str
    told: str


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of one run. `success`: every step ended; failed checks do not count."""

    run_id: str
    success: bool
    looked: tuple[SourceOutcome, ...]
    failed: tuple[Failed, ...]
    report: Path | None
    """The page that was written; None when the run did not get so far."""

    not_asked: Mapping[str, str] = field(default_factory=dict)
    """Why, by scheduled source that this run did not ask."""

    @property
    def is_mostly_unreached(self) -> bool:
        """Whether more than half of the scheduled sources that were asked gave no answer."""
        outcomes = [
            one.outcome for one in self.looked if one.is_asked and one.source not in self.not_asked
        ]
        return 2 * outcomes.count("unreachable") > len(outcomes)


def refresh(
    settings: Settings,
    told: Told | None = None,
    stepped: Stepped | None = None,
    only: Collection[str] = (),
) -> Refreshed:
    """Run the job once. Never asks a source twice.

    `told` gets one line per step as it ends, `stepped` how many steps of how many have ended.
    `only` names the scheduled sources that are asked, empty: all; everything else runs as ever.
    """
    with warnings.catch_warnings(), open_instance(settings) as instance:
        warnings.simplefilter("ignore", dg.BetaWarning)
        warnings.simplefilter("ignore", dg.PreviewWarning)
        home = dagster_home(settings)
        mark_dead_runs(instance, home)
        listener = _Listener(told or _silent, stepped or _silent_steps)
        job = _definitions(settings, listener, only).resolve_job_def(REFRESH)
        listener.steps = sum(isinstance(one, dg.OpDefinition) for one in job.all_node_defs)
        run_id = str(uuid4())
        with alive(home, run_id):
            result = job.execute_in_process(
                instance=instance,
                run_config={"loggers": {"told": {}}},
                tags=LOCATION,
                raise_on_error=False,
                run_id=run_id,
                asset_selection=list(_without_others(job, only)) if only else None,
            )
    if _was_interrupted(result):
        raise KeyboardInterrupt  # which Dagster keeps to itself
    broken_off = list(_broken_off(result))
    _alert(settings, result, broken_off)
    return Refreshed(
        result.run_id,
        result.success,
        tuple(_outcomes(result)),
        tuple([*broken_off, *_failed(result)]),
        _report(result),
        dict(_not_asked(result)),
    )


def _without_others(job: dg.JobDefinition, only: Collection[str]) -> Iterator[dg.AssetKey]:
    """Every asset of the job but those of scheduled sources that are not asked."""
    others = {source.ABOUT.name for source in SCHEDULED} - set(only)
    unasked = {key(name) for name in others for key in (keys.snapshot, keys.observation)}
    return (key for key in job.asset_layer.executable_asset_keys if key not in unasked)


def _alert(
    settings: Settings, result: dg.ExecuteInProcessResult, broken_off: Sequence[Failed]
) -> None:
    """Bring the run's end to the alerts: without a daemon no sensor does."""
    faults = [(one.asset, one.told) for one in broken_off]
    if not result.success and not faults:
        faults = [("run", "it did not end well")]
    report_run(settings, datetime.now(UTC), EndedRun(REFRESH, result.run_id, faults))


def _definitions(
    settings: Settings, listener: "_Listener", only: Collection[str]
) -> dg.Definitions:
    return build_defs(
        {
            "warehouse": WarehouseResource(
                home=str(settings.home), archive=settings.archive, site=str(settings.site)
            ),
            "asking": AskingResource(only=list(only), force=bool(only)),
            "patience": RetriesResource(retries=0),
        },
        {"told": _logger(listener)},
    )


def _silent(_line: str) -> None:
    """Tell nobody."""


def _silent_steps(_done: int, _total: int) -> None:
    """Tell nobody."""


class _Listener(logging.Handler):
    """Passes on the lines of our own steps, and how many steps have ended."""

    ENDED = ("STEP_SUCCESS", "STEP_FAILURE", "STEP_SKIPPED")

    def __init__(self, told: Told, stepped: Stepped) -> None:
        super().__init__()
        self.steps, self._told, self._stepped = 0, told, stepped
        self._ended: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        meta = getattr(record, "dagster_meta", {})
        line = str(meta.get("orig_message", record.getMessage()))
        event, step = meta.get("dagster_event"), meta.get("step_key")
        if event is not None and event.event_type_value in self.ENDED and step:
            self._ended.add(step)
            self._stepped(len(self._ended), self.steps)
        is_ours = event is None and step
        if is_ours and not line.startswith("op '"):  # how Dagster tells of skipped checks
            self._told(line)


def _logger(listener: _Listener) -> dg.LoggerDefinition:
    """A logger that passes the lines of our own steps on and drops Dagster's events."""

    def listening(_context: dg.InitLoggerContext) -> logging.Logger:
        logger = logging.Logger("gapwatch.run", level=logging.INFO)
        logger.addHandler(listener)
        return logger

    return dg.LoggerDefinition(listening, {}, "Passes the lines of the steps to the command line.")


def _made(result: dg.ExecuteInProcessResult) -> Iterator[dg.AssetMaterialization]:
    for event in result.get_asset_materialization_events():
        yield event.step_materialization_data.materialization


def _observed(result: dg.ExecuteInProcessResult) -> Iterator[dg.AssetObservation]:
    for event in result.get_asset_observation_events():
        yield event.asset_observation_data.asset_observation


def _not_asked(result: dg.ExecuteInProcessResult) -> Iterator[tuple[str, str]]:
    for one in result.get_asset_check_evaluations():
        if "not_asked" in one.metadata:
            yield one.asset_key.path[-1], str(one.metadata["not_asked"].value)


def _outcomes(result: dg.ExecuteInProcessResult) -> Iterator[SourceOutcome]:
    events: list[dg.AssetMaterialization | dg.AssetObservation] = [*_made(result)]
    for made in [*events, *_observed(result)]:
        if made.asset_key.path[0] not in ("curated", "observation"):
            continue
        found = {name: value.value for name, value in made.metadata.items()}
        counts = {
            name.removeprefix("rows_"): int(str(value))
            for name, value in found.items()
            if name.startswith("rows_")
        }
        cause = found.get("cause")
        yield SourceOutcome(
            made.asset_key.path[-1],
            str(found["outcome"]),
            None if cause is None else str(cause),
            counts,
            is_asked=made.asset_key.path[0] == "observation",
        )


def _failed(result: dg.ExecuteInProcessResult) -> Iterator[Failed]:
    for one in result.get_asset_check_evaluations():
        if not one.passed:
            asset = one.asset_key.to_user_string()
            yield Failed(asset, one.check_name, one.severity.value, one.description or "")


def _broken_off(result: dg.ExecuteInProcessResult) -> Iterator[Failed]:
    for event in result.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        told = error.message.strip() if error else event.message or "failed"
        if error and error.cause:
            told = error.cause.message.strip()
        yield Failed(str(event.step_key), None, "ERROR", told)


def _was_interrupted(result: dg.ExecuteInProcessResult) -> bool:
    """Whether the run ended by a signal: Dagster marks it failed and goes on."""
    return any(
        event.is_job_failure
        and getattr(event.job_failure_data.failure_reason, "name", "") == "UNEXPECTED_TERMINATION"
        for event in result.all_events
    )


def _report(result: dg.ExecuteInProcessResult) -> Path | None:
    for made in _made(result):
        if made.asset_key == keys.REPORT:
            return Path(str(made.metadata["report"].value))
    return None
