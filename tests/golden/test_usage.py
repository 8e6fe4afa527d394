"""Open models' share of OpenRouter's tokens on 8 and 9 October 2026, by the registry that ships.

Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-10 and 2026-10-11, CC BY 4.0. The file
beside this one has the rows of 8 October as halcyonic-systems/facets@8de81903 keeps them.
"""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.ingest.page import ingest
from pipelines.measure.registry import derive_spellings, registry
from sources.boards import openrouter_rankings
from sources.contract import Fetched, Page
from tests.recorded import november, skip_without_november
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse

pytestmark = [pytest.mark.recorded, skip_without_november]
URL = openrouter_rankings.URL


def pages() -> Iterator[Page]:
    path = Path(__file__).parent / "openrouter_2026-10-08.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = [{"date": "2026-10-08", **row} for row in csv.DictReader(file)]
    yield Page(URL, json.dumps({"data": rows}).encode(), datetime(2026, 10, 10, tzinfo=UTC))
    yield november("openrouter_rankings/2026-10-09_rankings-daily.json")


def test_the_shares_of_two_days(named: Warehouse) -> None:
    for page in pages():
        taken = ingest(named, openrouter_rankings, Fetched(URL, page.seen_at, 200, page))
        assert (taken.outcome.outcome, taken.outcome.read) == ("recorded", 51)
    list(derive_spellings(named, registry(named), datetime.now(UTC)))
    rows = statistics(named.connection, "open_token_share")
    kept = ("on_date", "open_share_low", "open_share_high", "unknown_share", "other_share")
    assert [tuple(row[it] for it in kept) for row in rows] == [
        ("2026-10-08", 63.7588, 74.8203, 3.6807, 7.3808),
        ("2026-10-09", 58.6866, 68.1426, 3.1688, 6.2872),
    ]
