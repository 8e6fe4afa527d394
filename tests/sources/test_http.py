"""Polite HTTP against a real server on the loopback interface."""

import gzip
import re
import socket
import ssl
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import trustme

from sources import http
from sources.contract import Fetched, SourceUnavailable, Validator
from sources.http import AGENT, Limits, PoliteClient, base_from_environment, is_public
from tests.sources import server
from tests.sources.server import Place

URL = "https://board.example/list.json"
NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
PACKED = gzip.compress(b"x" * 9)
QUICK = Limits(connect=2, read=1, total=10, backoff=0.001, longest_wait=2)


@pytest.fixture
def place() -> Iterator[Place]:
    """It answers with a page where a test says nothing else."""
    with server.running() as running:
        running.now = NOW
        running.on("/list.json", server.says(200, b"x"))
        yield running


def ask(place: Place, limits: Limits = QUICK, **asked: object) -> Fetched:
    with client(place, limits=limits) as polite:
        return polite.get(URL, **asked)  # type: ignore[arg-type]


def client(place: Place, **options: object) -> PoliteClient:
    options = {"clock": lambda: NOW, "limits": QUICK, "base": place.base, **options}
    return PoliteClient("board", **options)  # type: ignore[arg-type]


def refusal(place: Place, limits: Limits = QUICK, **asked: object) -> SourceUnavailable:
    with pytest.raises(SourceUnavailable) as caught:
        ask(place, limits, **asked)
    assert str(caught.value).startswith("board: ")
    assert "\n" not in str(caught.value)
    return caught.value


@contextmanager
def seconds(at_most: float) -> Iterator[None]:
    """What is done inside takes no longer."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < at_most


def test_a_page_keeps_its_own_address_and_the_place_learns_who_asks(place: Place) -> None:
    place.on("/list.json", server.says(200, b"[1]", ETag='"a"', Last_Modified="yesterday"))
    look = ask(place, headers={"X-Extra": "1"})
    assert (look.page.url, look.page.body, look.page.seen_at) == (URL, b"[1]", NOW)
    assert (look.url, look.status, look.etag) == (URL, 200, '"a"')
    assert (look.seen_at, look.last_modified) == (NOW, "yesterday")
    sent = place.asked[0][1]
    assert (sent["User-Agent"], sent["X-Extra"]) == (AGENT, "1")
    assert AGENT.startswith("gapwatch/0.")


def test_a_question_is_posted_as_json_at_every_try_and_after_a_redirect(place: Place) -> None:
    place.on("/list.json", server.says(503), server.says(307, Location="/there"))
    place.on("/there", server.says(200, b"[1]"))
    found = ask(place, question=b'{"page": 1}').page
    assert (found.url, found.body) == (URL, b"[1]")
    assert place.questions == [("application/json", '{"page": 1}')] * 3


@pytest.mark.parametrize(
    ("date", "age", "ahead"),
    [
        ("Tue, 24 Nov 2026 04:30:00 GMT", None, 0),
        ("Sat, 21 Nov 2026 04:30:00 -0000", None, 3 * 86400),
        ("Sat, 21 Nov 2026 04:30:00 GMT", "259200", 0),
        ("Sat, 21 Nov 2026 04:30:00 GMT", "old", 3 * 86400),
        *((date, None, None) for date in ("", "soon", "Tue, 99 Nov 2026 00:00:00 GMT", "0")),
    ],
)
def test_a_place_says_what_time_it_is(date: str, age: str | None, ahead: float | None) -> None:
    """A cache gives an old answer its old date, and how long it has it."""
    assert http.clock_ahead({"Date": date, **({"Age": age} if age else {})}, NOW) == ahead


@pytest.mark.parametrize(
    ("etag", "status", "left"), [('"a"', 304, ('"a"', "yesterday")), ('"b"', 200, ('"b"', None))]
)
def test_an_unchanged_page_is_not_sent_again(
    place: Place, etag: str, status: int, left: tuple[str, str | None]
) -> None:
    place.on("/list.json", server.conditional(etag, b"[1]"))
    with client(place, validators={URL: Validator('"a"', "yesterday")}) as polite:
        look = polite.get(URL)
    assert (look.status, look.page is None) == (status, status == 304)
    assert (look.etag, look.last_modified) == left
    assert place.asked[0][1]["If-Modified-Since"] == "yesterday"


def test_a_key_is_not_sent_on_to_another_place(place: Place) -> None:
    with server.running() as other:
        other.now = NOW
        other.on("/there", server.says(200, b"there"))
        place.on("/list.json", server.says(302, Location="/here"))
        place.on("/here", server.says(302, Location=f"{other.base}/there"))
        assert ask(place, headers={"Authorization": "Bearer secret"}).page
    assert ["Authorization" in sent for _, sent in (*place.asked, *other.asked)] == [1, 1, 0]


def test_it_waits_as_long_as_it_is_asked_to(place: Place) -> None:
    place.on("/list.json", server.says(429, Retry_After="1"), server.says(200, b"x"))
    began = time.monotonic()
    assert ask(place).page
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize("retry_after", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_pause_that_is_too_long_is_said_and_not_sat_out(place: Place, retry_after: str) -> None:
    place.on("/list.json", server.says(429, Retry_After=retry_after))
    with seconds(2):
        assert re.search("asks to wait .*longer than our 2 s", str(refusal(place)))
    assert len(place.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_trouble_that_passes_is_sat_out(place: Place, status: int) -> None:
    place.on("/list.json", server.says(status), server.says(status), server.says(200, b"x"))
    assert ask(place).page
    assert len(place.asked) == 3


def test_a_silent_place_is_given_up(place: Place) -> None:
    place.on("/list.json", server.silent(9))
    limits = Limits(read=0.1, backoff=0.001, retry_count=1)
    with seconds(5):
        assert "too slow" in str(refusal(place, limits))
    assert len(place.asked) == 2


@pytest.mark.parametrize(
    "scene",
    [
        server.endless(b"HTTP/1.1 200 OK\r\n", b"X-%d: 1\r\n"),
        server.endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        server.endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        server.endless(b"", b"H"),
        server.dripping(b"x" * 100, 0.05, 200),
    ],
    ids=["headers", "continue", "early hint", "status line", "page"],
)
def test_whatever_drips_one_deadline_ends_it(place: Place, scene: server.Scene) -> None:
    place.on("/list.json", scene)
    with seconds(5):
        message = str(refusal(place, Limits(read=1, total=0.6, backoff=0.001)))
    assert re.search("not complete within|broke off|HTTP 103", message)
    assert len(place.asked) == 1


def test_a_source_with_many_addresses_has_one_deadline(place: Place) -> None:
    place.on("/list.json", server.dripping(b"x", 0.15, 3))
    came: list[Fetched] = []
    with seconds(5), client(place, limits=Limits(total=0.8, backoff=0.001)) as polite:
        with pytest.raises(SourceUnavailable):
            came.extend(polite.get(URL) for _ in range(9))
        with pytest.raises(SourceUnavailable):
            polite.get(URL)
    assert 1 <= len(came) < 5


@pytest.mark.parametrize(
    "scene",
    [
        server.truncated(1000, b"x" * 10),
        server.chunked(b"x" * 10, is_complete=False),
        server.Stage.break_off,
    ],
)
def test_a_page_that_breaks_off_is_asked_for_again(place: Place, scene: server.Scene) -> None:
    place.on("/list.json", scene, server.says(200, b"whole"))
    assert ask(place).page.body == b"whole"


def packed(body: bytes, coding: str = "gzip") -> server.Scene:
    return server.says(200, body, Content_Encoding=coding, Content_Type="application/json")


@pytest.mark.parametrize(
    "scene",
    [
        server.says(200, b"x" * 99),
        server.chunked(*[b"x" * 9] * 11),
        packed(gzip.compress(b"x" * 99)),
    ],
)
def test_the_limit_is_inclusive_and_of_the_unpacked_page(place: Place, scene: server.Scene) -> None:
    place.on("/list.json", scene)
    assert ask(place, max_bytes=99).page.body == b"x" * 99
    assert "larger than 98 bytes" in str(refusal(place, max_bytes=98))


def test_an_announced_size_above_the_limit_is_not_downloaded(place: Place) -> None:
    place.on("/list.json", server.dripping(b"x" * 1000, 1, 1000))
    with seconds(2):
        assert "larger than 2000 bytes" in str(refusal(place, max_bytes=2000))


DAMAGED = "broke off or is damaged"
LOGIN = server.says(200, b"<p>Sign in", Content_Type="text/html; charset=utf-8")


def moved(target: str) -> server.Scene:
    return server.says(302, Location=target)


@pytest.mark.parametrize(
    ("scene", "words", "status", "asked"),
    [
        (server.says(304), "HTTP 304", 304, 1),
        (server.says(403), "read its terms", 403, 1),
        (server.says(404), "home page", 404, 1),
        (server.says(204), "open it and look", 204, 1),
        (server.says(418), "open it", 418, 1),
        (server.says(503, b"<html>sorry"), "HTTP 503.*try later", 503, 4),
        (moved("/list.json"), "more than 5 redirects", 302, 6),
        (moved("http://board.example/"), "is not https", None, 1),
        (moved("ftp://127.0.0.1/x"), "is not https", None, 1),
        (moved("http://192.0.2.1/?key=secret"), "is not https", None, 1),
        (moved("http://[::1]:1/"), "cannot connect to ::1", None, 1),
        (moved("https://[::g]/"), DAMAGED, None, 1),
        (moved("https://a b/"), DAMAGED, None, 1),
        (moved("https://h.example:99999/"), DAMAGED, None, 1),
        (packed(PACKED[:-9]), DAMAGED, None, 2),
        (packed(PACKED + b"more"), DAMAGED, None, 2),
        (packed(b"plain"), DAMAGED, None, 1),
        (packed(b"x", "br"), "packed as 'br'", 200, 1),
        (server.says(200, Content_Type="application/json"), "empty page", 200, 1),
        (server.says(200, b"{}"), "no content type", 200, 1),
        (LOGIN, "served as 'text/html', expected application/json", 200, 1),
    ],
)
def test_what_is_no_page_is_not_taken_and_asked_for_so_often(
    place: Place, scene: server.Scene, words: str, status: int | None, asked: int
) -> None:
    place.on("/list.json", scene)
    error = refusal(place, content_types=("application/json",))
    assert re.search(words, str(error))
    assert "secret" not in str(error)
    assert (error.status, error.source, len(place.asked)) == (status, "board", asked)


@pytest.mark.parametrize(
    "base",
    [
        "https://user:secret@mirror.example",
        "https://mirror.example/?key=secret",
        "mirror.example",
        "https://[::g]",
        "https://a b/",
        "http://mirror.example",
        "http://192.0.2.1:80",
    ],
)
def test_another_base_must_be_plain_and_https_unless_it_is_this_machine(base: str) -> None:
    with PoliteClient("board", base=base) as polite, pytest.raises(SourceUnavailable) as caught:
        polite.get(URL)
    assert re.search("GAPWATCH_URL_BOARD|is not https", str(caught.value))
    assert "secret" not in str(caught.value)


def test_another_base_replaces_scheme_host_and_port(place: Place) -> None:
    place.on("/x/list.json?a=%20b", server.says(200, b"x"))
    with client(place, base=f"{place.base}/x/") as polite:
        polite.get("https://board.example:9/list.json?a=%20b")
    assert place.asked[0][1]["Host"] == place.base.removeprefix("http://")


def test_the_environment_names_another_base() -> None:
    environ = {"GAPWATCH_URL_EPOCH_ECI": "https://m.example", "GAPWATCH_URL_ARENA": ""}
    assert base_from_environment("epoch_eci", environ) == "https://m.example"
    assert base_from_environment("arena", environ) is None
    assert base_from_environment("epoch", environ) is None


def test_a_closed_port_is_tried_twice_at_most() -> None:
    with socket.socket() as taken, seconds(3):
        taken.bind(("127.0.0.1", 0))
        closed = Place(f"http://127.0.0.1:{taken.getsockname()[1]}")
        error = refusal(closed)
    assert re.search(r"cannot connect to 127\.0\.0\.1 .*check the network", str(error))
    assert error.status is None


Resolved = list[tuple[object, ...]]


def at(*addresses: str) -> Callable[..., Resolved]:
    """Names of one host at these addresses."""
    return lambda *_, **__: [(0, 1, 6, "", (address, 443)) for address in addresses]


def test_behind_a_proxy_the_proxy_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", at("10.0.0.1"))
    unresolved = socket.gaierror(-3, "Temporary failure in name resolution")
    monkeypatch.setattr(socket, "create_connection", Mock(side_effect=unresolved))
    monkeypatch.setenv("https_proxy", "http://proxy.example:9")
    with PoliteClient("board", limits=QUICK) as polite:
        with pytest.raises(SourceUnavailable, match=r"proxy|cannot connect|broke off"):
            polite.get(URL)
        monkeypatch.setenv("no_proxy", "board.example")
        with pytest.raises(SourceUnavailable, match=r"example is 10.0.0.1, no public address"):
            polite.get(URL)
        monkeypatch.setattr(socket, "getaddrinfo", Mock(side_effect=unresolved))
        with pytest.raises(SourceUnavailable, match=r"cannot connect to board.example .*network"):
            polite.get(URL)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.1.1", "255.255.255.255", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1",
        "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::127.0.0.1", "::ffff:0:127.0.0.1", "fec0::1",
        "64:ff9b:1::a00:1", "::ffff:127.0.0.1%1", "2001:4860::1%eth0", "3fff::1", "192.0.0.8",
    ],
)  # fmt: skip
def test_only_public_addresses_are_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_public(address)
    monkeypatch.setattr(socket, "getaddrinfo", at(address))
    with PoliteClient("board") as polite, pytest.raises(SourceUnavailable) as caught:
        polite.get(URL)
    assert re.search("no public address.*GAPWATCH_URL_BOARD", str(caught.value))


def test_of_several_addresses_a_public_ipv4_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", at("10.0.0.1", "2001:4860:4860::8888", "8.8.8.8"))
    assert http.public_address("board.example", 443, 1) == "8.8.8.8"


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808", "2002:808:808::"]
)
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


def test_every_redirect_is_judged(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve, odd = socket.getaddrinfo, at("169.254.169.254")

    def resolved(host: str, *asked: Any, **named: Any) -> Any:
        return odd() if host == "rebound.example" else resolve(host, *asked, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    place.on("/list.json", server.says(302, Location="https://rebound.example/latest/meta-data"))
    assert "rebound.example is 169.254.169.254, no public address" in str(refusal(place))


@pytest.mark.parametrize(
    ("certified", "is_taken"), [("board.example", True), ("other.example", False)]
)
def test_the_resolved_address_must_prove_the_name_that_was_asked(
    certified: str, is_taken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(certified).configure_cert(context)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    monkeypatch.setattr(http, "public_address", lambda *_: "127.0.0.1")
    with server.running(context) as place, PoliteClient("board", limits=QUICK) as polite:
        place.on("/list.json", server.says(200, b"x"))
        url = f"https://board.example:{place.base.rpartition(':')[2]}/list.json"
        if is_taken:
            assert polite.get(url).page is not None
            assert place.asked[0][1]["Host"] == url.split("/")[2]
        else:
            with pytest.raises(SourceUnavailable, match=r"cannot connect.*board\.example"):
                polite.get(url)
            assert place.asked == []


def test_a_login_kept_for_other_programs_is_not_sent(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    place.on("/list.json", server.says(200, b"x", Set_Cookie="tracked=1"))
    with client(place) as polite:
        polite.get(URL)
        polite.get(URL)
    for _, sent in place.asked:
        assert not {"Authorization", "Cookie"} & sent.keys()


def test_a_bomb_takes_little_memory(place: Place) -> None:
    bomb = gzip.compress(bytes(50_000_000), compresslevel=1)
    place.on("/list.json", server.says(200, bomb, Content_Encoding="gzip"))
    tracemalloc.start()
    assert "larger than 1048576 bytes" in str(refusal(place, max_bytes=2**20))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5 * 2**20
