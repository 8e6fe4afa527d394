"""Declared saturation is held to the rule after every run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from measures.series import DatedStatus, load
from pipelines.assets.metadata.saturation import saturation_checks
from tests.measures.sample import said
from warehouse.store import Warehouse

ON = date(2026, 8, 31)


@pytest.fixture(scope="module")
def shipped(whole_home: Path) -> Iterator[Warehouse]:
    with Warehouse.read(whole_home) as warehouse:
        yield warehouse


def test_shipped_facts_say_what_is_declared(shipped: Warehouse) -> None:
    (found,) = saturation_checks(shipped, load(), ON)
    assert found.passed, found.metadata


@pytest.mark.parametrize(
    ("series", "statuses", "told"),
    [
        ("gpqa_epoch", (), "gpqa-diamond is saturated"),
        ("hle", said("saturated"), "hle is not saturated"),
    ],
)
def test_what_is_declared_otherwise_is_told(
    series: str, statuses: tuple[DatedStatus, ...], told: str, shipped: Warehouse
) -> None:
    declared = {**load(), series: replace(load()[series], statuses=statuses)}
    (found,) = saturation_checks(shipped, declared, ON)
    assert not found.passed
    assert told in str(found.metadata) + str(found.description)
