"""LLM Stats: scores that makers of models report, collected in one keyless JSON list.

A board is a score column (`gpqa_score`); a row is a model. Quirks:

- The list does not say who measured a value. Nearly all are the makers' own announcements, so all
  are `vendor`; a number that meets an independent one in a gap would be a mistake.
- Shots, tools and scaffold are not stated: HLE and AIME mix runs with and without tools.
- Values are fractions; 0 stands for "not entered" (mmmu_score) and the rules set it aside.
- Prices in the list are somebody's, not the makers'; they are not read.
- The address is not documented; the documented interface wants a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sources.contract import (
    NONE_STATED,
    Client,
    Fetched,
    Page,
    Reading,
    Row,
    SourceCard,
    SourceChanged,
)
from sources.reading.rows import read_each, unread_keys
from sources.reading.spelling import STAMP
from sources.reading.strict import day_if_any, json_of, list_of, number_of, object_of, text_of, tidy
from terms.grammar import Grammar

URL = "https://api.zeroeval.com/leaderboard/models/full?justCanonicals=true"

BOARDS: Mapping[str, int] = {
    "gpqa_score": 198,
    "swe_bench_verified_score": 500,
    "hle_score": 2500,
    "aime_2025_score": 30,
    "mmmu_score": 900,
}
"""Score column to items of the benchmark."""

ABOUT = SourceCard(
    name="llm_stats",
    title="LLM Stats, scores as the makers report them",
    grammar=Grammar((STAMP,)),
    home="https://llm-stats.com/",
    licence=NONE_STATED,
    attribution="LLM Stats, https://llm-stats.com (attribution asked for)",
    cadence="Every few days.",
    stale_after_days=14,
    stale_reason="New models appear every few days; the list has no date of its own, so its age is "
    "the age of our last look.",
    tables=("score", "release"),
    boards=(*BOARDS, "models"),
    rows={"score": 365, "release": 220},
    terms="The free interface asks for attribution; figures may be cited with their source.",
)

OTHERS = frozenset(
    [
        "model_id",
        "name",
        "organization",
        "organization_id",
        "organization_country",
        "params",
        "context",
        "canonical_model_id",
        "release_date",
        "announcement_date",
        "multimodal",
        "license",
        "knowledge_cutoff",
        "input_price",
        "output_price",
        "throughput",
        "latency",
    ]
)
PROTOCOL = "as the maker reports it, setting not stated"


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the list once (150 kB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("application/json",), max_bytes=16 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One board per score column in percent, and what the list says of licences and dates.

    Raises SourceChanged when the page is no list.
    """
    content = list_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    for board, items in BOARDS.items():
        listed = [item for item in content if _is_on(board, item)]
        rows, refused = read_each(listed, lambda item: _score(board, items, item), _entry)  # noqa: B023
        if rows or refused:
            yield Reading("score", board, "", rows, refused=refused)
    claims, refused = read_each(content, _claim, _entry)
    unread = unread_keys("a model", content, OTHERS | set(BOARDS))
    yield Reading("release", "models", "", claims, refused=refused, warnings=unread)


def _is_on(board: str, item: object) -> bool:
    """Whether a model has a score there; a key that is missing may have been one."""
    return isinstance(item, dict) and item.get(board, "missing") is not None


def _entry(item: object) -> str:
    model = object_of(ABOUT.name, "a model", item)
    return text_of(ABOUT.name, "a model_id", model.get("model_id"))


def _score(board: str, items: int, model: Mapping[str, Any]) -> Row:
    name = _entry(model)
    value = number_of(ABOUT.name, f"{board} of {name}", model.get(board))
    released = _day(name, model, "release_date")
    return {
        "entry": name,
        "model_name": name,
        "value": tidy(Decimal(value) * 100),
        "unit": "percent",
        "n": items,
        "provenance": "vendor",
        "protocol": PROTOCOL,
        "dated_on": released or _day(name, model, "announcement_date"),
        "released_on": released,
    }


def _day(name: str, model: Mapping[str, Any], key: str) -> str | None:
    if key not in model:
        raise SourceChanged(ABOUT.name, f"{name} has no {key}")
    return day_if_any(ABOUT.name, f"{key} of {name}", model[key])


def _claim(item: object) -> Row:
    name = _entry(item)
    model = object_of(ABOUT.name, "a model", item)
    return {
        "entry": name,
        "model_name": name,
        "maker": text_of(ABOUT.name, f"organization of {name}", model.get("organization")),
        "licence": text_of(ABOUT.name, f"license of {name}", model.get("license")),
        "released_on": _day(name, model, "release_date"),
        "note": text_of(ABOUT.name, f"name of {name}", model.get("name")),
    }
