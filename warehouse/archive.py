"""The archive: every page that any look brought, stored once under its sha256, compressed.

It lives in a folder or at any fsspec URL (`GAPWATCH_ARCHIVE`). Bytes go in before anyone parses
them, so that a page which could not be read is kept too.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from typing import Any, cast

from warehouse.errors import ArchiveUnknown, PageLost


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
        """Keep `body` and return its sha256; the same bytes are stored once."""
        sha256 = hashlib.sha256(body).hexdigest()
        path = self._path(sha256)
        if not self._filesystem.exists(path):
            self._write(path, gzip.compress(body, compresslevel=6, mtime=0))
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with that hash. Raises PageLost when they are gone or are other bytes."""
        path = self._path(sha256)
        try:
            with self._filesystem.open(path, "rb") as stored:
                body = gzip.decompress(cast(bytes, stored.read()))
        except (OSError, EOFError) as error:
            raise PageLost(f"archive: page {sha256} cannot be read ({error}); restore it") from None
        if hashlib.sha256(body).hexdigest() != sha256:
            raise PageLost(f"archive: page {sha256} holds other bytes; restore it from a backup")
        return body

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256}.gz"

    def _write(self, path: str, packed: bytes) -> None:
        # Written aside and moved into place, so that a crash never leaves half a page.
        self._filesystem.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        aside = f"{path}.part"
        with self._filesystem.open(aside, "wb") as target:
            target.write(packed)
        self._filesystem.mv(aside, path)
