"""Epoch AI's Benchmarking Hub: one zip of CSV files, one file per benchmark, rebuilt daily.

A board is a CSV stem. Epoch's own runs (`gpqa_diamond`, `swe_bench_verified`) carry a standard
error and a run time; the `*_external` files copy other boards and papers. Quirks:

- Fractions and percents differ by file, and APEX gives its score as a fraction but its standard
  error in points: `epoch_boards` says which column holds what. Columns are found by name.
- `mmlu_external` mixes measurers; its `Source` column, through `epoch_papers`, tells them apart.
- A model version may have several runs: the key is the row's id, and in files without one what
  tells runs apart (`APART`). Effort hides in a suffix, and a column that says otherwise counts.
- Cells are padded with blanks, which are cut.
- The zip grows: a file nobody has looked at yet is read as far as the zip describes it itself
  (`epoch_metadata`), else a warning of the page names it.

Benchmarks that Epoch's zip describes itself, in `benchmark_metadata.csv` (since mid 2026).

The file names, for each benchmark, the file, its score column and the scale. It is trusted only as
far as the named file bears it out: a scale we do not know, a column that is not there, rows that
nothing tells apart or that have no number leave the file unread, with a warning.
Units of files that a person has looked at come from `epoch_boards`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePosixPath

from sources.boards.epoch.boards import (
    BOARDS,
    CLAIMS,
    FRACTION,
    ID,
    IGNORED,
    OWN,
    PERCENT,
    TENTHS,
    BenchmarkFile,
    ModelList,
)
from sources.boards.epoch.papers import provenance_of, shots_of
from sources.contract import (
    Client,
    Fetched,
    Page,
    Reading,
    RefusedRow,
    Row,
    SourceCard,
    SourceChanged,
)
from sources.reading.rows import SHARE, read_each
from sources.reading.spelling import LEVELS, STAMP, VENDORS
from sources.reading.strict import (
    day_if_any,
    decimal_of,
    files_of_zip,
    rows_of_table,
    table_of,
    tidy,
)
from terms.grammar import Grammar, Mark

STEM = "benchmark_metadata"
COLUMNS = ("source_file", "score_column", "scale")
SCALES = {
    "0.01": PERCENT,
    "0.1": TENTHS,
    "fraction": FRACTION,
    "0-1": FRACTION,
    "1": FRACTION,
    "1.0": FRACTION,
    "percent": PERCENT,
    "percentage": PERCENT,
    "0-100": PERCENT,
    "100": PERCENT,
    "100.0": PERCENT,
}
"""How a scale may be written (the file itself: as the share that 1 stands for), to what turns its
numbers into percent."""
APART = ("Model version", "Harness", "Agent", "Reasoning effort", "Tool setting")
"""Columns that tell the rows of a file without an id apart, as far as it has them."""

EXTERNAL = "_external"
COLLECTED = "as Epoch collected it"


def described(source: str, files: Mapping[str, bytes]) -> dict[str, BenchmarkFile]:
    """The files of the zip that its own metadata describe and bear out, by stem.

    Nobody says who measured the numbers of an external file, so they are a third party's.
    """
    if STEM not in files:
        return {}
    try:
        rows = table_of(source, f"{STEM}.csv", files[STEM], COLUMNS)
    except SourceChanged:
        return {}
    boards: dict[str, BenchmarkFile] = {}
    for row in rows:
        stem = row["source_file"].removesuffix(".csv")
        board = _board(stem, row)
        if stem in files and board is not None and _bears_out(source, stem, files[stem], board):
            boards[stem] = board
    return boards


def _board(stem: str, row: Mapping[str, str]) -> BenchmarkFile | None:
    times = SCALES.get(row["scale"].lower())
    if times is None or not row["score_column"]:
        return None
    if stem.endswith(EXTERNAL):
        return BenchmarkFile(
            row["score_column"], times, "third_party", COLLECTED, noted=("Name", "Source")
        )
    return BenchmarkFile(
        row["score_column"],
        times,
        "independent",
        OWN.protocol,
        stderr="stderr",
        stderr_times=times,
        noted=OWN.noted,
        also=OWN.also,
    )


def _bears_out(source: str, stem: str, body: bytes, board: BenchmarkFile) -> bool:
    """Whether rows have an id of their own and a score within the scale, single slips aside."""
    try:
        rows, ragged = _rows(source, stem, board, body)
    except SourceChanged:
        return False
    scores, refused = read_each(
        rows,
        lambda row: decimal_of(source, stem, row[board.score]) * board.score_times,
        lambda row: row[board.key],
    )
    slips = len(refused) + len(ragged) + sum(not 0 <= score <= FRACTION for score in scores)
    keys = [row[board.key] for row in rows]
    is_keyed = len(set(keys)) == len(keys) and "" not in keys
    tolerated = max(1, SHARE * len(rows)) if len(rows) >= MANY else 0
    return is_keyed and len(rows) > 0 and slips <= tolerated


def _rows(
    source: str, stem: str, board: BenchmarkFile, body: bytes
) -> tuple[list[dict[str, str]], list[RefusedRow]]:
    """The rows of a file, each with its key. Raises SourceChanged where nothing tells two apart."""
    rows, ragged = rows_of_table(source, f"{stem}.csv", body, board.columns())
    if board.key == ID and rows and ID not in rows[0]:
        for row in rows:
            row[ID] = "|".join(row[name] for name in APART if row.get(name))
        if twice := [key for key, n in Counter(row[ID] for row in rows).items() if n > 1]:
            raise SourceChanged(source, f"{stem}.csv has no id, and several rows are {twice[0]!r}")
    return rows, ragged


URL = "https://epoch.ai/data/benchmark_data.zip"

SETTING = Mark(rf"_((?:pro)?(?:{LEVELS}|thinking|unknown|\d+[kK]))$", "effort", is_own_form=True)
EARLY = Mark(r"-pre-release$", is_own_form=True)
"""Epoch ran it before it was out: `gpt-5.5-pre-release_xhigh`, which its index calls GPT-5.5."""
SERVED = Mark(
    r"^(chutes|deepinfra|fireworks|novita|openrouter|together)/", "host", is_own_form=True
)

ABOUT = SourceCard(
    name="epoch",
    title="Epoch AI Benchmarking Hub",
    grammar=Grammar((SETTING, EARLY, SERVED, STAMP), VENDORS),
    home="https://epoch.ai/benchmarks",
    licence="CC-BY-4.0",
    attribution="Epoch AI, 'AI Benchmarking Hub'. Published online at epoch.ai. Retrieved from "
    "'https://epoch.ai/benchmarks'. CC BY 4.0; external files keep the licence of their origin.",
    cadence="Rebuilt at least daily.",
    stale_after_days=3,
    stale_reason="The zip is rebuilt daily; three days without one mean that it or we stopped.",
    tables=("score", "release"),
    board_is="benchmark, a file of the zip",
    rows={"score": 1024, "release": 591},
    unproven="files that came after April 2026: METR's time horizons, the models, and those that "
    "only the file of descriptions names",
)

LEVEL = 0.95
MANY = 20
"""A described file of so many rows may have a slip; in a smaller one the scale may be wrong."""
EFFORT = re.compile(SETTING.pattern)
HARNESS_1_UNTIL = "2025-10-30"
HARNESS_2_FROM = "2026-02-01"
"""Epoch repeated every SWE-bench Verified run with a second harness in February 2026 and deleted
the older rows. Newest first-harness run captured, oldest second-harness run captured."""


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the zip once (2 to 3 MB). Raises SourceUnavailable."""
    types = ("application/zip", "application/octet-stream", "application/x-zip-compressed")
    yield client.get(URL, content_types=types, max_bytes=64 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One score board per known benchmark file, one release board per list of models.

    Scores and standard errors in percent, METR's horizons in minutes. A row whose measurer cannot
    be told (a paper that is not in `epoch_papers`) gets no provenance, so that the rules set aside
    the row. A known file of another shape is left unread and warned about: its board keeps what it
    had. So is a file that nothing tells how to read. Raises SourceChanged when the zip does not
    open or holds no file that can be read.
    """
    files = _files(page)
    boards = _boards(files)
    readings, lost = [], []
    for stem in files:
        try:
            if stem in boards:
                readings.append(_scores(stem, boards[stem], files[stem]))
            elif stem in CLAIMS:
                readings.append(_claims(stem, CLAIMS[stem], files[stem]))
        except SourceChanged as error:
            lost.append(f"left unread: {error}")
    if not any(reading.board in BOARDS for reading in readings):
        raise SourceChanged(
            ABOUT.name, f"no known benchmark among the files {sorted(files)}; {lost}"
        )
    if strangers := sorted(set(files) - set(boards) - set(CLAIMS) - set(IGNORED)):
        lost.append(f"left unread, for nothing tells how to read them: {', '.join(strangers)}")
    yield replace(readings[0], warnings=lost)
    yield from readings[1:]


def _scores(stem: str, board: BenchmarkFile, body: bytes) -> Reading:
    rows, ragged = _rows(ABOUT.name, stem, board, body)
    scores, refused = read_each(
        rows, lambda row: _score(stem, board, row), lambda row: row[board.key]
    )
    return Reading("score", stem, "", scores, refused=[*refused, *ragged])


def _claims(stem: str, claims: ModelList, body: bytes) -> Reading:
    rows, ragged = rows_of_table(ABOUT.name, f"{stem}.csv", body, claims.columns())
    found, refused = read_each(
        rows, lambda row: _claim(claims, row), lambda row: row[claims.version]
    )
    return Reading("release", stem, "", found, refused=[*refused, *ragged])


def _boards(files: Mapping[str, bytes]) -> dict[str, BenchmarkFile]:
    """How to read each file: as a person found it, else as the zip itself describes it."""
    ours = set(BOARDS) | set(CLAIMS) | set(IGNORED)
    more = {stem: one for stem, one in described(ABOUT.name, files).items() if stem not in ours}
    return {**BOARDS, **more}


def _files(page: Page) -> dict[str, bytes]:
    """The CSV files of the zip by stem."""
    files = files_of_zip(ABOUT.name, page.body, ".csv")
    stems = [PurePosixPath(name).stem for name in files]
    if len(set(stems)) != len(stems):
        raise SourceChanged(ABOUT.name, f"two files share a name: {sorted(stems)}")
    return dict(zip(stems, files.values(), strict=True))


def _score(stem: str, board: BenchmarkFile, row: Mapping[str, str]) -> Row:
    key = row[board.key]
    if not key:
        raise SourceChanged(ABOUT.name, f"a row of {stem} has no {board.key}: {dict(row)}")
    version = row["Model version"]
    effort = EFFORT.search(version)
    return {
        "entry": key,
        # 22 HELM rows have no version, only the display name.
        "model_name": version or (row[board.name] if board.name else "") or None,
        "value": _percent(f"{board.score} of {key}", row[board.score], board.score_times),
        "unit": board.unit,
        **_error(board, row),
        **_interval(board, row),
        "n": board.items,
        "provenance": _provenance(board, row),
        "protocol": _protocol(stem, board, row),
        "effort": row.get(board.effort) or (effort[1] if effort else None),
        "harness": row[board.harness] if board.harness and row[board.harness] else None,
        "dated_on": day_if_any(ABOUT.name, f"{board.dated} of {key}", row[board.dated]),
        "released_on": day_if_any(ABOUT.name, f"Release date of {key}", row["Release date"]),
        "source_url": row.get(board.link) or None,
        "note": _note(board, row),
    }


def _percent(what: str, text: str, times: int) -> float:
    return tidy(decimal_of(ABOUT.name, what, text) * Decimal(times))


def _error(board: BenchmarkFile, row: Mapping[str, str]) -> Row:
    """The published error: a standard error, or an interval where the column is half of one."""
    if not board.stderr or not row[board.stderr]:
        return {}
    what = f"{board.stderr} of {row[board.key]}"
    error = _percent(what, row[board.stderr], board.stderr_times)
    if board.stderr_level is None:
        return {"stderr": error}
    value = _percent(what, row[board.score], board.score_times)
    return {
        "ci_low": round(value - error, 6),
        "ci_high": round(value + error, 6),
        "ci_level": board.stderr_level,
        "ci_method": "half-width as published",
    }


def _interval(board: BenchmarkFile, row: Mapping[str, str]) -> Row:
    ends = [row[column] for column in board.interval]
    if not any(ends):
        return {}
    low, high = (
        _percent(f"{column} of {row[board.key]}", row[column], board.score_times)
        for column in board.interval
    )
    return {"ci_low": low, "ci_high": high, "ci_level": LEVEL, "ci_method": "published by METR"}


def _provenance(board: BenchmarkFile, row: Mapping[str, str]) -> str | None:
    if board.provenance:
        return board.provenance
    if board.sources:
        return board.sources.get(row["Source"])
    return provenance_of(row["Source"], row["Organization"], row["Name"])


def _protocol(stem: str, board: BenchmarkFile, row: Mapping[str, str]) -> str | None:
    if stem == "mmlu_external":
        return shots_of(row["Source"], row["Shots"], row["Notes"])
    if stem == "swe_bench_verified":
        return _harness_version(row["Started at"][:10])
    if board.release:
        return f"{board.protocol}, {row[board.release] or 'release not stated'}"
    return board.protocol


def _harness_version(started_on: str) -> str | None:
    """The protocol of a run; None in the months of which no run was ever captured."""
    if started_on <= HARNESS_1_UNTIL:
        return "Epoch run, harness 1"
    return "Epoch run, harness 2" if started_on >= HARNESS_2_FROM else None


def _note(board: BenchmarkFile, row: Mapping[str, str]) -> str | None:
    parts = [f"{column}: {row[column]}" for column in board.noted if row.get(column)]
    return "; ".join(parts) or None


def _claim(claims: ModelList, row: Mapping[str, str]) -> Row:
    return {
        "entry": row[claims.version],
        "model_name": row[claims.version],
        "maker": row[claims.maker] or None,
        "openness_claim": row[claims.openness] or None,
        "released_on": day_if_any(
            ABOUT.name,
            f"{claims.released} of {row[claims.version]}",
            row[claims.released],
            in_part=True,
        ),
        "note": row[claims.display] or None,
    }
