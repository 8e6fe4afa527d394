"""What counts for coverage: a part's own tests, without the slowest."""

from __future__ import annotations

import pytest
from coverage import Coverage

from tests import traced


def test_only_a_parts_own_tests_are_traced_and_not_the_slowest(pytestconfig: pytest.Config) -> None:
    assert all((pytestconfig.rootpath / place).exists() for place in traced.OWN + traced.SLOW)
    assert all(file.startswith(traced.OWN) for file in traced.SLOW)
    assert traced.is_traced("tests/measures/gap/test_daily.py::test_a[1]")
    assert not traced.is_traced("tests/measures/gap/test_laws.py::test_a[1]")
    assert not traced.is_traced("tests/outputs/report/test_site.py::test_a")


def test_nothing_is_traced_in_a_pause() -> None:
    assert Coverage.current() is None, "this test is not traced itself"
    with traced.paused():
        assert Coverage.current() is None
    outer, inner = (Coverage(data_file=None, source=["terms"]) for _ in range(2))
    outer.start()
    inner.start()
    try:
        with traced.paused():
            assert Coverage.current() is None
        assert Coverage.current() is inner
        inner.stop()
        assert Coverage.current() is outer
    finally:
        inner.stop()
        outer.stop()
