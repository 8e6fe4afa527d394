"""How heavy the site of everything recorded is: what a visitor loads, and what a host keeps."""

from __future__ import annotations

from tests.golden.replayed import NEEDED, Replayed
from tests.outputs.report.weight import heavy, weight

pytestmark = NEEDED
SITE = 10_000_000
"""Bytes of the whole site: pages, pictures and JSON."""


def test_no_page_is_heavy(replayed: Replayed) -> None:
    assert heavy(replayed.site) == {}


def test_the_whole_site_is_light(replayed: Replayed) -> None:
    assert weight(replayed.site) < SITE
