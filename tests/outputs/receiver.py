"""A local webhook that can be down, failing, slow or up."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Receiver:
    """What arrived; `status` and `wait_seconds` may be changed while it runs."""

    def __init__(self) -> None:
        self.status, self.wait_seconds = 200, 0.0
        self.got: list[dict[str, Any]] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/hook/T0PSECRETtoken?rto=0.4&cto=0.4"


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    found = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            time.sleep(found.wait_seconds)
            if found.status == 200:
                found.got.append(json.loads(body))
            try:
                self.send_response(found.status)
                self.end_headers()
            except OSError:
                return  # the other side gave up waiting

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
