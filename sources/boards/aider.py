"""Aider's polyglot leaderboard: share of 225 coding exercises solved in two tries, one YAML file.

An entry is a run, named by its folder; `date` is the day of the run. Quirks:

- Rows do not say who ran them: the project's author, or a user who sent the run in.
- Two models may work as a pair ("architect"): such a row names no single model.
- `total_cost` 0 means that nobody counted; it is absent here, not free.
- YAML takes more for a number than people write (`1_0`, `1:30`, a hash of digits), so numbers and
  days are kept as texts and read here.
- The file stands still since 2025-10-04.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml

from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading import spelling, strict
from sources.reading.rows import SourceRow, read_rows
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
    grammar=Grammar(
        (ROUTED, spelling.EFFORT_IN_BRACKETS, spelling.THINKING_IN_BRACKETS, spelling.STAMP),
        spelling.VENDORS,
    ),
    home="https://aider.chat/docs/leaderboards/",
    licence="Apache-2.0",
    attribution="Aider LLM leaderboards (Aider-AI), https://aider.chat/docs/leaderboards/, "
    "Apache-2.0",
    cadence="No new run since 2025-10-03; before, several a month.",
    ask_every_days=7,
    stale_after_days=60,
    tables=("score",),
    boards=(BOARD,),
)

TASKS = 225
EFFORT = rf"\((?:reasoning )?({spelling.LEVELS})\)$"
PAIR = " + "

fetch = asks(URL, types=("text/plain", "text/yaml"))


class PolyglotRun(SourceRow):
    """A run of the benchmark."""

    dirname: strict.Text
    model: strict.Text
    edit_format: strict.Text
    pass_rate_2: strict.CellNumber
    pass_num_2: strict.CellCount
    test_cases: strict.CellCount
    date: strict.Day
    reasoning_effort: strict.TextIfAny = None
    total_cost: strict.CellNumberIfAny = None
    editor_model: Any = None

    def row(self) -> Row:
        """In the columns of table score."""
        if not self.test_cases:
            raise ParseError(f"test_cases of {self.dirname} is 0, fewer than 1")
        is_pair = PAIR in self.model or self.editor_model is not None
        return {
            "entry": self.dirname,
            "model_name": None if is_pair else self.model,
            "value": strict.tidy(self.pass_rate_2),
            "unit": "percent",
            "n": self.test_cases,
            "provenance": "third_party",
            "protocol": "polyglot, two models" if is_pair else "polyglot, two tries",
            "effort": self.reasoning_effort or spelling.value_in(EFFORT, self.model),
            "harness": f"aider, {self.edit_format}",
            "dated_on": self.date,
            "cost_usd": strict.tidy(self.total_cost / self.test_cases) if self.total_cost else None,
            "note": self.model if is_pair else None,
            # The file counts failures to run as failures: solved of all 225.
            "_recount_off": strict.tidy(
                abs(self.pass_rate_2 - Decimal(100 * self.pass_num_2) / TASKS)
            ),
        }


def parse(page: Page) -> Iterator[Reading]:
    """The board `polyglot`: exercises solved in two tries, in percent, cost of one in USD."""
    try:
        content = yaml.load(page.body.decode("utf-8-sig"), _Texts)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ParseError(f"the page is not YAML: {error}") from error
    runs = strict.list_of("the page", content)
    read = read_rows(PolyglotRun, runs, "dirname", PolyglotRun.row)
    yield Reading("score", BOARD, "", *read)


class _Texts(yaml.SafeLoader):
    """The safe loader, which here knows `null`, `true` and `false` but no numbers and no days."""


_Texts.yaml_implicit_resolvers = {
    start: [(tag, form) for tag, form in forms if tag.endswith((":null", ":bool"))]
    for start, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
