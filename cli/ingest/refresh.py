"""`gapwatch refresh`, `replay`, `reparse` and `ui`: taking pages in, and what came of it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.shell import faults, show
from cli.shell.arguments import JsonOption, check_source, refuse_occupied
from cli.shell.sections import print_gaps
from cli.shell.show import counted, progress
from outputs.sections.headline import newest
from pipelines.settings import Settings
from terms.openness import OpennessRule
from warehouse.connection import refuse_missing
from warehouse.reads import gaps as reads_gaps, pages as reads_pages, sources as reads_sources
from warehouse.reads.derived import count_derived, failures
from warehouse.store import DATABASE, Warehouse

if TYPE_CHECKING:
    from pipelines.ingest.page import IngestResult


def refresh(
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Only these sources; without any all."),
    ] = None,
    exit_code: Annotated[
        bool,
        typer.Option("--exit-code", help="Leave with 75 when most sources could not be reached."),
    ] = False,
) -> None:
    """Fetch every source now, measure, and write the report: the daily job, once.

    Sources that cannot be reached are named with their cause; their last good data stay.
    Examples: `gapwatch refresh`, `gapwatch refresh arena epoch_eci`
    """
    for name in sources or ():
        check_source(name, scheduled=True)
    from pipelines.run import refresh as run  # noqa: PLC0415 - Dagster takes seconds to import

    settings = Settings.from_environment()
    with progress("fetching the sources", unit="steps") as shown:
        outcome = run(settings, sources or (), shown)
    for step, cause in outcome.failed:
        show.complain(f"step {step} broke off: {cause}")
    if outcome.unreported:
        show.complain(outcome.unreported)
    finish(settings, outcome.report, outcome.not_asked)
    if outcome.failed:
        sys.exit(faults.UNEXPECTED)
    if exit_code and outcome.is_mostly_unreached:
        show.complain("most sources could not be reached: try again later")
        sys.exit(faults.MOSTLY_UNREACHED)


def replay(
    folder: Annotated[Path, typer.Argument(help="A folder of pages with an index.csv.")],
    json: JsonOption = False,
) -> None:
    """Read a folder of archived pages in the order they were seen, then measure.

    Example: `gapwatch replay ../pages`
    """
    from pipelines.ingest.curated import curate  # noqa: PLC0415 - parsers are not needed for help
    from pipelines.ingest.replay import read_index, replay as run, shipped_first  # noqa: PLC0415

    shipped, others = shipped_first(read_index(folder))

    def pages(warehouse: Warehouse) -> Iterator[IngestResult]:
        total = len(shipped) + len(others)
        found = chain(run(warehouse, shipped), curate(warehouse), run(warehouse, others))
        yield from counted(found, total, "replaying", "pages")

    load(pages, "Replay", json=json)


def reparse(
    source: Annotated[str | None, typer.Argument(help="One source; without it all.")] = None,
    json: JsonOption = False,
) -> None:
    """Read archived pages again that this version of the code has not read, then measure.

    After an update or a rollback: corrections are recorded now; the past stays as it was known.
    Examples: `gapwatch reparse`, `gapwatch reparse epoch`
    """
    from pipelines.ingest.replay import corrections, reparse as run  # noqa: PLC0415 - has parsers

    if source is not None:
        check_source(source)
    refuse_missing(Settings.from_environment().home / DATABASE)
    told = []

    def pages(warehouse: Warehouse) -> Iterator[IngestResult]:
        since = reads_pages.last_snapshot(warehouse.connection)[0]
        with progress("reading") as shown:
            yield from run(warehouse, source, shown)
        told.append(corrections(warehouse, since))

    load(pages, "Reparse", json=json, is_whole=False)
    if not json:
        show.say(*told)


def ui(
    host: Annotated[
        str, typer.Option(help="Address to serve on; it has no login, whoever reaches it may act.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to serve on.", min=1, max=65535)] = 3000,
) -> None:
    """Start the Dagster UI on this installation, with its daily schedule.

    Examples: `gapwatch ui`, `gapwatch ui --port 3001`
    """
    from pipelines.ui import serve  # noqa: PLC0415 - Dagster takes seconds to import

    refuse_occupied(host, port)
    show.console.print(f"http://{host}:{port}  (Ctrl-C ends it)")
    serve(Settings.from_environment(), host, port)


def load(
    pages: Callable[[Warehouse], Iterable[IngestResult]],
    loaded: str,
    *,
    json: bool,
    is_whole: bool = True,
) -> None:
    """Take pages, measure, and print what became of them per source, with the gaps and the report
    where all is written anew; `loaded` says by what."""
    from pipelines.assets.outputs import reported  # noqa: PLC0415
    from pipelines.ingest.tally import by_source  # noqa: PLC0415 - not needed for help
    from pipelines.run import Reports, after_load, log  # noqa: PLC0415 - imports Dagster: seconds

    settings, writes = Settings.from_environment(), is_whole and not json
    with (
        Reports(settings) as reports,
        Warehouse.open(settings.home, settings.archive) as warehouse,
    ):
        taken = list(pages(warehouse))
        boards = count_derived(warehouse.connection)
        bar = partial(counted, total=boards, doing="measuring", unit="boards")
        for event in after_load(settings, warehouse, taken, loaded, bar):
            reports.add(event)
        if writes:
            with progress("writing the report"):
                reports.add(reported(warehouse, settings, log))
    if reports.fault:
        show.complain(reports.fault)
    counts = by_source(taken)
    if json:
        show.as_json(counts)
        return
    _print_counts(counts)
    if writes:
        finish(settings, settings.site / "index.html", {})


COUNTED = {
    "pages": ">Pages", "rows_read": ">Read", "rows_new": ">New", "rows_changed": ">Changed",
    "rows_unchanged": ">Same", "rows_quarantined": ">Quarantine", "rows_refused": ">Refused",
}  # fmt: skip
REMARKS = {"no_parser": "no parser yet", "refused": "refused", "known": "known already"}


def _print_counts(counts: Mapping[str, Mapping[str, int]]) -> None:
    together: Counter[str] = Counter()
    for found in counts.values():
        together.update(found)
    rows = []
    for name, found in [*counts.items(), ("all together", together)]:
        remarks = (f"{found[it]} {what}" for it, what in REMARKS.items() if found.get(it))
        rows.append(["\n  ".join((name, *remarks)), *(found[it] for it in COUNTED)])
    columns = ["Source", *COUNTED.values()]
    show.console.print(show.table("Pages and rows taken in", columns, rows))


def finish(settings: Settings, report: Path | None, not_asked: Mapping[str, str]) -> None:
    """Print gaps, troubles, answer and report, written if not given; leave with 3 without a gap."""
    from pipelines.publish import publish  # noqa: PLC0415 - templates are not needed for help

    with Warehouse.read(settings.home, settings.archive) as warehouse:
        rule = OpennessRule.ANY_WEIGHTS
        rows = list(reads_gaps.gaps_now(warehouse.connection, rule).values())
        if rows:
            print_gaps(warehouse, rows, f" ({rule.models})", is_brief=True)
        health = reads_sources.health(warehouse.connection)
        show.troubles(row for row in health if row["last_outcome"] in ("unreachable", "refused"))
        for unit, causes in failures(warehouse.connection).items():
            show.complain(f"{unit} could not be computed in full: {'; '.join(causes)}")
        for name, why in sorted(not_asked.items()):
            show.console.print(f"{name} was not asked: {why}", soft_wrap=True)
        if report is None:
            with progress("writing the report"):
                report = publish(warehouse, settings, datetime.now(UTC))
        found = newest(warehouse)
    if found is not None:
        show.say(found.lead, "bold")
    show.console.print(f"Report: {report}", soft_wrap=True)
    if not rows:
        show.complain("nothing could be derived: no board is known; see the causes above")
        sys.exit(faults.NOTHING_YET)
    show.console.print("Next: gapwatch headline")
