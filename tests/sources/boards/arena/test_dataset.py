"""Arena: files that are damaged; looks at one pinned revision of the dataset."""

import hashlib

import pyarrow as pa
import pytest

from sources.boards.arena import dataset as arena_dataset
from sources.contract import Fetched, ParseError, SourceUnavailable, Validator
from tests.sources.boards.arena import sample as pages
from tests.sources.boards.arena.sample import COMMIT, HOME, parquet, row
from tests.sources.sample import Serving, what_is_told

TEXT = "text/latest-00000-of-00001.parquet"
PINNED = f"{HOME}/resolve/{COMMIT}/"


@pytest.mark.parametrize(
    "body",
    [
        parquet([row(model_name="m-e")]).replace(b"m-e", b"m\xffe"),
        pages.parquet_of(pa.table({"name-x": [1]})).replace(b"name-x", b"name\xffx"),
        parquet([row()])[:30] + b"\0" * 60 + parquet([row()])[90:],
    ],
)
def test_a_file_that_is_damaged_inside_is_named_so(body: bytes) -> None:
    told = what_is_told(arena_dataset.parse, pages.page(body))
    assert "is not a readable parquet file" in told


FILES = {
    **{
        f"{subset}/latest-00000-of-00001.parquet": parquet([row(model_name=subset)])
        for subset in arena_dataset.SUBSETS
    },
    "agent/latest-00000-of-00001.parquet": pages.agents(pages.agent(model_name="agent")),
}


def dataset(files: dict[str, bytes] = FILES, tree: bytes = b"") -> Serving:
    """The place with these files in its one revision; `tree`: another list of them."""
    api = arena_dataset.API
    listed = tree or pages.tree(files)
    about = {api: pages.dataset(), f"{api}/tree/{COMMIT}?recursive=true": listed}
    return Serving({**about, **{PINNED + path: body for path, body in files.items()}})


def test_every_subset_is_looked_at_in_one_revision() -> None:
    client = dataset()
    looks = list(arena_dataset.fetch(client))
    assert [look.url for look in looks] == [
        f"{HOME}/resolve/main/{subset}/latest-00000-of-00001.parquet"
        for subset in arena_dataset.SUBSETS
    ]
    for look in looks:
        assert look.page.url == look.url
        oid = hashlib.sha256(look.page.body).hexdigest()
        assert (look.etag, look.status) == (f"{oid}@{COMMIT}", 200)
    asked = [url for url in client.asked if "/resolve/" in url]
    assert len(asked) == len(arena_dataset.SUBSETS)
    assert all(url.startswith(PINNED) for url in asked)


def test_a_file_with_an_equal_id_is_not_asked_for() -> None:
    first = list(arena_dataset.fetch(dataset()))
    known = {look.url: Validator(look.etag) for look in first}
    known[f"{HOME}/resolve/main/{TEXT}"] = Validator("an-older-id@an-older-commit")
    client = dataset()
    client.validators = known
    second = list(arena_dataset.fetch(client))
    changed = [look.url for look in second if look.page is not None]
    assert changed == [f"{HOME}/resolve/main/{TEXT}"]
    assert {look.status for look in second if look.page is None} == {None}
    assert [(look.url, look.etag) for look in second] == [(it.url, it.etag) for it in first]
    assert [url for url in client.asked if "/resolve/" in url] == [PINNED + TEXT]


def test_a_file_that_is_not_the_one_listed_is_not_taken() -> None:
    client = dataset(tree=pages.tree({**FILES, TEXT: b"another"}))
    with pytest.raises(SourceUnavailable, match=TEXT) as caught:
        list(arena_dataset.fetch(client))
    assert caught.value.status == 200


def test_a_subset_that_is_gone_is_named_after_the_others_were_seen() -> None:
    seen: list[Fetched] = []
    with pytest.raises(ParseError, match=TEXT):
        seen.extend(arena_dataset.fetch(dataset({k: v for k, v in FILES.items() if k != TEXT})))
    assert len(seen) == len(arena_dataset.SUBSETS) - 1


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        (b'{"error": "x"}', "the tree is .*, not a list"),
        (b'["x"]', "an entry of the tree is str"),
        (b'[{"path": "x"}]', "has no .* renamed"),
        (b'[{"path": "x.parquet"}]', "lfs of x.parquet is NoneType"),
        (b'[{"path": "x.parquet", "lfs": {"o": 1}}]', "lfs of x.parquet is None"),
        (b"<html>", "not JSON"),
    ],
)
def test_a_tree_of_another_shape_is_refused(listed: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        list(arena_dataset.fetch(dataset(tree=listed)))
