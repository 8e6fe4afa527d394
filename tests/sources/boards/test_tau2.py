"""tau2-bench: many files as one page, and files that are no submission."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from sources.boards import tau2
from sources.contract import (
    Fetched,
    Page,
    Reading,
    SourceChanged,
    SourceUnavailable,
    Validator,
)
from tests.sources.sample import (
    PAGES,
    SEEN_AT,
    page_of,
)


def content() -> Any:
    return json.loads((PAGES / "tau2" / "list.json").read_bytes())


def readings() -> list[Reading]:
    return list(tau2.parse(page_of(content())))


@dataclass
class Bucket:
    """A client that serves the files of the bucket."""

    files: dict[str, Any]
    asked: list[str] = field(default_factory=list)
    silent: bool = False

    def known(self, url: str) -> Validator | None:
        raise AssertionError(url)

    def get(
        self,
        url: str,
        *,
        content_types: Sequence[str] = (),
        max_bytes: int = 64 * 2**20,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        assert headers is None
        self.asked.append(url)
        if url.removeprefix(tau2.URL) not in self.files:
            raise SourceUnavailable("tau2", "HTTP 404", status=404)
        found = json.dumps(self.files[url.removeprefix(tau2.URL)]).encode()
        return Fetched(url, SEEN_AT, 200, None if self.silent else Page(url, found, SEEN_AT))


def bucket() -> Bucket:
    listed = {item["dir"]: item["submission"] for item in content() if "EXAMPLE" not in item["dir"]}
    names = list(listed)
    manifest = {
        "submissions": names[:2],
        "voice_submissions": names[4:],
        "legacy_submissions": names[2:4],
    }
    with_mail = {
        f"{name}/submission.json": {**one, "contact_info": {"email": "someone@example.org"}}
        for name, one in listed.items()
    }
    return Bucket({"manifest.json": manifest, **with_mail})


def test_a_look_gathers_every_listed_submission_into_one_page() -> None:
    client = bucket()
    (look,) = tau2.fetch(client)
    assert (look.url, look.status, len(client.asked)) == (tau2.URL, 200, 6)
    assert look.page is not None
    gathered = list(tau2.parse(look.page))
    assert [(r.board, r.category, len(r.rows)) for r in gathered] == [
        (r.board, r.category, len(r.rows)) for r in readings()
    ]


def test_personal_addresses_are_never_stored() -> None:
    (look,) = tau2.fetch(bucket())
    assert look.page is not None
    assert b"contact_info" not in look.page.body
    assert b"@" not in look.page.body


def test_a_manifest_of_another_shape_is_refused() -> None:
    client = bucket()
    del client.files["manifest.json"]["voice_submissions"]
    with pytest.raises(SourceChanged, match="voice_submissions"):
        list(tau2.fetch(client))


def gathered(client: Bucket) -> list[Reading]:
    (look,) = tau2.fetch(client)
    assert look.page is not None
    return list(tau2.parse(look.page))


@pytest.mark.parametrize("odd", ["../secret", "gone_sierra_2026-03-02", "text_sierra_2026-03-03"])
def test_a_listed_file_that_is_no_submission_costs_itself(odd: str) -> None:
    client = bucket()
    client.files["manifest.json"]["voice_submissions"].append(odd)
    client.files["text_sierra_2026-03-03/submission.json"] = ["no", "submission"]
    found = gathered(client)
    assert f"{tau2.URL}../secret/submission.json" not in client.asked
    for reading in found:
        assert [one.entry for one in reading.refused] == [odd]
    with_rows = [reading for reading in found if reading.rows]
    assert [len(r.rows) for r in with_rows] == [len(r.rows) for r in readings()]


def test_a_file_without_bytes_is_asked_for_again_later() -> None:
    client = bucket()
    client.silent = True
    with pytest.raises(SourceUnavailable, match="not modified"):
        list(tau2.fetch(client))
