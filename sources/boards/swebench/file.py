"""SWE-bench: share of real GitHub issues that a system resolves, as the project's own JSON file.

One board per split. A row is one submission of a *system*; only rows run by the board's own people
with mini-SWE-agent measure bare models. Quirks that this parser knows:

- Three shapes, told apart by their keys: until July 2025 (`oss`, `verified`), then `os_model` with
  tags, and since 2026-09-01 also `agent`, `model_display`, ... Of the last only eight entries
  were captured.
- `os_model` is unreliable in both directions: kept as a claim, never a verdict.
- `date` is hand-written: it can be no day at all ("2508-22-"), or differ from the folder's, which
  is passed on beside it as `_folder_on` for the rules to judge; so is `resolved`, as it is written.
- For four days in July 2025 the board `bash-only` had two other names.
- `per_instance_details` (results per item, most of the file; since December 2025 for runs of
  mini-SWE-agent) may leave items out (297 or 298 of the 300 of Multilingual), and may belong to
  another run than the score: Claude 3.7 Sonnet scores 52.8 beside 51 resolved items of 500.
  `_unexplained` is for the rule that catches the latter.

`PAGE` is the web page with the same list inlined, the file's fallback. It is built by hand from the
file, sometimes weeks apart, so both are kept as they are. Until spring 2025 it had HTML tables
only; such a page is refused.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated, Any

from sources.contract import Page, ParseError, Reading, Row, SourceCard, TwinSource, asks
from sources.reading import strict
from sources.reading.rows import SourceRow, key, read_rows
from sources.reading.spelling import HUB, LEVELS, STAMP, VENDORS, value_in
from terms.grammar import Grammar, folded

URL = (
    "https://raw.githubusercontent.com/SWE-bench/swe-bench.github.io/master/data/leaderboards.json"
)
ITEMS = {
    # The page's footnote of 2026-02-24: "2294 Full, 500 Verified & Bash Only, 300 Lite &
    # Multilingual, 517 Multimodal".
    "Test": 2294,
    "Verified": 500,
    "bash-only": 500,
    "Lite": 300,
    "Multilingual": 300,
    "Multimodal": 517,
}

ABOUT = SourceCard(
    name="swebench",
    title="SWE-bench leaderboards",
    grammar=Grammar((HUB, STAMP), VENDORS),
    home="https://www.swebench.com/",
    licence="CC-BY-NC-4.0",
    attribution="SWE-bench leaderboards (Jimenez, Yang et al.), https://www.swebench.com, "
    "CC BY-NC 4.0",
    cadence="Hand-edited; weekly in 2025, no new entry since 2026-02-26.",
    stale_after_days=30,
    tables=("score", "release", "item_result"),
    boards=tuple(ITEMS),
)

RENAMED = {
    # Name on the file: the board it is, first day, first day no more (commits of July 2025).
    "verified-micro": ("bash-only", date(2025, 7, 28), date(2025, 8, 1)),
    "verified-mini": ("bash-only", date(2025, 7, 28), date(2025, 8, 1)),
}

MINI = re.compile(r"^(?:\d{6}|\d{8})_mini-v(\d+)\.")
FOLDER_DATE = re.compile(r"^(\d{2}|\d{4})(\d{2})(\d{2})_")
EFFORT = rf"\b({LEVELS})(?: reasoning\)| \(\d)"

SUBMITTED = "submitted system"
BASH_ONLY = "bash only, version not stated"
INLINED = re.compile(
    rb'<script\b[^>]*\bid="leaderboard-data"[^>]*>(.*?)</script>', re.DOTALL | re.IGNORECASE
)

fetch = asks(URL, types=("text/plain", "application/json"), mib=32)


def _eight_digits(what: str, day: object) -> str | None:
    if day is None:
        return None
    if isinstance(day, bool) or not isinstance(day, int) or not 10**7 <= day < 10**8:
        raise ParseError(f"{what} is {day!r}")
    return strict.day_of(what, f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}")


def _tags(what: str, given: object) -> tuple[tuple[str, str], ...]:
    found = []
    for tag in strict.list_of(what, given):
        label, colon, value = strict.text_of(f"a tag among {what}", tag).partition(": ")
        if not colon:
            raise ParseError(f"among {what} is {tag!r}")
        found.append((label, value))
    return tuple(found)


def _checked(what: str, value: object) -> str:
    """Whether the maintainers looked at it, as the file writes it."""
    if not isinstance(value, bool | str | None):
        raise ParseError(f"{what} is {value!r}")
    return value if isinstance(value, str) else json.dumps(value)


def _details(what: str, given: object) -> dict[str, bool]:
    found = {}
    for item, detail in sorted(strict.object_of(what, given).items()):
        resolved = strict.object_of(f"{item} in {what}", detail).get("resolved")
        if not isinstance(resolved, bool):
            raise ParseError(f"{item} in {what} has resolved {resolved!r}")
        found[item] = resolved
    return found


class SubmittedSystem(SourceRow):
    """A system that was sent in."""

    folder: strict.Text
    tags: Annotated[tuple[tuple[str, str], ...], strict.reads(_tags)]
    """Kind and value."""
    released_on: Annotated[str | None, strict.reads(_eight_digits)] = key(
        "model_release_date", default=None
    )

    def tagged(self, kind: str) -> list[str]:
        """The values of a kind of tags; two spellings of one are one."""
        return [*{folded(value): value for label, value in self.tags if label == kind}.values()]


class SystemClaim(SubmittedSystem):
    """What an entry claims about its one model; several or none claim nothing about any."""

    os_model: strict.Truth
    model_org: strict.TextIfAny = None

    def row(self) -> Row | None:
        """In the columns of table release."""
        models = self.tagged("Model")
        if len(models) != 1:
            return None
        # On other rows `Org` is whoever sent the system in, not the model's maker.
        makers = self.tagged("Org") if MINI.match(self.folder) else []
        return {
            "entry": self.folder,
            "model_name": models[0],
            "maker": self.model_org or (makers[0] if len(makers) == 1 else None),
            "openness_claim": json.dumps(self.os_model),
            "released_on": self.released_on,
        }


class SystemScore(SubmittedSystem):
    """What an entry scored, and how."""

    name: strict.Text
    os_model: Any
    resolved: strict.Number
    date: strict.Day
    warning: Annotated[bool | None, strict.word(True, False, None)]
    checked: Annotated[str, strict.reads(_checked)]
    reasoning_effort: strict.TextIfAny = None
    agent: strict.TextIfAny = None
    instance_cost: strict.NumberIfAny = None
    version: strict.TextIfAny = key("mini-swe-agent_version", default=None)

    def row(self, board: str) -> Row:
        """In the columns of table score."""
        models = self.tagged("Model")
        protocol, harness = self._run(board)
        orgs = ", ".join(self.tagged("Org"))
        noted = (
            self.name if harness != self.name else "",
            f"Org: {orgs}" if orgs else "",
            f"checked: {self.checked}",
            "carries a warning" if self.warning else "",
        )
        return {
            "entry": self.folder,
            "model_name": models[0] if len(models) == 1 else None,
            "value": strict.tidy(self.resolved),
            "unit": "percent",
            "n": ITEMS[board],
            "provenance": "third_party" if protocol == SUBMITTED else "maintainer",
            "protocol": protocol,
            "effort": self.reasoning_effort or value_in(EFFORT, self.name),
            "harness": harness,
            "dated_on": self.date,
            "released_on": self.released_on,
            "cost_usd": None if self.instance_cost is None else strict.tidy(self.instance_cost),
            "note": "; ".join(one for one in noted if one),
            "_folder_on": _folder_on(self.folder),
        }

    def _run(self, board: str) -> tuple[str, str]:
        """Protocol and harness. The folder decides: it is the one mark that every year has."""
        if mini := MINI.match(self.folder):
            return f"mini-SWE-agent {mini[1]}.x", f"mini-SWE-agent {self.version or ''}".strip()
        if board == "bash-only":
            return BASH_ONLY, "mini-SWE-agent"
        return SUBMITTED, self.agent or self.name


class FirstScore(SystemScore):
    """The same on a page from before July 2025."""

    tags: tuple[tuple[str, str], ...] = ()
    os_model: Any = None
    checked: Annotated[str, strict.reads(_checked)] = key("verified")


class SystemResults(SourceRow):
    """Which items a system solved."""

    folder: strict.Text
    resolved: strict.Number
    per_instance_details: Annotated[dict[str, bool], strict.reads(_details)]

    def row(self, items: int) -> Row:
        """In the columns of table item_result; the board has `items` items."""
        results = self.per_instance_details
        solved = [item for item, is_solved in results.items() if is_solved]
        unsolved = [item for item, is_solved in results.items() if not is_solved]
        return {
            "entry": self.folder,
            "solved": json.dumps(solved, ensure_ascii=False, separators=(",", ":")),
            "unsolved": json.dumps(unsolved, ensure_ascii=False, separators=(",", ":")),
            "n": len(results),
            "_items": items,
            "_unexplained": unexplained(
                strict.tidy(self.resolved), len(solved), len(results), items
            ),
        }


def _folder_on(folder: str) -> str | None:
    """ISO date in a folder's prefix, for the rule that compares it with `dated_on`."""
    if not (found := FOLDER_DATE.match(folder)):
        return None
    year = found[1] if len(found[1]) == 4 else f"20{found[1]}"
    return f"{year}-{found[2]}-{found[3]}"


def parse(page: Page) -> Iterator[Reading]:
    """One score board per split; beside it one of releases and one of results per item, as given.

    Scores are in percent. A mini-SWE-agent run is the maintainers' own (`maintainer`); any other
    row was run and sent in by its authors (`third_party`), whether or not the maintainers checked
    it: the note says so. A board that is not known is left unread and warned about.
    """
    content = strict.object_of("the page", strict.json_of(page.body))
    yield from _read(content.get("leaderboards"), page.seen_at.date())


def parse_page(page: Page) -> Iterator[Reading]:
    """The same of the web page."""
    lists = INLINED.findall(page.body)
    if len(lists) != 1:
        raise ParseError(f'{len(lists)} scripts with id="leaderboard-data", not one')
    yield from _read(strict.json_of(lists[0]), page.seen_at.date())


PAGE = TwinSource(
    replace(
        ABOUT,
        name="swebench_page",
        title="SWE-bench leaderboards (web page)",
        cadence="Rebuilt by hand, up to weeks after the file.",
    ),
    asks("https://www.swebench.com/", types=("text/html",), mib=32),
    parse_page,
)


def _read(boards: object, seen_on: date) -> Iterator[Reading]:
    """The boards of one list of leaderboards."""
    listed, unread = _listed(boards, seen_on)
    every = [one for found in listed.values() for one in found if isinstance(one, dict)]
    firsts = ["oss" in one for one in every]
    if not firsts or any(firsts) != all(firsts):
        raise ParseError(
            f"{sum(firsts)} of {len(firsts)} entries have the key 'oss': no shape that we know; "
            f"{'; '.join(unread)}"
        )
    if "bash-only" in listed and any("model_display" in one for one in every):
        raise ParseError("the board 'bash-only' is back beside `model_display` rows")
    kind = FirstScore if any(firsts) else SystemScore
    for name, found in listed.items():
        scores = read_rows(kind, found, "folder", partial(kind.row, board=name))
        yield Reading("score", name, "", *scores, warnings=unread)
        if kind is SystemScore:
            claims, refused = read_rows(SystemClaim, found, "folder", SystemClaim.row)
            yield Reading("release", name, "", [one for one in claims if one], refused)
        detailed = [
            entry
            for entry in found
            if isinstance(entry, dict) and entry.get("per_instance_details") not in (None, {})
        ]
        made = partial(SystemResults.row, items=ITEMS[name])
        results = read_rows(SystemResults, detailed, "folder", made)
        if any(results):
            yield Reading("item_result", name, "", *results)


def _listed(boards: object, seen_on: date) -> tuple[dict[str, list[Any]], list[str]]:
    """The entries of every known board, and the boards that are not known, in words."""
    listed: dict[str, list[Any]] = {}
    unread = []
    for given in strict.list_of("the list of boards", boards):
        board = strict.object_of("a board", given)
        name = strict.text_of("a board's name", board.get("name"))
        entries = strict.list_of(f"results of {name}", board.get("results"))
        known, first, end = RENAMED.get(name, (name, date.min, date.max))
        if known not in ITEMS or not first <= seen_on < end:
            unread.append(f"the board {name!r} is left unread; add it to ITEMS or RENAMED")
        elif known in listed:
            raise ParseError(f"the board {known!r} is listed twice")
        else:
            listed[known] = entries
    return listed, unread


def unexplained(score: float, solved: int, named: int, items: int) -> float:
    """Points by which a score misses every value that the results allow.

    Items that are not named may each have been solved or not: the results allow everything from
    solved / items to (solved + items - named) / items.
    """
    least = 100 * solved / items
    most = 100 * (solved + max(items - named, 0)) / items
    return round(max(least - score, score - most, 0.0), 9)
