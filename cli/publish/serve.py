"""`gapwatch explore` and `mcp`: the warehouse for people in a browser, and for assistants by the
Model Context Protocol."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import opened, refuse_occupied
from cli.shell.faults import installing
from pipelines.settings import Settings
from warehouse.history.vintages import Bounds

EXTRA = "mcp"
"""The optional dependency, named like its package."""


def explore(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8001,
) -> None:
    """Browse the warehouse: tables, ready questions, CSV and JSON.

    Read-only, beside a running refresh too. A past state: `gapwatch as-of DAY --out FILE`, which
    Datasette opens as well. Example: `gapwatch explore`
    """
    from outputs.explorer.serve import explorer, serve  # noqa: PLC0415 - takes a second
    from pipelines.publish import source_lines  # noqa: PLC0415 - as above

    refuse_occupied(host, port)
    app = explorer(Settings.from_environment().home, source_lines())
    show.console.print(f"http://{host}:{port}/warehouse  (Ctrl-C ends it)")
    serve(app, host, port)


def mcp() -> None:
    """Answer an assistant's questions: gap, lag, price, choice, claims, past days, and why.

    The assistant starts it and talks to it over stdin and stdout. Read-only; needs the extra `mcp`.
    How to tell your client: docs/assistant.md.

    Example: `gapwatch mcp`
    """
    try:
        from outputs.assistant.server import server  # noqa: PLC0415 - an extra, a second
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in (EXTRA, "mcp_types"):
            raise
        raise typer.BadParameter(f"assistants need {installing(EXTRA)}") from error
    from outputs.assistant.reply import Inquiry  # noqa: PLC0415 - as above
    from pipelines.measure.run import measured_on  # noqa: PLC0415 - not needed for help
    from pipelines.publish import source_lines  # noqa: PLC0415 - as above

    def inquire() -> Inquiry:
        return Inquiry(
            opened(),
            datetime.now(UTC).date(),
            sources,
            lambda warehouse, day, series: measured_on(warehouse, day, Bounds(day), series=series),
        )

    sources = source_lines()
    server(inquire).run()
