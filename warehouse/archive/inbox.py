"""The inbox of the archive: what fetches brought and nobody has recorded yet.

A fetch needs no writer: its pages go to the archive, and one small file here says what came of it.
Whoever records takes the file up and removes it, so what a crash leaves between the two is taken
up by the next one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from warehouse import rights
from warehouse.clock import moment, stamp
from warehouse.errors import InboxDamaged

FOLDER, END = "inbox", ".json"


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """One answer of a source: the page that it gave, or that it says is the same as before."""

    url: str
    seen_at: datetime
    sha256: str
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a fetch broke off; `outcome` is `unreachable` or `refused`."""

    outcome: str
    cause: str
    seen_at: datetime
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one fetch of a source brought, in order, and how it broke off, if it did."""

    source: str
    answers: tuple[FetchedPage, ...]
    failure: Failure | None = None


class Inbox:
    """Deliveries under one archive, oldest first."""

    def __init__(self, root: str) -> None:
        import fsspec  # noqa: PLC0415 - most questions need no page

        filesystem, path = fsspec.core.url_to_fs(root)
        self._files: Any = filesystem
        self._folder = f"{path.rstrip('/')}/{FOLDER}"

    def put(self, delivery: Delivery, at: datetime) -> str:
        """Leave a delivery, begun at `at`; returns its name. It is there whole or not at all."""
        name = f"{delivery.source}.{at:%Y%m%dT%H%M%S%f}.{uuid4().hex[:8]}{END}"
        text = json.dumps(asdict(delivery), default=stamp, ensure_ascii=False, indent=1) + "\n"
        self._write(f"{self._folder}/{name}", text.encode())
        return name

    def names(self, source: str | None = None) -> list[str]:
        """Names of the deliveries that wait, of `source` or of all, each source's oldest first."""
        try:
            listed = self._files.ls(self._folder, detail=False)
        except FileNotFoundError:
            return []
        names = sorted(str(path).rpartition("/")[2] for path in listed)
        wanted = "" if source is None else f"{source}."
        return [name for name in names if name.startswith(wanted) and name.endswith(END)]

    def get(self, name: str) -> Delivery:
        """The delivery of that name. Raises InboxDamaged."""
        try:
            content = json.loads(self.content(name))
            answers = tuple(FetchedPage(**_timed(answer)) for answer in content["answers"])
            failure = content["failure"]
            return Delivery(content["source"], answers, failure and Failure(**_timed(failure)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InboxDamaged(
                f"archive: {FOLDER}/{name} is damaged ({error}); its pages are kept: fetch the "
                "source again"
            ) from None

    def content(self, name: str) -> bytes:
        """The bytes of a delivery's file, for a copy of it."""
        with self._files.open(f"{self._folder}/{name}", "rb") as stored:
            return cast(bytes, stored.read())

    def copy_to(self, other: Inbox) -> list[str]:
        """Copy what waits here to another archive's inbox; returns the pages that it names.

        What is recorded meanwhile is gone, and needs no copy. Raises InboxDamaged.
        """
        shas: list[str] = []
        for name in self.names():
            try:
                shas += [answer.sha256 for answer in self.get(name).answers]
                other._write(f"{other._folder}/{name}", self.content(name))
            except FileNotFoundError:
                continue
        return list(dict.fromkeys(shas))

    def faults(self) -> list[str]:
        """What is wrong with the deliveries that wait."""
        found = []
        for name in self.names():
            try:
                self.get(name)
            except InboxDamaged as error:
                found.append(str(error))
            except FileNotFoundError:  # recorded in this moment
                continue
        return found

    def remove(self, name: str) -> None:
        """Forget a delivery that is recorded."""
        self._files.rm_file(f"{self._folder}/{name}")

    def _write(self, path: str, content: bytes) -> None:
        if "file" not in self._files.protocol:  # an object store shows whole objects only
            self._files.makedirs(self._folder, exist_ok=True)
            with self._files.open(path, "wb") as target:
                target.write(content)
            return
        rights.folder(Path(path).parent)
        aside = Path(f"{path}.part")
        with open(aside, "wb", opener=rights.opener) as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        aside.replace(path)


def _timed(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {**fields, "seen_at": moment(fields["seen_at"])}
