"""What was judged before is not judged again, and what is said of a page is the same as ever."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations import PageVerdict, Previous, gx, judge, memory
from expectations.rules import Rule
from sources.boards.arena import dataset as arena_dataset
from sources.boards.epoch import eci as epoch_eci
from sources.boards.swebench import file as swebench_file
from sources.catalogue import SOURCES
from sources.contract import Source
from sources.prices.lists import llm_prices
from tests import recorded
from tests.expectations.pages import SEEN_ON, Board, rows
from warehouse.schema.tables import FACTS

BETWEEN = "expect_column_values_to_be_between"
PAIR = "expect_column_pair_values_a_to_be_greater_than_b"
SCORE = FACTS["score"]


def rule(name: str, expect: str, where: dict[str, Any] | None = None, **arguments: Any) -> Rule:
    return Rule(name, "score", expect, arguments, "warn", "For the test.", where=where or {})


RULES = (
    rule("bounds", BETWEEN, column="a", min_value=1, max_value=4),
    rule("strict", BETWEEN, column="a", max_value=4, strict_max=True),
    rule("filtered", BETWEEN, where={"unit": "x"}, column="a", max_value=2),
    rule("any of", BETWEEN, where={"unit": ["x", "y"], "b": "*"}, column="a", max_value=3),
    rule("known", "expect_column_values_to_be_in_set", column="unit", value_set=["x", "y"]),
    rule("barred", "expect_column_values_to_not_be_in_set", column="a", value_set=[0]),
    rule("there", "expect_column_values_to_not_be_null", where={"b": "*"}, column="unit"),
    rule("gone", "expect_column_values_to_be_null", where={"unit": None}, column="b"),
    rule("form", "expect_column_values_to_match_regex", column="unit", regex="^[xy]"),
    rule("no form", "expect_column_values_to_not_match_regex", column="unit", regex="z"),
    rule("above", PAIR, column_A="a", column_B="b", or_equal=True),
    rule("equal", "expect_column_pair_values_to_be_equal", column_A="a", column_B="b"),
    rule("unique", "expect_compound_columns_to_be_unique", column_list=["unit", "b"]),
    rule(
        "unique here",
        "expect_compound_columns_to_be_unique",
        where={"a": "*"},
        column_list=["unit", "b"],
    ),
    rule("columns", "expect_table_columns_to_match_set", column_set=["a", "b"], exact_match=True),
    rule("mostly", BETWEEN, column="a", max_value=4, mostly=0.5),
    rule("absent column", BETWEEN, column="none such", max_value=4),
    rule("absent filter", BETWEEN, where={"none such": 1}, column="a", max_value=4),
)
NUMBERS = st.none() | st.integers(-1, 6) | st.floats(-1, 6, width=16)
FRAMES = st.lists(
    st.fixed_dictionaries(
        {"a": NUMBERS, "b": NUMBERS, "unit": st.sampled_from([None, "x", "y", "z", "yz", ""])}
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture(autouse=True)
def _without_a_past() -> Iterator[None]:
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], int]]:
    """Of every time that the library was asked, the rules and how many rows."""
    told: list[tuple[list[str], int]] = []
    validate = gx._validate

    def counted(frame: pd.DataFrame, expectations: Sequence[Any]) -> dict[str, Any]:
        if expectations:
            told.append(([one.meta["rule"] for one in expectations], len(frame)))
        return validate(frame, expectations)

    monkeypatch.setattr(gx, "_validate", counted)
    return told


def anew(frame: pd.DataFrame, rules: Sequence[Rule]) -> list[gx.Finding]:
    """What the library says of the whole frame, whatever is known."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(gx, "_by_values", lambda *_: {})
        patched.setattr(gx, "_by_columns", lambda *_: {})
        return gx.run(frame, rules)


@settings(max_examples=4)
@given(st.lists(FRAMES, min_size=2, max_size=3), st.booleans())
def test_frames_in_a_row_find_what_each_finds_alone(pages: list[Any], as_objects: bool) -> None:
    for page in pages:
        labels = range(7, 7 + 3 * len(page), 3)
        frame = pd.DataFrame(page, index=labels, dtype=object if as_objects else None)
        frame["unit"] = frame["unit"].astype(object if as_objects else "str")
        assert gx.run(frame, RULES) == anew(frame, RULES)


def test_only_rows_with_something_new_are_asked_about(
    asked: list[tuple[list[str], int]],
) -> None:
    bounds, unit = RULES[0], RULES[4]
    first = pd.DataFrame({"a": [1.0, 2.0, 1.0, 9.0], "unit": ["x", "x", "x", "z"]})
    found = gx.run(first, [bounds, unit])
    assert [one.indices for one in found] == [(3,), (3,)]
    assert asked == [(["bounds", "known"], 3)]
    assert gx.run(first, [bounds, unit]) == found
    assert len(asked) == 1
    (again,) = gx.run(pd.DataFrame({"a": [9.0, 3.0, 2.0, 9.0], "unit": ["q"] * 4}), [bounds])
    assert (again.indices, again.evaluated) == ((0, 3), 4)
    assert asked[1:] == [(["bounds"], 1)]


def test_rows_that_the_filter_stops_are_not_asked_about(
    asked: list[tuple[list[str], int]],
) -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0], "unit": ["y", "x", "y"]})
    (found,) = gx.run(frame, [RULES[2]])
    assert (found.success, found.evaluated, asked) == (True, 1, [(["filtered"], 1)])


def test_a_rule_of_the_same_name_is_another_rule() -> None:
    frame = pd.DataFrame({"a": [3.0]})
    loose = rule("bounds", BETWEEN, column="a", max_value=4)
    assert gx.run(frame, [loose])[0].success
    assert not gx.run(frame, [replace(loose, arguments={"column": "a", "max_value": 2})])[0].success


def test_equal_values_of_two_types_are_two_values() -> None:
    form = rule("form", "expect_column_values_to_match_regex", column="a", regex="^1$")
    for values, failing in (([1], ()), ([True], (0,)), ([1.0, 1], (0,)), (["1"], ())):
        frame = pd.DataFrame({"a": pd.Series(values, dtype=object)})
        assert gx.run(frame, [form])[0].indices == failing


def test_what_could_not_be_evaluated_is_asked_again(asked: list[tuple[list[str], int]]) -> None:
    frame = pd.DataFrame({"a": pd.Series([2, "two"], dtype=object)})
    for _ in range(2):
        (found,) = gx.run(frame, [RULES[0]])
        assert found.error is not None
        assert (found.success, found.evaluated) == (False, 0)
    assert len(asked) == 4, "the new rows, and then the frame as it is"


def test_values_without_a_hash_are_asked_about_every_time(
    asked: list[tuple[list[str], int]],
) -> None:
    frame = pd.DataFrame({"a": [[1], [2]]})
    there = rule("there", "expect_column_values_to_not_be_null", column="a")
    assert [gx.run(frame, [there])[0].success for _ in range(2)] == [True, True]
    assert [rows for _, rows in asked] == [2, 2]


def test_it_forgets_before_it_grows_too_large(
    monkeypatch: pytest.MonkeyPatch, asked: list[tuple[list[str], int]]
) -> None:
    monkeypatch.setattr(memory, "MOST", 2)
    for values in ([1.0, 2.0, 9.0], [9.0, 1.0], [9.0, 1.0]):
        gx.run(pd.DataFrame({"a": values}), [RULES[0]])
    assert [rows for _, rows in asked] == [3, 2], "forgotten once, and small enough then"


def verdicts(source: str, pages: Sequence[tuple[Any, Any]]) -> list[PageVerdict]:
    """Each page beside the one before it, as a replay judges them."""
    found: list[PageVerdict] = []
    previous: dict[Any, Previous] = {}
    for readings, seen_on in pages:
        found.append(judge(source, readings, seen_on=seen_on, previous=previous))
        for one in found[-1].readings if found[-1].refused is None else ():
            kept = {row["entry"]: row for row in one.rows if "entry" in row}
            previous[one.key] = Previous(len(one.rows), kept, True)
    return found


def test_the_second_look_at_a_page_asks_nothing(asked: list[tuple[list[str], int]]) -> None:
    page = [Board(rows(SCORE))]
    first = verdicts("nobody", [(page, SEEN_ON)])
    asked.clear()
    assert verdicts("nobody", [(page, SEEN_ON)]) == first
    assert asked == []


def test_names_of_columns_are_asked_about_once_and_counted_anew(
    asked: list[tuple[list[str], int]],
) -> None:
    columns = rule("columns", "expect_table_columns_to_match_set", column_set=["a"],
                   exact_match=True)  # fmt: skip
    for names, length in (("a", 1), ("a", 2), ("ab", 3), ("ab", 1)):
        (found,) = gx.run(pd.DataFrame({name: [1.0] * length for name in names}), [columns])
        assert (found.success, found.evaluated) == (names == "a", length)
        assert (found.observed or "").startswith("" if names == "a" else "unexpected b")
    assert [rows for _, rows in asked] == [1, 3]


def test_uniqueness_is_asked_about_where_rows_repeat(asked: list[tuple[list[str], int]]) -> None:
    unique = rule("unique", gx.UNIQUE, column_list=["a", "b"])
    for values, failing in (([1, 2, 3], ()), ([1, 2, 1], (0, 2)), ([1, True, 0], (0, 1))):
        frame = pd.DataFrame({"a": pd.Series(values, dtype=object), "b": ["x"] * 3})
        (found,) = gx.run(frame, [unique])
        assert (found.indices, found.evaluated) == (failing, 3)
    assert len(asked) == 2


@pytest.mark.recorded
@recorded.skip_without
@pytest.mark.parametrize(
    "source", [arena_dataset, epoch_eci, swebench_file, llm_prices], ids=lambda one: one.ABOUT.name
)
def test_recorded_pages_are_judged_as_if_each_were_the_first(
    monkeypatch: pytest.MonkeyPatch, source: Source
) -> None:
    assert source.ABOUT.name in SOURCES
    parsed = []
    for page in list(recorded.pages(source.ABOUT.name))[-6:]:
        seen_on = page.seen_at.astimezone(UTC).date()
        parsed.append((list(source.parse(page)), seen_on))
    told = verdicts(source.ABOUT.name, parsed)
    monkeypatch.setattr(gx, "_by_values", lambda *_: {})
    monkeypatch.setattr(gx, "_by_columns", lambda *_: {})
    assert told == verdicts(source.ABOUT.name, parsed)
