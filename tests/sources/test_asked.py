"""The addresses that a look asks for, source by source, and nothing beside them.

Arena, tau2-bench, LiveBench, the published model prices and OpenRouter's hosts go on from what they
find: their own tests show how.
"""

from __future__ import annotations

import pytest

from sources.catalogue import SOURCES
from tests.sources.sample import Asked

GITHUB = "https://raw.githubusercontent.com"
ADDRESSES = {
    "swebench": [f"{GITHUB}/SWE-bench/swe-bench.github.io/master/data/leaderboards.json"],
    "swebench_page": ["https://www.swebench.com/"],
    "swebench_pro": [
        "https://labs.scale.com/leaderboard/swe_bench_pro_public_v2",
        "https://labs.scale.com/leaderboard/swe_bench_pro_public",
    ],
    "epoch": ["https://epoch.ai/data/benchmark_data.zip"],
    "epoch_eci": ["https://epoch.ai/data/eci_scores.csv"],
    "epoch_eci_benchmarks": ["https://epoch.ai/data/eci_benchmarks.csv"],
    "epoch_models": ["https://epoch.ai/data/all_ai_models.csv"],
    "bfcl": ["https://gorilla.cs.berkeley.edu/data_overall.csv"],
    "mmmu": ["https://mmmu-benchmark.github.io/leaderboard_data.json"],
    "vectara_hallucination": [f"{GITHUB}/vectara/hallucination-leaderboard/main/README.md"],
    "aider": [f"{GITHUB}/Aider-AI/aider/main/aider/website/_data/polyglot_leaderboard.yml"],
    "llm_stats": ["https://api.zeroeval.com/leaderboard/models/full?justCanonicals=true"],
    "helm_safety": [
        "https://storage.googleapis.com/crfm-helm-public/safety/benchmark_output/releases/v1.17.0"
        "/groups/safety_scenarios.json"
    ],
    "models_dev": ["https://models.dev/api.json"],
    "litellm": [f"{GITHUB}/BerriAI/litellm/main/model_prices_and_context_window.json"],
    "genai_prices": [f"{GITHUB}/pydantic/genai-prices/main/prices/new_data/v2/data.json"],
    "llm_prices": [
        "https://www.llm-prices.com/current-v1.json",
        "https://www.llm-prices.com/historical-v1.json",
    ],
    "anthropic_pricing_page": ["https://platform.claude.com/docs/en/about-claude/pricing.md"],
    "openai_pricing_page": ["https://developers.openai.com/api/docs/pricing"],
    "google_pricing_page": ["https://ai.google.dev/gemini-api/docs/pricing.md.txt"],
    "deepseek_pricing_page": [
        "https://api-docs.deepseek.com/quick_start/pricing",
        "https://api-docs.deepseek.com/zh-cn/quick_start/pricing",
    ],
    "moonshot_pricing_page": ["https://platform.kimi.ai/docs/pricing/chat.md"],
    "zai_pricing_page": ["https://docs.z.ai/guides/overview/pricing.md"],
    "minimax_pricing_page": ["https://platform.minimax.io/docs/guides/pricing-paygo.md"],
    "xai_pricing_page": ["https://docs.x.ai/developers/pricing.md"],
    "mistral_pricing_page": ["https://docs.mistral.ai/inference/pricing"],
}
NOT_SCHEDULED = {"swebench_pro", "helm_safety"}
MEBIBYTES = {
    64: ["epoch", "epoch_models", "helm_safety"],
    32: ["litellm", "models_dev", "swebench", "swebench_page", "swebench_pro"],
    16: [
        "epoch_eci_benchmarks", "genai_prices", "llm_stats", "mistral_pricing_page",
        "openai_pricing_page",
    ],
    8: ["mmmu"],
}  # fmt: skip
"""The largest page that is taken of a source; of the others 4 MiB."""


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_look_asks_for_these_addresses(name: str) -> None:
    client = Asked(headers={"RSC": "1"} if name == "swebench_pro" else {})
    looks = list(SOURCES[name].fetch(client))
    assert [look.status for look in looks] == [200] * len(ADDRESSES[name])
    assert [url for url, _, _ in client.looks] == ADDRESSES[name]
    assert all(kinds for _, kinds, _ in client.looks)
    largest = next((most for most, names in MEBIBYTES.items() if name in names), 4)
    assert {most for _, _, most in client.looks} == {largest * 2**20}
    assert SOURCES[name].ABOUT.scheduled != (name in NOT_SCHEDULED)
