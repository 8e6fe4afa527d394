"""The channels that GAPWATCH_ALERT_URLS names, and words about them that hide the addresses.

An address of a channel is a secret: whoever has it may write there. Outside this module and the
library that sends, a channel is known by its scheme and a fingerprint only.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote

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
