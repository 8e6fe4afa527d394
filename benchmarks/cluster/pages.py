"""A server of recorded pages that takes its time, as sources do.

What belongs here: which page an address gives on which day, and the pause before every answer. The
first day gives the second newest page of an address, the next day the newest: so a day has news
from some sources and none from most, as days have.
"""

from __future__ import annotations

import csv
import mimetypes
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

FIRST, NEXT = 0, 1
KINDS = {".md": "text/markdown", ".yml": "text/plain", ".parquet": "application/octet-stream"}


@dataclass
class RecordedPlace:
    """A running server; `files` has by source and path the page of each day."""

    files: dict[str, tuple[Path, Path]]
    day: int = FIRST
    latency: float = 0.0
    """Seconds before every answer."""
    port: int = 0
    asked: list[tuple[float, str]] = field(default_factory=list)
    """When (monotonic seconds) and what."""

    def span(self, since: int) -> float:
        """Seconds from the request of that number to the end of the last answer."""
        times = [at for at, _ in self.asked[since:]]
        return max(times) - min(times) + self.latency if times else 0.0

    def environment(self, sources: Sequence[str]) -> dict[str, str]:
        """What sends every source here."""
        return {
            f"GAPWATCH_URL_{name.upper()}": f"http://127.0.0.1:{self.port}/{name}"
            for name in sources
        }

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Give the page of the day."""
        self.asked.append((time.monotonic(), request.path))
        time.sleep(self.latency)
        found = self.files.get(request.path)
        if found is None:
            request.send_error(404)
            return
        page = found[self.day]
        kind = KINDS.get(page.suffix) or mimetypes.guess_type(page.name)[0] or "text/plain"
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(page.stat().st_size))
        request.end_headers()
        request.wfile.write(page.read_bytes())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A worker that is killed hangs up: that is part of the trial."""


@contextmanager
def serving(recorded: Sequence[Path]) -> Iterator[RecordedPlace]:
    """Serve the pages of these folders on a free port of the loopback interface."""
    place = RecordedPlace(_files(recorded))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the table readable."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        place.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield place
        finally:
            server.shutdown()


def _files(recorded: Sequence[Path]) -> dict[str, tuple[Path, Path]]:
    """Source and path of an address to its two newest pages, the older one first."""
    seen: dict[str, list[tuple[str, Path]]] = defaultdict(list)
    for folder in recorded:
        with (folder / "index.csv").open(newline="", encoding="utf-8") as index:
            for row in csv.DictReader(index):
                address = urlsplit(row["url"])
                query = f"?{address.query}" if address.query else ""
                key = f"/{row['source']}{address.path}{query}"
                seen[key].append((row["seen_at"], folder / row["path"]))
    newest = {key: [path for _, path in sorted(pages)][-2:] for key, pages in seen.items()}
    return {key: (paths[0], paths[-1]) for key, paths in newest.items()}
