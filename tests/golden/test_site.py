"""The site of everything recorded fits on every screen, and is light."""

from typing import Any

import pytest

from tests.golden.replayed import AT_NIGHT, Replayed
from tests.outputs.browser.conftest import served
from tests.outputs.browser.looks import SCREENS, looked
from tests.outputs.report.test_weight import heavy

pytestmark = AT_NIGHT
SITE = 6_000_000
"""Bytes of pages, pictures and JSON."""


@pytest.mark.parametrize("width", SCREENS)
def test_every_page_fits(browser: Any, replayed: Replayed, width: int) -> None:
    for address in served(replayed.site):
        assert len(list(looked(browser, address, width, ("index.html", "price.html")))) == 2


def test_no_page_is_heavy_and_the_site_is_light(replayed: Replayed) -> None:
    assert heavy(replayed.site) == {}
    files = (path for path in replayed.site.rglob("*") if path.is_file())
    assert sum(path.stat().st_size for path in files) < SITE
