"""METR's horizons are times: the share beside them once stood as a score of 85.2, releases mixed.

No recorded page holds the file: these are rows in the shape of the page kept for its parser.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from measures.boards.states import BoardState
from measures.gap.history import gap_history
from measures.segments import GapSegment, in_force
from measures.series import load
from sources.boards.epoch import benchmarks
from sources.contract import Page
from terms.units import Unit
from tests.measures.sample import registry
from tests.sources.sample import PAGES

STEM = "metr_time_horizons_external"
OLD, NEW = "METR-Horizon-v1.0", "METR-Horizon-v1.1"
KNOWN = registry({"shut": "closed", "free": "permissive"})
ON = "2026-08-11"
SHARE = "0.852"


def zipped(*rows: Mapping[str, str]) -> Page:
    """Epoch's zip with these rows, each with the share that once was taken for the score."""
    with (PAGES / "epoch" / f"{STEM}.csv").open(encoding="utf-8", newline="") as opened:
        like = next(csv.DictReader(opened))
    text, body = io.StringIO(), io.BytesIO()
    writer = csv.DictWriter(text, list(like))
    writer.writeheader()
    for number, row in enumerate(rows):
        bare = {"average_score": SHARE, "CI_low": "", "CI_high": "", "id": f"rec{number}"}
        writer.writerow({**like, **bare, **row})
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(f"{STEM}.csv", text.getvalue())
    return Page(benchmarks.URL, body.getvalue(), datetime(2026, 8, 11, tzinfo=UTC))


def horizon(model: str, release: str, minutes: float) -> dict[str, str]:
    return {"Model version": model, "METR version": release, "Time horizon": str(minutes)}


def gaps(*rows: Mapping[str, str]) -> dict[str, GapSegment | None]:
    """The gap of each release's series on one page."""
    [reading] = [one for one in benchmarks.parse(zipped(*rows)) if one.table == "score"]
    board = BoardState(1, "epoch", STEM, "", ON, "board", list(reading.rows))
    return {
        name: in_force(gap_history(load()[name], [board], KNOWN, "any_weights", ON), ON)
        for name in ("metr_horizon", "metr_horizon_1_0")
    }


def test_the_gap_is_one_of_minutes_within_a_release() -> None:
    found = gaps(
        horizon("shut", NEW, 900.5), horizon("free", NEW, 300.0),
        horizon("shut", OLD, 850.0), horizon("free", OLD, 250.0),
    )  # fmt: skip
    told = {name: (one.closed_value, one.open_value, one.gap) for name, one in found.items() if one}
    assert told == {"metr_horizon": (900.5, 300.0, 600.5), "metr_horizon_1_0": (850, 250, 600)}
    assert {load()[name].unit for name in found} == {"minutes"}
    assert Unit("minutes").difference == "minutes"


@pytest.mark.parametrize("other", [OLD, ""])
def test_two_releases_make_no_gap(other: str) -> None:
    found = gaps(horizon("shut", NEW, 900.5), horizon("free", other, 300.0))
    assert [one.gap if one else None for one in found.values()] == [None, None]


def test_no_series_takes_the_share_that_epochs_index_is_fitted_to() -> None:
    """Its table has METR's horizons as shares of a log scale: good for a fit, no score."""
    taken = {(item.source, item.board) for series in load().values() for item in series.sources}
    assert ("epoch", STEM) in taken
    assert not [board for source, board in taken if source != "epoch" and "METR" in board]
