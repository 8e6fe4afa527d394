"""The `gapwatch` command: how far open-weight models are behind closed ones, and how we know.

Exit codes: 0 done (sources that could not be reached are named); 2 wrong usage; 3 there is no
warehouse yet, or nothing could be derived; 4 `doctor` found a fault or
`models coverage` a share below 95 %, with --exit-code; 5 the input cannot be taken.
"""

from __future__ import annotations

import sys

import typer

from cli import (
    alerts,
    argument_help,
    ask,
    backfill,
    check,
    claims,
    composite,
    domains,
    explore,
    export,
    lag,
    models,
    past,
    plot,
    price,
    report,
    take,
    trend,
)
from cli.show import complain

argument_help.keep()
app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help=(
        "How far are open-weight language models behind closed ones, on what, since when, "
        "at what price, and how do we know?"
    ),
    epilog="Exit codes: 0 done, 2 wrong usage, 3 nothing to show yet, 4 a fault found by "
    "doctor or a short models coverage (--exit-code), "
    "5 the input cannot be taken.",
)
app.command("refresh")(take.refresh)
app.command("replay")(take.replay)
app.command("reread")(take.reread)
app.command("import")(backfill.import_)
app.add_typer(backfill.app, name="backfill")
app.command("gap")(ask.gap)
app.command("lag")(lag.lag)
app.command("price")(price.price)
app.command("composite")(composite.composite)
app.command("trend")(trend.trend)
app.command("headline")(domains.headline)
app.command("domains")(domains.domains)
app.command("claims")(claims.claims)
app.command("why")(ask.why)
app.command("as-of")(past.as_of)
app.command("report")(report.report)
app.command("explore")(explore.explore)
app.command("export")(export.export)
app.command("plot")(plot.plot)
app.add_typer(models.app, name="models")
app.add_typer(alerts.app, name="alerts")
app.command("doctor")(check.doctor)
app.command("ui")(take.ui)


def run() -> None:
    """Entry point: known errors become one line on stderr and an exit code."""
    from outputs.alerts.rules import AlertRulesInvalid  # noqa: PLC0415
    from outputs.folders import FolderTaken  # noqa: PLC0415
    from pipelines.backfill import FileUnknown  # noqa: PLC0415 - start-up stays short
    from pipelines.git_history import GitFailed  # noqa: PLC0415
    from pipelines.replay import IndexInvalid  # noqa: PLC0415
    from sources.errors import SourceError  # noqa: PLC0415
    from warehouse.errors import WarehouseError, WarehouseMissing  # noqa: PLC0415

    try:
        app()
    except WarehouseMissing as error:
        complain(str(error))
        sys.exit(3)
    except (
        AlertRulesInvalid, WarehouseError, IndexInvalid, FileUnknown, FolderTaken, GitFailed,
        SourceError,
    ) as error:  # fmt: skip
        complain(str(error))
        sys.exit(5)
