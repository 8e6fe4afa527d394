import csv
from pathlib import Path

from hypothesis import given, settings, strategies as st

from outputs.export.formats import QUOTE, safe, write_csv
from warehouse.schema.columns import columns

COLUMNS = columns(
    """
    entry (text): Key.
    on_date (day?): Day.
    seen_at (text?): Instant.
    gap (real?): Number.
    n (whole?): Count.
    note (text?): Text.
    """
)
ROWS = [
    ("=HYPERLINK(1)", "2026-03-01", "2026-03-01T10:00:00.000001Z", -8.24, -3, None),
    ('a "quoted", one', None, None, None, None, ""),
    ("'tis", "2026-03-02", "2026-03-02T00:00:00.000000Z", 1e-7, 12, "-5"),
]


@given(st.text())
@settings(derandomize=True, max_examples=25)
def test_a_safe_cell_is_no_formula_and_can_be_undone(text: str) -> None:
    cell = safe(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert cell.removeprefix(QUOTE) == text
    for risk in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"):
        assert safe(risk) == f"'{risk}"


def test_csv_quotes_text_keeps_numbers_and_tells_missing_from_empty(tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", COLUMNS, ROWS)
    lines = (tmp_path / "rows.csv").read_text("utf-8").splitlines()
    assert lines[1] == ('"\'=HYPERLINK(1)","2026-03-01","2026-03-01T10:00:00.000001Z",-8.24,-3,')
    assert lines[2] == '"a ""quoted"", one",,,,,""'
    read = list(csv.DictReader(lines))
    assert [row["entry"].removeprefix(QUOTE) for row in read] == [row[0] for row in ROWS]
    assert [row["gap"] for row in read] == ["-8.24", "", "1e-07"]
    assert read[2]["note"].removeprefix(QUOTE) == "-5"
