"""LiteLLM: the price file of a proxy library, kept by its community; only the JSON file is read.

Prices are USD per single token, one object per model id. Read are text models (`TEXT`) of makers'
own APIs (`MAKERS`) and of the hosts and clouds that sell open weights by the token (`HOSTS`), there
without the closed models that they resell (`RESOLD`). Gateways and subscriptions are left out. A
key prefix that repeats the provider is not part of the model's name, unless a host's id names no
maker. Suffixes of a price's key name its mode (`_batches`) or a longer context
(`_above_200k_tokens`), whose price is not read. Where `off_peak_pricing` stands beside it, it is
the price of peak hours.

Not prices, and skipped by name: `sample_spec` (documentation), `fallback_generalizations`, rows
that only say `alias_of`, and `last_updated` (a collector's mark). Old copies (January 2024) name no
provider; there the id tells it (`FAMILIES`). Retired models vanish, rows flap for hours, and
placeholders of 0 are common: all passed on for the rules to judge.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sources.contract import Page, ParseError, Reading, SourceCard, asks
from sources.prices.price_list import MILLION, STANDARD, ListedPrice, PriceRows
from sources.reading.spelling import OFFERED, POINT, PRECISION, STAMP, THINKING, VENDORS
from sources.reading.strict import day_if_any, json_of, list_of, number_of, object_of, text_of
from terms.grammar import Grammar, Mark

URL = "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json"

HOSTED = (
    # `accounts/fireworks/models/llama-v3p1-8b-instruct`, `databricks/databricks-kimi-k2-7`,
    # `us.moonshotai.kimi-k3.1`, `deepseek-ai/deepseek-v4.1-flash-maas`.
    Mark(r"^accounts/(fireworks)/(?:models|routers)/", "host", is_own_form=True),
    Mark(r"-us$", is_own_form=True),
    Mark(r"^(azure_ai|cerebras|fireworks_ai|groq|perplexity|sambanova)/", "host", is_own_form=True),
    Mark(r"^(dashscope)/", "host", is_own_form=True),
    Mark(r"^(databricks)/databricks-", "host", is_own_form=True),
    Mark(r"^us\.", is_own_form=True),
    Mark(r"-(?:v\d+:\d+|\d+:\d+|maas)$", is_own_form=True),
    Mark(r"(?:(?<=llama-)|(?<=qwen-))v(?=\d)", is_own_form=True),
)

ABOUT = SourceCard(
    name="litellm",
    title="LiteLLM price file",
    grammar=Grammar((*HOSTED, PRECISION, POINT, OFFERED, THINKING, STAMP), VENDORS),
    home="https://github.com/BerriAI/litellm",
    licence="MIT",
    attribution="LiteLLM (BerriAI/litellm), MIT",
    cadence="Changed several times a day.",
    stale_after_days=3,
    tables=("price",),
    board_is="maker or host",
    terms="Only the data file is read; the package of that name is never installed.",
)

MAKERS = frozenset(
    # Makers' own APIs.
    [
        "ai21", "amazon_nova", "anthropic", "codestral", "cohere", "cohere_chat", "dashscope",
        "deepseek", "gemini", "inception", "meta", "minimax", "mistral", "moonshot", "openai",
        "perplexity", "text-completion-openai", "xai", "xiaomi_mimo", "zai",
    ]
)  # fmt: skip
HOSTS = frozenset(
    # Hosts that sell open weights by the token in US dollars. Left out on purpose: routers and
    # gateways (openrouter, vercel_ai_gateway, aihubmix, kyma, ...), lists in euro (ovhcloud,
    # scaleway), in credits or characters (snowflake, oci), and lists whose prices are
    # placeholders or were never edited again (hyperbolic and crusoe ask one price for models of
    # every size; anyscale and lambda_ai closed).
    [
        "azure_ai", "baseten", "bedrock_converse", "cerebras", "databricks", "deepinfra",
        "fireworks_ai", "friendliai", "gmi", "groq", "nebius", "novita", "nscale", "sambanova",
        "together_ai", "vertex_ai-deepseek_models", "vertex_ai-llama_models",
        "vertex_ai-minimax_models", "vertex_ai-moonshot_models", "vertex_ai-openai_models",
        "vertex_ai-qwen_models", "vertex_ai-zai_models", "wandb",
    ]
)  # fmt: skip
RESOLD = re.compile(
    # Closed models that clouds sell too: their price is the maker's. Amazon repeats each of its
    # rows for every region; the plain id, or the American one, is the price.
    r"(?:.*[/.-])?(?:claude-|codex-|gemini-|gpt-\d|gpt-chat|grok|mai-|model.router|nova-).*"
    r"|(?:ap|apac|au|eu|global|in|jp|us-gov)\..*|bedrock/.*",
    re.IGNORECASE,
)
FAMILIES = (
    ("gpt-", "openai"),
    ("ft:gpt-", "openai"),
    ("babbage-002", "text-completion-openai"),
    ("davinci-002", "text-completion-openai"),
    ("claude-", "anthropic"),
    ("mistral/", "mistral"),
    ("gemini/", "gemini"),
    ("command", "cohere"),
    ("j2-", "ai21"),
    ("together-ai-", "together_ai"),
    ("deepinfra/", "deepinfra"),
    ("perplexity/", "perplexity"),
)
TEXT = ("chat", "completion", "responses")
NO_KIND = re.compile(r"(?:fireworks|together)-ai-.*|together_ai/mistralai/Mixtral-8x7B.*-v0\.1")
OTHER_KINDS = (
    # Kinds of models (`mode`) that sell no text by the token; another word is not known.
    "audio_speech", "audio_transcription", "decisions", "embedding", "evaluation", "extraction",
    "guardrail", "image_edit", "image_generation", "moderation", "moderations", "ocr",
    "realtime", "rerank", "search", "vector_store", "video_generation",
)  # fmt: skip
NOT_MODELS = frozenset(["sample_spec", "fallback_generalizations", "last_updated"])
MODES = {
    "": STANDARD,
    "_batches": "batch",
    "_batch_requests": "batch",
    "_flex": "flex",
    "_priority": "priority",
    "_ultrafast": "ultrafast",
    "_balanced": "balanced",
    "_decisions": "decisions",
}
KINDS = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cached",
}
PRICES = {f"{key}{end}": (MODES[end], KINDS[key]) for key in KINDS for end in MODES}
"""Mode and part of a price by its key; other keys are no prices, or those of longer contexts."""
_ByMode = dict[str, dict[str, Any]]
"""Prices of a token as written, by mode and part."""

fetch = asks(URL, types=("text/plain", "application/json"), mib=32)


def parse(page: Page) -> Iterator[Reading]:
    """One price board per provider that is read; USD per 1M tokens, one row per id and mode.

    A text model without a price per token has no row.
    """
    content = object_of("the page", json_of(page.body))
    models = {key: content[key] for key in content if key not in NOT_MODELS}
    named = any(isinstance(one, dict) and "litellm_provider" in one for one in models.values())
    boards: dict[str, PriceRows] = {}
    stray = PriceRows()
    for key, item in models.items():
        try:
            model = object_of(key, item)
            provider = _provider(key, model, named)
        except ParseError as error:
            stray.refuse(key, str(error), item)
            continue
        if _is_read(provider, key) and model.get("mode") not in OTHER_KINDS:
            if provider not in boards:
                boards[provider] = PriceRows(provider, lambda *price: number_of(*price) * MILLION)
            _read(boards[provider], key, model)
    if not any(board.rows for board in boards.values()):
        raise ParseError(f"no known provider among {sorted(models)[:20]}")
    told = [board for board in boards.values() if board.rows or board.refused]
    # Who sells a stray row is not known; the page's first board tells of it.
    told[0].refused += stray.refused
    for board in told:
        yield board.reading()


def _provider(key: str, model: Mapping[str, Any], named: bool) -> str:
    """Who sells the model; empty: an alias, or an old file's row of nobody who is read."""
    if "litellm_provider" in model:
        return text_of(f"litellm_provider of {key}", model["litellm_provider"])
    if not named:
        return next((owner for prefix, owner in FAMILIES if key.startswith(prefix)), "")
    if set(model) == {"alias_of"}:
        return ""
    raise ParseError(f"{key} has neither a provider nor alias_of: {sorted(model)}")


def _is_read(provider: str, key: str) -> bool:
    if provider in HOSTS:
        return RESOLD.fullmatch(_name(provider, key)) is None
    return provider in MAKERS


def _name(provider: str, key: str) -> str:
    """The id without the prefix that repeats the seller, unless a host's id names no maker.

    `azure_ai/deepseek-v4-pro` stays as it is: under the bare name DeepSeek sells the newest model,
    and others, Alibaba too, sell one and the same.
    """
    prefix = "vertex_ai/" if provider.startswith("vertex_ai-") else f"{provider}/"
    name = key.removeprefix(prefix).removeprefix("ft:")
    is_host = provider in HOSTS or (provider == "dashscope" and name.startswith("deepseek-"))
    return key if is_host and "/" not in name else name


def _read(board: PriceRows, key: str, model: Mapping[str, Any]) -> None:
    """An offer for each mode of a model: what is wrong in one mode costs no other."""
    found = _by_mode(model)
    if "tiered_pricing" in model:
        with board.row(key, model):
            found = {}
            found = _of_shortest(key, model)
    for mode, rates in found.items():
        _offer(board, key, model, _mode(key, mode, model), rates)
    if "off_peak_pricing" in model:
        with board.row(key, model, "off_peak"):
            words = object_of(f"off_peak_pricing of {key}", model["off_peak_pricing"])
            other = _by_mode(words).get(STANDARD)
            if other is None:
                raise ParseError(f"off-peak hours of {key} have no price: {words}")
            _offer(board, key, {"mode": model.get("mode")}, "off_peak", other)


def _offer(
    board: PriceRows, key: str, model: Mapping[str, Any], mode: str, rates: Mapping[str, Any]
) -> None:
    if model.get("mode") is None and NO_KIND.fullmatch(key):
        return  # prices by size, and a row of 2024, name no kind
    try:  # thousands of them: `with board.row` would cost as much as they do
        if model.get("mode") not in TEXT:
            raise ParseError(f"mode of {key} is {model.get('mode')!r}")
        ends = day_if_any(f"deprecation_date of {key}", model.get("deprecation_date"))
    except ParseError as error:
        board.refuse(key, str(error), model, mode)
    else:
        name, note = _name(board.provider, key), f"deprecation date: {ends}" if ends else None
        board.offer(ListedPrice(key, rates, mode, model_name=name, note=note))


def _mode(key: str, mode: str, model: Mapping[str, Any]) -> str:
    if key.startswith("ft:"):
        return "fine_tuned" if mode == STANDARD else f"fine_tuned_{mode}"
    return "peak" if mode == STANDARD and "off_peak_pricing" in model else mode


def _by_mode(model: Mapping[str, Any]) -> _ByMode:
    """Modes without a price of input or output are none: a cached price alone sells nothing."""
    found: _ByMode = {}
    for name, value in model.items():
        if name in PRICES and value is not None:
            mode, part = PRICES[name]
            found.setdefault(mode, {})[part] = value
    return {mode: rates for mode, rates in found.items() if rates.keys() - {"cached"}}


def _of_shortest(key: str, model: Mapping[str, Any]) -> _ByMode:
    """The standard price in a list of ranges of context: that of the one which starts at 0."""
    for item in list_of(f"tiered_pricing of {key}", model["tiered_pricing"]):
        tier = object_of(f"a tier of {key}", item)
        if list_of(f"range of a tier of {key}", tier.get("range"))[:1] == [0]:
            if (rates := _by_mode(tier).get(STANDARD)) is None:
                raise ParseError(f"a tier of {key} has no price per token")
            return {STANDARD: rates}
    raise ParseError(f"no tier of {key} starts at 0 tokens")
