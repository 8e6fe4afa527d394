"""Epoch's benchmark scores behind its Capabilities Index: every model by every benchmark.

One CSV. Board `eci_benchmarks` holds it whole: an entry is `model|benchmark`, and the protocol
names the benchmark. Benchmarks that series read (`BOARDS`) are boards of their own beside it, in
percent; there an entry is a model version. Quirks:

- Performance is a share. A benchmark that can be guessed is rescaled, so that chance is 0:

      share = max(0, (score - chance) / (1 - chance))

  `chance` undoes it. Each was found or checked on scores that Epoch or the board publishes unscaled
  (tests/sources/boards/epoch/test_shares.py). A share of 0 above chance 0 is a score at or below
  chance, which one is not known.
- `optimized` marks what was tuned for a benchmark; `source` says where Epoch took it, blank for a
  seventh of the rows. Only `Epoch evaluations` were run by Epoch itself.
- `model` is Epoch's grouped model; `model_version` the version behind this one score, or, where
  several versions were run, one of them: the score is the best of the group.
- `date` is the first announcement of the group (o3: December 2024); a version whose name bears a
  later day counts from that day.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading.rows import read_each
from sources.reading.spelling import LEVELS, value_in
from sources.reading.strict import day_if_any, day_of, decimal_of, rows_of_table, tidy
from terms.days import is_day

URL = "https://epoch.ai/data/eci_benchmarks.csv"
BOARD = "eci_benchmarks"


@dataclass(frozen=True, slots=True)
class ShareBoard:
    """How to read one benchmark of the table. `items` is the number of items of a proportion.

    `provenance` is who measured; where `sources` names a row's `source`, that tells instead.
    """

    protocol: str
    provenance: str
    items: int | None = None
    chance: Decimal = Decimal(0)
    sources: Mapping[str, str] = field(default_factory=dict)

    def percent(self, share: Decimal) -> Decimal | None:
        """The score before Epoch rescaled it; None where that cannot be told."""
        if share == 0 and self.chance:
            return None
        return 100 * (self.chance + (1 - self.chance) * share)


BOARDS: Mapping[str, ShareBoard] = {
    "GPQA diamond": ShareBoard("Epoch run", "independent", 198, Decimal("0.25")),
    "SWE-Bench verified": ShareBoard("Epoch run, harness 2", "independent", 484),
    "HLE": ShareBoard("HLE board", "maintainer", 2500, Decimal("0.048")),
    "APEX-Agents": ShareBoard("Pass@1", "maintainer", 480),
    # The best agent of a model, whoever ran it.
    "Terminal Bench": ShareBoard("Terminal-Bench 2.0", "third_party", 89),
    # Epoch made FrontierMath and runs it: 285 and 41 problems, of which every score is a fraction.
    "FrontierMath-Tiers-1-3-v2-Private": ShareBoard("tiers 1 to 3, version 2", "maintainer", 285),
    "FrontierMath-Tier-4-v2-Private": ShareBoard("tier 4, version 2", "maintainer", 41),
    # An answer is one of the numbers 0 to 999.
    "OTIS Mock AIME 2024-2025": ShareBoard("Epoch run", "independent", 45, Decimal("0.001")),
    "MATH level 5": ShareBoard("Epoch run", "independent", 1324),
    "ARC-AGI-2": ShareBoard("semi-private set, verified by ARC Prize", "maintainer", 120),
    "SimpleBench": ShareBoard(
        "mean of five runs",
        "maintainer",
        213,
        Decimal(1) / 6,
        # Two rows come from another list of the same people, which quotes makers too.
        sources={"https://lmcouncil.ai/benchmarks": "third_party"},
    ),
    # A mean over 19 tasks with an accuracy each: no proportion of items.
    "WeirdML": ShareBoard("version 2", "maintainer"),
    # A mean over runs of unlike tasks.
    "FrontierCode": ShareBoard("main score, run by Cognition", "maintainer"),
    "ProofBench": ShareBoard("ProofBench, run by Vals AI", "maintainer", 100),
    "SimpleQA Verified": ShareBoard("Epoch run", "independent", 1000),
    "DeepSWE": ShareBoard("mini-SWE-agent, run by Datacurve", "maintainer", 113),
    "OSWorld 2.0": ShareBoard("tasks completed", "maintainer", 108),
}

ABOUT = SourceCard(
    name="epoch_eci_benchmarks",
    title="Epoch Capabilities Index, the scores behind it",
    home="https://epoch.ai/benchmarks/eci",
    licence="CC-BY-4.0",
    attribution="Epoch AI, 'Epoch Capabilities Index'. Published online at epoch.ai. Retrieved "
    "from 'https://epoch.ai/benchmarks/eci'. CC BY 4.0",
    cadence="Rebuilt daily: three days without one mean that it or we stopped.",
    stale_after_days=3,
    tables=("score",),
    boards=(BOARD, *BOARDS),
)

COLUMNS = ("performance", "benchmark", "optimized", "model", "model_version", "date", "source")
OWN = "Epoch evaluations"
OPTIMIZED = {"True": "optimized", "False": ""}
EFFORT = rf"_((?:pro)?(?:{LEVELS}|\d+[kK]))$"
STAMP = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
"""A day in the name of a version."""

fetch = asks(URL, types=("text/csv", "text/plain"), mib=16)


def parse(page: Page) -> Iterator[Reading]:
    """The board `eci_benchmarks`, shares from 0 to 1, and one board per benchmark of `shares`.

    A score that cannot be told from its share (at chance or below) is in the first board only; a
    row that cannot be read is refused in both.
    """
    rows, ragged = rows_of_table(f"{BOARD}.csv", page.body, COLUMNS)
    yield Reading("score", BOARD, "", *read_each(rows, _score, _entry, ragged))
    for name, board in BOARDS.items():
        own = [row for row in rows if row["benchmark"] == name]
        made = partial(_percentage, board)
        read, refused = read_each(own, made, lambda it: it["model_version"] or it["model"])
        if found := [row for row in read if row]:
            yield Reading("score", name, "", found, refused)


def _entry(row: Mapping[str, str]) -> str:
    if not row["model"] or not row["benchmark"]:
        raise ParseError(f"a row names no model or no benchmark: {dict(row)}")
    return f"{row['model']}|{row['benchmark']}"


def _score(row: Mapping[str, str]) -> Row:
    entry, model, benchmark = _entry(row), row["model"], row["benchmark"]
    if row["optimized"] not in OPTIMIZED:
        raise ParseError(f"optimized of {entry} is {row['optimized']!r}")
    parts = [row["model_version"], row["source"], OPTIMIZED[row["optimized"]]]
    return {
        "entry": entry,
        "model_name": model,
        "value": tidy(decimal_of(f"performance of {entry}", row["performance"])),
        "unit": "share",
        "provenance": "independent" if row["source"] == OWN else "third_party",
        "protocol": benchmark,
        "released_on": day_if_any(f"date of {entry}", row["date"]),
        "note": "; ".join(part for part in parts if part) or None,
    }


def _percentage(board: ShareBoard, row: Mapping[str, str]) -> Row | None:
    """The row on the board of its benchmark; None where its score cannot be told."""
    score = _score(row)
    released = day_of(f"date of {score['entry']}", score["released_on"])
    percent = board.percent(Decimal(str(score["value"])))
    if percent is None:
        return None
    return {
        "entry": row["model_version"] or row["model"],
        "model_name": row["model"],
        "value": round(tidy(percent), 6),
        "unit": "percent",
        "n": board.items,
        "provenance": board.sources.get(row["source"], board.provenance),
        "protocol": board.protocol,
        "effort": value_in(EFFORT, row["model_version"]),
        "dated_on": _first_day(row["model_version"], released),
        "released_on": released,
        "note": row["source"] or None,
    }


def _first_day(version: str, released: str) -> str:
    stamp = STAMP.search(version)
    stamped = "-".join(stamp.groups()) if stamp else ""
    return max(stamped if is_day(stamped) else "", released)
