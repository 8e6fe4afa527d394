"""What the series of a domain say together, which of them speak, and by which models are chosen."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from measures.gap.judgement import verdict
from measures.segments import GapSegment
from measures.series import Series, load
from pipelines.measure.units import declared_row
from tests.measures.price.rows import scored
from tests.measures.sample import said
from tests.outputs.shelf import gap, put_issue
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse

GAPS: dict[str, dict[str, Any]] = {
    "closed ahead": {},
    "open ahead": {"gap": -2.0, "gap_low": -3.0, "gap_high": -1.0},
    "not distinguishable": {"gap_low": -1.0},
    "no interval": {"gap_low": None, "gap_high": None, "ci_level": None},
    "one class only": {"gap": None, "gap_low": None, "gap_high": None, "open_model": None},
    "cannot be judged": {"unresolved_above": 1},
    "not tested lately": {"is_tested_lately": 0},
}
"""Verdict to columns of a gap that support it."""


def series(name: str, **changed: Any) -> Series:
    return replace(load()["deepswe"], id=name, **{"dataset": None, **changed})


def domains(warehouse: Warehouse, declared: Iterable[Series], *verdicts: str) -> list[Any]:
    """The rows of view domain of series in declared order, each with a gap of one verdict."""
    every = list(declared)
    warehouse.declare([declared_row(one) for one in every])
    for one, word in zip(every, verdicts, strict=True):
        row = gap(**GAPS[word])
        row["verdict"] = verdict(GapSegment.from_row(row)).value
        assert row["verdict"] == word
        put_issue(warehouse, "gap", one.id, "any_weights", [row])
    found = {row["series"]: row for row in statistics(warehouse.connection, "domain")}
    return [found[one.id] for one in every]


@pytest.mark.parametrize(
    ("verdicts", "word"),
    [
        (("closed ahead", "closed ahead"), "closed ahead"),
        (("closed ahead", "not distinguishable"), "closed ahead in part"),
        (("open ahead", "not distinguishable"), "open ahead in part"),
        (("open ahead", "no interval"), "open ahead"),
        (("closed ahead", "open ahead"), "series disagree"),
        (("not distinguishable",), "not distinguishable"),
        (("no interval", "one class only"), "cannot be judged"),
        (("cannot be judged",), "cannot be judged"),
        (("not tested lately", "open ahead"), "open ahead"),
        (("not tested lately", "cannot be judged"), "cannot be judged"),
        (("not tested lately",), "not tested lately"),
    ],
)
def test_series_of_a_domain_are_laid_side_by_side_and_never_averaged(
    fresh: Warehouse, verdicts: tuple[str, ...], word: str
) -> None:
    rows = domains(fresh, [series(f"s{place}") for place, _ in enumerate(verdicts)], *verdicts)
    assert {row["direction"] for row in rows} == {word}
    assert [row["speaks"] for row in rows] == [it != "not tested lately" for it in verdicts]


def test_only_active_series_of_general_models_speak(fresh: Warehouse) -> None:
    every = [
        series("frozen", statuses=said("frozen")),
        series("tuned", task_tuned=True),
        series("live"),
        series("ended", domain="safety", statuses=said("frozen")),
    ]
    rows = domains(fresh, every, "open ahead", "open ahead", "closed ahead", "open ahead")
    assert [row["speaks"] for row in rows] == [0, 0, 1, 0]
    assert [row["direction"] for row in rows] == [*["closed ahead"] * 3, "no live series"]


@pytest.mark.parametrize(
    ("first_is", "verdicts", "speaks"),
    [
        ("live", ("closed ahead", "open ahead", "open ahead"), [1, 0, 0]),
        ("live", ("not tested lately", "open ahead", "closed ahead"), [0, 1, 0]),
        ("frozen", ("closed ahead", "open ahead", "closed ahead"), [0, 1, 0]),
    ],
)
def test_of_a_data_set_the_first_declared_that_tested_a_recent_open_model_speaks(
    fresh: Warehouse, first_is: str, verdicts: tuple[str, ...], speaks: list[int]
) -> None:
    # In declared order, which is not that of their names.
    styled, *others = (series(name, dataset="votes") for name in ("styled", "raw", "more"))
    every = [replace(styled, statuses=said(first_is)), *others]
    assert [row["speaks"] for row in domains(fresh, every, *verdicts)] == speaks


def scores(count: int, errors: int) -> list[dict[str, Any]]:
    """Rows of models of which some have a known error."""
    known = [1.0] * errors + [None] * (count - errors)
    return [scored(f"model {rank}", 50.0, rank, error) for rank, error in enumerate(known, 1)]


@pytest.mark.parametrize(
    ("second", "of_second", "speaks"),
    [
        ({}, (5, 5), "second"),  # it ranks more models
        ({}, (5, 3), "second"),
        ({}, (5, 2), "first"),  # half of its models and more have no known error
        ({"provenance": "vendor"}, (5, 5), "first"),
        ({"statuses": said("frozen")}, (5, 5), "first"),
        # Without its data set the one that no maker measured would speak.
        ({"provenance": "vendor", "dataset": "first"}, (5, 5), "second"),
        ({"task_tuned": True}, (5, 5), "first"),
        ({}, (0, 0), "first"),
    ],
)
def test_models_are_chosen_by_one_series_of_a_domain(
    fresh: Warehouse, second: dict[str, Any], of_second: tuple[int, int], speaks: str
) -> None:
    every = {"second": series("second", **second), "first": series("first")}
    fresh.declare([declared_row(one) for one in every.values()])
    for name, some in (("second", of_second), ("first", (4, 4))):
        put_issue(fresh, "model_score", name, "", scores(*some))
    found = fresh.connection.execute("SELECT series FROM _speaking").fetchall()
    assert [name for (name,) in found] == [speaks]
