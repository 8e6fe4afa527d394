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

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from importlib.metadata import version
from time import monotonic
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin

import requests
from requests.utils import select_proxy
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    ProxyError,
    ReadTimeoutError,
)
from urllib3.util import Url, parse_url

from sources.contract import Fetched, Page, SourceUnavailable, Validator
from sources.http import wire

AGENT = f"gapwatch/{version('gapwatch')} (history of public model leaderboards; asks once a day)"
OK, NOT_MODIFIED = 200, 304
GRACE = 2.0
"""Seconds after the total within which a fetch that can end by itself does, with a better word."""
MOMENT = 0.01
OURS = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Accept": "*/*"}
UNCONNECTED = (ConnectTimeoutError, ProxyError)
REACTIONS = {
    401: "the place wants a login, or refuses the key; read its terms",
    403: "the place refuses us; read its terms",
    404: "the address moved or is gone; look at the source's home page",
    410: "the page is gone for good; look at the source's home page",
    429: "too many requests; run again later",
}


def base_from_environment(source: str, environ: Mapping[str, str]) -> str | None:
    """The other base address that `GAPWATCH_URL_<SOURCE>` names, or None when it is not set."""
    return environ.get(f"GAPWATCH_URL_{source.upper()}") or None


def _host(address: Url) -> str:
    return (address.host or "").strip("[]")


def _shown(address: Url) -> str:
    """An address fit for messages: without login and query, which may hold credentials."""
    return f"{address.scheme}://{address.host}{address.path or '/'}"


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
        limits: wire.Limits = wire.Limits(),  # noqa: B008 - frozen
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
        except LocationParseError:
            self._base = Url()  # has no host: refused in plain words when it is first needed
        self._limits = limits
        self._left = limits.total
        self._adapter = wire.PinnedAdapter(limits)
        self._environment = requests.Session()
        # A proxy stands between us and the world, never between us and this machine.
        self._environment.trust_env = not self._is_local()

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
        left = self.known(url)
        sent = {**OURS, **wire.conditions(left or Validator()), **(headers or {})}
        if question is not None:
            sent["Content-Type"] = "application/json"
        method = "GET" if question is None else "POST"
        request = requests.Request(method, headers=sent, data=question)
        asked = self._address(url)
        try:
            with self._turn(_host(parse_url(url))):
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
        except wire.NoPage as error:
            raise SourceUnavailable(self.source, str(error), status=error.status) from error
        seen_at = self._clock()
        if (ahead := wire.clock_ahead(response.headers, seen_at)) is not None:
            self.clocks.append((_host(parse_url(url)), ahead))
        said = same or Validator(
            response.headers.get("ETag"), response.headers.get("Last-Modified")
        )
        page = None if same else Page(url, body, seen_at)
        return Fetched(url, seen_at, response.status_code, page, said.etag, said.last_modified)

    def _in_time(
        self, address: Url, request: requests.Request, max_bytes: int
    ) -> tuple[requests.Response, bytes]:
        """The answer, within what is left of the source's time. Waiting for a turn takes none."""
        began, left = monotonic(), max(self._left, MOMENT)
        try:
            return wire.within(
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
                response, body = self._ask(address, request, max_bytes, deadline)
                if not response.is_redirect:
                    return response, body
                place = (address.scheme, address.netloc)
                address = parse_url(urljoin(address.url, response.headers["Location"]))
                if place != (address.scheme, address.netloc):
                    # A key is for the place that was asked.
                    kept = {k: it for k, it in request.headers.items() if k != "Authorization"}
                    request.headers = kept
            except (
                requests.RequestException, HTTPError, OSError, zlib.error, ValueError,
            ) as error:  # fmt: skip
                raise wire.NoPage(_in_words(_host(address), error)) from error
        raise wire.NoPage(
            f"more than {self._limits.redirect_count} redirects, the last to {_shown(address)}; "
            "open the address and look",
            response.status_code,
        )

    def _ask(
        self, address: Url, request: requests.Request, max_bytes: int, deadline: float
    ) -> tuple[requests.Response, bytes]:
        """The answer; where its page breaks off it is asked for once more."""
        try:
            return self._once(address, request, max_bytes, deadline)
        except HTTPError:  # what comes before the page the adapter tries again by itself
            return self._once(address, request, max_bytes, deadline)

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
            return response, wire.body_of(response, _shown(address), max_bytes, deadline)
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

    def _is_local(self) -> bool:
        base = self._base
        return base is not None and base.scheme == "http" and wire.is_loopback(_host(base))

    def _permit(self, address: Url) -> None:
        """Find the host's public address; not where the operator or a proxy knows better."""
        host = _host(address)
        is_here = self._is_local() and wire.is_loopback(host)
        if address.scheme != "https" and not (is_here and address.scheme == "http"):
            raise wire.NoPage(
                f"{_shown(address)} is not https and was not asked; correct the address"
            )
        is_own = is_here or (self._base is not None and host == _host(self._base))
        proxies = self._settings(address)["proxies"]
        is_proxied = select_proxy(address.url, proxies) is not None
        if is_own or is_proxied or host in self._adapter.addresses:
            return
        try:
            found = wire.public_address(host, address.port or 443, self._limits.connect)
        except wire.NoPage as error:
            setting = f"GAPWATCH_URL_{self.source.upper()}"
            raise wire.NoPage(
                f"{error}; correct the address, or name it in {setting} if it is your own"
            ) from error
        self._adapter.addresses[host] = found

    def _settings(self, address: Url) -> MutableMapping[str, Any]:
        """Proxies and certificates for an address, as this machine's environment says."""
        return self._environment.merge_environment_settings(address.url, {}, True, None, None)


def _check(response: requests.Response, body: bytes, content_types: Sequence[str]) -> None:
    """Raise NoPage for an answer that is no page."""
    status, where = response.status_code, _shown(parse_url(str(response.url)))
    served = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if status != OK:
        other = "the place has trouble; try later" if status >= 500 else "open it and look"
        wrong = f"HTTP {status} from {where}: {REACTIONS.get(status, other)}"
    elif content_types and served not in content_types:
        wrong = (
            f"{where} is served as {served or 'no content type'!r}, expected "
            f"{' or '.join(content_types)}; open the address and look"
        )
    elif not body:
        wrong = f"{where} answered with an empty page; try later"
    else:
        return
    raise wire.NoPage(wrong, status)


def _in_words(host: str, error: Exception) -> str:
    """What went wrong between us and `host`, and what to do; no address: it may hold a key."""
    said = wire.in_one_line(wire.innermost(error))
    is_answer = isinstance(error, requests.RequestException | HTTPError)
    cause = wire.cause_of(error)
    unconnected = UNCONNECTED if is_answer else OSError
    if isinstance(cause, unconnected) or isinstance(error, requests.exceptions.SSLError):
        return f"cannot connect to {host} ({said}); check the network"
    if isinstance(cause, ReadTimeoutError):
        return f"{host} is too slow ({said}); try later"
    return f"the answer of {host} broke off or is damaged ({said}); try later"
