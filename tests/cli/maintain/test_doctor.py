"""How `gapwatch doctor` tells of a source that is not well."""

from __future__ import annotations

import pytest

from cli.maintain import doctor


def test_a_source_without_a_cause_ends_with_its_last_look() -> None:
    row = {"source": "aider", "last_outcome": "recorded", "age_hours": 10007.4, "cause": None}
    assert doctor._trouble(row).plain == "aider: recorded, last fetch 416 days ago"


def test_a_cause_is_no_markup_and_names_its_source_once() -> None:
    cause = "arena: value '[red]x[/red]' is not known"
    row = {"source": "arena", "last_outcome": "refused", "age_hours": 3.2, "cause": cause}
    told = "arena: refused, last fetch 3 hours ago. value '[red]x[/red]' is not known"
    assert doctor._trouble(row).plain == told


@pytest.mark.parametrize(
    ("source", "outcome", "hours", "troubled"),
    [
        ("aider", "refused", 1.0, True),
        ("aider", "recorded", 47.0, False),
        ("aider", "recorded", 49.0, True),
        ("registry", "recorded", 5000.0, False),
        ("no_longer_a_source", "recorded", 5000.0, False),
    ],
)
def test_two_missed_days_or_a_refusal_are_trouble_of_a_scheduled_source(
    source: str, outcome: str, hours: float, troubled: bool
) -> None:
    row = {"source": source, "last_outcome": outcome, "age_hours": hours}
    assert doctor._troubled(row) is troubled
