"""Sources that do not work."""

from dataclasses import replace

import pytest

from outputs.sections.sources import SourceLine, fetched, is_broken, is_overdue
from tests.outputs.shelf import ARENA

WEEKLY = replace(ARENA, ask_every_days=7)
BY_HAND = replace(ARENA, scheduled=False)


def test_what_was_read_but_not_declared_is_shown_without_what_nothing_reads() -> None:
    outcomes = {"other": "recorded", "tau2": "no_parser", "gapwatch": "recorded"}
    rows = [{"source": name, "last_outcome": it} for name, it in outcomes.items()]
    assert [source.name for source, _ in fetched(rows, [ARENA])] == ["arena", "other"]


@pytest.mark.parametrize(
    ("source", "outcome", "hours", "trouble"),
    [
        (ARENA, "refused", 1.0, (True, False)),
        (ARENA, "refused", 49.0, (True, False)),
        (ARENA, "recorded", 47.0, (False, False)),
        (ARENA, "recorded", 49.0, (False, True)),
        (WEEKLY, "recorded", 335.0, (False, False)),
        (WEEKLY, "recorded", 337.0, (False, True)),
        (BY_HAND, "recorded", 5000.0, (False, False)),
    ],
)
def test_two_missed_days_or_a_refusal_are_trouble_of_a_scheduled_source(
    source: SourceLine, outcome: str, hours: float, trouble: tuple[bool, bool]
) -> None:
    """The same on the status page and in `gapwatch doctor`."""
    row = {"last_outcome": outcome, "age_hours": hours}
    assert (is_broken(source, row), is_overdue(source, row)) == trouble
