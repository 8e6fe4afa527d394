"""Terminal-Bench 4.0: agents at 66 tasks in a terminal, as the board's own interface gives them.

An entry is a run: one model in one agent at one effort, five attempts at every task. Quirks:

- The place answers a question (POST) with a page of a list, which must name the board: other
  versions stand at the same address. A page that is not the whole list is refused.
- `accuracy_ci95_half_width` is the noise of repeating the same tasks, about half the error of as
  many items drawn anew. So rows state no `n`, and the share has a rule of its own.
- `created_at` dates an entry; `date` is the release of its model, and dates it only where a copy
  of the page lacks the other, not before the board began.
- `total_cost_usd` is of the whole run. Words beside the sum in `display_cost` say that trials are
  missing in it: then it gives no mean.
- Tokens are not read: in some rows the uncached ones include the cached.
- Hidden rows are none of the board's.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from math import sqrt
from typing import Annotated, Any

from sources.contract import NONE_STATED, Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading import strict
from sources.reading.rows import SourceRow, read_each, row_of

URL = "https://api.harborframework.com/functions/v1/leaderboard-read"
PACKAGE, NAME = "terminal-bench/terminal-bench", "4-0-0"
BOARD = "terminal_bench_4"

ABOUT = SourceCard(
    name="terminalbench4",
    title="Terminal-Bench 4.0",
    home="https://www.tbench.ai/",
    licence=NONE_STATED,
    attribution="Terminal-Bench 4.0 leaderboard, https://www.tbench.ai/",
    cadence="New runs every week or two; nobody says what the page's `updated_at` counts.",
    stale_after_days=60,
    tables=("score",),
    boards=(BOARD,),
    unproven="a whole page; 18 rows of 10 September 2026 were put together from two public copies",
    terms="A public interface that wants no key; it has no robots.txt and states no licence for "
    "results. Makers of models helped to pay for runs.",
)

SIZE = 100
"""Rows that are asked for; the board had 27 in October 2026. One with more is refused as a part."""
SUM = re.compile(r"\$*[\d.,]+[kM]?")
HALF_OF_95 = 1.96
QUESTION = {"package": PACKAGE, "name": NAME, "page": 1, "page_size": SIZE}

fetch = asks(URL, types=("application/json",), question=json.dumps(QUESTION).encode())


def _label(what: str, shown: object) -> str:
    return strict.text_of(f"label of {what}", strict.object_of(what, shown).get("label"))


class NamedBoard(SourceRow):
    """Which board a page is of."""

    package: Annotated[str, strict.word(PACKAGE)]
    name: Annotated[str, strict.word(NAME)]
    created_at: strict.DayOfTime


class Pagination(SourceRow):
    """That the page is the whole list."""

    total_pages: Annotated[int, strict.word(1)]
    total: strict.Count


class TerminalRun(SourceRow):
    """A run: its row with what `metadata` and `metrics` hold."""

    status: Annotated[str, strict.word("display")]
    created_at: strict.DayOfTimeIfAny = None
    model_display: Annotated[str, strict.reads(_label)]
    agent_display: Annotated[str, strict.reads(_label)]
    reasoning_effort: strict.TextIfAny = None
    date: strict.DayIfAny = None
    n_trials: strict.Count
    accuracy: strict.Number
    accuracy_ci95_half_width: strict.NumberIfAny = None
    successes: strict.NumberIfAny = None
    total_cost_usd: strict.NumberIfAny = None
    display_cost: strict.TextIfAny = None

    def row(self, entry: str, began_on: str) -> Row:
        """In the columns of table score; `began_on`: the first day of the board."""
        value, half, trials = self.accuracy, self.accuracy_ci95_half_width, self.n_trials
        cost, off, notes = None, None, [f"{trials} trials"] if trials else []
        if trials and self.successes is not None:
            off = strict.tidy(abs(value - Decimal(100 * self.successes) / trials))
        if self.display_cost and not SUM.fullmatch(self.display_cost):
            notes.append(f"cost: {self.display_cost}")
        elif trials and self.total_cost_usd:
            cost = strict.tidy(Decimal(self.total_cost_usd) / trials)
        if not self.created_at:
            notes.append("dated by the release of its model")
        return {
            "entry": entry,
            "model_name": self.model_display,
            "value": strict.tidy(value),
            "unit": "percent",
            "ci_low": strict.tidy(value - half) if half else None,
            "ci_high": strict.tidy(value + half) if half else None,
            "ci_level": 0.95 if half else None,
            "ci_method": "repeats of the same tasks" if half else None,
            "provenance": "maintainer",
            "protocol": "Terminal-Bench 4.0",
            "effort": self.reasoning_effort,
            "harness": self.agent_display,
            "dated_on": self.created_at
            or max(strict.text_of(f"day of {entry}", self.date), began_on),
            "released_on": self.date,
            "cost_usd": cost,
            "note": "; ".join(notes) or None,
            "_recount_off": off,
            "_repeats_share": self.repeats_share,
        }

    @property
    def repeats_share(self) -> float | None:
        """The error of repeats by that of as many items drawn anew; None where nothing says."""
        half = self.accuracy_ci95_half_width or 0
        if not (0 < self.accuracy < 100 and 0 < half < 100 and self.n_trials):
            return None
        share = float(self.accuracy) / 100
        return float(half) / HALF_OF_95 / (100 * sqrt(share * (1 - share) / self.n_trials))


def parse(page: Page) -> Iterator[Reading]:
    """The board in percent, with the mean cost of an attempt in USD."""
    answer = strict.object_of("the page", strict.json_of(page.body))
    began_on = row_of(NamedBoard, answer.get("leaderboard"), "leaderboard").created_at
    total = row_of(Pagination, answer.get("pagination"), "pagination").total
    rows = strict.list_of("rows", answer.get("rows"))
    if len(rows) != total:
        raise ParseError(f"{len(rows)} of {total} rows are there")

    def read(run: Any) -> Row:
        name = strict.text_of("id of a row", strict.object_of("a row", run).get("id"))
        metadata, metrics = (
            strict.object_of(f"{key} of {name}", run.get(key)) for key in ("metadata", "metrics")
        )
        given = {**metrics, **metadata, **run}
        return row_of(TerminalRun, given, name).row(name, began_on)

    shown = [run for run in rows if not (isinstance(run, dict) and run.get("status") == "hidden")]
    yield Reading("score", BOARD, "", *read_each(shown, read, lambda run: run.get("id")))
