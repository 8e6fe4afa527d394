"""tau2-bench: multi-turn tool calling with a simulated user, one JSON file per submission.

Boards are `text` and `voice`; categories are the domains and `retail, airline, telecom`, the mean
of these three where all were run (with the old and the new lists alike). Quirks:

- A look asks for the manifest and for every submission in it, and keeps them as one page: a list
  of `{"dir", "submission"}`, beside the manifest. Personal addresses (`contact_info`) are cut
  before anything is stored. Pages captured elsewhere are the list alone.
- Templates (`A_EXAMPLE_...`) are no submissions. Without a manifest, orphans cannot be told.
- Values are edited in place: on 2026-07-16 banking_knowledge was graded again under 1.0.1, for
  most entries. `tau2_bench_version` names the grading, so the protocol carries it.
- `submission_type: custom` marks another scaffold; it is another protocol.
- Sierra makes the benchmark. What it submits is the maintainer's; a model's own maker is vendor.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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
from sources.reading.spelling import EFFORT_IN_BRACKETS, STAMP, VENDORS
from sources.reading.strict import json_of, list_of, number_of, object_of, text_of, tidy
from terms.spelling import Grammar

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
    boards=("model_release", "text", "voice"),
    rows={"score": 188, "release": 65},
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
PASSES = frozenset(["pass_1", "pass_2", "pass_3", "pass_4", "cost", "retrieval_config"])


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the manifest and at each submission it lists (65 small files), as one page.

    Raises SourceUnavailable, and SourceChanged when a file is not what its name says.
    """
    manifest = _asked(client, f"{URL}manifest.json")
    listed = [
        {
            "dir": name,
            "submission": _without_contact(_asked(client, f"{URL}{name}/submission.json")),
        }
        for name in _names(
            object_of(ABOUT.name, "the manifest", json_of(ABOUT.name, manifest.body))
        )
    ]
    body = b'{"manifest":%b,"submissions":%b}' % (manifest.body, json.dumps(listed).encode())
    page = Page(URL, body, manifest.seen_at)
    yield Fetched(URL, manifest.seen_at, 200, page)


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
    if set(manifest) != set(TRACKS):
        raise SourceChanged(ABOUT.name, f"the manifest has the lists {sorted(manifest)}")
    names = [
        text_of(ABOUT.name, f"an entry of {track}", name)
        for track in TRACKS
        for name in list_of(ABOUT.name, track, manifest[track])
    ]
    if odd := [name for name in names if "/" in name or names.count(name) > 1]:
        raise SourceChanged(ABOUT.name, f"the manifest lists {odd} twice or with a path")
    return names


def parse(page: Page) -> Iterator[Reading]:
    """Boards `text` and `voice` by domain, pass^1 in percent, and what entries say of models.

    Raises SourceChanged on an unknown key, domain, type or modality and on a missing date.
    """
    submissions = dict(_submissions(json_of(ABOUT.name, page.body)))
    boards: dict[tuple[str, str], list[Row]] = {}
    for name, submission in submissions.items():
        board = _modality(name, submission)
        for category, row in _scores(name, submission):
            boards.setdefault((board, category), []).append(row)
    for (board, category), rows in boards.items():
        yield Reading("score", board, category, rows)
    yield Reading("release", "model_release", "", [_claim(n, s) for n, s in submissions.items()])


def _submissions(content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    listed = content
    if isinstance(content, dict):
        if set(content) != {"manifest", "submissions"}:
            raise SourceChanged(ABOUT.name, f"the page has the keys {sorted(content)}")
        listed = content["submissions"]
    seen = set()
    for item in list_of(ABOUT.name, "the page", listed):
        pair = object_of(ABOUT.name, "a submission", item)
        if set(pair) != {"dir", "submission"}:
            raise SourceChanged(ABOUT.name, f"a submission has the keys {sorted(pair)}")
        name = text_of(ABOUT.name, "a submission's folder", pair["dir"])
        if name in seen:
            raise SourceChanged(ABOUT.name, f"{name} is listed twice")
        seen.add(name)
        if not name.startswith(TEMPLATE):
            yield name, _known(name, object_of(ABOUT.name, name, pair["submission"]))


def _known(name: str, submission: dict[str, Any]) -> dict[str, Any]:
    if unknown := sorted(set(submission) - KNOWN):
        raise SourceChanged(ABOUT.name, f"{name} has the unknown keys {unknown}")
    return submission


def _need(name: str, holder: Mapping[str, Any], key: str) -> str:
    return text_of(ABOUT.name, f"{key} of {name}", holder.get(key))


def _modality(name: str, submission: Mapping[str, Any]) -> str:
    modality = submission.get("modality", "text")
    if modality not in ("text", "voice"):
        raise SourceChanged(ABOUT.name, f"modality of {name} is {modality!r}")
    return str(modality)


def _scores(name: str, submission: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    results = object_of(ABOUT.name, f"results of {name}", submission.get("results"))
    if unknown := sorted(set(results) - set(DOMAINS)):
        raise SourceChanged(ABOUT.name, f"results of {name} have the unknown domains {unknown}")
    found = {domain: _result(name, domain, results.get(domain)) for domain in DOMAINS}
    scored = {domain: one for domain, one in found.items() if one is not None}
    for domain, (value, cost, how) in scored.items():
        yield domain, _row(name, submission, value, ITEMS[domain], cost, how)
    if all(domain in scored for domain in CORE):
        # Not weighted by tasks: the board's own overall is the mean of the domains.
        mean = Decimal(sum(scored[domain][0] for domain in CORE)) / len(CORE)
        costs = [cost for domain in CORE if (cost := scored[domain][1]) is not None]
        mean_cost = Decimal(sum(costs)) / len(CORE) if len(costs) == len(CORE) else None
        items = sum(ITEMS[domain] for domain in CORE)
        yield MEAN, _row(name, submission, mean, items, mean_cost, None)


def _result(name: str, domain: str, result: Any) -> tuple[Decimal, Decimal | None, Any] | None:
    """pass^1, cost per task and retrieval of one domain; None when it was not run."""
    if result is None:
        return None
    found = object_of(ABOUT.name, f"{domain} of {name}", result)
    if unknown := sorted(set(found) - PASSES):
        raise SourceChanged(ABOUT.name, f"{domain} of {name} has the unknown keys {unknown}")
    if found.get("pass_1") is None:
        return None
    value = number_of(ABOUT.name, f"pass_1 of {domain} of {name}", found["pass_1"])
    cost = found.get("cost")
    if cost is not None:
        cost = Decimal(number_of(ABOUT.name, f"cost of {domain} of {name}", cost))
    return Decimal(value), cost, found.get("retrieval_config")


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
        "dated_on": _need(name, submission, "submission_date"),
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
    return _need(name, object_of(ABOUT.name, f"model_release of {name}", release), "release_date")


def _claim(name: str, submission: Mapping[str, Any]) -> Row:
    return {
        "entry": name,
        "model_name": _need(name, submission, "model_name"),
        "maker": _need(name, submission, "model_organization"),
        "released_on": _released(name, submission),
    }
