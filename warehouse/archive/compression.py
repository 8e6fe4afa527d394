"""How a page is stored: a zstd frame, alone or as what differs from the page before it.

A page that differs from another begins with a frame that zstd skips, which names that page, the
last whole one of its address, and counts from it; `zstd -d --patch-from THAT_PAGE` reads it too.
Archives of before have pages beside others that are not whole, and pages in gzip.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from typing import Any

ALONE_EVERY = 64
"""Pages from one that stands alone to the next: losing one costs no more than these."""
LEVEL = 12
"""6 to 14 ms for a megabyte of JSON. 13 takes 16 times as long for nothing; 3 takes a third, and
twice the bytes of 150 versions of a list."""
LARGEST_WINDOW = 27
"""log2 of the bytes in which zstd looks for repeats; a reader refuses more unless it is told to."""
_SKIPPED = (0x184D2A50).to_bytes(4, "little")
_ABOUT_BYTES = 33
_GZIP = b"\x1f\x8b"


class Damaged(Exception):
    """The stored bytes are no page."""


@dataclass(frozen=True, slots=True)
class StoredBase:
    """The page that a stored one differs from, and the stored one's number (1 to 63)."""

    sha256: str
    number: int


def pack(body: bytes, base: StoredBase | None = None, before: bytes = b"") -> bytes:
    """`body` as it is stored; `before` are the bytes of `base`."""
    import zstandard  # noqa: PLC0415 - most commands store nothing

    size = len(body) + len(before)
    settings: dict[str, Any] = {}
    if base is not None:
        settings["dict_data"] = zstandard.ZstdCompressionDict(
            before, dict_type=zstandard.DICT_TYPE_RAWCONTENT
        )
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        source_size=size,
        dict_size=len(before),
        window_log=min(max(size.bit_length(), 10), LARGEST_WINDOW),
        write_checksum=True,
    )
    frame = zstandard.ZstdCompressor(compression_params=parameters, **settings).compress(body)
    return frame if base is None else _about(base) + frame


def unpack(stored: bytes, before: bytes = b"") -> bytes:
    """The page; `before` are the bytes of the page that `base_of` names. Raises Damaged."""
    if stored.startswith(_GZIP):
        try:
            return gzip.decompress(stored)
        except (OSError, EOFError, zlib.error) as error:
            raise Damaged(str(error)) from None
    import zstandard  # noqa: PLC0415 - as above

    settings: dict[str, Any] = {}
    if base_of(stored) is not None:
        stored = stored[len(_SKIPPED) + 4 + _ABOUT_BYTES :]
        settings["dict_data"] = zstandard.ZstdCompressionDict(
            before, dict_type=zstandard.DICT_TYPE_RAWCONTENT
        )
    try:
        return bytes(zstandard.ZstdDecompressor(**settings).decompress(stored))
    except (zstandard.ZstdError, MemoryError) as error:
        raise Damaged(str(error)) from None


def base_of(stored: bytes) -> StoredBase | None:
    """The page that a stored one differs from; None: it stands alone."""
    head = len(_SKIPPED) + 4
    if not stored.startswith(_SKIPPED) or len(stored) < head + _ABOUT_BYTES:
        return None
    about = stored[head : head + _ABOUT_BYTES]
    return StoredBase(about[1:].hex(), about[0])


def _about(base: StoredBase) -> bytes:
    about = bytes([base.number]) + bytes.fromhex(base.sha256)
    return _SKIPPED + len(about).to_bytes(4, "little") + about
