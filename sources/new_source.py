"""Writes the first four files of a new source: module, rules, a small page and its test.

`make new-source NAME=foo TABLE=score URL=https://example.com/foo.json`. The files pass format,
lint, types and tests at once; the source is then no part of the catalogue yet. Listing it there is
the fifth file, and a person's decision: whoever runs this is told which line to add.
"""

from __future__ import annotations

import argparse
import json
import keyword
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

PROJECT = Path(__file__).resolve().parents[1]
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST, LONGEST_URL = 40, 90
FILES: Mapping[str, str] = {
    "module.py.j2": "sources/{room}/{name}.py",
    "rules.yaml.j2": "expectations/rules/{name}.yaml",
    "page.json.j2": "tests/pages/{name}/page.json",
    "test_source.py.j2": "tests/sources/{room}/test_{name}.py",
}
"""Template to the file that it becomes."""

ROOMS: Mapping[str, str] = {"score": "boards", "price": "prices/lists", "release": "boards"}
"""Table to the folder of its sources."""

MODELS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "score": (
        {"name": "open-model-70b", "score": 61.5, "items": 500, "date": "2026-11-01"},
        {"name": "closed-model-2", "score": 70.25, "items": 500, "date": "2026-11-12"},
    ),
    "price": (
        {"name": "open-model-70b", "input": 0.4, "output": 1.6, "date": "2026-11-01"},
        {"name": "closed-model-2", "input": 2.5, "output": 10, "date": "2026-11-12"},
    ),
    "release": (
        {"name": "open-model-70b", "maker": "A", "licence": "MIT", "date": "2026-11-01"},
        {"name": "closed-model-2", "maker": "B", "licence": "Proprietary", "date": "2026-11-12"},
    ),
}
"""The generated page's models, by table."""

ABOUTS: Mapping[str, str] = {
    "score": "shares of items solved, in percent",
    "price": "list prices in USD per 1M tokens",
    "release": "who made a model, its licence and its day",
}


class NewSourceInvalid(Exception):
    """A name, table or address of no use, or a file that is there already; nothing was written."""


def first_row(name: str, table: str) -> dict[str, Any]:
    """What the generated parser must read from the page's first model."""
    model = MODELS[table][0]
    entry = model["name"]
    if table == "score":
        return {
            "entry": entry, "model_name": entry, "value": model["score"], "unit": "percent",
            "n": model["items"], "provenance": "third_party", "protocol": "as published",
            "dated_on": model["date"],
        }  # fmt: skip
    if table == "price":
        return {
            "entry": f"{entry}|standard", "provider": name, "offering": entry, "model_name": entry,
            "mode": "standard", "currency": "USD", "input_per_mtok": model["input"],
            "output_per_mtok": model["output"], "effective_on": model["date"],
            "effective_basis": "documented",
        }  # fmt: skip
    return {
        "entry": entry, "model_name": entry, "maker": model["maker"],
        "licence": model["licence"], "released_on": model["date"],
    }  # fmt: skip


def written(name: str, table: str, url: str) -> dict[str, str]:
    """Path inside the project and text of each of the four files. Raises NewSourceInvalid."""
    _refuse_odd(name, table, url)
    numbers = () if table == "release" else ("number_of", "tidy")
    page = {"updated": "2026-11-20", "models": list(MODELS[table])}
    facts = {
        "name": name,
        "room": ROOMS[table].replace("/", "."),
        "table": table,
        "url": url,
        "home": f"https://{urlsplit(url).netloc}",
        "title": name.replace("_", " "),
        "about": ABOUTS[table],
        "keys": sorted(MODELS[table][0]),
        "strict": sorted({"day_of", "json_of", "list_of", "object_of", "text_of", *numbers}),
        "first": {key: json.dumps(value) for key, value in first_row(name, table).items()},
        "page": json.dumps(page, indent=2),
    }
    templates = Environment(
        loader=PackageLoader("sources", "templates/new_source"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Python and YAML, from checked words
    )
    return {
        path.format(name=name, room=ROOMS[table]): templates.get_template(template).render(facts)
        for template, path in FILES.items()
    }


def _refuse_odd(name: str, table: str, url: str) -> None:
    if not NAME.fullmatch(name) or keyword.iskeyword(name) or len(name) > LONGEST:
        raise NewSourceInvalid(
            f"NAME={name!r}: a module name in lower case, at most {LONGEST} long"
        )
    if table not in MODELS:
        raise NewSourceInvalid(f"TABLE={table!r}: one of {', '.join(MODELS)}")
    parts = urlsplit(url)
    odd = re.search(r"[\s\"'\\{}]", url) or len(url) > LONGEST_URL
    if parts.scheme != "https" or not parts.netloc or odd:
        raise NewSourceInvalid(f"URL={url!r}: an https address, at most {LONGEST_URL} long")


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write the files below `root`. Raises NewSourceInvalid when any of them is there already."""
    taken = [path for path in files if (root / path).exists()]
    if taken:
        raise NewSourceInvalid(f"{', '.join(taken)} is there already; nothing was written")
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def summary(name: str, table: str, files: Sequence[str]) -> str:
    """What was written and what is left to a person."""
    return "\n".join([
        *(f"wrote {path}" for path in files),
        "Left to you, the fifth file: sources/catalogue.py",
        f"  import it from sources/{ROOMS[table]}, and add it to OPTIONAL; to DAILY (and",
        "  scheduled=True) once its terms are read and the page is one of the real shape.",
        f"  And the sixth: tests/sources/{ROOMS[table].partition('/')[0]}/drift.py,",
        "  what may change overnight on its page.",
        "  Then: make docs, make test.",
        *(["Its prices count once measures/price/rules.toml ranks it."] * (table == "price")),
        "",
    ])  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a source's first four files; 0 when done, 2 with the reason when not."""
    parser = argparse.ArgumentParser(prog="make new-source", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--table", default="score")
    parser.add_argument("--url")
    parser.add_argument("--into", type=Path, default=PROJECT)
    given = parser.parse_args(arguments)
    try:
        files = written(
            given.name, given.table, given.url or f"https://example.com/{given.name}.json"
        )
        write(given.into, files)
    except NewSourceInvalid as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(summary(given.name, given.table, list(files)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
