"""Who measured a row of Epoch's `mmlu_external`: the paper in its `Source` column says.

A row is `vendor` when the model's organization wrote the paper, `third_party` when a paper quotes
somebody else's model, `independent` when HELM ran it. The table holds every value of `Source` in
the zips captured in January, March and April 2026; the file stands still since February 2025.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HELM = "Stanford CRFM Leaderboard"


@dataclass(frozen=True, slots=True)
class Paper:
    """The organizations behind a paper, as Epoch spells them.

    Rows without an organization are the paper's own models when their name begins with one of
    `models`; every such row was looked at.
    """

    organizations: tuple[str, ...]
    models: tuple[str, ...] = ()


_FALCON_2 = Paper(("Technology Innovation Institute",), ("Falcon2",))

PAPERS: Mapping[str, Paper] = {
    "XGen-7B Technical Report": Paper(("Salesforce",), ("XGen",)),
    "Yi: Open Foundation Models by 01.AI": Paper(("01.AI",), ("Yi",)),
    "Baichuan 2: Open Large-scale Language Models": Paper(("Baichuan",), ("Baichuan",)),
    "Qwen Technical Report": Paper(("Alibaba",), ("Qwen",)),
    "Qwen2.5-Coder Technical Report": Paper(("Alibaba",), ("Qwen2.5", "CodeQwen")),
    "Llama 2: Open Foundation and Fine-Tuned Chat Models": Paper(("Meta AI",), ("LLAMA",)),
    "LLaMA: Open and Efficient Foundation Language Models": Paper(("Meta AI",), ("LLaMA",)),
    "Phi-3 Technical Report: A Highly Capable Language Model Locally on Your Phone": Paper(
        ("Microsoft", "Microsoft Research"), ("Phi-3",)
    ),
    "Nemotron-4 15B Technical Report": Paper(("NVIDIA",), ("Nemotron",)),
    "Phi-4 Technical Report": Paper(("Microsoft", "Microsoft Research"), ("Phi",)),
    "Textbooks Are All You Need II: phi-1.5 technical report": Paper(
        ("Microsoft", "Microsoft Research"), ("phi",)
    ),
    "Mixtral of Experts": Paper(("Mistral AI",), ("Mistral", "Mixtral")),
    "Gemma: Open Models Based on Gemini Research and Technology": Paper(
        ("Google DeepMind",), ("Gemma",)
    ),
    "DeepSeek-V3 Technical Report": Paper(("DeepSeek",), ("DeepSeek",)),
    "Model Card and Evaluations for Claude Models": Paper(("Anthropic",), ("Claude",)),
    "Releasing Claude Instant 1.2": Paper(("Anthropic",), ("Claude",)),
    "Falcon2-11B Technical Report": _FALCON_2,
    "Falcon2-11B Technical ReportFalcon2-11B Technical Report": _FALCON_2,
    "The Falcon Series of Open Language Models": Paper(
        ("Technology Innovation Institute",), ("Falcon",)
    ),
    "Scaling Language Models: Methods, Analysis & Insights from Training Gopher": Paper(
        ("DeepMind",), ("Gopher",)
    ),
    "GPT-4 Technical Report": Paper(("OpenAI",), ("GPT",)),
    "Inflection-1": Paper(("Inflection AI",), ("Inflection",)),
    "INTELLECT-1 Technical Report": Paper(("Prime Intellect",), ("INTELLECT",)),
    "InternLM: A Multilingual Language Model with Progressively Enhanced Capabilities": Paper(
        ("Shanghai AI Lab",), ("InternLM",)
    ),
    "Gemini 1.5 Report": Paper(("Google DeepMind",), ("Gemini",)),
}


def provenance_of(source: str, organization: str, name: str) -> str | None:
    """Who measured a row; None when the paper is not known, so that the row is set aside."""
    if source == HELM:
        return "independent"
    if (paper := PAPERS.get(source)) is None:
        return None
    makers = organization.split(",") if organization else []
    own = set(makers) & set(paper.organizations) or (not makers and name.startswith(paper.models))
    return "vendor" if own else "third_party"


def shots_of(source: str, shots: str, notes: str) -> str:
    """Protocol as the file gives it: HELM's own, else shots, and CoT where the notes say so."""
    stated = f"{shots}-shot" if shots else "shots not stated"
    if source == HELM:
        return f"HELM {stated}"
    return f"{stated} CoT" if "CoT" in notes else stated
