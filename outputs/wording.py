"""How scraped names and addresses are written: one place, so that every output agrees.

A name from a page is shortened and loses its control characters, because a page may send ten
thousand characters or a line break. Numbers, units and days are written by `terms`.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from markupsafe import Markup

from terms.days import days as days_in_words

LIMIT = 60
_FILE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,99}")
FULL_LIMIT = 400


class Name(NamedTuple):
    """A name from a page: `text` to print, and `full` when that is not all of it.

    `model`: id of the model of the registry that it names, which has a page of its own; `link`:
    the public page that it leads to.
    """

    text: str
    full: str | None = None
    model: str | None = None
    link: str | None = None


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """`text` without control, format and line characters, which SVG and layout cannot bear."""
    kept = (" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join("".join(kept).split())


def name(text: str, limit: int = LIMIT) -> Name:
    """`text` cleaned and shortened to `limit` characters; the longer form is capped as well."""
    whole = clean(text)
    if len(whole) <= limit:
        return Name(whole)
    return Name(shorten(whole, limit), shorten(whole, FULL_LIMIT))


class ModelNames(dict[str, str]):
    """What each model is called; `opened`: days from API to weights of those sold before."""

    opened: Mapping[str, int] = MappingProxyType({})

    @classmethod
    def of(cls, models: Mapping[str, Mapping[str, Any]]) -> Self:
        """From model to its `name` and `days_to_weights`."""
        made = cls({model: row["name"] or model for model, row in models.items()})
        days = {model: row["days_to_weights"] for model, row in models.items()}
        made.opened = {model: count for model, count in days.items() if count}
        return made

    def called(self, model: str) -> str:
        """Its name, or its id where it has none."""
        return self.get(model, model)


def model_name(model: str, names: ModelNames, side: str = "", limit: int = 40) -> Name:
    """What a model is called, or its id where it has no name, as short as a table needs it; as one
    of a class (`side`: closed, open) with what that needs to be understood."""
    shown = name(names.called(model), limit)
    if model in names and has_page(model):
        shown = shown._replace(model=model)
    return as_closed(shown, names.opened.get(model)) if side == "closed" else shown


def as_closed(shown: Name, days: int | None, *, is_brief: bool = False) -> Name:
    """A model that is named as closed; one whose weights followed after `days` is no riddle then:
    'Kimi K3 (API only; weights followed 11 days later)', brief: 'Kimi K3 (API only)'."""
    if not days:
        return shown
    later = "" if is_brief else f"; weights followed {days_in_words(days)} later"
    return shown._replace(text=f"{shown.text} (API only{later})")


def has_page(model: str) -> bool:
    """Whether a model's id may name a file of the site: ids of the registry may."""
    return _FILE.fullmatch(model) is not None


def shorten(text: str, limit: int) -> str:
    """`text`, cut to `limit` characters with an ellipsis when it is longer."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def address(url: str) -> str | None:
    """`url` when it is a public page that may be linked, else None."""
    return url if url.startswith(("https://", "http://")) else None


def place(url: str) -> str:
    """How an address without a public page is named: never a path of this machine."""
    if url.startswith("package:"):
        return f"shipped with gapwatch: {url.removeprefix('package:')}"
    return f"file supplied by the operator: {url.rsplit('/', 1)[-1]}"


def script_json(value: object) -> Markup:
    """`value` as ASCII JSON in which no sign starts a tag: safe inside a script element, and where
    a server sends it as a page."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - nothing that HTML reads is left in it
