"""`llms.txt`: for a program that reads texts, what the folder says and where its numbers are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from outputs.sections.sources import SourceLine
from terms.days import day

FILE = "llms.txt"
_READING = (
    "A positive gap means that closed models are better. A gap has a 95 % interval; where it holds "
    "zero, or the verdict says so, who is ahead is too close to call.",
    "`shown_on` is the day that a number is of; `is_stale` = 1 means old data: say the day, not "
    "“now”.",
    "`unresolved_above` > 0 means that an unknown model may lead: no gap can be said.",
    "`is_tested_lately` = 0 means that no recent open model was tested: no gap of now can be said.",
    "Name the day, the unit and the source with every number.",
)


def llms_text(
    headline: Sequence[str],
    on: str,
    data: Mapping[str, Any],
    sources: Sequence[SourceLine],
    root: str = "",
) -> str:
    """The text; `data` is the descriptor of the exported files, `root` where the folder will be."""
    files = [
        f"- [{one['title']}]({root}data/{one['path']}): {one['description'].removesuffix('.')}"
        for one in data["resources"]
        if one["format"] == "parquet"
    ]
    lines = [
        "# gapwatch",
        "",
        f"> How far open-weight language models are behind closed ones. Data of {day(on)}.",
        "",
        *headline,
        "",
        "How to read the numbers:",
        "",
        *(f"- {line}" for line in _READING),
        "",
        "## Numbers",
        "",
        f"- [JSON API]({root}api/v1/index.json): every gap, lag and price with its pages",
        f"- [Changes]({root}feed.xml): what happened, newest first; also api/v1/events.json",
        f"- [SQLite]({root}data/gapwatch.db): every view in one file",
        f"- [Data package]({root}data/datapackage.json): columns with type and meaning",
        "",
        "## Parquet",
        "",
        *files,
        "",
        "## Pages",
        "",
        f"- [Data and methods]({root}methods.html): what the numbers mean and how they are made",
        f"- [Fact checks]({root}claims.html): published statements about the gap, tested",
        f"- [Status]({root}status.html): whether every source was read, and how old its data are",
        "",
        "## Terms",
        "",
        "Facts and derived numbers; values of a source stay under its terms.",
        "",
        *(f"- {line.title}: {line.licence}. {line.attribution}" for line in sources),
    ]
    return "\n".join(lines) + "\n"
