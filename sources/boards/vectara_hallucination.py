"""Vectara's hallucination leaderboard: share of summaries that invent something; lower is better.

One markdown table in the README, published on its "Last updated on" day. Quirks:

- The judge and the texts changed: HHEM-1.0 and HHEM-2.1 on 1,000 short articles (831 counted), and
  since November 2025 HHEM-2.3 on 7,700 other articles (GPT-4o: 1.5 before, 9.6 after). Each pair is
  a category of its own, told from the README's own words; they never compare. Words that are gone
  are told: the table is then taken for the newest scale. Words for another scale refuse the page.
- The first table had `Accuracy` where later ones have `Factual Consistency Rate`; the two rates
  add up to 100. Names became `maker/model` in November 2025.
- Rates are slips now and then: Gemini 1.5 Pro 002 had 6.6 beside 93.7. The rules set it aside.
- Models that refuse many summaries look better (Phi-4, 80.7 % answered, and Snowflake Arctic,
  62.7 %, were among the five best): those below `ANSWERS` have a protocol of their own, and the
  rate is in the note.
- Vectara lists a model of its own; there it is the vendor.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading.page_tables import PageTable, long_day, markdown_grids, text_of_page
from sources.reading.rows import read_each
from sources.reading.spelling import EFFORT, POINT, PRECISION, STAMP, VENDORS
from sources.reading.strict import decimal_of, tidy
from terms.grammar import SEPARATOR, Grammar, Mark

URL = "https://raw.githubusercontent.com/vectara/hallucination-leaderboard/main/README.md"

BOARD = "leaderboard"
MONTH = Mark(rf"{SEPARATOR}(20\d\d{SEPARATOR}?(?:0[1-9]|1[0-2]))$", "stamp")
"""`jamba-large-1.7-2025-07`."""

ABOUT = SourceCard(
    name="vectara_hallucination",
    title="Vectara hallucination leaderboard",
    grammar=Grammar((PRECISION, POINT, EFFORT, STAMP, MONTH), VENDORS),
    home="https://github.com/vectara/hallucination-leaderboard",
    licence="Apache-2.0",
    attribution="Hallucination leaderboard (Vectara), "
    "https://github.com/vectara/hallucination-leaderboard, Apache-2.0",
    cadence="New models every one to four weeks.",
    stale_after_days=60,
    tables=("score",),
    boards=(BOARD,),
)

RATE, ANSWERED = "Hallucination Rate", "Answer Rate"
COMPLEMENTS = ("Factual Consistency Rate", "Accuracy")
NEEDED = ("Model", RATE, ANSWERED)
OLD_TEXTS, NEW_TEXTS = "831 documents", "7700 articles"
ITEMS = {OLD_TEXTS: 831, NEW_TEXTS: 7700}
JUDGE = re.compile(r"(?:computed using the|This leaderboard uses) HHEM-(\d+\.\d+)")
TEXTS = re.compile(r"\b\d[\d,]* (?:articles|documents)\b")
NEWEST_SINCE, NEWEST_JUDGE = date(2025, 11, 21), "2.3"
"""Of READMEs since then, whatever words are gone from them."""
ANSWERS = 95
"""Percent of the texts that a model must answer to be compared with others."""
FIRST_JUDGE_UNTIL = date(2024, 8, 1)
"""READMEs from before HHEM-2.1 do not number their judge; a later one without number is unknown."""
JUDGES = {"1.0": (OLD_TEXTS,), "2.1": (OLD_TEXTS,), "2.3": (OLD_TEXTS, NEW_TEXTS)}
UPDATED = re.compile(r"^Last updated on ([A-Z][a-z]+) (\d{1,2})(?:st|nd|rd|th)?, (\d{4})\s*$", re.M)
OWN = "vectara"

fetch = asks(URL, types=("text/plain", "text/markdown"))


def parse(page: Page) -> Iterator[Reading]:
    """Hallucination rates in percent; the category says which judge read which texts."""
    text = text_of_page(page.body)
    updated_on = _updated_on(text)
    texts, gone = _texts(text, updated_on)
    judge, also_gone = _judge(text, texts, updated_on)
    category = f"HHEM-{judge}, {texts}"
    table = _table(text)
    read = read_each(
        table.rows,
        lambda cells: _score(table.header, cells, category, ITEMS[texts]),
        lambda cells: cells[0] if table.header[0] == "Model" else "",
    )
    yield Reading("score", BOARD, category, *read, updated_on, warnings=(*gone, *also_gone))


def _updated_on(text: str) -> date:
    days = UPDATED.findall(text)
    if len(days) != 1:
        raise ParseError(f"the README is last updated on {len(days)} days: {days}")
    month, day, year = days[0]
    return date.fromisoformat(long_day("'Last updated on'", f"{month} {day}, {year}"))


def _texts(text: str, updated_on: date) -> tuple[str, Sequence[str]]:
    """The set of texts, and a warning where the README no longer names it."""
    named = set(TEXTS.findall(text))
    if not named and updated_on >= NEWEST_SINCE:
        return NEW_TEXTS, [f"the README names no set of texts: taken for {NEW_TEXTS}"]
    known = named & ITEMS.keys()
    if len(known) != 1:
        raise ParseError(
            f"the README names {sorted(named)} of the known sets of texts {sorted(ITEMS)}"
        )
    return known.pop(), ()


def _judge(text: str, texts: str, updated_on: date) -> tuple[str, Sequence[str]]:
    """The judge, and a warning where the README no longer names it."""
    judges: set[str] = set(JUDGE.findall(text))
    if not judges and updated_on < FIRST_JUDGE_UNTIL:
        judges = {"1.0"}
    if not judges and texts == NEW_TEXTS:
        return NEWEST_JUDGE, [f"the README names no judge: taken for HHEM-{NEWEST_JUDGE}"]
    known = [judge for judge in judges if texts in JUDGES.get(judge, ())]
    if len(judges) != 1 or not known:
        raise ParseError(f"the judge is HHEM {sorted(judges)} on {texts}; a new scale?")
    return known[0], ()


def _table(text: str) -> PageTable:
    """The one table."""
    table = next(markdown_grids(text), PageTable((), (), {}))
    header = table.header
    complements = [column for column in COMPLEMENTS if column in header]
    is_known = set(NEEDED) <= set(header) and len(complements) == 1 and table.rows
    if not is_known or len(set(header)) != len(header):
        raise ParseError(f"the table's columns are {header}")
    return table


def _score(header: Sequence[str], cells: Sequence[str], category: str, items: int) -> Row:
    row = dict(zip(header, cells, strict=False))
    if len(cells) != len(header) or not row["Model"]:
        raise ParseError(f"a row of the table reads {cells}")
    name = row["Model"]
    rate = _percent(name, row, RATE)
    complement = next(column for column in COMPLEMENTS if column in row)
    return {
        "entry": name,
        "model_name": name,
        "value": tidy(rate),
        "unit": "percent",
        "n": items,
        "provenance": "vendor" if name.lower().startswith(OWN) else "maintainer",
        "protocol": category
        if _percent(name, row, ANSWERED) >= ANSWERS
        else f"{category}, fewer than {ANSWERS} % answered",
        "note": f"Answer rate: {row[ANSWERED]}",
        "_both_rates": tidy(rate + _percent(name, row, complement)),
    }


def _percent(name: str, row: Mapping[str, str], column: str) -> Decimal:
    """The number before the sign. Only the complement may lack it (Grok-2, "98.1", July 2025)."""
    text = row[column]
    if column == RATE and not text.endswith("%"):
        raise ParseError(f"{column} of {name} is {text!r}, not a percentage")
    return decimal_of(f"{column} of {name}", text.removesuffix("%").strip())
