"""How sure each gap is, on the page of its benchmark; what qualifies a scale stands beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from measures.scale.records import CompositeVsEciEstimate
from measures.series import load
from outputs.report.site import write_report
from outputs.sections.gap.uncertainty import certain
from tests.measures.scale.estimates import agreement, fit, gaps, lags
from tests.outputs.shelf import NOW, gap, put_gaps, put_records, put_scores
from warehouse.store import Warehouse

ECI = load()["eci"]


@pytest.mark.parametrize(
    ("changed", "share", "interval"),
    [
        # 4.2 / 2.1 = 2; 2.0 / 2.1 = 0.95.
        ({"gap": 4.2, "gap_low": 3.0, "gap_high": 5.4, "ci_method": "joint"}, "+2.0", "3.0 to 5.4"),
        ({"ci_method": "independent"}, "+1.0", "0.5 to 3.5"),
        (dict.fromkeys(("gap_low", "gap_high", "detectable_gap", "ci_method")), None, None),
    ],
)
def test_a_gap_is_set_against_the_smallest_that_its_test_could_show(
    changed: dict[str, Any], share: str | None, interval: str | None
) -> None:
    found = certain(ECI, gap(**changed))
    assert found is not None
    assert (found.share, found.interval) == (share, interval)
    assert (found.method == "no published error") == (share is None)
    assert (found.p_open_ahead, found.p_board) == ("0.4 %", "1.0 %")


def test_one_class_alone_has_no_certainty() -> None:
    assert certain(ECI, gap(gap=None)) is None


def page(warehouse: Warehouse, folder: Path, series: str) -> str:
    put_scores(warehouse)
    put_gaps(warehouse, [gap()], series=series)
    write_report(warehouse, folder, now=NOW, sources=[])
    return (folder / "series" / f"{series}.html").read_text("utf-8")


def test_the_composites_page_says_that_its_agreement_with_epochs_index_is_no_evidence(
    empty: Warehouse, tmp_path: Path
) -> None:
    put_records(empty, [gaps(4.5, 4.6), lags(0)])
    assert CompositeVsEciEstimate.CIRCULAR in page(empty, tmp_path, "composite")


def test_the_page_of_epochs_index_says_what_our_refit_of_it_shows(
    empty: Warehouse, tmp_path: Path
) -> None:
    put_records(empty, [agreement(), fit()])
    assert "it checks our code, not the index" in page(empty, tmp_path, "eci")
