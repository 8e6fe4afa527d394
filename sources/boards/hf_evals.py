"""Evaluation results in the model cards of the Hugging Face Hub, for the registry's open models.

One page and one board per repository; an entry is `data set|task|notes`. Quirks:

- Repositories are those that the registry cites as evidence for open weights.
- Results are what a repository's owner writes, so the owner is the vendor; `verified` ones were
  run by somebody else.
- Open pull requests are listed beside what was merged. They are nobody's statement: left out.
- Notes tell runs apart ("With tools") and are part of the key. Values are percentages; one of
  1 or less is probably a share, and the rules set it aside.
- The interface is young and was described, not captured.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sources import registry
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
from sources.reading.spelling import VENDORS
from sources.reading.strict import json_of, list_of, number_of, object_of, text_of, tidy
from terms.spelling import Grammar

HUB = "https://huggingface.co/"
URL = (
    "https://huggingface.co/api/models/{}?expand[]=evalResults&expand[]=cardData&expand[]=createdAt"
)

ABOUT = SourceCard(
    name="hf_evals",
    title="Hugging Face Hub, evaluation results of model cards",
    grammar=Grammar(vendors=VENDORS),
    home="https://huggingface.co/docs/hub/eval-results",
    licence="none stated",
    attribution="Evaluation results in model cards on the Hugging Face Hub, by their authors",
    cadence="Whenever an author edits a card.",
    stale_after_days=30,
    stale_reason="Cards change on the days of a release; a card that was read within a month is "
    "very likely the present one.",
    tables=("score", "release"),
    board_is="repository",
    scheduled=False,
    terms="500 requests in five minutes without a login; one look asks once per repository. "
    "GAPWATCH_ENABLE=hf_evals asks for it.",
)

REPOSITORY = re.compile(r"^https://huggingface\.co/([\w.-]+/[\w.-]+)(?:/|$)")
NO_MODELS = ("datasets", "spaces", "docs", "blog", "collections", "papers", "api")
KEYS = frozenset(["_id", "id", "evalResults", "cardData", "createdAt"])
RESULT_KEYS = frozenset(["data", "verified", "filename", "pullRequest"])
DATA_KEYS = frozenset(["dataset", "value", "notes", "date", "source"])
DATASET_KEYS = frozenset(["id", "task_id"])


def repositories() -> list[str]:
    """Repositories that the registry cites as evidence for open weights, each once, by name."""
    found = set()
    for _, body in registry.pages():
        for model in tomllib.loads(body.decode()).get("model", ()):  # a page may hold licences
            for grade in model["openness"]:
                named = REPOSITORY.match(grade["evidence"])
                is_open = grade["is"] not in ("closed", "unknown")
                if is_open and named and named[1].split("/")[0] not in NO_MODELS:
                    found.add(named[1])
    return sorted(found)


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at every repository once; those that do not answer are named at the end.

    Raises SourceUnavailable after the last one.
    """
    silent = []
    for repository in repositories():
        try:
            yield client.get(
                URL.format(repository), content_types=("application/json",), max_bytes=2**22
            )
        except SourceUnavailable as error:
            silent.append(f"{repository} ({error.status})")
    if silent:
        raise SourceUnavailable(
            ABOUT.name, f"{len(silent)} repositories did not answer: {', '.join(silent[:10])}"
        )


def parse(page: Page) -> Iterator[Reading]:
    """The board of one repository in percent, and what its card says of licence and day.

    A card without results gives no score board. Raises SourceChanged when the page is no card of
    a repository.
    """
    card = object_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    name = text_of(ABOUT.name, "id of the page", card.get("id"))
    results = card.get("evalResults")
    listed = [] if results is None else list_of(ABOUT.name, f"evalResults of {name}", results)
    read, refused = read_each(listed, lambda result: _score(name, result), _entry)
    rows = [row for row in read if row is not None]
    if rows or refused:
        yield Reading("score", name, "", rows, refused=refused)
    claims, refused = read_each([card], lambda card: _claim(name, card), lambda _: name)
    unread = (*unread_keys("a card", [card], KEYS), *_unread(listed))
    yield Reading("release", name, "", claims, refused=refused, warnings=unread)


def _unread(results: Sequence[Any]) -> Iterator[str]:
    data = [one.get("data") for one in results if isinstance(one, dict)]
    sets = [one.get("dataset") for one in data if isinstance(one, dict)]
    yield from unread_keys("a result", results, RESULT_KEYS)
    yield from unread_keys("data of a result", data, DATA_KEYS)
    yield from unread_keys("the data set of a result", sets, DATASET_KEYS)


def _score(name: str, result: object) -> Row | None:
    """One result; None for what is only proposed."""
    found = object_of(ABOUT.name, f"a result of {name}", result)
    if found.get("pullRequest") is not None:
        return None
    entry = _entry(found)
    data = found["data"]
    of = data["dataset"]["id"]
    verified = found.get("verified", False)
    if not isinstance(verified, bool):
        raise SourceChanged(ABOUT.name, f"verified of {of} of {name} is {verified!r}")
    return {
        "entry": entry,
        "model_name": name,
        "value": tidy(number_of(ABOUT.name, f"value of {of} of {name}", data.get("value"))),
        "unit": "percent",
        "provenance": "third_party" if verified else "vendor",
        "protocol": entry.replace("|", ", "),
        "dated_on": _day(f"date of {of} of {name}", data.get("date")),
        "source_url": HUB + name,
    }


def _entry(result: Mapping[str, Any]) -> str:
    data = object_of(ABOUT.name, "data of a result", result.get("data"))
    dataset = object_of(ABOUT.name, "the data set of a result", data.get("dataset"))
    of = text_of(ABOUT.name, "id of a data set", dataset.get("id"))
    task = text_of(ABOUT.name, f"task of {of}", dataset.get("task_id"))
    notes = _optional(f"notes on {of}", data.get("notes"))
    return "|".join(part for part in (of, task, notes) if part)


def _optional(what: str, value: object) -> str | None:
    return None if value is None else text_of(ABOUT.name, what, value)


def _day(what: str, value: object) -> str | None:
    """The day of a time as written; the rules judge whether it is one."""
    text = _optional(what, value)
    return None if text is None else text[:10]


def _claim(name: str, card: Mapping[str, Any]) -> Row:
    data = card.get("cardData")
    licence = (
        None if data is None else object_of(ABOUT.name, f"card of {name}", data).get("license")
    )
    if isinstance(licence, list):
        licence = ", ".join(text_of(ABOUT.name, f"a licence of {name}", one) for one in licence)
    return {
        "entry": name,
        "model_name": name,
        "maker": name.partition("/")[0],
        "licence": _optional(f"license of {name}", licence),
        "released_on": _day(f"createdAt of {name}", card.get("createdAt")),
    }
