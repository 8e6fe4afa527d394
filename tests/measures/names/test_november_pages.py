"""Pages of September to November 2026: which leading names the registry does not know, and why.

Leading are the first fifteen rows of a board from either end, and of a price list what makers sell
themselves. A name that no line below explains is lost; so is a page that stopped being read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import pytest

from measures.boards.coverage import NO_ONE_MODEL, NO_TEXT
from measures.price.rules import bundled
from sources.catalogue import SOURCES
from sources.contract import Reading, SourceChanged
from tests import recorded
from tests.measures.names.recorded_spellings import shipped

FOLDER = recorded.NOVEMBER
PAGES = {
    row["path"].split("/recorded-november/")[-1]: row
    for row in recorded.rows(folders=[FOLDER] if FOLDER else [])
}
pytestmark = [
    pytest.mark.recorded,
    pytest.mark.skipif(FOLDER is None, reason="GAPWATCH_RECORDED names no recorded-november"),
]
MAKERS = frozenset(chain.from_iterable(bundled().own.values()))
FIRST = 15
MOVES = "a family's name, or one that its seller moves from model to model"
FASTER = "the same weights on faster machines, at another price"
OLD = "gone from the boards before 2026, or never on one"
OTHER = "sells no text, or a tool around a model"
UNREAD = "of 2026; no text says when it came or under what terms"
GRAMMAR = "marks of the source around a known name"
BEFORE = "tested before its release, under a name that says so"
EXPLAINED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "models_dev": {
        GRAMMAR: ("deepseek/deepseek-v4-pro",),
        MOVES: ("magistral-small", "qwen-plus", "qwen-vl-plus"),
        OTHER: ("lyria-3-clip-preview", "lyria-3-pro-preview"),
        UNREAD: ("mercury-2.5", "north-mini-code-1-0", "sakana-namazu"),
    },
    "epoch": {
        BEFORE: ("claude-mythos-preview-early", "gpt-5.5-pre-release_xhigh"),
        # No model column: a run of a system that names several models or none.
        OTHER: ("recfdpeJOkmpBb3Fx",),
    },
    "litellm": {
        MOVES: (
            "azure_ai/mistral-large", "azure_ai/mistral-small", "deepseek-chat", "deepseek-coder",
            "deepseek-reasoner", "grok-code-fast", "mistral-medium", "mistral-medium-3",
            "mistral-small", "mistral-tiny", "qwen-coder", "qwen-plus", "qwen-turbo",
        ),
        FASTER: ("MiniMax-M2.1-lightning", "MiniMax-M2.5-lightning", "azure_ai/FW-GLM-5.2-Fast"),
        GRAMMAR: (
            "azure_ai/FW-Nemotron-3-Ultra-NVFP4", "azure_ai/FW-Nemotron-Lightning-3.5-30B-A3B",
            "gemini-gemma-2-27b-it", "gemini-gemma-2-9b-it", "gpt-3.5-turbo-instruct-0914",
            "grok-4.20-non-reasoning-gv2", "grok-4.20-reasoning-gv2", "grok-code-fast-1-0825",
        ),
        OLD: (
            "azure_ai/Phi-3-small-128k-instruct", "azure_ai/jais-30b-chat", "codestral-2405",
            "command-nightly", "gpt-3.5-turbo-16k", "j2-light", "j2-mid", "j2-ultra", "jamba-1.5",
            "jamba-large-1.6", "jamba-mini-1.6", "jamba-mini-1.7", "learnlm-1.5-pro-experimental",
            "mistral-7b-instruct", "pplx-70b-chat", "pplx-7b-chat", "sonar-medium-chat",
            "sonar-medium-online", "sonar-reasoning", "sonar-small-chat", "sonar-small-online",
        ),
        OTHER: (
            "deep-research-pro-preview-12-2025", "gemini-omni-1.1-flash",
            "gpt-4o-mini-search-preview", "gpt-4o-mini-search-preview-2025-03-11",
            "gpt-4o-search-preview", "gpt-4o-search-preview-2025-03-11", "labs-leanstral-1-5",
            "labs-leanstral-1-5-1", "lyria-3-clip-preview", "lyria-3-pro-preview", "lyria-3.5",
            "lyria-3.5-clip-preview", "lyria-3.5-pro-preview", "mistral-vibe-cli-fast",
            "mistral-vibe-cli-with-tools",
        ),
        BEFORE: (
            "gpt-5.5-cyber-preview", "grok-4.20-experimental-beta-0304",
            "grok-4.20-experimental-beta-0304-non-reasoning",
            "grok-4.20-experimental-beta-0304-reasoning",
            "grok-4.20-multi-agent-experimental-beta-0304",
        ),
        UNREAD: ("glm-5-code", "mercury-2.5", "qwen3.8-omni-flash"),
    },
    "genai_prices": {
        MOVES: (
            "claude-3-5-sonnet", "codestral", "deepseek-chat", "deepseek-reasoner",
            "devstral-small", "gemini-flash-1.5", "gemini-pro-1.5", "gpt-5.3", "magistral-medium",
            "magistral-small", "ministral-3b", "ministral-8b", "mistral-large", "mistral-tiny",
        ),
        FASTER: ("grok-3-fast", "grok-3-mini-fast"),
        GRAMMAR: (
            "gemma-4-26b-a4b-it-maas", "gpt-4o:extended", "perplexity/deepseek-v4-pro-0813",
            "perplexity/glm-5.3", "perplexity/glm-5.3-flash", "perplexity/kimi-k3",
            "perplexity/nemotron-3.5-super-120b-a12b",
        ),
        OLD: (
            "M2-her", "command", "command-light", "gemini-1.0-pro-vision-001",
            "gemini-2.5-flash-preview", "gpt-3.5-0301", "gpt-3.5-turbo-16k", "gpt-4-32k",
            "gpt-4-vision-preview", "grok-2-vision-1212", "llama-3.1-sonar-large-128k-online",
            "llama-3.1-sonar-small-128k-online", "minimax-01", "mistral-7b", "sonar-reasoning",
        ),
        OTHER: (
            "computer-use", "gemini-omni-1.1-flash", "gpt-4o-search-preview", "sonar-pro-search",
        ),
    },
}  # fmt: skip
"""Source to why some of its leading names mean nothing here, and which those are."""
NOT_READ = {
    "arena/2026-08-19_agent_latest_DERIVED_WHOLE51.parquet",
    "arena/2026-09-28_agent_overall_EXCERPT12.parquet",
    "openrouter_rankings/2026-10-09_rankings-daily.json",
    "swebench_pro/2026-09-23_swe_bench_pro_public_v2_hard_PAGETEXT_EXCERPT.md",
    "swebench_pro/2026-09-24_swe_bench_pro_public_v2_RSC_EXCERPT3.html",
    "terminalbench4/2026-09-10_leaderboard-read_4-0-0_ROWS18.json",
    "vectara_hallucination/2026-09-22_README_EXCERPT6.md",
}
"""Pages of which no row need be read: of a place or shape without a parser, or page text alone."""


def leading(reading: Reading) -> Iterator[Mapping[str, Any]]:
    if reading.table == "score":
        rows = sorted(
            (row for row in reading.rows if row["value"] is not None), key=lambda row: row["value"]
        )
        yield from (*rows[:FIRST], *rows[-FIRST:])
    elif reading.table == "price":
        for row in reading.rows:
            name = row["model_name"] or row["entry"]
            apart = NO_TEXT.search(name) or NO_ONE_MODEL.search(name)
            if row["provider"] in MAKERS and not apart:
                yield row


@pytest.mark.parametrize("path", sorted(PAGES))
def test_every_leading_name_is_known_or_explained(path: str) -> None:
    row = PAGES[path]
    source, page = row["source"], recorded.page(row)
    try:
        readings = list(SOURCES[source].parse(page)) if source in SOURCES else []
    except SourceChanged:
        readings = []
    assert readings or path in NOT_READ
    unknown = {
        name
        for reading in readings
        for one in leading(reading)
        for name in [one["model_name"] or one["entry"]]
        for on in [str(reading.published_on or page.seen_at.date())]
        if shipped().match(source, name, on) is None
    }
    assert unknown - set(chain.from_iterable(EXPLAINED.get(source, {}).values())) == set()
