import pytest

from expectations import judge
from expectations.rules import Rule
from warehouse.schema.tables import Table

FAKES = ("fake", "other")


@pytest.fixture(autouse=True)
def _columns_are_not_asked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the pages of `tests.pipelines.fake`: a rule costs 5 ms, and no test here breaks those of
    single columns, which are two of three (`tests/expectations/test_schema_rules.py`)."""
    every = judge.rules_for

    def of_whole_rows(source: str, table: Table) -> tuple[Rule, ...]:
        whole = (f"{table.name}.schema.columns", f"{table.name}.schema.types")
        return tuple(
            one
            for one in every(source, table)
            if source not in FAKES or ".schema." not in one.id or one.id in whole
        )

    monkeypatch.setattr(judge, "rules_for", of_whole_rows)
