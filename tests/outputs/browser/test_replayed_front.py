"""Pages of everything recorded fit as those of what ships do, which is looked at daily."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.golden.replayed import NEEDED, Replayed
from tests.outputs.browser.conftest import served
from tests.outputs.browser.looks import (
    FIRST_VIEW_BYTES,
    FRONTS,
    ONE_OF_EACH,
    OPEN_ALL,
    SCREENS,
    faults,
    look,
    slide,
    watched,
)

pytestmark = [*NEEDED, pytest.mark.nightly]
PATHS = (*FRONTS, "price.html")


@pytest.fixture(scope="module")
def front(replayed: Replayed) -> Iterator[str]:
    """Where its site is served."""
    yield from served(replayed.site)


@pytest.mark.parametrize("width", SCREENS)
def test_every_page_fits(face: Any, front: str, width: int) -> None:
    look(face, front, width, PATHS)


@pytest.mark.parametrize("width", SCREENS)
@pytest.mark.parametrize("path", PATHS)
def test_every_front_is_accessible_quiet_and_small(
    browser: Any, front: str, width: int, path: str
) -> None:
    with watched(browser, front, width) as seen:
        page = seen.open(path)
        page.evaluate(OPEN_ALL)
        page.evaluate(ONE_OF_EACH)
        assert faults(page) == ""
        assert seen.complaints == []
        assert seen.size < FIRST_VIEW_BYTES


@pytest.mark.parametrize("width", SCREENS)
def test_the_slider_is_moved_by_keys_alone(browser: Any, front: str, width: int) -> None:
    then = "Open-weight models were about 8 months behind in December"
    slide(browser, front, width, then, "The list of 11 Aug 2026 puts open models")
