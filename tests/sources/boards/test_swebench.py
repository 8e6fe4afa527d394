"""How far a score of SWE-bench lies from what the results per item behind it allow."""

import pytest

from sources.boards.swebench.file import unexplained


@pytest.mark.parametrize(
    ("score", "solved", "named", "points"),
    [
        (54.2, 271, 500, 0.0),
        (64.93, 324, 500, 0.13),  # 64.93 - 100 x 324 / 500
        (52.8, 51, 500, 42.6),  # 52.8 - 10.2
        (10.2, 264, 500, 42.6),
        (50.0, 200, 400, 0.0),  # from 40 to 60
        (60.5, 200, 400, 0.5),
        (101.0, 505, 505, 0.0),  # too many items is another rule's matter
    ],
)
def test_how_far_a_score_lies_from_what_its_results_allow(
    score: float, solved: int, named: int, points: float
) -> None:
    assert unexplained(score, solved, named, 500) == points


def test_points_have_nine_digits() -> None:
    assert unexplained(59.0, 174, 298, 300) == 0.333333333  # from 58 to 58 2/3
