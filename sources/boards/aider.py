"""Aider's polyglot leaderboard: share of 225 coding exercises solved in two tries, one YAML file.

An entry is a run, named by its folder; `date` is the day of the run. Quirks:

- Rows do not say who ran them: the project's author, or a user who sent the run in.
- Two models may work as a pair ("architect"): such a row names no single model.
- `total_cost` 0 means that nobody counted; it is absent here, not free.
- YAML takes more for a number than people write (`1_0`, `1:30`, a hash of digits), so numbers and
  days are kept as texts and read here.
- The file stands still since 2025-10-04.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import yaml

from sources.contract import Client, Fetched, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.rows import read_each
from sources.reading.spelling import (
    EFFORT_IN_BRACKETS,
    LEVELS,
    STAMP,
    THINKING_IN_BRACKETS,
    VENDORS,
)
from sources.reading.strict import (
    PlainLoader,
    count_of,
    day_of,
    decimal_of,
    list_of,
    object_of,
    text_of,
    tidy,
)
from terms.grammar import Grammar, Mark

URL = (
    "https://raw.githubusercontent.com/Aider-AI/aider/main/aider/website/_data/"
    "polyglot_leaderboard.yml"
)

BOARD = "polyglot"
ROUTED = Mark(r"^(openrouter)/", "host", is_own_form=True)

ABOUT = SourceCard(
    name="aider",
    title="Aider polyglot leaderboard",
    grammar=Grammar((ROUTED, EFFORT_IN_BRACKETS, THINKING_IN_BRACKETS, STAMP), VENDORS),
    home="https://aider.chat/docs/leaderboards/",
    licence="Apache-2.0",
    attribution="Aider LLM leaderboards (Aider-AI), https://aider.chat/docs/leaderboards/, "
    "Apache-2.0",
    cadence="No new run since 2025-10-03; before, several a month.",
    ask_every_days=7,
    stale_after_days=60,
    stale_reason="Runs were added every few weeks while the board was alive; the file has no date "
    "of its own, so its age is the age of our last look.",
    tables=("score",),
    boards=(BOARD,),
    rows={"score": 69},
)

TASKS = 225
REQUIRED = (
    "dirname",
    "test_cases",
    "model",
    "edit_format",
    "pass_rate_2",
    "pass_num_2",
    "date",
    "total_tests",
)
EFFORT = re.compile(rf"\((?:reasoning )?({LEVELS})\)$")
PAIR = " + "


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the YAML file once (45 kB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/plain", "text/yaml"), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """The board `polyglot`: exercises solved after two tries, in percent, cost per exercise in USD.

    Raises SourceChanged when the page is no YAML list of runs.
    """
    runs = list_of(ABOUT.name, "the page", _yaml(page.body))
    rows, refused = read_each(runs, _score, lambda run: run["dirname"])
    yield Reading("score", BOARD, "", rows, refused=refused)


class _Texts(PlainLoader):
    """The safe loader, which here knows `null`, `true` and `false` but no numbers and no days."""


_Texts.yaml_implicit_resolvers = {
    start: [(tag, form) for tag, form in forms if tag.endswith((":null", ":bool"))]
    for start, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _yaml(body: bytes) -> Any:
    try:
        return yaml.load(body.decode("utf-8-sig"), _Texts)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceChanged(ABOUT.name, f"the page is not YAML: {error}") from error


def _score(given: object) -> Row:
    run = object_of(ABOUT.name, "a run", given)
    entry = text_of(ABOUT.name, "a dirname", run.get("dirname"))
    if missing := [key for key in REQUIRED if key not in run]:
        raise SourceChanged(ABOUT.name, f"run {entry} lacks {missing}")
    model = text_of(ABOUT.name, f"model of {entry}", run["model"])
    editing = text_of(ABOUT.name, f"edit_format of {entry}", run["edit_format"])
    value = _number(entry, run, "pass_rate_2")
    cases = _count(entry, run, "test_cases", least=1)
    solved = _count(entry, run, "pass_num_2", least=0)
    is_pair = PAIR in model or "editor_model" in run
    return {
        "entry": entry,
        "model_name": None if is_pair else model,
        "value": tidy(value),
        "unit": "percent",
        "n": cases,
        "provenance": "third_party",
        "protocol": "polyglot, two models" if is_pair else "polyglot, two tries",
        "effort": _effort(entry, model, run.get("reasoning_effort")),
        "harness": f"aider, {editing}",
        "dated_on": day_of(ABOUT.name, f"date of {entry}", run["date"]),
        "cost_usd": _cost(entry, run, cases),
        "note": model if is_pair else None,
        # The file counts failures to run as failures: solved of all 225.
        "_recount_off": tidy(abs(value - Decimal(100 * solved) / TASKS)),
    }


def _number(entry: str, run: Mapping[str, Any], key: str) -> Decimal:
    what = f"{key} of {entry}"
    return decimal_of(ABOUT.name, what, text_of(ABOUT.name, what, run[key]))


def _count(entry: str, run: Mapping[str, Any], key: str, least: int) -> int:
    what = f"{key} of {entry}"
    count = count_of(ABOUT.name, what, text_of(ABOUT.name, what, run[key]))
    if count < least:
        raise SourceChanged(ABOUT.name, f"{what} is {count}, fewer than {least}")
    return count


def _effort(entry: str, model: str, stated: object) -> str | None:
    if stated is not None:
        return text_of(ABOUT.name, f"reasoning_effort of {entry}", stated)
    named = EFFORT.search(model)
    return named[1] if named else None


def _cost(entry: str, run: Mapping[str, Any], cases: int) -> float | None:
    if run.get("total_cost") is None:
        return None
    cost = _number(entry, run, "total_cost")
    return tidy(cost / cases) if cost else None
