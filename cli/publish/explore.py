"""`gapwatch explore`: Datasette over the warehouse."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.shell import show
from pipelines.settings import Settings


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

    app = explorer(Settings.from_environment().home, source_lines())
    show.console.print(f"http://{host}:{port}/warehouse  (Ctrl-C ends it)")
    serve(app, host, port)
