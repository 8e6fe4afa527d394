"""What may change overnight on the pages of every leaderboard."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from tests.sources.boards.arena import sample as arena
from tests.sources.edits import (
    NOVELTY,
    Broken,
    Drift,
    cell,
    column,
    markdown_column,
    member,
    put,
    put_in_yaml,
    swap,
)
from tests.sources.sample import PAGES

ARENA = "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/"
CATALOG = "leaderboard-text-style-control.json"
LIVEBENCH = PAGES / "livebench" / "table_2026_01_08.csv"
DISPLAY = ("leaderboards", 0, "results", 0)
RUN = "2025-08-23-15-47-21--model-5-high"
SUBMISSION = "model-a_sierra_2026-02-26"


def _parquet(*changed: dict[str, object], more: bool = False) -> bytes:
    rows = [arena.row(model_name="a"), *(arena.row(model_name="b", **one) for one in changed)]
    table = pa.Table.from_pylist(rows, schema=arena.SCHEMA)
    if more:
        table = table.append_column(NOVELTY, pa.array(["x"] * len(rows)))
    return arena.parquet_of(table)


DRIFTS: Mapping[str, Drift] = {
    "aider": Drift(
        "aider/polyglot.yml",
        put_in_yaml(0, NOVELTY),
        Broken(put_in_yaml(0, "pass_rate_2", value="x"), (RUN,)),
        word=put_in_yaml(0, "edit_format", value=NOVELTY),
    ),
    "arena": Drift(
        "arena",
        lambda _: _parquet({}, more=True),
        Broken(lambda _: _parquet({"vote_count": -1}), ("b",)),
        word=lambda _: _parquet({"license": NOVELTY}),
        url=f"{ARENA}text/latest-00000-of-00001.parquet",
        body=lambda: _parquet({}),
    ),
    "arena_catalog": Drift(
        f"arena_catalog/{CATALOG}",
        put("full", "glm-4.6", NOVELTY),
        Broken(put("full", "glm-4.6", "rating", value="x"), ("glm-4.6",)),
    ),
    "arena_csv_mirror": Drift(
        "arena_csv_mirror/lmsys_2025-07-18.csv",
        column,
        Broken(cell(1, "votes", "x"), ("Gemini-2.5-Pro",)),
        word=cell(1, "license", NOVELTY),
        url="https://example.org/csv/lmsys.csv",
    ),
    "arena_page": Drift(
        "arena_page/text_2026-02-06.html",
        swap(r"\"modelUrl\":", rf"\"{NOVELTY}\":1,\"modelUrl\":"),
        Broken(swap(r"\"votes\":2831", r"\"votes\":\"x\""), ("kimi-k2.5-thinking",)),
        word=swap("Modified MIT", NOVELTY),
        url="https://arena.ai/leaderboard/text",
    ),
    "arena_top50_mirror": Drift(
        "arena_top50_mirror/last_snapshot.json",
        put(1, NOVELTY),
        Broken(put(1, "votes", value="x"), ("kimi-k2.5-thinking",)),
        word=put(1, "license"),
        url="https://arena.ai/leaderboard/text/overall-no-style-control",
    ),
    "bfcl": Drift(
        "bfcl/v4.csv",
        column,
        Broken(cell(2, "Overall Acc", "52.22"), ("Model-A-2024-11-20 (FC)",)),
        word=cell(1, "License", NOVELTY),
    ),
    "epoch": Drift(
        "epoch",
        member("gpqa_diamond.csv", column),
        Broken(member("gpqa_diamond.csv", cell(1, "mean_score", "x")), ("runA",)),
        word=member("model_metadata.csv", cell(1, "accessibility", NOVELTY)),
    ),
    "epoch_eci": Drift(
        "epoch_eci/eci_scores.csv",
        column,
        Broken(cell(2, "eci", "x"), ("Model B",)),
        word=cell(1, "Model accessibility", NOVELTY),
    ),
    "epoch_eci_benchmarks": Drift(
        "epoch_eci_benchmarks/eci_benchmarks.csv",
        column,
        Broken(cell(1, "performance", "x"), ("Model A|Writing",)),
        Broken(cell(1, "optimized", NOVELTY), ("Model A|Writing",)),
    ),
    "epoch_models": Drift(
        "epoch_models/all_ai_models.csv",
        column,
        Broken(cell(1, "Parameters", "x"), ("Model A",)),
        Broken(cell(1, "Model accessibility", NOVELTY), ("Model A",)),
    ),
    "helm_safety": Drift(
        "helm_safety/safety_scenarios.json",
        put(0, NOVELTY),
        Broken(put(0, "rows", 0, 1, "value", value="x"), ("Model A (2024-05-13)",)),
    ),
    "livebench": Drift(
        "livebench/table_2026_01_08.csv",
        column,
        Broken(cell(2, "typos", "x"), ("model-b-medium",)),
        # The page's last lines are short rows, which no edit by column may touch.
        body=lambda: b"".join(LIVEBENCH.read_bytes().splitlines(keepends=True)[:4]),
    ),
    "llm_stats": Drift(
        "llm_stats/full.json",
        put(0, NOVELTY),
        Broken(put(0, "gpqa_score", value="x"), ("model-a-20251101",)),
        word=put(0, "license"),
    ),
    "mmmu": Drift(
        "mmmu/list.json",
        put("leaderboardData", 5, "info", NOVELTY),
        Broken(put("leaderboardData", 5, "validation", "overall", value="x"), ("Open B 31B",)),
        Broken(put("leaderboardData", 5, "info", "type"), ("Open B 31B",)),
    ),
    "swebench": Drift(
        "swebench/display.json",
        put(*DISPLAY, NOVELTY),
        Broken(put(*DISPLAY, "resolved", value="x"), ("20260217_mini-v2.0.0_model-b",)),
        Broken(put(*DISPLAY, "tags", value=[NOVELTY]), ("20260217_mini-v2.0.0_model-b",)),
    ),
    "swebench_page": Drift(
        "swebench_page/list.html",
        swap('"logs"', f'"{NOVELTY}": 1, "logs"'),
        Broken(swap('"results": [{', '"results": [{"folder": "odd"}, {'), ("odd",)),
        Broken(swap('"tags": ["Model: model-a"', f'"tags": ["{NOVELTY}"'), ("20250304_agent_one",)),
    ),
    "swebench_pro": Drift(
        "swebench_pro/page.html",
        swap(r"\"company\":\"moonshot\"", rf"\"company\":\"moonshot\",\"{NOVELTY}\":1"),
        Broken(swap(r"\"score\":48.2", r"\"score\":\"x\""), ("Open K3 (mini-swe-agent) max",)),
        word=swap("moonshot", NOVELTY),
        url="https://labs.scale.com/leaderboard/swe_bench_pro_public_v2",
    ),
    "tau2": Drift(
        "tau2/list.json",
        put(1, "submission", NOVELTY),
        Broken(put(1, "submission", "submission_date", value=1), (SUBMISSION,)),
        Broken(put(1, "submission", "submission_type"), (SUBMISSION,)),
    ),
    "vectara_hallucination": Drift(
        "vectara_hallucination/third.md",
        markdown_column,
        Broken(swap("3.3 %", "x %"), ("maker-a/model-5",)),
    ),
}
