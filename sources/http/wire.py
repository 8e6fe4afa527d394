"""The parts of polite HTTP that know no source: limits, pauses, unpacking, reachability."""

from __future__ import annotations

import ipaddress
import socket
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import InvalidHeader, ProtocolError

from sources.contract import Validator

RETRIED = (429, 500, 502, 503, 504)
PIECE_BYTES = 64 * 2**10
PACKINGS = ("identity", "gzip", "x-gzip")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often we ask; seconds unless named otherwise.

    `total` bounds all answers of one source with their tries, pauses and redirects, whatever the
    servers do; a server's Retry-After above `longest_wait` is not sat out.
    """

    connect: float = 3.0
    read: float = 30.0
    total: float = 300.0
    backoff: float = 0.5
    longest_wait: float = 60.0
    retry_count: int = 3
    redirect_count: int = 5


class NoPage(Exception):
    """What was answered is no page, or nothing was: why, and the status of an answer."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class PoliteRetry(Retry):
    """Tries again while that may help, after the pause that the server asks for or a longer one
    each time. A pause above `backoff_max` is not sat out."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Seconds that the server asks to wait; None where nobody can tell. Raises NoPage."""
        try:
            seconds = super().get_retry_after(response)
        except InvalidHeader:
            return None
        if seconds is not None and seconds > self.backoff_max:
            raise NoPage(
                f"the place asks to wait {seconds:.0f} s, longer than our {self.backoff_max:g} s; "
                "run again later"
            )
        return seconds


def retries(limits: Limits) -> PoliteRetry:
    """A connection that cannot be made is tried once more only, so that offline runs end soon."""
    return PoliteRetry(
        total=limits.retry_count,
        connect=1,
        other=0,
        allowed_methods=None,
        status_forcelist=RETRIED,
        backoff_factor=limits.backoff,
        backoff_jitter=limits.backoff,
        backoff_max=limits.longest_wait,
        raise_on_status=False,
    )


class PinnedAdapter(HTTPAdapter):
    """Connects to the address that was resolved and permitted, under the name that was asked.

    `addresses` has it by host; a host without one is resolved by whoever connects (a proxy, or
    this machine where the operator set the address himself).
    """

    def __init__(self, limits: Limits) -> None:
        self.addresses: dict[str, str] = {}
        super().__init__(max_retries=retries(limits))

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
    return {name: text for name, text in named.items() if text is not None}


def body_of(response: requests.Response, where: str, max_bytes: int, deadline: float) -> bytes:
    """The page, unpacked where it is gzip. Raises NoPage above `max_bytes`, as sent or as unpacked,
    for another packing, and after `deadline`.
    """
    status = response.status_code
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in PACKINGS:
        raise NoPage(
            f"{where} is packed as {packing!r} although only gzip was offered; try later", status
        )
    sent = response.raw.stream(PIECE_BYTES, decode_content=False)
    length = response.headers.get("Content-Length", "")
    announced = int(length[:20]) if length.isascii() and length.isdecimal() else 0
    body, size = bytearray(), 0
    # Unpacked no further than needed to see that it is too large: a piece can hold gigabytes.
    inflate = None if packing == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 16)
    for piece in sent if announced <= max_bytes else ():
        size += len(piece)
        body += inflate.decompress(piece, max_bytes + 1) if inflate else piece
        if max(size, len(body)) > max_bytes:
            break
        if monotonic() > deadline:
            raise NoPage(f"{where} was not complete within its time; try later", status)
    if max(announced, size, len(body)) > max_bytes:
        changed = "look whether the place changed"
        raise NoPage(f"{where} is larger than {max_bytes} bytes; {changed}", status)
    if inflate and (not inflate.eof or inflate.unused_data or inflate.unconsumed_tail):
        raise ProtocolError("packed page does not end where it should")
    return bytes(body)


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


def public_address(host: str, port: int, seconds: float) -> str:
    """The first public address of `host`, found within `seconds`; IPv4 first, which every network
    has. Raises NoPage when it has none, OSError when nobody knows the name.
    """
    try:
        found = within(seconds, lambda: socket.getaddrinfo(host, port), f"resolve-{host}")
    except UnicodeError as error:  # a name that cannot be one, by the rules of names
        raise OSError(in_one_line(error)) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    public = sorted(filter(is_public, addresses), key=lambda address: ":" in address)
    if not public:
        raise NoPage(f"{host} is {', '.join(addresses)}, no public address, and was not asked")
    return public[0]


def clock_ahead(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds by which `now` is ahead of the clock of who answered; None where nobody can tell.

    `Date` is when the answer was made, `Age` how long a cache has kept it since.
    """
    age = headers.get("Age", "")
    try:
        said = parsedate_to_datetime(headers.get("Date", ""))
        said += timedelta(seconds=int(age) if age.isascii() and age.isdecimal() else 0)
        return (now - (said if said.tzinfo else said.replace(tzinfo=UTC))).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None


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
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error


def cause_of(error: Exception) -> Exception:
    """urllib3's own error behind that of requests, by which tries are counted."""
    inner = error.args[0] if error.args else error
    found = getattr(inner, "reason", inner)
    return found if isinstance(found, Exception) else error


def in_one_line(error: BaseException) -> str:
    """What an error says, in one line; its class when it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__
