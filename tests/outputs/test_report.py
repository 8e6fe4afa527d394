from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from outputs.report import write_report
from tests.outputs.shelf import (
    ARENA,
    ECI,
    NOW,
    OLD,
    TODAY,
    gap,
    put,
    put_gaps,
    put_registry,
    put_scores,
)
from warehouse.looks import Seen, SetAside
from warehouse.store import Warehouse
from warehouse.vintages import BoardKey

HOSTILE = '<script>alert("x")</script>\'"&\u202e نموذج ' + "W" * 10_000
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """Tags and texts of a page; complains about a tag that closes another."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def report(warehouse: Warehouse, folder: Path, now: datetime = NOW) -> str:
    return write_report(warehouse, folder, now=now, sources=[ECI, ARENA]).read_text("utf-8")


def test_the_page_tells_gap_interval_leaders_and_date(filled: Warehouse, tmp_path: Path) -> None:
    page = Page(report(filled, tmp_path))
    for words in (
        "+2.0 index points",
        "95 % CI 0.5 to 3.5",
        "Closed One",
        "Open One",
        "now (page of 8 Mar 2026)",
        "permissive (MIT)",
        "gapwatch why eci",
        "published 8 Mar 2026",
        "seen 10 Mar 2026, 09:00 UTC",
    ):
        assert words in page.text


def test_the_page_of_a_number_is_named_by_hash_and_link(filled: Warehouse, tmp_path: Path) -> None:
    text = report(filled, tmp_path)
    (sha256,) = filled.connection.execute(
        "SELECT page_sha256 FROM snapshot WHERE source = 'epoch_eci'"
    ).fetchone()
    assert f'<code title="{sha256}">{sha256[:12]}</code>' in text
    assert '<a href="https://eci.example/x" rel="noopener noreferrer">' in text


def test_the_page_needs_no_network_and_no_script(filled: Warehouse, tmp_path: Path) -> None:
    page = Page(report(filled, tmp_path))
    loading = {"script", "link", "img", "iframe", "object", "embed", "audio", "video", "source"}
    assert loading.isdisjoint(tag for tag, _ in page.tags)
    assert not [attrs for _, attrs in page.tags if "src" in attrs or "srcset" in attrs]
    assert "url(" not in report(filled, tmp_path)
    assert "@import" not in report(filled, tmp_path)


def test_every_table_has_a_caption_and_every_header_a_scope(
    filled: Warehouse, tmp_path: Path
) -> None:
    page = Page(report(filled, tmp_path))
    assert len(page.all("caption")) == len(page.all("table")) > 0
    assert all(attributes.get("scope") for attributes in page.all("th"))


def test_every_drawing_has_a_role_and_words(filled: Warehouse, tmp_path: Path) -> None:
    page = Page(report(filled, tmp_path))
    outer = [attrs for attrs in page.all("svg") if attrs.get("class") != "inner"]
    assert len(outer) == 3
    identities = {attrs.get("id") for _, attrs in page.tags}
    for attributes in outer:
        assert attributes["role"] == "img"
        assert set((attributes["aria-labelledby"] or "").split()) <= identities


def test_ids_are_unique_and_inner_links_lead_somewhere(filled: Warehouse, tmp_path: Path) -> None:
    page = Page(report(filled, tmp_path))
    identities = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(set(identities)) == len(identities)
    inner = {
        (attrs["href"] or "")[1:] for attrs in page.all("a") if (attrs["href"] or "")[:1] == "#"
    }
    assert inner <= set(identities)


def test_headings_go_down_one_level_at_a_time(filled: Warehouse, tmp_path: Path) -> None:
    levels = [
        int(tag[1]) for tag, _ in Page(report(filled, tmp_path)).tags if tag in {"h1", "h2", "h3"}
    ]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_hostile_names_stay_words(empty: Warehouse, tmp_path: Path) -> None:
    names = {"closed": HOSTILE, "open": f"x{HOSTILE}"}
    put_scores(empty, names=names, url="javascript:alert(1)")
    put_registry(empty, names)
    put_gaps(empty, [gap(closed_entry="closed-entry")])
    aside = SetAside(BoardKey("score", "arena", "b", ""), HOSTILE, HOSTILE, {"entry": HOSTILE})
    put(empty, "arena", "https://a.example", [], [aside])
    empty.note(Seen("epoch", "https://e.example", NOW, "1"), "unreachable", HOSTILE)
    text = report(empty, tmp_path)
    page = Page(text)
    assert "script" not in {tag for tag, _ in page.tags}
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert not [1 for attrs in page.all("a") if (attrs["href"] or "").startswith("javascript")]
    assert '<script>alert("x")</script>' in page.text
    assert "\u202e" not in text
    assert "W" * 500 not in text
    assert len(text) < 120_000


def test_a_warehouse_with_nothing_says_what_to_do(empty: Warehouse, tmp_path: Path) -> None:
    page = Page(report(empty, tmp_path))
    assert "No gap could be derived yet" in page.text
    assert "gapwatch refresh" in page.text
    assert "Not working: 2 of 2 sources" in page.text


def test_an_unreachable_source_is_named_with_its_cause(filled: Warehouse, tmp_path: Path) -> None:
    filled.note(Seen("arena", ARENA.home, NOW, "1"), "unreachable", "connection refused")
    page = Page(report(filled, tmp_path))
    assert "Not working: 1 of 3 sources" in page.text
    assert re.search(r"Arena boards \( arena \): not reached, connection refused", page.text)


def test_past_the_limit_nothing_on_the_page_reads_as_now(filled: Warehouse, tmp_path: Path) -> None:
    page = Page(report(filled, tmp_path, NOW + timedelta(days=60)))
    assert "as of 8 Mar 2026" in page.text
    assert "62 days old" in page.text
    assert not re.search(r"\bnow\b", page.text)
    assert "stale" in page.text


@pytest.mark.parametrize(
    ("changed", "badge"),
    [
        ({"unresolved_above": 2}, "provisional (2 unresolved)"),
        ({"basis": "leaders", "unresolved_above": None}, "curated history"),
        ({"gap_low": -1.0}, "not distinguishable"),
        ({"gap_low": None, "gap_high": None, "p_open_ahead": None}, "no interval published"),
    ],
)
def test_doubt_is_shown_beside_the_number(
    empty: Warehouse, tmp_path: Path, changed: dict[str, Any], badge: str
) -> None:
    put_scores(empty)
    put_gaps(empty, [gap(**changed)])
    assert badge in Page(report(empty, tmp_path)).text


def test_nothing_unknown_is_printed_as_a_number(empty: Warehouse, tmp_path: Path) -> None:
    unknown = dict.fromkeys(
        ("gap_low", "gap_high", "ci_level", "p_open_ahead", "p_open_ahead_board",
         "selection_bias", "detectable_gap", "unresolved_above")
    )  # fmt: skip
    put_scores(empty)
    put_gaps(empty, [gap(**unknown)])
    text = Page(report(empty, tmp_path)).text
    assert "None" not in text
    assert "nan" not in text.lower().split()
    assert "unknown" in text


def test_a_series_of_one_class_is_told_without_a_gap(empty: Warehouse, tmp_path: Path) -> None:
    sides = ("open_entry", "open_model", "open_value", "open_vintage", "gap", "gap_low", "gap_high")
    put_scores(empty)
    put_gaps(empty, [gap(**dict.fromkeys(sides))])
    text = Page(report(empty, tmp_path)).text
    assert "one class only" in text
    assert "no entry" in text
    assert "None" not in text


def test_no_path_of_the_machine_is_shown(filled: Warehouse, tmp_path: Path) -> None:
    assert str(tmp_path) not in report(filled, tmp_path / "site")


def test_the_same_warehouse_at_the_same_time_gives_the_same_bytes(
    filled: Warehouse, tmp_path: Path
) -> None:
    here = timezone(timedelta(hours=-8))
    assert report(filled, tmp_path) == report(filled, tmp_path, NOW.astimezone(here))


def test_the_page_is_replaced_whole(filled: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "site"
    report(filled, folder)
    path = write_report(filled, folder, now=NOW, sources=[])
    assert path == folder / "index.html"
    assert os.listdir(folder) == ["index.html"]


def test_years_of_change_points_stay_small(empty: Warehouse, tmp_path: Path) -> None:
    first = TODAY - timedelta(days=1100)
    rows = [
        gap(entry=(first + timedelta(days=5 * place)).isoformat(), gap=float(place % 7))
        for place in range(220)
    ]
    put_scores(empty)
    put_gaps(empty, rows)
    text = report(empty, tmp_path)
    assert len(text.encode()) < 120_000
    moves_of_closed = moves_of_open = 1
    assert text.count("<circle") == len(rows) + moves_of_closed + moves_of_open


def test_an_old_series_keeps_the_age_of_its_page(empty: Warehouse, tmp_path: Path) -> None:
    put_scores(empty)
    put_gaps(empty, [gap()], series="gpqa_epoch", inputs_on=OLD)
    text = Page(report(empty, tmp_path)).text
    assert "as of 1 Jun 2025" in text
    assert "282 days old" in text
    assert "No composite index has been read yet" in text


def test_the_bundled_history_gives_a_report_worth_reading(tmp_path: Path) -> None:
    from pipelines.curated import curate  # noqa: PLC0415 - slow to import
    from pipelines.measure import measure  # noqa: PLC0415

    with Warehouse.open(tmp_path / "home") as warehouse:
        list(curate(warehouse))
        list(measure(warehouse, datetime.now(UTC)))
        text = report(warehouse, tmp_path / "site", datetime.now(UTC))
    page = Page(text)
    assert len(text.encode()) < 1_500_000
    assert text.count('class="one"') >= 12
    assert "curated history" in page.text
    assert "8 May 2023" in page.text
