"""`gapwatch plot`: a picture of rows that another command printed as JSON.

`gapwatch explore`: Datasette over the warehouse, or over a past state of it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import AsOfOption, RecordedOption, SeenOption, opened
from cli.shell.past import PastDay, measured
from pipelines.settings import Settings


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
    past = PastDay.asked(as_of, seen, recorded)
    if past is None:
        _serve(Settings.from_environment().home, host, port, None)
        return
    with tempfile.TemporaryDirectory() as folder:
        _lay(past, Path(folder))
        _serve(Path(folder), host, port, str(past))


def _lay(past: PastDay, home: Path) -> None:
    from warehouse.past import write_whole  # noqa: PLC0415

    with opened() as warehouse, measured(warehouse, past) as copy:
        write_whole(copy, home)


def _serve(home: Path, host: str, port: int, as_of: str | None) -> None:
    from outputs.explorer.serve import explorer, serve  # noqa: PLC0415 - takes a second
    from pipelines.publish import source_lines  # noqa: PLC0415 - parsers are not needed for help

    app = explorer(home, source_lines(), as_of)
    show.console.print(f"http://{host}:{port}/warehouse  (Ctrl-C ends it)")
    serve(app, host, port)


def plot(
    x: Annotated[str, typer.Argument(help="Column of days.")],
    lines: Annotated[list[str], typer.Argument(help="Columns of numbers, a line each.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A new .svg or .png file.")],
    split: Annotated[
        str | None, typer.Option("--split", help="A line for every value of this column.")
    ] = None,
    title: Annotated[str, typer.Option(help="Above the picture.")] = "",
) -> None:
    """Draw JSON rows from standard input as lines over days, each value held until the next.

    Example: `sqlite-utils data/warehouse.db "select on_date, gap from gap_daily where
    series = 'eci' and openness_rule = 'any_weights'" | gapwatch plot on_date gap --out gap.svg`
    """
    if out.suffix not in (".svg", ".png"):
        raise typer.BadParameter(f"{out.name} ends neither in .svg nor in .png")
    rows = _rows(sys.stdin.read())
    missing = [name for name in (x, *lines, split) if name and name not in rows[0]]
    if missing:
        raise typer.BadParameter(f"no column {missing[0]!r}; there are {', '.join(rows[0])}")
    _draw(rows, x, lines, split, title, out)
    show.console.print(f"{out}: {len(rows)} rows")


def _rows(text: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        raise typer.BadParameter(f"standard input is not JSON: {error}") from None
    if not isinstance(rows, list) or not rows or not isinstance(rows[0], dict):
        raise typer.BadParameter("standard input is no JSON array with rows")
    return rows


def _draw(
    rows: list[dict[str, Any]], x: str, lines: list[str], split: str | None, title: str, out: Path
) -> None:
    import vl_convert  # noqa: PLC0415 - takes half a second

    from outputs.charts.plot import Chart, chart_spec  # noqa: PLC0415

    spec = chart_spec(Chart(x=x, lines=tuple(lines), split=split), title) | {
        "data": {"values": rows}
    }
    if out.suffix == ".svg":
        out.write_text(vl_convert.vegalite_to_svg(spec), "utf-8")
    else:
        out.write_bytes(vl_convert.vegalite_to_png(spec, scale=2))
