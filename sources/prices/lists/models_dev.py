"""models.dev: prices and release facts of language models, kept by its community, as one JSON file.

The file is grouped by who *serves* a model, mostly resellers, and their entries contradict each
other on openness and price. Only the entries of companies that make models are read (`MAKERS`);
some of them serve other makers' models too, so an offering's maker is still for the registry to
say. Quirks that are passed on for the rules to judge: a price of 0 (free tier, or a placeholder on
launch day), -1 (dynamic), release dates like "2025-04" or a first of January, `open_weights` that
is wrong even at the maker's own entry. Retired models vanish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sources.contract import Client, Fetched, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.spelling import STAMP, VENDORS
from sources.reading.strict import json_of, list_of, number_of, object_of, text_of, tidy
from terms.spelling import Grammar

URL = "https://models.dev/api.json"

ABOUT = SourceCard(
    name="models_dev",
    title="models.dev",
    grammar=Grammar((STAMP,), VENDORS),
    home="https://models.dev",
    licence="MIT",
    attribution="models.dev (anomalyco/models.dev), MIT",
    cadence="Edited many times a day.",
    stale_after_days=3,
    stale_reason="Edited daily and followed within a day of most price changes, so a copy older "
    "than three days may miss one.",
    tables=("price", "release"),
    board_is="maker",
    rows={"price": 261, "release": 286},
)

MAKERS = (
    # Makers that sell their own models by the token in US dollars, by models.dev's provider id.
    # Left out on purpose: subscriptions (*-plan), the mainland-China twins of the same shops and
    # shops with yuan lists (tencent-tokenhub, volcengine), hosts of everybody's models
    # (amazon-bedrock, nvidia), and `llama`, a preview without prices that also lists hosts.
    "ai21",
    "alibaba",
    "anthropic",
    "arcee",
    "bailing",
    "cohere",
    "deepseek",
    "google",
    "inception",
    "longcat",
    "meta",
    "minimax",
    "mistral",
    "moonshotai",
    "nova",
    "openai",
    "perplexity",
    "poolside",
    "sakana",
    "sarvam",
    "stepfun-ai",
    "thinkingmachines",
    "upstage",
    "xai",
    "xiaomi",
    "zai",
)
MODE = "standard"
READ = frozenset({"input", "output", "cache_read", "tiers"})
UNREAD = frozenset(
    # Prices of other things than plain input, output and cached input tokens; the older twin of
    # `tiers`; two misspelt keys of 2026.
    [
        "cache_write",
        "reasoning",
        "input_audio",
        "output_audio",
        "context_over_200k",
        "cached_input",
        "cached_write",
    ]
)


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the JSON file once (4 to 5 MB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("application/json",), max_bytes=32 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """For each maker's own entry: its price list and what it claims about its models.

    Prices are USD per 1M tokens of the tier with the shortest context. A model without a `cost`
    has no price row but a release row; a maker without any price has no price board. Raises
    SourceChanged on an unknown shape or cost key, and when no maker is left in the file.
    """
    content = object_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    makers = [maker for maker in MAKERS if maker in content]
    if not makers:
        raise SourceChanged(ABOUT.name, f"no known maker among {sorted(content)[:20]}")
    for maker in makers:
        provider = object_of(ABOUT.name, maker, content[maker])
        listed = object_of(ABOUT.name, f"models of {maker}", provider.get("models"))
        models = [object_of(ABOUT.name, name, listed[name]) for name in listed]
        priced = [model for model in models if "cost" in model]
        if priced:
            yield Reading("price", maker, "", [_price(maker, model) for model in priced])
        yield Reading("release", maker, "", [_claim(maker, model) for model in models])


def _id(maker: str, model: Mapping[str, Any]) -> str:
    return text_of(ABOUT.name, f"a model's id at {maker}", model.get("id"))


def _price(maker: str, model: Mapping[str, Any]) -> Row:
    offering = _id(maker, model)
    cost = object_of(ABOUT.name, f"cost of {maker}/{offering}", model["cost"])
    if unknown := sorted(set(cost) - READ - UNREAD):
        raise SourceChanged(ABOUT.name, f"cost of {maker}/{offering} has unknown keys {unknown}")
    return {
        "entry": f"{offering}|{MODE}",
        "provider": maker,
        "offering": offering,
        "model_name": offering,
        "mode": MODE,
        "currency": "USD",
        "input_per_mtok": _rate(offering, cost, "input"),
        "cached_input_per_mtok": _rate(offering, cost, "cache_read")
        if "cache_read" in cost
        else None,
        "output_per_mtok": _rate(offering, cost, "output"),
        "effective_on": None,
        "effective_basis": "not_stated",
        "note": _note(offering, model, cost),
    }


def _rate(offering: str, cost: Mapping[str, Any], key: str) -> float:
    return tidy(number_of(ABOUT.name, f"{key} price of {offering}", cost.get(key)))


def _note(offering: str, model: Mapping[str, Any], cost: Mapping[str, Any]) -> str | None:
    tiers = list_of(ABOUT.name, f"tiers of {offering}", cost.get("tiers", []))
    parts = [_tier(offering, tier) for tier in tiers]
    if model.get("status") is not None:
        parts.append(f"status: {text_of(ABOUT.name, f'status of {offering}', model['status'])}")
    return "; ".join(parts) or None


def _tier(offering: str, tier: object) -> str:
    """A dearer tier in words. One that starts at 0 tokens would make the base price wrong."""
    listed = object_of(ABOUT.name, f"a tier of {offering}", tier)
    rule = object_of(ABOUT.name, f"a tier of {offering}", listed.get("tier"))
    size = number_of(ABOUT.name, f"a tier's size of {offering}", rule.get("size"))
    # The repository's own files leave the type out, the served file states it.
    if rule.get("type", "context") != "context" or size <= Decimal(0):
        raise SourceChanged(ABOUT.name, f"{offering} has the tier {dict(rule)}, not by context")
    prices = f"{_rate(offering, listed, 'input'):g}/{_rate(offering, listed, 'output'):g}"
    return f"{prices} above {size} tokens of context"


def _claim(maker: str, model: Mapping[str, Any]) -> Row:
    name = _id(maker, model)
    if not isinstance(model.get("open_weights"), bool):
        raise SourceChanged(ABOUT.name, f"open_weights of {name} is {model.get('open_weights')!r}")
    return {
        "entry": name,
        "model_name": name,
        # Who serves a model need not have made it, so no maker is claimed.
        "maker": None,
        "openness_claim": "true" if model["open_weights"] else "false",
        "released_on": text_of(ABOUT.name, f"release_date of {name}", model.get("release_date")),
        "note": text_of(ABOUT.name, f"name of {name}", model.get("name")),
    }
