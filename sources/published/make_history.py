"""Write the history files: `python -m sources.published.make_history FOLDER...`.

A folder holds captured pages in the archive's form (an `index.csv`). Each board is read by the
public parser of its source; models and openness come from the bundled registry; what is kept and
why is in `sources.published.leaders`. The same pages and the same registry give the same bytes.

Of some pages only the first rows were captured. Their leaders are known, so they enter files of
leaders; a file of whole boards takes the newest whole one.

Nothing is written while an entry that could change a leader has no model or no openness: the
names are listed, and a person adds them to the registry first.

Captured pages in the product's archive form: a folder with an `index.csv` (docs: replay).
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from sources.boards import livebench
from sources.boards.arena import catalog as arena_catalog
from sources.boards.arena import dataset as arena_dataset
from sources.boards.arena import page as arena_page
from sources.boards.arena.mirrors import top50 as arena_top50_mirror
from sources.boards.epoch import benchmarks, eci_benchmarks
from sources.boards.epoch import eci as epoch_eci
from sources.boards.swebench import page as swebench_page
from sources.contract import Page, Reading, Row
from sources.published import names
from sources.published.leaders import LeaderEntry, axis_date, leaders, near_frontiers, unresolved

Folders = Sequence[Path]


def pages(folders: Folders, source: str, url_end: str = "") -> Iterator[Page]:
    """Pages of `source` whose address ends in `url_end`, oldest first.

    Raises FileNotFoundError when a folder has no index or lacks an indexed file.
    """
    rows: list[tuple[datetime, str, Path]] = []
    for folder in folders:
        with (folder / "index.csv").open(encoding="utf-8", newline="") as lines:
            rows += [
                (_moment(row["seen_at"]), row["url"], folder / row["path"])
                for row in csv.DictReader(lines)
                if row["source"] == source and row["url"].endswith(url_end)
            ]
    for seen_at, url, path in sorted(rows):
        yield Page(url, path.read_bytes(), seen_at)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


ARENA = (
    "Arena Leaderboard Dataset (lmarena-ai/leaderboard-dataset), Arena Intelligence, CC BY 4.0, "
    "excerpt of leading entries"
)
EPOCH = "Epoch AI, 'AI Benchmarking Hub', https://epoch.ai/benchmarks, CC BY 4.0, excerpt"
ECI = "Epoch AI, 'Epoch Capabilities Index', https://epoch.ai/eci, CC BY 4.0"
COPIES = "Arena (arena.ai), leading entries as copied from its page by timothytfchan/arena-monitor"
LIVEBENCH = "LiveBench (livebench.ai), leading entries"
SWEBENCH = "SWE-bench leaderboards, https://www.swebench.com, CC BY-NC 4.0, excerpt"
COLUMNS = (
    "published_on", "entry", "model_name", "value", "unit", "stderr", "ci_low", "ci_high",
    "ci_level", "ci_method", "n", "provenance", "protocol", "effort", "harness", "dated_on",
    "released_on", "source_url", "note",
)  # fmt: skip

Parse = Callable[[Page], Iterable[Reading]]


@dataclass(frozen=True, slots=True)
class BoardOrigin:
    """Where the states of a board come from: pages of one source, their parser, one board."""

    source: str
    parse: Parse
    board: str
    category: str = ""
    url_end: str = ""
    spelled_as: str = ""
    """Source whose spellings the pages use; empty: the source's own."""
    refused_on: str = ""
    """Day of a page that the rules of the product refuse."""


@dataclass(frozen=True, slots=True)
class PublishedState:
    """One state of one board: the ISO day it was published, its address and its entries."""

    published_on: str
    url: str
    entries: Sequence[LeaderEntry]


class UnresolvedEntries(Exception):
    """Entries that could change a leader have no model or no openness; the message lists them."""


def _parquet(subset: str, split: str) -> BoardOrigin:
    end = f"/{subset}/{split}-00000-of-00001.parquet"
    return BoardOrigin("arena", arena_dataset.parse, subset, "overall", end)


def _catalog(board: str, file: str) -> BoardOrigin:
    return BoardOrigin(
        "arena_catalog", arena_catalog.parse, board, "overall", f"/{file}", spelled_as="arena"
    )


CATALOG = _catalog("text_style_control", "leaderboard-text-style-control.json")
PAGE = BoardOrigin(
    "arena_page", arena_page.parse, "text_style_control", "overall", "/leaderboard/text",
    spelled_as="arena",
)  # fmt: skip
LED: Mapping[str, tuple[str, Sequence[BoardOrigin]]] = {
    "arena_text_raw": (
        ARENA,
        [_catalog("text", "leaderboard-text.json"), _parquet("text", "full"),
         _parquet("text", "latest")],
    ),
    "arena_text_raw_copies": (
        COPIES,
        [BoardOrigin("arena_top50_mirror", arena_top50_mirror.parse, "text", "overall",
                     spelled_as="arena")],
    ),
    "arena_text": (ARENA, [CATALOG, PAGE, _parquet("text_style_control", "latest")]),
    "arena_vision": (ARENA, [_parquet("vision_style_control", "latest")]),
    "arena_webdev": (ARENA, [_parquet("webdev", "latest")]),
    # On 2026-07-28 a fifth of the rows were gone.
    "livebench": (
        LIVEBENCH,
        [BoardOrigin("livebench", livebench.parse, "2026_06_25", "average",
                     refused_on="2026-07-28")],
    ),
}  # fmt: skip
"""Boards that are re-estimated as a whole: their leaders on every published day.

Copies of a page by third parties are boards of their own: a series takes them as stand-ins only.
The dataset's `full` split of style control is no origin: of the one recorded day only some ranks
are known, and the best open entry may be among the others.
"""

BASH_ONLY = BoardOrigin("swebench_page", swebench_page.parse, "bash-only", spelled_as="swebench")


def _epoch(board: str) -> BoardOrigin:
    return BoardOrigin("epoch", benchmarks.parse, board)


def _table(board: str) -> BoardOrigin:
    return BoardOrigin("epoch_eci_benchmarks", eci_benchmarks.parse, board)


@dataclass(frozen=True, slots=True)
class Frontier:
    """A board whose entries keep their values: everything near a frontier in its newest state."""

    attribution: str
    origin: BoardOrigin
    keeps: Callable[[Row], bool]
    items: int | None = None
    """Number of items behind a percentage, where rows state neither an error nor a count."""


def _protocol(start: str) -> Callable[[Row], bool]:
    return lambda row: str(row["protocol"]).startswith(start)


ECI_ORIGIN = BoardOrigin("epoch_eci", epoch_eci.parse, epoch_eci.BOARD)
NEAR: Mapping[str, Frontier] = {
    "gpqa_epoch": Frontier(EPOCH, _epoch("gpqa_diamond"), _protocol("Epoch run")),
    "swebench_verified_epoch": Frontier(EPOCH, _epoch("swe_bench_verified"), _protocol("Epoch")),
    "mmlu_helm": Frontier(EPOCH, _epoch("mmlu_external"), _protocol("HELM"), items=14042),
    "hle": Frontier(EPOCH, _epoch("hle_external"), _protocol("HLE")),
    "apex_agents": Frontier(EPOCH, _epoch("apex_agents_external"), _protocol("Pass@1")),
    "swebench_verified_mini1": Frontier(
        SWEBENCH,
        BASH_ONLY,
        lambda row: row["protocol"] in ("mini-SWE-agent 0.x", "mini-SWE-agent 1.x"),
    ),
    "swebench_verified_mini2": Frontier(SWEBENCH, BASH_ONLY, _protocol("mini-SWE-agent 2.x")),
    # WeirdML is missing: without errors nothing says what is near its frontier.
    **{
        series: Frontier(EPOCH, _table(board), lambda row: row["provenance"] != "third_party")
        for series, board in (
            ("frontiermath", "FrontierMath-Tiers-1-3-v2-Private"),
            ("frontiermath_tier4", "FrontierMath-Tier-4-v2-Private"),
            ("otis_mock_aime", "OTIS Mock AIME 2024-2025"),
            ("math_level_5", "MATH level 5"),
            ("arc_agi_2", "ARC-AGI-2"),
            ("simplebench", "SimpleBench"),
            ("deepswe", "DeepSWE"),
            ("osworld_2", "OSWorld 2.0"),
        )
    },
}


def sheets(folders: Folders, known: names.Names) -> dict[str, str]:
    """Every history file's name and text. Raises UnresolvedEntries and SourceChanged."""
    faults: list[str] = []
    made = {f"history_{board}.csv": _led(folders, known, board, faults) for board in LED}
    made |= {f"history_{board}.csv": _near(folders, known, board, faults) for board in NEAR}
    made |= dict(_eci(folders, known, faults))
    if faults:
        raise UnresolvedEntries("add to the registry first:\n" + "\n".join(sorted(set(faults))))
    return made


def _led(folders: Folders, known: names.Names, board: str, faults: list[str]) -> str:
    attribution, origins = LED[board]
    rows: list[dict[str, object]] = []
    states = list(_newest_by_day(_states(folders, known, origins)))
    for state, following in zip(states, [*states[1:], None], strict=True):
        led = leaders(state.entries)
        faults += _faults(board, state.published_on, unresolved(state.entries, led.values()))
        last = names.NEVER if following is None else _day_before(following.published_on)
        rows += _leader_rows(state, led | _later_leaders(state, led, known, last))
    return _text(board, "leaders", attribution, rows)


def _later_leaders(
    state: PublishedState, led: Mapping[str, LeaderEntry], known: names.Names, last: str
) -> dict[str, LeaderEntry]:
    """Who leads a class once a model of the page is opened, before the next page: "<class> later".

    A page stands for the days after it; a model on it may change class on one of them.
    """
    entries = [
        replace(entry, grades=entry.grades | known.grades(entry.model, state.published_on, last))
        for entry in state.entries
        if entry.model is not None
    ]
    found = {name: entry for name, entry in leaders(entries).items() if "," not in name}
    return {
        f"{name} later": entry
        for name, entry in found.items()
        if name not in led or led[name].row["entry"] != entry.row["entry"]
    }


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _near(folders: Folders, known: names.Names, board: str, faults: list[str]) -> str:
    frontier = NEAR[board]
    *_, page = pages(folders, frontier.origin.source, frontier.origin.url_end)
    (state,) = _page_states(page, frontier.origin, known)
    mine = [entry for entry in state.entries if frontier.keeps(entry.row)]
    kept, open_cases = near_frontiers(mine, frontier.items)
    for entry in open_cases:
        faults += _faults(board, axis_date(entry), [entry])
    rows = [_row(state, entry, entry.row.get("note")) for entry in kept]
    return _text(board, "leaders", frontier.attribution, rows)


def _eci(folders: Folders, known: names.Names, faults: list[str]) -> Iterator[tuple[str, str]]:
    """The newest whole index, and of a newer excerpt all that stands above its last leader."""
    states = list(_states(folders, known, [ECI_ORIGIN]))
    whole, newest = _newest_whole(states), states[-1]
    yield "history_eci.csv", _text("eci", "board", ECI, _eci_rows(whole, faults))
    if newest is not whole:
        bar = min(entry.value for entry in leaders(newest.entries).values())
        rows = _eci_rows(newest, faults, bar)
        yield "history_eci_leaders.csv", _text("eci_leaders", "leaders", ECI, rows)


def _eci_rows(
    state: PublishedState, faults: list[str], bar: float = float("-inf")
) -> list[dict[str, object]]:
    led = leaders(state.entries).values()
    faults += _faults("eci", state.published_on, unresolved(state.entries, led))
    kept = (entry for entry in state.entries if entry.value >= bar)
    return [_row(state, entry, entry.row.get("note")) for entry in kept]


def _states(
    folders: Folders, known: names.Names, origins: Iterable[BoardOrigin]
) -> Iterator[PublishedState]:
    for origin in origins:
        for page in pages(folders, origin.source, origin.url_end):
            if sha256(page.body).hexdigest() not in arena_catalog.WITHDRAWN:
                yield from _page_states(page, origin, known)


WHOLE = 0.8
"""Share of the most entries that a board ever had, below which a state is an excerpt."""


def _newest_whole(states: Sequence[PublishedState]) -> PublishedState:
    most = max(len(state.entries) for state in states)
    return next(state for state in reversed(states) if len(state.entries) >= WHOLE * most)


def _page_states(page: Page, origin: BoardOrigin, known: names.Names) -> Iterator[PublishedState]:
    wanted = ("score", origin.board, origin.category)
    for reading in origin.parse(page):
        if (reading.table, reading.board, reading.category) == wanted:
            if reading.refused:
                raise UnresolvedEntries(f"{page.url}: {reading.refused[0].reason}")
            state = _state(page, reading, known, origin.spelled_as or origin.source)
            if state.published_on != origin.refused_on:
                yield state


def _state(page: Page, reading: Reading, known: names.Names, spelled_as: str) -> PublishedState:
    day = (reading.published_on or page.seen_at.date()).isoformat()
    entries = [
        known.entry(spelled_as, row, min(row.get("dated_on") or day, day), day)
        for row in reading.rows
    ]
    return PublishedState(day, page.url, entries)


def _newest_by_day(states: Iterable[PublishedState]) -> Iterator[PublishedState]:
    # Pages come oldest first, so the last state of a day is the one captured last.
    ordered = sorted(states, key=lambda state: state.published_on)
    for _, same_day in groupby(ordered, key=lambda state: state.published_on):
        yield list(same_day)[-1]


def _faults(board: str, day: str, entries: Iterable[LeaderEntry]) -> list[str]:
    return [
        f"{board}: {entry.row.get('model_name') or entry.row['entry']}: "
        + ("no model" if entry.model is None else f"openness of {entry.model} unknown")
        + f" ({entry.value:g} on {day})"
        for entry in entries
    ]


def _leader_rows(
    state: PublishedState, led: Mapping[str, LeaderEntry]
) -> Iterator[dict[str, object]]:
    roles: dict[str, list[str]] = {}
    for name, entry in led.items():
        roles.setdefault(entry.row["entry"], []).append(name)
    for entry in {entry.row["entry"]: entry for entry in led.values()}.values():
        yield _row(state, entry, "leads " + ", ".join(roles[entry.row["entry"]]))


def _row(state: PublishedState, entry: LeaderEntry, note: object) -> dict[str, object]:
    """The fact as published, under our own name for the model where there is one."""
    row = {column: entry.row.get(column) for column in COLUMNS}
    return row | {
        "published_on": state.published_on,
        "model_name": entry.model or entry.row.get("model_name"),
        "effort": entry.effort,
        "source_url": entry.row.get("source_url") or state.url,
        "note": note,
    }


def _text(board: str, basis: str, attribution: str, rows: Sequence[dict[str, object]]) -> str:
    head = {"table": "score", "board": board, "state": "each", "basis": basis}
    head |= {"restated": "yes", "attribution": attribution}
    text = io.StringIO()
    text.writelines(f"# {key} = {value}\n" for key, value in head.items())
    used = [column for column in COLUMNS if any(row[column] is not None for row in rows)]
    writer = csv.DictWriter(text, used, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main(arguments: Sequence[str], target: Path = Path(__file__).parent) -> int:
    """Write the files into `target`; 0 when done, 1 when names are unresolved."""
    try:
        made = sheets([Path(argument) for argument in arguments], names.bundled())
    except UnresolvedEntries as error:
        sys.stderr.write(f"nothing written: {error}\n")
        return 1
    for name, text in made.items():
        (target / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}: {text.count(chr(10))} lines\n")
    return 0


if __name__ == "__main__":  # pragma: no cover
    sys.exit(main(sys.argv[1:]))
