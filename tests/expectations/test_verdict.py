"""What a verdict tells others: results in plain values, errors, exceptions, severities."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations import rules
from expectations.verdict import PageVerdict, RuleResult
from tests.expectations.pages import Board, good, judge, rows
from warehouse.schema.tables import FACTS

SCORE = FACTS["score"]


def judged(page: list[dict[str, Any]], source: str = "nobody", **more: Any) -> PageVerdict:
    return judge(source, [Board(page, **more)])


def result(verdict: PageVerdict, rule: str) -> RuleResult:
    (found,) = [one for one in verdict.results if one.rule == rule]
    return found


@pytest.fixture
def own_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Write the only rule of the source `somewhere`."""

    def write(**changes: Any) -> None:
        rule = {
            "id": "mine",
            "table": "score",
            "expect": "expect_column_values_to_be_between",
            "with": {"column": "value", "max_value": 10},
            "action": "quarantine",
            "why": "Ten is enough.",
            **changes,
        }
        (tmp_path / "somewhere.yaml").write_text(yaml.safe_dump([rule]), encoding="utf-8")
        monkeypatch.setattr(rules.rules_for, "__defaults__", (tmp_path,))

    return write


def test_a_result_is_plain_json() -> None:
    bad = {**good(SCORE, "bad"), "value": 271.0, "ci_high": 300.0}
    found = result(judged([*rows(SCORE), bad], category="coding"), "score.percent_range")
    shown = json.loads(json.dumps(asdict(found), allow_nan=False))
    assert shown["sample"] == [
        {"board": "main", "category": "coding", "entry": "bad", "values": {"value": 271.0}}
    ]
    assert (shown["evaluated"], shown["unexpected"]) == (4, 1)
    assert shown["action"] == "quarantine"


def test_every_result_is_plain_json_even_with_absent_values() -> None:
    verdict = judged([*rows(SCORE), {**good(SCORE, "bad"), "value": None, "unit": None}])
    for one in verdict.results:
        json.dumps(asdict(one), allow_nan=False)
    assert result(verdict, "score.schema.value_present").sample[0]["values"] == {"value": None}


def test_a_sample_shows_a_few_different_values() -> None:
    bad = [{**good(SCORE, f"bad-{n}"), "value": 200.0 + n, "ci_high": None} for n in range(8)]
    found = result(judged([*rows(SCORE, 12), *bad]), "score.percent_range")
    assert found.unexpected == 8
    assert [one["values"]["value"] for one in found.sample] == [200.0, 201.0, 202.0, 203.0, 204.0]


def test_an_excepted_entry_stays(own_rule: Any) -> None:
    own_rule()
    assert judged(rows(SCORE), "somewhere").quarantined == 3
    own_rule(**{"except": {"entry-0": "Looked at on 2026-03-01: it is right."}})
    rules._read.cache_clear()
    rules._load.cache_clear()
    verdict = judged(rows(SCORE), "somewhere")
    assert [one.entry for one in verdict.readings[0].quarantined] == ["entry-1", "entry-2"]
    assert result(verdict, "somewhere.mine").unexpected == 2


def test_a_rule_that_sets_aside_but_cannot_be_evaluated_refuses(own_rule: Any) -> None:
    own_rule(**{"with": {"column": "rank", "max_value": 10}})
    verdict = judged(rows(SCORE), "somewhere")
    assert verdict.refused is not None
    assert "somewhere.mine could not be evaluated" in verdict.refused
    assert "rank" in (result(verdict, "somewhere.mine").error or "")


def test_a_rule_about_the_whole_column_can_refuse(own_rule: Any) -> None:
    mean = "expect_column_mean_to_be_between"
    own_rule(expect=mean, action="refuse")
    verdict = judged(rows(SCORE), "somewhere")
    assert verdict.refused == "somewhere: Ten is enough. (somewhere.mine: found 50.0)"


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(ValueError, match="no table 'scores'; known: score, item_result, price"):
        judged(rows(SCORE), table="scores")
