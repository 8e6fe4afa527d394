"""`gapwatch doctor`: is the warehouse sound, and is everything fresh?"""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, opened
from cli.shell.faults import NOT_EQUAL
from cli.shell.show import counted, progress
from outputs.report import publishing
from outputs.sections.sources import fetched, trouble
from pipelines import heartbeat, version as code
from pipelines.ingest import politeness
from pipelines.settings import Settings
from terms.days import clock
from warehouse.archive.inbox import Inbox
from warehouse.clock import is_ahead
from warehouse.errors import PageLost
from warehouse.reads import integrity, pages as reads_pages, sources as reads_sources
from warehouse.store import Warehouse


def doctor(
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 4 when anything is wrong.")
    ] = False,
    reparse: Annotated[
        bool, typer.Option("--reparse", help="Read every archived page again and compare hashes.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Check file, archive, sources, registry and the sign of life; print the hash of all facts.

    For a watcher outside (cron, systemd): `--exit-code` also reports a refresh or a daemon that
    gave no sign for longer than its limit.
    Examples: `gapwatch doctor`, `gapwatch doctor --reparse --exit-code`
    """
    with opened() as warehouse:
        found = _examine(warehouse)
        if reparse:
            from pipelines.ingest.replay import reparse_all  # noqa: PLC0415 - takes seconds

            with TemporaryDirectory() as folder, progress("reading every page again") as shown:
                found["rebuilt_hash"] = reparse_all(warehouse, Path(folder), shown)
            if found["rebuilt_hash"] != found["content_hash"]:
                found["faults"].append("reparsing the archive gives other facts")
    if json:
        show.as_json(found)
    else:
        _print(found)
    wrong = ("faults", "troubled", "silent", "not_computed")
    if exit_code and any(found[what] for what in wrong):
        sys.exit(NOT_EQUAL)


def _examine(warehouse: Warehouse) -> dict[str, Any]:
    contents, settings = integrity.examine(warehouse.connection), Settings.from_environment()
    faults = [*contents.faults]
    try:
        faults += _beside(warehouse, settings)
        return _report(warehouse, settings, contents.sha256, faults)
    except Exception:  # what was found is said before it ends
        for fault in faults:
            show.complain(fault)
        raise


def _beside(warehouse: Warehouse, settings: Settings) -> Iterator[str]:
    """What is wrong with every kind of file beside the warehouse, and with the clock."""
    shas = reads_pages.page_shas(warehouse.connection)
    for sha in counted(shas, len(shas), "checking pages", "pages"):
        try:
            warehouse.archive.get(sha)
        except PageLost as error:
            yield str(error)
    yield from Inbox(warehouse.archive.root).faults()
    last = reads_pages.last_snapshot(warehouse.connection)[1]
    if last is not None and is_ahead(last, datetime.now(UTC)):
        yield (
            f"the newest record is dated {last[:16]} (UTC), which is still to come: nothing can be "
            "recorded until then; docs/operate.md says what to do"
        )
    yield from filter(None, [heartbeat.fault(settings.home)])
    if (settings.home / "dagster").is_dir():
        from pipelines import instance  # noqa: PLC0415 - Dagster takes seconds to import

        yield from filter(None, [instance.fault(settings)])
    yield from publishing.faults(settings.site)


def _report(
    warehouse: Warehouse, settings: Settings, sha256: str, faults: list[str]
) -> dict[str, Any]:
    from pipelines.alerting.broken import broken_now  # noqa: PLC0415 - takes a second
    from pipelines.ingest.fetch import reasons_not_to_ask  # noqa: PLC0415 - as above
    from pipelines.publish import source_lines  # noqa: PLC0415 - as above
    from sources.catalogue import SCHEDULED  # noqa: PLC0415 - half a second of parsers

    connection, archive, now = warehouse.connection, warehouse.archive, datetime.now(UTC)
    standing = broken_now(warehouse, settings, now)
    lines = fetched(reads_sources.health(connection), source_lines())
    beat = heartbeat.read(settings.home)
    silent = [it.title for it in standing if it.kind in ("heartbeat_late", "delivery_failing")]
    # Turns at hosts are of a refresh alone; a load of history makes Dagster's home as well.
    if beat is None and (settings.home / politeness.FOLDER).is_dir():
        silent = ["a refresh was started here, but none of all sources has ever ended"]
    return {
        "gapwatch": version("gapwatch"),
        "reading": code.reading(),
        "measuring": code.measuring(),
        "first_recorded_at": reads_pages.first_recorded(connection),
        "content_hash": sha256,
        "faults": faults,
        "troubled": [row for source, row in lines if row and trouble(source, row)],
        "not_asked": reasons_not_to_ask(SCHEDULED, {}, now.date(), force=True),
        "waiting": len(Inbox(archive.root).names()),
        "orphans": len(archive.shas() - {*reads_pages.page_shas(connection)}),
        "heartbeat": beat,
        "silent": silent,
        "not_computed": [one.title for one in standing if one.kind == "not_computed"],
        "broken": dict(Counter(one.kind for one in standing)),
        "rules_broken": [one.fields for one in standing if one.kind == "expectation_failed"],
    }


def _print(found: dict[str, Any]) -> None:
    since = found["first_recorded_at"]
    ends = {part: clock(it["at"]) for part, it in (found["heartbeat"] or {}).items()}
    rows = [
        ("gapwatch", found["gapwatch"]),
        ("reads pages with", found["reading"]),
        ("measures with", found["measuring"]),
        ("knows since", clock(since) if since else "never"),
        ("hash of all facts", found["content_hash"]),
        ("last refresh ended", ends.get("refresh", "none yet")),
        ("last sign of the daemon", ends.get("daemon", "none yet")),
    ]
    if found["waiting"]:
        rows.append(("fetched, not recorded yet", f"{found['waiting']} (the next refresh does)"))
    if found["orphans"]:  # of what waits, and of fetches that were broken off
        rows.append(("archived pages that nobody recorded", str(found["orphans"])))
    if "rebuilt_hash" in found:
        rows.append(("hash after reparsing", found["rebuilt_hash"]))
    rows += [(f"{name} is not asked", why) for name, why in found["not_asked"].items()]
    broken = ", ".join(f"{kind} {count}" for kind, count in sorted(found["broken"].items()))
    rows.append(("broken now", f"{broken or 'nothing'} (gapwatch alerts list)"))
    show.console.print(show.table("gapwatch doctor", ["", ""], rows))
    rules = [(it["source"], it["rule_id"], it["unexpected"]) for it in found["rules_broken"]]
    if rules:
        title = "Rules broken on the newest pages"
        show.console.print(show.table(title, ["Source", "Rule", ">Rows"], rules))
    for fault in [*found["faults"], *found["silent"], *found["not_computed"]]:
        show.complain(fault)
    if not found["faults"]:
        show.console.print("file and archive are sound", style="green")
    if troubled := found["troubled"]:
        show.complain(f"sources that bring no new data: {len(troubled)}")
        show.troubles(troubled)
