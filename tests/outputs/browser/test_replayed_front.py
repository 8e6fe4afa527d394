"""Pages of everything recorded fit as those of what ships do, which is looked at daily."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.golden.replayed import AT_NIGHT, Replayed
from tests.outputs.browser.conftest import served
from tests.outputs.browser.looks import SCREENS, look

pytestmark = AT_NIGHT


@pytest.fixture(scope="module")
def front(replayed: Replayed) -> Iterator[str]:
    """Where its site is served."""
    yield from served(replayed.site)


@pytest.mark.parametrize("width", SCREENS)
def test_every_page_fits(face: Any, front: str, width: int) -> None:
    look(face, front, width, ("index.html", "price.html"))
