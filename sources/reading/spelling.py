"""Marks that several sources write around the names of models, for their grammars.

What belongs here: marks in their shared forms. Which of them a source writes, it declares itself
(`SourceCard.grammar`). A word that tells models apart is no mark: mini, flash, pro, turbo, vl.
"""

import re
from collections.abc import Mapping

from terms.grammar import SEPARATOR, Mark

LEVELS = "none|minimal|low|medium|high|xhigh|max"
"""Words for how much a model may think."""
_BUDGET = r"\d{1,3}k"
_THOUGHT = (
    rf"(?:(?:no|non|w/|w/o|high|default|{_BUDGET}){SEPARATOR}?)?(?:thinking|think|reasoning)"
    rf"(?:{SEPARATOR}(?:{LEVELS}|{_BUDGET}|tokens))?"
)
MODES = frozenset({"anthropic", "deepseek", "openai", "xai"})
"""Makers whose models think or not as they are asked; Moonshot, Alibaba and Google sell models of
their own under such a name."""

EFFORT = Mark(rf"{SEPARATOR}((?:{LEVELS})(?:{SEPARATOR}{_BUDGET})?)$", "effort")
"""`gpt-5.2-high`, `…-high-32k`. Some names end in such a word: `gpt-5.1-codex-max`. A number of
tokens alone is the context of a model of its own: `vicuna-7b-v1.5-16k`."""
EFFORT_IN_BRACKETS = Mark(rf"\s*[(\[]({LEVELS}|{_BUDGET})[)\]]$", "effort", is_own_form=True)
"""`o3 (high)`."""
THINKING = Mark(rf"{SEPARATOR}({_THOUGHT})$", "effort", MODES)
"""`claude-opus-4-6-thinking`, `gpt-5.1-nothinking`, `GPT-5 w/ thinking`."""
THINKING_IN_BRACKETS = Mark(rf"\s*[(\[]({_THOUGHT})[)\]]$", "effort", is_own_form=True)
"""`Claude 3.7 Sonnet (thinking-32k)`, `… (32k thinking tokens)`, where brackets hold settings."""
STAMP = Mark(
    rf"(?:{SEPARATOR}|@)v?\(?(20\d\d{SEPARATOR}?(?:0[1-9]|1[0-2]){SEPARATOR}?(?:0[1-9]|[12]\d|3[01]))\)?$",
    "stamp",
)
"""`claude-opus-4-5-20251101`, `o3-2025-04-16`, `Claude Opus 4 (20250514)`."""
PRECISION = Mark(rf"{SEPARATOR}(?:fp8|fp4|nvfp4|bf16)$", is_own_form=True)
"""How exactly a host keeps the weights: `GLM-4.5-AIR-FP8`."""
POINT = Mark(r"(?<=\d)p(?=\d)", is_own_form=True, becomes=".")
"""A p for the point of a version: `minimax-m2p5`."""
OFFERED = Mark(rf"{SEPARATOR}v\d+(?::\d+)?$", makers=frozenset({"amazon"}))
"""The number that Amazon gives an offering: `amazon/nova-lite-v1`."""
HUB = Mark(r"^https?://(?:www\.)?huggingface\.co/", is_own_form=True)
"""The address of a repository, where its name is meant."""


def value_in(pattern: str, name: str) -> str | None:
    """The first group of what a pattern finds in a name."""
    found = re.search(pattern, name)
    return found[1] if found else None


_SAME = """
    ai21 alibaba allenai amazon anthropic antgroup baichuan baidu bytedance cognitivecomputations
    cohere databricks deepseek google huggingface ibm inception inflection meituan meta microsoft
    minimax mistral moonshotai nvidia openai openchat perplexity poolside primeintellect
    reflection salesforce sakana skywork snowflake stepfun tencent thinkingmachines tii upstage
    writer xai xiaomi zai
"""
VENDORS: Mapping[str, str] = {
    **{name: name for name in _SAME.split()},
    "01-ai": "zeroone",
    "agentica-org": "agentica",
    "ai21labs": "ai21",
    "amazon-nova": "amazon",
    "arcee-ai": "arcee",
    "bytedance-seed": "bytedance",
    "coherelabs": "cohere",
    "deepseek-ai": "deepseek",
    "ibm-granite": "ibm",
    "inceptionlabs": "inception",
    "inclusionai": "antgroup",
    "kwaipilot": "kuaishou",
    "meituan-longcat": "meituan",
    "meta-llama": "meta",
    "meta-models": "meta",
    "minimaxai": "minimax",
    "mistralai": "mistral",
    "moonshot": "moonshotai",
    "moonshot-ai": "moonshotai",
    "nousresearch": "nous",
    "qwen": "alibaba",
    "rekaai": "reka",
    "stepfun-ai": "stepfun",
    "thudm": "zai",
    "tiiuae": "tii",
    "x-ai": "xai",
    "xai-org": "xai",
    "xiaomimimo": "xiaomi",
    "z-ai": "zai",
    "zai-org": "zai",
    "zhipu-ai": "zai",
    "zhipuai": "zai",
}
"""Organisations as hubs, hosts and boards write them to the maker's id in the registry."""
