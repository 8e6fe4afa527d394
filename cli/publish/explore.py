"""`gapwatch explore`: Datasette over the warehouse, or over a past state of it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import AsOfOption, RecordedOption, SeenOption, opened
from cli.shell.faults import installing
from cli.shell.past import about, day_asked, measured
from outputs.charts.drawing import EXTRA, has_pictures
from pipelines.settings import Settings
from warehouse.past import write_whole


def explore(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8001,
    as_of: AsOfOption = None,
    seen: SeenOption = None,
    recorded: RecordedOption = None,
) -> None:
    """Browse the warehouse: tables, ready questions, charts, CSV and JSON.

    Read-only, beside a running refresh too. With --as-of everything is as it could be known then.
    Examples: `gapwatch explore`, `gapwatch explore --as-of 2024-07-31`
    """
    past = day_asked(as_of, seen, recorded)
    if past is None:
        _serve(Settings.from_environment().home, host, port, None)
        return
    with tempfile.TemporaryDirectory() as folder:
        with opened() as warehouse, measured(warehouse, past) as copy:
            write_whole(copy, Path(folder))
        bounds = ", ".join(f"{name} {day}" for name, day in about(past).items() if day)
        _serve(Path(folder), host, port, bounds)


def _serve(home: Path, host: str, port: int, as_of: str | None) -> None:
    from outputs.explorer.serve import explorer, serve  # noqa: PLC0415 - takes a second
    from pipelines.publish import source_lines  # noqa: PLC0415 - as above

    app = explorer(home, source_lines(), as_of)
    if not has_pictures():
        show.complain(f"shown without charts, which need {installing(EXTRA)}")
    show.console.print(f"http://{host}:{port}/warehouse  (Ctrl-C ends it)")
    serve(app, host, port)
