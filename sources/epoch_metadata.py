"""Benchmarks that Epoch's zip describes itself, in `benchmark_metadata.csv` (since mid 2026).

The file names, for each benchmark, the file, its score column and the scale. It was described to
us and never captured, so it is trusted only as far as the named file bears it out: a scale we do
not know, a column that is not there, a row without an id or without a number leave the file unread,
where `epoch.unread` names it. Units of files that a person has looked at come from `epoch_boards`.
"""

from __future__ import annotations

from collections.abc import Mapping

from sources.epoch_boards import FRACTION, OWN, PERCENT, Board
from sources.errors import SourceChanged
from sources.strict import decimal_of, table_of

STEM = "benchmark_metadata"
COLUMNS = ("source_file", "score_column", "scale")
SCALES = {
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
"""How a scale may be written, to what turns its numbers into percent."""

EXTERNAL = "_external"
COLLECTED = "as Epoch collected it"


def described(source: str, files: Mapping[str, bytes]) -> dict[str, Board]:
    """The files of the zip that its own metadata describe and bear out, by stem.

    Nobody says who measured the numbers of an external file, so they are a third party's.
    """
    if STEM not in files:
        return {}
    try:
        rows = table_of(source, f"{STEM}.csv", files[STEM], COLUMNS)
    except SourceChanged:
        return {}
    boards: dict[str, Board] = {}
    for row in rows:
        stem = row["source_file"].removesuffix(".csv")
        board = _board(stem, row)
        if stem in files and board is not None and _bears_out(source, stem, files[stem], board):
            boards[stem] = board
    return boards


def _board(stem: str, row: Mapping[str, str]) -> Board | None:
    times = SCALES.get(row["scale"].lower())
    if times is None or not row["score_column"]:
        return None
    if stem.endswith(EXTERNAL):
        return Board(row["score_column"], times, "third_party", COLLECTED, noted=("Name", "Source"))
    return Board(
        row["score_column"],
        times,
        "independent",
        OWN.protocol,
        stderr="stderr",
        stderr_times=times,
        noted=OWN.noted,
        also=OWN.also,
    )


def _bears_out(source: str, stem: str, body: bytes, board: Board) -> bool:
    """Whether every row has an id of its own and a score within the scale."""
    try:
        rows = table_of(source, f"{stem}.csv", body, board.columns())
        scores = [decimal_of(source, stem, row[board.score]) * board.score_times for row in rows]
    except SourceChanged:
        return False
    keys = {row[board.key] for row in rows}
    is_keyed = len(keys) == len(rows) > 0 and "" not in keys
    return is_keyed and all(0 <= score <= FRACTION for score in scores)
