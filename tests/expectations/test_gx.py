"""The wrapper around Great Expectations: what it reports, that it keeps to itself, and the project
that `gapwatch export --suites` writes, opened again."""

import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from expectations import gx
from expectations.rules import Rule, rules_for
from expectations.suites import write_suites
from tests.measures.sample import row
from warehouse.schema.facts import SCORE

ROOT = Path(__file__).parents[2]
FRAME = pd.DataFrame(
    {
        "value": [1.0, None, 9.0, 8.0],
        "unit": ["elo", "elo", "elo", "percent"],
        "none": [None] * 4,
        "_reading": [0] * 4,
    },
    index=[10, 11, 12, 13],
)


def found(expect: str, where: dict[str, Any] | None = None, /, **arguments: Any) -> gx.Finding:
    """What one rule finds in the rows of `FRAME`."""
    about = {"expect": expect, "with_": arguments, "where": where or {}}
    rule = Rule(id="one", action="warn", why="For the test.", **about)  # type: ignore[arg-type]
    return gx.run(FRAME, [rule])[0]


@pytest.mark.parametrize(
    ("where", "indices"),
    [
        ({"unit": "percent"}, (13,)),
        ({"unit": ["elo", "percent"]}, (12, 13)),
        ({"unit": "elo", "none": None}, (12,)),
        ({"unit": "share"}, ()),
        ({"none": "*"}, ()),
        ({"value": "*"}, (12, 13)),
    ],
)
def test_a_filter_narrows_the_rows(where: dict[str, Any], indices: tuple[int, ...]) -> None:
    expect = "expect_column_values_to_be_between"
    assert found(expect, where, column="value", max_value=5).indices == indices


def test_a_key_with_an_absent_part_is_still_looked_at() -> None:
    key = ["_reading", "unit", "none"]
    assert found("expect_compound_columns_to_be_unique", column_list=key).indices == (10, 11, 12)


def test_a_rule_that_cannot_be_evaluated_is_an_error_not_a_failure() -> None:
    expect = "expect_column_pair_values_a_to_be_greater_than_b"
    odd = found(expect, column_A="value", column_B="unit")
    assert ("comparison" in odd.error, odd.indices) == (True, ())


@pytest.mark.nightly
def test_judging_writes_nothing_at_home_and_is_silent(tmp_path: Path) -> None:
    code = (
        "from tests.expectations.pages import Board, judge, rows\n"
        "from expectations.rules import TABLES\n"
        "bad = [{**row, 'value': 271.0} for row in rows(TABLES['score'])]\n"
        "assert len(judge('nobody', Board(bad)).readings[0].quarantined) == 3\n"
    )
    environ = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, cwd=ROOT, env=environ, capture_output=True, check=True)
    assert (done.stdout, done.stderr, list(tmp_path.iterdir())) == (b"", b"", [])


@pytest.mark.nightly
def test_suites_are_opened_again(tmp_path: Path) -> None:
    found = write_suites(tmp_path, {"aider": ["score"]}, "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = gx.library().get_context(mode="file", project_root_dir=tmp_path)
        suites = {suite.name: suite.expectations for suite in context.suites.all()}
        asked = context.checkpoints.get("aider-score-row")
        odd = pd.DataFrame([row("a", 151.0), row("a", 51.0)])
        assert not asked.run(batch_parameters={"dataframe": odd}).success
    assert {name: len(some) for name, some in suites.items()} == found
    rules = [rule for rule in rules_for("aider", SCORE) if rule.of == "row"]
    known = {one.meta["rule"]: one.meta["why"] for one in suites["aider-score-row"]}
    assert known == {rule.id: rule.why for rule in rules}
