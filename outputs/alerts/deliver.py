"""Delivering messages from the outbox through Apprise: at least once, never silently lost.

One process at a time sends. A message is marked after it was sent: where the process dies between
the two it is sent again, with the same id in its text. A failure is recorded with its cause,
without addresses, and tried again after a pause that doubles from one minute to six hours; it is
never given up.

An address of a channel (GAPWATCH_ALERT_URLS) is a secret: whoever has it may write there. Outside
this module and the library that sends, a channel is known by its scheme and a fingerprint only.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any
from urllib.parse import unquote

from outputs.wording import shorten
from warehouse.alerts import queue_missing, record_attempt, sending
from warehouse.reads import alerts as reads_alerts
from warehouse.store import Warehouse

VARIABLE = "GAPWATCH_ALERT_URLS"
HIDDEN = "…"
SHORTEST_SECRET = 4


@dataclass(frozen=True, slots=True)
class Channel:
    """One place that alerts are sent to; its address never shows."""

    name: str
    url: str = field(repr=False)


def channels(environ: Mapping[str, str] = os.environ) -> list[Channel]:
    """The configured channels, each once. Addresses are separated by blanks or commas."""
    urls = dict.fromkeys(split(environ.get(VARIABLE) or ""))
    return [Channel(_name(url), url) for url in urls]


def channel_names(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Names of the configured channels."""
    return [channel.name for channel in channels(environ)]


def split(text: str) -> list[str]:
    """Addresses in a text; a comma separates only where another address begins."""
    parts = re.split(r"\s+|,\s*(?=[A-Za-z][A-Za-z0-9+.-]*://)", text.strip())
    return [part.strip(",") for part in parts if part.strip(",")]


@cache
def _name(url: str) -> str:
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*(?=://)", url)
    # Slow on purpose: a short password must not be found by trying against the stored name.
    print_of = hashlib.scrypt(url.encode(), salt=b"gapwatch channel", n=2**14, r=8, p=1, dklen=4)
    return f"{scheme.group().lower() if scheme else 'unknown'}-{print_of.hex()}"


def redacted(text: str, secrets: Iterable[str]) -> str:
    """`text` without any of the given addresses, any part of them, or any other address.

    `secrets` are the addresses; hosts are parts as well, since a host may name a customer.
    """
    for secret in sorted(_parts(secrets), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return re.sub(r"[A-Za-z][A-Za-z0-9+.-]*://\S+", HIDDEN, text)


def _parts(secrets: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for secret in secrets:
        rest = secret.partition("://")[2]
        pieces = [secret, rest, *re.split(r"[/?&=:@#,;]+", rest)]
        found |= {form for piece in pieces for form in (piece, unquote(piece))}
    return {piece for piece in found if len(piece) >= SHORTEST_SECRET}


TRIES = 2
"""Failures in one call after which a channel is left alone."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
CAUSE_LIMIT = 300
TEST = "This is a test. Alerts of gapwatch arrive here."

Clock = Callable[[], datetime]
Send = Callable[[Channel, str, str, str], str | None]
"""(channel, severity, title, body) to the cause of a failure, None for success."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one message went."""

    message: int
    channel: str
    title: str
    attempt: int
    cause: str | None
    """None: delivered."""


def pause(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: 1, 2, 4 ... minutes, at most six hours."""
    return min(FIRST_PAUSE * (1 << min(failures - 1, 20)), LONGEST_PAUSE)


def deliver(
    warehouse: Warehouse,
    environ: Mapping[str, str] = os.environ,
    *,
    at_once: bool = False,
    clock: Clock = partial(datetime.now, UTC),  # noqa: B008 - called for every message
    send: Send | None = None,
) -> list[Attempt]:
    """Try every message that is due on a configured channel, oldest first, at most once each.

    Queues what opened while no channel was set. `at_once` overrides pauses after failures. None is
    tried where another process sends just now.
    """
    known = {channel.name: channel for channel in channels(environ)}
    connection = warehouse.connection
    queue_missing(connection, list(known), clock())
    failures: Counter[str] = Counter()
    attempts: list[Attempt] = []
    with sending(connection) as is_ours:
        asked = reads_alerts.undelivered if at_once else partial(reads_alerts.due, now=clock())
        for row in asked(connection) if is_ours else ():
            name = row["channel"]
            # A dead channel must not cost every message's time-out; the rest waits.
            if name not in known or failures[name] >= TRIES:
                continue
            cause, number = _sent(known, row, send or send_by_apprise), row["attempts"] + 1
            failures[name] += cause is not None
            failed = None if cause is None else (cause, clock() + pause(number))
            record_attempt(connection, row["id"], number, clock(), failed)
            attempts.append(Attempt(row["id"], name, row["title"], number, cause))
    return attempts


def _sent(known: Mapping[str, Channel], row: Mapping[str, Any], send: Send) -> str | None:
    channel = known[row["channel"]]
    try:
        cause = send(channel, row["severity"], row["title"], row["body"])
    except Exception as error:  # noqa: BLE001 - a defect of one channel must not stop the others
        cause = f"{type(error).__name__}: {error}"
    if cause is None:
        return None
    return shorten(redacted(cause, [one.url for one in known.values()]), CAUSE_LIMIT)


def send_by_apprise(channel: Channel, severity: str, title: str, body: str) -> str | None:
    """Send one message. Returns what Apprise said when it failed; the caller redacts it."""
    with _overheard() as lines, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of modules that Apprise imports
        import apprise  # noqa: PLC0415 - takes a moment, and most runs have nothing to send

        kind = apprise.NotifyType({"critical": "failure"}.get(severity, severity))
        place = apprise.Apprise.instantiate(channel.url)
        if place is None:
            return "Apprise does not know this address: see its documentation for the form"
        if place.notify(body=body, title=title, notify_type=kind):
            return None
    return "; ".join(dict.fromkeys(lines)) or "the channel refused the message and gave no reason"


def send_test(
    environ: Mapping[str, str] = os.environ, send: Send | None = None
) -> dict[str, str | None]:
    """Send a test message to every channel, outside the outbox: channel to cause, None for sent."""
    known = {channel.name: channel for channel in channels(environ)}
    message = {"severity": "info", "title": "gapwatch: test", "body": TEST}
    return {
        name: _sent(known, {**message, "channel": name}, send or send_by_apprise) for name in known
    }


class _LogRows(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(" ".join(record.getMessage().split()))


@contextmanager
def _overheard() -> Iterator[Sequence[str]]:
    """What Apprise logs; it logs addresses, so nothing of it goes anywhere else meanwhile."""
    lines: list[str] = []
    saved = []
    for name in ("apprise", "urllib3", "requests"):
        logger = logging.getLogger(name)
        saved.append((logger, logger.propagate, list(logger.handlers), logger.level))
        logger.propagate, logger.handlers = False, []
    heard = logging.getLogger("apprise")
    heard.handlers, heard.level = [_LogRows(lines)], logging.WARNING
    try:
        yield lines
    finally:
        for logger, propagate, handlers, level in saved:
            logger.propagate, logger.handlers, logger.level = propagate, handlers, level
