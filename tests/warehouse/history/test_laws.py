"""The laws of design.md section 3, over random histories, against the oracle."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import cycle

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import Clock
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
    return Event(
        board,
        published,
        seen_at,
        page,
        tuple(sorted(content.items())),
        tuple(sorted(held)),
        restated,
        own_date,
    )


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


def by_one(history: list[Event]) -> list[Event]:
    """The same, all read by one version of the code."""
    return [replace(event, code="1") for event in history]


HOURS = (0, 1, 2, 25, 50, 74)
"""Hours of looks: several on a day, and days apart, as a page without a date has that of its look.
"""
CODES = st.sampled_from(("1", "1", "2", "3"))
histories = histories_of()
plain = histories.map(by_one)
maybe_day = st.none() | st.integers(-1, 4)
maybe_hour = st.none() | st.sampled_from((-1, *HOURS))
LAWS = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""`make prove` draws other histories for as long as it is told to."""


@contextmanager
def warehouse() -> Iterator[Warehouse]:
    """A warehouse in memory, copied from one that was migrated once."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    template().backup(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    with Warehouse(connection, Archive("memory://laws"), Clock()) as opened:
        yield opened


@cache
def template() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    migrate(connection)
    return connection


WAYS = st.sampled_from((ingest, ingest_unread))
"""Every page is read, or only those that have to be."""


@given(histories, maybe_day, maybe_hour, st.integers(0, 9), WAYS)
@LAWS
def test_every_answer_is_the_oracles(
    history: list[Event], published: int | None, hour: int | None, known: int, way: Way
) -> None:
    oracle = Oracle()
    with warehouse() as opened:
        instants = []
        for event in history:
            _, sha, recorded = way(opened, event)
            oracle.add(event, sha, recorded)
            instants.append(recorded)
        limit = instants[known] if known < len(instants) else None
        p = None if published is None else day(published)
        s = None if hour is None else instant(hour)
        expected = oracle.as_of(p, s, limit)
        assert answer(opened, Bounds(p, s, limit and moment(limit))) == expected


def answers_and_truths(history: list[Event], way: Way) -> Iterator[tuple[object, object]]:
    """Every bound alone, and all three together: what is answered, and what the oracle says."""
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
def test_every_bound_alone_gives_the_oracles_answer(history: list[Event], way: Way) -> None:
    for found, truth in answers_and_truths(history, way):
        assert found == truth


@given(plain, st.randoms(use_true_random=False))
@LAWS
def test_any_order_of_arrival_gives_the_same_answers(history: list[Event], random: object) -> None:
    shuffled = list(history)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    bounds = [Bounds(published=day(d)) for d in range(4)]
    bounds += [Bounds(seen=instant(h)) for h in HOURS] + [Bounds()]
    answers = []
    for order in (history, shuffled):
        with warehouse() as opened:
            for event in order:
                ingest(opened, event)
            answers.append([answer(opened, bound) for bound in bounds])
    assert answers[0] == answers[1]


@given(histories, histories, WAYS)
@LAWS
def test_an_answer_for_the_past_never_changes(
    first: list[Event], later: list[Event], way: Way
) -> None:
    with warehouse() as opened:
        last = [way(opened, event)[2] for event in first][-1]
        past = Bounds(recorded=moment(last))
        before = answer(opened, past)
        for event in later:
            way(opened, event)
        assert answer(opened, past) == before


@given(histories)
@LAWS
def test_views_say_what_as_of_says(history: list[Event]) -> None:
    with warehouse() as opened:
        for event in history:
            ingest(opened, event)
        rows = opened.connection.execute("SELECT board, entry, value, held FROM score_now")
        seen: dict[str, dict[str, tuple[float, int]]] = {}
        for board, entry, value, held in rows:
            seen.setdefault(board, {})[entry] = (value, held)
        expected = answer(opened, Bounds())
        assert seen == {board: state for board, state in expected.items() if state}


@given(histories)
@LAWS
def test_facts_grow_only_by_what_was_never_said(history: list[Event]) -> None:
    with warehouse() as opened:
        said: set[tuple[str, str, float]] = set()
        for event in history:
            ingest(opened, event)
            read = event.read()
            said |= {(event.board, *pair) for pair in (read.content if read else ())}
            facts = opened.connection.execute("SELECT count(*) FROM _score").fetchone()[0]
            assert facts == len(said)


@given(plain)
@LAWS
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


@given(histories)
@LAWS
def test_a_page_read_whole_and_one_repeated_give_the_same_answers(history: list[Event]) -> None:
    bounds = [Bounds(published=day(d)) for d in range(5)]
    bounds += [Bounds(seen=instant(h)) for h in HOURS] + [Bounds()]
    answers = []
    for ingesting in (ingest, ingest_unread):
        with warehouse() as opened:
            for event in history:
                ingesting(opened, event)
            answers.append([answer(opened, bound) for bound in bounds])
    assert answers[0] == answers[1]


@given(histories)
@LAWS
def test_rows_read_are_all_accounted_for(history: list[Event]) -> None:
    with warehouse() as opened:
        for event in history:
            outcome, _, _ = ingest(opened, event)
            read = event.read()
            assert outcome.read == (len(read.content) if read else 0)
            assert outcome.read == outcome.new + outcome.changed + outcome.unchanged
