"""The `gapwatch` command: how far open-weight models are behind closed ones, and how we know.

Exit codes and errors are those of `cli.shell.faults`.
"""

import gc
import io
import os
import signal
import sys
from collections.abc import Callable
from importlib.metadata import version as version_of
from types import FrameType
from typing import Annotated, Any

import typer

from cli.ingest import backfill, refresh
from cli.maintain import backup, doctor, export
from cli.publish import alerts, serve, site
from cli.query import claims, gap as query_gap, models, price
from cli.shell import faults, show

app = typer.Typer(
    invoke_without_command=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog="Exit codes: "
    + "; ".join(f"{code} {meaning}" for code, meaning in faults.EXIT_CODES.items()),
)
COMMANDS: dict[str, tuple[tuple[str, Callable[..., Any] | typer.Typer], ...]] = {
    "Ask: what is known, and how": (
        ("headline", query_gap.headline),
        ("gap", query_gap.gap),
        ("lag", query_gap.lag),
        ("price", price.price),
        ("pick", price.pick_model),
        ("claims", claims.claims),
        ("why", query_gap.why),
        ("as-of", query_gap.as_of),
        ("explore", serve.explore),
        ("mcp", serve.mcp),
    ),
    "Fetch: read sources and files": (
        ("refresh", refresh.refresh),
        ("replay", refresh.replay),
        ("reparse", refresh.reparse),
        ("import", backfill.import_),
        ("backfill", backfill.app),
    ),
    "Publish: show it to people": (
        ("report", site.report),
        ("publish", site.publish),
        ("verify", site.verify),
        ("alerts", alerts.app),
    ),
    "Keep: check, name and export": (
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
        sys.stdout.write(f"gapwatch {version_of('gapwatch')}\n")
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
        query_gap.greet()
        sys.stdout.write(context.get_help() + "\n")


for _panel, _members in COMMANDS.items():
    for _name, _member in _members:
        if isinstance(_member, typer.Typer):
            app.add_typer(_member, name=_name, rich_help_panel=_panel)
        else:
            app.command(_name, rich_help_panel=_panel)(_member)


def run() -> None:
    """Entry point: an error becomes one line on stderr and an exit code, and SIGTERM does what
    Ctrl-C does, under a code of its own."""
    gc.freeze()  # what was imported stays, and of what a command makes next to none is garbage
    gc.set_threshold(50_000)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may know fewer characters
            stream.reconfigure(errors="backslashreplace")
    show.complain_of_waiting()
    terminated: list[int] = []

    def terminate(number: int, _frame: FrameType | None) -> None:
        terminated.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, terminate)
    code = _exit_code()
    if code == faults.INTERRUPTED:
        # Typer gives Ctrl-C back as an exit code and says nothing.
        show.complain("stopped; what was read before is kept")
        code = faults.TERMINATED if terminated else code
    sys.exit(code)


def _exit_code() -> int | None:
    try:
        code: int | None = app(prog_name="gapwatch", standalone_mode=False)
    except typer.TyperException as error:
        if error.format_message():  # without one help was asked for, and is printed
            show.complain(faults.usage_line(error))
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return faults.INTERRUPTED
    except Exception as error:
        asked = os.environ.get("GAPWATCH_DEBUG", "").lower()
        if "--debug" in sys.argv or asked in ("1", "true", "yes"):
            raise
        line, code = faults.error_line(error, sys.argv[1:])
        show.complain(line)
    return code
