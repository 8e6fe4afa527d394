"""models.dev: prices and release facts of language models, kept by its community, as one JSON file.

The file is grouped by who *serves* a model, mostly resellers, and their entries contradict each
other on openness and price. Only the entries of companies that make models are read (`MAKERS`);
some of them serve other makers' models too, so an offering's maker is still for the registry to
say. Of hosts (`HOSTS`) the prices are read, and only of models that are flagged open there: what
they claim of a model is hearsay. Quirks that are passed on for the rules to judge: a price of 0
(free tier, or a placeholder on launch day), -1 (dynamic), release dates like "2025-04" or a first
of January, `open_weights` that is wrong even at the maker's own entry. Retired models vanish.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks
from sources.prices.price_list import ListedPrice, PriceRows
from sources.reading.rows import read_each
from sources.reading.spelling import POINT, PRECISION, STAMP, VENDORS
from sources.reading.strict import day_of, json_of, number_of, object_of, text_of
from terms.grammar import Grammar, Mark

URL = "https://models.dev/api.json"

FIREWORKS = Mark(r"^accounts/(fireworks)/models/", "host", is_own_form=True)
"""`accounts/fireworks/models/kimi-k2p6`: one host's ids, with a p for the point."""

ABOUT = SourceCard(
    name="models_dev",
    title="models.dev",
    grammar=Grammar((FIREWORKS, PRECISION, POINT, STAMP), VENDORS),
    home="https://models.dev",
    licence="MIT",
    attribution="models.dev (anomalyco/models.dev), MIT",
    cadence="Edited many times a day, within a day of most price changes.",
    stale_after_days=3,
    tables=("price", "release"),
    board_is="maker or host",
)

# Makers that sell their own models by the token in US dollars, by models.dev's provider id.
# Left out on purpose: subscriptions (*-plan), the mainland-China twins of the same shops and
# shops with yuan lists (tencent-tokenhub, volcengine), hosts of everybody's models
# (amazon-bedrock, nvidia), and `llama`, a preview without prices that also lists hosts.
_MAKERS = """
    ai21 alibaba anthropic arcee bailing cohere deepseek google inception longcat meta minimax
    mistral moonshotai nova openai perplexity poolside sakana sarvam stepfun-ai thinkingmachines
    upstage xai xiaomi zai
"""
MAKERS = tuple(_MAKERS.split())
# Hosts that sell open weights by the token in US dollars under their own list, by models.dev's
# provider id. Left out on purpose: routers and gateways (openrouter, vercel, kilo, requesty,
# huggingface, ...), subscriptions and flat rates (synthetic, venice, chutes), lists in euro
# (ovhcloud, scaleway, stackit, ...), free trials at 0 (nvidia, modelscope) and clouds whose
# rows repeat per region or resell closed models (amazon-bedrock, azure, google-vertex).
_HOSTS = """
    baseten cerebras deepinfra fireworks-ai friendli gmicloud groq io-net nebius novita-ai
    siliconflow togetherai vultr wandb
"""
HOSTS = tuple(_HOSTS.split())
FASTER = re.compile(r"(?i)[-_/](?:fast|turbo)(?:$|-tee$)|/routers/")
"""Ids of variants that a host sells as faster, at another price."""
KEYS = {"input": "input", "output": "output", "cached": "cache_read"}
STATUSES = ("alpha", "beta", "deprecated")

fetch = asks(URL, types=("application/json",), mib=32)


def parse(page: Page) -> Iterator[Reading]:
    """Each maker's price list and what it claims of its models, each host's list of open models.

    Prices are USD per 1M tokens of the tier with the shortest context. A model without a `cost` has
    no price row but a release row; a maker without any price has no price board.
    """
    content = object_of("the page", json_of(page.body))
    makers = [maker for maker in MAKERS if maker in content]
    if not makers:
        raise ParseError(f"no known maker among {sorted(content)[:20]}")
    for name in [*makers, *(host for host in HOSTS if host in content)]:
        provider = object_of(name, content[name])
        models = object_of(f"models of {name}", provider.get("models"))
        prices = PriceRows(name, number_of, keys=KEYS)
        for key, model in models.items():
            if _is_priced(name, model):
                with prices.row(key, model):
                    prices.offer(_line(name, model))
        if prices.rows or prices.refused:
            yield prices.reading()
        if name in MAKERS:
            claims = read_each(models.items(), partial(_claim, name), lambda model: model[0])
            yield Reading("release", name, "", *claims)


def _is_priced(provider: str, model: Any) -> bool:
    """Whether it has a price that is read: of a host's those of open weights, sold as usual.

    A flag that is wrongly false only leaves its price out.
    """
    if not isinstance(model, dict):
        return True
    is_hosted = model.get("open_weights") is not False and not FASTER.search(str(model.get("id")))
    return "cost" in model and (provider in MAKERS or is_hosted)


def _line(provider: str, item: object) -> ListedPrice:
    model = object_of(f"a model of {provider}", item)
    offering = text_of(f"a model's id at {provider}", model.get("id"))
    cost = object_of(f"cost of {provider}/{offering}", model["cost"])
    if provider in HOSTS and model.get("open_weights") is not True:
        raise ParseError(f"open_weights of {offering} is {model.get('open_weights')!r}")
    status = model.get("status")
    if status is not None and status not in STATUSES:
        raise ParseError(f"status of {offering} is {status!r}")
    return ListedPrice(offering, cost, note=f"status: {status}" if status else None)


def _claim(maker: str, listed: tuple[str, object]) -> Row:
    model = object_of(listed[0], listed[1])
    name = text_of(f"a model's id at {maker}", model.get("id"))
    if not isinstance(model.get("open_weights"), bool):
        raise ParseError(f"open_weights of {name} is {model.get('open_weights')!r}")
    return {
        "entry": name,
        "model_name": name,
        # Who serves a model need not have made it, so no maker is claimed.
        "maker": None,
        "openness_claim": "true" if model["open_weights"] else "false",
        "released_on": day_of(f"release_date of {name}", model.get("release_date"), in_part=True),
        "note": text_of(f"name of {name}", model.get("name")),
    }
