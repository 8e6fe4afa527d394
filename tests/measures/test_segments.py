import pytest

from measures.segments import SEGMENTS, GapSegment
from terms import boards
from warehouse.schema.columns import Table
from warehouse.schema.derived import GAP, LAG

TABLES = {table.name: table for table in (GAP, LAG)}


def written(table: Table) -> tuple[str, ...]:
    """The columns of a table that are still written."""
    return tuple(one.name for one in table.columns if not one.about.startswith("No longer written"))


def filled(table: Table) -> dict[str, object]:
    """A row with another value in every column."""
    always = {"rule": "tolerance_0", "clock": "released"}
    return {name: place for place, name in enumerate(written(table))} | always


@pytest.mark.parametrize("name", SEGMENTS)
def test_a_row_comes_back_as_it_was_and_knows_its_board(name: str) -> None:
    row = {key: value for key, value in filled(TABLES[name]).items() if key in TABLES[name].names()}
    board = {"board": "eci", "category": boards.category(name, "permissive"), "through": "2026"}
    found = SEGMENTS[name].from_row(row | board)
    of_all = {"code_version", "rule", "clock"}
    assert found.values == {it: one for it, one in row.items() if it not in of_all}
    assert (found.series, found.openness_rule, found.through) == ("eci", "permissive", "2026")


def test_a_row_of_a_view_holds_for_its_day() -> None:
    assert GapSegment.from_row({"on_date": "2026-01-05", "gap": 2.0}).entry == "2026-01-05"
    assert GapSegment.from_row({"shown_on": "2026-01-06", "gap": 2.0}).entry == "2026-01-06"
