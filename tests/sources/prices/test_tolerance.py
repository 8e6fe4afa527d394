"""What is new on a price page is named and left unread; the other prices stay what they were."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from sources.contract import Page, Reading, Source
from sources.prices.lists import genai_prices, litellm, llm_prices, models_dev, openrouter
from sources.prices.makers import anthropic, deepseek, mistral, moonshot, openai, xai, zai
from sources.prices.model_prices import bundled
from tests.sources.sample import PAGES, SEEN_AT, page_of

_Rows = dict[str, tuple[float | None, float | None]]


def read(source: Source, body: bytes, name: str = "page") -> list[Reading]:
    page = Page(f"https://example.org/{name}", body, SEEN_AT)
    return [one for one in source.parse(page) if one.table == "price"]


def text(source: Source, name: str) -> str:
    return (PAGES / source.ABOUT.name / name).read_text(encoding="utf-8")


def content(source: Source, name: str) -> Any:
    return json.loads(text(source, name))


def prices(found: list[Reading]) -> _Rows:
    return {
        f"{reading.board}:{row['entry']}": (row["input_per_mtok"], row["output_per_mtok"])
        for reading in found
        for row in reading.rows
    }


def told(found: list[Reading]) -> list[str]:
    return [line for reading in found for line in reading.warnings]


def refused(found: list[Reading]) -> list[str]:
    return [one.entry for reading in found for one in reading.refused]


MAKERS = [
    # A page, the text of one row's price, and that price in another unit.
    (anthropic, "announced.md", "| $25 / MTok ", "| $25 / KTok "),
    (deepseek, "peak.html", "$1.98", "1.98"),
    (mistral, "api.html", "$1.5<", "soon<"),
    (moonshot, "chat.md", '<>{"$"}15.00</>', '"soon"'),
    (openai, "two-contexts.md", "$0.75 ", "0.75 EUR "),
    (xai, "pricing.md", "| $0.20 |", "| tbd |"),
    (zai, "pricing.md", r"\$4.4 ", "4.4 USD "),
]


@pytest.mark.parametrize(("source", "name", "old", "new"), MAKERS)
def test_a_broken_price_costs_its_own_row(source: Source, name: str, old: str, new: str) -> None:
    whole = text(source, name)
    assert old in whole
    before = prices(read(source, whole.encode(), name))
    after = read(source, whole.replace(old, new, 1).encode(), name)
    assert len(refused(after)) == 1
    assert set(prices(after).items()) < set(before.items())
    assert len(before) - len(prices(after)) == 1


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (anthropic, "announced.md"),
        (openai, "two-contexts.md"),
        (xai, "pricing.md"),
        (zai, "pricing.md"),
    ],
)
def test_a_new_column_is_left_unread(source: Source, name: str) -> None:
    lines, is_head = [], True
    for line in text(source, name).splitlines():
        is_row, is_rule = line.startswith("|"), line.startswith(("|--", "| --", "|:-", "| :-"))
        cell = "New" if is_head else "--" if is_rule else "9"
        lines.append(f"{line} {cell} |" if is_row else line)
        is_head = not is_row
    after = read(source, "\n".join(lines).encode())
    assert prices(after) == prices(read(source, text(source, name).encode()))
    assert refused(after) == []
    assert any("the column 'New'" in line for line in told(after))


HYPERFAST = (
    "\n### {} pricing data\n\n| Model | Input | Output |\n|---|---|---|\n| gpt-k | $9 | $99 |\n"
)


def test_a_table_of_a_new_mode_is_never_the_standard_price() -> None:
    whole = text(openai, "two-contexts.md")
    before = prices(read(openai, whole.encode()))
    after = read(openai, (whole + HYPERFAST.format("Hyperfast")).encode())
    assert prices(after) == before
    assert told(after) == ["unread: the mode 'Hyperfast' (1 row)"]
    known = read(openai, (whole + HYPERFAST.format("Ultrafast")).encode())
    assert prices(known) == before | {"openai:gpt-k|ultrafast": (9.0, 99.0)}


@pytest.mark.parametrize("heading", ["#### Batch API\n", "US endpoint (1.1x):\n"])
def test_batches_and_other_endpoints_of_xai_are_no_list_prices(heading: str) -> None:
    whole = text(xai, "pricing.md")
    table = whole[whole.index("| Model |") : whole.index("### Image")]
    batch = f"{heading}\n{table.replace('$2.00', '$1.00')}\n### Image"
    after = read(xai, whole.replace("### Image", batch, 1).encode())
    assert prices(after) == prices(read(xai, whole.encode()))
    assert "3 rows" in "".join(told(after))


TIERS = """## Model pricing

| Model | Base input tokens | Cache hits and refreshes | Output tokens |
| :-- | :-- | :-- | :-- |
| Claude Opus 9 | $4 / MTok<sup>1</sup> | $0.20 / MTok<sup>2</sup> | $20 / MTok |
| Claude Haiku 9 (for prompts up to 100,000 tokens) | $0.10 / MTok | $0.01 / MTok | $0.5 / MTok |
| Claude Haiku 9 (for prompts over 100,000 tokens) | $0.50 / MTok | $0.05 / MTok | $2.50 / MTok |

### Batch processing

| Model | Batch input | Batch output |
| :-- | :-- | :-- |
| Claude Opus 9 | $2 / MTok | $10 / MTok |
"""


def test_two_tiers_of_a_model_are_a_price_and_a_note() -> None:
    (found,) = read(anthropic, TIERS.encode())
    assert prices([found]) == {
        "anthropic:Claude Opus 9|standard": (4.0, 20.0),
        "anthropic:Claude Haiku 9|standard": (0.1, 0.5),
        "anthropic:Claude Opus 9|batch": (2.0, 10.0),
    }
    assert found.rows[1]["note"] == "0.5/2.5 above 100000 tokens of context"
    assert (found.refused, found.warnings) == ((), ())


def test_a_dearer_tier_alone_is_no_price() -> None:
    lines = [line for line in TIERS.splitlines() if "up to" not in line]
    found = read(anthropic, "\n".join(lines).encode())
    assert refused(found) == ["Claude Haiku 9 (for prompts over 100,000 tokens)|standard"]
    assert "anthropic:Claude Haiku 9|standard" not in prices(found)


def test_a_page_without_its_standard_table_is_refused_and_without_batches_told() -> None:
    cut = read(anthropic, TIERS[: TIERS.index("### Batch")].encode())
    assert told(cut) == ["unread: the table 'Batch processing', which is missing (1 row)"]


def test_what_is_free_at_mistral_has_no_price() -> None:
    whole = text(mistral, "api.html")
    row = '<tr><td><a href="/models/free-k">Free K</a></td>' + "<td>Free</td>" * 3 + "</tr>"
    host = '<tr><td><a href="/models/zai-k">Z.ai K</a></td><td>$1</td><td>—</td><td>$4</td></tr>'
    after = read(mistral, whole.replace("</tbody>", f"{row}{host}</tbody>", 1).encode())
    new = set(prices(after)) - set(prices(read(mistral, whole.encode())))
    assert new == {"mistral:zai-k|standard"}
    (hosted,) = [row for row in after[0].rows if row["offering"] == "zai-k"]
    assert (hosted["provider"], hosted["model_name"]) == ("mistral", "Z.ai K")


def windows(*hours: dict[str, Any], start: str | None = None) -> bytes:
    entries: list[Any] = [{"prices": {"input_mtok": 1, "output_mtok": 2}}]
    if start:
        rule = {"start_date": start}
        entries.append({"constraint": rule, "prices": {"input_mtok": 3, "output_mtok": 4}})
    for number, prices_ in enumerate(hours):
        rule = {"start_time": f"0{number}:00:00Z", "end_time": f"0{number}:30:00Z"}
        entries.append({"constraint": rule, "prices": prices_})
    return json.dumps([{"id": "deepseek", "models": [{"id": "k", "prices": entries}]}]).encode()


DEAR = {"input_mtok": 6, "output_mtok": 8}


def test_two_peak_windows_and_a_first_day_make_dated_modes() -> None:
    assert prices(read(genai_prices, windows(DEAR, DEAR, start="2026-08-17"))) == {
        "deepseek:k|off_peak": (1.0, 2.0),
        "deepseek:k|off_peak|2026-08-17": (3.0, 4.0),
        "deepseek:k|peak|2026-08-17": (6.0, 8.0),
    }
    cheap = {"input_mtok": 0.5, "output_mtok": 1}
    assert prices(read(genai_prices, windows(cheap))) == {
        "deepseek:k|peak": (1.0, 2.0), "deepseek:k|off_peak": (0.5, 1.0),
    }  # fmt: skip


def test_windows_of_different_prices_are_refused_by_name() -> None:
    body = json.loads(windows(DEAR, {"input_mtok": 7, "output_mtok": 9}))
    body[0]["models"].append({"id": "j", "prices": {"input_mtok": 1, "output_mtok": 2}})
    found = read(genai_prices, json.dumps(body).encode())
    assert refused(found) == ["k|standard"]
    assert list(prices(found)) == ["deepseek:j|standard"]


def test_a_bare_list_of_models_is_read_like_a_wrapped_one() -> None:
    wrapped = content(openrouter, "models.json")
    bare, whole = (list(openrouter.parse(page_of(one))) for one in (wrapped["data"], wrapped))
    assert [one.table for one in bare] == ["price", "release"]
    assert bare == whole


def test_a_faster_variant_of_a_host_is_a_mode() -> None:
    hosts = content(openrouter, "hosts.json")
    hosts["data"]["endpoints"].append({**hosts["data"]["endpoints"][0], "tag": "host-a/fast"})
    found = list(openrouter.parse(page_of(hosts)))
    assert found[0].rows[-1]["mode"] == "fast"


def test_models_dev_hosts_are_read_where_they_sell_open_weights() -> None:
    page = content(models_dev, "api.json")
    model = {"id": "maker/Open-K", "name": "Open K", "release_date": "2026-01",
             "open_weights": True, "canonical_model_id": "maker/open-k",
             "cost": {"input": 1, "output": 2}}  # fmt: skip
    page["fireworks-ai"] = {"models": {
        "maker/Open-K": model,
        "maker/Closed": {**model, "id": "maker/Closed", "open_weights": False},
        "accounts/routers/k-fast": {**model, "id": "accounts/routers/k-fast"},
    }}  # fmt: skip
    found = list(models_dev.parse(page_of(page)))
    (host,) = [reading for reading in found if reading.board == "fireworks-ai"]
    assert (host.table, [row["entry"] for row in host.rows]) == ("price", ["maker/Open-K|standard"])
    assert host.rows[0]["provider"] == "fireworks-ai"
    assert told(found) == []


def test_one_id_listed_twice_at_one_price_is_no_contradiction() -> None:
    page = content(llm_prices, "current-v1.json")
    page["prices"].append({**page["prices"][0], "name": "the same, longer"})
    (first, *_) = llm_prices.parse(page_of(page))
    assert first.rows[0] == first.rows[-1]


def _priced(page: Any) -> Any:
    models = [
        model for maker in page if maker["id"] in genai_prices.MAKERS for model in maker["models"]
    ]
    return next(model["prices"] for model in models if isinstance(model["prices"], dict))


def _rates(page: Any) -> Any:
    provider = next(iter(page["prices"].values()))
    modes = next(iter(provider.values()))
    return next(one["rates"] for one in next(iter(modes.values())) if one.get("rates"))


LISTS = [
    (litellm, "prices.json", lambda page: page["gpt-k"]),
    (openrouter, "models.json", lambda page: page["data"][0]["pricing"]),
    (openrouter, "hosts.json", lambda page: page["data"]["endpoints"][0]["pricing"]),
    (models_dev, "api.json", lambda page: page["openai"]["models"]["model-a"]["cost"]),
    (llm_prices, "current-v1.json", lambda page: page["prices"][0]),
    (genai_prices, "data.json", _priced),
    (bundled, "snapshot.json", _rates),
]
KEYS = {litellm: "input_cost_per_token_hyperfast"}


@pytest.mark.parametrize(("source", "name", "place"), LISTS)
def test_a_new_key_is_named_and_moves_no_price(source: Source, name: str, place: Any) -> None:
    page = content(source, name)
    odd = copy.deepcopy(page)
    place(odd)[KEYS.get(source, "hyperfast")] = 0.001  # type: ignore[call-overload]
    before, after = (list(source.parse(page_of(one))) for one in (page, odd))
    assert prices([one for one in after if one.table == "price"]) == prices(
        [one for one in before if one.table == "price"]
    )
    assert any("hyperfast" in line for line in told(after))
    assert refused(after) == []


@pytest.mark.parametrize(("source", "name", "place"), LISTS)
def test_a_broken_number_costs_its_own_row(source: Source, name: str, place: Any) -> None:
    page = content(source, name)
    odd = copy.deepcopy(page)
    broken = place(odd)
    key = next(
        key for key in ("input", "prompt", "input_mtok", "input_cost_per_token") if key in broken
    )
    broken[key] = "soon"
    before, after = (
        [one for one in source.parse(page_of(content_)) if one.table == "price"]
        for content_ in (page, odd)
    )
    assert len(refused(after)) == 1
    assert set(prices(after).items()) < set(prices(before).items())
