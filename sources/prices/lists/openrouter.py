"""OpenRouter: a router's prices of other people's models: what the market asks, never a list price.

Two pages, both with prices as strings in USD per token:

- The list of models: one price a model, that of a cheap host which the router picks, which moves
  from day to day and may be below the maker's list. Its provider here is `openrouter`. Where it
  names a repository of weights on Hugging Face, that is what it claims about the model (release).
- The hosts of one model (`/endpoints`): one price a host, after the host's discount; their median
  is the market price. Asked for are the models of makers without an API (`HOSTED`) and the newest
  models of the list whose weights stand on Hugging Face (`hugging_face_id`), `MOST_ASKED` in all.
  The provider is `openrouter/<host>`; what its tag says of how it is sold (`openai/flex`,
  `fireworks/fast`) is a mode.

-1 means "depends on the model that is chosen" and is passed on as -1; 0 is a free variant or a
promotion: both are for the rules to set aside. A suffix of the id is a mode (`:free`, `:thinking`).
Ids that begin with ~ move from model to model; where they point is their row's model. `overrides`
are prices of longer contexts, and not read. A collector may have wrapped the answer as
`{fetched_at, url, body}`, or kept the list alone.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sources.contract import (
    NONE_STATED,
    Client,
    Fetched,
    Page,
    ParseError,
    Reading,
    Row,
    SourceCard,
    SourceIncomplete,
    SourceUnavailable,
)
from sources.prices.price_list import MILLION, STANDARD, ListedPrice, PriceRows
from sources.reading.rows import read_each
from sources.reading.spelling import EFFORT, OFFERED, STAMP, VENDORS
from sources.reading.strict import decimal_of, json_of, list_of, number_of, object_of, text_of, tidy
from terms.grammar import Grammar

URL = "https://openrouter.ai/api/v1/models"

ABOUT = SourceCard(
    name="openrouter",
    title="OpenRouter models and hosts",
    grammar=Grammar((OFFERED, EFFORT, STAMP), VENDORS),
    home="https://openrouter.ai/models",
    licence=NONE_STATED,
    attribution="OpenRouter (openrouter.ai)",
    cadence="Hosts change prices, come and go daily.",
    stale_after_days=3,
    tables=("price", "release"),
    boards=("models", "hosts"),
    terms="Public API without a key; facts only, at most 80 addresses a day.",
)

HOSTED = (
    # Open models of makers that sell no access to them; each is one more page a day.
    "google/gemma-4-31b-it",
    "meta-llama/llama-3.3-70b-instruct",
    "meta-llama/llama-4-maverick",
    "nvidia/nemotron-3-ultra-550b-a55b",
    "openai/gpt-oss-120b",
    "openai/gpt-oss-20b",
)
MOST_ASKED = 80
"""Every open model of a frontier was among the newest when it came: 82 had been listed within a
year in August 2026. Each is one small answer a day, one after the other: about a minute."""
SOURCE = "openrouter"
DYNAMIC = Decimal(-1)
GONE = 404
TIERS = frozenset(["batch", "fast", "flex", "highspeed", "priority", "prime", "turbo", "ultrafast"])
"""Words of a tag that say how a host sells the model: modes, of which none is the standard one."""
AT_STANDARD = re.compile(
    r"(?:nv|mx)?fp\d+|bf16|int\d+|global|europe|eu|us|[a-z]+-[a-z]+\d+|zdr", re.IGNORECASE
)
"""Words that say how exactly, where or under which policy: the host's standard price."""
PLAIN_ID = re.compile(r"[a-z0-9][\w.-]*/[\w.-]+")
"""Neither a variant (`:free`) nor a name that moves (`~`)."""
KEYS = {"input": "prompt", "output": "completion", "cached": "input_cache_read"}


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the list of models, then at the hosts of `HOSTED` and of the newest open models.

    Without a new list (not modified) only `HOSTED` are asked for. A model that is gone does not
    hide the others: it is told after the last look. Raises SourceUnavailable, SourceIncomplete.
    """
    listed = client.get(URL, content_types=("application/json",), max_bytes=16 * 2**20)
    yield listed
    newest = [] if listed.page is None else _newest_open(listed.page)
    models = list(dict.fromkeys([*HOSTED, *newest]))[:MOST_ASKED]
    gone: list[str] = []
    for model in models:
        try:
            yield client.get(f"{URL}/{model}/endpoints", content_types=("application/json",))
        except SourceUnavailable as error:
            if error.status != GONE or gone == models[:-1]:  # all of them: the address moved
                raise
            gone.append(model)
    if gone:
        raise SourceIncomplete(SOURCE, f"no hosts of {gone} any more; HOSTED may name them")


def _newest_open(page: Page) -> list[str]:
    """Ids of the models of a list whose weights are on Hugging Face, newest first."""
    try:
        models = [one for one in _listed(page) if isinstance(one, dict)]
    except ParseError:
        return []  # told when the page is read
    dated = [(one.get("created"), one.get("id")) for one in models if one.get("hugging_face_id")]
    found = [
        (created, name)
        for created, name in dated
        if isinstance(created, int) and isinstance(name, str) and PLAIN_ID.fullmatch(name)
    ]
    return [name for _, name in sorted(found, reverse=True)]


def parse(page: Page) -> Iterator[Reading]:
    """The board `models`, or the board `hosts` by model; USD per 1M tokens."""
    listed = _listed(page)
    found = PriceRows(SOURCE, _price, keys=KEYS)
    if isinstance(listed, dict):
        offering = text_of("the model's id", listed.get("id"))
        for host in list_of(f"endpoints of {offering}", listed.get("endpoints")):
            tag = host.get("tag") if isinstance(host, dict) else None
            with found.row(f"{offering}@{tag}", host):
                _of_host(found, offering, host)
        yield found.reading("hosts", offering)
        return
    for model in listed:
        name = model.get("id") if isinstance(model, dict) else None
        mode = _split(name)[1] if isinstance(name, str) else STANDARD
        with found.row(str(name or ""), model, mode):
            _of_model(found, model)
    yield found.reading("models")
    weighed = [it for it in listed if isinstance(it, dict) and it.get("hugging_face_id")]
    claims, refused = read_each(weighed, _claim, lambda it: it.get("id"))
    if claims or refused:
        own = {str(row["entry"]): row for row in claims}
        yield Reading("release", "models", "", [own[key] for key in sorted(own)], refused)


def _claim(model: Mapping[str, Any]) -> Row:
    """The model and where its weights are; a missing or empty id says nothing of its openness."""
    name, _ = _split(text_of("a model's id", model.get("id")))
    repository = text_of(f"hugging_face_id of {name}", model["hugging_face_id"])
    return {"entry": name, "model_name": name, "repository": repository}


def _listed(page: Page) -> Any:
    """The list of models, or the object of one model with its hosts."""
    content = json_of(page.body)
    if isinstance(content, dict) and "body" in content:
        content = content["body"]
    listed = content.get("data") if isinstance(content, dict) else content
    return listed if isinstance(listed, dict) else list_of("the models", listed)


def _of_model(found: PriceRows, item: object) -> None:
    model = object_of("a model", item)
    offering = text_of("a model's id", model.get("id"))
    name, mode = _split(offering)
    note = None
    if model.get("alias_target") is not None:
        target = object_of(f"alias_target of {offering}", model["alias_target"])
        slug = text_of(f"slug of the target of {offering}", target.get("slug"))
        name, note = _split(slug)[0], f"stands for {slug}"
    pricing = object_of(f"pricing of {offering}", model.get("pricing"))
    found.offer(ListedPrice(offering, pricing, mode, model_name=name, note=note))


def _split(offering: str) -> tuple[str, str]:
    """The id without its suffix, and the suffix, which is the mode as the source names it."""
    name, _, suffix = offering.partition(":")
    return name, suffix or STANDARD


def _price(label: str, value: object) -> Decimal:
    """Price of 1M tokens; -1 stays -1, because it is a word and not a price."""
    written = decimal_of(label, text_of(label, value))
    return written if written == DYNAMIC else written * MILLION


def _of_host(found: PriceRows, offering: str, item: object) -> None:
    """One host's price. Its tag names host and variant (`deepinfra/fp4`) and keys the row."""
    endpoint = object_of(f"an endpoint of {offering}", item)
    host = text_of(f"provider_name at {offering}", endpoint.get("provider_name"))
    tag = text_of(f"tag of {host} at {offering}", endpoint.get("tag"))
    pricing = object_of(f"pricing of {tag} at {offering}", endpoint.get("pricing"))
    name, mode = _split(offering)
    share = number_of(f"discount of {tag}", pricing.get("discount", 0))
    discount = f"after a discount of {tidy(100 * share):g} %" if share else None
    if mode == STANDARD:
        # A word of the tag that nobody knows is a mode of its own, and told.
        words = [one for one in tag.split("/")[1:] if not AT_STANDARD.fullmatch(one)]
        for word in set(words) - TIERS:
            told = f"the word {word!r} of a tag, so that its price counts as no standard price"
            found.unread[told] += 1
        mode = "/".join(words) or STANDARD
    entry, provider = f"{offering}@{tag}", f"{SOURCE}/{host}"
    found.offer(
        ListedPrice(entry, pricing, mode, model_name=name, note=discount, provider=provider)
    )
