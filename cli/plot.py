"""`gapwatch plot`: a picture of rows that another command printed as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import show


def plot(
    x: Annotated[str, typer.Argument(help="Column of days.")],
    lines: Annotated[list[str], typer.Argument(help="Columns of numbers, a line each.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A new .svg or .png file.")],
    split: Annotated[
        str | None, typer.Option("--split", help="A line for every value of this column.")
    ] = None,
    title: Annotated[str, typer.Option(help="Above the picture.")] = "",
) -> None:
    """Draw rows given as JSON on standard input: lines over days that hold until they change.

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

    from outputs.charts.plot import chart_spec  # noqa: PLC0415
    from outputs.explorer.queries import Chart  # noqa: PLC0415

    spec = chart_spec(Chart(x, tuple(lines), split=split), title) | {"data": {"values": rows}}
    if out.suffix == ".svg":
        out.write_text(vl_convert.vegalite_to_svg(spec), "utf-8")
    else:
        out.write_bytes(vl_convert.vegalite_to_png(spec, scale=2))
