"""Strict reading: nothing that does not fit gets through."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sources.contract import SourceChanged
from sources.reading.strict import (
    decimal_of,
    json_of,
    list_of,
    number_of,
    object_of,
    table_of,
    text_of,
    tidy,
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0.37520000000000003", 0.3752),
        ("0.00000100000000000000015", 0.000001),
        ("0.8320707070707071", 0.832070707071),
        ("150", 150.0),
        ("-1", -1.0),
        ("0", 0.0),
    ],
)
def test_tidy_keeps_twelve_digits(written: str, kept: float) -> None:
    assert tidy(Decimal(written)) == kept


def test_json_keeps_the_digits_as_written() -> None:
    assert json_of("s", b'{"a": 0.1, "b": 2}') == {"a": Decimal("0.1"), "b": 2}


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b"{", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[NaN]", "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b'{"a": 1, "a": 2}', "names a key twice"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_json_that_does_not_fit(body: bytes, names: str) -> None:
    with pytest.raises(SourceChanged, match=f"^s: .*{names}"):
        json_of("s", body)


def test_a_table_is_read_by_name_and_stripped() -> None:
    body = b'\xef\xbb\xbfb, a\r\n 2 ,"x\ny"\r\n\r\n,\r\n'
    assert table_of("s", "t.csv", body, ("a", "b")) == [{"b": "2", "a": "x\ny"}, {"b": "", "a": ""}]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b"", r"no column \['a'\]"),
        (b"b\n1\n", r"no column \['a'\]; it has \['b'\]"),
        (b"a,a\n1,2\n", "a column twice"),
        (b"a,b\n1\n", "2 columns, but a row reads"),
        (b"a,b\n1,2,3\n", "2 columns, but a row reads"),
        (b'a\n"1\n', "not CSV"),
        (b"a\n\xff\n", "not CSV"),
    ],
)
def test_a_table_that_does_not_fit(body: bytes, names: str) -> None:
    with pytest.raises(SourceChanged, match=names):
        table_of("s", "t.csv", body, ("a",))


@pytest.mark.parametrize("text", ["", "n/a", "1,5", "nan", "inf", "54%"])
def test_a_text_that_is_no_number(text: str) -> None:
    with pytest.raises(SourceChanged, match="score of x is"):
        decimal_of("s", "score of x", text)


@pytest.mark.parametrize("value", [None, True, "1", [1], 1.5])
def test_a_json_value_that_is_no_number(value: object) -> None:
    with pytest.raises(SourceChanged, match="score of x is"):
        number_of("s", "score of x", value)


def test_values_that_fit_come_back_unchanged() -> None:
    assert decimal_of("s", "x", "54.20") == Decimal("54.2")
    assert number_of("s", "x", Decimal("1.5")) == Decimal("1.5")
    assert text_of("s", "x", " a ") == " a "
    assert list_of("s", "x", []) == []
    assert object_of("s", "x", {}) == {}


@pytest.mark.parametrize("value", [None, " ", 3, ["a"]])
def test_what_is_no_text(value: object) -> None:
    with pytest.raises(SourceChanged, match="name of x is"):
        text_of("s", "name of x", value)


def test_what_is_no_list_and_no_object() -> None:
    with pytest.raises(SourceChanged, match=r"x is '\{\}', not a list"):
        list_of("s", "x", {})
    with pytest.raises(SourceChanged, match="x is list, not an object"):
        object_of("s", "x", [])
