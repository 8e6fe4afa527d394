"""Delivery: at least once, through outages, restarts and crashes; every attempt is recorded."""

import json
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from outputs.alerts.deliver import (
    TRIES,
    VARIABLE,
    Attempt,
    Channel,
    channel_names,
    deliver,
    pause,
    send_by_apprise,
    send_test,
    waiting,
)
from outputs.alerts.rules import load
from tests.sources.server import HOOK, running, says, silent
from tests.warehouse.test_written import placed
from warehouse.alerts import NewEvent, record
from warehouse.reads import alerts as reads_alerts
from warehouse.store import Warehouse

START = datetime(2026, 3, 1, tzinfo=UTC)
ONE = {VARIABLE: "json://a"}
RULES = load()


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Crash(BaseException):
    """The process died: nothing catches it."""


class Sent(list[tuple[str, str]]):
    """Messages that a channel took: title and text."""

    def __call__(self, _channel: Channel, _severity: str, title: str, body: str) -> None:
        self.append((title, body))


def happened(warehouse: Warehouse, *numbers: int, phase: str = "happened") -> None:
    events = [
        NewEvent("parity", f"s{n}", "2026-03-01", f"{phase}|s{n}", f"title {n}", phase=phase)
        for n in numbers
    ]
    record(warehouse.connection, events, START)


def test_down_failing_slow_and_up_again(tmp_path: Path) -> None:
    clock = Clock()
    with running() as place:
        environ, port = {VARIABLE: place.hook}, int(place.base.rpartition(":")[2])
    with Warehouse.open(tmp_path) as warehouse:
        happened(warehouse, 0)
        (down,) = deliver(warehouse, RULES, environ, clock=clock)
        assert down.cause is not None
        assert deliver(warehouse, RULES, environ, clock=clock) == [], "it waits a minute"
    with running(port=port) as place, Warehouse.open(tmp_path) as warehouse:  # after a restart
        clock.now += timedelta(minutes=1)
        place.on(HOOK, says(302, Location="/login"))  # a page that answers whoever looks at it
        place.on("/login", says(200))
        (failing,) = deliver(warehouse, RULES, environ, clock=clock)
        assert "302" in str(failing.cause)
        clock.now += timedelta(minutes=2)
        place.on(HOOK, silent(1.0))
        (slow,) = deliver(warehouse, RULES, environ, clock=clock)
        assert slow.cause is not None
        del place.scenes[HOOK]
        assert deliver(warehouse, RULES, environ, clock=clock) == [], "three failures: 4 minutes"
        (up,) = deliver(warehouse, RULES, environ, clock=clock, at_once=True)
        assert (up.cause, up.attempt) == (None, 4)
        assert deliver(warehouse, RULES, environ, clock=clock, at_once=True) == []
        (body,) = place.sent
        last = json.loads(body)
        assert (last["title"], last["type"]) == ("title 0", "warning")
        assert last["message"].endswith("id: happened|s0")
        asked = "SELECT cause IS NULL FROM _attempt ORDER BY id"
        assert warehouse.connection.execute(asked).fetchall() == [(0,), (0,), (0,), (1,)]
        dump = "\n".join(warehouse.connection.iterdump())
        assert "T0PSECRET" not in dump
        assert "127.0.0.1" not in dump


def test_nothing_that_apprise_logs_shows_and_a_test_message_arrives(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with running() as place:
        url = place.hook
    with caplog.at_level(logging.DEBUG):
        results = send_test({VARIABLE: f"{url} nosuchscheme://T0PSECRETtoken"})
    assert len(results) == 2
    assert all(results.values())
    assert "T0PSECRET" not in f"{results} {caplog.text}"
    assert "127.0.0.1" not in f"{results} {caplog.text}"
    with running() as place:
        assert list(send_test({VARIABLE: place.hook}).values()) == [None]
        assert '"gapwatch: test"' in place.sent[0]
        send_by_apprise(Channel("json", place.hook), "info", "longer than it takes", "word " * 8000)
        assert len(place.sent) == 3


def test_one_sends_at_a_time(tmp_path: Path) -> None:
    def beside() -> list[Attempt]:
        with Warehouse.open(tmp_path) as other:
            return deliver(other, RULES, ONE, clock=Clock(), at_once=True)

    def send(*_: object) -> None:
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(beside).result() == []

    with Warehouse.open(tmp_path) as warehouse:
        happened(warehouse, 0)
        (one,) = deliver(warehouse, RULES, ONE, clock=Clock(), send=send)
        assert one.cause is None
        assert deliver(warehouse, RULES, ONE, clock=Clock(), send=send) == []


def test_a_dead_channel_costs_two_tries_and_holds_up_no_other(warehouse: Warehouse) -> None:
    environ = {VARIABLE: "json://dead json://alive"}
    dead, alive = channel_names(environ)
    happened(warehouse, *range(4))

    def send(channel: Channel, *_: str) -> str | None:
        return "refused" if channel.name == dead else None

    attempts = deliver(warehouse, RULES, environ, clock=Clock(), send=send)
    assert [one.channel for one in attempts if one.cause] == [dead] * TRIES
    assert sum(one.channel == alive for one in attempts) == 4


def test_a_new_channel_learns_what_is_open_and_many_come_as_one(warehouse: Warehouse) -> None:
    happened(warehouse, *range(7), phase="began")
    happened(warehouse, 0, phase="ended")
    sent, clock = Sent(), Clock()
    assert deliver(warehouse, RULES, {}, clock=clock, send=sent) == [], "there is no channel"
    clock.now += timedelta(days=100)
    deliver(warehouse, RULES, ONE, clock=clock, send=sent)
    ((title, body),) = sent
    assert title == "gapwatch: 6 alerts"
    assert "title 0" not in body, "it is over"
    assert "- warning: title 6" in body
    assert body.endswith("id: began|s5\nid: began|s6")
    assert deliver(warehouse, RULES, ONE, clock=clock, send=sent) == []
    happened(warehouse, 8)
    assert deliver(warehouse, RULES, ONE, clock=clock, send=sent) == [], "of 100 days ago"


def test_what_was_delivered_before_an_update_is_not_sent_again(tmp_path: Path) -> None:
    (name,) = channel_names(ONE)
    with closing(sqlite3.connect(placed(18, tmp_path) / "warehouse.db")) as old, old:
        for n in (1, 2, 3):
            at = START.isoformat()
            event = (n, "parity", f"s{n}", "happened", "2026-03-01", f"k{n}", "t", "{}", 0, at)
            alert = (n, n, "parity", f"s{n}", "warning", "t", "b", at)
            old.execute("INSERT INTO _event VALUES (?,?,?,?,?,?,?,?,?,?)", event)
            old.execute("INSERT INTO _alert VALUES (?,?,?,?,?,?,?,?)", alert)
            alerts = f"[{n}]" if n > 1 else "[1]"
            message = (n, name, f"{name}|k{n}", "warning", "t", "b", alerts, at)
            old.execute("INSERT INTO _outbox VALUES (?,?,?,?,?,?,?,?)", message)
        for n, outcome, cause in ((1, "delivered", None), (2, "failed", "status 500")):
            attempt = (n, n, 1, outcome, cause, at, None)
            old.execute("INSERT INTO _delivery VALUES (?,?,?,?,?,?,?)", attempt)
    with Warehouse.open(tmp_path) as warehouse:
        assert len(reads_alerts.alerts(warehouse.connection, ["parity"], START)) == 3
        found = waiting(warehouse, RULES, [name], START)
        assert [(row["id"], row["attempts"], row["last_cause"]) for row in found] == [
            (2, 1, "status 500"),
            (3, 0, None),
        ]


def test_pauses_double_up_to_six_hours() -> None:
    minutes = [pause(n) / timedelta(minutes=1) for n in (1, 2, 3, 9, 10, 500)]
    assert minutes == [1, 2, 4, 256, 360, 360]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ok", "fail", "crash before", "crash after"]), st.integers(0, 2)
        ),
        max_size=12,
    )
)
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
def test_no_event_is_lost_whatever_crashes(steps: list[tuple[str, int]]) -> None:
    """Random events, failures and crashes; in the end everything arrived, repeats keep their id."""
    environ = {VARIABLE: "json://a json://b"}
    names = channel_names(environ)
    clock, arrived, count = Clock(), list[tuple[str, str]](), 0
    with TemporaryDirectory() as folder, Warehouse.open(Path(folder)) as warehouse:
        for what, new in [*steps, ("ok", 1), ("ok", 0), ("ok", 0)]:
            happened(warehouse, *range(count, count + new))
            count += new

            def send(
                channel: Channel, _severity: str, _title: str, body: str, what: str = what
            ) -> str | None:
                if what == "crash before":
                    raise Crash
                if what == "fail":
                    return "refused"
                lines = (line for line in body.splitlines() if line.startswith("id: "))
                arrived.extend((channel.name, line.removeprefix("id: ")) for line in lines)
                if what == "crash after":
                    raise Crash
                return None

            with suppress(Crash):
                deliver(warehouse, RULES, environ, clock=clock, send=send)
            clock.now += timedelta(hours=7)
        assert waiting(warehouse, RULES, names, clock.now) == []
        assert set(arrived) == {(name, f"happened|s{n}") for name in names for n in range(count)}
        if all(what != "crash after" for what, _ in steps):
            assert len(arrived) == len(set(arrived)), "nothing is sent twice"
