"""`gapwatch alerts`: what people were told, what stands, and whether it arrived."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, LimitOption, opened
from outputs.alerts.broken import Broken
from outputs.alerts.deliver import VARIABLE, channels, send_test
from outputs.alerts.deliver import deliver as deliver_waiting
from outputs.alerts.rules import load
from outputs.alerts.words import broken_now
from outputs.sections.sources import WORST, by_kind
from pipelines.settings import Settings
from terms.days import day, in_words
from warehouse import alerts as warehouse_alerts
from warehouse.clock import stamp
from warehouse.reads import alerts as reads_alerts
from warehouse.store import Warehouse

app = typer.Typer(
    no_args_is_help=True,
    help="Messages to people: events, what is broken now, delivery.",
)
Number = Annotated[int, typer.Argument(help="The alert's number; see `gapwatch alerts list`.")]
Note = Annotated[str | None, typer.Option("--note", help="Why, for those who read it later.")]
Person = Annotated[str | None, typer.Option("--by", help="Who; else the login name or number.")]


@app.command("list")
def list_(
    events: Annotated[
        bool, typer.Option("--events", help="The newest events instead, quiet ones included.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Resolved alerts too.")] = False,
    limit: LimitOption = 20,
    json: JsonOption = False,
) -> None:
    """Show what is broken now, the open alerts, and messages that wait.

    Examples: `gapwatch alerts list`, `gapwatch alerts list --events --json`
    """
    with opened() as warehouse:
        if events:
            _events(reads_alerts.events(warehouse.connection, limit or -1), json)
            return
        standing = _broken(warehouse)
        rows = reads_alerts.alerts(warehouse.connection, resolved=everything)
        waiting = reads_alerts.undelivered(warehouse.connection)
    if json:
        answer = {"broken": [asdict(one) for one in standing], "alerts": rows, "waiting": waiting}
        show.as_json(answer)
        return
    _print(standing, rows, waiting, limit)


@app.command("ack")
def acknowledge(alert: Number, note: Note = None, by: Person = None) -> None:
    """Note that somebody is at it; the alert stays on the list.

    Example: `gapwatch alerts ack 12 --note "asked the maintainers"`
    """
    _change(alert, "acknowledged", note, by)


@app.command("resolve")
def resolve(alert: Number, note: Note = None, by: Person = None) -> None:
    """Take an alert off the list. Conditions that end resolve theirs by themselves.

    Example: `gapwatch alerts resolve 12 --note "new alias in the registry"`
    """
    _change(alert, "resolved", note, by)


@app.command("deliver")
def deliver(
    at_once: Annotated[
        bool, typer.Option("--now", help="Without waiting for pauses after failures.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Send every message that waits, and say how each went. Exits with 5 when one failed.

    Channels: addresses in GAPWATCH_ALERT_URLS, separated by blanks (docs/operate.md).
    Examples: `gapwatch alerts deliver`, `gapwatch alerts deliver --now`
    """
    _need_channels()
    settings = Settings.from_environment()
    with Warehouse.open(settings.home, settings.archive) as warehouse:
        attempts = deliver_waiting(warehouse, at_once=at_once)
        waiting = len(reads_alerts.undelivered(warehouse.connection))
    if json:
        show.as_json({"attempts": [asdict(one) for one in attempts], "waiting": waiting})
    else:
        for one in attempts:
            how = "delivered" if one.cause is None else f"failed: {one.cause}"
            show.console.print(f"{one.channel}: {one.title}: {how}")
        show.console.print(f"{len(attempts)} tried, {waiting} wait")
    if any(one.cause for one in attempts):
        sys.exit(5)


@app.command("test")
def test() -> None:
    """Send a test message to every channel, now and without the outbox. Exits with 5 on failure.

    Example: `GAPWATCH_ALERT_URLS="json://localhost:8000" gapwatch alerts test`
    """
    _need_channels()
    results = send_test()
    for name, cause in results.items():
        how = "delivered" if cause is None else f"failed: {cause}"
        show.console.print(f"{name}: {how}")
    if any(results.values()):
        sys.exit(5)


def _need_channels() -> None:
    if not channels():
        raise typer.BadParameter(
            f"no channel is set: put addresses that Apprise knows into {VARIABLE}, "
            'for example export GAPWATCH_ALERT_URLS="mailto://user:password@example.com"'
        )


def _broken(warehouse: Warehouse) -> list[Broken]:
    from pipelines.alerting.examine import broken_now as now_broken  # noqa: PLC0415 - a second

    settings = Settings.from_environment()
    return now_broken(warehouse, settings, datetime.now(UTC), load(settings.alert_rules))


def _change(alert: int, status: str, note: str | None, by: str | None) -> None:
    settings = Settings.from_environment()
    person = by or _login_name()
    with opened():
        pass  # there must be a warehouse: opening it for writing would make an empty one
    with Warehouse.open(settings.home, settings.archive) as warehouse:
        try:
            at = stamp(datetime.now(UTC))
            changed = warehouse_alerts.change_alert(
                warehouse.connection, alert, status, person, note, at
            )
        except KeyError:
            raise typer.BadParameter(f"no alert {alert}; see `gapwatch alerts list`") from None
        row = reads_alerts.alert(warehouse.connection, alert)
    was = "" if changed else "already "
    show.console.print(f"alert {alert} is {was}{row['status'] if row else status} ({person})")


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in many containers
        return f"user {os.getuid()}"


def _print(
    standing: Sequence[Broken],
    rows: Sequence[Mapping[str, Any]],
    waiting: Sequence[Mapping[str, Any]],
    limit: int,
) -> None:
    _print_broken(standing, is_whole=not limit)
    columns = {
        ">No": lambda row: row["id"],
        "": lambda row: row["severity"],
        "Status": lambda row: row["status"],
        "Opened": lambda row: day(row["opened_at"]),
        "What": lambda row: row["title"],
    }
    show.tabled(f"Alerts: {len(rows)}", columns, rows, limit)
    known = [channel.name for channel in channels()]
    if not known:
        show.console.print(f"no channel is set ({VARIABLE}): nothing is sent")
    mine = [row for row in waiting if row["channel"] in known]
    if mine:
        last = mine[-1]["last_cause"]
        cause = f"; last cause: {last}" if last else ""
        show.console.print(f"{len(mine)} messages wait{cause}")


def _print_broken(standing: Sequence[Broken], *, is_whole: bool) -> None:
    """Kind by kind, as the page of the status has it: the worst of each, or all."""
    show.say(broken_now(standing), "bold")
    columns = {
        "Since": lambda one: day(one.since) if one.since else "",
        "What": lambda one: in_words(one.title),
    }
    for words, found in by_kind(standing):
        lines = found if is_whole else found[:WORST]
        show.console.print()
        show.tabled(f"{words} ({lines[0].severity})", columns, lines)
        if more := len(found) - len(lines):
            show.console.print(f"and {more} more (--limit 0)")
        show.say(f"Ask: {lines[0].command}", "dim")
    show.console.print()


def _events(rows: Sequence[Mapping[str, Any]], json: bool) -> None:
    if json:
        show.as_json(rows)
        return
    columns = {
        "Day": lambda row: day(row["on_date"]),
        "Kind": lambda row: row["kind"],
        "What": lambda row: in_words(row["title"]),
    }
    show.tabled("Newest events", columns, rows)
