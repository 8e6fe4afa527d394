"""LiveBench: mean score over categories of fresh questions, one CSV table per release.

A board is a release, named as in the file (`2026_06_25`); its category `average` is the mean over
categories of the mean over their tasks, as the site computes it. Quirks:

- Releases have other tasks and do not compare. The list of releases is only in the site's code, so
  a new one must be added to `RELEASES`, with its tasks.
- The file of one release grows in place for months, and once began with a task less than it has
  now (`LATER`): those averages are a category of their own.
- The site's code shows 72 and 58 for two Grok 3 models whatever the file says. We take the file.
- A row shorter than the header (nemotron-3-super, July 2026) cannot be assigned to tasks, and a
  blank cell leaves no average: such rows get no value, so that the rules set aside the row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from sources.contract import Client, Fetched, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading import spelling as reading
from sources.reading.spelling import LEVELS, STAMP, THINKING, VENDORS
from sources.reading.strict import decimal_of, tidy
from terms.spelling import Grammar, Mark

SETTINGS = (
    Mark(rf"-({LEVELS})-effort$", "effort", is_own_form=True),
    Mark(r"-(highthinking|thinking-auto)$", "effort", is_own_form=True),
    Mark(r"-(base)$", "effort", frozenset({"anthropic"})),
)

ABOUT = SourceCard(
    name="livebench",
    title="LiveBench",
    grammar=Grammar((*SETTINGS, reading.EFFORT, THINKING, STAMP), VENDORS),
    home="https://livebench.ai/",
    licence="none stated",
    attribution="LiveBench (White et al.), https://livebench.ai; the site states no licence",
    cadence="A new release every half year or so; rows are added to the newest one every week.",
    stale_after_days=45,
    stale_reason="Rows were added every one to four weeks in 2026; the file has no date of its "
    "own, so its age is the age of our last look.",
    tables=("score",),
    board_is="release, by its day",
    rows={"score": 501},
    terms="No licence covers the tables; figures may be cited with their source, the files stay "
    "with the operator.",
)

Tasks = Mapping[str, tuple[str, ...]]

_MATHS = ("AMPS_Hard", "math_comp", "olympiad")
_LANGUAGE = ("connections", "plot_unscrambling", "typos")
_INSTRUCTIONS = ("paraphrase", "simplify", "story_generation", "summarize")
_AGENTIC = ("javascript", "typescript", "python")
_LATEST: Tasks = {
    "Reasoning": ("theory_of_mind", "zebra_puzzle", "spatial", "logic_with_navigation"),
    "Coding": ("code_generation", "code_completion"),
    "Agentic Coding": _AGENTIC,
    "Mathematics": ("AMPS_Hard", "integrals_with_game", "math_comp", "olympiad"),
    "Data Analysis": ("consecutive_events", "tablejoin", "tablereformat"),
    "Language": _LANGUAGE,
    "IF": _INSTRUCTIONS,
}

_END_2025: Tasks = {
    "Reasoning": ("theory_of_mind", "zebra_puzzle", "spatial"),
    "Coding": ("code_generation", "code_completion"),
    "Agentic Coding": _AGENTIC,
    "Mathematics": _MATHS,
    "Data Analysis": ("tablejoin", "tablereformat"),
    "Language": _LANGUAGE,
    "IF": _INSTRUCTIONS,
}
_FIRST: Tasks = {
    "Reasoning": ("web_of_lies_v2", "zebra_puzzle"),
    "Coding": ("LCB_generation", "coding_completion"),
    "Mathematics": _MATHS,
    "Data Analysis": ("cta", "tablejoin", "tablereformat"),
    "Language": _LANGUAGE,
    "IF": _INSTRUCTIONS,
}

RELEASES: Mapping[str, Tasks] = {
    "2026_06_25": _LATEST,
    "2026_01_08": _LATEST,
    "2025_11_25": _END_2025,
    "2025_05_30": {**_END_2025, "Reasoning": ("web_of_lies_v3", "zebra_puzzle", "spatial")},
    "2024_11_25": {**_FIRST, "Reasoning": ("web_of_lies_v2", "zebra_puzzle", "spatial")},
    "2024_06_24": _FIRST,
}
"""Category to tasks by release, newest first: the site's `categories_<release>.json`."""

LATER = {"2026_01_08": ("consecutive_events",)}
"""Tasks that a release got after its first tables."""

URL = "https://livebench.ai/table_{}.csv"
NAMED = re.compile(r"/table_(\d{4}_\d{2}_\d{2})\.csv$")
EFFORT = re.compile(r"-(minimal|low|medium|high|xhigh|max)-effort$|-(minimal|low|medium|high)$")
WHOLE = "average"


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the newest known release's table once (10 kB). Raises SourceUnavailable."""
    newest = next(iter(RELEASES))
    types = ("text/csv", "text/plain", "application/octet-stream")
    yield client.get(URL.format(newest), content_types=types, max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """The release's board with averages from 0 to 100. The address tells the release.

    Raises SourceChanged on an unknown release, other tasks than it has, and a cell that is no
    number.
    """
    named = NAMED.search(page.url)
    if named is None or named[1] not in RELEASES:
        raise SourceChanged(
            ABOUT.name, f"{page.url} is the table of no known release; add it to RELEASES"
        )
    release = named[1]
    header, lines = _lines(page.body)
    category = _category(release, header)
    tasks = {
        group: [task for task in names if task in header]
        for group, names in RELEASES[release].items()
    }
    protocol = f"LiveBench {release}" + ("" if category == WHOLE else f", {category}")
    rows = [_score(header, line, tasks, protocol) for line in lines]
    yield Reading("score", release, category, rows)


def _lines(body: bytes) -> tuple[list[str], list[list[str]]]:
    try:
        text = body.decode("utf-8-sig")
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), strict=True) if line]
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceChanged(ABOUT.name, f"the table is not CSV: {error}") from error
    header = [cell.strip() for cell in lines[0]] if lines else []
    if header[:1] != ["model"] or len(set(header)) != len(header):
        raise SourceChanged(ABOUT.name, f"the table's columns are {header}")
    return header, [[cell.strip() for cell in line] for line in lines[1:]]


def _category(release: str, header: Sequence[str]) -> str:
    """`average`, or which later tasks the table does not have yet."""
    known = {task for names in RELEASES[release].values() for task in names}
    found = set(header[1:])
    later = [task for task in LATER.get(release, ()) if task not in found]
    if found != known - set(later):
        unknown, missing = sorted(found - known), sorted(known - set(later) - found)
        raise SourceChanged(
            ABOUT.name, f"release {release} has the unknown tasks {unknown}, lacks {missing}"
        )
    return f"{WHOLE} without {', '.join(later)}" if later else WHOLE


def _score(
    header: Sequence[str], line: Sequence[str], tasks: Mapping[str, Sequence[str]], protocol: str
) -> Row:
    name = line[0]
    if not name:
        raise SourceChanged(ABOUT.name, f"a row names no model: {line}")
    effort = EFFORT.search(name)
    is_whole = len(line) == len(header) and all(line)
    cells = dict(zip(header, line, strict=False))
    return {
        "entry": name,
        "model_name": name,
        "value": _average(name, cells, tasks) if is_whole else None,
        "unit": "percent",
        "provenance": "maintainer",
        "protocol": protocol,
        "effort": (effort[1] or effort[2]) if effort else None,
        "note": None if is_whole else f"{sum(map(bool, line))} of {len(header)} cells",
    }


def _average(name: str, cells: Mapping[str, str], tasks: Mapping[str, Sequence[str]]) -> float:
    means = [
        sum((decimal_of(ABOUT.name, f"{task} of {name}", cells[task]) for task in names), Decimal())
        / len(names)
        for names in tasks.values()
    ]
    return tidy(sum(means, Decimal()) / len(means))
