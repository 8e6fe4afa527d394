"""Names of derived boards go there and back."""

from __future__ import annotations

import pytest

from terms import boards


@pytest.mark.parametrize(
    ("table", "parts", "name"),
    [
        ("gap", ("any_weights",), "any_weights"),
        ("release_frontier", ("permissive", "closed"), "permissive|closed"),
        ("lag", ("permissive",), "permissive|tolerance_0|released"),
        ("price_gap", ("any_weights",), "any_weights|best_open"),
    ],
)
def test_a_name_is_read_back_as_it_was_written(
    table: str, parts: tuple[str, ...], name: str
) -> None:
    assert boards.category(table, *parts) == name
    found = boards.parts(table, name)
    assert tuple(found) == boards.PARTS[table]
    assert boards.category(table, *found.values()) == name


@pytest.mark.parametrize("parts", [("any_weights",), ("any|weights", "closed"), ("a", "b", "c")])
def test_what_could_not_be_read_back_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="openness_rule, side"):
        boards.category("release_frontier", *parts)


def test_a_name_of_a_version_before_is_known_as_one() -> None:
    names = [("price_gap", "any_weights|best_open"), ("price_gap", "any_weights|75"),
             ("lag", "permissive|tolerance_0|released"), ("lag", "permissive|one_se|first_seen"),
             ("gap", "any_weights")]  # fmt: skip
    assert [boards.is_of_today(*one) for one in names] == [True, False, True, False, True]
