"""MMMU and MMMU-Pro: college questions about pictures, as the project's own JSON file.

Boards are `validation` and `test` (MMMU) and `pro` (MMMU-Pro); a model that has no section of one
is not on that board. Quirks that this parser knows:

- `source: "author"` marks what a model's own makers report; what has no source the project ran.
- Tools change a score by several points and stand in the name: `w/ tools`, `w/o tools`. A name
  beside its own `w/o tools` twin is a run whose tools are unclear, and so is `w/o Python` (GPT-5.2
  is listed higher without Python than without tools). The protocol says which.
- `type` is a claim. Experts and guessing are rows too; they name no model.
- `date` is the model's, hand-written; "2025-4-30" is refused.
- Two sections of MMMU-Pro had no overall until April 2026 (`NO_OVERALL`).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any

from sources.contract import Page, Reading, Row, SourceCard, asks
from sources.reading import strict
from sources.reading.rows import SourceRow, read_each, row_of
from sources.reading.spelling import EFFORT_IN_BRACKETS, THINKING
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
    tables=("score", "release"),
    boards=(*ITEMS, "info"),
)

TITLES = {"validation": "MMMU validation", "test": "MMMU test", "pro": "MMMU-Pro"}
NO_OVERALL = ({"vision": "25.3", "source": "author"}, {"vision": "43.8", "source": "author"})
MODELS = ("open_source", "proprietary")
TYPES = (*MODELS, "human_expert", "random_frequent")
PROVENANCES = {"": "maintainer", "author": "vendor"}
TOOLS = re.compile(TOOLED.pattern)

fetch = asks(URL, types=("application/json", "text/plain"), mib=8)


class ModelInfo(SourceRow):
    """What an entry says of its model."""

    name: strict.Text
    type: Annotated[str, strict.word(*TYPES)]
    date: strict.Day
    size: strict.Text
    link: strict.TextIfAny = None

    @property
    def model(self) -> str | None:
        """The model's own spelling; None where it is people or chance."""
        return TOOLS.sub("", self.name) if self.type in MODELS else None

    def row(self) -> Row:
        """In the columns of table release."""
        return {
            "entry": self.name,
            "model_name": self.model,
            "openness_claim": self.type,
            "released_on": self.date,
            "note": f"Size: {self.size}",
        }


class BoardSection(SourceRow):
    """What an entry says of one board."""

    overall: strict.CellNumber
    source: Annotated[str, strict.word(*PROVENANCES)] = ""


def parse(page: Page) -> Iterator[Reading]:
    """Overall accuracy in percent on the three boards, and the types and dates of the models."""
    content = strict.object_of("the page", strict.json_of(page.body))
    listed = strict.list_of("leaderboardData", content.get("leaderboardData"))
    names = read_each(listed, _name, _name)[0]
    for board in ITEMS:
        on = [item for item in listed if _is_on(board, item)]
        found = read_each(on, lambda item: _score(board, item, names), _name)  # noqa: B023
        if any(found):
            yield Reading("score", board, "", *found)
    read, refused = read_each(listed, _info, _name)
    claims = [info.row() for info in read if info.type in MODELS]
    yield Reading("release", "info", "", claims, refused)


def _is_on(board: str, item: object) -> bool:
    """Whether an entry has a section there; what cannot be read may have had any."""
    return not isinstance(item, dict) or (board in item and item[board] not in NO_OVERALL)


def _name(item: object) -> str:
    entry = strict.object_of("an entry", item)
    info = strict.object_of("info of an entry", entry.get("info"))
    return strict.text_of("a name", info.get("name"))


def _info(item: Any) -> ModelInfo:
    name = _name(item)
    return row_of(ModelInfo, item["info"], name)


def _score(board: str, item: Mapping[str, Any], names: Collection[str]) -> Row:
    info = _info(item)
    section = row_of(BoardSection, item[board], f"{info.name} on {board}")
    return {
        "entry": info.name,
        "model_name": info.model,
        "value": strict.tidy(section.overall),
        "unit": "percent",
        "n": ITEMS[board],
        "provenance": PROVENANCES[section.source],
        "protocol": f"{TITLES[board]}, {_tools(info.name, names)}",
        "dated_on": info.date,
        "released_on": info.date,
        "source_url": info.link,
        "note": None if info.type in MODELS else f"no model: {info.type}",
    }


def _tools(name: str, names: Collection[str]) -> str:
    """Whether tools were used, as far as the names on the page tell."""
    found = TOOLS.search(name)
    if found is None:
        return "tools unclear" if f"{name} w/o tools" in names else "tools not stated"
    if found[2] == "Python":
        return "tools unclear"
    return "with tools" if found[1] == "w/" else "without tools"
