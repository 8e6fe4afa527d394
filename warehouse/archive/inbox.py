"""The inbox of the archive: what fetches brought and nobody has recorded yet.

A fetch needs no writer: its pages go to the archive, and one small file here says what came of it.
Whoever records takes the file up and removes it, so what a crash leaves between the two is taken
up by the next one. The other way goes one file that says what is recorded, so that a machine which
has the archive alone fetches conditionally, and only what is due.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from warehouse.archive.pages import Place
from warehouse.clock import moment, stamp
from warehouse.errors import InboxDamaged

FOLDER, END = "inbox", ".json"
STATES = "fetch_states.json"


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
    """Why a fetch broke off; `outcome` is `unreachable`, `refused`, or merely `incomplete`."""

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
    clocks: Sequence[tuple[str, float]] = ()
    """Hosts that gave pages, with the seconds by which this machine's clock was ahead."""


@dataclass(frozen=True, slots=True)
class KnownPage:
    """The newest accepted page of an address, and what its server gave for a conditional fetch."""

    url: str
    etag: str | None
    last_modified: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class FetchState:
    """What is recorded of a source when somebody fetches it next.

    `last` has the keys last_outcome, last_seen_at and last_good_at of `source_health`; None: the
    source was never asked.
    """

    last: Mapping[str, Any] | None = None
    pages: tuple[KnownPage, ...] = ()


class Inbox:
    """Deliveries under one archive, oldest first, and what those who fetch have to know."""

    def __init__(self, root: str) -> None:
        self._place = Place(root)

    def put(self, delivery: Delivery, at: datetime) -> str:
        """Leave a delivery, begun at `at`; returns its name. It is there whole or not at all."""
        name = f"{delivery.source}.{at:%Y%m%dT%H%M%S%f}.{uuid4().hex[:8]}{END}"
        self._place.write(f"{FOLDER}/{name}", _text(asdict(delivery)))
        return name

    def names(self, source: str | None = None) -> list[str]:
        """Names of the deliveries that wait, of `source` or of all, each source's oldest first."""
        wanted = "" if source is None else f"{source}."
        names = self._place.names(FOLDER)
        return [name for name in names if name.startswith(wanted) and name.endswith(END)]

    def get(self, name: str) -> Delivery:
        """The delivery of that name. Raises InboxDamaged."""
        try:
            content = json.loads(self._place.read(f"{FOLDER}/{name}"))
            answers = tuple(FetchedPage(**_timed(answer)) for answer in content["answers"])
            failure = content["failure"]
            failure = failure and Failure(**_timed(failure))
            clocks = tuple((host, ahead) for host, ahead in content.get("clocks", ()))
            return Delivery(content["source"], answers, failure, clocks)
        except FileNotFoundError:
            raise
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InboxDamaged(
                f"archive: {FOLDER}/{name} is damaged ({error}); its pages are kept: fetch the "
                "source again"
            ) from None

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
        self._place.remove(f"{FOLDER}/{name}")

    def leave_states(self, states: Mapping[str, FetchState]) -> None:
        """Say what is recorded of each source, for those who fetch without the warehouse."""
        told = {name: asdict(state) for name, state in states.items()}
        self._place.write(STATES, _text({"sources": told}))

    def states(self) -> dict[str, FetchState] | None:
        """What was recorded last; None: nothing yet. A damaged file is as good as none."""
        try:
            content = json.loads(self._place.read(STATES))
            return {name: _state(fields) for name, fields in content["sources"].items()}
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return None


def _state(fields: Mapping[str, Any]) -> FetchState:
    return FetchState(fields["last"], tuple(KnownPage(**page) for page in fields["pages"]))


def _text(record: Mapping[str, Any]) -> bytes:
    return (json.dumps(record, default=stamp, ensure_ascii=False, indent=1) + "\n").encode()


def _timed(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {**fields, "seen_at": moment(fields["seen_at"])}
