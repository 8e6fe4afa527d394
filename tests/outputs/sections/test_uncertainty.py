"""How sure each gap is, on the page of its benchmark; what qualifies a scale stands beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from measures.series import load
from outputs.report.site import write_report
from outputs.sections.gap.uncertainty import certainty
from tests.measures.scale.estimates import agreement, fit
from tests.outputs.shelf import NOW, gap, put_gaps, put_records, put_scores, read_gap
from warehouse.store import Warehouse

ECI = load()["eci"]


@pytest.mark.parametrize(
    ("changed", "lead", "sure"),
    [
        # 4.2 / 2.1 = 2; 2.0 / 2.1 = 0.95.
        ({"gap": 4.2, "gap_low": 3.0, "gap_high": 5.4, "ci_method": "joint"},
         "The gap, 4.2 index points, is 2.0 times the smallest that this test could show.",
         "95 % interval 3.0 to 5.4"),
        ({"ci_method": "independent"},
         "The gap, 2.0 index points, is smaller than this test could reliably show (2.1 index "
         "points): its size is poorly known.",
         "95 % interval 0.5 to 3.5"),
        ({"unresolved_above": 2, "ci_method": "independent"},
         "The gap cannot be judged: 2 entries of unknown model or openness may lead. Of those "
         "known it is +2.0 index points.",
         "95 % interval 0.5 to 3.5"),
        ({"gap": -0.4, "gap_low": -7.3, "gap_high": 6.5, "unresolved_above": 1,
          "ci_method": "independent"},
         "The gap cannot be judged: 1 entry of unknown model or openness may lead. Of those known "
         "it is −0.4 index points.",
         "95 % interval −7.3 to 6.5"),
        (dict.fromkeys(("gap_low", "gap_high", "detectable_gap", "ci_method")),
         "The gap is 2.0 index points, but no error is published: how sure that is cannot be said.",
         "no interval is published"),
    ],
)  # fmt: skip
def test_a_gap_is_set_against_the_smallest_that_its_test_could_show(
    changed: dict[str, Any], lead: str, sure: str
) -> None:
    found = certainty(ECI, read_gap(**changed))
    assert found is not None
    assert found.lead == lead
    size, least, chance, *_ = (row[1] for row in found.rows)
    assert [it.text for it in size.more] == [sure]
    assert (least.text.text == "unknown") == ("no published error" in found.note)
    assert chance.text.text == "0.4 %"


def test_one_class_alone_has_no_certainty() -> None:
    assert certainty(ECI, read_gap(gap=None)) is None


def page(warehouse: Warehouse, folder: Path, series: str) -> str:
    put_scores(warehouse)
    put_gaps(warehouse, [gap()], series=series)
    write_report(warehouse, folder, now=NOW, sources=[])
    return (folder / "series" / f"{series}.html").read_text("utf-8")


def test_the_page_of_epochs_index_says_what_our_refit_of_it_shows(
    empty: Warehouse, tmp_path: Path
) -> None:
    put_records(empty, [agreement(), fit()])
    assert "it checks our code, not the index" in page(empty, tmp_path, "eci")
