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
- `per_instance_details` (results per item, most of the file): see `sources.boards.swebench.items`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sources.boards.swebench import items as swebench_items
from sources.contract import Client, Fetched, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.rows import read_each, unread_keys
from sources.reading.spelling import HUB, LEVELS, STAMP, VENDORS
from sources.reading.strict import day_of, json_of, list_of, number_of, object_of, text_of, tidy
from terms.grammar import Grammar

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
    stale_reason="New entries come months apart now, so a board that was read within a month is "
    "very likely the present one.",
    tables=("score", "release", "item_result"),
    boards=tuple(ITEMS),
    rows={"score": 322, "release": 212, "item_result": 50},
)

RENAMED = {
    # Name on the file: the board it is, first day, first day no more (commits of July 2025).
    "verified-micro": ("bash-only", date(2025, 7, 28), date(2025, 8, 1)),
    "verified-mini": ("bash-only", date(2025, 7, 28), date(2025, 8, 1)),
}

FIRST_KEYS = frozenset(
    [
        "name",
        "folder",
        "resolved",
        "date",
        "logs",
        "trajs",
        "site",
        "verified",
        "oss",
        "org_logo",
        "warning",
    ]
)
TAGGED_KEYS = frozenset(
    [
        "name",
        "logo",
        "site",
        "folder",
        "resolved",
        "date",
        "logs",
        "trajs",
        "os_model",
        "os_system",
        "checked",
        "tags",
        "warning",
    ]
)
TAGGED_EXTRAS = frozenset(
    [
        "mini-swe-agent_version",
        "cost",
        "instance_cost",
        "instance_calls",
        "trajs_docent",
        "per_instance_details",
    ]
)
DISPLAY_KEYS = frozenset(
    ["agent", "agent_org", "model_display", "model_org", "model_release_date", "reasoning_effort"]
)
NEEDED = ("folder", "name", "resolved", "date", "warning")
TAGGED = ("os_model", "tags", "checked")
TAGS = ("Model", "Org", "System", "Mini", "Model_size")

MINI = re.compile(r"^(?:\d{6}|\d{8})_mini-v(\d+)\.")
FOLDER_DATE = re.compile(r"^(\d{2}|\d{4})(\d{2})(\d{2})_")
EFFORT = re.compile(rf"\b({LEVELS})(?: reasoning\)| \(\d)")

SUBMITTED = "submitted system"
BASH_ONLY = "bash only, version not stated"


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the JSON file once (4 to 8 MB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/plain", "application/json"), max_bytes=32 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One score board per split; beside it one of releases and one of results per item, as given.

    Scores are in percent. A mini-SWE-agent run is the maintainers' own (`maintainer`); any other
    row was run and sent in by its authors (`third_party`), whether or not the maintainers
    checked it: the note says so. A board, key or tag that is not known is left unread and warned
    about. Raises SourceChanged on any other shape.
    """
    content = object_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    unread = unread_keys("the page", [content], ["leaderboards"])
    listed = content.get("leaderboards")
    yield from read_boards(ABOUT.name, listed, page.seen_at.date(), unread)


def read_boards(
    source: str, boards: object, seen_on: date, warnings: Sequence[str] = ()
) -> Iterator[Reading]:
    """The boards of one list of leaderboards. Raises SourceChanged naming `source`."""
    listed, unread = _listed(source, boards, seen_on)
    entries = [entry for found in listed.values() for entry in found]
    shapes = {_shape(entry) for entry in entries if isinstance(entry, dict)}
    if not shapes or ("first" in shapes and len(shapes) > 1):
        raise SourceChanged(
            source, f"one page holds entries of the shapes {sorted(shapes)}; {'; '.join(unread)}"
        )
    if "display" in shapes and "bash-only" in listed:
        raise SourceChanged(source, "the board 'bash-only' is back beside `model_display` rows")
    warnings = (*warnings, *unread, *_unread(entries))
    for name, found in listed.items():
        scores, refused = read_each(found, lambda entry: _score(source, name, entry), _folder)  # noqa: B023
        yield Reading("score", name, "", scores, refused=refused, warnings=warnings)
        if shapes != {"first"}:
            claims, refused = read_each(found, lambda entry: _claim(source, entry), _folder)
            told = [claim for claim in claims if claim]
            yield Reading("release", name, "", told, refused=refused)
        detailed = [entry for entry in found if swebench_items.has_results(entry)]
        results, refused = read_each(
            detailed,
            lambda entry: swebench_items.row_of(source, entry, ITEMS[name]),  # noqa: B023
            _folder,
        )
        if results or refused:
            yield Reading("item_result", name, "", results, refused=refused)


def _listed(
    source: str, boards: object, seen_on: date
) -> tuple[dict[str, list[Any]], tuple[str, ...]]:
    """The entries of every known board, and what of the list is not known."""
    given = [
        object_of(source, "a board", board)
        for board in list_of(source, "the list of boards", boards)
    ]
    listed: dict[str, list[Any]] = {}
    unread = list(unread_keys("a board", given, ("name", "results")))
    for board in given:
        name = text_of(source, "a board's name", board.get("name"))
        entries = list_of(source, f"results of {name}", board.get("results"))
        known = _known(name, seen_on)
        if known is None:
            unread.append(f"the board {name!r} is left unread; add it to ITEMS or RENAMED")
        elif known in listed:
            raise SourceChanged(source, f"the board {known!r} is listed twice")
        else:
            listed[known] = entries
    return listed, tuple(unread)


def _known(name: str, seen_on: date) -> str | None:
    """The board that a name means on a day; None when nobody knows."""
    if name in RENAMED:
        renamed, first, end = RENAMED[name]
        return renamed if first <= seen_on < end else None
    return name if name in ITEMS else None


def _unread(entries: Sequence[Any]) -> Iterator[str]:
    yield from unread_keys(
        "an entry", entries, FIRST_KEYS | TAGGED_KEYS | TAGGED_EXTRAS | DISPLAY_KEYS
    )
    tags = [tag for entry in entries if isinstance(entry, dict) for tag in _tag_list(entry)]
    kinds = {tag.partition(": ")[0] for tag in tags if isinstance(tag, str) and ": " in tag}
    yield from unread_keys("the tags", [dict.fromkeys(kinds)], TAGS)
    yield from swebench_items.unread(entries)


def _tag_list(entry: Mapping[str, Any]) -> list[Any]:
    tags = entry.get("tags")
    return tags if isinstance(tags, list) else []


def _shape(entry: Mapping[str, Any]) -> str:
    if "oss" in entry:
        return "first"
    return "display" if entry.keys() & DISPLAY_KEYS else "tagged"


def _folder(entry: Any) -> Any:
    return entry["folder"]


def _opened(source: str, board: str, given: Any) -> dict[str, Any]:
    """An entry with everything that is read of it. Raises SourceChanged."""
    entry = object_of(source, f"an entry of {board}", given)
    folder = text_of(source, f"a folder of {board}", entry.get("folder"))
    needed = (*NEEDED, *(("verified",) if _shape(entry) == "first" else TAGGED))
    if missing := [key for key in needed if key not in entry]:
        raise SourceChanged(source, f"entry {folder!r} lacks {missing}")
    return entry


def _score(source: str, board: str, given: Any) -> Row:
    entry = _opened(source, board, given)
    folder = entry["folder"]
    name = text_of(source, f"name of {folder}", entry["name"])
    models = _tags(source, entry, "Model")
    protocol, harness = _run(source, board, entry)
    return {
        "entry": folder,
        "model_name": models[0] if len(models) == 1 else None,
        "value": tidy(number_of(source, f"resolved of {folder}", entry["resolved"])),
        "unit": "percent",
        "n": ITEMS[board],
        "provenance": "third_party" if protocol == SUBMITTED else "maintainer",
        "protocol": protocol,
        "effort": _effort(source, entry),
        "harness": harness,
        "dated_on": day_of(source, f"date of {folder}", entry["date"]),
        "released_on": _released(source, entry),
        "cost_usd": _cost(source, entry),
        "note": _note(source, entry, "" if harness == name else name),
        "_folder_on": _folder_on(folder),
    }


def _run(source: str, board: str, entry: Mapping[str, Any]) -> tuple[str, str]:
    """Protocol and harness. The folder decides: it is the one mark that every year has."""
    if mini := MINI.match(entry["folder"]):
        version = _optional_text(source, entry, "mini-swe-agent_version")
        return f"mini-SWE-agent {mini[1]}.x", f"mini-SWE-agent {version or ''}".strip()
    if board == "bash-only":
        return BASH_ONLY, "mini-SWE-agent"
    return SUBMITTED, _optional_text(source, entry, "agent") or entry["name"]


def _effort(source: str, entry: Mapping[str, Any]) -> str | None:
    stated = _optional_text(source, entry, "reasoning_effort")
    named = EFFORT.search(entry["name"])
    return stated or (named[1] if named else None)


def _released(source: str, entry: Mapping[str, Any]) -> str | None:
    day = entry.get("model_release_date")
    if day is None:
        return None
    if isinstance(day, bool) or not isinstance(day, int) or not 10**7 <= day < 10**8:
        raise SourceChanged(source, f"model_release_date of {entry['folder']} is {day!r}")
    written = f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}"
    return day_of(source, f"model_release_date of {entry['folder']}", written)


def _cost(source: str, entry: Mapping[str, Any]) -> float | None:
    cost = entry.get("instance_cost")
    if cost is None:
        return None
    return tidy(number_of(source, f"instance_cost of {entry['folder']}", cost))


def _note(source: str, entry: Mapping[str, Any], name: str) -> str:
    checked = entry["verified"] if "verified" in entry else entry["checked"]
    if not isinstance(checked, bool | str | None) or not isinstance(entry["warning"], bool | None):
        shown = f"checked {checked!r}, warning {entry['warning']!r}"
        raise SourceChanged(source, f"entry {entry['folder']!r}: {shown}")
    orgs = _tags(source, entry, "Org")
    parts = [name, f"Org: {', '.join(orgs)}" if orgs else "", f"checked: {_verbatim(checked)}"]
    if entry["warning"]:
        parts.append("carries a warning")
    return "; ".join(part for part in parts if part)


def _claim(source: str, given: Any) -> Row | None:
    """What an entry claims about its one model; several or none claim nothing about any."""
    entry = _opened(source, "a board", given)
    models = _tags(source, entry, "Model")
    if len(models) != 1:
        return None
    if not isinstance(entry["os_model"], bool):
        raise SourceChanged(source, f"os_model of {entry['folder']} is {entry['os_model']!r}")
    makers = _tags(source, entry, "Org") if MINI.match(entry["folder"]) else []
    return {
        "entry": entry["folder"],
        "model_name": models[0],
        # On other rows `Org` is whoever sent the system in, not the model's maker.
        "maker": _optional_text(source, entry, "model_org")
        or (makers[0] if len(makers) == 1 else None),
        "openness_claim": _verbatim(entry["os_model"]),
        "released_on": _released(source, entry),
    }


def _tags(source: str, entry: Mapping[str, Any], kind: str) -> list[str]:
    """Values of the tags called `kind`; entries before July 2025 have no tags."""
    found = []
    for tag in list_of(source, f"tags of {entry['folder']}", entry.get("tags", [])):
        label, colon, value = text_of(source, f"a tag of {entry['folder']}", tag).partition(": ")
        if not colon:
            raise SourceChanged(source, f"entry {entry['folder']!r} has the tag {tag!r}")
        if label == kind:
            found.append(value)
    return found


def _optional_text(source: str, entry: Mapping[str, Any], key: str) -> str | None:
    value = entry.get(key)
    return None if value is None else text_of(source, f"{key} of {entry['folder']}", value)


def _verbatim(value: bool | str | None) -> str:
    """A JSON scalar as the file writes it."""
    return value if isinstance(value, str) else {True: "true", False: "false", None: "null"}[value]


def _folder_on(folder: str) -> str | None:
    """ISO date in a folder's prefix, for the rule that compares it with `dated_on`."""
    if not (found := FOLDER_DATE.match(folder)):
        return None
    year = found[1] if len(found[1]) == 4 else f"20{found[1]}"
    return f"{year}-{found[2]}-{found[3]}"
