"""How the sources are doing, all together."""

from typing import Any

import dagster as dg
import pytest

from pipelines.assets import health


def row(source: str, outcome: str) -> dict[str, Any]:
    return {"source": source, "last_outcome": outcome, "last_good_at": None, "age_hours": 1.0,
            "rows": 3, "quarantined": 0, "cause": None}  # fmt: skip


def test_shares_of_looks() -> None:
    rows = [
        row("a", "recorded"),
        row("b", "refused"),
        row("c", "unreachable"),
        row("d", "unchanged"),
    ]
    found = health.metadata([*rows, row("shipped", "recorded")], rows)
    assert (found["sources_asked"], found["reached_percent"], found["accepted_percent"]) == (
        4,
        75.0,
        50.0,
    )
    assert len(found["sources"].records) == 5
    assert "reached_percent" not in health.metadata([], []), "nobody asked is not 0 %"


@pytest.mark.parametrize(
    ("asked", "silent", "passed"), [(4, 0, True), (4, 2, True), (4, 3, False), (0, 0, False)]
)
def test_most_sources_silent_means_us(asked: int, silent: int, passed: bool) -> None:
    outcomes = ["unreachable"] * silent + ["recorded"] * (asked - silent)
    result = health.most_reached([row(str(n), one) for n, one in enumerate(outcomes)])
    assert (result.passed, result.metadata["evaluated"].value) == (passed, asked)
    assert ("failing_rows" in result.metadata) is (silent > 0)
    if not asked:
        assert result.severity is dg.AssetCheckSeverity.WARN
        assert "no scheduled source was ever asked" in str(result.description)
    else:
        assert (result.description == "") is (silent == 0)


@pytest.mark.parametrize(
    ("starter", "silent", "fails"),
    [("schedule", 3, True), ("schedule", 2, False), ("ui", 4, False), ("schedule", 0, False)],
)
def test_a_scheduled_run_that_reached_few_fails_with_one_sentence(
    starter: str, silent: int, fails: bool
) -> None:
    outcomes = ["unreachable"] * silent + ["recorded"] * (4 - silent)
    asked = [{**row(str(n), one), "cause": "arena: no route"} for n, one in enumerate(outcomes)]
    if not fails:
        health.fail_when_silent(starter, asked)
        return
    with pytest.raises(dg.Failure) as raised:
        health.fail_when_silent(starter, asked)
    assert str(raised.value.description).startswith("3 of 4 sources could not be reached, so look")
    assert "for example arena: no route." in str(raised.value.description)


def test_a_run_is_found_by_what_it_changed() -> None:
    few = health.run_tags({"started_by": "schedule"}, ["arena", "epoch"])
    assert (few["started_by"], few["changed"]) == ("schedule", "arena, epoch")
    assert "+" in few["code_reading"]
    many = health.run_tags({}, [f"source_{n:02}" for n in range(40)])
    assert many["started_by"] == "ui"
    assert len(many["changed"]) <= health.LONGEST_TAG
    assert many["changed"].endswith("source_09 and 30 more")
    assert health.run_tags({}, [])["changed"] == "nothing"
