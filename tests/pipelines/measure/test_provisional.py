"""A model that nobody has curated tops a board: from the warehouse to gap, patch and alert. And
leaders of a day to come: of a page that is dated ahead, and by weights that came after their page.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from measures.gap.history import gap_boards
from measures.names.registry import ALWAYS
from measures.series import load
from pipelines.measure.inputs import Inputs
from pipelines.measure.news import News
from pipelines.measure.registry import provisional, registry
from pipelines.names import unconfirmed
from sources.registry import patch
from tests.homes.partly import measure_only
from tests.measures.sample import row
from tests.outputs import shelf
from warehouse.history.vintages import Arrival, BoardKey, Bounds
from warehouse.store import Warehouse

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = date(2026, 10, 12)
NEW = "claude-opus-9"
SPELLED = {NEW: 1813.0, "claude-opus-5-max": 1691.0, "kimi-k3-max": 1655.0}
MAKERS = {NEW: "anthropic", "claude-opus-5-max": "anthropic", "kimi-k3-max": "moonshot"}


def put(warehouse: Warehouse, licences: dict[str, str], day: date = DAY) -> None:
    usual = {"stderr": 3.0, "unit": "elo", "provenance": "maintainer"}
    scores = [row(name, value, **usual) for name, value in SPELLED.items()]
    claims: list[dict[str, Any]] = [
        {"entry": name, "model_name": name, "maker": MAKERS[name], "licence": word}
        for name, word in licences.items()
    ]
    found = [
        Arrival(BoardKey("score", "arena", "webdev", "overall"), day, scores),
        Arrival(BoardKey("release", "arena", "webdev", ""), day, claims),
    ]
    at = datetime.combine(day, NOW.timetz())
    shelf.put(warehouse, "arena", f"https://arena.example/{day}", found, at=at)


WORDS = {NEW: "Proprietary", "claude-opus-5-max": "Proprietary", "kimi-k3-max": "Kimi K3 license"}


def gaps(inputs: Inputs) -> Sequence[dict[str, Any]]:
    series = inputs.series["arena_webdev"]
    known = inputs.known(series, inputs.states_since(series, ALWAYS))
    found = gap_boards(known, lambda *_: None)
    return next(one.rows for one in found if one.key.category == "any_weights")


def test_evidence_counts_from_its_day_and_only_where_it_was_recorded(named: Warehouse) -> None:
    put(named, {name: word for name, word in WORDS.items() if name != NEW})
    before = datetime.now(UTC)
    put(named, WORDS, date(2026, 10, 14))
    inputs = Inputs(named, NOW)
    by_day = {row["entry"]: row for row in gaps(inputs)}
    first, then = by_day["2026-10-12"], by_day["2026-10-14"]
    assert (first["unresolved_above"], first["confirmed"], first["gap"]) == (1, None, 36.0)
    assert (then["unresolved_above"], then["confirmed"], then["gap"]) == (0, 0, 158.0)
    assert (then["closed_model"], then["open_model"]) == (NEW, "kimi-k3")
    assert then["evidence"] == f"{NEW}: Arena’s licence column says Proprietary (2026-10-14)"
    for bounds in (Bounds(recorded=before), Bounds(published=date(2026, 10, 13))):
        assert provisional(named, registry(named), load().values(), bounds) == []


def test_it_is_kept_while_nothing_speaks_of_a_name(named: Warehouse) -> None:
    put(named, WORDS)
    measure_only(named, NOW, "gap")
    for is_kept in (True, False):
        inputs = Inputs(named, NOW + timedelta(hours=1))
        News(inputs).keep_names()
        assert ("provisional" in vars(inputs)) is is_kept
        assert [one.name for one in inputs.provisional] == [NEW]
        assert inputs.provisional == Inputs(named, inputs.now).provisional
        put(named, WORDS, date(2026, 11, 23))


def test_the_patch_is_prepared(named: Warehouse) -> None:
    put(named, WORDS)
    [found] = unconfirmed(named, NOW)
    [its], [alias] = found.openness, found.aliases
    assert (found.maker, found.name, alias.source, alias.as_) == ("anthropic", NEW, "arena", NEW)
    assert (its.from_, its.is_, its.checked) == ("2026-10-12", "closed", NOW.date().isoformat())
    assert f'# id = "{NEW}"' in patch.write_models([found])


def test_a_page_dated_ahead_of_today_hides_no_page_until_its_day(named: Warehouse) -> None:
    put(named, WORDS)
    put(named, WORDS, date(2026, 11, 25))
    for days, on in ((0, "2026-10-12"), (1, "2026-11-25")):
        inputs = Inputs(named, NOW + timedelta(days=days))
        assert gaps(inputs)[-1]["vintage_on"] == on


def test_an_asked_published_day_is_not_widened() -> None:
    early, today, later = date(2025, 1, 1), date(2026, 11, 25), date(2026, 11, 26)
    assert Bounds(published=early).by(today) == Bounds(published=early)
    assert Bounds(published=later, seen=early).by(today) == Bounds(published=today, seen=early)
    assert Bounds().by(today) == Bounds(published=today)


SHOWN = """
SELECT openness_rule, g.shown_on, l.shown_on, s.through_on, g.gap, l.lag_days
FROM gap_now g JOIN lag_now l USING (series, openness_rule)
JOIN (SELECT DISTINCT series, openness_rule, through_on, vintage_on FROM frontier_by_release) s
    USING (series, openness_rule)
WHERE g.vintage_on = :page AND l.vintage_on = :page AND s.vintage_on = :page
ORDER BY openness_rule
"""

PAGE = date(2026, 7, 23)
LISTED = {
    "gpt-5.2-2025-12-11-high": 74.6,
    "gpt-5.5-xhigh": 79.9,
    "gpt-5.6-sol-max": 82.4,
    "glm-5.2": 73.2,
    "kimi-k3": 78.5,
}
"""On LiveBench's page of that day, four before Kimi K3's weights came."""
RECENT = datetime(2026, 11, 12, 12, tzinfo=UTC)
"""Kimi K3 is of 16 July: the last day but one on which it is a recent model."""


def test_gap_lag_and_picture_are_of_the_day_on_which_the_weights_came(named: Warehouse) -> None:
    key = BoardKey("score", "livebench", "2026_06_25", "average")
    rows = [row(name, value, provenance="maintainer") for name, value in LISTED.items()]
    shelf.put(named, "livebench", "https://livebench.ai/x", [Arrival(key, PAGE, rows)])
    measure_only(named, RECENT, "gap", "lag", "release_frontier")
    found = named.connection.execute(SHOWN, {"page": PAGE.isoformat()}).fetchall()
    assert found[0] == ("any_weights", *["2026-07-27"] * 3, 3.9, 95)
    # Kimi K3's licence has a threshold: under the other rule nothing happened after the page.
    assert [one[:4] for one in found[1:]] == [("permissive", *["2026-07-23"] * 3)]
