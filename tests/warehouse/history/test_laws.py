"""The laws of design.md section 3, over random histories, against the oracle."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import cycle
from random import Random

from hypothesis import HealthCheck, given, settings, strategies as st

from tests.warehouse.conftest import ticking
from tests.warehouse.oracle import Event, Oracle, answer, day, ingest, ingest_unread, instant
from warehouse.archive.pages import Archive
from warehouse.clock import moment
from warehouse.history.vintages import Bounds
from warehouse.migrations import migrate
from warehouse.store import Warehouse

Way = Callable[[Warehouse, Event], tuple[object, str, str]]
ENTRIES = ("a", "b", "c", "d")


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Few boards, days, hours and values, so that ties, reversions and leavers are common."""
    content = draw(st.dictionaries(st.sampled_from(ENTRIES), st.sampled_from([1.0, 2.0, 3.0])))
    held = draw(st.sets(st.sampled_from(ENTRIES), max_size=2)) - set(content)
    own_date = draw(st.booleans())
    seen_at = instant(draw(st.sampled_from(HOURS)))
    published = day(draw(st.integers(0, 3))) if own_date else seen_at.date()
    restated = own_date and draw(st.booleans())
    board = draw(st.sampled_from(["x", "y"]))
    stated = published if own_date else ""
    page = f"{board}{stated}{sorted(content.items())}{sorted(held)}{restated}".encode()
    rows, kept = tuple(sorted(content.items())), tuple(sorted(held))
    return Event(board, published, seen_at, page, rows, kept, restated, own_date)


@st.composite
def histories_of(draw: st.DrawFn) -> list[Event]:
    """New pages, and often one that came before at another time, mostly the last one; or a look
    that is read again, by another version of the code or by one that was left."""
    history = [draw(events())]
    for _ in range(draw(st.integers(0, 8))):
        code = draw(CODES)
        step = draw(st.sampled_from(("new", "again", "again", "read again")))
        if step == "new":
            history.append(replace(draw(events()), code=code))
            continue
        earlier = history[-1] if draw(st.booleans()) else draw(st.sampled_from(history))
        if step == "read again":
            history.append(replace(earlier, code=code))
            continue
        seen_at = instant(draw(st.sampled_from(HOURS)))
        published = earlier.published_on if earlier.own_date else seen_at.date()
        history.append(replace(earlier, seen_at=seen_at, published_on=published, code=code))
    return history


HOURS = (0, 1, 2, 25, 50, 74)
"""Hours of looks: several on a day, and days apart, as a page without a date has that of its look.
"""
CODES = st.sampled_from(("1", "1", "2", "3"))
histories = histories_of()
plain = histories.map(lambda history: [replace(event, code="1") for event in history])
"""The same, all read by one version of the code."""
LAWS = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""`make prove` draws other histories for as long as it is told to."""
FEWER = settings(LAWS, max_examples=20)


@contextmanager
def warehouse() -> Iterator[Warehouse]:
    """A warehouse in memory, copied from one that was migrated once."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    template().backup(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    with Warehouse(connection, Archive("memory://laws"), ticking()) as opened:
        yield opened


@cache
def template() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    migrate(connection)
    return connection


WAYS = st.sampled_from((ingest, ingest_unread))
"""Every page is read, or only those that have to be."""


def answers_and_truths(history: list[Event], way: Way) -> Iterator[tuple[object, object]]:
    """Every bound alone, and all three together: what is answered, and what the oracle says.

    The oracle knows no order of arrival but that of readings, so any order gives the same answers;
    what it says as of a record is never changed by a later one.
    """
    oracle = Oracle()
    with warehouse() as opened:
        recorded = []
        for event in history:
            _, sha, at = way(opened, event)
            oracle.add(event, sha, at)
            recorded.append(at)
        days, hours = [day(number) for number in range(-1, 5)], [instant(hour) for hour in HOURS]
        asked: list[tuple[date | None, datetime | None, str | None]] = [(None, None, None)]
        asked += [(one, None, None) for one in days]
        asked += [(None, one, None) for one in hours]
        asked += [(None, None, one) for one in recorded]
        asked += zip(days, hours, cycle(recorded), strict=False)
        for p, s, limit in asked:
            bounds = Bounds(p, s, limit and moment(limit))
            yield answer(opened, bounds), oracle.as_of(p, s, limit)


@given(histories, WAYS)
@LAWS
def test_every_answer_is_the_oracles(history: list[Event], way: Way) -> None:
    for found, truth in answers_and_truths(history, way):
        assert found == truth


@given(plain, st.randoms(use_true_random=False))
@FEWER
def test_any_order_of_arrival_gives_the_same_answers(history: list[Event], random: Random) -> None:
    shuffled = list(history)
    random.shuffle(shuffled)
    bounds = [Bounds(published=day(2)), Bounds(seen=instant(25)), Bounds()]
    answers = []
    for order in (history, shuffled):
        with warehouse() as opened:
            for event in order:
                ingest(opened, event)
            answers.append([answer(opened, bound) for bound in bounds])
    assert answers[0] == answers[1]


@given(histories)
@FEWER
def test_rows_are_accounted_for_and_facts_grow_by_what_was_never_said(history: list[Event]) -> None:
    with warehouse() as opened:
        said: set[tuple[str, str, float]] = set()
        for event in history:
            outcome, _, _ = ingest(opened, event)
            read = event.read()
            content = read.content if read else ()
            assert outcome.read == len(content)
            assert outcome.read == outcome.new + outcome.changed + outcome.unchanged
            said |= {(event.board, *pair) for pair in content}
            assert _size(opened, "_score") == len(said)
        rows = opened.connection.execute("SELECT board, entry, value, held FROM score_now")
        seen: dict[str, dict[str, tuple[float, int]]] = {}
        for board, entry, value, held in rows:
            seen.setdefault(board, {})[entry] = (value, held)
        expected = answer(opened, Bounds())
        assert seen == {board: state for board, state in expected.items() if state}, "the view"


@given(plain)
@FEWER
def test_a_page_that_comes_again_adds_a_snapshot_alone(history: list[Event]) -> None:
    tables = ("_page_state", "_score", "_state", "_page", "quarantine")
    with warehouse() as opened:
        for event in history:
            ingest(opened, event)
            sizes = [_size(opened, table) for table in tables]
            later = replace(event, seen_at=event.seen_at + timedelta(hours=200))
            if not later.own_date:
                later = replace(later, published_on=later.seen_at.date())
            ingest(opened, later)
            assert [_size(opened, table) for table in tables] == sizes
            assert answer(opened, Bounds(seen=later.seen_at))


def _size(opened: Warehouse, table: str) -> int:
    return int(opened.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
