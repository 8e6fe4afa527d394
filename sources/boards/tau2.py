"""tau2-bench: multi-turn tool calling with a simulated user, one JSON file per submission.

Boards are `text` and `voice`; categories are the domains and `retail, airline, telecom`, the mean
of these three where all were run (with the old and the new lists alike). Quirks:

- A look asks for the manifest and for every submission in it, and keeps them as one page: a list
  of `{"dir", "submission"}`, beside the manifest. Personal addresses (`contact_info`) are cut
  before anything is stored. Pages captured elsewhere are the list alone.
- Templates (`A_EXAMPLE_...`) are no submissions. Without a manifest, orphans cannot be told.
- One submission's file alone says nothing about who else is listed, or whether it was accepted: it
  is a board of its own, `submission`, which no series takes.
- Values are edited in place: on 2026-07-16 banking_knowledge was graded again under 1.0.1, for
  most entries. `tau2_bench_version` names the grading, so the protocol carries it.
- `submission_type: custom` marks another scaffold; it is another protocol.
- Sierra makes the benchmark. What it submits is the maintainer's; a model's own maker is vendor.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

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
from sources.reading import strict
from sources.reading.rows import SourceRow, read_each, row_of
from sources.reading.spelling import EFFORT_IN_BRACKETS, STAMP, VENDORS
from terms.grammar import Grammar

URL = "https://sierra-tau-bench-public.s3.us-west-2.amazonaws.com/submissions/"

ABOUT = SourceCard(
    name="tau2",
    title="tau2-bench leaderboard",
    grammar=Grammar((EFFORT_IN_BRACKETS, STAMP), VENDORS),
    home="https://taubench.com/",
    licence="MIT",
    attribution="tau2-bench leaderboard (Sierra Research), https://taubench.com, MIT",
    cadence="Several submissions a month, older ones edited in place; text models in "
    "batches two to three months apart.",
    stale_after_days=60,
    tables=("score", "release"),
    boards=("model_release", "text", "voice", "submission"),
    unproven="the manifest of the bucket; its submissions were captured",
)

CORE = ("retail", "airline", "telecom")
DOMAINS = (*CORE, "banking_knowledge")
MEAN = ", ".join(CORE)
ITEMS = {"retail": 114, "airline": 50, "telecom": 114, "banking_knowledge": 97}
"""Tasks of a domain; pass^1 is a mean over tasks and trials. Every banking score given in full
is a multiple of 1/97 or of 1/388 (four trials)."""
TRACKS = ("submissions", "voice_submissions", "legacy_submissions")
TEMPLATE = "A_EXAMPLE_"
MAINTAINER = "Sierra"
SAME_MAKER = {"Alibaba": "Qwen", "Alibaba Cloud": "Qwen"}

MODALITIES = ("text", "voice")
ALONE = "submission"
NOT_THERE = 404


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the manifest and at each submission it lists (65 small files), as one page.

    A listed file that is not there, or is no submission, is kept as null, for `parse` to name.
    Raises SourceUnavailable, and ParseError when there is no manifest.
    """
    manifest = _asked(client, f"{URL}manifest.json")
    names = _names(strict.object_of("the manifest", strict.json_of(manifest.body)))
    listed = [{"dir": name, "submission": _submission(client, name)} for name in names]
    body = b'{"manifest":%b,"submissions":%b}' % (manifest.body, json.dumps(listed).encode())
    page = Page(URL, body, manifest.seen_at)
    yield Fetched(URL, manifest.seen_at, 200, page)


def _submission(client: Client, name: str) -> Any:
    """The submission without personal addresses; numbers stay as they are written."""
    if "/" in name:
        return None
    try:
        page = _asked(client, f"{URL}{name}/submission.json")
        strict.json_of(page.body)
        found = strict.object_of(page.url, json.loads(page.body.decode("utf-8-sig")))
    except ParseError:
        return None
    except SourceUnavailable as error:
        if error.status != NOT_THERE:
            raise
        return None
    return {key: value for key, value in found.items() if key != "contact_info"}


def _asked(client: Client, url: str) -> Page:
    types = ("application/json", "binary/octet-stream", "application/octet-stream", "text/plain")
    return page_of(client, ABOUT.name, url, types, mib=2)


def _names(manifest: Mapping[str, Any]) -> list[str]:
    """Every name that the known lists hold, once."""
    names = [
        strict.text_of(f"an entry of {track}", name)
        for track in TRACKS
        for name in strict.list_of(track, manifest.get(track))
    ]
    return list(dict.fromkeys(names))


class ModelRelease(SourceRow):
    """What a submission says of its model's release."""

    release_date: strict.Day


class SubmittedClaim(SourceRow):
    """What a submission says of its model."""

    model_name: strict.Text
    model_organization: strict.Text
    model_release: ModelRelease | None = None

    @property
    def released_on(self) -> str | None:
        """The model's first day."""
        return self.model_release.release_date if self.model_release else None

    def row(self, name: str) -> Row:
        """In the columns of table release."""
        return {
            "entry": name,
            "model_name": self.model_name,
            "maker": self.model_organization,
            "released_on": self.released_on,
        }


class DomainResult(SourceRow):
    """Results on the tasks of one domain."""

    pass_1: strict.Number
    cost: strict.NumberIfAny = None
    retrieval_config: strict.TextIfAny = None


class SubmissionMethod(SourceRow):
    """How a submission was run."""

    evaluation_date: strict.Text
    tau2_bench_version: strict.TextIfAny = None
    user_simulator: Any = None


class Submission(SubmittedClaim):
    """A submission with its results by domain."""

    submitting_organization: strict.Text
    submission_date: strict.Day
    submission_type: Annotated[str, strict.word("standard", "custom")] = "standard"
    modality: Annotated[str, strict.word(*MODALITIES)] = MODALITIES[0]
    voice_config: Any = None
    reasoning_effort: strict.TextIfAny = None
    methodology: SubmissionMethod
    results: strict.Object

    def scored(self, name: str, category: str) -> Row:
        """In the columns of table score."""
        if self.model_fields_set & {"voice_config", "modality"} == {"voice_config"}:
            raise ParseError(f"{name} has voice_config but no modality")
        domains = CORE if category == MEAN else (category,)
        found = [row_of(DomainResult, self.results.get(one), f"{one} of {name}") for one in domains]
        # Not weighted by tasks: the board's own overall is the mean of the domains.
        mean = sum((Decimal(one.pass_1) for one in found), Decimal()) / len(found)
        costs = [Decimal(one.cost) for one in found if one.cost is not None]
        cost = sum(costs, Decimal()) / len(found) if len(costs) == len(found) else None
        # Rows before October 2025 do not state their scaffold.
        version = self.methodology.tau2_bench_version
        graded = "version not stated" if version is None else version.removeprefix("v")
        noted = {
            "Submitted by": self.submitting_organization,
            "evaluated": self.methodology.evaluation_date,
            "user": self.methodology.user_simulator,
            "retrieval": found[0].retrieval_config if len(found) == 1 else None,
        }
        return {
            "entry": name,
            "model_name": self.model_name,
            "value": strict.tidy(mean),
            "unit": "percent",
            "n": sum(ITEMS[domain] for domain in domains),
            "provenance": self.provenance,
            "protocol": f"{self.submission_type}, {graded}",
            "effort": self.reasoning_effort,
            "dated_on": self.submission_date,
            "released_on": self.released_on,
            "cost_usd": None if cost is None else strict.tidy(cost),
            "note": "; ".join(f"{label}: {value}" for label, value in noted.items() if value),
        }

    @property
    def provenance(self) -> str:
        """Who measured."""
        by, maker = self.submitting_organization, self.model_organization
        if by == MAINTAINER:
            return "maintainer"
        return "vendor" if SAME_MAKER.get(by, by) == SAME_MAKER.get(maker, maker) else "third_party"


def parse(page: Page) -> Iterator[Reading]:
    """Boards `text` and `voice` by domain, pass^1 in percent, and what entries say of models."""
    content = strict.json_of(page.body)
    if isinstance(content, dict) and "submissions" not in content:
        yield from _alone(content)
        return
    listed = content["submissions"] if isinstance(content, dict) else content
    pairs = [
        one
        for one in strict.list_of("the page", listed)
        if not (isinstance(one, dict) and str(one.get("dir")).startswith(TEMPLATE))
    ]
    for board in MODALITIES:
        for category in (*DOMAINS, MEAN):
            there = [pair for pair in pairs if _is_on(pair, board, category)]
            found = read_each(there, partial(_score, category=category), _dir)
            if any(found):
                yield Reading("score", board, category, *found)
    yield Reading("release", "model_release", "", *read_each(pairs, _claim, _dir))


def _alone(content: dict[str, Any]) -> Iterator[Reading]:
    """One submission without the list, named by its model."""
    name = strict.text_of("model_name of the page", content.get("model_name"))
    pair = {"dir": name, "submission": content}
    for category in (*DOMAINS, MEAN):
        if any(_is_on(pair, board, category) for board in MODALITIES):
            yield Reading("score", ALONE, category, [_score(pair, category)], basis="leaders")
    yield Reading("release", ALONE, "", [_claim(pair)], basis="leaders")


def _is_on(pair: Any, board: str, category: str) -> bool:
    """Whether a submission is on a board; what cannot be read may have been on any."""
    submission = pair.get("submission") if isinstance(pair, dict) else None
    if not isinstance(submission, dict):
        return True
    modality = submission.get("modality", None if "voice_config" in submission else MODALITIES[0])
    if modality in MODALITIES and modality != board:
        return False
    results = submission.get("results")
    if not isinstance(results, dict) or results.keys().isdisjoint(DOMAINS):
        return True
    found = [results.get(domain) for domain in (CORE if category == MEAN else (category,))]
    # What was not run is null, or all of it is.
    return all(
        one is not None
        and not (isinstance(one, dict) and "pass_1" in one and one == dict.fromkeys(one))
        for one in found
    )


def _dir(pair: Any) -> str:
    found = strict.object_of("a listed submission", pair)
    return strict.text_of("dir of a submission", found.get("dir"))


def _score(pair: Any, category: str) -> Row:
    name = _dir(pair)
    return row_of(Submission, pair.get("submission"), name).scored(name, category)


def _claim(pair: Any) -> Row:
    name = _dir(pair)
    return row_of(SubmittedClaim, pair.get("submission"), name).row(name)
