"""How heavy the site of everything recorded is: what a visitor loads, and what a host keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from outputs.report.site import write_report
from pipelines.publish import source_lines
from tests.golden.replayed import NEEDED, NOW, Replayed
from tests.outputs.report.weight import heavy, weight

pytestmark = NEEDED
SITE = 10_000_000
"""Bytes of the whole site: pages, pictures and JSON."""


@pytest.fixture(scope="module")
def site(replayed: Replayed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_report(replayed.warehouse, folder, now=NOW, sources=source_lines())
    return folder


def test_no_page_is_heavy(site: Path) -> None:
    assert heavy(site) == {}


def test_the_whole_site_is_light(site: Path) -> None:
    assert weight(site) < SITE
