"""A sign of life outside Dagster, for a watcher that does not depend on what it watches.

`heartbeat.json` in GAPWATCH_HOME says when the last refresh ended, and when the daemon last
gave a sign. GAPWATCH_PING_URL, where set, is asked after every refresh in the manner of
healthchecks: the address itself after success, `/fail` behind it otherwise. Its absence is what
the other side alerts on, so a ping that fails is told and never fails the run. Other runs look at
no source: their success says nothing of it.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import requests

from warehouse import files
from warehouse.clock import moment, stamp

REFRESH = "refresh"
"""The job whose end is a sign of life, and its part of the file."""
FILE, LOCK = "heartbeat.json", "heartbeat.lock"
PING = "GAPWATCH_PING_URL"
TIMEOUT = 10
"""Seconds without an answer after which a ping has failed."""


def read(home: Path) -> dict[str, Any] | None:
    """The content of the file; None when there is none yet or it is damaged."""
    try:
        found: dict[str, Any] = json.loads((home / FILE).read_bytes())
        for part in found.values():
            moment(part["at"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return found


def fault(home: Path) -> str | None:
    """What is wrong with the file; None: nothing, or there is none yet."""
    path = home / FILE
    if not path.exists() or read(home) is not None:
        return None
    return f"{path}: damaged; remove it, the next refresh writes it anew"


def beat(home: Path, part: str, now: datetime, **more: Any) -> None:
    """Say that `part` (`refresh`, `daemon`) gave a sign at `now`; the other stays."""
    files.home(home)
    with files.held(home / LOCK, is_told=False):
        content = {**(read(home) or {}), part: {"at": stamp(now), **more}}
        files.write(home / FILE, json.dumps(content, indent=2, sort_keys=True).encode() + b"\n")


def ping(success: bool) -> str | None:
    """Ask GAPWATCH_PING_URL; says how it went, without the address. None: no address is set."""
    url = os.environ.get(PING)
    if not url:
        return None
    path, mark, query = url.partition("?")
    address = url if success else f"{path.rstrip('/')}/fail{mark}{query}"
    try:
        with requests.get(address, timeout=TIMEOUT, stream=True) as answer:
            return "ok" if answer.ok else f"failed: status {answer.status_code}"
    except (requests.RequestException, ValueError) as error:
        return f"failed: {type(error).__name__}"
