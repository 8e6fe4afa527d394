"""Aider's polyglot leaderboard: share of 225 coding exercises solved in two tries, one YAML file.

An entry is a run, named by its folder; `date` is the day of the run. Quirks:

- Rows do not say who ran them: the project's author, or a user who sent the run in.
- Two models may work as a pair ("architect"): such a row names no single model.
- `total_cost` 0 means that nobody counted; it is absent here, not free.
- A hash of digits only is a number to YAML; it is not read here.
- The file stands still since 2025-10-04.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from sources.contract import Client, Fetched, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.spelling import EFFORT_IN_BRACKETS, STAMP, THINKING_IN_BRACKETS, VENDORS
from sources.reading.strict import list_of, object_of, text_of, tidy
from terms.spelling import Grammar, Mark

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
EFFORT = re.compile(r"\((?:reasoning )?(minimal|low|medium|high|xhigh|max)\)$")
PAIR = " + "


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the YAML file once (45 kB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/plain", "text/yaml"), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """The board `polyglot`: exercises solved after two tries, in percent, cost per exercise in USD.

    Raises SourceChanged when the page is no YAML list of runs or a run lacks a needed key.
    """
    runs = list_of(ABOUT.name, "the page", _yaml(page.body))
    rows = [_score(object_of(ABOUT.name, "a run", run)) for run in runs]
    yield Reading("score", BOARD, "", rows)


def _yaml(body: bytes) -> Any:
    try:
        return yaml.safe_load(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceChanged(ABOUT.name, f"the page is not YAML: {error}") from error


def _score(run: Mapping[str, Any]) -> Row:
    entry = text_of(ABOUT.name, "a dirname", run.get("dirname"))
    if missing := [key for key in REQUIRED if key not in run]:
        raise SourceChanged(ABOUT.name, f"run {entry} lacks {missing}")
    model = text_of(ABOUT.name, f"model of {entry}", run["model"])
    editing = text_of(ABOUT.name, f"edit_format of {entry}", run["edit_format"])
    value = _number(entry, "pass_rate_2", run["pass_rate_2"])
    cases = _count(entry, "test_cases", run["test_cases"])
    solved = _count(entry, "pass_num_2", run["pass_num_2"], least=0)
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
        "dated_on": _day(entry, run["date"]),
        "cost_usd": _cost(entry, run.get("total_cost"), cases),
        "note": model if is_pair else None,
        # The file counts failures to run as failures: solved of all 225.
        "_recount_off": tidy(abs(value - Decimal(100 * solved) / TASKS)),
    }


def _number(entry: str, key: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SourceChanged(ABOUT.name, f"{key} of {entry} is {value!r}, not a number")
    number = Decimal(str(value))
    if not number.is_finite():
        raise SourceChanged(ABOUT.name, f"{key} of {entry} is {value!r}, no finite number")
    return number


def _count(entry: str, key: str, value: object, least: int = 1) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise SourceChanged(ABOUT.name, f"{key} of {entry} is {value!r}, not a count")
    return value


def _effort(entry: str, model: str, stated: object) -> str | None:
    if stated is not None:
        return text_of(ABOUT.name, f"reasoning_effort of {entry}", stated)
    named = EFFORT.search(model)
    return named[1] if named else None


def _day(entry: str, value: object) -> str:
    """The day as written; what YAML does not take for a day is for the rules to judge."""
    if type(value) is date:
        return value.isoformat()
    return text_of(ABOUT.name, f"date of {entry}", value)


def _cost(entry: str, total: object, cases: int) -> float | None:
    if total is None:
        return None
    cost = _number(entry, "total_cost", total)
    return tidy(cost / cases) if cost else None
