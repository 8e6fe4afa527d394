"""Which tests run under coverage: a part's own, but for those that take longest.

Tracing doubles what a test costs. What stands in SLOW repeats with many inputs, or on everything
that ships, what other tests of the part reach as well: `--cov-fail-under` says whether it is so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from coverage import Coverage

OWN = (
    "tests/terms/",
    "tests/sources/",
    "tests/warehouse/",
    "tests/measures/",
    "tests/pipelines/measure/",
)
"""Folders of the tests of what is measured (`tool.coverage.run`)."""
SLOW = (
    "tests/measures/boards/test_openness_claims.py",
    "tests/measures/gap/test_laws.py",
    "tests/measures/lag/test_laws.py",
    "tests/measures/names/test_invented_spellings.py",
    "tests/measures/names/test_lost_leaders.py",
    "tests/measures/names/test_newest_pages.py",
    "tests/measures/test_new_series.py",
    "tests/pipelines/measure/test_no_longer_derived.py",
    "tests/pipelines/measure/test_unchanged.py",
    "tests/sources/prices/model_prices/test_bundled.py",
    "tests/warehouse/history/test_laws.py",
)


def is_traced(nodeid: str) -> bool:
    """Whether what this test reaches counts as reached."""
    file = nodeid.partition("::")[0]
    return file.startswith(OWN) and file not in SLOW


@contextmanager
def paused() -> Iterator[None]:
    """Nothing is traced inside; also when nothing was before."""
    stopped = []  # a worker of pytest-xdist has two, one in the other
    while (tracing := Coverage.current()) is not None:
        tracing.stop()
        stopped.append(tracing)
    try:
        yield
    finally:
        for tracing in reversed(stopped):
            tracing.start()
