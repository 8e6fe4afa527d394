"""Replay, curated pages, measures and rebuild, on a warehouse of our own pages."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path

import pytest

from pipelines import version
from pipelines.ingest.page import ingest
from pipelines.ingest.replay import (
    IndexInvalid,
    corrections,
    read_index,
    reparse,
    reparse_all,
    replay,
)
from pipelines.measure.run import measure
from pipelines.names import evidenced
from pipelines.settings import Settings
from sources.catalogue import SOURCES
from tests.pipelines.fake import FakeSource, look, rows
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED, Arrival, BoardKey, Bounds, Seen
from warehouse.reads import gaps as reads_gaps, integrity as reads_integrity, pages as reads_pages
from warehouse.store import Warehouse

pytestmark = pytest.mark.long
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PAGES = Path(__file__).resolve().parents[1] / "pages"


def folder(tmp_path: Path, *lines: tuple[str, str, str, bytes]) -> Path:
    """A folder of pages with its index."""
    index = "source,url,seen_at,path,sha256\n"
    for number, (source, url, seen_at, body) in enumerate(lines):
        (tmp_path / f"{number}.page").write_bytes(body)
        sha = hashlib.sha256(body).hexdigest()
        index += f"{source},{url},{seen_at},{number}.page,{sha}\n"
    (tmp_path / "index.csv").write_text(index)
    return tmp_path


def test_pages_are_read_again_by_other_code_and_what_was_rolled_back_comes_back_on_no_day(
    home: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, fetched = FakeSource(), look(rows(("a", 50.0)))
    wrong = [
        replace(one, rows=[{**one.rows[0], "value": 25.0}]) for one in source.parse(fetched.page)
    ]
    monkeypatch.setattr("pipelines.ingest.replay.SOURCES", {"fake": source})

    def take(day: int) -> None:
        ingest(home, source, look(rows(("a", 50.0)), day=day))

    def again() -> str:
        since = reads_pages.last_snapshot(home.connection)[0]
        assert [(one.source, one.known) for one in reparse(home, "fake")] == [("fake", False)]
        assert list(reparse(home)) == []
        return corrections(home, since)

    def known() -> list[float]:
        """The value as it could be known on the first days of March."""
        bounds = [Bounds(seen=date(2026, 3, day)) for day in range(1, 5)]
        states = [history_read.as_of(home.connection, "score", one)[0] for one in bounds]
        return [state.rows[0]["value"] for state in states]

    take(1)
    before = reads_integrity.content_hash(home.connection)
    assert list(reparse(home)) == []
    assert reparse_all(home, tmp_path / "rebuilt") == before
    monkeypatch.setattr(version, "reading", lambda: "other")
    assert list(reparse(home, "epoch")) == []
    assert again() == "No page reads otherwise than before."
    assert reads_integrity.content_hash(home.connection) == before
    corrected = "Read otherwise than before: fake (1 page). What was known on earlier days stays."
    with monkeypatch.context() as patch:
        patch.setattr(version, "reading", lambda: "bad")
        patch.setattr("pipelines.ingest.page.parsed", lambda *_: wrong)
        assert again() == corrected
    assert known() == [25.0] * 4
    for day in (2, 3, 4):
        take(day)
    assert known() == [25.0, 50.0, 50.0, 50.0]
    assert again() == corrected
    assert known() == [50.0] * 4


def test_replay_takes_pages_in_the_order_they_were_seen(tmp_path: Path) -> None:
    body = (PAGES / "swebench" / "tagged.json").read_bytes()
    url = "https://raw.githubusercontent.com/x/leaderboards.json"
    place = folder(
        tmp_path,
        ("swebench", url, "2025-12-02T00:00:00Z", b"{ not json"),
        ("swebench", url, "2025-12-01T00:00:00+00:00", body),
        ("unheard_of", "https://x.invalid", "2025-01-01T00:00:00Z", b"page"),
    )
    with Warehouse.open(tmp_path / "home") as warehouse:
        taken = list(replay(warehouse, read_index(place)))
    outcomes = [(one.source, one.outcome.outcome) for one in taken]
    assert outcomes[0] == ("unheard_of", "no_parser")
    assert [name for name, _ in outcomes] == ["unheard_of", "swebench", "swebench"]
    assert outcomes[2] == ("swebench", "refused")


def test_boards_of_a_source_that_is_gone_still_count(curated: Warehouse) -> None:
    """Facts stay when their source leaves the catalogue; its pages are kept as unread."""
    gone = "arena_mirror"
    assert gone not in SOURCES
    on = date(2026, 8, 1)
    score = {"entry": "gpt-5.6-sol", "model_name": "gpt-5.6-sol", "value": 9999.0, "unit": "elo",
             "provenance": "third_party", "protocol": "votes"}  # fmt: skip
    claim = {"entry": "glm-5", "model_name": "glm-5", "openness_claim": "open"}
    seen = Seen(gone, "https://x.invalid/text", NOW, "0.1.0+old", curated.keep(b"old"), 200)
    arrivals = [
        Arrival(BoardKey("score", gone, "text_style_control", "overall"), on, [score]),
        Arrival(BoardKey("release", gone, "text_style_control", ""), on, [claim]),
    ]
    curated.accept(seen, arrivals)
    list(measure(curated, NOW, "arena_text"))
    row = reads_gaps.gap_on(curated.connection, "arena_text", "any_weights", "2026-08-02")
    assert row["closed_value"] < 2000
    health = f"SELECT last_outcome, rows FROM source_health WHERE source = '{gone}' AND cause"
    assert curated.connection.execute(f"{health} IS NULL").fetchone() == ("recorded", 2)
    # The word that only this source used still has its meaning.
    assert [one for one in evidenced(curated) if one["source"] == gone] == []
    # Read again by code without the parser: the page is unread, what it said is still known.
    (again,) = reparse(curated, gone)
    assert again.outcome.outcome == "no_parser"
    (state,) = history_read.as_of(curated.connection, "score", UNBOUNDED, source=gone)
    assert [one["value"] for one in state.rows] == [9999.0]
    assert curated.connection.execute(f"{health} > ''").fetchone() == ("no_parser", 2)


TIME = "2025-01-01T00:00:00Z"
Spoil = Callable[[Path], object]


def _in_place_of(old: str, new: str) -> Spoil:
    return lambda index: index.write_text(index.read_text().replace(old, new))


def _leaves(name: str, link: str = "") -> Spoil:
    """The page is a file of that name beside the folder, or a link in it."""

    def spoil(index: Path) -> None:
        secret = index.parent.parent / "secret"
        secret.write_text("secret")
        index.write_text(index.read_text().replace("0.page", name))
        if link:
            index.with_name(name).symlink_to(link)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_leaves("../secret"), r"line 2: ../secret lies outside the folder"),
        (_leaves("link", "../secret"), "line 2: link lies outside the folder"),
        (_leaves("a\0b"), "line 2: .*(outside the folder|no file)|can be read"),
        (_in_place_of(",0.page", "\n"), "line 2 ends before path"),
        (lambda index: index.write_bytes(b"\xff"), "is no table that can be read"),
        (_in_place_of(TIME, "yesterday"), "line 2: 'yesterday' is no time"),
        (_in_place_of(TIME, TIME.removesuffix("Z")), "no time zone"),
        (_in_place_of(TIME, "2325-01-01T00:00:00Z"), "line 2: s: seen_at 2325.* in the future"),
        (_in_place_of("seen_at", "seen"), "lacks the column seen_at"),
        (
            lambda index: os.truncate(index.with_name("0.page"), 1 << 40),
            "line 2: 0.page has 1,099,511,627,776 bytes",
        ),
        (_in_place_of(TIME, "0001-01-02T00:00:00Z"), "nobody fetched a page"),
        (_in_place_of("\ns,", "\ngapwatch,"), "'gapwatch' is no name of a source"),
        (_in_place_of("x.invalid", "x.invalid/\x1b[2J"), "is no address"),
        (lambda index: index.with_name("0.page").unlink(), "there is no file 0.page"),
        (Path.unlink, "has no index.csv"),
    ],
)
def test_of_a_faulty_index_nothing_is_taken(tmp_path: Path, spoil: Spoil, message: str) -> None:
    place = folder(tmp_path, ("s", "https://x.invalid", TIME, b"page"))
    spoil(place / "index.csv")
    with pytest.raises(IndexInvalid, match=message):
        read_index(place)


def test_bytes_that_are_not_the_indexed_ones_are_never_taken(tmp_path: Path) -> None:
    place = folder(tmp_path, ("s", "https://x.invalid", TIME, b"page"))
    (line,) = read_index(place)
    index = place / "index.csv"
    index.write_bytes(b"\xef\xbb\xbf" + index.read_bytes())  # saved by a spreadsheet
    assert read_index(place) == [line]
    (place / "0.page").write_bytes(b"other")
    with pytest.raises(IndexInvalid, match=r"line 2: 0\.page holds other bytes"):
        read_index(place)
    with pytest.raises(IndexInvalid, match="other bytes"):  # changed since
        line.fetched()


def test_versions_name_the_release_and_the_code() -> None:
    assert version.reading() != version.measuring()
    assert version.reading().startswith(f"{metadata.version('gapwatch')}+")
    files = {path.name for path in version._files(version.READING)}
    assert {"dataset.py", "price.yaml", "facts.py", "page.py", "days.py"} <= files
    assert "openai.toml" not in files
    measured = {path.name for path in version._files(version.MEASURING)}
    assert {"gaps.py", "read.py", "vintages.sql", "segments.sql"} <= measured
    with pytest.raises(FileNotFoundError, match="moved"):
        version._files(("pipelines/no_such_place",))


def test_changed_code_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "ROOT", tmp_path)
    half, words = tmp_path / "half.py", tmp_path / "words.md"
    found = []
    for code, prose in (("x / 2", "a"), ("x * 2", "a"), ("x / 2", "b")):
        half.write_text(code)
        words.write_text(prose)
        found.append(version._version((".",)))
    assert found[0] == found[2] != found[1]


def test_settings_follow_the_environment(tmp_path: Path) -> None:
    chosen = Settings.from_environment(
        {"GAPWATCH_HOME": str(tmp_path), "GAPWATCH_ARCHIVE": "memory://a"}
    )
    assert (chosen.home, chosen.archive, chosen.site) == (tmp_path, "memory://a", tmp_path / "site")
    default = Settings.from_environment({})
    assert default.home.name == "data"
    assert default.site.parent == default.home.parent
