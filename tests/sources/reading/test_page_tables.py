"""Tables on pages: markdown and HTML, spans, links, struck-through prices, amounts, dates."""

from decimal import Decimal

import pytest

from sources.contract import ParseError
from sources.reading import page_tables

PAGE = """# Prices

## Models

Standard

| Model | Price |
| --- | ---: |
| **A** ([old](/x)) | \\$1 |

### Batch

| Model | Price |
|:--|--|
| A | $0.5 |
"""


def test_a_table_knows_its_headings_and_the_line_before_it() -> None:
    first, second = page_tables.markdown_grids(PAGE)
    assert (first.header, first.rows) == (("Model", "Price"), (("A (old)", "$1"),))
    assert (first.headings, first.label) == ({1: "Prices", 2: "Models"}, "Standard")
    assert second.headings == {1: "Prices", 2: "Models", 3: "Batch"}
    assert second.under("Batch")
    assert not first.under("Batch")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("Claude 9 ([retired, except on Cloud](/docs/x#y))", "Claude 9 (retired, except on Cloud)"),
        (r"~~\$0.60~~ \$0.30 / M tokens", "$0.30 / M tokens"),
        ("**M3**<br />≤ 512k <span class='a'>x</span>", "M3 ≤ 512k x"),
        (r"$1, prompts \<= 2k $2, prompts \> 2k", "$1, prompts <= 2k $2, prompts > 2k"),
        ("$1, prompts <= 2k $2, prompts > 2k", "$1, prompts <= 2k $2, prompts > 2k"),
        (r"a \| b", "a | b"),
        ("$0.25 / MTok<sup>1</sup>", "$0.25 / MTok"),
    ],
)  # fmt: skip
def test_a_cell_is_what_a_person_reads(cell: str, words: str) -> None:
    assert page_tables.plain(cell) == words


def test_spans_are_filled_in_and_marks_and_struck_words_dropped() -> None:
    html = b"""<h2>Prices<sup>1</sup></h2><table>
    <tr><td rowspan="2">A<sup>(1)</sup></td><td colspan="2">wide</td></tr>
    <tr><td><s>$2</s> <!-- note -->$1</td><td>x</td></tr></table>"""
    ((grid, table),) = page_tables.html_grids(page_tables.soup_of(html))
    assert (grid.header, grid.rows) == (("A", "wide", "wide"), (("A", "$1", "x"),))
    assert (grid.headings, table.name) == ({2: "Prices"}, "table")


def test_columns_are_found_by_their_titles() -> None:
    first, _ = page_tables.markdown_grids(PAGE)
    assert first.places({"MODEL": "model"}) == {"model": 0}
    with pytest.raises(ParseError, match=r"gives no \['output'\]"):
        first.places({"Model": "model"}, ["model", "output"])
    (twice,) = page_tables.markdown_grids("| Hits & more | Hits and more |\n|---|---|\n| 1 | 2 |\n")
    with pytest.raises(ParseError, match="gives cached twice"):
        twice.places({"Hits and more": "cached"})


@pytest.mark.parametrize(
    ("text", "amount"), [("$1,250.50 / MTok", "1250.50"), ("$ 0.70", "0.70"), ("Free", "0")]
)
def test_an_amount(text: str, amount: str) -> None:
    assert page_tables.money("x", text, ("", " / MTok")) == Decimal(amount)


@pytest.mark.parametrize("text", ["¥1", "$1 $2", "from $1", "$1 / KTok", "soon", ""])
def test_what_is_not_an_amount_in_dollars_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match=r"^x is .*, not an amount like"):
        page_tables.money("x", text, ("", " / MTok"))


def test_days() -> None:
    assert page_tables.long_day("x", "August 31, 2026") == "2026-08-31"
    with pytest.raises(ParseError, match=r"^x names the day 'August 32, 2026'"):
        page_tables.long_day("x", "August 32, 2026")


def test_a_page_that_is_no_text_or_no_html_is_refused() -> None:
    with pytest.raises(ParseError, match="not UTF-8"):
        page_tables.text_of_page(b"\xff\xfe")
    with pytest.raises(ParseError, match="cannot be parsed as HTML"):
        page_tables.soup_of(b"<![x y]>")


def test_a_span_beyond_the_last_row_adds_none() -> None:
    body = b'<table><tr><td rowspan="999">a</td><td>b</td></tr><tr><td>c</td></tr></table>'
    ((table, _),) = page_tables.html_grids(page_tables.soup_of(body))
    assert (table.header, table.rows) == (("a", "b"), (("a", "c"),))
