"""Epoch's benchmark scores behind its Capabilities Index: every model by every benchmark.

One CSV, one board; an entry is `model|benchmark`, and the protocol names the benchmark. The
composite is fitted to these rows. Quirks:

- Performance is a share, rescaled by Epoch for some benchmarks; it may be 0.
- `optimized` marks what was tuned for a benchmark; `source` says where Epoch took it, blank for a
  seventh of the rows. Only `Epoch evaluations` were run by Epoch itself.
- `model` is Epoch's grouped model; `model_version` the version behind this one score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sources.contract import Client, Fetched, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.rows import read_each
from sources.reading.strict import decimal_of, rows_of_table, tidy

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
    boards=(BOARD,),
    rows={"score": 2249},
)

COLUMNS = ("performance", "benchmark", "optimized", "model", "model_version", "date", "source")
OWN = "Epoch evaluations"
OPTIMIZED = {"True": "optimized", "False": ""}


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the CSV file once (335 kB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/csv", "text/plain"), max_bytes=16 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """The board `eci_benchmarks`: shares from 0 to 1, one row per model and benchmark.

    Raises SourceChanged on a missing column.
    """
    rows, ragged = rows_of_table(ABOUT.name, f"{BOARD}.csv", page.body, COLUMNS)
    found, refused = read_each(rows, _score, _entry)
    yield Reading("score", BOARD, "", found, refused=[*refused, *ragged])


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
        "released_on": row["date"] or None,
        "note": "; ".join(part for part in parts if part) or None,
    }
