"""What may change overnight on every price list."""

from __future__ import annotations

from collections.abc import Mapping

from tests.sources.edits import NOVELTY, Broken, Drift, html_column, markdown_column, put, swap

DRIFTS: Mapping[str, Drift] = {
    "anthropic_pricing_page": Drift(
        "anthropic_pricing_page/withdrawn.md",
        markdown_column,
        Broken(swap("$2 / MTok ", "soon "), ("Claude Sonnet 9",)),
    ),
    "deepseek_pricing_page": Drift(
        "deepseek_pricing_page/peak.html",
        swap("<tr><td colspan=\"3\">Concurrency", f"<tr><td colspan=\"3\">{NOVELTY}</td><td>1</td>"
             "<td>1</td></tr>\n<tr><td colspan=\"3\">Concurrency"),
        Broken(swap("$0.66", "soon"), ("deepseek-k-pro",)),
    ),
    "genai_prices": Drift(
        "genai_prices/data.json",
        put(0, "models", 0, NOVELTY),
        Broken(put(0, "models", 0, "prices", 1, "prices", "input_mtok", value="soon"), ("o-k",)),
        Broken(put(0, "models", 0, "prices", 1, "constraint", value={NOVELTY: "x"}), ("o-k",)),
    ),
    "google_pricing_page": Drift(
        "google_pricing_page/pricing.md",
        markdown_column,
        Broken(swap("$1.875", "soon"), ("gemini-k-flash",)),
    ),
    "litellm": Drift(
        "litellm/prices.json",
        put("gpt-k", NOVELTY),
        Broken(put("gpt-k", "input_cost_per_token", value="soon"), ("gpt-k",)),
        Broken(put("gpt-k", "mode"), ("gpt-k",)),
    ),
    "llm_prices": Drift(
        "llm_prices/current-v1.json",
        put("prices", 2, NOVELTY),
        Broken(put("prices", 2, "input", value="soon"), ("claude-k",)),
    ),
    "minimax_pricing_page": Drift(
        "minimax_pricing_page/paygo.md",
        markdown_column,
        Broken(swap(r"\$0.45 / M tokens", "soon"), ("MiniMax-K3",)),
    ),
    "mistral_pricing_page": Drift(
        "mistral_pricing_page/api.html",
        html_column,
        Broken(swap("<td>$0.5</td>", "<td>soon</td>"), ("mistral-j-25-12",)),
    ),
    "model_prices": Drift(
        "model_prices/snapshot.json",
        put("prices", "moonshotai", "model-k", "standard", 1, "rates", NOVELTY),
        Broken(
            put("prices", "moonshotai", "model-k", "standard", 1, "rates", "input", value="soon"),
            ("model-k",),
        ),
        Broken(
            put("prices", "moonshotai", "model-k", "standard", 1, "rates", "valid_from_basis"),
            ("model-k",),
        ),
    ),
    "models_dev": Drift(
        "models_dev/api.json",
        put("openai", "models", "model-a", NOVELTY),
        Broken(put("openai", "models", "model-a", "cost", "input", value="soon"), ("model-a",)),
        Broken(put("moonshotai", "models", "model-k", "status"), ("model-k",)),
    ),
    "moonshot_pricing_page": Drift(
        "moonshot_pricing_page/chat-k.html",
        html_column,
        Broken(swap("¥4.00", "soon"), ("kimi-k",)),
    ),
    "openai_pricing_page": Drift(
        "openai_pricing_page/batch-first.md",
        markdown_column,
        Broken(swap("$2.50", "soon"), ("gpt-k",)),
    ),
    "openrouter": Drift(
        "openrouter/models.json",
        put("data", 0, NOVELTY),
        Broken(put("data", 0, "pricing", "prompt", value="soon"), ("maker/model-k",)),
    ),
    "xai_pricing_page": Drift(
        "xai_pricing_page/pricing.md",
        markdown_column,
        Broken(swap("$0.20", "soon"), ("grok-j",)),
    ),
    "zai_pricing_page": Drift(
        "zai_pricing_page/pricing.md",
        markdown_column,
        Broken(swap(r"\$0.1 ", "soon "), ("GLM-J-32B",)),
    ),
}  # fmt: skip
