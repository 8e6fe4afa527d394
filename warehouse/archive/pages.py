"""The archive: every page that any fetch brought, stored once under its sha256, compressed.

It lives in a folder or at any fsspec URL (`GAPWATCH_ARCHIVE`). Bytes go in before anyone parses
them, so that a page which could not be read is kept too.

A page is a zstd frame, alone or as what differs from another. It begins then with a frame that zstd
skips, which names that page, the last whole one of its address, and counts from it; `zstd -d
--patch-from THAT_PAGE` reads it too. Archives of before have pages beside others that are not
whole, and pages in gzip.
"""

import gzip
import hashlib
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from warehouse import files
from warehouse.errors import ArchiveUnknown, PageLost

ENDING, OLD = ".zst", ".gz"
"""Of the file of a page, now and before."""
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


class Place:
    """A folder or fsspec URL that holds whole files by name, which may have folders in it."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._found: tuple[Any, str] | None = None

    def read(self, name: str) -> bytes:
        """What the file holds. Raises OSError."""
        system, folder = self._at()
        path = f"{folder}/{name}"
        if "file" in system.protocol:
            return Path(path).read_bytes()
        with system.open(path, "rb") as stored:
            return cast(bytes, stored.read())

    def write(self, name: str, content: bytes) -> None:
        """Put a file there: whole, or not at all."""
        system, folder = self._at()
        path = f"{folder}/{name}"
        if "file" in system.protocol:
            files.write(Path(path), content)
        else:  # an object store shows an object when it is complete, and not before
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            system.pipe_file(path, content)

    def exists(self, name: str) -> bool:
        """Whether there is a file of that name."""
        system, folder = self._at()
        return bool(system.exists(f"{folder}/{name}"))

    def names(self, within: str) -> list[str]:
        """Names of the files in the folder `within`, sorted; none where there is no such folder."""
        system, folder = self._at()
        try:
            listed = system.ls(f"{folder}/{within}", detail=False)
        except FileNotFoundError:
            return []
        return sorted(str(path).rpartition("/")[2] for path in listed)

    def remove(self, name: str) -> None:
        """Remove a file."""
        system, folder = self._at()
        system.rm_file(f"{folder}/{name}")

    def _at(self) -> tuple[Any, str]:
        """The file system and the folder in it, found when first needed. Raises ArchiveUnknown."""
        if self._found is None:
            import fsspec  # noqa: PLC0415 - most questions need no page

            try:  # others write there too, so a listing of a minute ago says nothing
                system, path = fsspec.core.url_to_fs(self.root, use_listings_cache=False)
            except (ValueError, ImportError) as error:
                place = re.sub(r"//[^/@]*@", "//", self.root)  # without a password
                raise ArchiveUnknown(
                    f"archive {place} cannot be reached ({error}): correct GAPWATCH_ARCHIVE"
                ) from None
            self._found = system, path.rstrip("/")
        return self._found


class Archive:
    """Pages by hash under one root."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._place = Place(root)

    def put(self, body: bytes, like: str | None = None) -> str:
        """Keep `body` and return its sha256; the same bytes are stored once.

        `like`: a page that `body` may resemble, such as the one before it at its address: only what
        differs from the last whole page of that address is stored, and every 64th page is whole. A
        page that was damaged in the meantime is whole again when its bytes come again.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        if not self.holds(sha256):
            base, before = self._base(like, sha256)
            self._replace(sha256, pack(body, base, before), ENDING)
        return sha256

    def copy(self, sha256: str, given: "Archive") -> None:
        """Take a page from another archive as it is stored there; what it differs from comes too.

        Raises PageLost.
        """
        while not self.holds(sha256):
            given.get(sha256)
            stored, ending = given._stored(sha256)
            self._replace(sha256, stored, ending)
            base = base_of(stored)
            if base is None:
                break
            sha256 = base.sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with that hash. Raises PageLost when they are gone or are other bytes."""
        try:
            body = self._unpacked(sha256)
        except (OSError, Damaged) as error:
            raise PageLost(f"archive: page {sha256} cannot be read ({error}); restore it") from None
        if hashlib.sha256(body).hexdigest() != sha256:
            raise PageLost(f"archive: page {sha256} holds other bytes; restore it from a backup")
        return body

    def shas(self) -> set[str]:
        """The hashes of all pages that are kept here, whole or not."""
        folders = [name for name in self._place.names("") if re.fullmatch("[0-9a-f]{2}", name)]
        return {name.partition(".")[0] for folder in folders for name in self._place.names(folder)}

    def holds(self, sha256: str) -> bool:
        """Whether the page is there and whole."""
        if not self._is_there(sha256):
            return False
        try:
            self.get(sha256)
        except PageLost:
            return False
        return True

    def _base(self, like: str | None, sha256: str) -> "tuple[StoredBase | None, bytes]":
        """The whole page that `sha256` is stored beside, and its bytes; none for every 64th page.

        A damaged page is stored whole: others may differ from it.
        """
        if like is None or self._is_there(sha256):
            return None, b""
        try:
            last = base_of(self._stored(like)[0]) or StoredBase(like, 0)
            number = last.number + 1
            is_whole = base_of(self._stored(last.sha256)[0]) is None
            if number < ALONE_EVERY and is_whole:
                return StoredBase(last.sha256, number), self.get(last.sha256)
        except (PageLost, OSError):
            pass
        return None, b""

    def _unpacked(self, sha256: str) -> bytes:
        """A page by way of those that it differs from: one, in archives of before up to six.

        Raises OSError and Damaged.
        """
        way: dict[str, bytes] = {}
        base: StoredBase | None = StoredBase(sha256, 0)
        while base is not None:
            if base.sha256 in way:
                raise Damaged(f"it differs from {base.sha256}, and that page from itself")
            way[base.sha256] = self._stored(base.sha256)[0]
            base = base_of(way[base.sha256])
        body = b""
        for stored in reversed(way.values()):
            body = unpack(stored, body)
        return body

    def _stored(self, sha256: str) -> tuple[bytes, str]:
        """The bytes of a page's file and its ending. Raises OSError."""
        try:
            return self._place.read(_name(sha256)), ENDING
        except FileNotFoundError:
            return self._place.read(_name(sha256, OLD)), OLD

    def _replace(self, sha256: str, stored: bytes, ending: str) -> None:
        """Write a page; what was there of it, damaged, is gone."""
        self._place.write(_name(sha256, ending), stored)
        other = _name(sha256, OLD if ending == ENDING else ENDING)
        if self._place.exists(other):
            self._place.remove(other)

    def _is_there(self, sha256: str) -> bool:
        return any(self._place.exists(_name(sha256, ending)) for ending in (ENDING, OLD))


def _name(sha256: str, ending: str = ENDING) -> str:
    return f"{sha256[:2]}/{sha256}{ending}"


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
