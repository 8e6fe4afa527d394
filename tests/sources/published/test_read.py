"""Published facts: the strict shape of a sheet, the states it gives, and the figures themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, date, datetime

import pytest

from sources import published
from sources.contract import Page, Reading, SourceChanged
from sources.published import read as published_read
from tests.measures.shipped import names
from warehouse.schema.tables import PRICE, SCORE

SEEN_AT = datetime(2026, 11, 24, tzinfo=UTC)
HEAD = """\
# table = score
# board = some_board
# state = cumulative
# basis = board
# attribution = Somebody, CC BY 4.0
"""
COLUMNS = "entry,model_name,value,unit,provenance,protocol,published_on,source_url"
ROW = "a,model-a,63.4,percent,vendor,5-shot,2023-02-27,https://arxiv.org/abs/2302.13971"


KNOWN = names()


def text_of(*rows: str, head: str = HEAD, columns: str = COLUMNS) -> bytes:
    return (head + "\n".join((columns, *rows)) + "\n").encode()


def read(body: bytes) -> list[Reading]:
    return list(published.parse(Page("package:published/some.csv", body, SEEN_AT)))


def bundled(name: str) -> list[Reading]:
    body = dict(published.pages())[name]
    return list(published.parse(Page(f"package:published/{name}", body, SEEN_AT)))


def test_a_row_becomes_a_fact() -> None:
    (reading,) = read(text_of(ROW))
    assert reading.table == "score"
    assert reading.board == "some_board"
    assert reading.category == ""
    assert reading.published_on == date(2023, 2, 27)
    assert reading.basis == "board"
    assert not reading.restated
    assert reading.rows == [
        {
            "entry": "a",
            "model_name": "model-a",
            "value": 63.4,
            "unit": "percent",
            "provenance": "vendor",
            "protocol": "5-shot",
            "source_url": "https://arxiv.org/abs/2302.13971",
        }
    ]


def test_a_cumulative_sheet_shows_what_had_been_published_by_each_day() -> None:
    later = ROW.replace("a,model-a,63.4", "b,model-b,86.4").replace("02-27", "03-14")
    again = ROW.replace("63.4", "63.5").replace("02-27", "04-01")
    states = read(text_of(again, ROW, later))
    assert [reading.published_on for reading in states] == [
        date(2023, 2, 27), date(2023, 3, 14), date(2023, 4, 1),
    ]  # fmt: skip
    shown = [{row["entry"]: row["value"] for row in reading.rows} for reading in states]
    assert shown == [{"a": 63.4}, {"a": 63.4, "b": 86.4}, {"a": 63.5, "b": 86.4}]


def test_each_day_of_history_is_a_state_of_its_own() -> None:
    head = HEAD.replace("cumulative", "each").replace("= board\n", "= leaders\n")
    later = ROW.replace("a,model-a", "b,model-b").replace("02-27", "03-14")
    states = read(text_of(ROW, later, head=head + "# restated = yes\n"))
    assert [[row["entry"] for row in reading.rows] for reading in states] == [["a"], ["b"]]
    assert all(reading.restated and reading.basis == "leaders" for reading in states)


def test_categories_are_boards_of_their_own() -> None:
    states = read(text_of(ROW + ",", ROW + ",maths", columns=COLUMNS + ",category"))
    assert [(reading.category, len(reading.rows)) for reading in states] == [("", 1), ("maths", 1)]


def test_an_empty_cell_is_absent() -> None:
    (reading,) = read(text_of(ROW + ",,500", columns=COLUMNS + ",stderr,n"))
    assert reading.rows[0]["stderr"] is None
    assert reading.rows[0]["n"] == 500


@pytest.mark.parametrize(
    ("cell", "value", "named"),
    [
        ("63.4", "about 63", "value 'about 63'"),
        ("63.4", "nan", "value 'nan': is no number"),
        ("63.4", "6_3", "value '6_3': is no number"),
        ("63.4", "\u0666\u0663", "is no number"),
        ("percent", "tokens", "unit 'tokens'"),
        ("vendor", "somebody", "provenance 'somebody'"),
        ("2023-02-27", "27 February 2023", "published_on '27 February 2023'"),
        ("2023-02-27", "2023-02-30", "published_on '2023-02-30'"),
        ("https://arxiv.org/abs/2302.13971", "arxiv 2302.13971", "source_url 'arxiv 2302.13971'"),
        ("https://arxiv.org/abs/2302.13971", "", "source_url is empty"),
        ("model-a", "", "model_name is empty"),
        ("5-shot", " 5-shot", "protocol ' 5-shot'"),
    ],
)
def test_a_bad_cell_is_refused_with_file_line_and_value(cell: str, value: str, named: str) -> None:
    with pytest.raises(SourceChanged, match=r"some\.csv: line 8") as error:
        read(
            text_of(
                ROW.replace("63.4", "1").replace("a,model-a", "b,model-b"), ROW.replace(cell, value)
            )
        )
    assert named in str(error.value)


def test_a_count_with_a_fraction_is_refused() -> None:
    with pytest.raises(SourceChanged, match=r"n '500\.5'"):
        read(text_of(ROW + ",500.5", columns=COLUMNS + ",n"))


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        (COLUMNS + ",colour", "column 'colour'"),
        (COLUMNS + ",entry", "column 'entry'"),
        (COLUMNS.replace(",source_url", ""), "column 'source_url' is missing"),
    ],
)
def test_unknown_repeated_and_missing_columns_are_refused(columns: str, named: str) -> None:
    with pytest.raises(SourceChanged, match=named):
        read(text_of(columns=columns))


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(SourceChanged, match="line 7: 9 cells under 8 columns"):
        read(text_of(ROW + ",more"))


def test_an_entry_twice_on_a_day_is_refused() -> None:
    with pytest.raises(SourceChanged, match="entry 'a' twice on 2023-02-27"):
        read(text_of(ROW, ROW))


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (
            HEAD + "# colour = red\n",
            "head: unknown key 'colour' (value 'red'); known: table, board",
        ),
        (HEAD + "# board = again\n", "'# board = again' is no key"),
        (HEAD + "# just words\n", "'# just words' is no key"),
        (
            HEAD.replace("table = score", "table = opinion"),
            "head: table = 'opinion': should be one of score, price",
        ),
        (HEAD.replace("# basis = board\n", ""), "head: basis is missing"),
    ],
)
def test_a_bad_head_is_refused(head: str, named: str) -> None:
    with pytest.raises(SourceChanged, match=re.escape(named)):
        read(text_of(ROW, head=head))


def test_all_faults_of_a_sheet_are_named_at_once() -> None:
    wrong = ROW.replace("63.4", "about 63").replace("vendor", "me")
    with pytest.raises(SourceChanged) as error:
        read(text_of(wrong, ROW, ROW + ",more", ROW, head=HEAD + "# just words\n"))
    assert str(error.value).split("\n  ") == [
        "published: some.csv: 5 faults",
        "line 6: '# just words' is no key of the head, or there twice",
        "line 8: value 'about 63': is no number",
        "line 8: provenance 'me': is not one of independent, maintainer, third_party, vendor",
        "line 10: 9 cells under 8 columns",
        "entry 'a' twice on 2023-02-27",
    ]
    with pytest.raises(SourceChanged) as error:
        read(text_of(head="# table = opinion\n# colour = red\n# state = each\n# basis = all\n"))
    assert str(error.value).count("\n  head: ") == 5


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(SourceChanged, match="not UTF-8"):
        read(b"\xff\xfe")


def test_a_head_alone_is_refused() -> None:
    with pytest.raises(SourceChanged, match="column 'entry' is missing"):
        read(HEAD.encode())


def test_nothing_is_asked_of_the_network() -> None:
    assert list(published.fetch(None)) == []  # type: ignore[arg-type]
    assert not published.ABOUT.scheduled


def test_the_shape_knows_only_columns_and_values_of_the_tables() -> None:
    own = {"category", "published_on"}
    assert set(published_read.SCORE) - own <= set(SCORE.names())
    assert set(published_read.PRICE) - own <= set(PRICE.names())
    for table, required in (
        (SCORE, published_read.SCORE_REQUIRED),
        (PRICE, published_read.PRICE_REQUIRED),
    ):
        needed = {column.name for column in table.columns if not column.optional}
        assert needed <= set(required)


@pytest.mark.parametrize("name", [name for name, _ in published.pages()])
def test_every_bundled_sheet_reads(name: str) -> None:
    readings = bundled(name)
    assert readings
    assert all(reading.rows and reading.table in published.ABOUT.tables for reading in readings)


@pytest.mark.parametrize(
    "name", [name for name, _ in published.pages() if not name.startswith("history_")]
)
def test_every_model_of_a_cited_sheet_is_in_the_registry(name: str) -> None:
    strangers = {
        row["model_name"]
        for reading in bundled(name)
        for row in reading.rows
        if KNOWN.match("published", row["model_name"], str(reading.published_on)) is None
    }
    assert strangers == set()


def best(name: str, on: str, *, closed: bool, protocol: str | None = None) -> float:
    """Best value dated on or before `on` in the newest state; open means any weights."""
    reading = [item for item in bundled(name) if item.category == ""][-1]
    values: list[float] = []
    for row in reading.rows:
        match = KNOWN.match("published", row["model_name"], on)
        if match is None or row["dated_on"] > on or protocol not in (None, row["protocol"]):
            continue
        openness = KNOWN.openness(match.model, on)
        if openness != "unknown" and (openness == "closed") == closed:
            values.append(row["value"])
    return max(values)


@pytest.mark.parametrize(
    ("protocol", "on", "closed", "open_"),
    [
        ("5-shot", "2023-03-14", 86.4, 63.4),
        ("5-shot", "2023-07-18", 86.4, 68.9),
        ("5-shot", "2024-07-31", 88.7, 87.3),
        ("0-shot CoT", "2024-07-31", 88.7, 88.6),
    ],
)
def test_mmlu_leaders(protocol: str, on: str, closed: float, open_: float) -> None:
    assert best("mmlu.csv", on, closed=True, protocol=protocol) == closed
    assert best("mmlu.csv", on, closed=False, protocol=protocol) == open_


def test_swebench_vendor_board_of_february_2026() -> None:
    name, on = "swebench_verified_vendor.csv", "2026-02-20"
    assert best(name, on, closed=True) == 80.9
    assert best(name, on, closed=False) == 80.2


def test_swebench_vendor_board_of_august_2025() -> None:
    name, on = "swebench_verified_vendor.csv", "2025-08-10"
    assert best(name, on, closed=True) == 74.9
    assert best(name, on, closed=False) == 69.6


def test_simplebench_by_its_authors_in_september_2026() -> None:
    name, on = "simplebench.csv", "2026-09-26"
    assert best(name, on, closed=True) == 88.4
    assert best(name, on, closed=False) == 66.7
    # 61.2 of another list of the same people quotes a maker: it is no run of the authors'.
    [rows] = [item.rows for item in bundled(name)]
    assert {row["provenance"] for row in rows} == {"maintainer"}
    assert 61.2 not in {row["value"] for row in rows}


def test_the_last_board_of_bfcl() -> None:
    """A gap of 0.38: the page of 3 November, the last that was recorded, has open ahead by 8."""
    [reading] = bundled("bfcl.csv")
    assert (str(reading.published_on), reading.restated, reading.basis) == (
        "2025-12-16", True, "leaders",
    )  # fmt: skip
    rows = reading.rows
    scores = {row["entry"]: row["value"] for row in rows}
    # Means of its four parts: base, missing functions, missing parameters, long context.
    assert round((81 + 64 + 58 + 70.5) / 4, 2) == scores["Claude-Opus-4-5-20251101 (FC)"]
    assert round((74.5 + 68 + 63 + 66.5) / 4, 2) == scores["GLM-4.6 (FC thinking)"] == 68.0


def test_grok_4_1_fell_to_rank_4_by_10_february_2026() -> None:
    shown: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for reading in bundled("arena_rank.csv"):
        (row,) = reading.rows
        shown[reading.category].append((str(reading.published_on), row["value"]))
    assert shown["rank"][-1] == ("2026-02-10", 4.0)
    assert shown["rating"][-1] == ("2026-02-10", 1475.0)


def test_one_makers_table_is_vendor_for_its_own_model_only() -> None:
    rows = [row for reading in bundled("vendor_tool_calling.csv") for row in reading.rows]
    own = {row["provenance"] for row in rows if row["model_name"].startswith("minimax")}
    others = {row["provenance"] for row in rows if not row["model_name"].startswith("minimax")}
    assert own == {"vendor"}
    assert others == {"third_party"}


def test_deepseek_v3_became_dearer_on_8_february_2025() -> None:
    rows = [
        row for row in bundled("launch_prices.csv")[-1].rows if row["offering"] == "deepseek-chat"
    ]
    asked = {row["effective_on"]: (row["input_per_mtok"], row["output_per_mtok"]) for row in rows}
    assert asked == {"2024-12-26": (0.14, 0.28), "2025-02-08": (0.27, 1.1)}
