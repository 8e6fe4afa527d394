"""Epoch AI's Benchmarking Hub: one zip of CSV files, one file per benchmark, rebuilt daily.

A board is a CSV stem. Epoch's own runs (`gpqa_diamond`, `swe_bench_verified`) carry a standard
error and a run time; the `*_external` files copy other boards and papers. Quirks:

- Fractions and percents differ by file, and APEX gives its score as a fraction but its standard
  error in points: `epoch.boards` says which column holds what. Columns are found by name.
- `mmlu_external` mixes measurers; its `Source` column, through `PAPERS`, tells them apart.
- A model version may have several runs: the key is the row's id, and in files without one what
  tells runs apart (`APART`). Effort hides in a suffix, and a column that says otherwise counts.
- Cells are padded with blanks, which are cut.
- The zip grows: a warning of the page names a file that `epoch.boards` does not know; once it is
  declared there, `gapwatch reparse` reads it from the archived pages.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePosixPath

from sources.boards.epoch.boards import BOARDS, CLAIMS, ID, IGNORED, BenchmarkFile, claims_of
from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading.rows import read_each
from sources.reading.spelling import LEVELS, STAMP, VENDORS, value_in
from sources.reading.strict import day_if_any, day_of, decimal_of, files_of_zip, rows_of_table, tidy
from terms.grammar import Grammar, Mark

URL = "https://epoch.ai/data/benchmark_data.zip"
APART = ("Model version", "Harness", "Agent", "Reasoning effort", "Tool setting")
"""Columns that tell the rows of a file without an id apart, as far as it has them."""

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
    cadence="Rebuilt at least daily: three days without one mean that it or we stopped.",
    stale_after_days=3,
    tables=("score", "release"),
    board_is="benchmark, a file of the zip",
    unproven="files that came after April 2026: METR's time horizons and the models",
)

LEVEL = 0.95
HARNESS_1_UNTIL = "2025-10-30"
HARNESS_2_FROM = "2026-02-01"
"""Epoch repeated every SWE-bench Verified run with a second harness in February 2026 and deleted
the older rows. Newest first-harness run captured, oldest second-harness run captured."""

TYPES = ("application/zip", "application/octet-stream", "application/x-zip-compressed")
fetch = asks(URL, types=TYPES, mib=64)


def parse(page: Page) -> Iterator[Reading]:
    """One score board per known benchmark file, one release board per list of models.

    Scores and standard errors in percent, METR's horizons in minutes. A row whose measurer cannot
    be told (a paper that is not in `PAPERS`) gets no provenance, so that the rules set aside
    the row. A known file of another shape is left unread and warned about: its board keeps what it
    had.
    """
    files = _files(page)
    readings, lost = [], []
    for stem, body in files.items():
        try:
            if stem in BOARDS:
                readings.append(_scores(stem, BOARDS[stem], body))
            elif stem in CLAIMS:
                readings.append(claims_of(stem, body, CLAIMS[stem]))
        except ParseError as error:
            lost.append(f"left unread: {error}")
    if not any(reading.board in BOARDS for reading in readings):
        raise ParseError(f"no known benchmark among the files {sorted(files)}; {lost}")
    if strangers := sorted(set(files) - set(BOARDS) - set(CLAIMS) - set(IGNORED)):
        lost.append(f"left unread, for nothing tells how to read them: {', '.join(strangers)}")
    yield replace(readings[0], warnings=lost)
    yield from readings[1:]


def _files(page: Page) -> dict[str, bytes]:
    """The CSV files of the zip by stem."""
    files = files_of_zip(page.body, ".csv")
    stems = [PurePosixPath(name).stem for name in files]
    if len(set(stems)) != len(stems):
        raise ParseError(f"two files share a name: {sorted(stems)}")
    return dict(zip(stems, files.values(), strict=True))


def _scores(stem: str, board: BenchmarkFile, body: bytes) -> Reading:
    rows, ragged = rows_of_table(f"{stem}.csv", body, board.columns())
    if board.key == ID and rows and ID not in rows[0]:
        for row in rows:
            row[ID] = "|".join(row[name] for name in APART if row.get(name))
        if twice := [key for key, n in Counter(row[ID] for row in rows).items() if n > 1]:
            raise ParseError(f"{stem}.csv has no id, and several rows are {twice[0]!r}")
    scores = read_each(
        rows, lambda row: _score(stem, board, row), lambda row: row[board.key], ragged
    )
    return Reading("score", stem, "", *scores)


def _score(stem: str, board: BenchmarkFile, row: Mapping[str, str]) -> Row:
    key = row[board.key]
    if not key:
        raise ParseError(f"a row of {stem} has no {board.key}: {dict(row)}")
    version = row["Model version"]
    # Papers, and copies that no series takes, leave out days; elsewhere nothing could be compared.
    dated = day_of if board.protocol and not board.protocol.startswith("copy of") else day_if_any
    return {
        "entry": key,
        # 22 HELM rows have no version, only the display name.
        "model_name": version or (row[board.name] if board.name else "") or None,
        "value": _percent(f"{board.score} of {key}", row[board.score], board.score_times),
        "unit": board.unit,
        **_error(board, row),
        "n": board.items,
        "provenance": board.provenance_of(row),
        "protocol": _protocol(stem, board, row),
        "effort": row.get(board.effort) or value_in(SETTING.pattern, version),
        "harness": row[board.harness] if board.harness and row[board.harness] else None,
        "dated_on": dated(f"{board.dated} of {key}", row[board.dated]),
        "released_on": day_if_any(f"Release date of {key}", row["Release date"]),
        "source_url": row.get(board.link) or None,
        "note": "; ".join(f"{name}: {row[name]}" for name in board.noted if row.get(name)) or None,
    }


def _percent(what: str, text: str, times: int) -> float:
    return tidy(decimal_of(what, text) * Decimal(times))


def _error(board: BenchmarkFile, row: Mapping[str, str]) -> Row:
    """The published error: a standard error, or an interval, by its ends or by half its width."""
    if any(row[column] for column in board.interval):
        low, high = (
            _percent(f"{column} of {row[board.key]}", row[column], board.score_times)
            for column in board.interval
        )
        return _interval(low, high, LEVEL, "published by METR")
    if not board.stderr or not row[board.stderr]:
        return {}
    what = f"{board.stderr} of {row[board.key]}"
    error = _percent(what, row[board.stderr], board.stderr_times)
    if board.stderr_level is None:
        return {"stderr": error}
    value = _percent(what, row[board.score], board.score_times)
    low, high = round(value - error, 6), round(value + error, 6)
    return _interval(low, high, board.stderr_level, "half-width as published")


def _interval(low: float, high: float, level: float, method: str) -> Row:
    return {"ci_low": low, "ci_high": high, "ci_level": level, "ci_method": method}


def _protocol(stem: str, board: BenchmarkFile, row: Mapping[str, str]) -> str | None:
    """How a row was measured; None in the months of which no run was ever captured."""
    if stem != "swe_bench_verified":
        return board.protocol_of(row)
    started_on = day_of(f"Started at of {row[ID]}", row["Started at"][:10])
    if started_on <= HARNESS_1_UNTIL:
        return "Epoch run, harness 1"
    return "Epoch run, harness 2" if started_on >= HARNESS_2_FROM else None
