"""LiveBench: releases apart, averages as the site makes them, broken rows without a value."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sources.boards import livebench
from sources.contract import Page, Reading, Row, SourceChanged
from tests.sources.sample import PAGES, SEEN_AT, Asked, fits, recorded, recorded_page

RELEASE = "2026_01_08"


def body() -> bytes:
    return (PAGES / "livebench" / f"table_{RELEASE}.csv").read_bytes()


def read(content: bytes, release: str = RELEASE) -> Reading:
    (found,) = livebench.parse(Page(livebench.URL.format(release), content, SEEN_AT))
    return found


def scores() -> dict[str, Row]:
    return {row["entry"]: row for row in read(body()).rows}


def without(task: str) -> bytes:
    lines = [line.split(",") for line in body().decode().splitlines()[:3]]
    place = lines[0].index(task)
    return "\n".join(",".join([*li[:place], *li[place + 1 :]]) for li in lines).encode()


def test_fetch_looks_at_the_newest_release() -> None:
    client = Asked()
    assert [look.status for look in livebench.fetch(client)] == [200]
    assert [url for url, _, _ in client.looks] == ["https://livebench.ai/table_2026_06_25.csv"]


def test_releases_run_from_the_newest() -> None:
    assert list(livebench.RELEASES) == sorted(livebench.RELEASES, reverse=True)


def test_a_board_is_a_release() -> None:
    found = read(body())
    assert (found.table, found.board, found.category) == ("score", RELEASE, "average")
    assert found.published_on is None


def test_the_average_is_the_mean_of_category_means() -> None:
    row = scores()["model-b-medium"]
    header, values = (line.split(",")[1:] for line in body().decode().splitlines()[:3:2])
    cells = dict(zip(header, map(float, values), strict=True))
    means = [
        sum(cells[task] for task in tasks) / len(tasks)
        for tasks in livebench.RELEASES[RELEASE].values()
    ]
    assert row["value"] == pytest.approx(sum(means) / len(means), abs=1e-9)
    assert row["value"] != pytest.approx(sum(cells.values()) / len(cells), abs=1e-3)


def test_a_row() -> None:
    assert scores()["model-a-20251101-thinking-64k-high-effort"] == {
        "entry": "model-a-20251101-thinking-64k-high-effort",
        "model_name": "model-a-20251101-thinking-64k-high-effort",
        "value": 80.0,
        "unit": "percent",
        "provenance": "maintainer",
        "protocol": "LiveBench 2026_01_08",
        "effort": "high",
        "note": None,
    }


@pytest.mark.parametrize(("entry", "effort"), [("model-b-medium", "medium"), ("qwen-max", None)])
def test_effort_is_read_from_the_name(entry: str, effort: str | None) -> None:
    assert scores()[entry]["effort"] == effort


@pytest.mark.parametrize(("entry", "note"), [("blank-1", "23 of 24"), ("short-1", "21 of 24")])
def test_a_broken_row_has_no_value(entry: str, note: str) -> None:
    row = scores()[entry]
    assert (row["value"], row["note"]) == (None, f"{note} cells")


def test_a_release_before_its_later_task_is_apart() -> None:
    found = read(without("consecutive_events"))
    assert found.category == "average without consecutive_events"
    assert {row["protocol"] for row in found.rows} == {
        "LiveBench 2026_01_08, average without consecutive_events"
    }


@pytest.mark.parametrize(
    ("content", "release", "names"),
    [
        (body(), "2027_01_01", "no known release"),
        (body(), "2025_11_25", "unknown tasks .'consecutive_events'"),
        (without("typos"), RELEASE, r"lacks \['typos'\]"),
        (without("consecutive_events"), "2026_06_25", r"lacks \['consecutive_events'\]"),
        (body().replace(b"80.0", b"high", 1), RELEASE, "'high', which is no number"),
        (body().replace(b"qwen-max", b""), RELEASE, "names no model"),
        (body().replace(b"model,", b"name,", 1), RELEASE, "columns are"),
        (b"", RELEASE, "columns are"),
        (b"<html>", RELEASE, "columns are"),
        (b"\xff", RELEASE, "not CSV"),
    ],
)
def test_what_is_not_known_is_refused_by_name(content: bytes, release: str, names: str) -> None:
    with pytest.raises(SourceChanged, match=names) as caught:
        read(content, release)
    assert str(caught.value).startswith("livebench: ")


EXPECTED = {
    "2024-06-24": (73, 0),
    "2024-11-25": (65, 1),
    "2025-05-30": (70, 0),
    "2025-11-25": (65, 0),
    "2026-01-08": (65, 0),
    "2026-03-06": (79, 0),
    "2026-07-01": (127, 1),
    "2026-07-23": (45, 0),
    "2026-07-28": (36, 0),
}


@pytest.mark.parametrize("row", recorded("livebench"))
def test_recorded_pages_are_read_whole(row: Mapping[str, str]) -> None:
    (found,) = livebench.parse(recorded_page(row))
    day = row["seen_at"][:10]
    valueless = [one for one in found.rows if one["value"] is None]
    assert (len(found.rows), len(valueless)) == EXPECTED[day]
    for statement in found.rows:
        if statement["value"] is not None:
            fits("score", statement)
            assert 0 <= statement["value"] <= 100
    assert (found.category != "average") == (day == "2026-01-08")
    best = max((one for one in found.rows if one["value"]), key=lambda one: one["value"])
    if day == "2026-03-06":
        assert best["entry"] == "gemini-3.1-pro-preview-high"
        assert round(best["value"], 2) == 79.93
