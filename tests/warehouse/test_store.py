"""What is recorded of a look: its counts, what it repeats, what is refused; and what it costs."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.measures.sample import row
from tests.warehouse.oracle import Event, answer, day, ingest, instant
from warehouse.clock import after, end_of, stamp
from warehouse.errors import BadRow, ClockBehind
from warehouse.history.read import is_newest, newest
from warehouse.history.record import content_sha, contents_of, values_of
from warehouse.history.vintages import Arrival, BoardKey, Bounds, Position, QuarantinedRow, Seen
from warehouse.schema.facts import FACTS, SCORE
from warehouse.schema.view import TABLES
from warehouse.store import Warehouse

KEY = BoardKey("score", "arena", "text", "overall")
EVENT = Event("x", day(0), instant(0), b"page", (("a", 1.0), ("b", 2.0)))


def seen(sha: str | None = None, hour: int = 0) -> Seen:
    return Seen("arena", "https://x.invalid/text", instant(hour), "1", sha, 200)


def asked(warehouse: Warehouse, ask: Callable[[], object]) -> dict[str, list[str]]:
    """What SQLite plans for each statement that `ask` runs."""
    done: list[str] = []
    warehouse.connection.set_trace_callback(done.append)
    ask()
    warehouse.connection.set_trace_callback(None)
    return {
        sql: [step[3] for step in warehouse.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
        for sql in done
        if sql.lstrip().startswith(("SELECT", "INSERT"))
    }


@pytest.mark.parametrize("is_new", [False, True], ids=["the same", "new ones"])
def test_how_many_looks_came_is_no_matter_for_a_question(fresh: Warehouse, is_new: bool) -> None:
    """Else the ten thousandth page of a backfill waits for all before it."""
    asked = (Bounds(), Bounds(published=day(99)), Bounds(seen=instant(2400)))
    steps = []
    for turn in range(1, 81):
        look = seen(fresh.keep(b"%d" % (turn * is_new)), hour=24 * turn)
        if fresh.repeat(look) is None:
            arrival = Arrival(KEY, day(turn), [row("a", 1.0)], own_date=is_new)
            fresh.accept(look, [arrival, replace(arrival, key=KEY._replace(board="vision"))])
        if turn in (8, 80):
            steps.append([_steps(fresh, bounds) for bounds in asked])
    few, many = steps
    assert all(most < 1.5 * first for first, most in zip(few, many, strict=True))


def _steps(warehouse: Warehouse, bounds: Bounds) -> int:
    """Steps of SQLite's machine, in tens, for one question about all boards."""
    taken: list[int] = []
    warehouse.connection.set_progress_handler(lambda: taken.append(1), 10)
    newest(warehouse.connection, "score", bounds)
    warehouse.connection.set_progress_handler(None, 0)
    return len(taken)


def test_recording_passes_through_no_table(fresh: Warehouse) -> None:
    """A scan costs more with every day. Within `accept` references wait for the snapshot, so that
    SQLite also asks for every new row whether others refer to it already."""
    aside = QuarantinedRow(KEY, "b", "moved 9x", {"entry": "b"})

    def record() -> None:
        for hour, body in enumerate((b"one", b"two", b"two")):
            look = seen(fresh.keep(body), hour)
            if fresh.repeat(look) is None:
                arrival = Arrival(KEY, day(hour), [row("a", float(hour))], ["b"])
                fresh.accept(look, [arrival], [aside])
        fresh.connection.execute("BEGIN")
        fresh.connection.execute("PRAGMA defer_foreign_keys = ON")

    plans = asked(fresh, record)
    stored = {table.relation for table in TABLES.values()}
    written = {relation for relation in stored if any(f"INTO {relation} " in sql for sql in plans)}
    assert written >= {
        "_page",
        "_snapshot",
        "_board",
        "_state",
        "_page_state",
        "quarantine",
        "_score",
    }
    for sql, plan in plans.items():
        scanned = {step.split()[1] for step in plan if step.startswith("SCAN ")}
        assert scanned & stored == set(), sql


def test_dates_within_one_page_are_counted_against_each_other(fresh: Warehouse) -> None:
    sha = fresh.keep(b"full")
    days = [Arrival(KEY, date(2026, 1, d), [row("a", 1.0), row("b", float(d))]) for d in (1, 2)]
    outcome = fresh.accept(seen(sha), days)
    assert (outcome.read, outcome.new, outcome.changed, outcome.unchanged) == (4, 2, 1, 1)


def test_a_page_that_comes_again_need_not_be_read(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    dated = Arrival(KEY, date(2026, 1, 1), [row("a", 1.0)])
    undated = Arrival(KEY._replace(board="vision"), day(0), [row("a", 1.0)], own_date=False)
    assert fresh.repeat(seen(sha)) is None
    first = fresh.accept(seen(sha), [dated, undated], (), ["careful"])
    again = fresh.repeat(seen(sha, hour=30))
    assert again == replace(first, outcome="unchanged", new=0, unchanged=2)
    published = "SELECT board, published_on FROM _vintage_now v JOIN _board b ON b.id = v.board_id"
    found = sorted(fresh.connection.execute(published))
    assert found == [("text", "2026-01-01"), ("vision", "2026-02-02")]
    # Both have the reading of the first.
    assert fresh.connection.execute("SELECT reading FROM _snapshot").fetchall() == [(1,), (1,)]


def test_a_page_read_again_by_new_code_brings_what_is_new(fresh: Warehouse) -> None:
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
    told = replace(corrected, floor=2.5, leads="closed")  # the same rows, of which it says more
    fresh.accept(replace(at, code_version="4"), [told])
    (vintage,) = newest(fresh.connection, "score")
    assert (vintage.floor, vintage.leads) == (2.5, "closed")


def test_a_page_with_quarantined_rows_is_read_again(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    aside = QuarantinedRow(KEY, "b", "moved 9x", {"entry": "b", "value": 9.0})
    fresh.accept(seen(sha), [Arrival(KEY, day(0), [row("a", 1.0)], ["b"])], [aside])
    assert fresh.repeat(seen(sha, hour=1)) is None
    before = fresh.before(Arrival(KEY, day(1), ()), seen(sha, hour=1))
    assert fresh.to_compare(before)[1] == {"b": {"entry": "b", "value": 9.0}}


def test_a_page_that_comes_back_after_another_is_a_change(fresh: Warehouse) -> None:
    first, other = fresh.keep(b"one"), fresh.keep(b"two")
    fresh.accept(seen(first), [Arrival(KEY, date(2026, 1, 1), [row("a", 1.0), row("b", 2.0)])])
    changed = Arrival(KEY, date(2026, 1, 1), [row("a", 5.0), row("c", 1.0)])
    taken = fresh.accept(seen(other, hour=1), [changed])
    for outcome in (taken, fresh.repeat(seen(first, hour=2))):
        assert (outcome.new, outcome.changed, outcome.unchanged, outcome.gone) == (1, 1, 0, 1)
    assert fresh.connection.execute("SELECT count(*) FROM _score").fetchone() == (4,)


def test_a_bad_row_writes_nothing_at_all(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    good = Arrival(KEY, date(2026, 1, 1), [row("a", 1.0)])
    bad = Arrival(KEY._replace(board="vision"), date(2026, 1, 1), [{"entry": "a"}])
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


def test_a_page_is_known_by_its_look_and_held_by_its_address(fresh: Warehouse) -> None:
    sha = fresh.keep(b"page")
    assert not fresh.holds(seen(sha))
    fresh.accept(seen(sha), [])
    assert fresh.knows(seen(sha))
    assert not fresh.knows(replace(seen(sha), code_version="2"))
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
    at = Position(EVENT.published_on.isoformat(), True, stamp(instant(9)), "")
    assert is_newest(fresh.connection, key, at)
    assert not is_newest(fresh.connection, key, at._replace(published_on="2020-01-01"))
    assert not is_newest(fresh.connection, key, at._replace(as_published=False))
    assert is_newest(fresh.connection, key._replace(board="other"), at)


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
    found = [contents_of(Arrival(KEY, day(0), [row("zero", value)])) for value in (-0.0, 0, 0.0)]
    assert found[0] == found[1] == found[2]
    ((_, values),) = found[2].items()
    assert str(values[SCORE.names().index("value")]) == "0.0"
    for _ in range(2):  # a broken row is broken every time
        with pytest.raises(BadRow, match=r"score\.value"):
            contents_of(Arrival(KEY, day(0), [{**row("a", 1.0), "value": "x"}]))
