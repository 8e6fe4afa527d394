"""genai-prices: dated prices of many providers in one JSON file, kept by Pydantic's team.

Prices are USD per 1M tokens. Read are the makers' own entries (`MAKERS`); clouds, hosts and routers
are left out. A model's `prices` is one object, or a list of objects of which some hold under a
constraint; of several that hold the last wins. A `start_date` makes a price of its own with that
first day, also one of the future. Times of day, one window or several at one price, make two modes:
`off_peak` is the price outside of them, dated like any other, and `peak` that within; from which
day the hours hold the file does not say, so a peak price is that of the last day. Where the hours
are the cheaper ones it is the other way round. A price with tiers is that of its `base`, the
shortest context. Only file v2 is maintained (v1 is frozen, without a word in it). DeepSeek's prices
were still those of 2025 in August 2026.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from sources.contract import Client, Fetched, Page, Reading, SourceCard, SourceChanged
from sources.prices.price_list import STANDARD, ListedPrice, PriceRows, Rates, above, entry_of
from sources.reading.spelling import STAMP, VENDORS
from sources.reading.strict import day_of, json_of, list_of, number_of, object_of, text_of
from terms.grammar import Grammar

URL = "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json"

ABOUT = SourceCard(
    name="genai_prices",
    title="genai-prices v2",
    grammar=Grammar((STAMP,), VENDORS),
    home="https://github.com/pydantic/genai-prices",
    licence="MIT",
    attribution="genai-prices (pydantic/genai-prices), MIT",
    cadence="Edited several times a week.",
    stale_after_days=14,
    stale_reason="A third opinion on list prices; makers change one every two days.",
    tables=("price",),
    board_is="maker",
    rows={"price": 259},
)

MAKERS = frozenset(
    [
        "anthropic", "cohere", "deepseek", "google", "minimax", "mistral", "moonshotai", "openai",
        "perplexity", "x-ai", "zai", "zhipuai",
    ]
)  # fmt: skip
KEYS = {"input_mtok": "input", "output_mtok": "output", "cache_read_mtok": "cached"}
UNREAD_END = ("_mtok", "_kcount", "_kpages", "_hours")
BY_DATE, BY_TIME = frozenset({"start_date"}), frozenset({"start_time", "end_time"})


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the JSON file once (0.4 MB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/plain", "application/json"), max_bytes=16 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One price board per maker; a row for each price that has its own first day or hours.

    A model without both an input and an output price of text tokens has no row. Raises
    SourceChanged on an unknown shape and when no maker is left.
    """
    providers = list_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    boards = []
    for item in providers:
        provider = object_of(ABOUT.name, "a provider", item)
        name = text_of(ABOUT.name, "id of a provider", provider.get("id"))
        if name in MAKERS:
            board = PriceRows(ABOUT.name)
            for model in list_of(ABOUT.name, f"models of {name}", provider.get("models")):
                offering = model.get("id") if isinstance(model, dict) else None
                try:
                    _read(board, name, model)
                except SourceChanged as error:
                    board.refuse(entry_of(str(offering or "")), str(error), model)
            boards.append(board.reading(name))
    if not any(board.rows for board in boards):
        raise SourceChanged(ABOUT.name, f"no price of {sorted(MAKERS)} in the file")
    yield from boards


def _read(board: PriceRows, provider: str, item: object) -> None:
    """An offer for each price of a model: what is wrong in one costs no other."""
    model = object_of(ABOUT.name, f"a model of {provider}", item)
    offering = text_of(ABOUT.name, f"id of a model of {provider}", model.get("id"))
    entries = _entries(offering, model.get("prices"))
    for key in sorted({key for _, prices in entries for key in prices if not _is_known(key)}):
        board.leave(f"the price {key!r}")
    notes = ("status: deprecated",) if model.get("deprecated") is True else ()
    for mode, start, prices in list(_holding(offering, entries)):
        board.add(
            entry_of(offering, mode, start), model,
            partial(_offers, provider, offering, mode, start, prices, notes),
        )  # fmt: skip


def _offers(
    provider: str,
    offering: str,
    mode: str,
    start: str | None,
    prices: Mapping[str, Any],
    notes: tuple[str, ...],
) -> Iterator[ListedPrice]:
    rates, tiers = _rates(offering, prices)
    if rates is not None:
        yield ListedPrice(
            provider, offering, offering, rates, mode, effective_on=start, notes=(*tiers, *notes)
        )


def _is_known(key: str) -> bool:
    return key in KEYS or key.endswith(UNREAD_END)


_Entry = tuple[Mapping[str, Any], Mapping[str, Any]]
"""Constraint (empty: always) and prices."""


def _entries(offering: str, prices: object) -> Sequence[_Entry]:
    if isinstance(prices, dict):
        return [({}, prices)]
    entries: list[_Entry] = []
    for item in list_of(ABOUT.name, f"prices of {offering}", prices):
        one = object_of(ABOUT.name, f"a price of {offering}", item)
        rule = one.get("constraint")
        constraint = {} if rule is None else object_of(ABOUT.name, f"rule of {offering}", rule)
        entries.append(
            (constraint, object_of(ABOUT.name, f"prices of {offering}", one.get("prices")))
        )
    return entries


def _holding(
    offering: str, entries: Sequence[_Entry]
) -> Iterator[tuple[str, str | None, Mapping[str, Any]]]:
    """Mode, first day and prices of every price that holds at some time."""
    kinds = {frozenset(constraint) for constraint, _ in entries}
    if not kinds <= {frozenset(), BY_DATE, BY_TIME} or kinds == {BY_TIME}:
        raise SourceChanged(
            ABOUT.name, f"{offering} has the constraints {sorted(map(sorted, kinds))}"
        )
    dated = list(_dated(offering, [one for one in entries if frozenset(one[0]) != BY_TIME]))
    within = [prices for rule, prices in entries if frozenset(rule) == BY_TIME]
    if not within:
        yield from ((STANDARD, start, prices) for start, prices in dated)
        return
    if any(prices != within[0] for prices in within):
        raise SourceChanged(ABOUT.name, f"{offering} has hours with different prices")
    outer, inner = _modes(offering, dated[-1][1], within[0])
    yield from ((outer, start, prices) for start, prices in dated)
    yield inner, dated[-1][0], within[0]


def _modes(offering: str, outside: Mapping[str, Any], within: Mapping[str, Any]) -> tuple[str, str]:
    """The modes outside and within the hours: the dearer is that of peak hours."""
    prices = [
        _base(offering, "output_mtok", one.get("output_mtok"))[0] for one in (outside, within)
    ]
    return ("off_peak", "peak") if prices[0] < prices[1] else ("peak", "off_peak")


def _dated(
    offering: str, entries: Sequence[_Entry]
) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    starts = [
        day_of(ABOUT.name, f"start_date of {offering}", rule["start_date"]) if rule else ""
        for rule, _ in entries
    ]
    for start in sorted(set(starts)):
        holding = [
            prices for begun, (_, prices) in zip(starts, entries, strict=True) if begun <= start
        ]
        yield start or None, holding[-1]


def _rates(offering: str, prices: Mapping[str, Any]) -> tuple[Rates | None, tuple[str, ...]]:
    """Base price and dearer tiers in words; None: no price of text tokens both ways."""
    if not {"input_mtok", "output_mtok"} <= set(prices):
        return None, ()
    parts = {part: _base(offering, key, prices[key]) for key, part in KEYS.items() if key in prices}
    base = {part: number for part, (number, _) in parts.items()}
    sizes = sorted({size for _, tiers in parts.values() for size in tiers})
    dearer = [
        (Rates(*(_at(parts[part], size) for part in ("input", "output"))), size) for size in sizes
    ]
    return Rates(**base), above(dearer)


_Tiers = dict[Decimal | int, Decimal | int]


def _at(part: tuple[Decimal | int, _Tiers], size: Decimal | int) -> Decimal | int:
    """The price above `size` tokens of context."""
    base, tiers = part
    begun = [start for start in tiers if start <= size]
    return tiers[max(begun)] if begun else base


def _base(offering: str, key: str, value: object) -> tuple[Decimal | int, _Tiers]:
    what = f"{key} of {offering}"
    if not isinstance(value, dict):
        return number_of(ABOUT.name, what, value), {}
    tiers: _Tiers = {}
    for item in list_of(ABOUT.name, f"tiers of {what}", value.get("tiers")):
        tier = object_of(ABOUT.name, f"a tier of {what}", item)
        start = number_of(ABOUT.name, f"start of a tier of {what}", tier.get("start"))
        if start <= 0:
            raise SourceChanged(ABOUT.name, f"{what} has a tier from {start} tokens on")
        tiers[start] = number_of(ABOUT.name, f"price of a tier of {what}", tier.get("price"))
    return number_of(ABOUT.name, f"base {what}", value.get("base")), tiers
