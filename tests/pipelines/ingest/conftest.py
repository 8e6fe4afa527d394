import pytest

from expectations import judge
from expectations.rules import Rule
from warehouse.schema.columns import Table

FAKES = ("fake", "other")
BROKEN = ("columns", "types", "natural_key", "percent_range", "dated_not_ahead")
"""Rules of rows that a test here breaks."""


@pytest.fixture(autouse=True)
def _no_rule_is_asked_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the pages of `tests.pipelines.fake`: a rule costs 5 ms, and `tests/expectations` breaks
    each."""
    every = judge.rules_for

    def of_whole_rows(source: str, table: Table) -> tuple[Rule, ...]:
        rules, is_fake = every(source, table), source in FAKES
        asked = (one for one in rules if one.of != "row" or one.id.endswith(BROKEN))
        return tuple(asked) if is_fake else rules

    monkeypatch.setattr(judge, "rules_for", of_whole_rows)
