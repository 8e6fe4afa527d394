"""LiveBench: mean score over categories of fresh questions, one CSV table per release.

A board is a release, named as in the file (`2026_06_25`); its category `average` is the mean over
categories of the mean over their tasks, as the site computes it. Quirks:

- Releases have other tasks and do not compare. The list of releases is only in the site's code, so
  a look reads it there. One that `RELEASES` does not know is read where its tasks are exactly those
  of the newest known one, as they were twice in 2026, and a warning says so: nothing in the file
  tells whether the site still groups them alike.
- A task more or less than known refuses the file, for the site's average has all of them: it goes
  into `RELEASES` or `LATER` first.
- The file of one release grows in place for months, and once began with a task less than it has
  now (`LATER`): those averages are a category of their own.
- The site's code shows 72 and 58 for two Grok 3 models whatever the file says. We take the file.
- A row shorter than the header (nemotron-3-super, July 2026) cannot be assigned to tasks, and a
  blank cell leaves no average: such rows get no value, so that the rules set aside the row.
- A cell outside 0 to 100 is refused with its row: an average of -5 and 150 would look plausible.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from sources.contract import (
    NONE_STATED,
    Client,
    Fetched,
    Page,
    ParseError,
    Reading,
    Row,
    SourceCard,
    page_of,
)
from sources.reading import spelling
from sources.reading.page_tables import text_of_page
from sources.reading.rows import read_each
from sources.reading.spelling import LEVELS, STAMP, THINKING, VENDORS, value_in
from sources.reading.strict import decimal_of, lines_of_table, tidy
from terms.grammar import Grammar, Mark

SETTINGS = (
    Mark(rf"-({LEVELS})-effort$", "effort", is_own_form=True),
    Mark(r"-(highthinking|thinking-auto)$", "effort", is_own_form=True),
    Mark(r"-(base)$", "effort", frozenset({"anthropic"})),
)

ABOUT = SourceCard(
    name="livebench",
    title="LiveBench",
    grammar=Grammar((*SETTINGS, spelling.EFFORT, THINKING, STAMP), VENDORS),
    home="https://livebench.ai/",
    licence=NONE_STATED,
    attribution="LiveBench (White et al.), https://livebench.ai; the site states no licence",
    cadence="A new release every half year or so; rows are added to the newest one every week.",
    stale_after_days=45,
    tables=("score",),
    board_is="release, by its day",
    unproven="the list of releases in the site's program",
    terms="No licence covers the tables; figures may be cited with their source, the files stay "
    "with the operator.",
)

Tasks = Mapping[str, tuple[str, ...]]

_MATHS = ("AMPS_Hard", "math_comp", "olympiad")
_LANGUAGE = ("connections", "plot_unscrambling", "typos")
_INSTRUCTIONS = ("paraphrase", "simplify", "story_generation", "summarize")
_LATEST: Tasks = {
    "Reasoning": ("theory_of_mind", "zebra_puzzle", "spatial", "logic_with_navigation"),
    "Coding": ("code_generation", "code_completion"),
    "Agentic Coding": ("javascript", "typescript", "python"),
    "Mathematics": ("AMPS_Hard", "integrals_with_game", "math_comp", "olympiad"),
    "Data Analysis": ("consecutive_events", "tablejoin", "tablereformat"),
    "Language": _LANGUAGE,
    "IF": _INSTRUCTIONS,
}

_END_2025: Tasks = {
    **_LATEST,
    "Reasoning": ("theory_of_mind", "zebra_puzzle", "spatial"),
    "Mathematics": _MATHS,
    "Data Analysis": ("tablejoin", "tablereformat"),
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

HOME = "https://livebench.ai/"
URL = HOME + "table_{}.csv"
NAMED = re.compile(r"/table_(\d{4}_\d{2}_\d{2})\.csv$", re.ASCII)
SCRIPT = re.compile(r"static/js/main\.[0-9A-Za-z]+\.js")
LISTED = re.compile(r'\[(?:\s*"20[0-9]{2}-[0-9]{2}-[0-9]{2}"(?:\s*,)?){3,}\s*\]')
"""The list of releases in the site's program: the days, in quotes."""
EFFORT = rf"-((?:{LEVELS})(?=-effort$)|(?:minimal|low|medium|high)$)"
WHOLE = "average"
TABLE_TYPES = ("text/csv", "text/plain", "application/octet-stream")
MOST = 100


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the table of the newest release that the site lists (10 kB).

    Raises SourceUnavailable, and ParseError when the site's list is not where it was; the table
    of the newest release that we know is given before that.
    """
    missed = None
    try:
        newest = _newest(client)
    except ParseError as error:
        newest, missed = next(iter(RELEASES)), error
    yield client.get(URL.format(newest), content_types=TABLE_TYPES, max_bytes=4 * 2**20)
    if missed:
        raise missed


def _newest(client: Client) -> str:
    home = page_of(client, ABOUT.name, HOME, ("text/html",))
    script = SCRIPT.search(text_of_page(home.body))
    if script is None:
        raise ParseError(f"{HOME} names no program static/js/main...js")
    types = ("application/javascript", "text/javascript", "application/x-javascript")
    program = page_of(client, ABOUT.name, HOME + script[0], types, mib=16)
    lists = "".join(LISTED.findall(text_of_page(program.body)))
    days: list[str] = re.findall(r"[0-9-]{10}", lists)
    if not days:
        raise ParseError(f"{script[0]} holds no list of releases")
    return max(days).replace("-", "_")


def parse(page: Page) -> Iterator[Reading]:
    """The release's board with averages from 0 to 100. The address tells the release."""
    named = NAMED.search(page.url)
    if named is None:
        raise ParseError(f"{page.url} is no table of a release")
    release = named[1]
    tasks = RELEASES.get(release, _LATEST)
    header, *lines = lines_of_table("the table", page.body) or [[]]
    if header[:1] != ["model"] or len(set(header)) != len(header):
        raise ParseError(f"the table's columns are {header}")
    category = _category(release, tasks, header)
    there = {group: [task for task in names if task in header] for group, names in tasks.items()}
    protocol = f"LiveBench {release}" + ("" if category == WHOLE else f", {category}")
    read = read_each(
        lines, lambda line: _score(header, line, there, protocol), lambda line: line[0]
    )
    told = f"release {release} is new and averaged like the one before; add it to RELEASES"
    new = () if release in RELEASES else (told,)
    yield Reading("score", release, category, *read, warnings=new)


def _category(release: str, tasks: Tasks, header: Sequence[str]) -> str:
    """`average`, or which later tasks the table does not have yet."""
    known = {task for names in tasks.values() for task in names}
    found = set(header[1:])
    later = [task for task in LATER.get(release, ()) if task not in found]
    unknown, missing = sorted(found - known), sorted(known - set(later) - found)
    if unknown or missing:
        raise ParseError(f"release {release} has the unknown tasks {unknown}, lacks {missing}")
    return f"{WHOLE} without {', '.join(later)}" if later else WHOLE


def _score(
    header: Sequence[str], line: Sequence[str], tasks: Mapping[str, Sequence[str]], protocol: str
) -> Row:
    name = line[0]
    if not name:
        raise ParseError(f"a row names no model: {line}")
    cells = dict(zip(header, line, strict=False))
    needed = [task for names in tasks.values() for task in names]
    is_whole = len(line) == len(header) and all(cells[task] for task in needed)
    return {
        "entry": name,
        "model_name": name,
        "value": _average(name, cells, tasks) if is_whole else None,
        "unit": "percent",
        "provenance": "maintainer",
        "protocol": protocol,
        "effort": value_in(EFFORT, name),
        "note": None if is_whole else f"{sum(map(bool, line))} of {len(header)} cells",
    }


def _average(name: str, cells: Mapping[str, str], tasks: Mapping[str, Sequence[str]]) -> float:
    means = [
        sum((_cell(f"{task} of {name}", cells[task]) for task in names), Decimal()) / len(names)
        for names in tasks.values()
    ]
    return tidy(sum(means, Decimal()) / len(means))


def _cell(what: str, text: str) -> Decimal:
    score = decimal_of(what, text)
    if not 0 <= score <= MOST:
        raise ParseError(f"{what} is {text}, outside 0 to {MOST}")
    return score
