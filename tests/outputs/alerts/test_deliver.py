"""Delivery: at least once, through outages, restarts and crashes; every attempt is recorded."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outputs.alerts.deliver import (
    TRIES,
    VARIABLE,
    Attempt,
    Channel,
    channel_names,
    deliver,
    pause,
    send_test,
)
from tests.outputs.receiver import receiving
from warehouse.alerts import AlertFindings, NewAlert, NewEvent, change_alert, record_findings
from warehouse.reads import alerts as reads_alerts
from warehouse.store import Warehouse

START = datetime(2026, 3, 1, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Crash(BaseException):
    """The process died: nothing catches it."""


def opened(warehouse: Warehouse, count: int, channels: list[str], first: int = 0) -> None:
    events, alerts = [], []
    for number in range(first, first + count):
        key = f"parity|s{number}"
        events.append(NewEvent("parity", f"s{number}", "2026-03-01", key, f"title {number}"))
        alerts.append(NewAlert(key, "parity", f"s{number}", "warning", f"title {number}", "body"))
    record_findings(warehouse.connection, AlertFindings(events, alerts), channels, START)


def test_down_failing_slow_and_up_again(tmp_path: Path) -> None:
    clock = Clock()
    with receiving() as hook:
        url, port = hook.url, hook.port
    environ = {VARIABLE: url}
    with Warehouse.open(tmp_path) as warehouse:
        opened(warehouse, 1, channel_names(environ))
        (down,) = deliver(warehouse, environ, clock=clock)
        assert down.cause is not None
        assert deliver(warehouse, environ, clock=clock) == [], "it waits a minute"
    with receiving(port) as hook, Warehouse.open(tmp_path) as warehouse:  # after a restart
        clock.now += timedelta(minutes=1)
        hook.status = 500
        (failing,) = deliver(warehouse, environ, clock=clock)
        assert "500" in str(failing.cause)
        clock.now += timedelta(minutes=2)
        hook.status, hook.wait_seconds = 200, 1.0
        (slow,) = deliver(warehouse, environ, clock=clock)
        assert slow.cause is not None
        hook.wait_seconds = 0.0
        assert deliver(warehouse, environ, clock=clock) == [], "after three failures four minutes"
        (up,) = deliver(warehouse, environ, clock=clock, at_once=True)
        assert (up.cause, up.attempt) == (None, 4)
        assert deliver(warehouse, environ, clock=clock, at_once=True) == []
        last = hook.got[-1]
        assert (last["title"], last["type"]) == ("title 0", "warning")
        assert last["message"].endswith("id: parity|s0")
        sent = warehouse.connection.execute("SELECT outcome FROM _delivery ORDER BY id DESC")
        outcomes = [outcome for (outcome,) in sent]
        assert outcomes == ["delivered", *["failed"] * 3]
        dump = "\n".join(warehouse.connection.iterdump())
        assert "T0PSECRET" not in dump
        assert "127.0.0.1" not in dump


def test_nothing_that_apprise_logs_shows_and_a_test_message_arrives(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with receiving() as hook:
        url = hook.url
    with caplog.at_level(logging.DEBUG):
        results = send_test({VARIABLE: f"{url} nosuchscheme://T0PSECRETtoken"})
    assert len(results) == 2
    assert all(results.values())
    assert "T0PSECRET" not in f"{results} {caplog.text}"
    assert logging.getLogger("apprise").propagate
    with receiving() as hook:
        assert list(send_test({VARIABLE: hook.url}).values()) == [None]
        assert hook.got[0]["title"] == "gapwatch: test"


def test_a_kill_between_sending_and_recording_sends_again(warehouse: Warehouse) -> None:
    clock, sent = Clock(), []
    environ = {VARIABLE: "json://a"}
    opened(warehouse, 1, channel_names(environ))

    def send(_channel: Channel, _severity: str, _title: str, body: str) -> str | None:
        sent.append(body)
        if len(sent) == 1:
            raise Crash
        return None

    with pytest.raises(Crash):
        deliver(warehouse, environ, clock=clock, send=send)
    (again,) = deliver(warehouse, environ, clock=clock, send=send)
    assert (again.attempt, again.cause) == (1, None)
    assert len(sent) == 2
    assert len(set(sent)) == 1, "the same id, for receivers to drop the repeat"


def test_one_sends_at_a_time(tmp_path: Path) -> None:
    environ = {VARIABLE: "json://a"}

    def beside() -> list[Attempt]:
        with Warehouse.open(tmp_path) as other:
            return deliver(other, environ, clock=Clock(), at_once=True)

    def send(*_: object) -> None:
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(beside).result() == []

    with Warehouse.open(tmp_path) as warehouse:
        opened(warehouse, 1, channel_names(environ))
        (one,) = deliver(warehouse, environ, clock=Clock(), send=send)
        assert (one.cause, deliver(warehouse, environ, clock=Clock(), send=send)) == (None, [])


def test_a_dead_channel_costs_two_tries_and_holds_up_no_other(warehouse: Warehouse) -> None:
    environ = {VARIABLE: "json://dead json://alive"}
    dead, alive = channel_names(environ)
    opened(warehouse, 4, [dead, alive])

    def send(channel: Channel, *_: str) -> str | None:
        return "refused" if channel.name == dead else None

    attempts = deliver(warehouse, environ, clock=Clock(), send=send)
    assert [one.channel for one in attempts if one.cause] == [dead] * TRIES
    assert sum(one.channel == alive for one in attempts) == 4


def test_alerts_without_a_channel_wait_for_one_and_many_come_as_one(warehouse: Warehouse) -> None:
    opened(warehouse, 7, [])
    change_alert(warehouse.connection, 1, "resolved", "me", None, "2026-03-01")
    got: list[tuple[str, str]] = []

    def send(_channel: Channel, _severity: str, title: str, body: str) -> str | None:
        got.append((title, body))
        return None

    environ = {VARIABLE: "json://a"}
    deliver(warehouse, environ, clock=Clock(), send=send)
    ((title, body),) = got
    assert title == "gapwatch: 6 alerts"
    assert "title 0" not in body
    assert "- warning: title 6" in body
    assert deliver(warehouse, environ, clock=Clock(), send=send) == []


def test_pauses_double_up_to_six_hours() -> None:
    minutes = [pause(n) / timedelta(minutes=1) for n in (1, 2, 3, 9, 10, 500)]
    assert minutes == [1, 2, 4, 256, 360, 360]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ok", "fail", "crash before", "crash after"]),
            st.integers(0, 2),
        ),
        max_size=12,
    )
)
@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_alert_is_lost_whatever_crashes(steps: list[tuple[str, int]]) -> None:
    """Random alerts, failures and crashes; in the end everything arrived, repeats keep their id."""
    environ = {VARIABLE: "json://a json://b"}
    names = channel_names(environ)
    clock, arrived, opened_count = Clock(), [], 0
    with TemporaryDirectory() as folder, Warehouse.open(Path(folder)) as warehouse:
        for what, new in [*steps, ("ok", 1), ("ok", 0), ("ok", 0)]:
            opened(warehouse, new, names, opened_count)
            opened_count += new

            def send(
                channel: Channel, _severity: str, _title: str, body: str, what: str = what
            ) -> str | None:
                if what == "crash before":
                    raise Crash
                if what == "fail":
                    return "refused"
                arrived.append((channel.name, body.rpartition("id: ")[2]))
                if what == "crash after":
                    raise Crash
                return None

            with suppress(Crash):
                deliver(warehouse, environ, clock=clock, send=send)
            clock.now += timedelta(hours=7)
        assert reads_alerts.undelivered(warehouse.connection) == []
        wanted = {(name, f"parity|s{n}") for name in names for n in range(opened_count)}
        assert set(arrived) == wanted
        repeats = len(arrived) - len(wanted)
        assert repeats <= sum(what == "crash after" for what, _ in steps)
