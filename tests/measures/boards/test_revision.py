from typing import Any

import pytest

from measures.boards.states import revision


def rows(**values: float) -> list[dict[str, object]]:
    return [{"entry": entry, "value": value, "held": 0} for entry, value in values.items()]


@pytest.mark.parametrize(
    ("older", "newer", "told"),
    [
        # b moved by 2, c left, d came; a stood.
        (rows(a=1, b=2, c=3), rows(a=1, b=4, d=5), (3, 2, "b")),
        (rows(a=1, b=2), rows(a=1), (1, 0.0, "b")),
        (rows(a=1), rows(a=1), None),
        ([], [{"entry": "a", "value": 9, "held": 1}], None),
    ],
)
def test_what_a_later_state_of_the_same_day_says_otherwise(
    older: list[Any], newer: list[Any], told: tuple[int, float, str] | None
) -> None:
    assert revision(older, newer) == told
