"""tau2-bench: many files as one page, and files that are no submission."""

import json
from typing import Any

import pytest

from sources.boards import tau2
from sources.contract import ParseError, Reading, SourceUnavailable
from tests.sources.sample import PAGES, Serving, page_of

CONTENT = json.loads((PAGES / "tau2" / "list.json").read_bytes())
LISTED = {one["dir"]: one["submission"] for one in CONTENT if "EXAMPLE" not in one["dir"]}
NAMES = list(LISTED)
MANIFEST = {
    "submissions": NAMES[:2],
    "voice_submissions": NAMES[2:4],
    "legacy_submissions": NAMES[4:],
}
GONE = SourceUnavailable("tau2", "HTTP 404", status=404)


def bucket(manifest: Any = MANIFEST, **more: Any) -> Serving:
    """The files of the bucket; with each submission somebody's address."""
    files = {name: {**one, "contact_info": {"email": "a@b.org"}} for name, one in LISTED.items()}
    files |= more
    bodies: dict[str, Any] = {
        f"{tau2.URL}{name}/submission.json": one
        if isinstance(one, Exception)
        else json.dumps(one).encode()
        for name, one in files.items()
    }
    return Serving({**bodies, f"{tau2.URL}manifest.json": json.dumps(manifest).encode()})


def gathered(client: Serving) -> list[Reading]:
    (look,) = tau2.fetch(client)
    assert b"contact_info" not in look.page.body
    assert b"@" not in look.page.body
    assert (look.url, look.status) == (tau2.URL, 200)
    return list(tau2.parse(look.page))


def test_a_look_gathers_every_listed_submission_into_one_page() -> None:
    client = bucket()
    assert gathered(client) == list(tau2.parse(page_of(CONTENT)))
    assert len(client.looks) == 6


def test_a_manifest_of_another_shape_is_refused() -> None:
    with pytest.raises(ParseError, match="voice_submissions"):
        list(tau2.fetch(bucket({**MANIFEST, "voice_submissions": None})))


@pytest.mark.parametrize("odd", ["../secret", "gone_sierra_2026-03-02", "text_sierra_2026-03-03"])
def test_a_listed_file_that_is_no_submission_costs_itself(odd: str) -> None:
    manifest = {**MANIFEST, "legacy_submissions": [*NAMES[4:], odd]}
    more = {"gone_sierra_2026-03-02": GONE, "text_sierra_2026-03-03": ["no", "submission"]}
    client = bucket(manifest, **more)
    found = gathered(client)
    assert f"{tau2.URL}../secret/submission.json" not in client.asked
    for reading in found:
        assert [one.entry for one in reading.refused] == [odd]
    known = [reading.rows for reading in tau2.parse(page_of(CONTENT))]
    assert [reading.rows for reading in found if reading.rows] == known


def test_a_file_without_bytes_is_asked_for_again_later() -> None:
    with pytest.raises(SourceUnavailable, match="not modified"):
        list(tau2.fetch(Serving({f"{tau2.URL}manifest.json": None})))
