"""A page of Epoch's zip on which the rows of leaders are quarantined makes no gap."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pandas as pd

from pipelines.ingest.page import ingest
from pipelines.measure.run import measure
from sources.boards.epoch import benchmarks
from sources.contract import Fetched, Page
from tests import recorded
from tests.golden.replayed import AT_NIGHT
from tests.homes.partly import only
from tests.sources.edits import with_members
from warehouse.store import Warehouse

pytestmark = AT_NIGHT
APEX, SCORE = "apex_agents_external.csv", "Pass@1 score"
APRIL = "2026-04-19"
SEEN = datetime(2026, 11, 26, 6, tzinfo=UTC)
"""After the last day that `whole_home` was measured for: an earlier one would change nothing."""
BEFORE = ("gemini-4-argon", 82.2, "mimo-v2.6-pro", 59.5, 22.7, "2026-10-08")
"""APEX-Agents by the leading rows of 8 October that ship, the newest page before."""
REASON = "rows in quarantine that lead or led: gpt-5.2-2025-12-11_xhigh, gpt-5.4-2026-03-05_xhigh"


def spoilt(body: bytes) -> tuple[bytes, set[str]]:
    """The zip with a new row and the two best in percent where it has fractions; which two."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        rows = pd.read_csv(archive.open(APEX), dtype=str, keep_default_na=False)
    best = rows[SCORE].astype(float).nlargest(2).index
    made = rows.iloc[[0]].assign(**{"id": "made", "Model version": "gpt-5.4_high"})
    rows.loc[best, SCORE] = "35.9"
    text = pd.concat([rows, made]).to_csv(index=False)
    return with_members(body, {APEX: text}), set(rows.loc[best, "id"])


def test_leaders_whose_rows_are_quarantined_make_no_gap_of_the_new_page(
    whole_home: Path, tmp_path: Path
) -> None:
    (april,) = (one for one in recorded.pages("epoch") if f"{one.seen_at:%F}" == APRIL)
    body, best = spoilt(april.body)
    with Warehouse.open(Path(copytree(whole_home, tmp_path / "home"))) as home:
        for page in (april, Page(benchmarks.URL, body, SEEN)):
            fetched = Fetched(page.url, page.seen_at, 200, page)
            outcome = ingest(home, benchmarks, fetched).outcome
        assert (outcome.outcome, outcome.quarantined) == ("recorded", 2)
        with only("gap"):
            list(measure(home, SEEN, "apex_agents"))
        ask = home.connection.execute
        (told,) = ask(
            "SELECT closed_model, closed_value, open_model, open_value, gap, vintage_on, "
            "held_pages, held_reason FROM gap_now "
            "WHERE series = 'apex_agents' AND openness_rule = 'any_weights'"
        )
        assert told == (*BEFORE, 1, REASON)
        held = ask(
            "SELECT entry, published_on, date(seen_at), page_sha256 IS NOT "
            "(SELECT page_sha256 FROM score_now WHERE entry = 'made') FROM score_now WHERE held"
        ).fetchall()
    assert {row[0] for row in held} == best
    assert {row[1:] for row in held} == {(APRIL, APRIL, 1)}
