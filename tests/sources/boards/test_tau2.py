"""tau2-bench: many files as one page, domains apart, submitters told from makers."""

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
from tests.recorded import skip_without_autumn
from tests.sources.sample import (
    PAGES,
    SEEN_AT,
    page,
    page_of,
    recorded,
    recorded_page,
    strictly,
    whole,
)


def body() -> bytes:
    return (PAGES / "tau2" / "list.json").read_bytes()


def content() -> Any:
    return json.loads(body())


def readings(odd: Any = None) -> list[Reading]:
    return list(tau2.parse(page(body()) if odd is None else page_of(odd)))


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


def test_two_looks_at_the_same_files_are_the_same_page() -> None:
    (first,), (second,) = tau2.fetch(bucket()), tau2.fetch(bucket())
    assert first.page is not None
    assert second.page is not None
    assert first.page.body == second.page.body


def test_a_manifest_of_another_shape_is_refused() -> None:
    client = bucket()
    del client.files["manifest.json"]["voice_submissions"]
    with pytest.raises(SourceChanged, match="voice_submissions"):
        list(tau2.fetch(client))


def gathered(client: Bucket) -> list[Reading]:
    (look,) = tau2.fetch(client)
    assert look.page is not None
    return list(tau2.parse(look.page))


def test_a_list_that_nobody_knows_is_told() -> None:
    client = bucket()
    client.files["manifest.json"]["image_submissions"] = ["x"]
    release = gathered(client)[-1]
    assert release.warnings == ("unknown keys of the manifest are left unread: image_submissions",)
    assert len(release.rows) == 5


def test_a_name_that_is_listed_twice_is_one_submission() -> None:
    client = bucket()
    client.files["manifest.json"]["voice_submissions"].append("model-a_sierra_2026-02-26")
    assert [len(r.rows) for r in gathered(client)] == [len(r.rows) for r in readings()]


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


def changed(**keys: Any) -> Any:
    found = content()
    found[1]["submission"].update(keys)
    return found


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (changed(novelty=1), "novelty"),
        (changed(modality="smell"), "'smell'"),
        (changed(submission_type="mixed"), "'mixed'"),
        (changed(results={"space": {"pass_1": 1}}), "space"),
        (changed(results={"retail": {"pass_1": 80, "pass_9": 1}}), "pass_9"),
        (changed(results={"retail": {"pass_1": "80"}}), "'80'"),
        (changed(results=None), "results of model-a"),
        (changed(model_release={"release_date": None}), "release_date of model-a"),
        (changed(submission_date=""), "submission_date of model-a"),
        (changed(methodology={}), "evaluation_date of model-a"),
        ({"manifest": {}}, "model_name of the page"),
        ({"submissions": {}}, "the page"),
        (7, "the page"),
        ([{"dir": "x"}], "the submission of x"),
    ],
)
def test_what_is_not_known_is_refused_by_name(odd: Any, names: str) -> None:
    with pytest.raises(SourceChanged, match=names) as caught:
        list(strictly(tau2.parse, page_of(odd)))
    assert str(caught.value).startswith("tau2: ")


def test_one_submission_alone_is_a_board_of_its_own() -> None:
    alone = content()[1]["submission"]
    found = list(tau2.parse(page_of(alone)))
    assert {(r.board, r.basis) for r in found} == {("submission", "leaders")}
    assert [row["entry"] for r in found for row in r.rows] == [alone["model_name"]] * 6


@pytest.mark.parametrize("row", recorded("tau2")[-1:])
@skip_without_autumn
def test_the_one_recorded_submission(row: Mapping[str, str]) -> None:
    score, release = tau2.parse(recorded_page(row))
    assert (score.board, score.category) == ("submission", "banking_knowledge")
    (found,) = score.rows
    assert (found["value"], found["effort"]) == (49.7422680412, "xhigh")
    assert (found["provenance"], found["protocol"]) == ("vendor", "custom, 1.0.1")
    assert not release.warnings


@pytest.mark.parametrize("row", recorded("tau2")[:-1])
def test_recorded_pages_are_read_whole(row: Mapping[str, str]) -> None:
    found = whole(tau2.parse, row)
    late = row["seen_at"].startswith("2026-08")
    (banking,) = (r for r in found if (r.board, r.category) == ("text", "banking_knowledge"))
    opus = next(r for r in banking.rows if r["entry"] == "claude-opus-4-5_sierra_2026-02-26")
    assert opus["value"] == (24.74 if late else 21.39)
    versions = {r["protocol"] for r in banking.rows if r["provenance"] == "maintainer"}
    assert versions == {"standard, 1.0.1" if late else "standard, 0.2.1-dev"}
