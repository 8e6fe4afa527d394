"""Arena: files of the dataset, read into boards; looks at one pinned revision."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations import judge_pages
from sources.boards.arena import dataset as arena_dataset
from sources.boards.arena import table as arena_table
from sources.boards.arena.boards import Rating
from sources.contract import (
    Fetched,
    Page,
    Reading,
    SourceChanged,
    SourceUnavailable,
    Validator,
)
from sources.http.client import PoliteClient
from tests.recorded import FOLDERS, rows, skip_without
from tests.recorded import page as page_of_line
from tests.recorded import pages as pages_of
from tests.sources.boards.arena import sample as pages
from tests.sources.boards.arena.sample import COMMIT, HOME, parquet, row
from tests.sources.http import server
from tests.sources.http.server import Place
from tests.sources.sample import strictly

TEXT = "text/latest-00000-of-00001.parquet"


def scores(*rows: dict[str, Any], **where: Any) -> list[Reading]:
    read = arena_dataset.parse(pages.page(parquet(rows), **where))
    return [reading for reading in read if reading.table == "score"]


def releases(*rows: dict[str, Any], **where: Any) -> list[Reading]:
    read = arena_dataset.parse(pages.page(parquet(rows), **where))
    return [reading for reading in read if reading.table == "release"]


def claims(*rows: dict[str, Any]) -> list[tuple[object, object, object]]:
    (board,) = releases(*rows)
    return [(claim["entry"], claim["maker"], claim["licence"]) for claim in board.rows]


def refused(body: bytes, **where: Any) -> str:
    with pytest.raises(SourceChanged) as caught:
        list(strictly(arena_dataset.parse, pages.page(body, **where)))
    assert caught.value.source == "arena"
    return str(caught.value)


def test_a_row_keeps_what_the_file_says() -> None:
    (board,) = scores(row())
    assert (board.board, board.category, board.published_on) == (
        "text",
        "overall",
        date(2026, 10, 2),
    )
    assert (board.restated, board.basis) == (False, "board")
    assert board.rows == [
        {
            "entry": "gemini-4-argon-high",
            "model_name": "gemini-4-argon-high",
            "value": 1533.46,
            "stderr": 4.5,
            "ci_low": 1524.6667,
            "ci_high": 1542.2533,
            "ci_level": 0.95,
            "n": 4932,
            "_rank": 1.0,
            "unit": "elo",
            "provenance": "maintainer",
            "protocol": "blind pairwise votes, no style control, Bradley-Terry",
        }
    ]
    assert type(board.rows[0]["n"]) is int


@pytest.mark.parametrize(
    ("name", "harness"),
    [("gpt-5.6-sol-xhigh (codex-harness)", "codex-harness"), ("gpt-5.6-sol-xhigh", None)],
)
def test_the_harness_that_a_name_ends_in_is_kept(name: str, harness: str | None) -> None:
    (board,) = scores(row(model_name=name))
    assert (board.rows[0]["entry"], board.rows[0].get("harness")) == (name, harness)
    assert Rating(name, 1500.0).row("maintainer", "votes").get("harness") == harness


@pytest.mark.parametrize(
    ("subset", "day", "protocol"),
    [
        ("text_style_control", "2026-10-02", "blind pairwise votes, style control, Bradley-Terry"),
        ("text", "2024-01-09", "blind pairwise votes, no style control, Bradley-Terry"),
        ("text", "2024-01-08", "blind pairwise votes, no style control, online Elo"),
        (
            "text_factuality",
            "2026-10-02",
            "blind pairwise votes, combined with factuality labels, Bradley-Terry",
        ),
    ],
)
def test_the_protocol_names_what_the_votes_became(subset: str, day: str, protocol: str) -> None:
    (board,) = scores(row(leaderboard_publish_date=day), subset=subset)
    assert board.rows[0]["protocol"] == protocol


def test_unknown_numbers_stay_unknown() -> None:
    nothing = dict.fromkeys(("rating_lower", "rating_upper", "variance", "vote_count", "rank"))
    (board,) = scores(row(**nothing))
    found = board.rows[0]
    for column in ("stderr", "ci_low", "ci_high", "ci_level", "n"):
        assert found[column] is None
    assert found["value"] == 1533.46


def test_a_number_that_is_none_is_not_a_number() -> None:
    (board,) = scores(row(rating=math.nan, rating_lower=math.nan, variance=math.nan))
    found = board.rows[0]
    assert (found["value"], found["ci_low"], found["stderr"]) == (None, None, None)
    assert (found["ci_high"], found["ci_level"]) == (1542.2533, 0.95)


def test_each_category_and_date_is_a_board() -> None:
    boards = scores(
        row(category="b"),
        row(category="a", leaderboard_publish_date="2026-10-03"),
        row(category="a", model_name="x"),
        row(category="b", model_name="y"),
    )
    assert [
        (str(board.published_on), board.category, [found["entry"] for found in board.rows])
        for board in boards
    ] == [
        ("2026-10-02", "a", ["x"]),
        ("2026-10-02", "b", ["gemini-4-argon-high", "y"]),
        ("2026-10-03", "a", ["gemini-4-argon-high"]),
    ]


def test_rows_keep_the_order_of_the_file() -> None:
    names = [f"m{number * 7919 % 1009}" for number in range(1009)]
    (board,) = scores(*[row(model_name=name) for name in names])
    assert [found["entry"] for found in board.rows] == names


@pytest.mark.parametrize("number", [pa.int64(), pa.int32(), pa.float32(), pa.float64()])
def test_counts_may_be_of_any_numeric_type(number: pa.DataType) -> None:
    body = parquet([row()], vote_count=number, rank=number)
    board = next(iter(arena_dataset.parse(pages.page(body))))
    assert board.rows[0]["n"] == 4932


def test_texts_may_be_large_and_empty_columns_untyped() -> None:
    body = parquet([row(variance=None)], model_name=pa.large_string(), variance=pa.null())
    board = next(iter(arena_dataset.parse(pages.page(body))))
    assert (board.rows[0]["entry"], board.rows[0]["stderr"]) == ("gemini-4-argon-high", None)


@pytest.mark.parametrize(
    ("split", "seen_at", "restated"),
    [
        ("latest", datetime(2026, 10, 8, tzinfo=UTC), False),
        ("full", datetime(2026, 10, 8, tzinfo=UTC), True),
        ("full", datetime(2026, 4, 2, tzinfo=UTC), True),
        ("full", datetime(2026, 4, 1, 23, tzinfo=UTC), False),
    ],
)
def test_the_history_file_restates_since_it_exists(
    split: str, seen_at: datetime, restated: bool
) -> None:
    read = arena_dataset.parse(pages.page(parquet([row()]), split=split, seen_at=seen_at))
    assert [reading.restated for reading in read] == [restated, restated]


def test_a_model_is_claimed_once_with_maker_and_licence() -> None:
    (board,) = releases(row(), row(category="coding"), row(model_name="a", license="MIT"))
    assert (board.board, board.category) == ("text", "")
    assert board.rows == [
        {"entry": "a", "model_name": "a", "maker": "google", "licence": "MIT"},
        {
            "entry": "gemini-4-argon-high",
            "model_name": "gemini-4-argon-high",
            "maker": "google",
            "licence": "Proprietary",
        },
    ]


def test_an_empty_field_claims_nothing() -> None:
    assert claims(row(model_name="a", organization="", license=None)) == [("a", None, None)]
    assert claims(row(model_name="a", organization=""), row(model_name="a", category="b")) == [
        ("a", "google", "Proprietary")
    ]


def test_claims_that_contradict_each_other_are_both_given() -> None:
    said = claims(row(model_name="a"), row(model_name="a", category="b", license="MIT"))
    assert said == [("a", "google", "MIT"), ("a", "google", "Proprietary")]


@pytest.mark.parametrize("categories", [("a", "b"), ("b", "a")])
def test_the_newest_claim_counts(categories: tuple[str, str]) -> None:
    old, new = categories
    said = releases(
        row(category=old, license="Proprietary"),
        row(category=new, license="Kimi K3 license", leaderboard_publish_date="2026-10-05"),
        row(category=old, model_name="z"),
    )
    (board,) = said
    assert board.published_on == date(2026, 10, 5)
    assert [claim["licence"] for claim in board.rows] == ["Kimi K3 license", "Proprietary"]


def test_the_history_file_gives_claims_at_every_date() -> None:
    boards = releases(
        row(model_name="gone"),
        row(model_name="stays", category="b"),
        row(model_name="new", leaderboard_publish_date="2026-10-05"),
        split="full",
    )
    assert [
        (str(board.published_on), [claim["entry"] for claim in board.rows]) for board in boards
    ] == [("2026-10-02", ["gone", "stays"]), ("2026-10-05", ["new", "stays"])]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"model_name": ""}, "model_name of '' is '': no key"),
        ({"category": ""}, "category of 'odd' is '': no key"),
        ({"leaderboard_publish_date": None}, "leaderboard_publish_date of 'odd' is None"),
        ({"leaderboard_publish_date": "2026-13-01"}, "'2026-13-01': not YYYY-MM-DD"),
        ({"rating": math.inf}, "rating of 'odd' is inf"),
        ({"variance": -0.1}, "variance of 'odd' is -0.1: negative"),
        ({"vote_count": 12.5}, "vote_count of 'odd' is 12.5: no count"),
        ({"vote_count": 1e30}, "vote_count of 'odd' is 1e+30: no count"),
        ({"vote_count": -1}, "vote_count of 'odd' is -1.0: no count"),
    ],
)
def test_a_value_that_cannot_be_costs_its_row(changed: dict[str, Any], words: str) -> None:
    given = [row(model_name=name) for name in ("a", "b")]
    given.insert(1, row(**{"model_name": "odd", **changed}))
    found = list(arena_dataset.parse(pages.page(parquet(given))))
    (refused,) = (one for reading in found for one in reading.refused)
    assert refused.entry == changed.get("model_name", "odd") or not refused.entry
    assert refused.reason.startswith("arena: ")
    assert words in refused.reason
    assert [one["entry"] for reading in found if reading.table == "score"
            for one in reading.rows] == ["a", "b"]  # fmt: skip


def test_a_row_with_an_odd_number_still_says_who_made_the_model() -> None:
    assert claims(row(model_name="odd", vote_count=-1, license="MIT"))[0][::2] == ("odd", "MIT")


def test_refused_rows_stand_on_their_own_board() -> None:
    odd = row(model_name="odd", category="coding", rating=math.inf)
    found = scores(row(), row(category="coding"), odd)
    assert [(one.category, [bad.entry for bad in one.refused]) for one in found] == [
        ("coding", ["odd"]),
        ("overall", []),
    ]


def test_a_small_file_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    long = "x" * 300_000
    named = pa.DictionaryArray.from_arrays(pa.array([0] * 4_000), pa.array([long]))
    rest = pa.Table.from_pylist([row()] * 4_000, schema=pages.SCHEMA).drop_columns(["model_name"])
    body = pages.parquet_of(rest.append_column("model_name", named))
    assert len(body) < 2_000_000  # one text, named four thousand times
    tracemalloc.start()
    message = refused(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "the texts of model_name come to 1200000000 bytes" in message
    assert peak < 200 * 2**20
    assert pa.total_allocated_bytes() < 200 * 2**20


def test_a_file_of_too_many_rows_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arena_table, "MOST_ROWS", 1)
    assert "2 rows in" in refused(parquet([row(), row(model_name="other")]))


@pytest.mark.parametrize("given", [None, math.nan, "first"])
def test_a_rank_that_is_none_proves_no_place(given: object) -> None:
    body = parquet([row(rank=given)], rank=pa.string() if given == "first" else pa.float64())
    board = next(iter(arena_dataset.parse(pages.page(body))))
    assert (board.rows[0]["_rank"], len(board.refused)) == (None, 0)


def test_a_missing_column_stops_the_page_unless_it_is_not_read() -> None:
    table = pa.Table.from_pylist([row()], schema=pages.SCHEMA).drop_columns(["variance", "rank"])
    assert "one column each of ['variance']" in refused(pages.parquet_of(table))


def test_a_column_twice_stops_the_page() -> None:
    table = pa.Table.from_pylist([row()], schema=pages.SCHEMA)
    body = pages.parquet_of(table.append_column("rating", pa.array([1])))
    assert "it has ['model_name'" in refused(body)


@pytest.mark.parametrize(
    ("column", "kind", "value"),
    [
        ("rating", pa.string(), "1533"),
        ("variance", pa.bool_(), True),
        ("leaderboard_publish_date", pa.date32(), date(2026, 10, 2)),
    ],
)
def test_a_column_of_another_type_stops_the_page(
    column: str, kind: pa.DataType, value: object
) -> None:
    body = parquet([row(**{column: value})], **{column: kind})
    assert f"columns of an unknown type: ['{column}: " in refused(body)


def test_an_empty_file_stops_the_page() -> None:
    assert "has no rows" in refused(parquet([]))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><p>Too many requests",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        parquet([row()])[:-20],
        parquet([row(model_name="m-e")]).replace(b"m-e", b"m\xffe"),
        pages.parquet_of(pa.table({"name-x": [1]})).replace(b"name-x", b"name\xffx"),
        parquet([row()])[:30] + b"\0" * 60 + parquet([row()])[90:],
    ],
)
def test_a_page_that_is_no_parquet_file_is_named_so(body: bytes) -> None:
    assert "is not a readable parquet file" in refused(body)


@pytest.mark.parametrize("subset", sorted(arena_dataset.SUBSETS))
def test_every_subset_is_read(subset: str) -> None:
    body = pages.agents(pages.agent()) if subset == "agent" else parquet([row()])
    board = next(iter(arena_dataset.parse(pages.page(body, subset=subset))))
    assert board.board == subset


def test_a_share_of_agents_becomes_points_with_its_interval() -> None:
    unsure = dict.fromkeys(("score_ci_lower", "score_ci_upper", "observation_count"))
    bad = pages.agent(model_name="odd", score=math.inf)
    body = pages.agents(pages.agent(), pages.agent(model_name="Kimi K3 (Max)", **unsure), bad)
    board, claimed = arena_dataset.parse(pages.page(body, subset="agent"))
    first, second = board.rows
    assert first == {
        "entry": "Claude Fable 5.1 (Max)",
        "model_name": "Claude Fable 5.1 (Max)",
        "value": 13.84,
        "ci_low": 12.0836,
        "ci_high": 15.5964,
        "ci_level": 0.95,
        "unit": "points",
        "provenance": "maintainer",
        "protocol": "net improvement of a session over the pool",
        "_rank": 1.0,
    }
    assert (second["ci_low"], second["ci_level"]) == (None, None)
    assert [one.entry for one in board.refused] == ["odd"]
    assert (board.published_on, claimed.board) == (date(2026, 9, 27), "agent")
    assert claimed.warnings == ()


@pytest.mark.parametrize("subset", sorted(arena_dataset.IGNORED))
def test_signals_are_refused_with_the_reason(subset: str) -> None:
    assert "no series asks for it" in refused(parquet([row()]), subset=subset)


def test_an_unknown_subset_is_refused() -> None:
    assert "subset text_to_music is unknown" in refused(parquet([row()]), subset="text_to_music")


@pytest.mark.parametrize(
    "url",
    [
        f"{HOME}/resolve/main/text/train-00000-of-00001.parquet",
        f"{HOME}/resolve/main/text/full-00000-of-00002.parquet",
        "https://mirror.example/text/latest-00000-of-00001.parquet",
    ],
)
def test_a_page_from_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(SourceChanged, match="not a file of the dataset"):
        list(strictly(arena_dataset.parse, Page(url, parquet([row()]), pages.SEEN_AT)))


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


def test_the_history_is_fetched_for_the_subsets_named(place: Place) -> None:
    publish(place, published("full"))
    with client(place) as polite:
        looks = list(arena_dataset.fetch_full(polite, ["text", "vision"]))
    assert [look.url for look in looks] == [
        f"{HOME}/resolve/main/{subset}/full-00000-of-00001.parquet" for subset in ("text", "vision")
    ]


def test_a_file_that_git_itself_keeps_is_known_by_its_id_and_size(place: Place) -> None:
    publish(place, published(), is_lfs=False)
    looks = fetch(place)
    assert {look.etag for look in looks} == {f"{'2' * 40}@{COMMIT}"}


@pytest.mark.parametrize("is_lfs", [True, False])
def test_a_file_that_is_not_the_one_listed_is_not_taken(place: Place, is_lfs: bool) -> None:
    files = published()
    publish(place, files, tree=pages.tree({**files, TEXT: b"another"}, is_lfs=is_lfs))
    looks = []
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


@pytest.mark.parametrize("body", [{}, {"sha": None}, {"sha": "main"}, []])
def test_a_dataset_without_a_commit_is_refused(place: Place, body: object) -> None:
    publish(place, published())
    place.on(
        "/api/datasets/lmarena-ai/leaderboard-dataset",
        server.says(200, json.dumps(body).encode(), Content_Type="application/json"),
    )
    with pytest.raises(SourceChanged, match="dataset"):
        fetch(place)


def test_an_unchanged_description_is_no_answer(place: Place) -> None:
    publish(place, published())
    place.on("/api/datasets/lmarena-ai/leaderboard-dataset", server.conditional('"a"', b"x"))
    with pytest.raises(SourceUnavailable, match="not modified"):
        fetch(place, {arena_dataset.API: Validator('"a"')})


def recorded_board(board: str, day: str) -> dict[object, object]:
    found = [
        reading
        for page in pages_of("arena", folders=FOLDERS[:1])
        if f"/{board}/" in page.url
        for reading in arena_dataset.parse(page)
        if reading.table == "score"
        and reading.category == "overall"
        and str(reading.published_on) == day
    ]
    assert len(found) == 1
    return {claim["entry"]: claim["value"] for claim in found[0].rows}


@pytest.mark.recorded
@skip_without
def test_every_recorded_row_is_read() -> None:
    files = 0
    for line in rows("arena", FOLDERS[:1]):
        path, page = Path(line["path"]), page_of_line(line)
        files += 1
        read = list(arena_dataset.parse(page))
        found = sum(len(reading.rows) for reading in read if reading.table == "score")
        assert found == pq.read_metadata(path).num_rows, path.name
        claimed = [reading for reading in read if reading.table == "release"]
        names = set(pq.read_table(path, columns=["model_name"])["model_name"].to_pylist())
        assert {claim["entry"] for board in claimed for claim in board.rows} == names
        assert not any(reading.restated for reading in read)
    assert files == 29


def test_a_first_page_with_new_words_is_accepted() -> None:
    """New licence texts, organisations and categories are evidence, not shapes."""
    odd = [
        row(model_name=f"m{number}", license="Next licence 1.0", organization="Lab of Tomorrow",
            category=category)
        for number, category in enumerate(["overall", "overall", "medicine", "medicine"])
    ]  # fmt: skip
    found = list(strictly(arena_dataset.parse, pages.page(parquet(odd))))
    (verdict,) = judge_pages("arena", [found], seen_on=date(2026, 10, 8), previous={})
    assert (verdict.refused, verdict.quarantined, verdict.warnings) == (None, 0, ())
    assert {one.category for one in found} == {"overall", "medicine", ""}


@pytest.mark.recorded
@skip_without
@pytest.mark.parametrize(
    ("day", "first", "rated", "open_model", "open_rated"),
    [
        ("2024-07-30", "GPT-4o-2024-05-13", 1286.1, "Meta-Llama-3.1-405B-Instruct-fp8", 1262.2),
        ("2025-01-24", "Gemini-2.0-Flash-Thinking-Exp-01-21", 1381.8, "DeepSeek-R1", 1357.0),
        ("2025-03-26", "Gemini-2.5-Pro-Exp-03-25", 1443.0, "DeepSeek-R1", 1359.5),
    ],
)
def test_recorded_leaders_of_the_long_series(
    day: str, first: str, rated: float, open_model: str, open_rated: float
) -> None:
    board = recorded_board("text", day)
    assert max(board, key=lambda entry: float(str(board[entry]))) == first
    assert round(float(str(board[first])), 1) == rated
    assert round(float(str(board[open_model])), 1) == open_rated


@pytest.mark.recorded
@skip_without
def test_recorded_leaders_of_the_style_controlled_board() -> None:
    board = recorded_board("text_style_control", "2026-08-12")
    found = {name: round(float(str(board[name])), 2) for name in
             ("claude-fable-5", "kimi-k3-max", "glm-5.2-max")}  # fmt: skip
    assert found == {"claude-fable-5": 1506.63, "kimi-k3-max": 1488.57, "glm-5.2-max": 1470.66}
    assert max(board, key=lambda entry: float(str(board[entry]))) == "claude-fable-5"


@pytest.mark.recorded
@skip_without
def test_the_variance_is_the_one_behind_the_recorded_interval() -> None:
    total = skewed = 0
    for page in pages_of("arena", folders=FOLDERS[:1]):
        for reading in arena_dataset.parse(page):
            for claim in reading.rows if reading.table == "score" else ():
                if claim["stderr"] is not None:
                    half = (claim["ci_high"] - claim["ci_low"]) / 2 / 1.959964
                    total += 1
                    skewed += abs(half / claim["stderr"] - 1) > 0.01
    assert (total, skewed) == (17_367, 22)
