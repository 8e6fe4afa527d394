"""A tiny source: one JSON list per page, read into one score board."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from sources.contract import (
    Client,
    Fetched,
    Page,
    Reading,
    RefusedRow,
    SourceCard,
    SourceChanged,
    SourceUnavailable,
)
from tests.measures.sample import row

URL = "https://board.invalid/list.json"


class FakeSource:
    """Satisfies `sources.contract.Source`; its pages are made with `look`."""

    def __init__(self, looks: Sequence[Fetched | Exception] = (), name: str = "fake") -> None:
        self.looks = looks
        self.ABOUT = SourceCard(
            name=name,
            title="Fake board",
            home="https://board.invalid/",
            licence="none",
            attribution="nobody",
            cadence="never",
            stale_after_days=3,
            tables=("score",),
        )

    def __reduce__(self) -> tuple[type, tuple[()]]:
        """Pages are parsed in another process, which needs neither looks nor name."""
        return type(self), ()

    def fetch(self, _client: Client, /) -> Iterator[Fetched]:
        for look in self.looks:
            if isinstance(look, Exception):
                raise look
            yield look

    def parse(self, page: Page, /) -> Iterator[Reading]:
        content = json.loads(page.body)
        if content == "changed":
            raise SourceChanged("fake", "no list")
        if content == "defect":
            raise KeyError("oops")
        published = content.get("published")
        yield Reading(
            "score",
            content.get("board", "main"),
            "",
            content["rows"],
            [RefusedRow(*one) for one in content.get("refused", ())],
            date.fromisoformat(published) if published else None,
            warnings=content.get("unread", ()),
        )
        if isinstance(content.get("other"), dict):
            yield Reading("score", "other", "", content["other"]["rows"])


def look(content: object, *, hour: int = 0, day: int = 1, status: int | None = 200) -> Fetched:
    seen_at = datetime(2026, 3, day, hour, tzinfo=UTC)
    body = json.dumps(content).encode()
    return Fetched(URL, seen_at, status, Page(URL, body, seen_at), etag=f'"{hash(body)}"')


def rows(*pairs: tuple[str, float], **more: object) -> Mapping[str, object]:
    return {"rows": [row(entry, value) for entry, value in pairs], **more}


def unavailable() -> SourceUnavailable:
    return SourceUnavailable("fake", "cannot connect", status=503)
