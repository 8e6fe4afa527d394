"""Rule files are refused when they cannot mean what their author meant."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations import gx
from expectations.rules import TABLES, Rule, RuleMistake, describe, rules_for, schema_rules

SCORE = TABLES["score"]
GOOD = {
    "id": "one",
    "expect": "expect_column_values_to_be_between",
    "with": {"column": "value", "max_value": 1},
    "action": "warn",
    "why": "Because the test says so.",
}


def read(folder: Path, *rules: Any, stem: str = "score") -> tuple[Rule, ...]:
    (folder / f"{stem}.yaml").write_text(yaml.safe_dump(list(rules)), encoding="utf-8")
    return rules_for("somewhere", SCORE, folder)


def test_a_good_rule_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, {**GOOD, "where": {"unit": "share"}, "except": {"a": "looked at"}})
    (rule,) = [one for one in found if one.id == "score.one"]
    assert (rule.action, rule.of, rule.columns) == ("warn", "row", ("value",))
    assert (rule.where, rule.except_) == ({"unit": "share"}, {"a": "looked at"})
    assert (
        rule.expects == "column values to be between (column=value, max_value=1) where unit=share"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"why": None}, "[one].why = None: should be a text"),
        ({"of": "column"}, "of = 'column': should be one of row, board, page"),
        ({"table": "score"}, "the file already says which"),
        ({"action": "quarantine", "of": "board"}, "only rows can be set aside"),
        ({"except": {"entry": ""}}, "except.entry = '': should be a text"),
        ({"with": ["value"]}, "with = ['value']: should be a table"),
        ({"with": {"column": "value", "meta": {}}}, "meta follow from the rule"),
        ({"with": {"column": "value", "mostly": 0.5}}, "is one of other pages too"),
        ({"with": {"column_list": ["entry", "value"]}}, "`_reading` belongs into column_list"),
    ],
)
def test_a_mistake_is_refused(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    with pytest.raises(RuleMistake, match=r"score\.yaml: rules\[one\]") as mistake:
        read(tmp_path, {**GOOD, **change})
    assert words in str(mistake.value)


@pytest.mark.parametrize("table", [None, "scores"])
def test_a_source_rule_names_its_table(tmp_path: Path, table: str | None) -> None:
    rule = {**GOOD, "table": table} if table else GOOD
    with pytest.raises(RuleMistake, match="one of score, item_result"):
        read(tmp_path, rule, stem="somewhere")


def test_all_faults_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    other = {**GOOD, "id": "two", "action": "quarantine", "of": "page", "table": "score"}
    with pytest.raises(RuleMistake) as mistake:
        read(tmp_path, {**GOOD, "action": "ignore", "within_days": 0, "becuase": "x"}, other, 3)
    head, *faults = str(mistake.value).split("\n  ")
    assert head == "score.yaml: 6 faults"
    assert faults == [
        "rules[one].action = 'ignore': should be one of refuse, quarantine, drop_error, warn",
        "rules[one].within_days = 0: should be greater than 0",
        "rules[one]: unknown key 'becuase' (value 'x')",
        "rules[two]: only rows can be set aside; refuse or warn for a page",
        "rules[3] = 3: should be a table",
        "rules[two] names a table; the file already says which",
    ]


def test_two_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleMistake, match=r"two rules are called 'score\.one'"):
        read(tmp_path, GOOD, GOOD)


@pytest.mark.parametrize("text", ["id: one", "like: arena\nmore: 1", "words"])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "score.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleMistake, match="write a list of rules"):
        rules_for("somewhere", SCORE, tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expect": "expect_column_values_to_be_betwen"}, "check its spelling"),
        ({"with": {"column": "value", "min_valeu": 1}}, "extra fields not permitted"),
        ({"with": {"colum": "value", "min_value": 1}}, "field required"),
        ({"with": {"column": "value"}}, "cannot both be None"),
        ({"expect": "expect_column_mean_to_be_between"}, "names no rows"),
    ],
)
def test_no_suite_has_a_misspelt_rule(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    found = read(tmp_path, {**GOOD, **change})
    with pytest.raises(RuleMistake, match=r"score\.one") as mistake:
        gx.expectation(found[-1])
    assert words in str(mistake.value)


def test_described_rules_are_unique_per_source_and_complete() -> None:
    rows = describe()
    assert len({(row["source"], row["id"], row["table"]) for row in rows}) == len(rows)
    assert {rule.id for table in TABLES.values() for rule in schema_rules(table)} <= {
        row["id"] for row in rows
    }
    held = next(row for row in rows if row["id"] == "price.input_move_held")
    assert held["action"] == "quarantine"
    assert "Compares with the last good vintage." in held["why"]
