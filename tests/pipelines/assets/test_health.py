"""How the sources are doing, all together."""

from typing import Any

import dagster as dg
import pytest

from pipelines.assets import health
from sources.catalogue import SCHEDULED


def row(source: str, outcome: str) -> dict[str, Any]:
    return {"source": source, "last_outcome": outcome, "last_good_at": None, "age_hours": 1.0,
            "rows": 3, "quarantined": 0, "cause": None}  # fmt: skip


NAMES = [source.ABOUT.name for source in SCHEDULED]


@pytest.mark.parametrize(
    ("outcomes", "reached", "accepted", "passed"),
    [
        (["recorded", "refused", "unreachable", "unchanged"], 75.0, 50.0, True),
        (["recorded", "refused", "unreachable", "unreachable"], 50.0, 25.0, True),
        (["recorded", "unreachable", "unreachable"], 33.3, 33.3, False),
        ([], None, None, False),
    ],
)
def test_shares_of_looks_and_most_silent_means_us(
    outcomes: list[str], reached: float | None, accepted: float | None, passed: bool
) -> None:
    rows = [row(name, one) for name, one in zip(NAMES, outcomes, strict=False)]
    made, check = health.health([*rows, row("registry", "recorded")])
    assert isinstance(made, dg.MaterializeResult)
    assert isinstance(check, dg.AssetCheckResult)
    told = made.metadata or {}
    assert (told["sources_asked"], told.get("reached_percent")) == (len(outcomes), reached)
    assert told.get("accepted_percent") == accepted, "nobody asked is not 0 %"
    assert (check.passed, check.severity) == (passed, dg.AssetCheckSeverity.WARN)
    assert check.metadata["unexpected"].value == outcomes.count("unreachable")
    if not outcomes:
        assert "no scheduled source was ever asked" in str(check.description)


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
    assert many["changed"].endswith(", …")
    assert health.run_tags({}, [])["changed"] == "nothing"
