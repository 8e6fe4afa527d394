"""Who measured a row of Epoch's `mmlu_external`: the paper in its `Source` column says.

A row is `vendor` when the model's organization wrote the paper, `third_party` when a paper quotes
somebody else's model, `independent` when HELM ran it. The table holds every value of `Source` in
the zips captured in January, March and April 2026; the file stands still since February 2025.
"""

from __future__ import annotations

from collections.abc import Mapping

HELM = "Stanford CRFM Leaderboard"

PAPERS: Mapping[str, tuple[str, str]] = {
    "XGen-7B Technical Report": ("Salesforce", "XGen"),
    "Yi: Open Foundation Models by 01.AI": ("01.AI", "Yi"),
    "Baichuan 2: Open Large-scale Language Models": ("Baichuan", "Baichuan"),
    "Qwen Technical Report": ("Alibaba", "Qwen"),
    "Qwen2.5-Coder Technical Report": ("Alibaba", "Qwen2.5,CodeQwen"),
    "Llama 2: Open Foundation and Fine-Tuned Chat Models": ("Meta AI", "LLAMA"),
    "LLaMA: Open and Efficient Foundation Language Models": ("Meta AI", "LLaMA"),
    "Phi-3 Technical Report: A Highly Capable Language Model Locally on Your Phone": (
        "Microsoft,Microsoft Research",
        "Phi-3",
    ),
    "Nemotron-4 15B Technical Report": ("NVIDIA", "Nemotron"),
    "Phi-4 Technical Report": ("Microsoft,Microsoft Research", "Phi"),
    "Textbooks Are All You Need II: phi-1.5 technical report": (
        "Microsoft,Microsoft Research",
        "phi",
    ),
    "Mixtral of Experts": ("Mistral AI", "Mistral,Mixtral"),
    "Gemma: Open Models Based on Gemini Research and Technology": ("Google DeepMind", "Gemma"),
    "DeepSeek-V3 Technical Report": ("DeepSeek", "DeepSeek"),
    "Model Card and Evaluations for Claude Models": ("Anthropic", "Claude"),
    "Releasing Claude Instant 1.2": ("Anthropic", "Claude"),
    "Falcon2-11B Technical Report": ("Technology Innovation Institute", "Falcon2"),
    "Falcon2-11B Technical ReportFalcon2-11B Technical Report": (
        "Technology Innovation Institute",
        "Falcon2",
    ),
    "The Falcon Series of Open Language Models": ("Technology Innovation Institute", "Falcon"),
    "Scaling Language Models: Methods, Analysis & Insights from Training Gopher": (
        "DeepMind",
        "Gopher",
    ),
    "GPT-4 Technical Report": ("OpenAI", "GPT"),
    "Inflection-1": ("Inflection AI", "Inflection"),
    "INTELLECT-1 Technical Report": ("Prime Intellect", "INTELLECT"),
    "InternLM: A Multilingual Language Model with Progressively Enhanced Capabilities": (
        "Shanghai AI Lab",
        "InternLM",
    ),
    "Gemini 1.5 Report": ("Google DeepMind", "Gemini"),
}
"""The organizations behind a paper, as Epoch spells them, and how the names of its models begin:
the paper's own are those of rows without an organization; every such row was looked at."""


def provenance_of(source: str, organization: str, name: str) -> str | None:
    """Who measured a row; None when the paper is not known, so that the row is set aside."""
    if source == HELM:
        return "independent"
    if source not in PAPERS:
        return None
    organizations, models = (names.split(",") for names in PAPERS[source])
    if organization:
        is_own = not set(organizations).isdisjoint(organization.split(","))
    else:
        is_own = name.startswith(tuple(models))
    return "vendor" if is_own else "third_party"


def shots_of(source: str, shots: str, notes: str) -> str:
    """Protocol as the file gives it: HELM's own, else shots, and CoT where the notes say so."""
    stated = f"{shots}-shot" if shots else "shots not stated"
    if source == HELM:
        return f"HELM {stated}"
    return f"{stated} CoT" if "CoT" in notes else stated
