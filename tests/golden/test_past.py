"""What the slider says of a day is what the whole site of that day says, measured anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from cli.shell.past import PastDay, measured
from outputs.report.compose import Site, compose
from outputs.report.context import AsOf, Extras
from outputs.report.past import past_script
from outputs.sections.front.benchmarks import BenchmarkGroup, BenchmarkLine
from outputs.sections.front.past import PastDays
from pipelines.measure.past import published_by_day
from pipelines.measure.run import DERIVATIONS
from tests.golden.replayed import NEEDED, NOW, Replayed
from tests.homes.partly import only

pytestmark = NEEDED
DAYS = ("2025-05-20", "2026-03-01", "2026-09-20")
"""Before there was an index; on old data; with the newest whole page."""
SHOWN = DERIVATIONS.keys() - {"price", "one_gpu_gap", "vendor_inflation", "correction"}
"""What is compared does not tell of the others."""


@pytest.fixture(scope="module")
def past(replayed: Replayed) -> PastDays:
    published = published_by_day(replayed.warehouse, NOW)
    found = compose(replayed.warehouse, NOW, [], Extras(published=published)).past
    assert found is not None
    return found


@pytest.fixture(scope="module", params=DAYS)
def then(replayed: Replayed, request: pytest.FixtureRequest) -> Iterator[tuple[str, Site]]:
    """A day, and its site as `report --as-of` composes it."""
    on = date.fromisoformat(request.param)
    at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    with only(*SHOWN), measured(replayed.warehouse, PastDay(on)) as copy:
        yield request.param, compose(copy, at, [], Extras(as_of=AsOf(on)))


def test_title_and_sentences_are_those_of_the_page_of_that_day(
    past: PastDays, then: tuple[str, Site]
) -> None:
    on, site = then
    answer = past.answer(on)
    assert (answer.title, list(answer.sentences)) == (site.front.title, site.front.sentences)


def test_every_benchmark_says_what_the_page_of_that_day_says(
    past: PastDays, then: tuple[str, Site]
) -> None:
    on, site = then
    assert told(past.groups(on)) == told(site.benchmarks)
    directions = {group.domain: group.direction for group in site.benchmarks}
    assert past.directions(on).items() <= directions.items()


def told(
    groups: list[BenchmarkGroup] | tuple[BenchmarkGroup, ...],
) -> dict[str, tuple[object, ...]]:
    lines: list[BenchmarkLine] = [it for one in groups for it in (*one.active, *one.closed)]
    return {
        it.series.id: (
            *(it.shown.gap, it.shown.interval, it.shown.verdict, it.is_active, tuple(it.doubts)),
            *(side and side.name.text for side in (it.shown.closed, it.shown.open)),
        )
        for it in lines
    }


def test_the_data_of_the_slider_stay_small(past: PastDays) -> None:
    assert len(past_script(past)) < 300_000
