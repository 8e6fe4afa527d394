"""Arguments and options that several commands take, each spelled and completed in one way."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cli import completion


class Rule(StrEnum):
    """Which models count as open."""

    ANY_WEIGHTS = "any_weights"
    COMMERCIAL = "commercial"
    PERMISSIVE = "permissive"


SeriesAsked = Annotated[
    str | None,
    typer.Argument(
        metavar="[SERIES]", help="One series; without it all.", autocompletion=completion.series
    ),
]
SeriesNeeded = Annotated[
    str, typer.Argument(metavar="SERIES", help="The series.", autocompletion=completion.series)
]
SourceNeeded = Annotated[
    str,
    typer.Argument(
        help="The source whose pages the file holds.", autocompletion=completion.sources
    ),
]
RuleOption = Annotated[Rule, typer.Option("--rule", help="Which models count as open.")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON for programs.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="YYYY-MM-DD: what had been published by then.")
]
SeenOption = Annotated[
    str | None, typer.Option("--seen", help="With --as-of: only what had been captured by then.")
]
RecordedOption = Annotated[
    str | None,
    typer.Option("--recorded", help="With --as-of: only what this warehouse knew then."),
]
LimitOption = Annotated[
    int, typer.Option("--limit", min=0, help="At most this many lines; 0 lists all.")
]
