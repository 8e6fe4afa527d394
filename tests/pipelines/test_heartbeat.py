"""The signs of life that others watch."""

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outputs.alerts.broken import broken
from outputs.alerts.rules import load
from pipelines import heartbeat
from warehouse.store import Warehouse

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_both_parts_stand_side_by_side_and_no_part_file_stays(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert heartbeat.read(home) is None
    heartbeat.beat(home, "refresh", NOW, started_by="daemon")
    heartbeat.beat(home, "daemon", NOW + timedelta(minutes=5))
    found = heartbeat.read(home)
    assert found == {
        "refresh": {"at": "2026-03-02T12:00:00.000000Z", "started_by": "daemon"},
        "daemon": {"at": "2026-03-02T12:05:00.000000Z"},
    }
    assert [path.name for path in home.iterdir()] == ["heartbeat.json"]
    (home / "heartbeat.json").write_text("{half")
    assert heartbeat.read(home) is None


@pytest.mark.parametrize(
    ("started_by", "refresh_hours", "daemon_hours", "late"),
    [
        ("command_line", 25.9, 900, []),  # no daemon starts the runs: nobody waits for it
        ("command_line", 26.1, 0, ["refresh"]),
        ("daemon", 1, 0.4, []),
        ("daemon", 1, 0.6, ["daemon"]),
        ("daemon", 30, 30, ["daemon", "refresh"]),
    ],
)
def test_a_sign_of_life_that_is_late(
    tmp_path: Path, started_by: str, refresh_hours: float, daemon_hours: float, late: list[str]
) -> None:
    heartbeat.beat(tmp_path, "refresh", NOW - timedelta(hours=refresh_hours), started_by=started_by)
    heartbeat.beat(tmp_path, "daemon", NOW - timedelta(hours=daemon_hours))
    with Warehouse.open(tmp_path) as warehouse:
        found = broken(warehouse, NOW, [], load(), heartbeat=heartbeat.read(tmp_path))
    assert [one.subject for one in found if one.kind == "heartbeat_late"] == late


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(404 if "gone" in self.path else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", paths
        server.shutdown()
        thread.join()


def test_the_ping_says_how_the_run_ended_and_hides_the_address(
    asked: tuple[str, list[str]],
) -> None:
    base, paths = asked
    environ = {heartbeat.PING: f"{base}/secret-uuid"}
    assert heartbeat.ping(True, environ) == "ok"
    assert heartbeat.ping(False, environ) == "ok"
    assert paths == ["/secret-uuid", "/secret-uuid/fail"]
    assert heartbeat.ping(True, {heartbeat.PING: f"{base}/gone"}) == "failed: status 404"
    assert (
        heartbeat.ping(True, {heartbeat.PING: "http://127.0.0.1:1/x"}) == "failed: ConnectionError"
    )
    assert heartbeat.ping(True, {}) is None
