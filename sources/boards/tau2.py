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

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sources.contract import (
    Client,
    Fetched,
    Page,
    Reading,
    Row,
    SourceCard,
    SourceChanged,
    SourceUnavailable,
)
from sources.reading.rows import read_each, unread_keys
from sources.reading.spelling import EFFORT_IN_BRACKETS, STAMP, VENDORS
from sources.reading.strict import day_of, json_of, list_of, number_of, object_of, text_of, tidy
from terms.grammar import Grammar

URL = "https://sierra-tau-bench-public.s3.us-west-2.amazonaws.com/submissions/"

ABOUT = SourceCard(
    name="tau2",
    title="tau2-bench leaderboard",
    grammar=Grammar((EFFORT_IN_BRACKETS, STAMP), VENDORS),
    home="https://taubench.com/",
    licence="MIT",
    attribution="tau2-bench leaderboard (Sierra Research), https://taubench.com, MIT",
    cadence="Several submissions a month; older ones are edited in place.",
    stale_after_days=60,
    stale_reason="Sierra added text models in batches about two to three months apart in 2026; the "
    "age is that of our last look, because the list has no date of its own.",
    tables=("score", "release"),
    boards=("model_release", "text", "voice", "submission"),
    rows={"score": 188, "release": 65},
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

KNOWN = frozenset(
    [
        "model_name",
        "model_organization",
        "submitting_organization",
        "submission_date",
        "submission_type",
        "is_new",
        "trajectories_available",
        "trajectory_files",
        "references",
        "results",
        "methodology",
        "modality",
        "voice_config",
        "model_release",
        "reasoning_effort",
        "interaction_metrics",
        "notes",
        "contact_info",
    ]
)
MODALITIES = ("text", "voice")
ALONE = "submission"
PARTS, PAIR = ("manifest", "submissions"), ("dir", "submission")
NOT_THERE = 404
PASSES = frozenset(["pass_1", "pass_2", "pass_3", "pass_4", "cost", "retrieval_config"])


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the manifest and at each submission it lists (65 small files), as one page.

    A listed file that is not there, or is no submission, is kept as null, for `parse` to name.
    Raises SourceUnavailable, and SourceChanged when there is no manifest.
    """
    manifest = _asked(client, f"{URL}manifest.json")
    names = _names(object_of(ABOUT.name, "the manifest", json_of(ABOUT.name, manifest.body)))
    listed = [{"dir": name, "submission": _submission(client, name)} for name in names]
    body = b'{"manifest":%b,"submissions":%b}' % (manifest.body, json.dumps(listed).encode())
    page = Page(URL, body, manifest.seen_at)
    yield Fetched(URL, manifest.seen_at, 200, page)


def _submission(client: Client, name: str) -> Any:
    if "/" in name:
        return None
    try:
        return _without_contact(_asked(client, f"{URL}{name}/submission.json"))
    except SourceUnavailable as error:
        if error.status == NOT_THERE:
            return None
        raise
    except SourceChanged:
        return None


def _asked(client: Client, url: str) -> Page:
    types = ("application/json", "binary/octet-stream", "application/octet-stream", "text/plain")
    look = client.get(url, content_types=types, max_bytes=2 * 2**20)
    if look.page is None:
        raise SourceUnavailable(ABOUT.name, f"{url} said 'not modified' to a first look; try later")
    return look.page


def _without_contact(page: Page) -> Any:
    """The submission without personal addresses; numbers stay as they are written."""
    json_of(ABOUT.name, page.body)
    found = object_of(ABOUT.name, page.url, json.loads(page.body.decode("utf-8-sig")))
    return {key: value for key, value in found.items() if key != "contact_info"}


def _names(manifest: Mapping[str, Any]) -> list[str]:
    """Every name that the known lists hold, once."""
    names = [
        text_of(ABOUT.name, f"an entry of {track}", name)
        for track in TRACKS
        for name in list_of(ABOUT.name, track, manifest.get(track))
    ]
    return list(dict.fromkeys(names))


def parse(page: Page) -> Iterator[Reading]:
    """Boards `text` and `voice` by domain, pass^1 in percent, and what entries say of models.

    Raises SourceChanged when the page holds neither a list of submissions nor one submission.
    """
    content = json_of(ABOUT.name, page.body)
    if isinstance(content, dict) and "submissions" not in content:
        yield from _alone(content)
        return
    listed = content["submissions"] if isinstance(content, dict) else content
    pairs = [one for one in list_of(ABOUT.name, "the page", listed) if not _is_template(one)]
    for board in MODALITIES:
        for category in (*DOMAINS, MEAN):
            there = [pair for pair in pairs if _is_on(pair, board, category)]
            rows, refused = read_each(there, lambda pair: _score(pair, category), _dir)  # noqa: B023
            if rows or refused:
                yield Reading("score", board, category, rows, refused=refused)
    claims, refused = read_each(pairs, _claim, _dir)
    unread = tuple(_unread(content, pairs))
    yield Reading("release", "model_release", "", claims, refused=refused, warnings=unread)


def _alone(content: dict[str, Any]) -> Iterator[Reading]:
    """One submission without the list, named by its model."""
    name = text_of(ABOUT.name, "model_name of the page", content.get("model_name"))
    pair = {"dir": name, "submission": content}
    for category in (*DOMAINS, MEAN):
        if any(_is_on(pair, board, category) for board in MODALITIES):
            yield Reading("score", ALONE, category, [_score(pair, category)], basis="leaders")
    unread = tuple(_unread({}, [pair]))
    yield Reading("release", ALONE, "", [_claim(pair)], warnings=unread, basis="leaders")


def _unread(content: object, pairs: Sequence[Any]) -> Iterator[str]:
    if isinstance(content, dict):
        yield from unread_keys("the page", [content], PARTS)
        yield from unread_keys("the manifest", [content.get("manifest")], TRACKS)
    yield from unread_keys("a listed submission", pairs, PAIR)
    found = [pair.get("submission") for pair in pairs if isinstance(pair, dict)]
    results = [one.get("results") for one in found if isinstance(one, dict)]
    domains = [one.get(domain) for one in results if isinstance(one, dict) for domain in DOMAINS]
    yield from unread_keys("a submission", found, KNOWN)
    yield from unread_keys("the results of a submission", results, DOMAINS)
    yield from unread_keys("the results of a domain", domains, PASSES)


def _is_template(pair: Any) -> bool:
    name = pair.get("dir") if isinstance(pair, dict) else None
    return isinstance(name, str) and name.startswith(TEMPLATE)


def _is_on(pair: Any, board: str, category: str) -> bool:
    """Whether a submission is on a board; what cannot be read may have been on any."""
    submission = pair.get("submission") if isinstance(pair, dict) else None
    if not isinstance(submission, dict):
        return True
    modality = submission.get("modality", MODALITIES[0])
    if modality in MODALITIES and modality != board:
        return False
    results = submission.get("results")
    if not isinstance(results, dict):
        return True
    domains = CORE if category == MEAN else (category,)
    return all(_may_be_scored(results.get(domain)) for domain in domains)


def _may_be_scored(result: Any) -> bool:
    return result is not None and not (isinstance(result, dict) and result.get("pass_1") is None)


def _dir(pair: Any) -> str:
    found = object_of(ABOUT.name, "a listed submission", pair)
    return text_of(ABOUT.name, "dir of a submission", found.get("dir"))


def _opened(pair: Any) -> tuple[str, dict[str, Any]]:
    """The name of a submission and what it says."""
    name = _dir(pair)
    return name, object_of(ABOUT.name, f"the submission of {name}", pair.get("submission"))


def _need(name: str, holder: Mapping[str, Any], key: str) -> str:
    return text_of(ABOUT.name, f"{key} of {name}", holder.get(key))


def _day(name: str, holder: Mapping[str, Any], key: str) -> str:
    return day_of(ABOUT.name, f"{key} of {name}", holder.get(key))


def _score(pair: Any, category: str) -> Row:
    name, submission = _opened(pair)
    modality = submission.get("modality", MODALITIES[0])
    if modality not in MODALITIES:
        raise SourceChanged(ABOUT.name, f"modality of {name} is {modality!r}")
    results = object_of(ABOUT.name, f"results of {name}", submission.get("results"))
    if category != MEAN:
        value, cost, how = _result(name, category, results[category])
        return _row(name, submission, value, ITEMS[category], cost, how)
    scored = [_result(name, domain, results[domain]) for domain in CORE]
    # Not weighted by tasks: the board's own overall is the mean of the domains.
    mean = sum((value for value, _, _ in scored), Decimal()) / len(CORE)
    costs = [cost for _, cost, _ in scored if cost is not None]
    mean_cost = sum(costs, Decimal()) / len(CORE) if len(costs) == len(CORE) else None
    return _row(name, submission, mean, sum(ITEMS[domain] for domain in CORE), mean_cost, None)


def _result(name: str, domain: str, result: Any) -> tuple[Decimal, Decimal | None, str | None]:
    """pass^1, cost per task and retrieval of one domain."""
    found = object_of(ABOUT.name, f"{domain} of {name}", result)
    value = number_of(ABOUT.name, f"pass_1 of {domain} of {name}", found.get("pass_1"))
    cost, how = found.get("cost"), found.get("retrieval_config")
    if cost is not None:
        cost = Decimal(number_of(ABOUT.name, f"cost of {domain} of {name}", cost))
    if how is not None:
        how = text_of(ABOUT.name, f"retrieval_config of {name}", how)
    return Decimal(value), cost, how


def _row(
    name: str,
    submission: Mapping[str, Any],
    value: Decimal,
    items: int,
    cost: Decimal | None,
    retrieval: str | None,
) -> Row:
    effort = submission.get("reasoning_effort")
    return {
        "entry": name,
        "model_name": _need(name, submission, "model_name"),
        "value": tidy(value),
        "unit": "percent",
        "n": items,
        "provenance": _provenance(name, submission),
        "protocol": _protocol(name, submission),
        "effort": None if effort is None else text_of(ABOUT.name, f"effort of {name}", effort),
        "dated_on": _day(name, submission, "submission_date"),
        "released_on": _released(name, submission),
        "cost_usd": None if cost is None else tidy(cost),
        "note": _note(name, submission, retrieval),
    }


def _provenance(name: str, submission: Mapping[str, Any]) -> str:
    submitter = _need(name, submission, "submitting_organization")
    maker = _need(name, submission, "model_organization")
    if submitter == MAINTAINER:
        return "maintainer"
    same = SAME_MAKER.get(submitter, submitter) == SAME_MAKER.get(maker, maker)
    return "vendor" if same else "third_party"


def _protocol(name: str, submission: Mapping[str, Any]) -> str:
    """Scaffold and grading; rows before October 2025 do not state their scaffold."""
    kind = submission.get("submission_type", "standard")
    if kind not in ("standard", "custom"):
        raise SourceChanged(ABOUT.name, f"submission_type of {name} is {kind!r}")
    version = _method(name, submission).get("tau2_bench_version")
    if version is None:
        return f"{kind}, version not stated"
    return f"{kind}, {text_of(ABOUT.name, f'version of {name}', version).removeprefix('v')}"


def _method(name: str, submission: Mapping[str, Any]) -> dict[str, Any]:
    return object_of(ABOUT.name, f"methodology of {name}", submission.get("methodology"))


def _note(name: str, submission: Mapping[str, Any], retrieval: str | None) -> str:
    method = _method(name, submission)
    parts = {
        "Submitted by": _need(name, submission, "submitting_organization"),
        "evaluated": _need(name, method, "evaluation_date"),
        "user": method.get("user_simulator"),
        "retrieval": retrieval,
    }
    return "; ".join(f"{label}: {value}" for label, value in parts.items() if value)


def _released(name: str, submission: Mapping[str, Any]) -> str | None:
    release = submission.get("model_release")
    if release is None:
        return None
    return _day(name, object_of(ABOUT.name, f"model_release of {name}", release), "release_date")


def _claim(pair: Any) -> Row:
    name, submission = _opened(pair)
    return {
        "entry": name,
        "model_name": _need(name, submission, "model_name"),
        "maker": _need(name, submission, "model_organization"),
        "released_on": _released(name, submission),
    }
