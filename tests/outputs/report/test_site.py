from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

import outputs
from cli.main import app
from measures.price.records import PricedGroup, PricedScore
from outputs.alerts.broken import Broken
from outputs.report.context import AsOf, Extras
from outputs.report.pages import _environment
from outputs.report.site import write_report
from terms.words import PriceBasis
from tests.measures.lag.estimates import catch_up
from tests.measures.price.estimates import event, fronted
from tests.outputs.shelf import (
    ARENA,
    ECI,
    HOSTILE,
    NOW,
    OLD,
    TODAY,
    claim,
    gap,
    hostile_prices,
    lag,
    price_gap,
    put_claims,
    put_gaps,
    put_hostile,
    put_issue,
    put_lags,
    put_prices,
    put_records,
    put_scores,
)
from warehouse.history.vintages import Seen
from warehouse.store import Warehouse

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
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def report(
    warehouse: Warehouse, folder: Path, now: datetime = NOW, path: str = "index.html"
) -> str:
    write_report(warehouse, folder, now=now, sources=[ECI, ARENA])
    return (folder / path).read_text("utf-8")


SERIES = "series/eci.html"


@pytest.fixture
def pages(filled: Warehouse, tmp_path: Path) -> dict[str, Page]:
    """Every page of a site with one series, an issued lag, price, claim and estimate."""
    put_lags(filled, [lag()])
    put_prices(filled, [price_gap()])
    put_claims(filled, [claim(), claim("overall")])
    put_records(filled, [catch_up()])
    write_report(filled, tmp_path / "site", now=NOW, sources=[ECI, ARENA])
    found = (tmp_path / "site").rglob("*.html")
    return {
        path.relative_to(tmp_path / "site").as_posix(): Page(path.read_text("utf-8"))
        for path in found
    }


def test_the_site_has_its_pages(pages: dict[str, Page]) -> None:
    assert set(pages) == {
        *("index.html", "price.html", "claims.html", "status.html"),
        *("methods.html", SERIES),
        *("models.html", "models/closed-one.html", "models/open-one.html"),
        "by/eci-permissive.html",
    }


def test_the_front_page_answers_in_its_title(pages: dict[str, Page]) -> None:
    # 1 May 2025 to 10 March 2026 are 313 days, 10.3 months; the gap's interval excludes zero.
    text = pages["index.html"].text
    for words in (
        "Open-weight models are about 10 months behind",
        "The best open model, Open One, is where closed models were in May 2025.",
        "The gap is 2.0 index points (95 % interval 0.5 to 3.5)",
        "10.3 months behind (95 % interval 9.3 to 14.2).",
        "99.6 % sure that closed models are ahead, by sampling error alone.",
        "+2.0 index points closed ahead Closed One / Open One",
        "Scores to 8 Mar 2026",
    ):
        assert words in text
    assert "10 months behind" not in pages["by/eci-permissive.html"].text


def test_an_unconfirmed_leader_is_marked_wherever_its_gap_is_told(
    filled: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = "closed-one: Arena says Proprietary"
    put_gaps(filled, [gap(), gap(entry="2026-03-05", gap=3.0, confirmed=0, evidence=evidence)])
    front = Page(report(filled, tmp_path / "site")).text
    assert "The gap is 3.0 index points (95 % interval 0.5 to 3.5), unconfirmed" in front
    assert f"by sampling error alone; unconfirmed: {evidence}." in front
    series = Page((tmp_path / "site" / SERIES).read_text("utf-8")).text
    assert f". Unconfirmed: {evidence}." in series
    assert f"+3.0 0.5 to 3.5; unconfirmed: {evidence}" in series
    [(_, _, file)] = filled.connection.execute("PRAGMA database_list")
    monkeypatch.setenv("GAPWATCH_HOME", str(Path(file).parent))
    found = CliRunner().invoke(app, ["gap", "eci"])
    assert found.exit_code == 0, found.output
    first, last = found.stdout.split("5 Mar 2026")[-2:]
    assert "unconfirmed: closed-one" in " ".join(last.split())
    assert "unconfirmed" not in first


def test_no_page_tells_a_trend(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        found = re.findall(r"(?i)\b(?:widen|narrow)(?:ing|ed|s)\b|clear trend", page.text)
        assert found == [] or path in ("methods.html", "dictionary.html"), path


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        ([event(through_on="2026-03-01"), event("rise", through_on="2026-02-20")],
         "No new scores in the last 30 days; 2 prices changed in the lists we read."),
        ([event(through_on="2026-01-05")], "No new scores in the last 30 days."),
    ],
)  # fmt: skip
def test_a_month_without_scores_is_not_one_in_which_nothing_changed(
    empty: Warehouse, tmp_path: Path, moved: list[Any], told: str
) -> None:
    put_scores(empty)
    put_issue(empty, "frontier", "eci", "any_weights|closed", [
        {"entry": on, "leader": name, "model": name, "value": value, "vintage": 1,
         "code_version": "x"}
        for on, name, value in (("2025-01-01", "before", 1.0), ("2025-06-01", "after", 2.0))
    ])  # fmt: skip
    put_gaps(empty, [gap(entry=OLD.isoformat())], inputs_on=OLD)
    put_records(empty, moved)
    page = Page(report(empty, tmp_path / "site"))
    assert told in page.text
    assert "Nothing changed" not in page.text


def test_a_series_page_tells_definition_and_provenance(pages: dict[str, Page]) -> None:
    for words in (
        "open-source licence (MIT)",
        "gapwatch why eci",
        "published 8 Mar 2026",
        "seen 10 Mar 2026, 09:00 UTC",
        "epoch_eci / eci_scores",
        "higher is better",
        "313 days",
    ):
        assert words in pages[SERIES].text


def test_lag_price_claims_and_estimates_have_their_pages(pages: dict[str, Page]) -> None:
    # 1 May 2025 to 10 March 2026 are 313 days; 313 / 30.4375 = 10.3 months.
    assert "313 days 10.3 months 95 % interval 282 to 433 days" in pages[SERIES].text
    assert "×" not in pages["price.html"].text
    assert "$1.50" in pages["price.html"].text
    assert "Open is one year behind." in pages["claims.html"].text
    assert "within the tolerance" in pages["claims.html"].text


def test_what_is_not_issued_is_said_to_be_missing(filled: Warehouse, tmp_path: Path) -> None:
    for path in ("price.html", "claims.html", SERIES):
        assert "Not computed yet" in Page(report(filled, tmp_path / "site", path=path)).text


def test_the_price_page_answers_in_the_order_of_questions_and_in_words(
    filled: Warehouse, tmp_path: Path
) -> None:
    put_prices(filled, [price_gap()])
    put_records(filled, hostile_prices("open-one"))
    page = Page(report(filled, tmp_path / "site", path="price.html"))
    keys = [section["aria-labelledby"] for section in page.all("section")]
    assert keys == ["fronts", "quality", "events"]
    for machine in ("50|", '{"', "[1", "any_weights", "2026-03-01"):
        assert machine not in page.text


def test_what_it_costs_is_drawn_on_the_front_and_on_the_price_page(
    filled: Warehouse, tmp_path: Path
) -> None:
    own = PriceBasis.FIRST_PARTY
    opened = PricedScore("open-one", 10.0, 0.5, own), PricedScore("open-two", 5.0, 0.1, own)
    put_records(filled, [
        fronted(models=(PricedScore("closed-one", 12.0, 4.0, own),), front=("closed-one",)),
        fronted(group=PricedGroup.OPEN, openness_rule="any_weights", models=opened[::-1],
                front=("open-two", "open-one"), unpriced=()),
    ])  # fmt: skip
    front = Page(report(filled, tmp_path / "site"))
    price = Page((tmp_path / "site" / "price.html").read_text("utf-8"))
    told = "cost $0.50 per million tokens; the cheapest closed model that scored as much"
    for page in (front, price):
        assert told in " ".join(page.text.split())
        names = {attrs.get("aria-labelledby") for attrs in page.all("svg")}
        assert "front-eci-t front-eci-d" in names


def test_sources_are_shown_with_terms_and_freshness(pages: dict[str, Page]) -> None:
    for words in ("CC-BY-4.0", "Arena, modified"):
        assert words in pages["methods.html"].text
    for words in ("never fetched", "read, something new"):
        assert words in pages["status.html"].text


def test_what_was_never_read_from_real_bytes_is_said(pages: dict[str, Page]) -> None:
    assert pages["status.html"].text.count("never tried on real data: a whole page") == 1


def test_the_page_of_a_number_is_named_by_hash_and_link(filled: Warehouse, tmp_path: Path) -> None:
    text = report(filled, tmp_path, path=SERIES)
    (sha256,) = filled.connection.execute(
        "SELECT page_sha256 FROM _snapshot WHERE source = 'epoch_eci'"
    ).fetchone()
    assert f'<code title="{sha256}">{sha256[:12]}</code>' in text
    assert '<a href="https://eci.example/x">' in text


def test_only_files_of_the_site_are_loaded(pages: dict[str, Page]) -> None:
    for page in pages.values():
        loading = {"img", "iframe", "object", "embed", "audio", "video", "source"}
        assert loading.isdisjoint(tag for tag, _ in page.tags)
        scripts = [attrs["src"] for attrs in page.all("script") if "src" in attrs]
        sheets = [attrs["href"] for attrs in page.all("link") if attrs["rel"] == "stylesheet"]
        assert len(sheets) == 1
        assert not [it for it in [*scripts, *sheets] if "://" in (it or "://")]
    assert not pages["index.html"].all("script")
    css = (Path(outputs.__file__).parent / "report" / "templates" / "site.css").read_text("utf-8")
    assert "url(" not in css
    assert "@import" not in css


def test_every_table_has_a_caption_and_headers_that_need_no_scope(
    pages: dict[str, Page], tmp_path: Path
) -> None:
    """Headers fill the first row or begin one: of which cells they are follows from that."""
    for path in pages.keys() - {"methods.html"}:  # tables of the docs are Markdown
        soup = BeautifulSoup((tmp_path / "site" / path).read_text("utf-8"), "html.parser")
        for table in soup.find_all("table"):
            assert table.caption is not None
            assert not table.thead or not table.thead.find_all("td")
            for row in (table.tbody or table).find_all("tr"):
                cells = [it.name for it in row.find_all(["th", "td"], recursive=False)]
                assert "th" not in cells[1:], path


def test_every_drawing_has_a_role_and_words(pages: dict[str, Page]) -> None:
    for path, drawings in (("index.html", 1), (SERIES, 2)):
        page = pages[path]
        outer = page.all("svg")
        assert len(outer) == drawings
        identities = {attrs.get("id") for _, attrs in page.tags}
        for attributes in outer:
            assert attributes["role"] == "img"
            named = set((attributes.get("aria-labelledby") or "").split())
            assert (named and named <= identities) or attributes["aria-label"]


def test_every_link_within_the_site_leads_somewhere(pages: dict[str, Page], tmp_path: Path) -> None:
    site = tmp_path / "site"
    for path, page in pages.items():
        links = [attrs.get("href") or "" for tag in ("a", "link") for attrs in page.all(tag)]
        links += [attrs["src"] or "" for attrs in page.all("script") if "src" in attrs]
        for link in links:
            target, _, mark = link.partition("#")
            if ":" in target:
                continue
            file = (site / path).parent / target if target else site / path
            assert file.resolve().is_file(), f"{path}: {link}"
            if mark:
                there = pages[file.resolve().relative_to(site.resolve()).as_posix()]
                assert mark in {attrs.get("id") for _, attrs in there.tags}, f"{path}: {link}"


def test_ids_are_unique(pages: dict[str, Page]) -> None:
    for page in pages.values():
        identities = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(set(identities)) == len(identities)


def test_headings_go_down_one_level_at_a_time(pages: dict[str, Page]) -> None:
    for page in pages.values():
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_hostile_names_stay_words_everywhere(empty: Warehouse, tmp_path: Path) -> None:
    put_hostile(empty, HOSTILE)
    report(empty, tmp_path / "site")
    for file in (path for path in (tmp_path / "site").rglob("*") if path.is_file()):
        content = file.read_bytes()
        if file.suffix in (".png", ".js", ".css"):
            continue
        text = content.decode("utf-8")
        assert "<script>alert" not in text, file
        assert "\u202e" not in text, file
        if file.suffix == ".html":
            harmless(Page(text))
            assert "W" * 1000 not in text
            assert len(text) < 200_000
        if file.suffix == ".json":
            json.loads(text)
    assert 'alert("x")' in Page((tmp_path / "site" / "index.html").read_text("utf-8")).text
    feed = ElementTree.fromstring((tmp_path / "site" / "feed.xml").read_bytes())  # noqa: S314
    assert feed.tag.endswith("feed")
    for picture in ("gapwatch", "eci"):
        drawn = (tmp_path / "site" / "charts" / f"{picture}.png").read_bytes()
        assert drawn.startswith(b"\x89PNG")


def harmless(page: Page) -> None:
    """No script but ours, no handler, no address that runs."""
    kinds = {(attrs.get("src"), attrs.get("type")) for attrs in page.all("script")}
    ours = ("../assets/series.js", "assets/models.js", "assets/past.js")
    assert kinds <= {*((one, None) for one in ours), (None, "application/json")}
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert not [1 for attrs in page.all("a") if (attrs["href"] or "").startswith("javascript")]


def test_a_warehouse_with_nothing_says_what_to_do(empty: Warehouse, tmp_path: Path) -> None:
    page = Page(report(empty, tmp_path))
    assert "No gap could be computed yet" in page.text
    assert "gapwatch refresh" in page.text
    status = Page((tmp_path / "status.html").read_text("utf-8"))
    assert "2 of 2 sources do not work" in status.text


def test_an_unreachable_source_is_named_with_its_cause(filled: Warehouse, tmp_path: Path) -> None:
    filled.note(Seen("arena", ARENA.home, NOW, "1"), "unreachable", "connection refused")
    page = Page(report(filled, tmp_path, path="status.html"))
    assert "1 of 3 sources do not work" in page.text
    assert re.search(r"Arena boards arena : not reached: connection refused", page.text)


def test_files_of_a_good_page_that_cannot_be_read_are_named(
    filled: Warehouse, tmp_path: Path
) -> None:
    seen = Seen("arena", ARENA.home, NOW, "1", filled.keep(b"zip"), 200)
    filled.accept(seen, [], [], ["left unread: frontiercode_external <b>"])
    page = Page(report(filled, tmp_path, path="status.html"))
    assert "left unread: frontiercode_external <b>" in page.text


def test_what_is_broken_now_is_listed_with_its_command(filled: Warehouse, tmp_path: Path) -> None:
    one = Broken(
        *("source_stale", "arena", "warning", "arena is old", "2026-01-02", None),
        *("Look there.", "gapwatch doctor", False, {}),
    )
    note = replace(one, severity="info", title="something small")
    extras = Extras(broken=(one, note))
    write_report(filled, tmp_path, now=NOW, sources=[ECI, ARENA], extras=extras)
    text = Page((tmp_path / "status.html").read_text("utf-8")).text
    assert "Not everything is current." in text
    front = Page((tmp_path / "index.html").read_text("utf-8")).text
    assert "Some data are old or could not be fetched; every number says its date." in front
    assert "arena is old" not in front
    assert "arena is old since 2 Jan 2026. Where to look: Look there. gapwatch doctor" in text
    assert "2 sources older than their limit warning" in text


def test_past_the_limit_no_number_reads_as_now(filled: Warehouse, tmp_path: Path) -> None:
    put_lags(filled, [lag()])
    text = Page(report(filled, tmp_path, NOW + timedelta(days=60), SERIES)).text
    assert "as of 8 Mar 2026" in text
    assert "62 days old" in text
    assert not re.search(r"\bnow \(", text)
    assert "old data" in text
    # The lag stands on the day of the newest page: 1 May 2025 to 8 March 2026 are 311 days.
    assert "311 days" in text
    assert "373 days" not in text


@pytest.mark.parametrize(
    ("changed", "badge"),
    [
        ({"unresolved_above": 2}, "cannot be judged"),
        ({"confirmed": 0, "evidence": "Arena says so"}, "unconfirmed"),
        ({"gap_low": -1.0}, "too close to call"),
        ({"gap_low": None, "gap_high": None, "p_open_ahead": None}, "no interval published"),
    ],
)
def test_doubt_is_shown_beside_the_number(
    empty: Warehouse, tmp_path: Path, changed: dict[str, Any], badge: str
) -> None:
    put_scores(empty)
    put_gaps(empty, [gap(**changed)])
    assert badge in Page(report(empty, tmp_path)).text
    assert badge in Page(report(empty, tmp_path, path=SERIES)).text


def test_a_list_of_leaders_is_told_on_the_page_of_the_benchmark(
    empty: Warehouse, tmp_path: Path
) -> None:
    put_scores(empty)
    put_gaps(empty, [gap(basis="leaders", unresolved_above=None)])
    assert "leading entries only" in Page(report(empty, tmp_path, path=SERIES)).text
    assert "leading entries only" not in Page(report(empty, tmp_path)).text


def test_a_gap_that_cannot_be_judged_is_shown_either_way(empty: Warehouse, tmp_path: Path) -> None:
    put_scores(empty)
    doubt = {"gap_if_unresolved_closed": 5.0, "gap_if_unresolved_open": -1.5}
    put_gaps(empty, [gap(unresolved_above=1, unresolved_names='["mystery"]', **doubt)])
    write_report(empty, tmp_path, now=NOW, sources=[])
    text = Page((tmp_path / SERIES).read_text("utf-8")).text
    assert "Cannot be judged under “open weights”. 1 entry of unknown model or openness" in text
    assert "( mystery )" in text
    assert 'verdict cannot-be-judged"' in (tmp_path / "index.html").read_text("utf-8")
    assert "Taken as closed, the gap is +5.0 index points; taken as open, −1.5 index" in text


def test_nothing_unknown_is_printed_as_a_number(empty: Warehouse, tmp_path: Path) -> None:
    unknown = dict.fromkeys(
        ("gap_low", "gap_high", "ci_level", "p_open_ahead", "detectable_gap", "unresolved_above")
    )
    put_scores(empty)
    put_gaps(empty, [gap(**unknown)])
    put_lags(empty, [lag(counts_from=None, sign=None, low_from=None, low_sign=None,
                         high_from=None, high_sign=None)])  # fmt: skip
    for path in ("index.html", SERIES):
        text = Page(report(empty, tmp_path, path=path)).text
        assert "None" not in text
        assert "nan" not in text.lower().split()
        assert "unknown" in text.lower() or "not known" in text


def test_a_series_of_one_class_is_told_without_a_gap(empty: Warehouse, tmp_path: Path) -> None:
    sides = ("open_entry", "open_model", "open_value", "open_vintage", "gap", "gap_low", "gap_high")
    put_scores(empty)
    put_gaps(empty, [gap(**dict.fromkeys(sides))])
    for path in ("index.html", SERIES):
        text = Page(report(empty, tmp_path, path=path)).text
        assert "one class" in text
        assert "no entry" in text
        assert "None" not in text


def test_no_path_of_the_machine_is_shown(filled: Warehouse, tmp_path: Path) -> None:
    put_scores(filled, url="file:///home/somebody/saved.html")
    report(filled, tmp_path / "site")
    for file in (tmp_path / "site").rglob("*.*"):
        if file.suffix in (".html", ".json", ".xml"):
            text = file.read_text("utf-8")
            assert str(tmp_path) not in text, file
            assert "/home/somebody" not in text, file


def test_the_same_warehouse_at_the_same_time_gives_the_same_bytes(
    filled: Warehouse, tmp_path: Path
) -> None:
    here = timezone(timedelta(hours=-8))
    report(filled, tmp_path / "one")
    report(filled, tmp_path / "two", NOW.astimezone(here))
    found = [
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tmp_path / "one", tmp_path / "two")
    ]
    assert found[0] == found[1]


def test_a_site_of_a_past_day_says_so_on_every_page(filled: Warehouse, tmp_path: Path) -> None:
    past = Extras(
        as_of=AsOf(TODAY, recorded=date(2026, 3, 9)), made_at=datetime(2026, 5, 1, tzinfo=UTC)
    )
    write_report(filled, tmp_path, now=NOW, sources=[], extras=past)
    for file in tmp_path.rglob("*.html"):
        text = Page(file.read_text("utf-8")).text
        assert "As known on 10 Mar 2026." in text
        assert "recorded in this warehouse by 9 Mar 2026" in text
        assert "Made 1 May 2026, 00:00 UTC" in text
    told = json.loads((tmp_path / "api/v1/series.json").read_text("utf-8"))
    assert told["as_of"] == {
        "day": "2026-03-10",
        "published": "2026-03-10",
        "recorded": "2026-03-09",
    }
    assert told["generated_at"] == "2026-05-01T00:00:00.000000Z"


def test_past_sites_are_linked_and_stay(filled: Warehouse, tmp_path: Path) -> None:
    site = tmp_path / "site"
    report(filled, site)
    report(filled, site / "as-of" / "2026-02-24")
    page = Page(report(filled, site))
    assert "24 Feb 2026" in page.text
    assert (site / "as-of" / "2026-02-24" / "series" / "eci.html").is_file()


def test_with_an_address_previews_and_feed_are_absolute(filled: Warehouse, tmp_path: Path) -> None:
    extras = Extras(base_url="https://gaps.example/site/")
    write_report(filled, tmp_path, now=NOW, sources=[], extras=extras)
    page = Page((tmp_path / SERIES).read_text("utf-8"))
    images = [attrs["content"] for attrs in page.all("meta") if attrs.get("property") == "og:image"]
    assert images == ["https://gaps.example/site/charts/eci.png"]
    assert "https://gaps.example/site/feed.xml" in (tmp_path / "feed.xml").read_text("utf-8")


def test_years_of_change_points_stay_small(empty: Warehouse, tmp_path: Path) -> None:
    first = TODAY - timedelta(days=1100)
    rows = [
        gap(entry=(first + timedelta(days=5 * place)).isoformat(), gap=float(place % 7))
        for place in range(220)
    ]
    put_scores(empty)
    put_gaps(empty, rows)
    text = report(empty, tmp_path, path=SERIES)
    assert len(text.encode()) < 600_000
    # A line for the gap, for a screen and for a phone, with two points for each change.
    steps = max(len(re.findall("[HVhvLl]", it)) for it in re.findall(r' d="(M[^"]*)"', text))
    assert len(rows) < steps < 3 * len(rows) + 3
    # Change points, not days: the data hold as many points as the warehouse has rows.
    data = re.search(r'id="chart-data">(.*?)</script>', text, re.DOTALL)
    assert data is not None
    [read] = json.loads(data.group(1))
    assert len(read["points"]) == len(rows)


def test_an_old_series_keeps_the_age_of_its_page(empty: Warehouse, tmp_path: Path) -> None:
    put_scores(empty)
    put_gaps(empty, [gap(entry=OLD.isoformat())], series="gpqa_epoch", inputs_on=OLD)
    text = Page(report(empty, tmp_path)).text
    assert "282 days old" in text
    assert "No capability index to judge by yet" in text
    assert "as of 1 Jun 2025" in Page(report(empty, tmp_path, path="series/gpqa_epoch.html")).text


def test_the_levels_that_templates_state_are_those_of_the_measures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    template = "{{ level }}, {{ error_level }}, {{ power }}"
    assert _environment().from_string(template).render() == "95, 5, 80"
    monkeypatch.setattr("measures.uncertainty.intervals.LEVEL", 0.8)
    monkeypatch.setattr("measures.uncertainty.intervals.POWER", 0.9)
    assert _environment().from_string(template).render() == "80, 20, 90"


def test_no_template_states_a_level_of_its_own(pages: dict[str, Page]) -> None:
    tags, stated = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S), re.compile(r"\d(?:&nbsp;|\s)*%")
    templates = sorted((Path(outputs.__file__).parent / "report" / "templates").glob("*.j2"))
    assert len(templates) > 10
    assert tags.sub("", "95 % {% if it[1] %}") == "95 % "
    found = {path.name: stated.search(tags.sub("", path.read_text("utf-8"))) for path in templates}
    assert {name for name, text in found.items() if text} == set()
    told = pages["methods.html"].text
    assert "95 % interval The interval of the gap" in told
    assert "80 times out of 100 (power 80 %, two-sided 5 %)" in told


@pytest.mark.parametrize("path", ["claims.html", "methods.html"])
def test_a_long_page_is_folded_under_an_index_of_what_it_has(
    pages: dict[str, Page], path: str
) -> None:
    found = pages[path]
    entries = [it for it in found.all("details") if "entry" in str(it.get("class"))]
    ids = [it["id"] for it in entries]
    assert len(ids) == len(set(ids)) > 0
    index = {it.get("href") for it in found.all("a")}
    headings = {f"#{it['id']}" for it in found.all("h2") if it.get("id")}
    assert headings <= index
    assert all("printed" in str(it["class"]) for it in entries), "paper shows what is folded"
