"""The parts of polite HTTP that know no source: limits, retries, unpacking, reachability."""

from __future__ import annotations

import ipaddress
import socket
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from statistics import median_low
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError, ProtocolError
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from sources.contract import Validator

RETRIED = (429, 500, 502, 503, 504)
PIECE_BYTES = 64 * 2**10
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often we ask; seconds unless named otherwise.

    `total` bounds one address with all its tries, pauses and redirects, whatever the server does;
    a server's Retry-After above `longest_wait` is not sat out.
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


class NotPublic(Exception):
    """A name leads to no address of the public network."""


class Retries(Retry):
    """When to ask again: like `Retry`, but never earlier than the server asks.

    `Retry` cuts a long Retry-After down to its own maximum and so asks too early; here it gives up.
    """

    def get_retry_after(self, response: Any) -> float | None:
        """Seconds the server asks for, None where nobody can read them. Raises WaitTooLong."""
        try:
            seconds = super().get_retry_after(response)
        except (InvalidHeader, ValueError, OverflowError):
            return None
        if seconds is not None and seconds > self.backoff_max:
            raise WaitTooLong(seconds)
        return seconds


class Tries:
    """A count of tries with exponential pauses, a part of each at random.

    A connection that cannot be made is tried once more only, so that offline runs end soon.
    """

    def __init__(self, limits: Limits) -> None:
        self._left: Retry = Retries(
            total=limits.retry_count,
            connect=1,
            status_forcelist=RETRIED,
            backoff_factor=limits.backoff,
            backoff_jitter=limits.backoff,
            backoff_max=limits.longest_wait,
            retry_after_max=10**12,
        )

    def is_passing(self, status: int) -> bool:
        """Whether an answer with this status may be another one soon."""
        return self._left.is_retry("GET", status)

    def count(
        self, *, error: Exception | None = None, response: BaseHTTPResponse | None = None
    ) -> bool:
        """Count a try that failed or was put off; False: it was the last."""
        try:
            self._left = self._left.increment("GET", error=error, response=response)
        except MaxRetryError:
            return False
        return True

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Pause as the server asks, or as we do. Raises WaitTooLong."""
        self._left.sleep(response)


class PinnedAdapter(HTTPAdapter):
    """Connects to the address that was resolved and permitted, under the name that was asked.

    `addresses` has it by host; a host without one is resolved by whoever connects (a proxy, or
    this machine where the operator set the address himself).
    """

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}
        super().__init__()

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The address in place of the host; TLS still demands the host's own certificate."""
        host_params, pool_params = super().build_connection_pool_key_attributes(
            request, verify, cert
        )
        host = host_params["host"]
        address = self.addresses.get(host, host)
        if address != host:
            host_params["host"] = address
            pool_params |= {"server_hostname": host, "assert_hostname": host}
        return host_params, pool_params


def conditions(known: Validator | None) -> dict[str, str]:
    """The headers that ask for a page only when it is not the known one."""
    if known is None:
        return {}
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: text for name, text in named.items() if text is not None} | dict(known.extra)


def announced_bytes(response: requests.Response) -> int:
    """The size that an answer announces; 0 when it announces none."""
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 20 else 0


def pieces(response: requests.Response) -> Iterator[bytes]:
    """The body as sent, piece by piece."""
    yield from response.raw.stream(PIECE_BYTES, decode_content=False)


class Plain:
    """Bytes that arrive as they are; their completeness is the protocol's business."""

    def unpack(self, piece: bytes, room: int) -> bytes:
        """At most a little more than `room` unpacked bytes of `piece`."""
        del room
        return piece

    def finish(self) -> None:
        """Raise ProtocolError unless everything has arrived."""


class Gzip(Plain):
    """Gzip, unpacked no further than asked: a small piece can hold gigabytes."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def unpack(self, piece: bytes, room: int) -> bytes:
        """At most `room` unpacked bytes of `piece`."""
        return self._inflate.decompress(piece, room)

    def finish(self) -> None:
        """Raise ProtocolError unless exactly one complete stream has arrived."""
        if not self._inflate.eof or self._inflate.unused_data:
            raise ProtocolError("packed page does not end where it should")


PACKINGS: dict[str, type[Plain]] = {"identity": Plain, "gzip": Gzip, "x-gzip": Gzip}


def within(seconds: float, work: Callable[[], T], name: str) -> T:
    """What `work` gives. Raises TimeoutError after `seconds`, whatever `work` still waits for.

    A socket's own timeout begins anew with every byte and does not cover the resolving of names.
    What is given up goes on in a thread that ends with its socket, or with the process.
    """
    outcome: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()

    def attempt() -> None:
        try:
            outcome.put((work(), None))
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            outcome.put((None, error))

    Thread(target=attempt, name=name, daemon=True).start()
    try:
        result, error = outcome.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"no answer within {seconds:g} s") from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]


class Network:
    """Where hosts are, and whether the network answers at all: one bounded connection each.

    The bound covers name resolution and all addresses of a host, which a socket's own timeout
    does not. After two hosts in a row have failed, the next ones get a fraction of the time.
    """

    REMEMBERED = 60.0
    """Seconds for which a failure counts."""
    RESOLVED = 600.0
    """Seconds for which a host's address is not asked for again."""
    SHORT = 0.5

    def __init__(self) -> None:
        self._reached: dict[tuple[str, int], tuple[str, float]] = {}
        self._failed_at: dict[str, float] = {}

    def reach(self, host: str, port: int, seconds: float) -> str:
        """The public address of `host` that accepts a connection within `seconds`.

        Raises NotPublic when it has none, OSError when none accepts.
        """
        address, until = self._reached.get((host, port), ("", 0.0))
        if monotonic() < until:
            return address
        if self.is_down():
            seconds = min(seconds, self.SHORT)
        try:
            address = within(seconds, lambda: _reached(host, port, seconds), f"reach-{host}")
        except TimeoutError:
            self._failed_at[host] = monotonic()
            raise TimeoutError(f"no connection within {seconds:g} s") from None
        except OSError:
            self._failed_at[host] = monotonic()
            raise
        except UnicodeError as error:  # a name that cannot be one, by the rules of names
            raise OSError(in_one_line(error)) from error
        self._reached[host, port] = address, monotonic() + self.RESOLVED
        self._failed_at.clear()
        return address

    def is_down(self) -> bool:
        """Whether the last two hosts or more could not be reached, a short while ago."""
        oldest = monotonic() - self.REMEMBERED
        return sum(failed_at > oldest for failed_at in self._failed_at.values()) >= 2


NETWORK = Network()


class Clocks:
    """By how much this machine's clock differs from those of the hosts that answered."""

    DIFFER = timedelta(days=2)
    """No time zone and no drift explains more."""

    def __init__(self) -> None:
        self._ahead: dict[str, timedelta] = {}

    def hear(self, host: str, date: str | None, now: datetime) -> None:
        """Take the `Date` header of a host's answer, where it can be read, received at `now`."""
        try:
            said = parsedate_to_datetime(date or "")
            self._ahead[host] = now - (said if said.tzinfo else said.replace(tzinfo=UTC))
        except (ValueError, TypeError, OverflowError):
            return

    def ahead(self) -> timedelta:
        """The median over hosts, so that one wrong clock elsewhere decides nothing beside others.

        Zero while nobody answered.
        """
        return median_low(self._ahead.values()) if self._ahead else timedelta(0)


CLOCKS = Clocks()


def _reached(host: str, port: int, seconds: float) -> str:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    permitted = [address for address in addresses if is_public(address)]
    if not permitted:
        raise NotPublic(", ".join(addresses))
    failure = OSError("no address")
    for address in permitted:
        try:
            socket.create_connection((address, port), seconds).close()
        except OSError as error:
            failure = error
        else:
            return address
    raise failure


NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that is given out of IPv6; other prefixes lead into this machine or network, or nowhere."""
SPECIAL = (ipaddress.IPv4Network("192.0.0.0/24"), ipaddress.IPv6Network("3fff::/20"))
"""Reserved by IANA's registries, which older Pythons do not know."""


def is_public(address: str) -> bool:
    """Whether an address belongs to one machine of the public network.

    An IPv6 address that stands for an IPv4 one (mapped, NAT64, 6to4) is judged by that one; one
    with a zone (`%eth0`) is of this machine's networks, whatever it looks like.
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.scope_id is not None:
            return False
        inner = found.ipv4_mapped or found.sixtofour
        if found in NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if found not in UNICAST:
            return False
    special = any(found in network for network in SPECIAL)
    return found.is_global and not found.is_multicast and not special


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def innermost(error: BaseException) -> BaseException:
    """The first cause: the libraries wrap it in texts that hold whole addresses."""
    seen: set[int] = set()
    while (cause := error.__cause__ or error.__context__) is not None and id(cause) not in seen:
        seen.add(id(cause))
        error = cause
    return error


def cause_of(error: requests.RequestException | HTTPError) -> Exception:
    """urllib3's own error behind that of requests, by which tries are counted."""
    inner = error.args[0] if error.args else error
    found = getattr(inner, "reason", inner)
    return found if isinstance(found, Exception) else error


def in_one_line(error: BaseException) -> str:
    """What an error says, in one line; its class when it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__
