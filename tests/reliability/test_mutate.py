"""A few mutations of every page of every source, and what was found by many."""

import random
import re
from collections import Counter

import pytest

from tests.reliability import mutate
from tests.reliability.mutate import RIGHT, Seed

MUTATIONS = range(15)
FOUND = [
    ("anthropic_pricing_page", "announced.md", 625),
    ("arena_page", "text_2026-02-06.html", 204),
    ("arena_page", "text_2026-02-06.html", 1257),
    ("epoch", "epoch.zip", 0),
    ("epoch_eci", "eci_scores.csv", 171),
    ("openrouter", "models.json", 138),
    ("registry", "acme.toml", 1963),
    ("swebench_page", "list.html", 2),
    ("tau2", "list.json", 396),
]
"""Each passed an infinite number on, nested too deeply, or broke a library's parser; the zip asked
for a place before its beginning."""


def test_mutated_pages_are_refused_or_give_rows_that_fit() -> None:
    counted, findings = mutate.run(iter(MUTATIONS))
    assert [(seed.path.name, number, cause) for seed, number, cause in findings] == []
    assert counted["refused"] > counted["rows"] > 100


@pytest.mark.parametrize(("source", "name", "number"), FOUND)
def test_what_was_found_once_is_right_now(source: str, name: str, number: int) -> None:
    (seed,) = (one for one in mutate.seeds() if (one.source, one.path.name) == (source, name))
    assert mutate.outcome(seed, seed.mutated(number)) in RIGHT


def halved(seed: Seed, number: int) -> bytes:
    """The page with half a character at the end of one of its JSON texts."""
    ends = [found.end() for found in re.finditer(rb'[A-Za-z0-9](?=")', seed.body)]
    at = random.Random(number).choice(ends)  # noqa: S311 - repeatable, no secret
    return seed.body[:at] + rb"\ud800" + seed.body[at:]


def test_half_a_character_ends_in_rows_or_a_named_refusal() -> None:
    seeds = [seed for seed in mutate.seeds() if seed.path.suffix == ".json"]
    ends = Counter(
        mutate.outcome(seed, halved(seed, number)) for seed in seeds for number in range(20)
    )
    assert {"rows", "refused"} <= set(ends) <= set(RIGHT)
