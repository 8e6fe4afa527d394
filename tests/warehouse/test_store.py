from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.reliability import samples
from tests.warehouse.oracle import Event, answer, day, ingest, instant, row
from warehouse.alerts import AlertFindings, NewAlert, NewEvent, record_findings, start_attempt
from warehouse.archive.pages import Archive
from warehouse.clock import after, end_of, moment, stamp
from warehouse.connection import open_reader, writing
from warehouse.errors import (
    BadRow,
    ClockBehind,
    PageLost,
    WarehouseMissing,
    WarehouseNewer,
    WarehouseUnreadable,
)
from warehouse.history.read import is_newest, newest, state_of, vintage
from warehouse.history.record import content_sha, contents_of, values_of
from warehouse.history.vintages import Arrival, BoardKey, Bounds, Position, QuarantinedRow, Seen
from warehouse.schema.promised import PROMISED
from warehouse.schema.tables import FACTS, SCHEMA_VERSION, SCORE, Table, tables
from warehouse.store import Warehouse

KEY = BoardKey("score", "arena", "text", "overall")
EVENT = Event("x", day(0), instant(0), b"page", (("a", 1.0), ("b", 2.0)))


def seen(sha: str | None = None, hour: int = 0) -> Seen:
    return Seen("arena", "https://x.invalid/text", instant(hour), "1", sha, 200)


def test_new_changed_unchanged_and_gone_are_counted(fresh: Warehouse) -> None:
    first, _, _ = ingest(fresh, EVENT)
    second = replace(EVENT, seen_at=instant(1), page=b"p2", content=(("a", 1.0), ("c", 3.0)))
    outcome, _, _ = ingest(fresh, second)
    assert (first.new, first.outcome) == (2, "recorded")
    assert (outcome.new, outcome.changed, outcome.unchanged, outcome.gone) == (1, 0, 1, 1)


def test_no_page_is_asked_of_every_look_of_its_source(fresh: Warehouse) -> None:
    """Each page would cost more than the one before it: ten thousand of a backfill took hours."""
    asked: list[str] = []
    look = seen(fresh.keep(b"page"))
    fresh.connection.set_trace_callback(asked.append)
    fresh.knows(look)
    fresh.page_before(look)
    fresh.last_page(look.source, look.url)
    fresh.repeat(look)
    fresh.connection.set_trace_callback(None)
    looks = [sql for sql in asked if sql.startswith("SELECT") and "FROM _snapshot WHERE s" in sql]
    plans = [fresh.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in looks]
    indexes = [row[3].partition("INDEX ")[2].split()[0] for plan in plans for row in plan]
    assert indexes == [*["snapshot_address"] * 3, *["snapshot_page"] * 2]


def test_held_rows_are_found_by_their_page(fresh: Warehouse) -> None:
    """They were looked for in all that the source ever had in quarantine."""
    ingest(fresh, EVENT)
    (found,) = newest(fresh.connection, "score")
    asked: list[str] = []
    fresh.connection.set_trace_callback(asked.append)
    fresh.held_rows(state_of(fresh.connection, found))
    fresh.connection.set_trace_callback(None)
    (sql,) = (one for one in asked if "JOIN quarantine" in one)
    plan = [step[3] for step in fresh.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert any("INDEX quarantine_page (page_sha256=? AND entry=?)" in step for step in plan)


def test_recording_passes_through_no_table(fresh: Warehouse) -> None:
    """A scan costs more with every day. Within `accept` references wait for the snapshot, so that
    SQLite also asks for every new row whether others refer to it already."""
    done: list[str] = []
    aside = QuarantinedRow(KEY, "b", "moved 9x", {"entry": "b"})
    fresh.connection.set_trace_callback(done.append)
    for hour, body in enumerate((b"one", b"two", b"two")):
        look = seen(fresh.keep(body), hour)
        if fresh.repeat(look) is None:
            fresh.accept(look, [Arrival(KEY, day(hour), [row("a", float(hour))], ["b"])], [aside])
    fresh.connection.set_trace_callback(None)
    fresh.connection.execute("BEGIN")
    fresh.connection.execute("PRAGMA defer_foreign_keys = ON")
    planned = [sql for sql in done if sql.lstrip().startswith(("SELECT", "INSERT"))]
    plans = {
        sql: fresh.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in planned
    }
    stored = {table.relation for table in tables()}
    scans = [
        (step[3], sql)
        for sql, plan in plans.items()
        for step in plan
        if step[3].startswith("SCAN ") and step[3].split()[1] in stored
    ]
    assert {relation for relation in stored if any(f"INTO {relation} " in sql for sql in done)} >= {
        *("_page", "_snapshot", "_board", "_state", "_page_state", "quarantine", "_score", "_seal")
    }
    assert scans == []


def test_dates_within_one_page_are_counted_against_each_other(fresh: Warehouse) -> None:
    sha = fresh.keep(b"full")
    days = [Arrival(KEY, date(2026, 1, d), [row("a", 1.0), row("b", float(d))]) for d in (1, 2)]
    outcome = fresh.accept(seen(sha), days)
    assert (outcome.read, outcome.new, outcome.changed, outcome.unchanged) == (4, 2, 1, 1)


def test_a_page_that_comes_again_need_not_be_read(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    dated = Arrival(KEY, date(2026, 1, 1), [row("a", 1.0)])
    undated = Arrival(replace(KEY, board="vision"), day(0), [row("a", 1.0)], own_date=False)
    assert fresh.repeat(seen(sha)) is None
    first = fresh.accept(seen(sha), [dated, undated], (), ["careful"])
    again = fresh.repeat(seen(sha, hour=30))
    assert again == replace(first, outcome="unchanged", new=0, unchanged=2)
    published = fresh.connection.execute(
        "SELECT board, published_on FROM _vintage_now v JOIN _board b ON b.id = v.board_id"
    ).fetchall()
    assert sorted(published) == [("text", "2026-01-01"), ("vision", "2026-02-02")]


def test_a_page_that_comes_again_adds_a_snapshot_alone(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    arrivals = [
        Arrival(KEY, date(2026, 1, 1), [row("a", 1.0)], ["b"]),
        Arrival(replace(KEY, board="vision"), day(0), [row("a", 1.0)], own_date=False),
    ]
    aside = [QuarantinedRow(KEY, "b", "moved 9x", {"entry": "b"})]
    fresh.accept(seen(sha), arrivals, aside)
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL"
    tables = {name for (name,) in fresh.connection.execute(named)} - {"_seal"}
    before = {name: _count(fresh, name) for name in tables}
    for hour in (30, 60):
        later = replace(arrivals[1], published_on=instant(hour).date())
        outcome = fresh.accept(seen(sha, hour=hour), [arrivals[0], later], aside)
        assert (outcome.outcome, outcome.unchanged, outcome.quarantined) == ("unchanged", 2, 1)
    added = {name: _count(fresh, name) - before[name] for name in tables}
    assert {name: rows for name, rows in added.items() if rows} == {"_snapshot": 2}
    (vision,) = newest(fresh.connection, "score", board="vision")
    assert (vision.published_on, vision.seen_at[:13]) == ("2026-02-03", "2026-02-03T12")
    assert _count(fresh, "_vintage") == 6


def test_a_page_that_comes_late_between_two_equal_ones_stands_between_them(
    fresh: Warehouse,
) -> None:
    undated = Arrival(KEY, day(0), [row("a", 1.0)], own_date=False)
    first, late = fresh.keep(b"first"), fresh.keep(b"late")
    fresh.accept(seen(first), [undated])
    fresh.accept(seen(first, hour=48), [replace(undated, published_on=day(2))])
    other = replace(undated, published_on=day(1), rows=[row("a", 9.0)])
    fresh.accept(seen(late, hour=24), [other])
    values = [answer(fresh, Bounds(published=day(offset)))["text"]["a"][0] for offset in (0, 1, 2)]
    assert values == [1.0, 9.0, 1.0]
    (now,) = fresh.connection.execute("SELECT value, published_on FROM score_now").fetchall()
    assert now == (1.0, "2026-02-03")


def test_a_page_comes_again_after_new_code_read_its_first_look(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    undated = Arrival(KEY, day(0), [row("a", 1.0)], own_date=False)
    fresh.accept(seen(sha), [undated])
    fresh.accept(replace(seen(sha), code_version="2"), [undated])
    again = fresh.repeat(replace(seen(sha, hour=30), code_version="2"))
    assert again is not None
    assert (again.outcome, again.unchanged) == ("unchanged", 1)
    assert _count(fresh, "_page_state") == 1
    (found,) = newest(fresh.connection, "score")
    assert found.published_on == "2026-02-02"


def test_a_page_that_new_code_reads_again_brings_what_it_did_not_say_before(
    fresh: Warehouse,
) -> None:
    first, page = (fresh.keep(body) for body in (b"first", b"page"))
    fresh.accept(seen(first), [Arrival(KEY, day(0), [row("a", 1.0)])])
    later = Arrival(KEY, day(1), [row("a", 2.0), row("b", 3.0)])
    at = seen(page, hour=24)
    outcome = fresh.accept(at, [later])
    assert (outcome.new, outcome.changed) == (1, 1)
    again = fresh.accept(replace(at, code_version="2"), [later])
    assert (again.outcome, again.new, again.unchanged) == ("unchanged", 0, 2)
    corrected = replace(later, rows=[row("a", 2.5), row("b", 3.0)])
    mended = fresh.accept(replace(at, code_version="3"), [corrected])
    assert (mended.outcome, mended.new, mended.changed, mended.unchanged) == ("recorded", 0, 1, 1)
    assert answer(fresh, Bounds())["text"]["a"][0] == 2.5


def _count(warehouse: Warehouse, table: str) -> int:
    return int(warehouse.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.mark.parametrize("bounds", [Bounds(), Bounds(published=day(5)), Bounds(seen=instant(99))])
def test_how_often_a_page_came_is_no_matter_for_a_question(
    fresh: Warehouse, bounds: Bounds
) -> None:
    undated = Arrival(KEY, day(0), [row("a", 1.0)], own_date=False)
    dated = Arrival(replace(KEY, board="vision"), day(0), [row("a", 1.0)])
    sha = fresh.keep(b"page")
    fresh.accept(seen(sha), [undated, dated])
    steps = []
    for turn in range(1, 201):
        fresh.repeat(seen(sha, hour=24 * turn))
        if turn in (20, 200):
            steps.append(_steps(fresh, bounds))
    assert steps[1] < 1.5 * steps[0]


def test_how_many_pages_came_is_no_matter_for_a_question(fresh: Warehouse) -> None:
    """Else the ten thousandth page of a backfill waits for all before it."""
    steps = []
    for turn in range(1, 81):
        sha = fresh.keep(str(turn).encode())
        fresh.accept(seen(sha, hour=24 * turn), [Arrival(KEY, day(turn), [row("a", 1.0)])])
        if turn in (8, 80):
            after_it = Bounds(published=day(turn + 1))
            steps.append([_steps(fresh, bounds) for bounds in (Bounds(), after_it)])
    few, many = steps
    assert all(most < 1.5 * first for first, most in zip(few, many, strict=True))


def _steps(warehouse: Warehouse, bounds: Bounds) -> int:
    """Steps of SQLite's machine, in tens, for one question about all boards."""
    taken = [0]

    def step() -> int:
        taken[0] += 1
        return 0

    warehouse.connection.set_progress_handler(step, 10)
    newest(warehouse.connection, "score", bounds)
    warehouse.connection.set_progress_handler(None, 0)
    return taken[0]


def test_a_page_with_quarantined_rows_is_read_again(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    aside = QuarantinedRow(KEY, "b", "moved 9x", {"entry": "b", "value": 9.0})
    fresh.accept(seen(sha), [Arrival(KEY, day(0), [row("a", 1.0)], ["b"])], [aside])
    assert fresh.repeat(seen(sha, hour=1)) is None
    before = fresh.before(Arrival(KEY, day(1), ()), seen(sha, hour=1))
    assert before is not None
    assert fresh.held_rows(before) == {"b": {"entry": "b", "value": 9.0}}


def test_a_page_that_comes_back_after_another_is_a_change(fresh: Warehouse) -> None:
    first, other = fresh.keep(b"one"), fresh.keep(b"two")
    fresh.accept(seen(first), [Arrival(KEY, date(2026, 1, 1), [row("a", 1.0), row("b", 2.0)])])
    changed = Arrival(KEY, date(2026, 1, 1), [row("a", 5.0), row("c", 1.0)])
    fresh.accept(seen(other, hour=1), [changed])
    outcome = fresh.repeat(seen(first, hour=2))
    assert outcome is not None
    assert (outcome.new, outcome.changed, outcome.unchanged, outcome.gone) == (1, 1, 0, 1)
    assert fresh.connection.execute("SELECT count(*) FROM _score").fetchone() == (4,)


def test_an_equal_page_adds_no_fact_and_no_state(fresh: Warehouse) -> None:
    ingest(fresh, EVENT)
    outcome, _, _ = ingest(fresh, replace(EVENT, seen_at=instant(5)))
    counts = [
        fresh.connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0]
        for t in ("_score", "_state", "_vintage", "_page")
    ]
    assert outcome.outcome == "unchanged"
    assert counts == [2, 1, 2, 1]


def test_a_later_reading_of_the_same_page_wins_from_when_it_was_recorded(fresh: Warehouse) -> None:
    _, _, first = ingest(fresh, EVENT)
    ingest(fresh, replace(EVENT, content=(("a", 9.0),)))
    assert answer(fresh, Bounds()) == {"x": {"a": (9.0, 0)}}
    assert answer(fresh, Bounds(recorded=moment(first))) == {"x": {"a": (1.0, 0), "b": (2.0, 0)}}


def test_reading_a_look_again_with_the_same_result_adds_no_vintage(fresh: Warehouse) -> None:
    ingest(fresh, EVENT)
    ingest(fresh, EVENT)
    assert fresh.connection.execute("SELECT count(*) FROM _vintage").fetchone() == (1,)
    assert fresh.connection.execute("SELECT count(*) FROM _snapshot").fetchone() == (2,)


def test_a_board_that_a_new_reading_no_longer_gives_is_empty_from_then_on(
    fresh: Warehouse,
) -> None:
    sha = fresh.keep(b"page")
    other = Arrival(replace(KEY, board="vision"), date(2026, 1, 1), [row("a", 1.0)])
    fresh.accept(seen(sha), [Arrival(KEY, date(2026, 1, 1), [row("a", 1.0)]), other])
    known = fresh.connection.execute("SELECT max(recorded_at) FROM _vintage").fetchone()[0]
    fresh.accept(seen(sha), [Arrival(KEY, date(2026, 1, 1), [row("a", 1.0)])])
    assert answer(fresh, Bounds()) == {"text": {"a": (1.0, 0)}, "vision": {}}
    assert answer(fresh, Bounds(recorded=moment(known)))["vision"] == {"a": (1.0, 0)}


def test_a_held_entry_skips_a_superseded_reading(fresh: Warehouse) -> None:
    ingest(fresh, EVENT)
    ingest(fresh, replace(EVENT, content=(("b", 2.0),)))  # read again: a is no longer there
    held = replace(EVENT, seen_at=instant(1), page=b"p2", content=(("b", 5.0),), held=("a",))
    ingest(fresh, held)
    assert answer(fresh, Bounds()) == {"x": {"b": (5.0, 0)}}
    entries = fresh.connection.execute("SELECT entry FROM score_now").fetchall()
    assert entries == [("b",)]


APPEND_ONLY = {table.name: table for table in tables() if table.append_only}


@pytest.mark.parametrize("name", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
def test_nothing_recorded_can_be_changed(fresh: Warehouse, name: str, verb: str) -> None:
    _fill(fresh)
    _tell(fresh)
    relation = APPEND_ONLY[name].relation
    if fresh.connection.execute(f"SELECT count(*) FROM {relation}").fetchone()[0] == 0:
        _insert_any(fresh, APPEND_ONLY[name])
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        fresh.connection.execute(verb.format(relation))


def _fill(warehouse: Warehouse) -> None:
    sha = warehouse.keep(b"page")
    arrival = Arrival(KEY, date(2026, 1, 1), [row("a", 1.0)])
    aside = QuarantinedRow(KEY, "b", "value is 271", {"entry": "b"})
    warehouse.accept(seen(sha), [arrival], [aside], ["folder date differs"])


def _tell(warehouse: Warehouse) -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    event = NewEvent("parity", "eci", "2026-01-02", "parity|eci", "level")
    alert = NewAlert("parity|eci", "parity", "eci", "warning", "level", "body")
    record_findings(warehouse.connection, AlertFindings([event], [alert]), ["json-1"], now)
    start_attempt(warehouse.connection, 1, now, now)


def _insert_any(warehouse: Warehouse, table: Table) -> None:
    values = [samples.value(column, 1) for column in table.columns]
    marks = ", ".join("?" * (3 + len(values)))
    warehouse.connection.execute(
        f"INSERT INTO {table.relation} (board_id, row_sha, recorded_at, "
        f"{', '.join(table.names())}) "
        f"VALUES ({marks})",
        [1, "x", "2026", *values],
    )


def test_a_bad_row_writes_nothing_at_all(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    good = Arrival(KEY, date(2026, 1, 1), [row("a", 1.0)])
    bad = Arrival(replace(KEY, board="vision"), date(2026, 1, 1), [{"entry": "a"}])
    with pytest.raises(BadRow, match=r"score\.value is missing"):
        fresh.accept(seen(sha), [good, bad])
    assert fresh.connection.execute("SELECT count(*) FROM _snapshot").fetchone() == (0,)
    assert fresh.connection.execute("SELECT count(*) FROM _score").fetchone() == (0,)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"surprise": 1}, "no column surprise"),
        ({"value": "12"}, "is not REAL"),
        ({"value": float("nan")}, "finite"),
        ({"n": 1.5}, "whole number"),
        ({"protocol": 3}, "expected text"),
    ],
)
def test_rows_that_do_not_fit_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(BadRow, match=message):
        values_of(SCORE, {**row("a", 1.0), **change})


def test_judging_only_keys_are_not_kept_and_columns_of_origin_do_not_make_a_new_row() -> None:
    plain = values_of(SCORE, row("a", 1))
    assert values_of(SCORE, {**row("a", 1.0), "_folder_on": "2025-08-11"}) == plain
    gap = FACTS["gap"]
    base = {"entry": "2026-01-01", "basis": "board", "code_version": "1"}
    later = {**base, "code_version": "2", "closed_vintage": 7}
    assert content_sha(gap, values_of(gap, base)) == content_sha(gap, values_of(gap, later))


def test_a_refused_page_is_kept_and_its_rows_counted(fresh: Warehouse) -> None:
    sha = fresh.keep(b"bad")
    outcome = fresh.refuse(seen(sha), "arena: row count fell", 12)
    assert (outcome.read, outcome.refused) == (12, 12)
    assert fresh.archive.get(sha) == b"bad"
    health = fresh.connection.execute("SELECT last_outcome, cause, rows FROM source_health")
    assert health.fetchone() == ("refused", "arena: row count fell", 0)


def test_an_unreachable_source_leaves_a_snapshot_without_a_page(fresh: Warehouse) -> None:
    fresh.note(seen(), "unreachable", "no such host")
    assert fresh.last_page("arena", "https://x.invalid/text") is None
    assert fresh.connection.execute("SELECT outcome, cause FROM _snapshot").fetchall() == [
        ("unreachable", "no such host")
    ]


def test_the_last_page_carries_what_a_conditional_look_sends(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    fresh.accept(replace(seen(sha), etag='"1"', last_modified="Mon"), [])
    assert fresh.last_page("arena", "https://x.invalid/text") == (sha, '"1"', "Mon")
    assert fresh.knows(seen(sha))
    assert not fresh.knows(replace(seen(sha), code_version="2"))


def test_only_accepted_pages_are_asked_for_conditionally(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    fresh.accept(replace(seen(sha), etag='"1"'), [])
    assert fresh.validators("arena") == [("https://x.invalid/text", '"1"', None, sha)]
    fresh.refuse(replace(seen(fresh.keep(b"bad"), hour=1), etag='"2"'), "no board")
    assert fresh.validators("arena") == []


def test_a_page_that_cannot_change_is_held_once_taken(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    assert not fresh.holds(seen(sha))
    fresh.accept(seen(sha), [])
    assert fresh.holds(seen(sha, hour=9))
    assert not fresh.holds(replace(seen(sha), code_version="2"))


def test_rows_that_are_not_accounted_for_are_refused_by_the_database(fresh: Warehouse) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="not all accounted for"):
        fresh.connection.execute(
            "INSERT INTO _snapshot (source, url, seen_at, recorded_at, outcome, rows_read, rows_new"
            ", rows_changed, rows_unchanged, rows_quarantined, rows_refused, code_version) VALUES"
            " ('a', 'u', 't', 't', 'recorded', 3, 1, 1, 0, 0, 0, '1')"
        )


def test_recorded_instants_never_repeat() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert after(now, None) == stamp(now)
    assert after(now, stamp(now)) == "2026-01-01T00:00:00.000001Z"
    assert after(now, "2026-01-02T00:00:00.000000Z") == "2026-01-02T00:00:00.000001Z"


def test_records_days_ahead_of_the_clock_stop_the_writer(fresh: Warehouse) -> None:
    right = datetime(2026, 1, 1, tzinfo=UTC)
    fresh._clock = lambda: right + timedelta(days=400)
    fresh.note(seen(None), "unreachable", "no network")
    fresh._clock = lambda: right + timedelta(days=390)
    with pytest.raises(ClockBehind, match=r"dated 2027-02-05T00:00.*clock says 2027-01-26T00:00"):
        fresh.note(seen(None), "unreachable", "no network")
    assert fresh.connection.execute("SELECT count(*) FROM _snapshot").fetchone() == (1,)


def test_times_are_utc_and_a_date_bound_holds_its_whole_day() -> None:
    assert end_of(date(2026, 1, 1)) == "2026-01-01T23:59:59.999999Z"
    assert end_of(instant(0)) == stamp(instant(0))
    with pytest.raises(ValueError, match="no time zone"):
        stamp(datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_batch_is_newest_only_after_every_vintage(fresh: Warehouse) -> None:
    ingest(fresh, EVENT)
    key = newest(fresh.connection, "score")[0].key
    at = Position(EVENT.published_on.isoformat(), False, stamp(instant(9)), "")
    assert is_newest(fresh.connection, key, at)
    assert not is_newest(fresh.connection, key, replace(at, published_on="2020-01-01"))
    assert not is_newest(fresh.connection, key, replace(at, restated=True))
    assert is_newest(fresh.connection, replace(key, board="other"), at)


def test_the_archive_refuses_other_bytes_and_missing_ones(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    sha = archive.put(b"page")
    assert archive.put(b"page") == sha
    stored = next(tmp_path.rglob("*.zst"))
    stored.write_bytes(b"rubbish")
    with pytest.raises(PageLost, match="cannot be read"):
        archive.get(sha)
    other = Archive(str(tmp_path / "b"))
    other.put(b"else")
    elsewhere = next((tmp_path / "b").rglob("*.zst"))
    stored.write_bytes(elsewhere.read_bytes())
    with pytest.raises(PageLost, match="other bytes"):
        archive.get(sha)


def test_a_reader_needs_a_warehouse_and_cannot_write(
    tmp_path: Path, make: Callable[[], Warehouse]
) -> None:
    with pytest.raises(WarehouseMissing, match="gapwatch refresh"):
        Warehouse.read(tmp_path / "nowhere")
    Warehouse.open(tmp_path).close()
    with Warehouse.read(tmp_path) as reader, pytest.raises(sqlite3.OperationalError):
        reader.connection.execute("INSERT INTO _page VALUES ('a', 1, 't')")


def test_a_newer_file_is_refused_by_name(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as warehouse:
        warehouse.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(WarehouseNewer, match="update gapwatch"):
        open_reader(tmp_path / "warehouse.db")


@pytest.mark.parametrize("version", [0, 5, 99])
def test_a_file_of_another_program_is_refused_and_left_alone(version: int, tmp_path: Path) -> None:
    file = tmp_path / "warehouse.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE invoices (id)")
        other.execute(f"PRAGMA user_version = {version}")
    before = file.read_bytes()
    for opening in (Warehouse.open, Warehouse.read):
        with pytest.raises(WarehouseUnreadable, match=r"another program \(it holds invoices\)"):
            opening(tmp_path)
    assert file.read_bytes() == before


def test_what_is_promised_is_listed_first_and_the_rest_begins_with_an_underscore(
    fresh: Warehouse,
) -> None:
    named = "SELECT name FROM sqlite_master WHERE type = ?"
    views = [name for (name,) in fresh.connection.execute(named, ("view",))]
    tables = {name for (name,) in fresh.connection.execute(named, ("table",))}
    promised = [name for name in views if not name.startswith("_")]
    assert views[: len(promised)] == promised
    assert {*promised, "quarantine"} == set(PROMISED)
    assert {name for name in tables if not name.startswith("_")} == {"quarantine"}


def test_a_unit_of_work_is_whole_or_nothing(fresh: Warehouse) -> None:
    def half() -> None:
        with writing(fresh.connection):
            fresh.connection.execute("INSERT INTO _page VALUES (?, 1, 't')", ("0" * 64,))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        half()
    assert fresh.connection.execute("SELECT count(*) FROM _page").fetchone() == (0,)


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as warehouse:
        _fill(warehouse)
        warehouse.connection.execute("DROP VIEW gap_daily")
    with Warehouse.open(tmp_path) as warehouse:
        assert warehouse.connection.execute("SELECT count(*) FROM gap_daily").fetchone() == (0,)
        assert warehouse.connection.execute("SELECT count(*) FROM _score").fetchone() == (1,)


def test_quarantined_rows_can_be_read_with_their_reason(fresh: Warehouse) -> None:
    _fill(fresh)
    row_ = fresh.connection.execute(
        "SELECT source, board, entry, reason, row FROM quarantine"
    ).fetchone()
    assert row_ == ("arena", "text", "b", "value is 271", '{"entry": "b"}')


def test_a_quarantined_row_is_written_once_for_its_page(fresh: Warehouse) -> None:
    twice = [QuarantinedRow(KEY, "a", "comes twice", {"value": 1.0})] * 2
    page, other = fresh.keep(b"page"), fresh.keep(b"other")
    for hour in (5, 6, 7):
        outcome = fresh.accept(seen(page, hour=hour), [Arrival(KEY, day(0), [])], twice)
        assert outcome.quarantined == 2
    count = "SELECT count(*), min(seen_at) FROM quarantine"
    assert fresh.connection.execute(count).fetchone() == (2, "2026-02-01T05:00:00.000000Z")
    fresh.accept(seen(other, hour=8), [Arrival(KEY, day(0), [])], twice)
    fresh.accept(seen(page, hour=9), [Arrival(KEY, day(0), [])], [replace(twice[0], reason="x")])
    assert fresh.connection.execute("SELECT count(*) FROM quarantine").fetchone() == (5,)
    # A look that arrives late but saw the page before all others is asked by its own time.
    fresh.accept(seen(page, hour=1), [Arrival(KEY, day(0), [])], twice)
    assert fresh.connection.execute("SELECT count(*) FROM quarantine").fetchone() == (7,)


def test_equal_numbers_have_one_hash_however_they_are_written() -> None:
    found = [
        contents_of(Arrival(KEY, day(0), [row("a", value)]))
        for value in (0, 0.0, -0.0)  # type: ignore[arg-type]
    ]
    assert found[0] == found[1] == found[2]
    ((_, values),) = found[2].items()
    assert str(values[SCORE.names().index("value")]) == "0.0"
    for _ in range(2):  # a broken row is broken every time
        with pytest.raises(BadRow, match=r"score\.value"):
            contents_of(Arrival(KEY, day(0), [{**row("a", 1.0), "value": "x"}]))


def test_an_unknown_vintage_is_named(fresh: Warehouse) -> None:
    with pytest.raises(KeyError, match="no vintage 9"):
        vintage(fresh.connection, 9)
