"""What the front page says of each benchmark is what whoever asks `gap_now` gets."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from terms.numbers import signed
from terms.openness import HEADLINE_RULE
from terms.units import Unit
from terms.words import GapVerdict
from warehouse.connection import Row, rows
from warehouse.store import Warehouse


@pytest.fixture(scope="module")
def lines(published: Path) -> dict[str, Tag]:
    """Series id to its line on the front page."""
    page = BeautifulSoup((published / "index.html").read_text("utf-8"), "html.parser")
    found = {}
    for line in page.select("li.bench"):
        [link] = line.select(".b-name a")
        found[Path(str(link["href"])).stem] = line
    return found


@pytest.fixture(scope="module")
def now(shipped: Warehouse) -> list[Row]:
    asked = "SELECT * FROM gap_now WHERE openness_rule = ?"
    return rows(shipped.connection, asked, (HEADLINE_RULE,))


def text(line: Tag, part: str) -> str:
    return " ".join(" ".join(one.stripped_strings) for one in line.select(part))


def test_a_line_says_the_gap_the_verdict_and_both_leaders_of_its_row(
    shipped: Warehouse, lines: dict[str, Tag], now: list[Row]
) -> None:
    assert set(lines) == {row["series"] for row in now}
    assert len(lines) > 10
    called = dict(shipped.connection.execute("SELECT model, name FROM model").fetchall())
    for row in now:
        line = lines[row["series"]]
        gap = "–" if row["gap"] is None else f"{signed(row['gap'])} {Unit(row['unit']).difference}"
        assert text(line, ".b-gap") == gap.strip(), row["series"]
        said = text(line, ".b-said")
        assert said.startswith(GapVerdict(row["verdict"]).text), row["series"]
        assert ("unconfirmed" in said) == (row["confirmed"] == 0), row["series"]
        assert text(line, ".b-name a") == row["title"]
        for side in ("closed", "open"):
            model = row[f"{side}_model"]
            shown = text(line, f".b-lead .{side}")
            assert shown == (called.get(model, model) if model else ""), row["series"]


def test_the_data_of_the_hero_are_rows_of_one_view(shipped: Warehouse, published: Path) -> None:
    asked = "SELECT count(*) FROM frontier_by_release WHERE series = 'eci' AND openness_rule = ?"
    (steps,) = shipped.connection.execute(asked, (HEADLINE_RULE,)).fetchone()
    listed = (published / "charts" / "index.csv").read_text("utf-8").splitlines()
    assert listed[0] == "class,on_date,model,name,value"
    assert len(listed) == steps + 1 > 10
