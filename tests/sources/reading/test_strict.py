from decimal import Decimal

import pytest

from sources.contract import ParseError, SourceChanged
from sources.reading.strict import count_of, decimal_of, json_of, rows_of_table, text_of, tidy


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


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b"{", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[NaN]", "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b'{"a": 1, "a": 2}', "names a key twice"),
        (b"[" * 100_000, "not JSON"),
        (b"[1e400]", "1e400"),
        (b"[" + b"1" * 5000 + b"]", "not JSON"),
    ],
)
def test_json_that_does_not_fit(body: bytes, names: str) -> None:
    with pytest.raises(ParseError, match=names):
        json_of(body)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b"", r"no column \['a'\]"),
        (b"b\n1\n", r"no column \['a'\]; it has \['b'\]"),
        (b"a,a\n1,2\n", "a column twice"),
        (b'a\n"1\n', "not CSV"),
        (b"a\n\xff\n", "not CSV"),
    ],
)
def test_a_table_that_does_not_fit(body: bytes, names: str) -> None:
    with pytest.raises(ParseError, match=names):
        rows_of_table("t.csv", body, ("a",))


NO_NUMBERS = (
    "", "n/a", "1,5", "nan", "NaN", "sNaN", "inf", "-Infinity", "54%", "1_0", "0x1F", "1e", ".",
    "\u0661\u0662", "\uff11", " 1", "1 ", "1\u00a0", "1\n", "+-1", "1e400", "1.5.0", "\u22121",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_text_that_is_no_number(text: str) -> None:
    with pytest.raises(ParseError, match="score of x is"):
        decimal_of("score of x", text)
    with pytest.raises(ParseError, match="votes of x is"):
        count_of("votes of x", text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", "1"), ("-0.5", "-0.5"), ("+3", "3"), (".5", "0.5"), ("1.", "1"), ("2e-05", "0.00002"),
     ("1.5E+12", "1500000000000")],
)  # fmt: skip
def test_a_text_that_is_a_number(text: str, number: str) -> None:
    assert decimal_of("x", text) == Decimal(number)


def test_ragged_rows_are_named_where_the_first_cell_names_rows() -> None:
    body = b"a,b\nx,1\ny\nz,1,2\n"
    rows, ragged = rows_of_table("t.csv", body, ("a", "b"))
    assert rows == [{"a": "x", "b": "1"}]
    assert [(one.entry, one.row) for one in ragged] == [
        ("y", {"row": ["y"]}),
        ("z", {"row": ["z", "1", "2"]}),
    ]
    assert ragged[0].reason == "t.csv has 2 columns, but a row reads ['y']"
    _, unnamed = rows_of_table("t.csv", body, ("b",))
    assert [one.entry for one in unnamed] == ["", ""]


def test_a_message_holds_no_whole_page() -> None:
    with pytest.raises(ParseError) as caught:
        text_of("a name", ["x" * 1_000_000])
    told = str(SourceChanged("place", str(caught.value)))
    assert len(told) < 2_100
    assert told.endswith("characters)")
