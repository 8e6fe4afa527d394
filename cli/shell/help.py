"""Help that teaches: the docstring's examples a line each below the options, commands in groups."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar

import typer

FETCH = "Fetch: read sources and files"
ASK = "Ask: what is known, and how"
PUBLISH = "Publish: show it to people"
KEEP = "Keep: check, name and export"
_EXAMPLES = re.compile(r"\s*Examples?: (`.+`)\s*\Z", re.DOTALL)
_EXAMPLE = re.compile(r"`([^`]+)`")
Command = TypeVar("Command", bound=Callable[..., Any])


def split(docstring: str) -> tuple[str, list[str]]:
    """What the docstring says, a line for each paragraph, and the examples at its end."""
    text = inspect.cleandoc(docstring)
    found = _EXAMPLES.search(text)
    if found is None:
        return _paragraphs(text), []
    return _paragraphs(text[: found.start()]), [
        " ".join(one.split()) for one in _EXAMPLE.findall(found[1])
    ]


def _paragraphs(text: str) -> str:
    """The text without the line breaks of the code, which are not those of a terminal."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n")).strip()


def command(app: typer.Typer, name: str, panel: str | None = None) -> Callable[[Command], Command]:
    """Register a function as the command `name`; its help ends with its examples."""

    def register(function: Command) -> Command:
        text, examples = split(function.__doc__ or "")
        epilog = "\n".join(["Examples:", *(f"$ {example}" for example in examples)])
        registered = app.command(name, help=text, epilog=epilog, rich_help_panel=panel)
        return registered(function)

    return register
