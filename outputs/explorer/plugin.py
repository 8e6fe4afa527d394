"""What Datasette gets from us besides metadata: two scripts, and connections that cannot write."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

from outputs.charts.drawing import bundle, has_pictures
from outputs.explorer.metadata import DATABASE

SCRIPT = "text/javascript; charset=utf-8"
KEEP = {"Cache-Control": "max-age=3600"}


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: Any, database: str) -> None:
    """The second lock: Datasette opens the file with mode=ro, except for its own writes."""
    if database == DATABASE:
        conn.execute("PRAGMA query_only = ON")


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """The addresses of the two scripts, where there is what draws charts."""
    if not has_pictures():
        return []
    return [(r"^/-/gapwatch/vega\.js$", _vega), (r"^/-/gapwatch/chart\.js$", _chart)]


async def _vega() -> Response:
    return Response(bundle(), content_type=SCRIPT, headers=KEEP)


async def _chart() -> Response:
    text = files("outputs.explorer").joinpath("static/chart.js").read_text("utf-8")
    return Response(text, content_type=SCRIPT)
