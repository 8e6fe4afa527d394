"""A real HTTP server on the loopback interface that misbehaves the way real places do."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Scene = Callable[["Stage"], None]
"""What the server does with one request."""
HOOK = "/hook/T0PSECRETtoken"


class Stage(BaseHTTPRequestHandler):
    """One request; scenes answer through `say`, `begin` and `wfile`."""

    protocol_version = "HTTP/1.1"
    place: "Place"

    def do_GET(self) -> None:
        """Play the next scene of the path; the last one repeats."""
        self.place.asked.append((self.path, dict(self.headers.items())))
        scenes = self.place.scenes[self.path]
        scene = scenes[0] if len(scenes) == 1 else scenes.pop(0)
        scene(self)

    def do_POST(self) -> None:
        """Play as asked, where there is a scene; else keep what is sent, as a receiver of messages
        does.
        """
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path in self.place.scenes:
            self.place.questions.append((self.headers["Content-Type"], body))
            self.do_GET()
        else:
            self.place.sent.append(body)
            self.say(200)

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer; underscores in header names stand for hyphens."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        self.begin(status, {"Content-Length": str(len(body)), **named})
        self.wfile.write(body)

    def break_off(self) -> None:
        """Close the connection in the middle of the answer."""
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The `Date` of the answers: the play's own time where it has one."""
        del timestamp
        return format_datetime(self.place.now or datetime.now(UTC), usegmt=True)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output quiet."""


@dataclass
class Place:
    """A running server: its base address, its scenes by path, and what it was asked."""

    base: str
    scenes: dict[str, list[Scene]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    """Bodies of the messages that were posted, whatever the path."""
    questions: list[tuple[str, str]] = field(default_factory=list)
    """Content types and bodies that were posted to a scene."""
    now: datetime | None = None
    """The time that it says it is; None: the real one."""

    def on(self, path: str, *scenes: Scene) -> None:
        """Answer requests for `path` with these scenes, in order."""
        self.scenes[path] = list(scenes)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    @property
    def hook(self) -> str:
        """Where Apprise posts a message to `HOOK`; it waits 0.4 seconds for an answer."""
        return f"json://{self.base.partition('//')[2]}{HOOK}?rto=0.4&cto=0.4"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is part of the play."""


@contextmanager
def running(context: ssl.SSLContext | None = None, port: int = 0) -> Iterator[Place]:
    """A server on a loopback port, or a free one; with a context it speaks TLS."""
    place = Place("")
    stage = type("BoundStage", (Stage,), {"place": place})
    with _Server(("127.0.0.1", port), stage) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        place.base = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield place
        finally:
            server.shutdown()
            thread.join()


def _scene(play: Callable[..., None]) -> Callable[..., Scene]:
    """Makes scenes that play so, with what is given beside the stage."""
    return lambda *given, **named: lambda stage: play(stage, *given, **named)


says = _scene(Stage.say)
"""Gives a whole answer."""


@_scene
def conditional(stage: Stage, etag: str, body: bytes) -> None:
    """Knows ETags, as a good place does."""
    if stage.headers["If-None-Match"] == etag:
        stage.say(304, ETag='"of another page"', Last_Modified="today")
    else:
        stage.say(200, body, ETag=etag)


@_scene
def silent(stage: Stage, seconds: float) -> None:
    """Never answers (within `seconds`)."""
    time.sleep(seconds)
    stage.close_connection = True


@_scene
def dripping(stage: Stage, piece: bytes, pause: float, count: int) -> None:
    """Sends a page piece by piece, each one in good time."""
    stage.begin(200, {"Content-Length": str(len(piece) * count)})
    for _ in range(count):
        stage.wfile.write(piece)
        stage.wfile.flush()
        time.sleep(pause)


@_scene
def endless(stage: Stage, first: bytes, piece: bytes) -> None:
    """Sends `piece` again and again before there is any page (`%d`: how often)."""
    stage.wfile.write(first)
    for number in range(400):
        stage.wfile.write(piece % number if b"%d" in piece else piece)
        stage.wfile.flush()
        time.sleep(0.05)


@_scene
def truncated(stage: Stage, promised: int, body: bytes) -> None:
    """Promises more bytes than it sends."""
    stage.begin(200, {"Content-Length": str(promised)})
    stage.wfile.write(body)
    stage.break_off()


@_scene
def chunked(stage: Stage, *pieces: bytes, is_complete: bool = True) -> None:
    """Sends a page of unannounced length."""
    stage.begin(200, {"Transfer-Encoding": "chunked"})
    for piece in pieces:
        stage.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    if is_complete:
        stage.wfile.write(b"0\r\n\r\n")
    else:
        stage.break_off()
