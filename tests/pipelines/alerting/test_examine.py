"""Examining: what is news, what is quiet, and that nothing is told twice or lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from measures.headline.sentence import headline
from measures.price.records import PriceChange, TokenPrices
from measures.records import records
from pipelines.alerting.examine import STANDS, examine, examine_conditions
from pipelines.settings import Settings
from tests.measures.price.estimates import event
from tests.pipelines.alerting.conftest import Home
from tests.world import SHIPPED_AT
from warehouse.history.vintages import BoardKey, Seen
from warehouse.reads import estimates as reads_estimates
from warehouse.reads import models as reads_models
from warehouse.store import Warehouse

Row = Callable[..., dict[str, Any]]
TEXT = ("gap", "arena_text", "any_weights")
ARENA = "Arena (LMArena) leaderboards"
MARCH = date(2026, 3, 1)
BOARD = BoardKey("score", "arena", "text_style_control", "overall")


def score(entry: str, value: float) -> dict[str, Any]:
    return {
        "entry": entry,
        "model_name": entry,
        "value": value,
        "unit": "elo",
        "provenance": "maintainer",
        "protocol": "style control",
    }


def loaded(home: Home, *rows: dict[str, Any]) -> None:
    """A first load that was examined: from now on changes are news."""
    home.issue(*TEXT, list(rows), MARCH)
    examine(home.warehouse, home.settings, home.now)
    home.tick()


def titles(home: Home) -> list[str]:
    return [row[0] for row in home.all("SELECT title FROM _alert_now WHERE rule <> 'digest'")]


def test_a_first_load_is_one_digest_with_its_history(home: Home, gap_row: Row) -> None:
    history = [gap_row("2025-01-01", 60.0), gap_row("2025-06-01", 20.0, open_model="o-2")]
    home.issue(*TEXT, history, MARCH)
    found = examine(home.warehouse, home.settings, home.now)
    assert found.reason == "First load"
    kinds = home.all("SELECT kind, is_quiet FROM _event_log WHERE phase = 'happened' ORDER BY id")
    assert kinds == [("gap_level", 1), ("new_frontier_model", 1), ("digest", 0)]
    ((title, body),) = home.all("SELECT title, body FROM _alert_now")
    assert title.startswith("First load: 2 events recorded")
    assert "2025-06-01 Arena, text, style control: gap below 25 Elo" in body


def test_news_is_told_once(home: Home, gap_row: Row) -> None:
    loaded(home, gap_row("2026-02-01", 60.0))
    home.issue(*TEXT, [gap_row("2026-02-01", 60.0), gap_row("2026-03-02", -20.0)], date(2026, 3, 2))
    found = examine(home.warehouse, home.settings, home.now)
    assert found.reason is None
    assert titles(home) == [
        "Arena, text, style control: open models are ahead now (any_weights): "
        "−20.0 Elo (95 % interval −22.0 to −18.0)",
        "Arena, text, style control: gap below 25 Elo (any_weights): "
        "−20.0 Elo (95 % interval −22.0 to −18.0)",
    ], "through 50 as well, but that is the same news"
    again = examine(home.warehouse, home.settings, home.tick(1))
    assert again.recorded.events == ()
    home.tick()
    home.issue(*TEXT, [gap_row("2026-02-01", 60.0), gap_row("2026-03-02", -20.0)], date(2026, 3, 2))
    assert examine(home.warehouse, home.settings, home.now).recorded.alerts == ()


def test_what_a_dead_run_did_not_examine_is_told_by_the_next(home: Home, gap_row: Row) -> None:
    loaded(home, gap_row("2026-02-01", 60.0))
    home.issue(*TEXT, [gap_row("2026-02-01", 60.0), gap_row("2026-03-02", 20.0)], date(2026, 3, 2))
    home.tick()  # the run died here; the next one issues the same and one change more
    rows = [gap_row("2026-02-01", 60.0), gap_row("2026-03-02", 20.0)]
    rows.append(gap_row("2026-03-03", 20.0, open_model="o-2"))
    home.issue(*TEXT, rows, date(2026, 3, 3))
    examine(home.warehouse, home.settings, home.now)
    kinds = {row[0] for row in home.all("SELECT rule FROM _alert_now WHERE rule <> 'digest'")}
    assert kinds == {"gap_level", "new_frontier_model"}


def test_a_crash_while_writing_leaves_everything_to_the_next(
    home: Home, gap_row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    from warehouse import alerts as warehouse_alerts  # noqa: PLC0415

    loaded(home, gap_row("2026-02-01", 60.0))
    home.issue(*TEXT, [gap_row("2026-02-01", 60.0), gap_row("2026-03-02", 20.0)], date(2026, 3, 2))
    before = home.all("SELECT count(*) FROM _event")
    with monkeypatch.context() as patched:
        patched.setattr(warehouse_alerts, "_queue", lambda *_: 1 / 0)
        patched.setenv("GAPWATCH_ALERT_URLS", "json://a")
        with pytest.raises(ZeroDivisionError):
            examine(home.warehouse, home.settings, home.now)
    assert home.all("SELECT count(*) FROM _event") == before
    examine(home.warehouse, home.settings, home.now)
    assert len(titles(home)) == 1


def test_a_stale_series_tells_nothing(home: Home, gap_row: Row) -> None:
    loaded(home, gap_row("2025-02-01", 60.0))
    rows = [gap_row("2025-02-01", 60.0), gap_row("2025-03-02", -20.0)]
    home.issue(*TEXT, rows, date(2025, 3, 2))
    examine(home.warehouse, home.settings, home.now)
    assert titles(home) == []
    assert home.all("SELECT count(*) FROM _event WHERE kind = 'lead_change' AND is_quiet = 1") == [
        (1,)
    ]


def test_a_restated_past_that_leads_to_the_same_present_is_quiet(home: Home, gap_row: Row) -> None:
    loaded(home, gap_row("2026-02-01", 60.0))
    rows = [gap_row("2026-02-01", 60.0), gap_row("2026-02-10", 20.0), gap_row("2026-02-11", 60.0)]
    home.issue(*TEXT, rows, date(2026, 3, 2))
    examine(home.warehouse, home.settings, home.now)
    assert titles(home) == []
    assert home.all("SELECT count(*) FROM _event WHERE kind = 'gap_level'") == [(2,)]


def test_a_gap_that_cannot_be_judged_crosses_no_level_and_names_who_may_lead(
    home: Home, gap_row: Row
) -> None:
    loaded(home, gap_row("2026-02-01", 60.0))
    doubt = {
        "unresolved_above": 2,
        "unresolved_names": '["Mystery 2"]',
        "gap_if_unresolved_closed": 30.0,
        "gap_if_unresolved_open": -4.0,
    }
    rows = [gap_row("2026-02-01", 60.0), gap_row("2026-03-02", 20.0, **doubt)]
    home.issue(*TEXT, rows, date(2026, 3, 2))
    examine(home.warehouse, home.settings, home.now)
    assert titles(home) == [
        "Arena, text, style control cannot be judged: 2 entries of unknown model or openness may "
        "lead (Mystery 2); the gap is −4.0 to +30.0 Elo"
    ]


def test_history_that_arrives_late_is_one_digest(home: Home, gap_row: Row) -> None:
    loaded(home, gap_row("2026-02-01", 60.0))
    home.page(BOARD, [score("a", 1.0)], date(2025, 1, 1), seen_at=home.now - timedelta(days=90))
    home.issue(*TEXT, [gap_row("2026-02-01", 60.0), gap_row("2026-03-02", 20.0)], date(2026, 3, 2))
    assert examine_conditions(home.warehouse, home.settings, home.now).events == ()
    found = examine(home.warehouse, home.settings, home.now)
    assert found.reason == "History of 1 source"
    assert titles(home) == []
    assert home.all("SELECT count(*) FROM _alert WHERE rule = 'digest'") == [(2,)]


def test_another_version_of_the_code_is_a_digest_but_hides_no_fault(
    home: Home, gap_row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.page(BOARD, [score("a", 1400.0)], MARCH)
    loaded(home, gap_row("2026-02-01", 60.0))
    monkeypatch.setattr("pipelines.version.measuring", lambda: "newer")
    examine(home.warehouse, home.settings, home.now)
    assert home.all("SELECT count(*) FROM _alert WHERE rule = 'digest'") == [(1,)], (
        "nothing to tell"
    )
    monkeypatch.setattr("pipelines.version.measuring", lambda: "newest")
    home.issue(*TEXT, [gap_row("2026-02-01", 60.0), gap_row("2026-03-02", 20.0)], date(2026, 3, 2))
    sha = home.warehouse.keep(b"cut")
    home.warehouse.refuse(Seen("bfcl", "https://bfcl.invalid/", home.now, "code", sha), "no list")
    found = examine(home.warehouse, home.settings, home.now)
    assert found.reason == "Another version of the code that measures"
    assert home.all("SELECT count(*) FROM _alert WHERE rule = 'digest'") == [(2,)]
    (title,) = titles(home)
    assert title.startswith(
        "Berkeley Function Calling Leaderboard: https://bfcl.invalid/ has a shape"
    )


def test_a_claim_that_flips_is_told_and_a_new_one_is_not(home: Home, gap_row: Row) -> None:
    def claim(name: str, verdict: str) -> dict[str, Any]:
        return {
            "entry": f"{name}|plain",
            "claim": name,
            "reading": "plain",
            "statement": "The gap is gone",
            "verdict": verdict,
            "as_of": "2026-03-01",
            "evidence": "{}",
            "code_version": "code",
        }

    home.issue("claim", "S1", "", [claim("S1", "reproduced")], MARCH)
    loaded(home, gap_row("2026-02-01", 60.0))
    home.issue("claim", "S1", "", [claim("S1", "as_announced"), claim("S2", "partly")], MARCH)
    examine(home.warehouse, home.settings, home.now)
    assert titles(home) == [
        "Claim S1 (plain) is now as announced, before reproduced: The gap is gone"
    ]


def test_a_date_published_twice_with_other_values_is_a_revision(home: Home, gap_row: Row) -> None:
    home.page(BOARD, [score("a", 1400.0), score("b", 1300.0)], MARCH)
    loaded(home, gap_row("2026-02-01", 60.0))
    home.page(BOARD, [score("a", 1400.0), score("b", 1304.5)], MARCH)
    examine(home.warehouse, home.settings, home.now)
    assert [title for title in titles(home) if "restated" in title] == [
        "arena/text_style_control: the state published 1 Mar 2026 was restated "
        "(entries that differ: 1; largest change 4.5)"
    ]


def test_a_board_that_moves_as_a_whole_is_a_candidate(home: Home, gap_row: Row) -> None:
    home.page(BOARD, [score(f"m{n}", 1300.0 + n) for n in range(12)], MARCH)
    loaded(home, gap_row("2026-02-01", 60.0))
    home.page(BOARD, [score(f"m{n}", 1330.0 + n) for n in range(12)], date(2026, 3, 2))
    examine(home.warehouse, home.settings, home.now)
    (found,) = [title for title in titles(home) if "another scale" in title]
    assert "12 models moved by +30.0 Elo on average between 1 Mar 2026 and 2 Mar 2026" in found


def test_new_spellings_are_told_once(home: Home, gap_row: Row) -> None:
    home.page(BOARD, [score("a", 1400.0)], MARCH)
    loaded(home, gap_row("2026-02-01", 60.0))
    home.page(BOARD, [score("a", 1400.0), score("<script>\n" + "x" * 9000, 1.0)], date(2026, 3, 2))
    examine(home.warehouse, home.settings, home.now)
    (found,) = [title for title in titles(home) if "match no model" in title]
    assert found.startswith("arena: 1 new names match no model: <script> xxx")
    assert len(found) < 200
    home.tick()
    home.page(BOARD, [score("a", 1400.0)], date(2026, 3, 3))
    examine(home.warehouse, home.settings, home.now)
    assert len([title for title in titles(home) if "match no model" in title]) == 1


def test_openness_that_changes_is_told(home: Home, gap_row: Row) -> None:
    model = {
        "entry": "m",
        "name": "M",
        "maker": "x",
        "maker_name": "X",
        "kind": "general",
        "released_on": "2026-01-01",
        "evidence": "https://x.invalid",
    }

    def grade(openness: str) -> dict[str, Any]:
        return {
            "entry": "m|2026-01-01",
            "model": "m",
            "openness": openness,
            "licence": "MIT",
            "valid_from": "2026-01-01",
            "evidence": "https://x.invalid",
            "checked_on": "2026-01-02",
        }

    home.page(BoardKey("model", "registry", "x"), [model], MARCH)
    home.page(BoardKey("openness", "registry", "x"), [grade("closed")], MARCH)
    loaded(home, gap_row("2026-02-01", 60.0))
    home.page(BoardKey("openness", "registry", "x"), [grade("permissive")], date(2026, 3, 2))
    examine(home.warehouse, home.settings, home.now)
    assert titles(home) == ["m: openness is now open-source licence (MIT), before closed"]


def test_a_licence_word_that_changes_is_told_once_for_all_boards(home: Home, gap_row: Row) -> None:
    def release(licence: str) -> dict[str, Any]:
        return {"entry": "m", "model_name": "m", "licence": licence}

    boards = [BoardKey("release", "arena", board) for board in ("text", "vision")]
    for board in boards:
        home.page(board, [release("MIT")], MARCH)
    loaded(home, gap_row("2026-02-01", 60.0))
    for board in boards:
        home.page(board, [release("Modified MIT")], date(2026, 3, 2))
    examine(home.warehouse, home.settings, home.now)
    assert titles(home) == ["arena: the licence of m is now Modified MIT, before MIT"]


def cut(**changed: Any) -> dict[str, Any]:
    """A maker halves its price, as two sources say, as a row of table estimate."""
    halved: dict[str, Any] = {
        **{"model": "m", "before": TokenPrices(3.0, 15.0), "now": TokenPrices(1.5, 7.5)},
        **{"sources": ("litellm", "models_dev"), "value": -50.0},
    }
    return event(**halved | changed).row("code")


def test_a_price_cut_waits_until_it_is_confirmed(home: Home, gap_row: Row) -> None:
    loaded(home, gap_row("2026-02-01", 60.0))
    days: list[list[dict[str, Any]]] = [
        [cut(confirmed=False, sources=("litellm",))],
        [cut()],
        [cut()],
        [cut(through_on="2026-02-25")],  # another report dates the same change anew
    ]
    counts = []
    for rows in days:
        home.issue("estimate", "price_event", "", rows, MARCH)
        examine(home.warehouse, home.settings, home.now)
        counts.append(len(titles(home)))
        home.tick()
    assert counts == [0, 1, 1, 1]
    # (3 x 3 + 15) / 4 = 6; (3 x 1.5 + 7.5) / 4 = 3
    assert titles(home) == [
        "m from its maker: cut by 50 %, 6.00 USD to 3.00 USD per 1M tokens, blended 3:1 "
        "(1 Mar 2026; litellm, models_dev)"
    ]


def test_a_price_change_that_is_small_or_old_and_a_first_price_are_no_news(
    home: Home, gap_row: Row
) -> None:
    loaded(home, gap_row("2026-02-01", 60.0))
    small = cut(through_on="2026-02-20", now=TokenPrices(2.95, 14.9))  # 5.94: 1 % less
    old = cut(through_on="2025-11-01")
    first = cut(kind=PriceChange.NEW, before=None)
    home.issue("estimate", "price_event", "", [small, old, first], MARCH)
    examine(home.warehouse, home.settings, home.now)
    assert titles(home) == []
    assert home.all("SELECT on_date FROM _event WHERE kind = 'price_change'") == [("2025-11-01",)]


def test_a_condition_is_told_resolved_and_told_anew(home: Home, gap_row: Row) -> None:
    home.page(BOARD, [score("a", 1400.0)], MARCH)
    loaded(home, gap_row("2026-02-01", 60.0))
    gone = Seen("arena", "https://arena.invalid/", home.now, "code", status=503)
    home.warehouse.note(gone, "unreachable", "cannot connect")
    examine_conditions(home.warehouse, home.settings, home.now)
    assert titles(home) == [], "within 36 hours"
    home.tick(36)
    for _ in range(3):
        examine_conditions(home.warehouse, home.settings, home.tick(0.1))
    assert titles(home) == [f"{ARENA}: not reached; last good data 1 Mar 2026, 05:00 UTC"]
    assert home.all("SELECT body FROM _alert WHERE rule = 'source_unreachable'")[0][0].count(
        "Cause: cannot connect"
    )
    home.page(BOARD, [score("a", 1400.0)], home.now.date())
    examine_conditions(home.warehouse, home.settings, home.now)
    status = "SELECT status FROM _alert_now WHERE rule = 'source_unreachable'"
    assert home.all(status) == [("resolved",)]
    home.tick(40)
    home.warehouse.note(
        Seen("arena", "https://arena.invalid/", home.now, "code"), "unreachable", "again"
    )
    examine_conditions(home.warehouse, home.settings, home.tick(1))
    assert home.all(status) == [("resolved",), ("open",)]


def test_a_refused_page_and_a_broken_rule_are_told_although_the_run_is_green(
    home: Home, gap_row: Row
) -> None:
    home.page(BOARD, [score("a", 1400.0)], MARCH)
    loaded(home, gap_row("2026-02-01", 60.0))
    rules = '{"passed": 3, "broken": {"score.value_high": 2}}'
    home.page(BOARD, [score("a", 1400.0)], date(2026, 3, 2), rules=rules)
    sha = home.warehouse.keep(b"cut")
    other = Seen("epoch", "https://epoch.invalid/a.csv", home.now, "code", sha)
    home.warehouse.refuse(other, "rows_floor: 3 rows", 3, rules)
    home.warehouse.refuse(
        Seen("bfcl", "https://bfcl.invalid/", home.now, "code", sha), "unknown column 'x'"
    )
    examine_conditions(home.warehouse, home.settings, home.now)
    assert sorted(titles(home)) == [
        f"{ARENA}: rule score.value_high is broken on the newest pages (rows: 2)",
        "Berkeley Function Calling Leaderboard: https://bfcl.invalid/ has a shape or a value that "
        "we do not know; the last good data stay",
        "Epoch AI Benchmarking Hub: the page https://epoch.invalid/a.csv was refused; the last "
        "good data stay",
    ]


def test_old_news_leaves_the_list_by_itself(home: Home, gap_row: Row) -> None:
    loaded(home, gap_row("2026-02-01", 60.0))
    home.now += STANDS
    examine(home.warehouse, home.settings, home.now)
    assert home.all("SELECT status, note FROM _alert_now WHERE rule = 'digest'") == [
        ("resolved", "told 14 days ago")
    ]


def test_a_digest_begins_with_the_headline(shipped_home: Path, tmp_path: Path) -> None:
    place = tmp_path / "home"
    shutil.copytree(shipped_home, place)
    settings = Settings(place, str(place / "archive"), place / "site")
    with Warehouse.open(place) as warehouse:
        examine(warehouse, settings, SHIPPED_AT)
        [(body,)] = warehouse.connection.execute(
            "SELECT body FROM _alert_now WHERE rule = 'digest'"
        ).fetchall()
        rows = reads_estimates.estimates(warehouse.connection, "headline")
        named = reads_models.naming(warehouse.connection)
    newest = headline(records(rows))
    assert newest is not None
    assert "(Kimi K3)" in newest.in_words(named)
    assert body.startswith(newest.in_words(named))
