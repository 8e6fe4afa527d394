"""Model cards on the Hub: one board per repository, the owner's own numbers, proposals left out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from sources.boards import hf_evals
from sources.contract import Fetched, Reading, Row, SourceChanged, SourceUnavailable
from tests.sources.sample import (
    PAGES,
    Asked,
    fits,
    page,
    page_of,
    reads_or_refuses,
    spoilt,
    strictly,
)


def body() -> bytes:
    return (PAGES / "hf_evals" / "card.json").read_bytes()


def content() -> Any:
    return json.loads(body())


def readings(odd: Any = None) -> list[Reading]:
    return list(hf_evals.parse(page(body()) if odd is None else page_of(odd)))


def scores() -> dict[str, Row]:
    return {row["entry"]: row for row in readings()[0].rows}


class Deaf(Asked):
    """A client to which some repositories do not answer."""

    def get(
        self,
        url: str,
        *,
        content_types: Sequence[str] = (),
        max_bytes: int = 64 * 2**20,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        if "moonshotai" in url:
            raise SourceUnavailable("hf_evals", "HTTP 404", status=404)
        return super().get(url, content_types=content_types, max_bytes=max_bytes, headers=headers)


def test_repositories_are_the_registrys_evidence_for_open_weights() -> None:
    found = hf_evals.repositories()
    assert len(found) == len(set(found)) > 200
    assert "moonshotai/Kimi-K2-Instruct" in found
    assert not [name for name in found if name.startswith(("datasets/", "spaces/", "blog/"))]


def test_fetch_looks_at_every_repository_once() -> None:
    client = Asked()
    looks = list(hf_evals.fetch(client))
    assert len(looks) == len(hf_evals.repositories())
    assert all("expand[]=evalResults" in look.url for look in looks)


def test_one_silent_repository_does_not_hide_the_others() -> None:
    looks: list[Fetched] = []

    def take_all() -> None:
        for look in hf_evals.fetch(Deaf()):
            looks.append(look)

    with pytest.raises(SourceUnavailable, match=r"moonshotai/\S+ \(404\)"):
        take_all()
    assert len(looks) > 200


def test_a_board_is_a_repository() -> None:
    assert [(r.table, r.board, len(r.rows)) for r in readings()] == [
        ("score", "maker/Open-B", 3),
        ("release", "maker/Open-B", 1),
    ]


def test_a_result_is_the_owners() -> None:
    assert scores()["cais/hle|default|With tools"] == {
        "entry": "cais/hle|default|With tools",
        "model_name": "maker/Open-B",
        "value": 42.8,
        "unit": "percent",
        "provenance": "vendor",
        "protocol": "cais/hle, default, With tools",
        "dated_on": "2026-02-11",
        "source_url": "https://huggingface.co/maker/Open-B",
    }


def test_notes_tell_runs_apart_and_verified_ones_are_not_the_owners() -> None:
    assert scores()["cais/hle|default"]["value"] == 30.5
    assert scores()["Idavidrein/gpqa|diamond"]["provenance"] == "third_party"


def test_a_proposal_is_nobodys_statement() -> None:
    assert 99.0 not in {row["value"] for row in scores().values()}


def test_every_row_fits_its_table() -> None:
    for reading in readings():
        for row in reading.rows:
            fits(reading.table, row)


def test_a_card_without_results_gives_no_board() -> None:
    card = content()
    card["evalResults"] = None
    assert [r.table for r in readings(card)] == ["release"]


def test_what_the_card_says_of_licence_and_day() -> None:
    assert readings()[1].rows[0] == {
        "entry": "maker/Open-B",
        "model_name": "maker/Open-B",
        "maker": "maker",
        "licence": "mit",
        "released_on": "2026-02-11",
    }


def changed(where: str, **keys: Any) -> Any:
    found = content()
    first = found["evalResults"][0]
    {"card": found, "result": first, "data": first["data"], "set": first["data"]["dataset"]}[
        where
    ].update(keys)
    return found


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (changed("card", downloads=1), "downloads"),
        (changed("card", id=None), "id of the page"),
        (changed("card", evalResults={}), "evalResults"),
        (changed("result", source="x"), "source"),
        (changed("result", verified="yes"), "'yes'"),
        (changed("data", value="42.8"), "value of cais/hle"),
        (changed("data", metric="acc"), "metric"),
        (changed("set", revision="main"), "revision"),
        (changed("set", task_id=None), "task of cais/hle"),
        (changed("card", cardData={"license": 3}), "license of maker/Open-B"),
    ],
)
def test_what_is_not_known_is_refused_by_name(odd: Any, names: str) -> None:
    with pytest.raises(SourceChanged, match=names) as caught:
        list(strictly(hf_evals.parse, page_of(odd)))
    assert str(caught.value).startswith("hf_evals: ")


def test_odd_values_anywhere_are_read_or_refused() -> None:
    outcomes = [reads_or_refuses(hf_evals.parse, page_of(odd)) for odd in spoilt(content())]
    assert outcomes.count(False) > len(outcomes) / 4
