"""That the registry knows every name that could lead a series, on recorded pages.

Known means: the spelling matches a model, and the model has a grade on that day. `unknown` is a
grade that somebody wrote down; a day without any interval is a hole and fails here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from measures import series as measures_series
from measures.boards.states import BoardState, Contender, contenders
from measures.names.registry import Registry
from measures.series import Series
from sources.catalogue import SOURCES
from sources.contract import Page, Reading, Row, SourceChanged
from sources.registry import pages, parse
from tests import recorded
from tests.recorded import file, skip_without, skip_without_autumn

pytestmark = [
    pytest.mark.recorded,
    skip_without,
]
SEEN = datetime(2026, 11, 24, tzinfo=UTC)
TOP, EVER = 40, 5
OPEN = ("non_commercial", "restricted", "permissive", "fully_open")
Entry = tuple[str, float]
PARQUET = "arena/DERIVED-hf-parquet"
SWEBENCH = "swebench/swebench-index_2026-02-24_7aaf087a.html"
# The one MMLU row whose release day and licence nobody documents.
LEFT_OUT = {"Chinese-Alpaca-Plus-13B"}
EPOCH = "epoch/DERIVED-benchmark_data_2026-04-19.zip"


def _recorded(path: str) -> Path:
    return file(path)


@cache
def _registry() -> Registry:
    rows: dict[str, list[Row]] = defaultdict(list)
    for name, body in pages():
        for reading in parse(Page(f"registry:///{name}", body, SEEN)):
            rows[reading.table].extend(reading.rows)
    grammars = {name: source.ABOUT.grammar for name, source in SOURCES.items()}
    return Registry(rows["model"], rows["alias"], rows["openness"], grammars)


def _grade(source: str, spelling: str, day: str) -> str | None:
    """Openness on `day`; None when nothing matches or no interval covers the day."""
    match = _registry().match(source, spelling, day)
    if match is None:
        return None
    covering = [g for g in _registry().grades(match.model) if g.valid_from <= day < g.valid_until]
    return covering[0].openness if covering else None


def _unknown(source: str, entries: Sequence[Entry], day: str, top: int) -> set[str]:
    """Names without a grade among the `top` best, or not below the best open entry."""
    ranked = sorted(entries, key=lambda entry: -entry[1])
    grades = {name: _grade(source, name, day) for name, _ in ranked}
    bar = max((value for name, value in ranked if grades[name] in OPEN), default=float("-inf"))
    known = [place < top or value >= bar for place, (_, value) in enumerate(ranked)]
    return {
        name for (name, _), must in zip(ranked, known, strict=True) if must and not grades[name]
    }


def _arena(path: Path) -> dict[str, list[Entry]]:
    boards: dict[str, list[Entry]] = defaultdict(list)
    for row in pq.read_table(path).to_pylist():
        if row["category"] == "overall" and row["rating"] is not None:
            boards[row["leaderboard_publish_date"]].append((row["model_name"], row["rating"]))
    return boards


def test_arena_text_history_has_no_stranger_near_the_top() -> None:
    boards = _arena(_recorded(f"{PARQUET}/text_full_20230508-20250326.parquet"))
    newest = max(boards)
    assert len(boards) == 105
    strangers = {
        day: names
        for day, board in boards.items()
        if (names := _unknown("arena", board, day, TOP if day == newest else EVER))
    }
    assert strangers == {}


@pytest.mark.parametrize("board", ["text_style_control", "vision_style_control", "webdev"])
def test_newer_arena_boards_have_no_stranger_near_the_top(board: str) -> None:
    files = sorted(_recorded(PARQUET).glob(f"*_{board}_latest.parquet"))
    assert files
    strangers = {
        (day, name)
        for file in files
        for day, entries in _arena(file).items()
        for name in _unknown("arena", entries, day, TOP)
    }
    assert strangers == set()


def _scores(module: str, path: str) -> Iterator[tuple[str, Row]]:
    source = SOURCES[module]
    for reading in source.parse(Page(f"https://x.test/{path}", _recorded(path).read_bytes(), SEEN)):
        for row in reading.rows if reading.table == "score" else ():
            yield reading.board, row


def _named(rows: Sequence[Mapping[str, Any]]) -> list[Entry]:
    return [(row["model_name"], row["value"]) for row in rows if row["model_name"] is not None]


@pytest.mark.parametrize(
    ("board", "protocol"),
    [
        ("bash-only", "mini-SWE-agent"),
        ("Verified", "mini-SWE-agent"),
        ("Multilingual", "mini-SWE-agent"),
        ("Verified", "submitted system"),
    ],
)
def test_swebench_rows_with_one_model_are_known(board: str, protocol: str) -> None:
    rows = [
        row
        for name, row in _scores("swebench_page", SWEBENCH)
        if name == board and row["protocol"].startswith(protocol)
    ]
    assert len(_named(rows)) >= 13
    assert _unknown("swebench", _named(rows), "2026-02-24", TOP) == set()


@pytest.mark.parametrize("board", ["gpqa_diamond", "swe_bench_verified"])
def test_epoch_runs_are_known_by_release_date(board: str) -> None:
    rows = [row for name, row in _scores("epoch", EPOCH) if name == board]
    strangers = _unknown("epoch", _named(rows), "2026-04-19", TOP)
    for day in sorted({row["released_on"] for row in rows if row["released_on"]}):
        then = [row for row in rows if row["released_on"] and row["released_on"] <= day]
        strangers |= _unknown("epoch", _named(then), "2026-04-19", EVER)
    assert strangers == set()


def test_every_mmlu_row_is_known() -> None:
    rows = [row for name, row in _scores("epoch", EPOCH) if name == "mmlu_external"]
    names = {name for name, _ in _named(rows)}
    assert len(names) > 120
    assert {name for name in names if _grade("epoch", name, "2026-04-19") is None} == LEFT_OUT


@pytest.mark.parametrize("day", ["2025-12-19", "2026-08-11"])
def test_every_eci_entry_is_known(day: str) -> None:
    rows = [row for _, row in _scores("epoch_eci", f"epoch_eci/eci_scores_{day}.csv")]
    assert len(rows) >= 140
    assert {row["entry"] for row in rows if _grade("epoch_eci", row["entry"], day) is None} == set()


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
    """The newest recorded state of every board that a series takes rows from, with its day."""
    found: dict[Board, tuple[str, Reading]] = {}
    wanted = {key for one in measures_series.load().values() for key in _boards(one)}
    for source in sorted({source for source, _, _ in wanted} & set(SOURCES)):
        for page in recorded.pages(source):
            for reading in _readings(source, page):
                key = (source, reading.board, reading.category or "")
                day = (reading.published_on or page.seen_at.date()).isoformat()
                if reading.table == "score" and key in wanted and day >= found.get(key, ("",))[0]:
                    found[key] = (day, reading)
    return found


def _readings(source: str, page: Page) -> list[Reading]:
    try:
        return list(SOURCES[source].parse(page))
    except SourceChanged:
        return []


def _boards(series: Series) -> list[Board]:
    return [(one.source, one.board, one.category) for one in series.sources]


def _leading(series: Series, board: Board, day: str, rows: Sequence[Row]) -> list[Contender]:
    """The first entries of a board that compete in the series, as the measures read them.

    On a board of systems, whoever names several models or none (people too) does not compete.
    """
    own = [row for row in rows if row["value"] is not None]
    state = BoardState(0, *board, day, "board", own)
    return sorted(contenders(series, state, _registry()), key=lambda one: -one.score)[:FIRST]


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
        if not any(grade.valid_from <= day < grade.valid_until for grade in one.grades)
    }
    assert strangers == NEVER_LOOKED_UP.get(name, set())
