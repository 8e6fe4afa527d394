"""Pages of Epoch's zip on which an error is in doubt, or the rows of leaders are quarantined."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from pipelines.ingest.page import IngestResult, ingest
from pipelines.measure.run import measure
from sources.boards.epoch import benchmarks, eci_benchmarks
from sources.contract import Fetched, Page, Source
from terms.words import ERROR_IN_DOUBT
from tests import recorded
from tests.golden.replayed import AT_NIGHT
from tests.homes.partly import only
from tests.sources.edits import zip_of
from warehouse.store import Warehouse

pytestmark = AT_NIGHT
APEX = "apex_agents_external.csv"
SEEN = datetime(2026, 11, 26, 6, tzinfo=UTC)
"""After the last day that `whole_home` was measured for: an earlier one would change nothing."""
ZIP = "2026-10-08_benchmark_data_EXCERPT.zip"
APRIL = "2026-04-19"
BEFORE = ("gemini-4-argon", 82.2, "mimo-v2.6-pro", 59.5, 22.7, "2026-10-08")
"""APEX-Agents by the leading rows of 8 October that ship, the newest page before."""

REASON = "rows in quarantine that lead or led: gpt-5.2-2025-12-11_xhigh, gpt-5.4-2026-03-05_xhigh"


def take(home: Warehouse, source: Source, url: str, body: bytes, at: datetime) -> IngestResult:
    return ingest(home, source, Fetched(url, at, 200, Page(url, body, at)))


@pytest.fixture(scope="module")
def before(whole_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Epoch's zip of April and its table of August, as recorded."""
    place = Path(copytree(whole_home, tmp_path_factory.mktemp("before") / "home"))
    with Warehouse.open(place) as opened:
        (april,) = (one for one in recorded.pages("epoch") if f"{one.seen_at:%F}" == APRIL)
        (august,) = recorded.pages("epoch_eci_benchmarks")
        take(opened, benchmarks, april.url, april.body, april.seen_at)
        take(opened, eci_benchmarks, august.url, august.body, august.seen_at)
        assert apex(opened, SEEN - timedelta(days=1)) == BEFORE
    return place


@pytest.fixture
def home(before: Path, tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(Path(copytree(before, tmp_path / "home"))) as opened:
        yield opened


def apex(home: Warehouse, now: datetime = SEEN) -> tuple[Any, ...]:
    with only("gap"):
        list(measure(home, now, "apex_agents"))
    return home.connection.execute(
        "SELECT closed_model, closed_value, open_model, open_value, gap, vintage_on FROM gap_now "
        "WHERE series = 'apex_agents' AND openness_rule = 'any_weights'"
    ).fetchone()  # type: ignore[no-any-return]


def members(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def table(of: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(of[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(of)
    return text.getvalue().encode()


def of_april() -> dict[str, bytes]:
    (april,) = (one for one in recorded.pages("epoch") if f"{one.seen_at:%F}" == APRIL)
    return members(april.body)


@recorded.skip_without_november
def test_the_zip_of_october_gives_the_gap_of_its_rows_without_an_interval(home: Warehouse) -> None:
    """35 real rows of 8 October, whose errors are 2.4 times what 480 items allow: the rows stand.

    With those of April that are not among them, as the zip itself had them.
    """
    october, april = members(recorded.november(f"epoch/{ZIP}").body), of_april()
    new = rows(october[APEX])
    known = {row["id"] for row in new}
    old = [row for row in rows(april[APEX]) if row["id"] not in known]
    whole = {**april, APEX: table([*new, *old])}
    whole["benchmark_metadata.csv"] = october["benchmark_metadata.csv"]
    taken = take(home, benchmarks, benchmarks.URL, zip_of(whole), SEEN)
    assert taken.outcome.outcome == "recorded"
    assert "(score.published_error: 56 of " in " ".join(taken.outcome.warnings)
    # Gemini 4 Argon 0.822 and MiMo-V2.6-Pro 0.595 as the file has them.
    assert apex(home) == ("gemini-4-argon", 82.2, "mimo-v2.6-pro", 59.5, 22.7, f"{SEEN:%F}")
    (verdict,) = home.connection.execute(
        "SELECT verdict FROM gap_now WHERE series = 'apex_agents' "
        "AND openness_rule = 'any_weights' AND gap_low IS NULL AND p_open_ahead IS NULL"
    ).fetchone()
    assert verdict == "no interval"
    kept = home.connection.execute(
        "SELECT count(*), sum(held), count(stderr), count(ci_low), count(DISTINCT ci_method), "
        "min(ci_method) FROM score_now WHERE source = 'epoch' AND board = 'apex_agents_external'"
    ).fetchone()
    assert kept == (56, 0, 0, 0, 1, ERROR_IN_DOUBT)


def test_leaders_whose_rows_are_quarantined_make_no_gap_of_the_new_page(home: Warehouse) -> None:
    """The two best of April in percent where the file has fractions, beside one new row."""
    april = of_april()
    old = rows(april[APEX])
    best = {row["id"] for row in sorted(old, key=lambda row: -float(row["Pass@1 score"]))[:2]}
    spoilt = [
        {**row, "Pass@1 score": "35.9"} if row["id"] in best else row
        for row in [*old, {**old[0], "id": "made", "Model version": "gpt-5.4_high"}]
    ]
    taken = take(home, benchmarks, benchmarks.URL, zip_of({**april, APEX: table(spoilt)}), SEEN)
    assert (taken.outcome.outcome, taken.outcome.quarantined) == ("recorded", 2)
    assert apex(home) == BEFORE
    assert (
        home.connection.execute(
            "SELECT held_pages, held_reason FROM gap_now WHERE series = 'apex_agents'"
        ).fetchall()
        == [(1, REASON)] * 2
    )
    held = home.connection.execute(
        "SELECT entry, published_on, date(seen_at), page_sha256 IS NOT "
        "(SELECT page_sha256 FROM score_now WHERE entry = 'made') FROM score_now WHERE held"
    ).fetchall()
    assert {row[0] for row in held} == best
    assert {row[1:] for row in held} == {(APRIL, APRIL, 1)}
