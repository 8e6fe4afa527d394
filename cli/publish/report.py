"""`gapwatch report`: the site, of now or of a past day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import AsOfOption, RecordedOption, SeenOption, opened
from cli.shell.past import PastDay, measured
from pipelines.settings import Settings


def report(
    as_of: AsOfOption = None,
    seen: SeenOption = None,
    recorded: RecordedOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="Another folder. By default the site, or its `as-of/DAY/`."
        ),
    ] = None,
) -> None:
    """Write the report: a static site that needs no network, to read or to publish.

    Examples: `gapwatch report`, `gapwatch report --as-of 2026-02-24`,
    `gapwatch report --as-of 2026-02-24 --recorded 2026-11-30 --out then`
    """
    past = PastDay.asked(as_of, seen, recorded)
    settings = Settings.from_environment()
    page = _now(settings, out) if past is None else _then(past, settings, out)
    show.console.print(f"report: {page}", soft_wrap=True)


def _now(settings: Settings, out: Path | None) -> Path:
    from pipelines.publish import publish  # noqa: PLC0415 - templates are slow to import

    with opened() as warehouse:
        return publish(warehouse, replace(settings, site=out or settings.site), datetime.now(UTC))


def _then(past: PastDay, settings: Settings, out: Path | None) -> Path:
    from outputs.report.context import AsOf  # noqa: PLC0415 - as above
    from pipelines.publish import publish_past  # noqa: PLC0415

    bounds = AsOf(past.day, past.seen, past.recorded)
    with opened() as warehouse, measured(warehouse, past) as copy:
        return publish_past(copy, settings, bounds, datetime.now(UTC), out)
