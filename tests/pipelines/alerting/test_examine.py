"""Examining: what is news, what is quiet, and that nothing is told twice or lost."""

import logging
import shutil
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from outputs.alerts.rules import alert, load
from outputs.sections import headline
from pipelines.alerting.examine import examine, examine_conditions, report_run
from pipelines.assets.alerts import alerted
from pipelines.settings import Settings
from tests.measures import sample
from tests.measures.price.rows import event
from tests.measures.sample import row as score
from tests.outputs import shelf
from tests.pipelines.alerting.conftest import Home, gap_row
from tests.world import SHIPPED_AT
from warehouse.alerts import NewEvent, record
from warehouse.history.vintages import BoardKey, Seen
from warehouse.reads import alerts as reads_alerts
from warehouse.store import Warehouse

Row = dict[str, Any]
ARENA = "Arena (LMArena) leaderboards"
TEXT_TITLE = "Arena, text, style control"
MARCH, NEXT = date(2026, 3, 1), date(2026, 3, 2)
TEXT = BoardKey("gap", "gapwatch", "arena_text", "any_weights")
VISION = BoardKey("gap", "gapwatch", "arena_vision", "any_weights")
PRICES = BoardKey("price_event", "gapwatch", "market")
CLAIM = BoardKey("claim", "gapwatch", "S1")
BOARD = BoardKey("score", "arena", "text_style_control", "overall")
LICENCES = [BoardKey("release", "arena", board) for board in ("text", "vision")]
MODEL, GRADE = (BoardKey(table, "registry", "x") for table in ("model", "openness"))
BEFORE = gap_row("2026-02-01", 60.0)
AHEAD = gap_row("2026-03-02", -20.0)
DIGESTS = "SELECT count(*) FROM _event WHERE kind = 'digest'"


def loaded(home: Home) -> None:
    """A first load that was examined: from now on changes are news."""
    home.issue(TEXT, BEFORE)
    home.examine()
    home.tick()


def test_a_first_load_is_one_digest_with_its_history(home: Home) -> None:
    history = [gap_row("2025-01-01", 60.0), gap_row("2025-06-01", 20.0, open_model="o-2")]
    home.issue(TEXT, *history)
    assert home.examine().reason == "First load"
    kinds = home.all("SELECT kind, is_quiet FROM _event_log WHERE phase = 'happened' ORDER BY id")
    assert kinds == [("new_frontier_model", 1), ("digest", 0)]
    (digest,) = home.told()
    assert digest["title"].startswith("First load: events recorded (1), ")
    assert "1 Jun 2025 Arena, text, style control (open weights): o-2 became the" in digest["body"]


def test_what_is_only_listed_is_not_sent(home: Home) -> None:
    loaded(home)
    home.tick(24 * 60)
    assert "series_stale" in {one.kind for one in home.examine().standing}
    assert not [title for title in home.titles() if "days old" in title]


def test_history_that_arrives_late_is_one_digest(home: Home) -> None:
    loaded(home)
    home.page(BOARD, [score("a", 1.0)], date(2025, 1, 1), seen_at=home.now - timedelta(days=90))
    home.issue(TEXT, BEFORE, AHEAD, inputs=NEXT)
    assert examine_conditions(home.warehouse, home.settings, home.now) == []
    assert home.examine().reason == "History of 1 source"
    assert home.titles() == []
    assert home.all(DIGESTS) == [(2,)]


def test_new_code_is_a_digest_beside_faults(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.page(BOARD, [score("a", 1400.0)], MARCH)
    loaded(home)
    monkeypatch.setattr("pipelines.version.measuring", lambda: "newer")
    home.examine()
    assert home.all(DIGESTS) == [(1,)], "nothing to tell"
    monkeypatch.setattr("pipelines.version.measuring", lambda: "newest")
    home.issue(TEXT, BEFORE, AHEAD, inputs=NEXT)
    sha = home.warehouse.keep(b"cut")
    home.warehouse.refuse(Seen("bfcl", "https://bfcl.invalid/", home.now, "code", sha), "no list")
    assert home.examine().reason == "Another version of the code that measures"
    assert home.all(DIGESTS) == [(2,)]
    (title,) = home.titles()
    assert title.startswith("Berkeley Function Calling Leaderboard: https://bfcl.invalid/ has a")


def claim(name: str, verdict: str) -> Row:
    return shelf.claim("plain", claim=name, verdict=verdict, statement="The gap is gone")


def grade(openness: str, model: str = "m") -> Row:
    return shelf.graded(model, openness, "2026-01-01", licence="MIT")


MAKER = {"maker": "x", "maker_name": "X", "evidence": "https://x.invalid"}
MODELS = [sample.model(name) | MAKER | {"name": name} for name in ("m", "n")]


def licensed(word: str, model: str = "m") -> Row:
    return {"entry": model, "model_name": model, "licence": word}


def cut(kind: str = "cut", **changed: Any) -> Row:
    """A maker halves its price, as two sources say, as a row of table price_event."""
    before = {"before_input": 3.0, "before_output": 15.0}
    now = {"now_input": 1.5, "now_output": 7.5, "change_percent": -50.0}
    said = {"model": "m", "sources": "litellm+models_dev"}
    return event(kind, **(said | before | now | changed))


DOUBT = {
    "unresolved_above": 2,
    "unresolved_names": '["Mystery 2"]',
    "gap_if_unresolved_closed": 30.0,
    "gap_if_unresolved_open": -4.0,
}
Step = Callable[[Home], object]


def every(*steps: Step) -> Step:
    return lambda home: [step(home) for step in steps]


def on_board(day: date, *rows: Row, keys: Sequence[BoardKey] = (BOARD,)) -> Step:
    return lambda home: [home.page(key, list(rows), day) for key in keys]


def derived(key: BoardKey, *rows: Row, inputs: date = NEXT) -> Step:
    return lambda home: home.issue(key, *rows, inputs=inputs)


NOTHING = every()


UNCONFIRMED = {"open_model": "o-2", "confirmed": 0, "evidence": "o-2: Arena says MIT"}
DIP = [gap_row("2026-02-10", -20.0), gap_row("2026-02-11", 60.0)]
LONG_AGO = gap_row("2025-02-01", 60.0)
NEWS: dict[str, tuple[Step, Step, list[str]]] = {
    "a lead that changes hands": (
        NOTHING,
        derived(TEXT, BEFORE, AHEAD),
        [
            f"{TEXT_TITLE} (open weights): open models took the lead: −20.0 Elo "
            "(95 % interval −22.0 to −18.0)"
        ],
    ),
    "a new leader of an unconfirmed class says so": (
        NOTHING,
        derived(TEXT, BEFORE, gap_row("2026-03-02", 60.0, **UNCONFIRMED)),
        [
            f"{TEXT_TITLE} (open weights): o-2 became the best open model, after o-1 "
            "(unconfirmed: o-2: Arena says MIT)",
            "Confirm c-1: it leads ",
            f"Confirm o-2: it leads {TEXT_TITLE}, unconfirmed (o-2: Arena says MIT)",
        ],
    ),
    "a restated past that leads to the same present is quiet": (
        NOTHING,
        derived(TEXT, BEFORE, *DIP),
        [],
    ),
    "a series with old data tells nothing": (
        derived(VISION, LONG_AGO, inputs=MARCH),
        derived(VISION, LONG_AGO, gap_row("2025-03-02", -20.0), inputs=date(2025, 3, 2)),
        [],
    ),
    "a price change that is small or old and a first price are no news": (
        NOTHING,
        derived(
            PRICES,
            cut(on_date="2026-02-20", change_percent=-1.0),
            cut(on_date="2025-11-01"),
            cut("new", before_input=None, before_output=None),
        ),
        [],
    ),
    "a gap that cannot be judged changes no lead and names who may lead": (
        NOTHING,
        derived(TEXT, BEFORE, AHEAD | DOUBT),
        [
            "Arena, text, style control cannot be judged: 2 entries of unknown model or openness "
            "may lead (Mystery 2); the gap is −4.0 to +30.0 Elo"
        ],
    ),
    "a claim that flips is told and a new one is not": (
        derived(CLAIM, claim("S1", "reproduced")),
        derived(CLAIM, claim("S1", "as_announced"), claim("S2", "partly")),
        ["Claim S1 (plain): now “as announced”, before “reproduced”: The gap"],
    ),
    "a date published twice with other values is a revision": (
        on_board(MARCH, score("a", 1400.0), score("b", 1300.0)),
        on_board(MARCH, score("a", 1400.0), score("b", 1304.5)),
        [
            "Arena (LMArena) leaderboards, text_style_control: the state published 1 Mar 2026 was "
            "restated (entries that differ: 1; largest change 4.5)"
        ],
    ),
    "a new spelling is told, and no longer than a line": (
        on_board(MARCH, score("a", 1400.0)),
        on_board(NEXT, score("a", 1400.0), score("<script>\n" + "x" * 9000, 1.0)),
        ["Arena (LMArena) leaderboards: new names that match no model (1): <script> xxx"],
    ),
    "openness that changes is told, of the others nothing": (
        every(
            on_board(MARCH, *MODELS, keys=[MODEL]),
            on_board(MARCH, grade("closed"), grade("closed", "n"), keys=[GRADE]),
        ),
        on_board(NEXT, grade("permissive"), grade("closed", "n"), keys=[GRADE]),
        ["m: openness is now open-source licence (MIT), before closed"],
    ),
    "a licence word that changes is told once for all boards": (
        on_board(MARCH, licensed("MIT"), keys=LICENCES),
        on_board(NEXT, licensed("Modified MIT"), licensed("MIT", "n"), keys=LICENCES),
        ["Arena (LMArena) leaderboards: the licence of m is now Modified MIT, before MIT"],
    ),
}


@pytest.mark.parametrize(("before", "change", "told"), NEWS.values(), ids=NEWS)
def test_what_changed_is_told_once(home: Home, before: Step, change: Step, told: list[str]) -> None:
    before(home)
    loaded(home)
    known = home.titles()
    change(home)
    home.examine()
    found = [title for title in home.titles() if title not in known]
    assert [sum(one in title for one in told) for title in found] == [1] * len(told)
    assert all(len(title) < 200 for title in found)
    home.tick()
    home.examine()
    assert [title for title in home.titles() if title not in known] == found


def test_a_price_cut_waits_until_it_is_confirmed(home: Home) -> None:
    loaded(home)
    counts = []
    for row in (
        cut(confirmed=0, sources="litellm"),
        cut(),
        cut(),
        cut(on_date="2026-02-25"),  # another report dates the same change anew
        cut(now_output=3.5, change_percent=-66.7),  # to less than that, on the day of the first
    ):
        home.issue(PRICES, row)
        home.examine()
        counts.append(len(home.titles()))
        home.tick()
    assert counts == [0, 1, 1, 1, 2]
    # (3 x 3 + 15) / 4 = 6; (3 x 1.5 + 7.5) / 4 = 3; (3 x 1.5 + 3.5) / 4 = 2
    assert home.titles() == [
        f"m from its maker: cut by {change} per 1M tokens, blended 3:1 "
        "(1 Mar 2026; LiteLLM price file and models.dev)"
        for change in ("50 %, from $6.00 to $3.00", "67 %, from $6.00 to $2.00")
    ]


def test_a_condition_is_told_resolved_and_told_anew(home: Home) -> None:
    def look(hours: float, cause: str = "") -> list[int]:
        """Of each time that it was told whether it holds, after so many hours."""
        home.tick(hours)
        if cause:
            gone = Seen("arena", "https://arena.invalid/", home.now, "code", status=503)
            home.warehouse.note(gone, "unreachable", cause)
        examine_conditions(home.warehouse, home.settings, home.now)
        told = home.told(everything=True)
        return [one["holds"] for one in told if one["kind"] == "source_unreachable"]

    home.page(BOARD, [score("a", 1400.0)], MARCH)
    loaded(home)
    assert look(0, "cannot connect") == [], "within 36 hours"
    home.tick(36)
    assert [look(0.1) for _ in range(3)] == [[1]] * 3
    assert home.titles() == [f"{ARENA}: not reached; last good data 1 Mar 2026, 05:00 UTC"]
    assert "Cause: cannot connect" in home.told()[-1]["body"]
    home.page(BOARD, [score("a", 1400.0)], home.now.date())
    assert look(0) == [0]
    look(40, "again")
    assert look(1) == [0, 1]


def test_conditions_of_a_kind_that_is_gone_end(home: Home) -> None:
    old = NewEvent("check_failed", "a: own", "2026-02-01", "k", "Check a: own failed", {}, "began")
    record(home.warehouse.connection, [old], home.now)
    assert list(alerted(home.warehouse, home.settings, logging.getLogger()))
    states = reads_alerts.conditions(home.warehouse.connection)
    assert states["check_failed", "a: own"]["phase"] == "ended"


def test_a_failed_run_is_told_once_and_leaves_the_list_by_itself(home: Home) -> None:
    loaded(home)
    for run in ("run 1", "run 1", "run 2"):
        faults = [("derive", "ValueError: disk is full")]
        report_run(home.settings, home.now, "refresh", run, faults)
    told = ["The run refresh: derive failed: ValueError: disk is full"] * 2
    assert home.titles() == told
    home.tick(14 * 24 - 1)
    assert [one["title"] for one in home.told()] == told, "the digest was told a day before"
    home.tick(1)
    assert home.told() == []


def test_a_digest_begins_with_the_headline(shipped_home: Path, tmp_path: Path) -> None:
    place = shutil.copytree(shipped_home, tmp_path / "home")
    settings = Settings(place, str(place / "archive"), place / "site")
    with Warehouse.open(place) as warehouse:
        examine(warehouse, settings, SHIPPED_AT)
        (event,) = reads_alerts.alerts(warehouse.connection, ["digest"], SHIPPED_AT)
        body = alert(event, load())["body"]
        newest = headline.newest(warehouse)
    assert "Kimi K3" in newest.text
    assert body.startswith(newest.text)
