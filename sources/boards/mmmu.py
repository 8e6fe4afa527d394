"""MMMU and MMMU-Pro: college questions about pictures, as the project's own JSON file.

Boards are `validation` and `test` (MMMU) and `pro` (MMMU-Pro); a model that has no overall on one
is not on that board. Quirks that this parser knows:

- `source: "author"` marks what a model's own makers report; what has no source the project ran.
- Tools change a score by several points and stand in the name: `w/ tools`, `w/o tools`. A name
  beside its own `w/o tools` twin is a run whose tools are unclear, and so is `w/o Python` (GPT-5.2
  is listed higher without Python than without tools). The protocol says which.
- `type` is a claim. Experts and guessing are rows too; they name no model.
- `date` is the model's, hand-written; "2025-4-30" is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from sources.contract import Client, Fetched, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.rows import read_each, unread_keys
from sources.reading.spelling import EFFORT_IN_BRACKETS, THINKING
from sources.reading.strict import day_of, decimal_of, json_of, list_of, object_of, text_of, tidy
from terms.grammar import Grammar, Mark

URL = "https://mmmu-benchmark.github.io/leaderboard_data.json"

ITEMS = {"validation": 900, "test": 10500, "pro": 1730}

TOOLED = Mark(r" (w/|w/o) (tools|Python)$", is_own_form=True)

ABOUT = SourceCard(
    name="mmmu",
    title="MMMU and MMMU-Pro leaderboard",
    grammar=Grammar((TOOLED, EFFORT_IN_BRACKETS, THINKING)),
    home="https://mmmu-benchmark.github.io/#leaderboard",
    licence="CC-BY-SA-4.0",
    attribution="MMMU leaderboard (MMMU team), https://mmmu-benchmark.github.io, CC BY-SA 4.0",
    cadence="Hand-edited every one to four months.",
    ask_every_days=7,
    stale_after_days=120,
    stale_reason="Edits came up to four months apart in 2025 and 2026; the file has no date of its "
    "own, so its age is the age of our last look.",
    tables=("score", "release"),
    boards=(*ITEMS, "info"),
    rows={"score": 321, "release": 206},
)

TITLES = {"validation": "MMMU validation", "test": "MMMU test", "pro": "MMMU-Pro"}
SECTION_KEYS = frozenset(
    [
        "overall",
        "source",
        "vision",
        "original",
        "standard",
        "artDesign",
        "business",
        "science",
        "healthMedicine",
        "humanSocialSci",
        "techEng",
    ]
)
INFO_KEYS = frozenset(["name", "size", "date", "type", "link"])
MODELS = ("open_source", "proprietary")
TYPES = (*MODELS, "human_expert", "random_frequent")
PROVENANCES = {"": "maintainer", "author": "vendor"}
TOOLS = re.compile(TOOLED.pattern)


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the JSON file once (90 kB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("application/json", "text/plain"), max_bytes=8 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """Overall accuracy in percent on the three boards, and the types and dates of the models.

    Raises SourceChanged when the page has no list of entries.
    """
    content = object_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    listed = list_of(ABOUT.name, "leaderboardData", content.get("leaderboardData"))
    names = {_name(item) for item in listed if _named(item)}
    for board in ITEMS:
        on = [item for item in listed if _is_on(board, item)]
        rows, refused = read_each(on, lambda item: _score(board, item, names), _name)  # noqa: B023
        if rows or refused:
            yield Reading("score", board, "", rows, refused=refused)
    infos, refused = read_each(listed, _info, _name)
    claims = [_claim(info) for info in infos if info["type"] in MODELS]
    unread = (*unread_keys("the page", [content], ["leaderboardData"]), *_unread(listed))
    yield Reading("release", "info", "", claims, refused=refused, warnings=unread)


def _unread(listed: Sequence[Any]) -> Iterator[str]:
    entries = [item for item in listed if isinstance(item, dict)]
    yield from unread_keys("an entry", entries, {"info", *ITEMS})
    yield from unread_keys("info of an entry", [one.get("info") for one in entries], INFO_KEYS)
    for board in ITEMS:
        sections = [one.get(board) for one in entries]
        yield from unread_keys(f"{board} of an entry", sections, SECTION_KEYS)


def _is_on(board: str, item: object) -> bool:
    """Whether an entry has an overall there; a section of another kind may have held one."""
    if not isinstance(item, dict) or board not in item:
        return False
    return not isinstance(item[board], dict) or "overall" in item[board]


def _named(item: object) -> bool:
    info = item.get("info") if isinstance(item, dict) else None
    return isinstance(info, dict) and isinstance(info.get("name"), str)


def _name(item: object) -> str:
    entry = object_of(ABOUT.name, "an entry", item)
    info = object_of(ABOUT.name, "info of an entry", entry.get("info"))
    return text_of(ABOUT.name, "a name", info.get("name"))


def _info(item: object) -> dict[str, Any]:
    """What an entry says of its model."""
    name = _name(item)
    info = object_of(ABOUT.name, "info", object_of(ABOUT.name, "an entry", item)["info"])
    if info.get("type") not in TYPES:  # a tuple: any JSON value may be looked for in it
        raise SourceChanged(ABOUT.name, f"type of {name} is {info.get('type')!r}")
    day_of(ABOUT.name, f"date of {name}", info.get("date"))
    text_of(ABOUT.name, f"size of {name}", info.get("size"))
    return info


def _score(board: str, item: Mapping[str, Any], names: Set[str]) -> Row:
    info = _info(item)
    name = info["name"]
    section = object_of(ABOUT.name, f"{board} of {name}", item[board])
    source = section.get("source", "")
    if not isinstance(source, str) or source not in PROVENANCES:
        raise SourceChanged(ABOUT.name, f"source of {name} on {board} is {source!r}")
    what = f"overall of {name} on {board}"
    text = text_of(ABOUT.name, what, section["overall"])
    return {
        "entry": name,
        "model_name": _model(info),
        "value": tidy(decimal_of(ABOUT.name, what, text)),
        "unit": "percent",
        "n": ITEMS[board],
        "provenance": PROVENANCES[source],
        "protocol": f"{TITLES[board]}, {_tools(name, names)}",
        "dated_on": info["date"],
        "released_on": info["date"],
        "source_url": _link(info),
        "note": None if info["type"] in MODELS else f"no model: {info['type']}",
    }


def _model(info: Mapping[str, Any]) -> str | None:
    return TOOLS.sub("", info["name"]) if info["type"] in MODELS else None


def _tools(name: str, names: Set[str]) -> str:
    """Whether tools were used, as far as the names on the page tell."""
    found = TOOLS.search(name)
    if found is None:
        return "tools unclear" if f"{name} w/o tools" in names else "tools not stated"
    if found[2] == "Python":
        return "tools unclear"
    return "with tools" if found[1] == "w/" else "without tools"


def _link(info: Mapping[str, Any]) -> str | None:
    link = info.get("link")
    return None if link is None else text_of(ABOUT.name, f"link of {info['name']}", link)


def _claim(info: Mapping[str, Any]) -> Row:
    return {
        "entry": info["name"],
        "model_name": _model(info),
        "openness_claim": info["type"],
        "released_on": info["date"],
        "note": f"Size: {info['size']}",
    }
