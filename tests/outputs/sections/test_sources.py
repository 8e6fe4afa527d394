from dataclasses import replace

import pytest

from outputs.sections.sources import NOT_READ, OVERDUE, SourceLine, cause, fetched, trouble
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


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "arena: It only grows (140 in 2025). (arena.floor: 1 of 1: text "
            "previous_rows_share=0.2568; expected: values between (column=_x, min_value=0.9))",
            "It only grows (140 in 2025). Seen: text 26 % of the rows before",
        ),
        (
            "arena: One. (a.b: 3 of 4: k='v', ...; expected: y (z)) (and 1 more)",
            "One. Seen: k='v', ...",
        ),
        ("arena: cannot connect to arena.ai ([Errno -2]); check", "cannot connect to arena.ai"),
    ],
)
def test_why_a_page_was_refused_says_what_was_seen(said: str, shown: str) -> None:
    assert cause({"source": "arena", "cause": said}) == shown
