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


class Archive:
    """Pages by hash under one root."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._place: tuple[Any, str] | None = None

    def _at(self) -> tuple[Any, str]:
        """The file system and the folder in it, found when first needed. Raises ArchiveUnknown."""
        if self._place is None:
            import fsspec  # noqa: PLC0415 - most questions need no page

            try:
                filesystem, path = fsspec.core.url_to_fs(self.root)
            except (ValueError, ImportError) as error:
                place = re.sub(r"//[^/@]*@", "//", self.root)  # without a password
                raise ArchiveUnknown(
                    f"archive {place} cannot be reached ({error}): correct GAPWATCH_ARCHIVE"
                ) from None
            self._place = filesystem, path.rstrip("/")
        return self._place

    @property
    def _filesystem(self) -> Any:
        return self._at()[0]

    @property
    def _root(self) -> str:
        return self._at()[1]

    def put(self, body: bytes) -> str:
        """Keep `body` and return its sha256; the same bytes are stored once.

        A page that was damaged in the meantime is whole again when its bytes come again.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        path = self._path(sha256)
        if not self.holds(sha256):
            self._write(path, gzip.compress(body, compresslevel=6, mtime=0))
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with that hash. Raises PageLost when they are gone or are other bytes."""
        path = self._path(sha256)
        try:
            with self._filesystem.open(path, "rb") as stored:
                body = gzip.decompress(cast(bytes, stored.read()))
        except (OSError, EOFError, zlib.error) as error:
            raise PageLost(f"archive: page {sha256} cannot be read ({error}); restore it") from None
        if hashlib.sha256(body).hexdigest() != sha256:
            raise PageLost(f"archive: page {sha256} holds other bytes; restore it from a backup")
        return body

    def holds(self, sha256: str) -> bool:
        """Whether the page is there and whole."""
        if not self._filesystem.exists(self._path(sha256)):
            return False
        try:
            self.get(sha256)
        except PageLost:
            return False
        return True

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256}.gz"

    def _write(self, path: str, packed: bytes) -> None:
        self._filesystem.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        if "file" in self._filesystem.protocol:
            _write_whole(Path(path), packed)
        else:  # an object store shows an object when it is complete, and not before
            with self._filesystem.open(path, "wb") as target:
                target.write(packed)


def _write_whole(path: Path, packed: bytes) -> None:
    """Written aside and moved into place: neither a crash nor a power cut leaves half a page."""
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
