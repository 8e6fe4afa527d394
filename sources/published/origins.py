"""Which boards have a history file, out of which pages, and which of their rows it keeps.

A file is an excerpt: who leads, or what is near a frontier. `LED` are boards that are re-estimated
as a whole, `NEAR` boards whose entries keep their values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sources.boards import aider, bfcl, livebench, llm_stats, mmmu, tau2, vectara_hallucination
from sources.boards.arena import catalog as arena_catalog
from sources.boards.arena import dataset as arena_dataset
from sources.boards.arena import page as arena_page
from sources.boards.arena.mirrors import top50 as arena_top50_mirror
from sources.boards.epoch import benchmarks, eci_benchmarks
from sources.boards.epoch import eci as epoch_eci
from sources.boards.swebench import page as swebench_page
from sources.boards.swebench import pro as swebench_pro
from sources.contract import Page, Reading, Row
from sources.published.leaders import KEPT_ERRORS

ARENA = (
    "Arena Leaderboard Dataset (lmarena-ai/leaderboard-dataset), Arena Intelligence, CC BY 4.0, "
    "excerpt of leading entries"
)
EPOCH = "Epoch AI, 'AI Benchmarking Hub', https://epoch.ai/benchmarks, CC BY 4.0, excerpt"
ECI = "Epoch AI, 'Epoch Capabilities Index', https://epoch.ai/eci, CC BY 4.0"
COPIES = "Arena (arena.ai), leading entries as copied from its page by timothytfchan/arena-monitor"
LIVEBENCH = "LiveBench (livebench.ai), leading entries"
NO_DAY = ("Nova Premier", "Nova Pro")
"""MMMU dates them 2025-4-30."""
SWEBENCH = "SWE-bench leaderboards, https://www.swebench.com, CC BY-NC 4.0, excerpt"

Parse = Callable[[Page], Iterable[Reading]]
Keeps = Callable[[Row], bool]


def _every(_: Row) -> bool:
    return True


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
    refused_entries: tuple[str, ...] = ()
    """Entries whose rows the parser refuses, and which stand far below either frontier."""


@dataclass(frozen=True, slots=True)
class LedBoard:
    """A board that is re-estimated as a whole: its leaders on every published day."""

    attribution: str
    origins: Sequence[BoardOrigin]
    keeps: Keeps = _every
    lower_is_better: bool = False
    keeps_unknown: bool = False
    """Whether entries of no known class that could lead are kept as they are, so that whoever reads
    the file is in doubt where the board leaves it; else nothing is written because of them."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """A board whose entries keep their values: everything near a frontier in its newest state."""

    attribution: str
    origin: BoardOrigin
    keeps: Keeps
    items: int | None = None
    """Number of items behind a percentage, where rows state neither an error nor a count."""
    reach: float = KEPT_ERRORS
    """How many standard errors below a frontier an entry is kept; 0 asks for no error."""
    keeps_unknown: bool = False
    """As of `LedBoard`."""
    corrects: str = ""
    """The file whose rows a newer page has anew: what it says of the same models is kept too."""
    board: str = ""
    """Name of the board that the file is; empty: the file's own."""


def _parquet(subset: str, split: str) -> BoardOrigin:
    end = f"/{subset}/{split}-00000-of-00001.parquet"
    return BoardOrigin("arena", arena_dataset.parse, subset, "overall", end)


def _catalog(board: str, file: str) -> BoardOrigin:
    return BoardOrigin(
        "arena_catalog", arena_catalog.parse, board, "overall", f"/{file}", spelled_as="arena"
    )


def _calling(version: str) -> BoardOrigin:
    return BoardOrigin("bfcl", bfcl.parse, "Multi Turn Acc", version)


def _judged(texts: str) -> BoardOrigin:
    return BoardOrigin(
        "vectara_hallucination", vectara_hallucination.parse, vectara_hallucination.BOARD, texts,
        refused_on="2026-09-22",
    )  # fmt: skip


def _protocol(pattern: str, *, model_named: bool = False) -> Keeps:
    """Rows whose protocol begins with what `pattern` finds; also that name one model."""
    found = re.compile(pattern)

    def keeps(row: Row) -> bool:
        return bool(found.match(str(row["protocol"]))) and bool(
            row.get("model_name") or not model_named
        )

    return keeps


def _measured_by(provenance: str, keeps: Keeps = _every) -> Keeps:
    return lambda row: row["provenance"] == provenance and keeps(row)


CATALOG = _catalog("text_style_control", "leaderboard-text-style-control.json")
PAGE = BoardOrigin(
    "arena_page", arena_page.parse, "text_style_control", "overall", "/leaderboard/text",
    spelled_as="arena",
)  # fmt: skip
LED: Mapping[str, LedBoard] = {
    "arena_text_raw": LedBoard(
        ARENA,
        [_catalog("text", "leaderboard-text.json"), _parquet("text", "full"),
         _parquet("text", "latest")],
    ),
    "arena_text_raw_copies": LedBoard(
        COPIES,
        [BoardOrigin("arena_top50_mirror", arena_top50_mirror.parse, "text", "overall",
                     spelled_as="arena")],
    ),
    "arena_text": LedBoard(ARENA, [CATALOG, PAGE, _parquet("text_style_control", "latest")]),
    "arena_vision": LedBoard(ARENA, [_parquet("vision_style_control", "latest")]),
    "arena_webdev": LedBoard(ARENA, [_parquet("webdev", "latest")]),
    # On 2026-07-28 a fifth of the rows were gone.
    "livebench": LedBoard(
        LIVEBENCH,
        [BoardOrigin("livebench", livebench.parse, "2026_06_25", "average",
                     refused_on="2026-07-28")],
    ),
    "bfcl_multi_turn": LedBoard(
        f"{bfcl.ABOUT.attribution}, leading entries",
        [_calling("V3"), _calling("V4")],
        keeps=_protocol(r"BFCL V[34], best mode$"),
        keeps_unknown=True,
    ),
    "vectara_hallucination": LedBoard(
        f"{vectara_hallucination.ABOUT.attribution}, leading entries",
        [_judged("HHEM-2.3, 7700 articles")],
        keeps=_protocol(r"HHEM-2\.3, 7700 articles$"),
        lower_is_better=True,
        keeps_unknown=True,
    ),
}  # fmt: skip
"""Copies of a page by third parties are boards of their own: a series takes them as stand-ins only.
The dataset's `full` split of style control is no origin: of the one recorded day only some ranks
are known, and the best open entry may be among the others.
"""

BASH_ONLY = BoardOrigin("swebench_page", swebench_page.parse, "bash-only", spelled_as="swebench")


def _swebench(board: str) -> BoardOrigin:
    return BoardOrigin("swebench_page", swebench_page.parse, board, spelled_as="swebench")


def _epoch(board: str) -> BoardOrigin:
    return BoardOrigin("epoch", benchmarks.parse, board)


def _table(board: str) -> BoardOrigin:
    return BoardOrigin("epoch_eci_benchmarks", eci_benchmarks.parse, board)


def _newer(corrects: str, board: str) -> Frontier:
    """What Epoch's table has of runs whose page is older: a copy of that board (ADR 0003)."""
    return Frontier(EPOCH, _table(board), _every, corrects=corrects, board=board)


def _makers(row: Row) -> bool:
    """Scores of MMMU as makers report them; DreamPRM is a system around somebody's model."""
    ends = (", tools not stated", ", without tools")
    is_model = bool(row.get("model_name")) and not row["entry"].startswith("DreamPRM")
    return row["provenance"] == "vendor" and row["protocol"].endswith(ends) and is_model


ECI_ORIGIN = BoardOrigin("epoch_eci", epoch_eci.parse, epoch_eci.BOARD)
NEAR: Mapping[str, Frontier] = {
    "gpqa_epoch": Frontier(EPOCH, _epoch("gpqa_diamond"), _protocol("Epoch run")),
    "gpqa_epoch_newer": _newer("gpqa_epoch", "GPQA diamond"),
    "swebench_verified_epoch": Frontier(EPOCH, _epoch("swe_bench_verified"), _protocol("Epoch")),
    "swebench_verified_epoch_newer": _newer("swebench_verified_epoch", "SWE-Bench verified"),
    "mmlu_helm": Frontier(EPOCH, _epoch("mmlu_external"), _protocol("HELM"), items=14042),
    "hle": Frontier(EPOCH, _epoch("hle_external"), _protocol("HLE")),
    "hle_newer": _newer("hle", "HLE"),
    "apex_agents": Frontier(EPOCH, _epoch("apex_agents_external"), _protocol("Pass@1")),
    "apex_agents_newer": _newer("apex_agents", "APEX-Agents"),
    "terminalbench": Frontier(
        EPOCH,
        _epoch("terminalbench_external"),
        _protocol(r"Terminal-Bench 2\.0$", model_named=True),
        items=89,
        keeps_unknown=True,
    ),
    "terminalbench_newer": _newer("terminalbench", "Terminal Bench"),
    "osworld": Frontier(
        EPOCH, _epoch("os_world_external"), _protocol("OSWorld$"), items=369, keeps_unknown=True
    ),
    "video_mme": Frontier(
        EPOCH, _epoch("video_mme_external"), _every, items=2700, keeps_unknown=True
    ),
    "swebench_verified_mini1": Frontier(SWEBENCH, BASH_ONLY, _protocol(r"mini-SWE-agent [01]\.x$")),
    "swebench_verified_mini2": Frontier(SWEBENCH, BASH_ONLY, _protocol(r"mini-SWE-agent 2\.x")),
    "swebench_verified_systems": Frontier(
        SWEBENCH,
        _swebench("Verified"),
        _protocol("submitted system$", model_named=True),
        items=500,
        keeps_unknown=True,
    ),
    "swebench_multilingual": Frontier(
        SWEBENCH, _swebench("Multilingual"), _protocol(r"mini-SWE-agent 2\.x$"), items=300
    ),
    "swebench_pro_v1": Frontier(
        swebench_pro.ABOUT.attribution,
        BoardOrigin("swebench_pro", swebench_pro.parse, "swe_bench_pro_public"),
        _every,
        items=731,
        keeps_unknown=True,
    ),
    "aider_polyglot": Frontier(
        aider.ABOUT.attribution,
        BoardOrigin("aider", aider.parse, aider.BOARD),
        _protocol("polyglot, two tries$"),
        items=225,
        keeps_unknown=True,
    ),
    "tau2": Frontier(
        tau2.ABOUT.attribution,
        BoardOrigin("tau2", tau2.parse, "text", "retail, airline, telecom"),
        _measured_by("maintainer", _protocol(r"standard, (0\.2\.1-dev|1\.0\.1)$")),
        items=278,
    ),
    "tau2_banking": Frontier(
        tau2.ABOUT.attribution,
        BoardOrigin("tau2", tau2.parse, "text", "banking_knowledge"),
        _measured_by("maintainer", _protocol("standard, ")),
        items=97,
    ),
    "gpqa_vendor": Frontier(
        llm_stats.ABOUT.attribution,
        BoardOrigin("llm_stats", llm_stats.parse, "gpqa_score"),
        _measured_by("vendor"),
        items=198,
        keeps_unknown=True,
    ),
    "mmmu_vendor": Frontier(
        mmmu.ABOUT.attribution,
        BoardOrigin("mmmu", mmmu.parse, "validation", refused_entries=NO_DAY),
        _makers,
        items=900,
        keeps_unknown=True,
    ),
    "mmmu_pro_vendor": Frontier(
        mmmu.ABOUT.attribution,
        BoardOrigin("mmmu", mmmu.parse, "pro", refused_entries=NO_DAY),
        _makers,
        items=1730,
        keeps_unknown=True,
    ),
    # Without errors nothing says what is near a frontier: the frontier alone is kept.
    "weirdml": Frontier(EPOCH, _table("WeirdML"), _measured_by("maintainer"), reach=0),
    "frontiercode": Frontier(EPOCH, _table("FrontierCode"), _every, reach=0),
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
            ("proofbench", "ProofBench"),
            ("simpleqa_verified", "SimpleQA Verified"),
        )
    },
}
"""One file each, out of the newest page."""
