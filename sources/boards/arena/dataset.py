"""Arena: models rated by people's blind pairwise votes, from the maintainers' own dataset.

The dataset has one folder (subset) per leaderboard; each holds `latest`, the newest publish date
of every category, and `full`, every publish date since the start. Quirks:

- `full` lists only models that are in today's registry: a model deleted since is missing on every
  old date. Its vintages are therefore restated (see `ANNOUNCED` for the one exception).
- Before 2024-01-09 ratings come from online Elo and have no interval, variance or votes; the
  change of method lifted ratings by about 33 points. Style control is another scale again. Gaps
  are safe within one board and date only.
- Display names are not unique: two different entries may share one. Both rows are given.
- `rank` is not kept: it had ties by upper bound until late 2025 and is ordinal since. It shows
  down to where a page that lost rows is complete.
- A rating can be NaN (a model that nobody voted for in a category); the row is given without a
  value, for the rules to set aside.
- `agent` has no ratings. Its `score` is a share: by how much a model's sessions go better than the
  pool's, shown times 100 with an interval of 95 %. The zero is the pool, which changes with every
  publication: only what stands on one date compares.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sources.boards.arena.boards import AGENT, GRAMMAR, SUBSETS, harness_of, level_of, protocol_of
from sources.boards.arena.table import RATINGS, SIGNALS, Slice, claims_of, read_slices
from sources.contract import (
    Client,
    Fetched,
    Page,
    ParseError,
    Reading,
    Row,
    SourceCard,
    SourceUnavailable,
    page_of,
)
from sources.reading.strict import json_of, list_of, object_of, text_of

ABOUT = SourceCard(
    name="arena",
    title="Arena (LMArena) leaderboards",
    grammar=GRAMMAR,
    home="https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset",
    licence="CC-BY-4.0",
    attribution=(
        "Arena Leaderboard Dataset (lmarena-ai/leaderboard-dataset), Arena Intelligence, "
        "CC BY 4.0, modified"
    ),
    cadence="Each leaderboard every 3 to 4 days, text after 20 at most; committed about 03:00 UTC.",
    stale_after_days=21,
    tables=("score", "release"),
    boards=tuple(SUBSETS),
    terms="The official dataset only; arena.ai itself forbids automated access.",
)

API = "https://huggingface.co/api/datasets/lmarena-ai/leaderboard-dataset"
MAX_BYTES = 256 * 2**20
JSON = ("application/json",)

ANNOUNCED = date(2026, 4, 2)
"""Day the dataset was announced. A `full` file that stands for an earlier look cannot have come
from it: it holds the ratings as published at the time, deleted models included, and its vintages
count as published, not as restated."""

BRADLEY_TERRY_FROM = date(2024, 1, 9)
"""First publish date whose ratings are Bradley-Terry coefficients; online Elo before."""

PLACE = re.compile(
    re.escape(ABOUT.home)
    + r"/resolve/[^/]+/(?P<subset>\w+)/(?P<split>latest|full)-00000-of-00001\.parquet"
)


def fetch(client: Client, /) -> Iterator[Fetched]:
    """Look at the `latest` split of every subset we read, at one revision.

    A file whose content id equals the known one is not asked for. Raises SourceUnavailable; and
    ParseError after the last look when a subset is gone.
    """
    yield from fetch_split(client, tuple(SUBSETS), "latest")


def fetch_split(client: Client, subsets: Sequence[str], split: str) -> Iterator[Fetched]:
    """The same for a split of `subsets`; `full` is the whole history, 58 MB for `text`."""
    described = json_of(page_of(client, ABOUT.name, API, JSON).body)
    commit = text_of("the dataset's sha", object_of("the dataset", described).get("sha"))
    if not re.fullmatch(r"[0-9a-f]{40}", commit):
        raise ParseError(f"the dataset's sha is {commit!r}, not a commit")
    files, seen_at = _hashes(client, commit)
    missing = []
    for subset in subsets:
        path = f"{subset}/{split}-00000-of-00001.parquet"
        if path in files:
            yield _fetch_file(client, commit, path, files[path], seen_at)
        else:
            missing.append(path)
    if missing:
        raise ParseError(f"revision {commit} has no {missing}; look whether they were renamed")


def _hashes(client: Client, commit: str) -> tuple[dict[str, str], datetime]:
    """The sha256 of every parquet file of a revision by its path, and when that was told."""
    page = page_of(client, ABOUT.name, f"{API}/tree/{commit}?recursive=true", JSON)
    found = {}
    for listed in list_of("the tree", json_of(page.body)):
        entry = object_of("an entry of the tree", listed)
        path = str(entry.get("path"))
        if path.endswith(".parquet"):
            what = f"lfs of {path}"
            found[path] = text_of(what, object_of(what, entry.get("lfs")).get("oid"))
    return found, page.seen_at


def _fetch_file(client: Client, commit: str, path: str, oid: str, seen_at: datetime) -> Fetched:
    # The address without the revision names the file over time; the revision goes with the id
    # of the content, which is what the next look compares.
    url, etag = f"{ABOUT.home}/resolve/main/{path}", f"{oid}@{commit}"
    known = client.known(url)
    if known is not None and (known.etag or "").partition("@")[0] == oid:
        return Fetched(url, seen_at, status=None, page=None, etag=etag)
    look = client.get(f"{ABOUT.home}/resolve/{commit}/{path}", max_bytes=MAX_BYTES)
    if look.page is None or hashlib.sha256(look.page.body).hexdigest() != oid:
        told = f"{path} at {commit} is not the file that the tree names ({oid}); try later"
        raise SourceUnavailable(ABOUT.name, told, status=look.status)
    return replace(look, url=url, page=replace(look.page, url=url), etag=etag)


def parse(page: Page, /) -> Iterator[Reading]:
    """One score board per category and publish date, and who made what under which licence.

    Scores are in Elo points, with the votes as `n`; those of agents in points. The release board of
    a subset has no category: it joins what the newest date of every category says about a model, as
    `latest` does; `full` gives its state at every publish date.
    """
    subset, split = _place(page.url)
    restated = split == "full" and page.seen_at.date() >= ANNOUNCED
    newest: dict[str, Slice] = {}
    last = None
    parts, unplaced = read_slices(page.body, SIGNALS if subset == AGENT else RATINGS)
    for part in parts:
        if split == "full" and last is not None and last != part.published_on:
            yield _releases(subset, newest, last, restated)
        last = part.published_on
        newest[part.category] = part
        scores = _signals(part) if subset == AGENT else _scores(subset, part)
        yield Reading("score", subset, part.category, scores, part.refused, last, restated)
    yield replace(_releases(subset, newest, last, restated), refused=unplaced)


def _place(url: str) -> tuple[str, str]:
    match = PLACE.fullmatch(url)
    if match is None:
        raise ParseError(f"{url} is not a file of the dataset that we know")
    subset, split = match["subset"], match["split"]
    if subset not in SUBSETS:
        raise ParseError(f"subset {subset} is not read; add it to SUBSETS")
    return subset, split


def _scores(subset: str, part: Slice) -> list[Row]:
    method = "Bradley-Terry" if part.published_on >= BRADLEY_TERRY_FROM else "online Elo"
    protocol = protocol_of(subset, method)
    same = {"unit": "elo", "provenance": "maintainer", "protocol": protocol}
    return [
        {
            "entry": row["model_name"],
            "model_name": row["model_name"],
            "value": row["rating"],
            "stderr": row["stderr"],
            "ci_low": row["rating_lower"],
            "ci_high": row["rating_upper"],
            "ci_level": level_of((row["rating_lower"], row["rating_upper"])),
            "n": row["vote_count"],
            "_rank": row["rank"],
            **harness_of(row["model_name"]),
            **same,
        }
        for row in part.rows
    ]


def _signals(part: Slice) -> list[Row]:
    """Scores of agents; one without an interval (all of 2026-06-04) has none."""
    return [
        {
            "entry": row["model_name"],
            "model_name": row["model_name"],
            "value": row["score"],
            "ci_low": row["score_ci_lower"],
            "ci_high": row["score_ci_upper"],
            "ci_level": level_of((row["score_ci_lower"], row["score_ci_upper"])),
            "unit": "points",
            "provenance": "maintainer",
            "protocol": SUBSETS[AGENT],
            "_rank": row["rank"],
        }
        for row in part.rows
    ]


def _releases(
    subset: str, newest: Mapping[str, Slice], published_on: date | None, restated: bool
) -> Reading:
    claims = claims_of(newest.values())
    return Reading("release", subset, "", claims, (), published_on, restated)
