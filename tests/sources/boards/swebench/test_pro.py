"""SWE-Bench Pro: rows inside what the page's program receives; versions apart."""

from __future__ import annotations

import json

import pytest

from sources.boards.swebench import pro as swebench_pro
from sources.contract import Page, Reading, SourceChanged
from tests.sources.sample import PAGES, SEEN_AT, strictly

V2 = "swe_bench_pro_public_v2"


def body() -> bytes:
    return (PAGES / "swebench_pro" / "page.html").read_bytes()


def read(content: bytes, slug: str = V2) -> Reading:
    (found,) = swebench_pro.parse(Page(swebench_pro.HOME + slug, content, SEEN_AT))
    return found


def with_rows(*rows: dict[str, object]) -> bytes:
    payload = json.dumps(list(rows), separators=(",", ":"))
    return f"<script>self.__next_f.push({json.dumps([1, payload])})</script>".encode()


def row(**keys: object) -> dict[str, object]:
    return {
        "model": "A (agent) high",
        "rank": 1,
        "score": 50.0,
        "company": "a",
        "createdAt": "2026-07-01T00:00:00.000Z",
        **keys,
    }


@pytest.mark.parametrize(("slug", "items"), swebench_pro.ITEMS.items())
def test_a_board_is_a_page(slug: str, items: int | None) -> None:
    found = read(body(), slug)
    assert (found.table, found.board, found.category) == ("score", slug, "")
    assert {one["n"] for one in found.rows} == {items}
    assert {one["protocol"] for one in found.rows} == {slug}


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"<html><body>Just a moment...</body></html>", "no rows"),
        (with_rows(), "no rows"),
        (with_rows(row(), row(rank=2), row(), row(rank=2)), "several lists"),
        (with_rows(row(rank=4)), "several lists"),
        (with_rows(row(hard=1)), "hard"),
        (with_rows({"model": "A", "rank": 1}), "lacks"),
        (with_rows(row(score="50")), "score of A .agent. high"),
        (with_rows(row(rank="1")), "rank of"),
        (with_rows(row(createdAt=None)), "createdAt of"),
        (with_rows(row(company="")), "company of"),
        (with_rows(row()).replace(b"}]", b""), "breaks off"),
        (b"<script>self.__next_f.push([1,x])</script>", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_what_is_not_known_is_refused_by_name(content: bytes, names: str) -> None:
    with pytest.raises(SourceChanged, match=names) as caught:
        list(strictly(swebench_pro.parse, Page(swebench_pro.HOME + V2, content, SEEN_AT)))
    assert str(caught.value).startswith("swebench_pro: ")


def test_flight_text_is_read_as_it_comes() -> None:
    rows = [row(), row(model="B*", rank=2, contaminationMessage="seen in training")]
    flight = '1:"$Sreact.fragment"\n5:["$","$L9",null,{"entries":' + json.dumps(
        rows, separators=(",", ":")
    )
    found = read((flight + "}]\n").encode())
    assert not found.warnings
    assert [(one["entry"], one["model_name"]) for one in found.rows] == [
        ("A (agent) high", "A"),
        ("B*", "B"),
    ]
    assert found.rows[1]["note"] == "Company: a; contaminationMessage: seen in training"


def test_a_row_that_cannot_be_read_costs_itself() -> None:
    found = read(with_rows(row(), row(model="B", rank=2, score="51"), row(model="C", rank=3)))
    assert [one["entry"] for one in found.rows] == ["A (agent) high", "C"]
    assert [one.entry for one in found.refused] == ["B"]


def test_an_unknown_page_is_refused() -> None:
    with pytest.raises(SourceChanged, match="none of the pages"):
        read(body(), "humanitys_last_exam")
