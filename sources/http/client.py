"""Polite HTTP: the only code that opens a connection.

One client per source and run. It asks conditionally, waits when asked to, stops at limits of time
and size, and turns everything that can go wrong into `SourceUnavailable` with one readable line.
Only https is spoken, also after redirects. `GAPWATCH_URL_<SOURCE>` names another base address for
a source (a mirror, a test server): scheme, host and port of every address of that source are
replaced, the base's own path goes in front, path and query stay. Only such a base may be plain
http, and only on the loopback interface. Pages keep the address that the source gives them.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from time import monotonic
from types import MappingProxyType, TracebackType

import httpx
from httpx_retries import Retry

from sources.contract import Fetched, Page, SourceUnavailable, Validator
from sources.http import wire

AGENT = f"gapwatch/{version('gapwatch')} (history of public model leaderboards; asks once a day)"
REACTIONS = {
    401: "the place wants a login now; read its terms",
    403: "the place refuses us; read its terms",
    404: "the address moved or is gone; look at the source's home page",
    410: "the page is gone for good; look at the source's home page",
    429: "too many requests; run again later",
}


def base_from_environment(source: str, environ: Mapping[str, str]) -> str | None:
    """The other base address that `GAPWATCH_URL_<SOURCE>` names, or None when it is not set."""
    return environ.get(f"GAPWATCH_URL_{source.upper()}") or None


def _now() -> datetime:
    return datetime.now(UTC)


def _parsed(base: str) -> httpx.URL:
    try:
        parsed = httpx.URL(base)
        return parsed if parsed.host else httpx.URL()
    except (httpx.InvalidURL, UnicodeError):
        return httpx.URL()  # has no host: refused in plain words when it is first needed


def _is_over(tries: Retry, deadline: float) -> bool:
    return tries.is_exhausted() or monotonic() > deadline


class PoliteClient:
    """The network as a source may use it (`sources.contract.Client`).

    `validators` holds what earlier looks left, by address; `clock` gives the UTC time of a look;
    `base` is another base address, see the module's docstring; `transport` replaces the network.
    """

    def __init__(
        self,
        source: str,
        *,
        validators: Mapping[str, Validator] = MappingProxyType({}),
        clock: Callable[[], datetime] = _now,
        base: str | None = None,
        limits: wire.Limits = wire.Limits(),  # noqa: B008 - frozen
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.source = source
        self._validators = validators
        self._clock = clock
        self._base = None if base is None else _parsed(base)
        self._limits = limits
        self._is_probing = transport is None
        self._http = httpx.Client(
            headers={"User-Agent": AGENT, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(limits.read, connect=limits.connect),
            # A proxy stands between us and the world, never between us and this machine.
            trust_env=not self._is_local(),
            transport=transport,
        )

    def __enter__(self) -> PoliteClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def known(self, url: str) -> Validator | None:
        """What an earlier look at `url` left for a conditional one."""
        return self._validators.get(url)

    def get(
        self,
        url: str,
        *,
        content_types: Sequence[str] = (),
        max_bytes: int = 64 * 2**20,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """Look at `url` once, politely; `content_types` empty means any.

        The page's size is limited as sent and as unpacked. Raises SourceUnavailable.
        """
        known = self.known(url)
        sent = {**wire.conditions(known), **(headers or {})}
        request = self._http.build_request("GET", self._address(url), headers=sent)
        response, body = self._follow(request, max_bytes)
        if response.status_code == httpx.codes.NOT_MODIFIED and known is not None:
            return self._fetched(url, response, None, known)
        self._check(response, body, content_types)
        return self._fetched(url, response, body, Validator())

    def _fetched(
        self, url: str, response: httpx.Response, body: bytes | None, known: Validator
    ) -> Fetched:
        seen_at = self._clock()
        return Fetched(
            url=url,
            seen_at=seen_at,
            status=response.status_code,
            page=None if body is None else Page(url, body, seen_at),
            etag=response.headers.get("ETag", known.etag),
            last_modified=response.headers.get("Last-Modified", known.last_modified),
        )

    def _check(self, response: httpx.Response, body: bytes, content_types: Sequence[str]) -> None:
        if response.status_code != httpx.codes.OK:
            raise self._refusal(response)
        served = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        where = wire.shown(response.url)
        if content_types and served not in content_types:
            raise self._unavailable(
                f"{where} is served as {served or 'no content type'!r}, expected "
                f"{' or '.join(content_types)}; open the address and look",
                response,
            )
        if not body:
            raise self._unavailable(f"{where} answered with an empty page; try later", response)

    def _refusal(self, response: httpx.Response) -> SourceUnavailable:
        status = response.status_code
        otherwise = "the place has trouble; try later" if status >= 500 else "open it and look"
        reaction = REACTIONS.get(status, otherwise)
        return self._unavailable(
            f"HTTP {status} from {wire.shown(response.url)}: {reaction}", response
        )

    def _unavailable(
        self, message: str, response: httpx.Response | None = None
    ) -> SourceUnavailable:
        status = None if response is None else response.status_code
        return SourceUnavailable(self.source, message, status=status)

    def _follow(self, request: httpx.Request, max_bytes: int) -> tuple[httpx.Response, bytes]:
        deadline = monotonic() + self._limits.total
        for _ in range(self._limits.redirect_count + 1):
            self._permit(request.url)
            with self._in_plain_words(request.url.host):
                self._reach(request.url)
                response, body = self._ask(request, max_bytes, deadline)
            if response.next_request is None:
                return response, body
            request = response.next_request
        raise self._unavailable(
            f"more than {self._limits.redirect_count} redirects, the last to "
            f"{wire.shown(request.url)}; open the address and look",
            response,
        )

    def _ask(
        self, request: httpx.Request, max_bytes: int, deadline: float
    ) -> tuple[httpx.Response, bytes]:
        tries: Retry = wire.retries(self._limits)
        while True:
            try:
                response, body = self._once(request, max_bytes, deadline)
            except httpx.TransportError as error:
                if _is_over(tries, deadline) or not tries.is_retryable_exception(error):
                    raise
                tries = tries.increment()
                tries.sleep(error)
            else:
                is_final = not tries.is_retryable_status_code(response.status_code)
                if is_final or _is_over(tries, deadline):
                    return response, body
                tries = tries.increment()
                tries.sleep(response)

    def _once(
        self, request: httpx.Request, max_bytes: int, deadline: float
    ) -> tuple[httpx.Response, bytes]:
        response = self._http.send(request, stream=True)
        try:
            is_page = response.status_code == httpx.codes.OK
            return response, self._body(response, max_bytes, deadline) if is_page else b""
        finally:
            response.close()

    def _body(self, response: httpx.Response, max_bytes: int, deadline: float) -> bytes:
        unpack = self._unpacker(response)
        body, sent_bytes = bytearray(), 0
        self._check_size(response, wire.announced_bytes(response), max_bytes)
        for piece in wire.pieces(response):
            sent_bytes += len(piece)
            body += unpack.unpack(piece, max_bytes + 1 - len(body))
            self._check_size(response, max(sent_bytes, len(body)), max_bytes)
            if monotonic() > deadline:
                raise self._unavailable(
                    f"{wire.shown(response.url)} was not complete within {self._limits.total:g} s; "
                    "try later",
                    response,
                )
        unpack.finish()
        return bytes(body)

    def _check_size(self, response: httpx.Response, size_bytes: int, max_bytes: int) -> None:
        if size_bytes > max_bytes:
            raise self._unavailable(
                f"{wire.shown(response.url)} is larger than {max_bytes} bytes; "
                "look whether the place changed",
                response,
            )

    def _unpacker(self, response: httpx.Response) -> wire.Plain:
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in wire.PACKINGS:
            raise self._unavailable(
                f"{wire.shown(response.url)} is packed as {encoding!r} although only gzip was "
                "offered; try later",
                response,
            )
        return wire.PACKINGS[encoding]()

    def _address(self, url: str) -> httpx.URL:
        asked = httpx.URL(url)
        base = self._base
        if base is None:
            return asked
        if base.userinfo or base.query or base.fragment or not base.host:
            raise self._unavailable(
                f"GAPWATCH_URL_{self.source.upper()} must be scheme://host/path without login "
                "or query; correct it"
            )
        path = base.raw_path.rstrip(b"/") + asked.raw_path
        return asked.copy_with(scheme=base.scheme, netloc=base.netloc, raw_path=path)

    def _is_local(self) -> bool:
        base = self._base
        return base is not None and base.scheme == "http" and wire.is_loopback(base.host)

    def _permit(self, address: httpx.URL) -> None:
        is_local = self._is_local() and address.scheme == "http" and wire.is_loopback(address.host)
        if address.scheme != "https" and not is_local:
            raise self._unavailable(
                f"{wire.shown(address)} is not https and was not asked; correct the address"
            )

    def _reach(self, address: httpx.URL) -> None:
        if self._is_probing and not wire.is_loopback(address.host):
            wire.NETWORK.reach(address.host, address.port or 443, self._limits.connect)

    @contextmanager
    def _in_plain_words(self, host: str) -> Iterator[None]:
        try:
            yield
        except wire.WaitTooLong as error:
            raise self._unavailable(
                f"{host} {error}, longer than our {self._limits.longest_wait:g} s; run again later"
            ) from error
        except httpx.TimeoutException as error:
            raise self._unavailable(
                f"{host} is too slow ({wire.in_one_line(error)}); try later"
            ) from error
        except (httpx.ConnectError, OSError) as error:
            raise self._unavailable(
                f"cannot connect to {host} ({wire.in_one_line(error)}); check the network"
            ) from error
        except (httpx.TransportError, zlib.error, UnicodeError) as error:
            raise self._unavailable(
                f"the answer of {host} broke off or is damaged ({wire.in_one_line(error)}); "
                "try later"
            ) from error
