"""The project that `gapwatch export --suites` writes, opened again by Great Expectations."""

from __future__ import annotations

import warnings
from datetime import date
from pathlib import Path

import pandas as pd

from expectations.rules import rules_for
from expectations.suites import write_suites
from expectations.verdict import UnjudgedPage
from sources.contract import Reading
from warehouse.schema.facts import SCORE


def row(entry: str, value: float) -> dict[str, object]:
    return {
        "entry": entry, "model_name": entry, "value": value, "unit": "percent",
        "provenance": "independent", "protocol": "as the page has it",
    }  # fmt: skip


def test_suites_and_results_are_opened_again(tmp_path: Path) -> None:
    reading = Reading(
        "score", "board", "", [row("a", 51.0), row("b", 151.0)], published_on=date(2026, 3, 1)
    )
    pages = UnjudgedPage("aider", [reading], date(2026, 3, 2), {})
    found = {one.suite: one for one in write_suites(tmp_path, [pages])}
    rules = [rule for rule in rules_for("aider", SCORE) if rule.of == "row"]
    assert found["aider-score-row"].expectations == len(rules)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx  # noqa: PLC0415 - takes seconds

        context = gx.get_context(mode="file", project_root_dir=tmp_path)
        suites = {suite.name: suite for suite in context.suites.all()}
        results = [
            context.validation_results_store.get(key)
            for key in context.validation_results_store.list_keys()
        ]
        again = context.checkpoints.get("aider-score-row").run(
            batch_parameters={"dataframe": pd.DataFrame(reading.rows)}
        )
    assert suites.keys() == found.keys()
    assert not again.success, "151 percent is no percentage"
    assert [one.meta["rule"] for one in suites["aider-score-row"].expectations] == [
        rule.id for rule in rules
    ]
    assert all(one.meta["why"] for one in suites["aider-score-row"].expectations)
    by_suite = {result.suite_name: result for result in results}
    assert by_suite.keys() == found.keys()
    unmet = [
        result.expectation_config.meta["rule"]
        for result in by_suite["aider-score-row"].results
        if not result.success
    ]
    assert len(unmet) == found["aider-score-row"].unmet
    assert any("percent" in rule for rule in unmet)
