"""The archive: every page that any fetch brought, stored once under its sha256, compressed.

It lives in a folder or at any fsspec URL (`GAPWATCH_ARCHIVE`). Bytes go in before anyone parses
them, so that a page which could not be read is kept too.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from warehouse import rights
from warehouse.errors import ArchiveUnknown, PageLost

LEFT_BEHIND_SECONDS = 86_400
"""A half-written page of a process that died is removed after a day: no write takes as long."""


class Place:
    """A folder or fsspec URL that holds whole files by name, which may have folders in it."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._found: tuple[Any, str] | None = None

    def read(self, name: str) -> bytes:
        """What the file holds. Raises OSError."""
        files, folder = self._at()
        with files.open(f"{folder}/{name}", "rb") as stored:
            return cast(bytes, stored.read())

    def write(self, name: str, content: bytes) -> None:
        """Put a file there: whole, or not at all."""
        files, folder = self._at()
        path = f"{folder}/{name}"
        if "file" in files.protocol:
            _write_whole(Path(path), content)
        else:  # an object store shows an object when it is complete, and not before
            files.makedirs(path.rpartition("/")[0], exist_ok=True)
            files.pipe_file(path, content)

    def exists(self, name: str) -> bool:
        """Whether there is a file of that name."""
        files, folder = self._at()
        return bool(files.exists(f"{folder}/{name}"))

    def names(self, within: str) -> list[str]:
        """Names of the files in the folder `within`, sorted; none where there is no such folder."""
        files, folder = self._at()
        try:
            listed = files.ls(f"{folder}/{within}", detail=False)
        except FileNotFoundError:
            return []
        return sorted(str(path).rpartition("/")[2] for path in listed)

    def remove(self, name: str) -> None:
        """Remove a file."""
        files, folder = self._at()
        files.rm_file(f"{folder}/{name}")

    def _at(self) -> tuple[Any, str]:
        """The file system and the folder in it, found when first needed. Raises ArchiveUnknown."""
        if self._found is None:
            import fsspec  # noqa: PLC0415 - most questions need no page

            try:  # others write there too, so a listing of a minute ago says nothing
                files, path = fsspec.core.url_to_fs(self.root, use_listings_cache=False)
            except (ValueError, ImportError) as error:
                place = re.sub(r"//[^/@]*@", "//", self.root)  # without a password
                raise ArchiveUnknown(
                    f"archive {place} cannot be reached ({error}): correct GAPWATCH_ARCHIVE"
                ) from None
            self._found = files, path.rstrip("/")
        return self._found


class Archive:
    """Pages by hash under one root."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._place = Place(root)

    def put(self, body: bytes) -> str:
        """Keep `body` and return its sha256; the same bytes are stored once.

        A page that was damaged in the meantime is whole again when its bytes come again.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        if not self.holds(sha256):
            self._place.write(_name(sha256), gzip.compress(body, compresslevel=6, mtime=0))
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with that hash. Raises PageLost when they are gone or are other bytes."""
        try:
            body = gzip.decompress(self._place.read(_name(sha256)))
        except (OSError, EOFError, zlib.error) as error:
            raise PageLost(f"archive: page {sha256} cannot be read ({error}); restore it") from None
        if hashlib.sha256(body).hexdigest() != sha256:
            raise PageLost(f"archive: page {sha256} holds other bytes; restore it from a backup")
        return body

    def holds(self, sha256: str) -> bool:
        """Whether the page is there and whole."""
        if not self._place.exists(_name(sha256)):
            return False
        try:
            self.get(sha256)
        except PageLost:
            return False
        return True


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}.gz"


def _write_whole(path: Path, packed: bytes) -> None:
    """Written aside and moved into place: neither a crash nor a power cut leaves half a file."""
    rights.folder(path.parent)
    for left in path.parent.glob("*.part"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - LEFT_BEHIND_SECONDS:
                left.unlink()
    aside = path.with_name(f"{path.name}.{uuid4().hex}.part")
    try:
        with open(aside, "wb", opener=rights.opener) as target:
            target.write(packed)
            target.flush()
            os.fsync(target.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every file system lets a folder be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
