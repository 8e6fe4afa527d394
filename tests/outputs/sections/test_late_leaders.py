"""A leader that came out after the page that lists it."""

from __future__ import annotations

import pytest

from measures.series import load
from outputs.sections.gap.rows import Facts, changes
from tests.outputs.shelf import read_gap


def facts(released_on: str | None) -> Facts:
    told = {"name": "One", "maker_name": "Maker"}
    names = {
        "closed-one": told | {"released_on": released_on},
        "open-one": told | {"released_on": "2024-07-23"},
    }
    return Facts(names)


@pytest.mark.parametrize(
    ("released_on", "page", "is_late"),
    [
        ("2024-12-05", "2024-11-25", True),  # o1 on LiveBench's release of 25 November 2024
        ("2024-11-25", "2024-11-25", False),
        (None, "2024-11-25", False),
        ("2024-12-05", None, False),  # entry axis: no page of that day
    ],
)
def test_a_gap_with_such_a_leader_is_provisional(
    released_on: str | None, page: str | None, is_late: bool
) -> None:
    (found,) = changes(load()["livebench"], [read_gap(vintage_on=page)], facts(released_on))
    marked = "(a leader was released after this page's day, 25 Nov 2024)" in found.gap
    assert marked == is_late
