"""Names of derived boards that cannot be read back, and those of a version before."""

from __future__ import annotations

import pytest

from terms import boards


@pytest.mark.parametrize("parts", [("any_weights",), ("any|weights", "closed"), ("a", "b", "c")])
def test_what_could_not_be_read_back_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="openness_rule, side"):
        boards.category("release_frontier", *parts)


def test_a_name_of_a_version_before_is_known_as_one() -> None:
    names = [("price_gap", "any_weights|best_open"), ("price_gap", "any_weights|75"),
             ("lag", "permissive|tolerance_0|released"), ("lag", "permissive|one_se|first_seen"),
             ("gap", "any_weights")]  # fmt: skip
    assert [boards.is_of_today(*one) for one in names] == [True, False, True, False, True]
