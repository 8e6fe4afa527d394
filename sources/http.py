"""Polite HTTP: the only code that opens a connection.

One client per source and run. It asks conditionally, waits when asked to, stops at limits of time
and size, and turns everything that can go wrong into `SourceUnavailable` with one readable line.
Only https is spoken, also after redirects, and only to addresses of the public network: a name is
resolved once and connected to as resolved. `GAPWATCH_URL_<SOURCE>` names another base address for
a source (a mirror, a test server): scheme, host and port of every address of that source are
replaced, the base's own path goes in front, path and query stay. Only such a base may be private,
and plain http only on the loopback interface. Behind a proxy the proxy resolves names. Pages keep
the address that the source gives them.
"""

import ipaddress
import socket
import zlib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from threading import Thread
from time import monotonic
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import BaseHTTPResponse, Retry, exceptions
from urllib3.util import Url, parse_url

from sources.contract import Fetched, Page, SourceUnavailable, Validator

AGENT = f"gapwatch/{version('gapwatch')} (history of public model leaderboards; asks once a day)"
OK, NOT_MODIFIED = 200, 304
GRACE = 2.0
"""Seconds after the total within which a fetch that can end by itself does, with a better word."""
MOMENT = 0.01
OURS = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Accept": "*/*"}
RETRIED = (429, 500, 502, 503, 504)
PIECE_BYTES = 64 * 2**10
PACKINGS = ("identity", "gzip", "x-gzip")
REACTIONS = {
    401: "the place wants a login, or refuses the key; read its terms",
    403: "the place refuses us; read its terms",
    404: "the address moved or is gone; look at the source's home page",
    410: "the page is gone for good; look at the source's home page",
    429: "too many requests; run again later",
}
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


def base_from_environment(source: str, environ: Mapping[str, str]) -> str | None:
    """The other base address that `GAPWATCH_URL_<SOURCE>` names, or None when it is not set."""
    return environ.get(f"GAPWATCH_URL_{source.upper()}") or None


class PoliteClient(AbstractContextManager["PoliteClient"]):
    """The network as a source may use it (`sources.contract.Client`).

    `validators` holds what earlier fetches left, by address; `clock` gives the UTC time of a
    fetch; `base` is another base address, see the module's docstring. `turn` is held around every
    request, given the host that the source names.
    """

    def __init__(
        self,
        source: str,
        *,
        validators: Mapping[str, Validator] = MappingProxyType({}),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        base: str | None = None,
        limits: Limits = Limits(),
        turn: Callable[[str], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self.source = source
        self._turn = turn
        self._validators = validators
        self._clock = clock
        self.clocks: list[tuple[str, float]] = []
        """Hosts that gave pages, with the seconds by which this machine's clock was ahead."""
        try:
            self._base = None if base is None else parse_url(base)
        except exceptions.LocationParseError:
            self._base = Url()  # has no host: refused in plain words when it is first needed
        self._limits = limits
        self._left = limits.total
        self._adapter = PinnedAdapter(limits)
        self._environment = requests.Session()
        is_plain = self._base is not None and self._base.scheme == "http"
        self._is_local = is_plain and is_loopback(_host(self._base or Url()))
        # A proxy stands between us and the world, never between us and this machine.
        self._environment.trust_env = not self._is_local

    def __exit__(self, *about: object) -> None:
        """Close every connection."""
        self._adapter.close()

    def known(self, url: str) -> Validator | None:
        """What an earlier fetch of `url` left for a conditional one."""
        return self._validators.get(url)

    def get(
        self,
        url: str,
        *,
        content_types: Sequence[str] = (),
        max_bytes: int = 64 * 2**20,
        headers: Mapping[str, str] | None = None,
        question: bytes | None = None,
    ) -> Fetched:
        """Fetch `url` once, politely; `content_types` empty means any.

        `question` is JSON that the place reads and that changes nothing there: it goes out as POST,
        and again like any other request. The page's size is limited as sent and as unpacked.
        Raises SourceUnavailable, also once the time of the whole fetch is over.
        """
        left, host, asked = self.known(url), _host(parse_url(url)), self._address(url)
        request = _request(left or Validator(), headers or {}, question)
        try:
            with self._turn(host):
                response, body = self._in_time(asked, request, max_bytes)
            # What "not modified" names may be of another page than ours.
            same = left if response.status_code == NOT_MODIFIED else None
            if same is None:
                _check(response, body, content_types)
        except TimeoutError:
            raise SourceUnavailable(
                self.source,
                f"{_shown(asked)} was not complete within the {self._limits.total:g} s that a "
                "source has; try later",
            ) from None
        except NoPage as error:
            raise SourceUnavailable(self.source, str(error), status=error.status) from error
        seen_at = self._clock()
        if (ahead := clock_ahead(response.headers, seen_at)) is not None:
            self.clocks.append((host, ahead))
        if same:
            return Fetched(url, seen_at, NOT_MODIFIED, None, same.etag, same.last_modified)
        said = (response.headers.get("ETag"), response.headers.get("Last-Modified"))
        return Fetched(url, seen_at, OK, Page(url, body, seen_at), *said)

    def _in_time(
        self, address: Url, request: requests.Request, max_bytes: int
    ) -> tuple[requests.Response, bytes]:
        """The answer, within what is left of the source's time. Waiting for a turn takes none."""
        began, left = monotonic(), max(self._left, MOMENT)
        try:
            return within(
                left + GRACE,
                lambda: self._follow(address, request, max_bytes, began + left),
                f"fetch-{self.source}",
            )
        finally:
            self._left -= monotonic() - began

    def _follow(
        self, address: Url, request: requests.Request, max_bytes: int, deadline: float
    ) -> tuple[requests.Response, bytes]:
        for _ in range(self._limits.redirect_count + 1):
            try:
                self._permit(address)
                try:
                    response, body = self._once(address, request, max_bytes, deadline)
                # Its page broke off; what comes before one the adapter tries again by itself.
                except exceptions.HTTPError:
                    response, body = self._once(address, request, max_bytes, deadline)
                if not response.is_redirect:
                    return response, body
                place = (address.scheme, address.netloc)
                address = parse_url(urljoin(address.url, response.headers["Location"]))
                if place != (address.scheme, address.netloc):
                    # A key is for the place that was asked.
                    kept = {k: it for k, it in request.headers.items() if k != "Authorization"}
                    request.headers = kept
            except (
                requests.RequestException, exceptions.HTTPError, OSError, zlib.error, ValueError,
            ) as error:  # fmt: skip
                raise NoPage(_in_words(_host(address), error)) from error
        raise NoPage(
            f"more than {self._limits.redirect_count} redirects, the last to {_shown(address)}; "
            "open the address and look",
            response.status_code,
        )

    def _once(
        self, address: Url, request: requests.Request, max_bytes: int, deadline: float
    ) -> tuple[requests.Response, bytes]:
        request.url = address.url
        prepared = request.prepare()
        prepared.headers["Host"] = address.netloc or ""
        left = max(deadline - monotonic(), MOMENT)
        waits = (min(self._limits.connect, left), min(self._limits.read, left))
        response = self._adapter.send(prepared, timeout=waits, **self._settings(address))
        try:
            if response.status_code != OK:
                return response, b""
            return response, body_of(response, _shown(address), max_bytes, deadline)
        finally:
            response.close()

    def _address(self, url: str) -> Url:
        asked = parse_url(url)
        base = self._base
        if base is None:
            return asked
        if base.auth or base.query or base.fragment or not base.host or not base.scheme:
            raise SourceUnavailable(
                self.source,
                f"GAPWATCH_URL_{self.source.upper()} must be scheme://host/path without login "
                "or query; correct it",
            )
        path = (base.path or "").rstrip("/") + (asked.path or "/")
        return Url(base.scheme, None, base.host, base.port, path, asked.query)

    def _permit(self, address: Url) -> None:
        """Find the host's public address; not where the operator or a proxy knows better."""
        host = _host(address)
        is_here = self._is_local and is_loopback(host)
        if address.scheme != "https" and not (is_here and address.scheme == "http"):
            raise NoPage(f"{_shown(address)} is not https and was not asked; correct the address")
        is_own = is_here or (self._base is not None and host == _host(self._base))
        proxies = self._settings(address)["proxies"]
        is_proxied = select_proxy(address.url, proxies) is not None
        if is_own or is_proxied or host in self._adapter.addresses:
            return
        try:
            found = public_address(host, address.port or 443, self._limits.connect)
        except NoPage as error:
            setting = f"GAPWATCH_URL_{self.source.upper()}"
            raise NoPage(
                f"{error}; correct the address, or name it in {setting} if it is your own"
            ) from error
        self._adapter.addresses[host] = found

    def _settings(self, address: Url) -> MutableMapping[str, Any]:
        """Proxies and certificates for an address, as this machine's environment says."""
        return self._environment.merge_environment_settings(address.url, {}, True, None, None)


def _request(
    known: Validator, headers: Mapping[str, str], question: bytes | None
) -> requests.Request:
    """What is sent: for a page only when it is not the known one."""
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    sent = {**OURS, **{name: text for name, text in named.items() if text is not None}, **headers}
    if question is None:
        return requests.Request("GET", headers=sent)
    sent["Content-Type"] = "application/json"
    return requests.Request("POST", headers=sent, data=question)


def _check(response: requests.Response, body: bytes, content_types: Sequence[str]) -> None:
    """Raise NoPage for an answer that is no page."""
    status, where = response.status_code, _shown(parse_url(str(response.url)))
    if status != OK:
        other = "the place has trouble; try later" if status >= 500 else "open it and look"
        raise NoPage(f"HTTP {status} from {where}: {REACTIONS.get(status, other)}", status)
    served = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_types and served not in content_types:
        told = f"{where} is served as {served or 'no content type'!r}"
        wanted = " or ".join(content_types)
        raise NoPage(f"{told}, expected {wanted}; open the address and look", status)
    if not body:
        raise NoPage(f"{where} answered with an empty page; try later", status)


def _in_words(host: str, error: Exception) -> str:
    """What went wrong between us and `host`, and what to do; no address: it may hold a key.

    The libraries wrap the first cause in texts that hold whole addresses, and urllib3's own error,
    by which tries are counted, in one of requests.
    """
    first: BaseException = error
    while (before := first.__cause__ or first.__context__) is not None:
        first = before
    said = " ".join(str(first).split()) or type(first).__name__
    is_answer = isinstance(error, requests.RequestException | exceptions.HTTPError)
    inner = error.args[0] if is_answer and error.args else error  # else that is a number
    cause = getattr(inner, "reason", inner)
    unconnected = (exceptions.ConnectTimeoutError, exceptions.ProxyError) if is_answer else OSError
    if isinstance(cause, unconnected) or isinstance(error, requests.exceptions.SSLError):
        return f"cannot connect to {host} ({said}); check the network"
    if isinstance(cause, exceptions.ReadTimeoutError):
        return f"{host} is too slow ({said}); try later"
    return f"the answer of {host} broke off or is damaged ({said}); try later"


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
        raise exceptions.ProtocolError("packed page does not end where it should")
    return bytes(body)


def within(seconds: float, work: Callable[[], T], name: str) -> T:
    """What `work` gives. Raises TimeoutError after `seconds`, whatever `work` still waits for.

    A socket's own timeout begins anew with every byte and does not cover the resolving of names.
    What is given up goes on in a thread that ends with its socket, or with the process.
    """
    outcome: Future[T] = Future()

    def attempt() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            outcome.set_exception(error)

    Thread(target=attempt, name=name, daemon=True).start()
    if not wait([outcome], seconds).done:
        raise TimeoutError(f"no answer within {seconds:g} s")
    return outcome.result()


class PoliteRetry(Retry):
    """Tries again while that may help, after the pause that the server asks for or a longer one
    each time. A pause above `backoff_max` is not sat out."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Seconds that the server asks to wait; None where nobody can tell. Raises NoPage."""
        try:
            seconds = super().get_retry_after(response)
        except exceptions.InvalidHeader:
            return None
        if seconds is not None and seconds > self.backoff_max:
            raise NoPage(
                f"the place asks to wait {seconds:.0f} s, longer than our {self.backoff_max:g} s; "
                "run again later"
            )
        return seconds


class PinnedAdapter(HTTPAdapter):
    """Connects to the address that was resolved and permitted, under the name that was asked.

    `addresses` has it by host; a host without one is resolved by whoever connects (a proxy, or
    this machine where the operator set the address himself).
    """

    def __init__(self, limits: Limits) -> None:
        self.addresses: dict[str, str] = {}
        retries = PoliteRetry(
            total=limits.retry_count,
            connect=1,  # one more only, so that offline runs end soon
            other=0,
            allowed_methods=None,
            status_forcelist=RETRIED,
            backoff_factor=limits.backoff,
            backoff_jitter=limits.backoff,
            backoff_max=limits.longest_wait,
            raise_on_status=False,
        )
        super().__init__(max_retries=retries)

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


def _host(address: Url) -> str:
    return (address.host or "").strip("[]")


def _shown(address: Url) -> str:
    """An address fit for messages: without login and query, which may hold credentials."""
    return f"{address.scheme}://{address.host}{address.path or '/'}"


def public_address(host: str, port: int, seconds: float) -> str:
    """The first public address of `host`, found within `seconds`; IPv4 first, which every network
    has. Raises NoPage when it has none, OSError when nobody knows the name.
    """
    found = within(seconds, lambda: socket.getaddrinfo(host, port), f"resolve-{host}")
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    public = sorted(filter(is_public, addresses), key=lambda address: ":" in address)
    if not public:
        raise NoPage(f"{host} is {', '.join(addresses)}, no public address, and was not asked")
    return public[0]


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
