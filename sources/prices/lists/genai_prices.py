"""genai-prices: dated prices of many providers in one JSON file, kept by Pydantic's team.

Prices are USD per 1M tokens. Read are the makers' own entries (`MAKERS`); clouds, hosts and routers
are left out. A model's `prices` is one object, or a list of objects of which some hold under a
constraint; of several that hold the last wins. A `start_date` makes a price of its own with that
first day, also one of the future. Times of day, one window or several at one price, make two modes:
`off_peak` is the price outside of them, dated like any other, and `peak` that within; from which
day the hours hold the file does not say, so a peak price is that of the last day. Where the hours
are the cheaper ones it is the other way round. Of a price with tiers the `base` is read, that of
the shortest context. Only file v2 is maintained (v1 is frozen, without a word in it). DeepSeek's
prices were still those of 2025 in August 2026.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sources.contract import Page, ParseError, Reading, SourceCard, asks
from sources.prices.price_list import STANDARD, ListedPrice, PriceRows
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
    cadence="Edited several times a week; a third opinion on list prices.",
    stale_after_days=14,
    tables=("price",),
    board_is="maker",
)

MAKERS = frozenset(
    [
        "anthropic", "cohere", "deepseek", "google", "minimax", "mistral", "moonshotai", "openai",
        "perplexity", "x-ai", "zai", "zhipuai",
    ]
)  # fmt: skip
KEYS = {"input": "input_mtok", "output": "output_mtok", "cached": "cache_read_mtok"}
INPUT_ALONE = re.compile(r"embed|decider")
"""In ids of models that sell no output: nothing says what they are."""
BY_DATE, BY_TIME = frozenset({"start_date"}), frozenset({"start_time", "end_time"})

fetch = asks(URL, types=("text/plain", "application/json"), mib=16)


def parse(page: Page) -> Iterator[Reading]:
    """One price board per maker; a row for each price that has its own first day or hours.

    A price of no text tokens has no row, nor has one of the input alone of a model that sells no
    output.
    """
    boards = []
    for item in list_of("the page", json_of(page.body)):
        provider = object_of("a provider", item)
        name = text_of("id of a provider", provider.get("id"))
        if name not in MAKERS:
            continue
        board = PriceRows(name, _base, keys=KEYS)
        for model in list_of(f"models of {name}", provider.get("models")):
            offering = model.get("id") if isinstance(model, dict) else None
            with board.row(str(offering or ""), model):
                _read(board, name, model)
        boards.append(board.reading())
    if not any(board.rows for board in boards):
        raise ParseError(f"no price of {sorted(MAKERS)} in the file")
    yield from boards


def _read(board: PriceRows, provider: str, item: object) -> None:
    """An offer for each price of a model: what is wrong in one costs no other."""
    model = object_of(f"a model of {provider}", item)
    offering = text_of(f"id of a model of {provider}", model.get("id"))
    note = "status: deprecated" if model.get("deprecated") is True else None
    for mode, start, prices in list(_holding(offering, model.get("prices"))):
        sold = {"input_mtok", "output_mtok"} & set(prices)
        if sold and not (sold == {"input_mtok"} and INPUT_ALONE.search(offering)):
            board.offer(ListedPrice(offering, prices, mode, since=start, note=note))


_Prices = Mapping[str, Any]


def _entries(offering: str, prices: object) -> Iterator[tuple[Mapping[str, Any], _Prices]]:
    """Constraint (empty: always) and prices."""
    listed = [{"prices": prices}] if isinstance(prices, dict) else prices
    for item in list_of(f"prices of {offering}", listed):
        one = object_of(f"a price of {offering}", item)
        rule = one.get("constraint")
        constraint = {} if rule is None else object_of(f"rule of {offering}", rule)
        yield constraint, object_of(f"prices of {offering}", one.get("prices"))


def _holding(offering: str, prices: object) -> Iterator[tuple[str, str | None, _Prices]]:
    """Mode, first day and prices of every price that holds at some time."""
    entries = [(frozenset(rule), rule, its) for rule, its in _entries(offering, prices)]
    kinds = [kind for kind, _, _ in entries]
    is_known = {*kinds} <= {frozenset(), BY_DATE, BY_TIME} and {*kinds} != {BY_TIME}
    if not is_known or kinds.count(frozenset()) > 1:
        raise ParseError(f"{offering} has the constraints {sorted(map(sorted, kinds))}")
    begun = [
        (day_of(f"start_date of {offering}", rule["start_date"]) if rule else "", its)
        for kind, rule, its in entries
        if kind != BY_TIME
    ]
    dated = [
        (start or None, [its for first, its in begun if first <= start][-1])
        for start in sorted({first for first, _ in begun})
    ]
    within = [its for kind, _, its in entries if kind == BY_TIME]
    if any(its != within[0] for its in within):
        raise ParseError(f"{offering} has hours with different prices")
    outer = _outside(offering, dated[-1][1], within[0]) if within else STANDARD
    yield from ((outer, start, its) for start, its in dated)
    if within:
        yield "off_peak" if outer == "peak" else "peak", dated[-1][0], within[0]


def _outside(offering: str, outside: _Prices, within: _Prices) -> str:
    """The mode outside of the hours: the dearer is that of peak hours."""
    key = "output_mtok"
    prices = [_base(f"{key} of {offering}", one.get(key)) for one in (outside, within)]
    return "off_peak" if prices[0] < prices[1] else "peak"


def _base(what: str, value: object) -> Decimal | int:
    return number_of(what, value.get("base") if isinstance(value, dict) else value)
