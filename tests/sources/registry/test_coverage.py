"""That the registry knows every name that could lead a series, on recorded pages.

Known means: the spelling matches a model, and the model has a grade on that day. `unknown` is a
grade that somebody wrote down; a day without any interval is a hole and fails here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from measures import series as measures_series
from measures.boards.states import BoardState, Entry, competing
from measures.names.registry import Registry
from measures.series import Series
from sources.catalogue import SOURCES
from sources.contract import Page, Reading, Row, SourceChanged
from sources.registry import pages, parse
from tests import recorded
from tests.recorded import SUMMER, file, skip_without, skip_without_autumn

pytestmark = [
    pytest.mark.recorded,
    skip_without,
]
SEEN = datetime(2026, 11, 24, tzinfo=UTC)
TOP, EVER, ALL = 40, 5, 1_000
OPEN = ("non_commercial", "restricted", "permissive", "fully_open")
Scored = tuple[str, float]
PARQUET = "arena/DERIVED-hf-parquet"
SWEBENCH = "swebench/swebench-index_2026-02-24_7aaf087a.html"
# The one MMLU row whose release day and licence nobody documents.
LEFT_OUT = {"Chinese-Alpaca-Plus-13B"}
EPOCH = "epoch/DERIVED-benchmark_data_2026-04-19.zip"


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


def _unknown(source: str, entries: Sequence[Scored], day: str, top: int) -> set[str]:
    """Names without a grade among the `top` best, or not below the best open entry."""
    ranked = sorted(entries, key=lambda entry: -entry[1])
    grades = {name: _grade(source, name, day) for name, _ in ranked}
    bar = max((value for name, value in ranked if grades[name] in OPEN), default=float("-inf"))
    known = [place < top or value >= bar for place, (_, value) in enumerate(ranked)]
    return {
        name for (name, _), must in zip(ranked, known, strict=True) if must and not grades[name]
    }


def test_arena_text_history_has_no_stranger_near_the_top() -> None:
    boards: dict[str, list[Scored]] = defaultdict(list)
    history = file(f"{PARQUET}/text_full_20230508-20250326.parquet")
    for row in pq.read_table(history).to_pylist():
        if row["category"] == "overall" and row["rating"] is not None:
            boards[row["leaderboard_publish_date"]].append((row["model_name"], row["rating"]))
    assert len(boards) == 105
    strangers = {
        day: _unknown("arena", board, day, TOP if day == max(boards) else EVER)
        for day, board in boards.items()
    }
    assert {day: names for day, names in strangers.items() if names} == {}


def _scores(module: str, path: Path, board: str, protocol: str = "") -> list[Row]:
    """Rows that name a model, under a protocol that begins so; of the Arena those of all votes."""
    page = recorded.page(next(row for row in recorded.rows(module) if row["path"] == str(path)))
    return [
        row
        for reading in SOURCES[module].parse(page)
        if (reading.table, reading.board) == ("score", board)
        and (module != "arena" or reading.category == "overall")
        for row in reading.rows
        if row["model_name"] is not None and row["protocol"].startswith(protocol)
    ]


def _named(rows: Sequence[Row]) -> list[Scored]:
    return [(row["model_name"], row["value"]) for row in rows if row["value"] is not None]


@pytest.mark.parametrize(
    ("module", "path", "board", "protocol", "day", "top"),
    [
        ("swebench_page", SWEBENCH, "bash-only", "mini-SWE-agent", "2026-02-24", TOP),
        ("swebench_page", SWEBENCH, "Verified", "mini-SWE-agent", "2026-02-24", TOP),
        ("swebench_page", SWEBENCH, "Multilingual", "mini-SWE-agent", "2026-02-24", TOP),
        ("swebench_page", SWEBENCH, "Verified", "submitted system", "2026-02-24", TOP),
        ("epoch", EPOCH, "gpqa_diamond", "", "2026-04-19", TOP),
        ("epoch", EPOCH, "swe_bench_verified", "", "2026-04-19", TOP),
        ("epoch", EPOCH, "mmlu_external", "", "2026-04-19", ALL),
        ("epoch_eci", "epoch_eci/eci_scores_2025-12-19.csv", "eci_scores", "", "2025-12-19", ALL),
        ("epoch_eci", "epoch_eci/eci_scores_2026-08-11.csv", "eci_scores", "", "2026-08-11", ALL),
        *(
            ("arena", f"{PARQUET}/{path.name}", board, "", path.name[:10], TOP)
            for board in ("text_style_control", "vision_style_control", "webdev")
            for path in (sorted((SUMMER or Path()).glob(f"{PARQUET}/*_{board}_latest.parquet")))
        ),
    ],
)
def test_rows_of_one_model_are_known(
    module: str, path: str, board: str, protocol: str, day: str, top: int
) -> None:
    rows = _scores(module, file(path), board, protocol)
    assert len(rows) >= 13
    name = module.removesuffix("_page")
    assert _unknown(name, _named(rows), day, top) == (LEFT_OUT if top == ALL else set()) & {
        row["model_name"] for row in rows
    }
    for then in sorted({row.get("released_on") or "" for row in rows} - {""}):
        early = [row for row in rows if (row["released_on"] or "9") <= then]
        assert top == ALL or _unknown(name, _named(early), day, EVER) == set()


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


def _leading(series: Series, board: Board, day: str, rows: Sequence[Row]) -> list[Entry]:
    """The first entries of a board that compete in the series, as the measures read them.

    On a board of systems, whoever names several models or none (people too) does not compete.
    """
    own = [row for row in rows if row["value"] is not None]
    state = BoardState(0, *board, day, "board", own)
    return sorted(competing(series, state, _registry()), key=lambda one: -one.score)[:FIRST]


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
