"""The archive at an S3-compatible server on this machine: what one worker leaves, another finds."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.ingest.fetch import ingest_waiting
from pipelines.settings import PROJECT
from tests.measures.sample import row
from tests.pipelines.fake import FakeSource, look
from warehouse.archive.inbox import Inbox
from warehouse.store import Warehouse

pytest.importorskip("s3fs", reason="the extra `s3` is not installed")
moto_server = pytest.importorskip("moto.server", reason="the extra `cluster` is not installed")
pytestmark = pytest.mark.filterwarnings("default")  # of the server and its libraries
BUCKET = "gapwatch"
OF_ANOTHER_WORKER = """
import sys
from datetime import UTC, datetime
from warehouse.archive.pages import Archive
from warehouse.archive.inbox import FetchedPage, Delivery, Inbox
root, body = sys.argv[1:]
at = datetime(2026, 3, 1, tzinfo=UTC)
sha = Archive(root).put(body.encode())
Inbox(root).put(Delivery("fake", (FetchedPage("https://board.invalid/list.json", at, sha),)), at)
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def root(endpoint: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    import s3fs  # noqa: PLC0415 - only where it is installed

    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    files = s3fs.S3FileSystem(use_listings_cache=False)
    if not files.exists(BUCKET):
        files.mkdir(BUCKET)
    return f"s3://{BUCKET}/{request.node.name}"


def other_worker(root: str, body: bytes) -> None:
    line = [sys.executable, "-c", OF_ANOTHER_WORKER, root, body.decode()]
    subprocess.run(line, cwd=PROJECT, check=True)


def test_what_another_worker_left_is_recorded_here(root: str, tmp_path: Path) -> None:
    """A listing that was made before is not trusted: the other one writes after it."""
    inbox = Inbox(root)
    assert inbox.names() == []
    content = look({"rows": [row("m", 50.0)]})
    with Warehouse.open(tmp_path, root) as warehouse:
        other_worker(root, content.page.body)
        ((_, [taken]),) = ingest_waiting(warehouse, inbox, [FakeSource()])
        assert (taken.source, taken.known, taken.outcome.cause) == ("fake", False, None)
        other_worker(root, content.page.body)  # the same fetch again, as after a worker's death
        ((_, [again]),) = ingest_waiting(warehouse, inbox, [FakeSource()])
        assert again.known
    assert inbox.names() == []
