"""What is new on a price page is named and left unread; the other prices stay what they were."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sources.contract import Page, Reading, Source
from sources.prices.lists import genai_prices, models_dev, openrouter
from sources.prices.makers import anthropic, mistral, openai, xai
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
