"""The project that `gapwatch export --suites` writes, opened again by Great Expectations."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest

from expectations.rules import rules_for
from expectations.suites import write_suites
from warehouse.schema.facts import SCORE

ROW = {
    "entry": "a", "model_name": "a", "value": 51.0, "unit": "percent", "provenance": "independent",
    "protocol": "as the page has it",
}  # fmt: skip


@pytest.mark.nightly
def test_suites_are_opened_again(tmp_path: Path) -> None:
    found = write_suites(tmp_path, {"aider": ["score"]}, "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx  # noqa: PLC0415 - takes seconds

        context = gx.get_context(mode="file", project_root_dir=tmp_path)
        suites = {suite.name: suite.expectations for suite in context.suites.all()}
        asked = context.checkpoints.get("aider-score-row")
        odd = pd.DataFrame([ROW | {"value": 151.0}, ROW])
        assert not asked.run(batch_parameters={"dataframe": odd}).success
    assert {name: len(some) for name, some in suites.items()} == found
    rules = [rule for rule in rules_for("aider", SCORE) if rule.of == "row"]
    known = {one.meta["rule"]: one.meta["why"] for one in suites["aider-score-row"]}
    assert known == {rule.id: rule.why for rule in rules}
