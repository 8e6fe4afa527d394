"""A page lists a model whose weights came later: gap, lag and picture are told for that later day.

LiveBench's page of 23 July 2026 lists Kimi K3, whose weights came on 27 July.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from outputs.report.compose import Site, compose
from outputs.sections.freshness import phrase
from pipelines.ingest.curated import curate_source
from sources import registry
from tests.homes.partly import measure_only
from tests.pipelines.fake import row
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse

PAGE = date(2026, 7, 23)
NOW = datetime(2026, 11, 12, 12, tzinfo=UTC)
"""Kimi K3 is of 16 July: the last day but one on which it is a recent model."""
SCORES = (
    ("gpt-5.2-2025-12-11-high", 74.6),
    ("gpt-5.5-xhigh", 79.9),
    ("gpt-5.6-sol-max", 82.4),
    ("glm-5.2", 73.2),
    ("kimi-k3", 78.5),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("late")
    with Warehouse.open(place) as warehouse:
        list(curate_source(warehouse, registry, lambda: NOW))
        key = BoardKey("score", "livebench", "2026_06_25", "average")
        rows = [row(name, value, provenance="maintainer") for name, value in SCORES]
        seen = Seen("livebench", "https://livebench.ai/x", NOW, "t", warehouse.keep(b"a table"))
        warehouse.accept(seen, [Arrival(key, PAGE, rows)])
        measure_only(warehouse, NOW, "gap", "lag", "release_frontier")
    return place


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[Site]:
    with Warehouse.read(home) as warehouse:
        yield compose(warehouse, NOW, [])


def test_the_picture_by_release_date_ends_on_the_day_the_weights_came(home: Path) -> None:
    with Warehouse.read(home) as warehouse:
        steps = statistics(warehouse.connection, "frontier_by_release")
    stairs = [one for one in steps if one["series"] == "livebench"]
    ends = {one["openness_rule"]: one["through_on"] for one in stairs}
    # Kimi K3's licence has a threshold: under the last rule nothing happened after the page.
    assert ends["any_weights"] == "2026-07-27"
    assert ends["permissive"] == "2026-07-23"
    assert {one["vintage_on"] for one in stairs} == {"2026-07-23"}


def test_gap_lag_and_picture_of_the_site_are_of_one_day(site: Site) -> None:
    (view,) = [one for one in site.series if one.series.id == "livebench"]
    assert phrase(view.freshness) == "as of 27 Jul 2026, data from 23 Jul 2026"
    assert view.headline.gap == "+3.9"
    lag = view.lags["any_weights"]
    assert (lag.days, phrase(lag.freshness)) == (95, phrase(view.freshness))
    assert view.releases is not None
    assert view.releases.page_on == "23 Jul 2026"
    assert view.releases.stairs.span.last == date(2026, 7, 27)
