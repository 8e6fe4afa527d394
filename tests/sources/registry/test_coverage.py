"""That the registry knows every name that could lead a series, on recorded pages.

Known means: the spelling matches a model, and the model has a grade on that day. `unknown` is a
grade that somebody wrote down; a day without any interval is a hole and fails here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import cache

import pytest

from measures import series as measures_series
from measures.boards.states import UNRELEASED, BoardState, Entry, competing
from measures.series import Series
from sources.catalogue import SOURCES
from sources.contract import Page, ParseError, Reading, Row
from tests import recorded
from tests.measures.shipped import names
from tests.recorded import skip_without, skip_without_autumn

pytestmark = [
    pytest.mark.recorded,
    skip_without,
]


FIRST = 20
NEVER_LOOKED_UP = {
    # Video-MME stopped in 2025 and two known models are far above these.
    "video_mme": {
        "LinVT", "Aria", "ViLAMP-llava-qwen", "Oryx-1.5-32B", "VideoLLAMA3-7B",
        "LiveCC-7B-Instruct", "ByteVideoLLM-14B", "LLaVA-Video-7B-Qwen2-TPO",
        "VideoChat-Flash-Qwen2-7B_res448", "NVILA-8B",
    },
    # Agents whose model column is empty: a system, or a model of which no recorded page says when
    # it came or under what licence. They count as unresolved.
    "osworld": {
        "agi-0 (50 steps)", "DeepMiner-Mano-72B (100 steps)", "DeepMiner-Mano-7B (100 steps)",
        "UI-TARS-2-2509 (100 steps)", "UI-TARS-250705 (100 steps)",
        "opencua-72b-preview (100 steps)", "opencua-72b-preview (50 steps)",
        "opencua-72b-preview (15 steps)", "opencua-32b (100 steps)", "opencua-32b (50 steps)",
        "qwen3-vl-flash-2025-10-25 (100 steps)",
        "doubao-1-5-thinking-vision-pro-250717 (100 steps)",
    },
}  # fmt: skip
"""Leading names of a series that nobody has looked up yet, and why that can wait."""
Board = tuple[str, str, str]


@cache
def _newest_boards() -> dict[Board, tuple[str, Reading]]:
    """The newest state of every board that a series takes rows from, with its day, on the newest
    recorded page of every address."""
    found: dict[Board, tuple[str, Reading]] = {}
    wanted = {key for one in measures_series.load().values() for key in _boards(one)}
    for source in sorted({source for source, _, _ in wanted} & set(SOURCES)):
        newest = {page.url: page for page in recorded.pages(source)}
        for page in newest.values():
            for reading in _readings(source, page):
                key = (source, reading.board, reading.category or "")
                day = (reading.published_on or page.seen_at.date()).isoformat()
                if reading.table == "score" and key in wanted and day >= found.get(key, ("",))[0]:
                    found[key] = (day, reading)
    return found


def _readings(source: str, page: Page) -> list[Reading]:
    try:
        return list(SOURCES[source].parse(page))
    except ParseError:
        return []


def _boards(series: Series) -> list[Board]:
    return [(one.source, one.board, one.category) for one in series.sources]


def _leading(series: Series, board: Board, day: str, rows: Sequence[Row]) -> list[Entry]:
    """The first entries of a board that compete in the series, as the measures read them.

    On a board of systems, whoever names several models or none (people too) does not compete.
    """
    own = [row for row in rows if row["value"] is not None]
    state = BoardState(0, *board, day, "board", own)
    return sorted(competing(series, state, names()), key=lambda one: -one.score)[:FIRST]


def _is_known(entry: Entry, day: str) -> bool:
    graded = names().grades(entry.model) if entry.model else ()
    is_graded = any(grade.valid_from <= day < grade.valid_until for grade in graded)
    return is_graded or entry.openness(day) == UNRELEASED


@skip_without_autumn
@pytest.mark.parametrize("name", sorted(measures_series.load()))
def test_the_newest_page_of_a_series_has_no_stranger_among_its_first_twenty(name: str) -> None:
    series = measures_series.load()[name]
    states = [
        (board, *_newest_boards()[board]) for board in _boards(series) if board in _newest_boards()
    ]
    newest = max((day for _, day, _ in states), default="")
    strangers = {
        one.name
        for board, day, reading in states
        if day == newest
        for one in _leading(series, board, day, reading.rows)
        if not _is_known(one, day)
    }
    assert strangers == NEVER_LOOKED_UP.get(name, set())


def test_every_version_of_epochs_table_is_a_model_of_ours() -> None:
    """As the zip of benchmarks spells them, which has no other name for most."""
    (page,) = recorded.pages("epoch_eci_benchmarks")
    table = csv.DictReader(io.StringIO(page.body.decode("utf-8-sig")))
    versions = {row["model_version"] for row in table} - {""}
    assert len(versions) == 435
    # One score on HellaSwag, of 2023.
    assert {one for one in versions if names().match("epoch", one, "2026-08-11") is None} == {
        "gpt-4-32k-0314"
    }
