"""`gapwatch alerts`: what people were told, what stands, and whether it arrived."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, LimitOption, opened
from cli.shell.faults import NOT_TAKEN
from outputs.alerts import rules as alert_rules
from outputs.alerts.deliver import (
    VARIABLE,
    channel_names,
    deliver as deliver_waiting,
    send_test,
    waiting,
)
from pipelines.settings import Settings
from terms.days import day, in_words
from warehouse.connection import refuse_missing
from warehouse.reads import alerts as reads_alerts
from warehouse.store import DATABASE, Warehouse

OLDEST = 3
"""Of a kind of what is broken, where not all are shown."""
EVENTS: show.Columns = {
    "Day": lambda row: day(row["on_date"]),
    "Kind": lambda row: row["kind"],
    "What": lambda row: in_words(row["title"]),
}
ALERTS: show.Columns = {
    "": lambda row: row["severity"],
    "Since": lambda row: day(row["recorded_at"]),
    "What": lambda row: row["title"],
}
BROKEN: show.Columns = {
    "Since": lambda one: day(one.since) if one.since else "",
    "What": lambda one: in_words(one.title),
}
app = typer.Typer(
    no_args_is_help=True,
    help="Messages to people: events, what is broken now, delivery.",
)


@app.command("list")
def list_(
    events: Annotated[
        bool, typer.Option("--events", help="The newest events instead, quiet ones included.")
    ] = False,
    limit: LimitOption = 20,
    json: JsonOption = False,
) -> None:
    """Show what is broken now, the open alerts, and what waits to be sent.

    An alert is open for 14 days, that of a condition until it ends.
    Examples: `gapwatch alerts list`, `gapwatch alerts list --events --json`
    """
    from pipelines.alerting.broken import broken_now  # noqa: PLC0415 - takes a second

    settings, now, known = Settings.from_environment(), datetime.now(UTC), channel_names()
    rules = alert_rules.load(settings.alert_rules)
    with opened() as warehouse:
        if events:
            rows = reads_alerts.events(warehouse.connection, limit or -1)
            show.as_json(rows) if json else show.tabled("Newest events", EVENTS, rows)
            return
        kinds = alert_rules.sent_kinds(rules)
        told = reads_alerts.alerts(warehouse.connection, kinds, now)
        alerts = [alert_rules.alert(event, rules) for event in told]
        unsent = waiting(warehouse, rules, known, now)
        standing = broken_now(warehouse, settings, now)
    if json:
        broken = [one._asdict() for one in standing]
        show.as_json({"broken": broken, "alerts": alerts, "waiting": unsent})
        return
    _print_broken(standing, is_whole=not limit)
    show.tabled(f"Alerts: {len(alerts)}", ALERTS, alerts, limit)
    if not known:
        show.console.print(f"no channel is set ({VARIABLE}): nothing is sent")
    if unsent:
        causes = [row["last_cause"] for row in unsent if row["last_cause"]]
        cause = f"; last cause: {causes[-1]}" if causes else ""
        show.console.print(f"{len(unsent)} messages wait{cause}")


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
    known, settings = _channels(), Settings.from_environment()
    rules = alert_rules.load(settings.alert_rules)
    refuse_missing(settings.home / DATABASE)
    with Warehouse.open(settings.home, settings.archive) as warehouse:
        attempts = deliver_waiting(warehouse, rules, at_once=at_once)
        unsent = len(waiting(warehouse, rules, known, datetime.now(UTC)))
    if json:
        show.as_json({"attempts": [one._asdict() for one in attempts], "waiting": unsent})
    else:
        for one in attempts:
            _print_sent(f"{one.channel}: {one.title}", one.cause)
        show.console.print(f"{len(attempts)} tried, {unsent} wait")
    if any(one.cause for one in attempts):
        sys.exit(NOT_TAKEN)


@app.command("test")
def test() -> None:
    """Send a test message to every channel, now. Exits with 5 on failure.

    Example: `GAPWATCH_ALERT_URLS="json://localhost:8000" gapwatch alerts test`
    """
    _channels()
    results = send_test()
    for name, cause in results.items():
        _print_sent(name, cause)
    if any(results.values()):
        sys.exit(NOT_TAKEN)


def _channels() -> list[str]:
    known = channel_names()
    if not known:
        raise typer.BadParameter(
            f"no channel is set: put addresses that Apprise knows into {VARIABLE}, "
            'for example export GAPWATCH_ALERT_URLS="mailto://user:password@example.com"'
        )
    return known


def _print_sent(what: str, cause: str | None) -> None:
    show.console.print(f"{what}: {'delivered' if cause is None else f'failed: {cause}'}")


def _print_broken(standing: Sequence[alert_rules.Broken], *, is_whole: bool) -> None:
    """Kind by kind, the most urgent first; of each the oldest, or all."""
    show.say(alert_rules.broken_now(standing), "bold")
    order = sorted(
        standing,
        key=lambda one: (alert_rules.RANK[one.severity], one.kind, not one.since, one.since or ""),
    )
    for (severity, kind), some in groupby(order, key=attrgetter("severity", "kind")):
        found = list(some)
        show.console.print()
        show.tabled(f"{kind}: {len(found)} ({severity})", BROKEN, found, 0 if is_whole else OLDEST)
        show.say(f"Ask: {found[0].command}", "dim")
    show.console.print()
