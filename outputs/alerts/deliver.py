"""Sending events to channels through Apprise: at least once, never silently lost.

What is due follows from the ledgers: events that a rule brings to people, that stand or are at most
14 days old, and that no attempt brought to the channel; so a new channel learns what stands. One
process at a time sends. An attempt is recorded after it was made: where the process dies between
the two the event is sent again, with the same id in its text. A failure is recorded with its cause,
without addresses, and tried again after a pause that doubles from one minute to six hours.

An address of a channel (GAPWATCH_ALERT_URLS) is a secret: whoever has it may write there. Outside
this module and the library that sends, a channel is known by its scheme and a fingerprint only.
"""

import hashlib
import logging
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any, NamedTuple
from urllib.parse import unquote

from outputs.alerts.rules import Rules, message, sent_kinds
from outputs.wording import shorten
from warehouse.alerts import record_attempt, sending
from warehouse.clock import moment
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
    found: set[str] = set()
    for secret in secrets:
        rest = secret.partition("://")[2]
        pieces = [secret, rest, *re.split(r"[/?&=:@#,;]+", rest)]
        found |= {form for piece in pieces for form in (piece, unquote(piece))}
    for piece in sorted(found, key=len, reverse=True):
        if len(piece) >= SHORTEST_SECRET:
            text = text.replace(piece, HIDDEN)
    return re.sub(r"[A-Za-z][A-Za-z0-9+.-]*://\S+", HIDDEN, text)


JOINED_FROM = 6
"""So many events at once for one channel go in one message."""
TRIES = 2
"""Failures in one call after which a channel is left alone."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
CAUSE_LIMIT = 300
TALKING = ("apprise", "urllib3.connectionpool", "urllib3.util.retry")
"""Loggers that may name an address."""
TEST = "This is a test. Alerts of gapwatch arrive here."

Clock = Callable[[], datetime]
Send = Callable[[Channel, str, str, str], str | None]
"""(channel, severity, title, body) to the cause of a failure, None for success."""


class Attempt(NamedTuple):
    """How one message went."""

    channel: str
    title: str
    attempt: int
    cause: str | None
    """None: delivered."""


def send_by_apprise(channel: Channel, severity: str, title: str, body: str) -> str | None:
    """Send one message. Returns what Apprise said when it failed; the caller redacts it."""
    with _overheard() as lines, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of modules that Apprise imports
        import apprise  # noqa: PLC0415 - takes a moment, and most runs have nothing to send

        kind = apprise.NotifyType({"critical": "failure"}.get(severity, severity))
        asset = apprise.AppriseAsset(http_redirects=False)  # a login page would answer, and well
        place = apprise.Apprise.instantiate(channel.url, asset=asset)
        if place is None:
            return "Apprise does not know this address: see its documentation for the form"
        # Many places refuse a text that is longer than theirs: it comes in parts.
        if place.notify(body=body, title=title, notify_type=kind, overflow="split"):
            return None
    return "; ".join(dict.fromkeys(lines)) or "the channel refused the message and gave no reason"


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """What Apprise warns of; it logs addresses, so nothing of it goes anywhere else meanwhile."""
    lines: list[str] = []

    def hear(record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            lines.append(" ".join(record.getMessage().split()))
        return False

    loggers = [logging.getLogger(name) for name in TALKING]
    for logger in loggers:
        logger.addFilter(hear)
    try:
        yield lines
    finally:
        for logger in loggers:
            logger.removeFilter(hear)


def pause(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: 1, 2, 4 ... minutes, at most six hours."""
    return min(FIRST_PAUSE * (1 << min(failures - 1, 20)), LONGEST_PAUSE)


def waiting(
    warehouse: Warehouse, rules: Rules, names: Iterable[str], now: datetime
) -> list[dict[str, Any]]:
    """What was not delivered to the channels of these `names`, channel by channel, oldest first."""
    kinds = sent_kinds(rules)
    return [
        row
        for name in names
        for row in reads_alerts.waiting(warehouse.connection, name, kinds, now)
    ]


def deliver(
    warehouse: Warehouse,
    rules: Rules,
    environ: Mapping[str, str] = os.environ,
    *,
    at_once: bool = False,
    clock: Clock = partial(datetime.now, UTC),  # noqa: B008 - called for every message
    send: Send = send_by_apprise,
) -> list[Attempt]:
    """Try everything that is due on every configured channel, at most once each.

    `at_once` overrides pauses after failures. None is tried where another process sends just now.
    """
    known, attempts = channels(environ), list[Attempt]()
    with sending(warehouse.connection) as is_ours:
        for channel in known if is_ours else ():
            due = [
                row
                for row in waiting(warehouse, rules, [channel.name], clock())
                if at_once
                or not row["attempts"]
                or moment(row["last_at"]) + pause(row["attempts"]) <= clock()
            ]
            failures = 0
            for group in [due] if len(due) >= JOINED_FROM else [[row] for row in due]:
                text = message(group, rules)
                cause = _sent(known, channel, text, send)
                ids = [row["id"] for row in group]
                record_attempt(warehouse.connection, channel.name, ids, clock(), cause)
                number = 1 + max(row["attempts"] for row in group)
                attempts.append(Attempt(channel.name, text[1], number, cause))
                failures += cause is not None
                if failures == TRIES:  # a dead channel must not cost every message's time-out
                    break
    return attempts


def _sent(
    known: Iterable[Channel], channel: Channel, text: tuple[str, str, str], send: Send
) -> str | None:
    try:
        cause = send(channel, *text)
    except Exception as error:  # noqa: BLE001 - a defect of one channel must not stop the others
        cause = f"{type(error).__name__}: {error}"
    if cause is None:
        return None
    return shorten(redacted(cause, [one.url for one in known]), CAUSE_LIMIT)


def send_test(environ: Mapping[str, str] = os.environ) -> dict[str, str | None]:
    """Send a test message to every channel: channel to cause, None for sent."""
    known, text = channels(environ), ("info", "gapwatch: test", TEST)
    return {channel.name: _sent(known, channel, text, send_by_apprise) for channel in known}
