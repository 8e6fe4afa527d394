"""The `gapwatch` command: how far open-weight models are behind closed ones, and how we know.

Exit codes and errors are those of `cli.shell.faults`.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import click
import typer

from cli.ingest import backfill, refresh
from cli.maintain import backup, doctor, export
from cli.publish import alerts, explore, mcp, report
from cli.publish import publish as publish_folder
from cli.publish import verify as publish_verify
from cli.query import claims, domains, lag, models, past, pick, price
from cli.query import gap as query_gap
from cli.shell import faults, show, stopping
from cli.shell import help as shell_help
from cli.shell.help import ASK, FETCH, KEEP, PUBLISH

app = typer.Typer(
    invoke_without_command=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog="Exit codes: "
    + "; ".join(f"{code} {meaning}" for code, meaning in faults.EXIT_CODES.items()),
)
COMMANDS: dict[str, tuple[tuple[str, Callable[..., Any] | typer.Typer], ...]] = {
    ASK: (
        ("headline", domains.headline),
        ("gap", query_gap.gap),
        ("lag", lag.lag),
        ("price", price.price),
        ("pick", pick.pick_model),
        ("domains", domains.domains),
        ("claims", claims.claims),
        ("why", query_gap.why),
        ("as-of", past.as_of),
        ("explore", explore.explore),
        ("mcp", mcp.mcp),
    ),
    FETCH: (
        ("refresh", refresh.refresh),
        ("replay", refresh.replay),
        ("reparse", refresh.reparse),
        ("import", backfill.import_),
        ("backfill", backfill.app),
    ),
    PUBLISH: (
        ("report", report.report),
        ("publish", publish_folder.publish),
        ("verify", publish_verify.verify),
        ("alerts", alerts.app),
    ),
    KEEP: (
        ("doctor", doctor.doctor),
        ("backup", backup.backup),
        ("restore", backup.restore),
        ("models", models.app),
        ("export", export.export),
        ("ui", refresh.ui),
    ),
}
"""Every command, in the groups and the order in which help shows them."""


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 - not needed otherwise

        sys.stdout.write(f"gapwatch {version('gapwatch')}\n")
        raise typer.Exit


@app.callback()
def gapwatch(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and exit."
        ),
    ] = False,
    debug: Annotated[
        bool,
        typer.Option(
            "--debug", envvar="GAPWATCH_DEBUG", help="Show the traceback of an unexpected error."
        ),
    ] = False,
) -> None:
    """How far are open-weight language models behind closed ones, on what, since when, at what \
price, and how do we know?"""
    if context.invoked_subcommand is None:
        domains.greet()
        sys.stdout.write(context.get_help() + "\n")


for _panel, _members in COMMANDS.items():
    for _name, _member in _members:
        if isinstance(_member, typer.Typer):
            app.add_typer(_member, name=_name, rich_help_panel=_panel)
        else:
            shell_help.command(app, _name, _panel)(_member)


def _end(exit_code: int | None, terminated: stopping.Terminated) -> NoReturn:
    """Leave; Typer gives Ctrl-C back as an exit code and says nothing."""
    if exit_code == faults.INTERRUPTED:
        show.complain("stopped; what was read before is kept")
        exit_code = faults.TERMINATED if terminated() else exit_code
    sys.exit(exit_code)


def run() -> None:
    """Entry point: an error becomes one line on stderr and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may know fewer characters
            stream.reconfigure(errors="backslashreplace")
    show.complain_of_waiting()
    with stopping.stoppable() as terminated:
        _run(terminated)


def _run(terminated: stopping.Terminated) -> NoReturn:
    try:
        _end(app(prog_name="gapwatch", standalone_mode=False), terminated)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        show.complain(faults.usage_line(error))
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _end(faults.INTERRUPTED, terminated)
    except Exception as error:
        if faults.is_debugging(sys.argv, os.environ):
            raise
        line, exit_code = faults.error_line(error, sys.argv[1:])
        show.complain(line)
        sys.exit(exit_code)
