"""Sources that do not work."""

from dataclasses import replace

import pytest

from outputs.sections.sources import NOT_READ, OVERDUE, SourceLine, fetched, trouble
from tests.outputs.shelf import ARENA

WEEKLY = replace(ARENA, ask_every_days=7)
BY_HAND = replace(ARENA, scheduled=False)


def test_what_was_read_but_not_declared_is_shown_without_what_nothing_reads() -> None:
    outcomes = {"other": "recorded", "tau2": "no_parser", "gapwatch": "recorded"}
    rows = [{"source": name, "last_outcome": it} for name, it in outcomes.items()]
    assert [source.name for source, _ in fetched(rows, [ARENA])] == ["arena", "other"]


@pytest.mark.parametrize(
    ("source", "outcome", "hours", "why"),
    [
        (ARENA, "refused", 49.0, NOT_READ),
        (ARENA, "recorded", 47.0, ""),
        (ARENA, "recorded", 49.0, OVERDUE),
        (WEEKLY, "recorded", 335.0, ""),
        (WEEKLY, "recorded", 337.0, OVERDUE),
        (BY_HAND, "recorded", 5000.0, ""),
    ],
)
def test_two_missed_days_or_a_refusal_are_trouble_of_a_scheduled_source(
    source: SourceLine, outcome: str, hours: float, why: str
) -> None:
    """The same on the status page and in `gapwatch doctor`."""
    assert trouble(source, {"last_outcome": outcome, "age_hours": hours}) == why
