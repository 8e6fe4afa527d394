"""What the slider says of a day is what the whole site of that day says, measured anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from cli.shell.past import measured
from outputs.report.compose import Site, compose
from outputs.report.context import AsOf, Extras
from outputs.sections.front.past import PastDays
from pipelines.measure.run import DERIVATIONS, OF_SERIES
from tests.golden.replayed import NEEDED, NOW, Replayed
from tests.homes.partly import only

pytestmark = NEEDED
DAYS = (
    "2026-03-01",
    pytest.param("2025-05-20", marks=pytest.mark.nightly),
    pytest.param("2026-09-20", marks=pytest.mark.nightly),
)
"""On old data; before there was an index; with the newest whole page."""
SHOWN = (OF_SERIES.keys() | DERIVATIONS.keys()) - {"one_gpu_gap", "correction"}
"""What is compared does not tell of the others."""


@pytest.fixture(scope="module")
def past(replayed: Replayed) -> PastDays:
    found = compose(replayed.warehouse, NOW, []).past
    assert found is not None
    return found


@pytest.fixture(scope="module", params=DAYS)
def then(replayed: Replayed, request: pytest.FixtureRequest) -> Iterator[tuple[str, Site]]:
    """A day, and its site as `report --as-of` composes it."""
    on = date.fromisoformat(request.param)
    at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    with only(*SHOWN), measured(replayed.warehouse, AsOf(on)) as copy:
        yield request.param, compose(copy, at, [], Extras(as_of=AsOf(on)))


def test_title_and_sentences_are_those_of_the_page_of_that_day(
    past: PastDays, then: tuple[str, Site]
) -> None:
    on, site = then
    answer = past.answer(on)
    assert (answer.title, list(answer.sentences)) == (site.front.title, site.front.sentences)
