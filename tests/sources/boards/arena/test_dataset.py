"""Arena: files that are none or too large; looks at one pinned revision of the dataset."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from sources.boards.arena import dataset as arena_dataset
from sources.contract import (
    Fetched,
    SourceChanged,
    SourceUnavailable,
    Validator,
)
from sources.http.client import PoliteClient
from tests.sources.boards.arena import sample as pages
from tests.sources.boards.arena.sample import COMMIT, HOME, parquet, row
from tests.sources.http import server
from tests.sources.http.server import Place
from tests.sources.sample import what_is_told

TEXT = "text/latest-00000-of-00001.parquet"


def refused(body: bytes) -> str:
    return what_is_told(arena_dataset.parse, pages.page(body))


@pytest.mark.parametrize(
    "body",
    [
        parquet([row(model_name="m-e")]).replace(b"m-e", b"m\xffe"),
        pages.parquet_of(pa.table({"name-x": [1]})).replace(b"name-x", b"name\xffx"),
        parquet([row()])[:30] + b"\0" * 60 + parquet([row()])[90:],
    ],
)
def test_a_file_that_is_damaged_inside_is_named_so(body: bytes) -> None:
    assert "is not a readable parquet file" in refused(body)


@pytest.fixture
def place() -> Iterator[Place]:
    with server.running() as running:
        yield running


def publish(place: Place, files: dict[str, bytes], **how: Any) -> None:
    api = "/api/datasets/lmarena-ai/leaderboard-dataset"
    kind = {"Content_Type": "application/json; charset=utf-8"}
    place.on(api, server.says(200, pages.dataset(), **kind))
    listed = how.get("tree") or pages.tree(files, is_lfs=how.get("is_lfs", True))
    place.on(f"{api}/tree/{COMMIT}?recursive=true", server.says(200, listed, **kind))
    for path, body in files.items():
        pinned = f"/datasets/lmarena-ai/leaderboard-dataset/resolve/{COMMIT}/{path}"
        place.on(pinned, server.says(302, Location=f"/cdn/{path}?X-Signature=1"))
        place.on(f"/cdn/{path}?X-Signature=1", server.says(200, body, ETag='"other"'))


def published(split: str = "latest") -> dict[str, bytes]:
    found = {
        f"{subset}/{split}-00000-of-00001.parquet": parquet([row(model_name=subset)])
        for subset in (*arena_dataset.SUBSETS, *arena_dataset.IGNORED)
    }
    agents = pages.agents(pages.agent(model_name="agent"))
    return {**found, f"agent/{split}-00000-of-00001.parquet": agents}


def client(place: Place, known: dict[str, Validator] | None = None) -> PoliteClient:
    return PoliteClient("arena", base=place.base, validators=known or {})


def fetch(place: Place, known: dict[str, Validator] | None = None) -> list[Fetched]:
    with client(place, known) as polite:
        return list(arena_dataset.fetch(polite))


def test_every_subset_is_looked_at_in_one_revision(place: Place) -> None:
    files = published()
    publish(place, files)
    looks = fetch(place)
    assert [look.url for look in looks] == [
        f"{HOME}/resolve/main/{subset}/latest-00000-of-00001.parquet"
        for subset in arena_dataset.SUBSETS
    ]
    for look in looks:
        assert look.page is not None
        assert look.page.url == look.url
        oid = hashlib.sha256(look.page.body).hexdigest()
        assert (look.etag, look.status) == (f"{oid}@{COMMIT}", 200)
    asked = [path for path in place.paths() if "/resolve/" in path]
    assert len(asked) == len(arena_dataset.SUBSETS)
    assert all(f"/resolve/{COMMIT}/" in path for path in asked)


def test_a_file_with_an_equal_id_is_not_asked_for(place: Place) -> None:
    files = published()
    publish(place, files)
    first = fetch(place)
    known = {look.url: Validator(look.etag) for look in first}
    known[f"{HOME}/resolve/main/{TEXT}"] = Validator("an-older-id@an-older-commit")
    place.asked.clear()
    second = fetch(place, known)
    changed = [look for look in second if look.page is not None]
    assert [look.url for look in changed] == [f"{HOME}/resolve/main/{TEXT}"]
    same = [look for look in second if look.page is None]
    assert len(same) == len(arena_dataset.SUBSETS) - 1
    assert {look.status for look in same} == {None}
    assert [look.etag for look in second] == [look.etag for look in first]
    assert len([path for path in place.paths() if "/resolve/" in path]) == 1


def test_a_file_that_git_itself_keeps_is_known_by_its_id_and_size(place: Place) -> None:
    publish(place, published(), is_lfs=False)
    looks = fetch(place)
    assert {look.etag for look in looks} == {f"{'2' * 40}@{COMMIT}"}


@pytest.mark.parametrize("is_lfs", [True, False])
def test_a_file_that_is_not_the_one_listed_is_not_taken(place: Place, is_lfs: bool) -> None:
    files = published()
    publish(place, files, tree=pages.tree({**files, TEXT: b"another"}, is_lfs=is_lfs))
    looks: list[Fetched] = []
    with client(place) as polite, pytest.raises(SourceUnavailable, match=TEXT) as caught:
        looks.extend(arena_dataset.fetch(polite))
    assert caught.value.status == 200


def test_a_subset_that_is_gone_is_named_after_the_others_were_seen(place: Place) -> None:
    files = published()
    del files[TEXT]
    publish(place, files)
    seen: list[Fetched] = []
    with client(place) as polite, pytest.raises(SourceChanged, match=TEXT):
        seen.extend(arena_dataset.fetch(polite))
    assert len(seen) == len(arena_dataset.SUBSETS) - 1


def test_a_new_subset_is_mentioned(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    publish(place, {**published(), "text_to_music/full-00000-of-00002.parquet": b"x"})
    with caplog.at_level(logging.WARNING, logger="sources.boards.arena.dataset"):
        fetch(place)
    assert [record.getMessage() for record in caplog.records] == [
        "arena: new subsets ['text_to_music'] are not read; add them to SUBSETS"
    ]


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        (b'{"error": "x"}', "the tree is dict, not a list"),
        (b'["x"]', "an entry of the tree is str"),
        (b'[{"path": "x"}]', "an entry of the tree has no 'type'"),
        (b'[{"type": "file", "path": "x", "oid": "1"}]', "an entry of the tree has no 'size'"),
        (b"<html>", "not JSON"),
    ],
)
def test_a_tree_of_another_shape_is_refused(place: Place, listed: bytes, words: str) -> None:
    publish(place, published(), tree=listed)
    with pytest.raises(SourceChanged, match=words):
        fetch(place)
