"""What does not fit on a maker's price page is told by name: an edit of a page, and the words."""

from __future__ import annotations

import re

import pytest

from sources.prices.makers import (
    anthropic,
    deepseek,
    google,
    minimax,
    mistral,
    moonshot,
    openai,
    xai,
    zai,
)
from tests.sources.prices.sample import PricePage, page_in
from tests.sources.sample import what_is_told

QUOTE = "&quot;"
EDITS: dict[tuple[PricePage, str], list[tuple[str, str, str]]] = {
    (anthropic, "announced.md"): [
        ("Base Input Tokens", "Input", "gives no|the column"),
        ("$25 / MTok ", "$25 / KTok ", "output of Claude Opus 9 is '\\$25 / KTok'"),
        ("Claude Opus 9 ", "Opus 9 for teams ", "a model is called 'Opus 9 for teams'"),
        ("September 1, 2026", "Sextember 1, 2026", "names the day 'Sextember 1, 2026'"),
        ("## Model pricing", "## Prices", "no table under the heading 'Model pricing'"),
        ("### Batch processing", "### Batches", "unread: the table 'Batch processing'"),
    ],
    (deepseek, "peak.html"): [
        ("MODEL", "NAME", "0 tables of models, not one"),
        ("OFF-PEAK", "NIGHT", "unread: the price '1M INPUT TOKENS .*NIGHT'"),
        ("1M OUTPUT TOKENS", "1M WORDS", "has no price of ..output"),
        ("$1.98", "1.98", "output of deepseek-k-pro is '1.98'"),
        ("deepseek-k", "other-k", "no model among the columns"),
        ("PRICING", "COST", "no row of prices"),
    ],
    (deepseek, "cny.html"): [
        ("百万tokens输出", "百万tokens输入（缓存命中）", "has no price of .'output'"),
    ],
    (google, "pricing.md"): [
        ("### Batch", "### Turbo", "unread: the mode 'Turbo'"),
        ("*`gemini-k-flash`*", "", "'Gemini K Flash' has prices but no model id"),
        ("$0.375", "$0.375 for members", "input of gemini-k-flash has the amount \\$0.375"),
        ("January 1, 2027", "Juniary 1, 2027", "names the day 'Juniary 1, 2027'"),
        ("$10.00, prompts \\<= 200k tokens", "$10.00, prompts \\> 100k", "do not go together"),
        ("Input price", "Price of input", "no section with model ids and prices"),
    ],
    (minimax, "paygo.md"): [
        ('title="Priority*"', 'title="Turbo"', "the mode 'Turbo'"),
        ("Prompt caching Read", "Caching", "the column 'Caching'"),
        ("≤ 512k input tokens", "> 256k input tokens", "no price of short context"),
        ("Permanent 50% off", "Members only", "is told to be '≤ 512k"),
        ("**MiniMax-K2**", "**Other-K2**", "a model is called 'Other-K2'"),
        ("\\$0.3 / M tokens", "¥0.3 / M tokens", "not an amount like .1"),
        ("~~\\$0.60~~ ", "\\$0.60 ", "input of MiniMax-K3"),
        ("## LLM", "## Models", "no price of a language model"),
    ],
    (minimax, "zh.html"): [
        ("语言模型", "模型们", "0 headings of language models"),
        ("标准", "新", "the mode '新'"),
        ('aria-selected="true"', 'aria-selected="false"', "the mode 'none'"),
        ("上下文 512K ~ 1M", "长上下文", "is told to be '长上下文"),
        ('class="line-through"', 'class="x"', "input of MiniMax-K3"),
    ],
    (mistral, "api.html"): [
        ("Cached input", "Cache", "the column 'Cache'"),
        ("$1.5<", "€1.5<", "output of Mistral J is '€1.5'"),
        ("/models/mistral-j-25-12", "/news/j", "Mistral J links to the models ..,"),
        ("<th>Model</th>", "<th>Name</th>", "no table of model prices"),
        ("Original price:", "From:", "input of Mistral K is 'From:"),
    ],
    (moonshot, "chat.md"): [
        ('"Input Price"', '"Price"', "gives no .'input'"),
        ("1M tokens", "1K tokens", "a row is about 'kimi-k', priced by '1K tokens'"),
        ('<>{"$"}15.00</>', '"soon"', "output of kimi-k is 'soon'"),
        ('<>{"$"}15.00</>', '<>{"¥"}15.00</>', "prices are in"),
        ('"kimi-k"', '"other-k"', "a row is about 'other-k'"),
        ('{ title: "Unit", width: "12%" },', "", "gives no .'unit'"),
    ],
    (moonshot, "chat-k.html"): [
        ("¥", "", "prices are in .., not in one currency"),
        ("输出价格", "价格", "gives no .'output'"),
        ("计费单位", "上下文窗口", "gives no .'unit'"),
    ],
    (openai, "pricing.html"): [
        # Only the special tables would be left: a list without its flagship.
        ("TextTokenPricingTables", "OtherTables", "no main table"),
        (f"{QUOTE}fast{QUOTE}", f"{QUOTE}turbo{QUOTE}", "the mode 'turbo'"),
        ('data-value="fast"', 'data-value="turbo"', "the mode 'turbo'"),
        (f"{QUOTE}Category{QUOTE}", f"{QUOTE}Kind{QUOTE}", "unread: the "),
        ("[0, 6.25], [0, 30]]", "[0, 30], [0, 1], [0, 1], [0, 1]]", "gpt-k has 6"),
        ("[0, 6.25], [0, 30]]", "[0, 6.25], [0, true]]", "output of gpt-k is True"),
        ("[0, 6.25], [0, 30]]", "[0, 6.25], [7, 30]]", "a property is"),
        (f"{QUOTE}$3.50{QUOTE}", f"{QUOTE}¥3.50{QUOTE}", "input of gpt-codex"),
        (f"{QUOTE}o-k{QUOTE}", f"{QUOTE}O k!{QUOTE}", "a model is called 'O k!'"),
    ],
    (anthropic, "withdrawn.md"): [
        ("for Claude Opus 9 provides", "provides", r"fast mode is for \[\], not for one model"),
    ],
    (openai, "batch-first.md"): [
        ("Standard", "Usual", "no table of standard prices"),
        ("Cached input", "Novelty", "unread: the "),
    ],
    (openai, "two-contexts.md"): [
        ("$0.75", "0.75 EUR", "input of gpt-mini is '0.75 EUR'"),
    ],
    (xai, "pricing.md"): [
        ("Cached input / 1M tokens", "Cached / 1M tokens", "gives no|the column"),
        ("Input / 1M tokens", "Input / 1K tokens", "gives no|the column"),
        ("(< 200k prompt tokens)", "(beta)", "a model is called 'grok-k .beta.'"),
        ("(< 200k prompt tokens)", "(≥ 100k prompt tokens)", "grok-k is priced from"),
        ("| grok-j |", "| grok-k |", "grok-k is priced from"),
        ("$0.50 |", "0.50 |", "grok-. is '0.50', not an amount like .1"),
        ("### Text API Pricing", "### Text", "no price under the heading"),
    ],
    (zai, "pricing.md"): [
        ("Cached Input Storage", "Storage", "the column 'Storage'"),
        ("\\$4.4", "4.4 USD", "output of GLM-K is '4.4 USD'"),
        ("| Tool | Cost |", "| Tool | Fee |", "unread: the table"),
    ],
}
CASES = [(*page, *edit) for page, edits in EDITS.items() for edit in edits]


@pytest.mark.parametrize(("source", "name", "old", "new", "names"), CASES)
def test_what_does_not_fit_is_told_by_name(
    source: PricePage, name: str, old: str, new: str, names: str
) -> None:
    told = what_is_told(source.parse, page_in(source, name, old, new))
    assert re.search(names, told), told
