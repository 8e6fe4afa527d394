"""The parts of polite HTTP that know no source: limits, patience, unpacking, reachability."""

from __future__ import annotations

import ipaddress
import socket
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from urllib.request import getproxies, proxy_bypass

import httpx
from httpx_retries import Retry

from sources.contract import Validator

RETRIED = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often we ask; seconds unless named otherwise.

    `total` is checked before each try and after each piece of a page; a server's Retry-After
    above `longest_wait` is not sat out.
    """

    connect: float = 3.0
    read: float = 30.0
    total: float = 300.0
    backoff: float = 0.5
    longest_wait: float = 60.0
    retry_count: int = 3
    redirect_count: int = 5


class WaitTooLong(Exception):
    """The server asks for a longer pause than we sit out."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asks to wait {seconds:.0f} s")


class Retries(Retry):
    """When to ask again: like `Retry`, but never earlier than the server asks.

    `Retry` cuts a long Retry-After down to its own maximum and so asks too early; here it gives
    up. A connection that cannot be made is tried once more only, so that offline runs end soon.
    """

    def parse_retry_after(self, retry_after: str) -> float:
        """Seconds the server asks for. Raises WaitTooLong, and ValueError when unreadable."""
        seconds = super().parse_retry_after(retry_after)
        if seconds > self.max_backoff_wait:
            raise WaitTooLong(seconds)
        return seconds

    def is_retryable_exception(self, exception: Exception) -> bool:
        """Whether a failed try may be repeated."""
        if isinstance(exception, httpx.ConnectError | httpx.ConnectTimeout):
            return self.attempts_made < 1
        return super().is_retryable_exception(exception)


def retries(limits: Limits) -> Retries:
    """A fresh count of tries: exponential backoff, the upper half of each pause at random."""
    return Retries(
        total=limits.retry_count,
        status_forcelist=RETRIED,
        backoff_factor=limits.backoff,
        backoff_jitter=0.5,
        max_backoff_wait=limits.longest_wait,
    )


def conditions(known: Validator | None) -> dict[str, str]:
    """The headers that ask for a page only when it is not the known one."""
    if known is None:
        return {}
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: text for name, text in named.items() if text is not None} | dict(known.extra)


def announced_bytes(response: httpx.Response) -> int:
    """The size that an answer announces; 0 when it announces none."""
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdecimal() else 0


def pieces(response: httpx.Response) -> Iterator[bytes]:
    """The body as sent, piece by piece."""
    # A transport other than the network may have read its answer already.
    return iter((response.content,)) if response.is_stream_consumed else response.iter_raw()


class Plain:
    """Bytes that arrive as they are; their completeness is the protocol's business."""

    def unpack(self, piece: bytes, room: int) -> bytes:
        """At most a little more than `room` unpacked bytes of `piece`."""
        del room
        return piece

    def finish(self) -> None:
        """Raise RemoteProtocolError unless everything has arrived."""


class Gzip(Plain):
    """Gzip, unpacked no further than asked: a small piece can hold gigabytes."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def unpack(self, piece: bytes, room: int) -> bytes:
        """At most `room` unpacked bytes of `piece`."""
        return self._inflate.decompress(piece, room)

    def finish(self) -> None:
        """Raise RemoteProtocolError unless exactly one complete stream has arrived."""
        if not self._inflate.eof or self._inflate.unused_data:
            raise httpx.RemoteProtocolError("packed page does not end where it should")


PACKINGS: dict[str, type[Plain]] = {"identity": Plain, "gzip": Gzip, "x-gzip": Gzip}


class Network:
    """Whether the network answers at all: one bounded connection before a host is first asked.

    The bound covers name resolution and all addresses of a host, which a socket's own timeout
    does not. After two hosts in a row have failed, the next ones get a fraction of the time.
    """

    REMEMBERED = 60.0
    SHORT = 0.5

    def __init__(self) -> None:
        self._reached: set[str] = set()
        self._failed_at: dict[str, float] = {}

    def reach(self, host: str, port: int, seconds: float) -> None:
        """Raise OSError unless `host` accepts a connection within `seconds`."""
        if host in self._reached or _is_proxied(host):
            return
        if self.is_down():
            seconds = min(seconds, self.SHORT)
        try:
            _connect(host, port, seconds)
        except OSError:
            self._failed_at[host] = monotonic()
            raise
        self._reached.add(host)
        self._failed_at.clear()

    def is_down(self) -> bool:
        """Whether the last two hosts or more could not be reached, a short while ago."""
        oldest = monotonic() - self.REMEMBERED
        return sum(failed_at > oldest for failed_at in self._failed_at.values()) >= 2


NETWORK = Network()


def _is_proxied(host: str) -> bool:
    # A proxy resolves names and connects for us; a direct connection would prove nothing.
    proxies = getproxies()
    return ("https" in proxies or "all" in proxies) and not proxy_bypass(host)


def _connect(host: str, port: int, seconds: float) -> None:
    outcome: SimpleQueue[Exception | None] = SimpleQueue()

    def attempt() -> None:
        try:
            socket.create_connection((host, port), seconds).close()
        except Exception as error:  # noqa: BLE001 - raised again in the caller's thread
            outcome.put(error)
        else:
            outcome.put(None)

    Thread(target=attempt, name=f"reach-{host}", daemon=True).start()
    try:
        error = outcome.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"no connection within {seconds:g} s") from None
    if isinstance(error, OSError):
        raise error
    if error is not None:  # a name that cannot be one, by the rules of names
        raise OSError(in_one_line(error)) from error


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def shown(address: httpx.URL) -> str:
    """An address fit for messages: without login and query, which may hold credentials."""
    return f"{address.scheme}://{address.host}{address.path}"


def in_one_line(error: Exception) -> str:
    """What an error says, in one line; its class when it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__
