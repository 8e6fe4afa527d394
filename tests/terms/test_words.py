"""Closed lists are the strings that are stored, and say what a reader is shown; and names of
derived boards: those that cannot be read back, and those of a version before."""

import json
import pickle
import sqlite3

import pytest

from terms import boards, openness, units, words as lists
from terms.openness import CLOSED_GRADES, COMMERCIAL, OPEN_GRADES, Openness, OpennessRule
from terms.words import Word, words

LISTS = {
    found
    for module in (lists, openness, units)
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, Word) and found is not Word
}
EACH = pytest.mark.parametrize("members", sorted(LISTS, key=lambda one: one.__name__))


@EACH
def test_a_member_is_its_stored_word_wherever_it_goes(members: type[Word]) -> None:
    for member in members:
        stored = str(member)
        assert type(member.value) is str
        assert member == stored
        assert {stored: 1}[member] == 1
        assert f"{member}|" == f"{stored}|"
        assert json.loads(json.dumps({member: member})) == {stored: stored}
        assert sqlite3.connect(":memory:").execute("SELECT ?", (member,)).fetchone() == (stored,)
        assert members(stored) is member
        assert pickle.loads(pickle.dumps(member)) is member  # noqa: S301 - our own bytes


@EACH
def test_every_word_has_a_wording_of_its_own(members: type[Word]) -> None:
    texts = [member.text for member in members]
    assert all(text and "_" not in text for text in texts)
    assert len(set(texts)) == len(texts)


def test_rules_admit_fewer_grades_the_stricter_they_are() -> None:
    any_weights, permissive = (rule.grades for rule in OpennessRule)
    commercial = OPEN_GRADES[COMMERCIAL]
    assert any_weights == set(words(Openness)) - CLOSED_GRADES - {"unknown"}
    assert any_weights - commercial == {"non_commercial"}
    assert commercial - permissive == {"restricted"}
    assert permissive == {"permissive", "fully_open"}


@pytest.mark.parametrize("parts", [("any_weights",), ("any|weights", "closed"), ("a", "b", "c")])
def test_what_could_not_be_read_back_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="openness_rule, side"):
        boards.category("release_frontier", *parts)


def test_a_name_of_a_version_before_is_known_as_one() -> None:
    names = [("price_gap", "any_weights|best_open"), ("price_gap", "any_weights|75"),
             ("lag", "permissive|tolerance_0|released"), ("lag", "permissive|one_se|first_seen"),
             ("gap", "any_weights")]  # fmt: skip
    assert [boards.is_of_today(*one) for one in names] == [True, False, True, False, True]
