"""Open models' share of OpenRouter's tokens on 8 and 9 October 2026, by the registry that ships.

Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-10 and 2026-10-11, CC BY 4.0. The file
beside this one has the rows of 8 October as halcyonic-systems/facets@8de81903 keeps them.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest

from pipelines.ingest.page import ingest
from pipelines.measure.inputs import Inputs
from pipelines.measure.spellings import derive_spellings
from sources.boards import openrouter_rankings
from sources.contract import Fetched, Page
from terms.openness import OpennessRule
from tests.measures.shipped import names
from tests.recorded import november, skip_without_november
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse

pytestmark = [pytest.mark.recorded, skip_without_november]
URL = openrouter_rankings.URL
READ_SINCE = {"laguna-s-2.1"}
"""Models whose licence was read after 29 November, when the shares were first computed by hand."""


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    path = Path(__file__).parent / "openrouter_2026-10-08.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = [{"date": "2026-10-08", **row} for row in csv.DictReader(file)]
    first = Page(URL, json.dumps({"data": rows}).encode(), datetime(2026, 10, 10, tzinfo=UTC))
    return [first, november("openrouter_rankings/2026-10-09_rankings-daily.json")]


def by_hand(page: Page) -> Counter[str]:
    """Tokens of every class; of `READ_SINCE` apart."""
    known, found = names(), Counter[str]()
    (reading,) = openrouter_rankings.parse(page)
    on = str(reading.published_on)
    for row in reading.rows:
        name = row["model_name"]
        match = known.match("openrouter_rankings", name, on) if name else None
        grade = known.openness(match.model, on) if match else ""
        is_open = grade in OpennessRule.ANY_WEIGHTS.grades
        kind = "open" if is_open else grade if grade == "closed" else "unknown"
        if match and match.model in READ_SINCE:
            kind = "read since"
        found[kind if name else "other"] += row["tokens"]
    return found


def test_the_shares_of_two_days(pages: list[Page], named_home: Path, tmp_path: Path) -> None:
    with Warehouse.open(copytree(named_home, tmp_path / "home")) as warehouse:
        for page in pages:
            taken = ingest(warehouse, openrouter_rankings, Fetched(URL, page.seen_at, 200, page))
            assert (taken.outcome.outcome, taken.outcome.read) == ("recorded", 51)
        list(derive_spellings(Inputs(warehouse, datetime.now(UTC))))
        rows = statistics(warehouse.connection, "open_token_share")
    kept = ("on_date", "open_share_low", "open_share_high", "unknown_share", "other_share")
    assert [tuple(row[it] for it in kept) for row in rows] == [
        ("2026-10-08", 63.7588, 71.6886, 3.6807, 7.3808),
        ("2026-10-09", 58.6866, 64.9723, 3.3873, 6.2872),
    ]


@pytest.mark.parametrize(("place", "low", "high"), [(0, 63.1, 71.5), (1, 58.1, 64.8)])
def test_as_computed_first_before_the_last_licences_were_read(
    place: int, low: float, high: float, pages: list[Page]
) -> None:
    found = by_hand(pages[place])
    assert round(100 * found["open"] / found.total(), 1) == low
    assert round(100 * found["open"] / (found["open"] + found["closed"]), 1) == high
