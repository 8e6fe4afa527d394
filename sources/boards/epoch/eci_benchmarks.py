"""Epoch's benchmark scores behind its Capabilities Index: every model by every benchmark.

One CSV. Board `eci_benchmarks` holds it whole: an entry is `model|benchmark`, and the protocol
names the benchmark. The composite is fitted to these rows. Benchmarks that series read (`shares`)
are boards of their own beside it, in percent; there an entry is a model version. Quirks:

- Performance is a share, rescaled by Epoch for some benchmarks; it may be 0.
- `optimized` marks what was tuned for a benchmark; `source` says where Epoch took it, blank for a
  seventh of the rows. Only `Epoch evaluations` were run by Epoch itself.
- `model` is Epoch's grouped model; `model_version` the version behind this one score, or, where
  several versions were run, one of them: the score is the best of the group.
- `date` is the first announcement of the group (o3: December 2024); a version whose name bears a
  later day counts from that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sources.boards.epoch.shares import BOARDS, ShareBoard
from sources.contract import Page, Reading, Row, SourceCard, SourceChanged, asks
from sources.reading.rows import read_each
from sources.reading.spelling import LEVELS
from sources.reading.strict import day_if_any, decimal_of, rows_of_table, tidy
from terms.days import is_day

URL = "https://epoch.ai/data/eci_benchmarks.csv"
BOARD = "eci_benchmarks"

ABOUT = SourceCard(
    name="epoch_eci_benchmarks",
    title="Epoch Capabilities Index, the scores behind it",
    home="https://epoch.ai/benchmarks/eci",
    licence="CC-BY-4.0",
    attribution="Epoch AI, 'Epoch Capabilities Index'. Published online at epoch.ai. Retrieved "
    "from 'https://epoch.ai/benchmarks/eci'. CC BY 4.0",
    cadence="Rebuilt daily.",
    stale_after_days=3,
    stale_reason="The file is rebuilt daily; three days without one mean that it or we stopped.",
    tables=("score",),
    boards=(BOARD, *BOARDS),
)

COLUMNS = ("performance", "benchmark", "optimized", "model", "model_version", "date", "source")
OWN = "Epoch evaluations"
OPTIMIZED = {"True": "optimized", "False": ""}
EFFORT = re.compile(rf"_((?:pro)?(?:{LEVELS}|\d+[kK]))$")
STAMP = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
"""A day in the name of a version."""

fetch = asks(URL, types=("text/csv", "text/plain"), mib=16)


def parse(page: Page) -> Iterator[Reading]:
    """The board `eci_benchmarks`, shares from 0 to 1, and one board per benchmark of `shares`.

    A score that cannot be told from its share (at chance or below) is in the first board only; a
    row that cannot be read is refused once and stands in no board. Raises SourceChanged on a
    missing column.
    """
    rows, ragged = rows_of_table(ABOUT.name, f"{BOARD}.csv", page.body, COLUMNS)
    found, refused = read_each(rows, _score, _entry, ragged)
    yield Reading("score", BOARD, "", found, refused)
    read = {row["entry"] for row in found}
    for name, board in BOARDS.items():
        own = [row for row in rows if row["benchmark"] == name and f"{row['model']}|{name}" in read]
        if own:
            yield Reading("score", name, "", list(_percentages(board, own)))


def _entry(row: Mapping[str, str]) -> str:
    if not row["model"] or not row["benchmark"]:
        raise SourceChanged(ABOUT.name, f"a row names no model or no benchmark: {dict(row)}")
    return f"{row['model']}|{row['benchmark']}"


def _score(row: Mapping[str, str]) -> Row:
    entry, model, benchmark = _entry(row), row["model"], row["benchmark"]
    if row["optimized"] not in OPTIMIZED:
        raise SourceChanged(ABOUT.name, f"optimized of {entry} is {row['optimized']!r}")
    parts = [row["model_version"], row["source"], OPTIMIZED[row["optimized"]]]
    return {
        "entry": entry,
        "model_name": model,
        "value": tidy(decimal_of(ABOUT.name, f"performance of {entry}", row["performance"])),
        "unit": "share",
        "provenance": "independent" if row["source"] == OWN else "third_party",
        "protocol": benchmark,
        "released_on": day_if_any(ABOUT.name, f"date of {entry}", row["date"]),
        "note": "; ".join(part for part in parts if part) or None,
    }


def _percentages(board: ShareBoard, rows: Sequence[Mapping[str, str]]) -> Iterator[Row]:
    for row in rows:
        what = f"performance of {row['model']}|{row['benchmark']}"
        percent = board.percent(decimal_of(ABOUT.name, what, row["performance"]))
        if percent is None:
            continue
        effort = EFFORT.search(row["model_version"])
        yield {
            "entry": row["model_version"] or row["model"],
            "model_name": row["model"],
            "value": round(tidy(percent), 6),
            "unit": "percent",
            "n": board.items,
            "provenance": board.sources.get(row["source"], board.provenance),
            "protocol": board.protocol,
            "effort": effort[1] if effort else None,
            "dated_on": _first_day(row["model_version"], row["date"]),
            "released_on": row["date"] or None,
            "note": row["source"] or None,
        }


def _first_day(version: str, released: str) -> str | None:
    stamp = STAMP.search(version)
    stamped = "-".join(stamp.groups()) if stamp else ""
    return max(stamped if is_day(stamped) else "", released) or None
