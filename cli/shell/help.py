"""Help that teaches: the docstring's examples a line each below the options, commands in groups.

Help texts of arguments, which typer 0.24 loses under click 8.5.

typer sets `help` on an argument and then calls click's constructor, which since 8.5 has a `help`
of its own and sets it to None. `keep` puts the text back. Not needed once typer passes it on.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperArgument

_make = TyperArgument.__init__


def _make_with_help(self: TyperArgument, *, help: str | None = None, **more: Any) -> None:
    _make(self, help=help, **more)
    self.help = help


def keep() -> None:
    """Let every argument made from now on keep its help text; doing it twice changes nothing."""
    TyperArgument.__init__ = _make_with_help  # type: ignore[method-assign]


FETCH = "Fetch: read sources and files"
ASK = "Ask: what is known, and how"
PUBLISH = "Publish: show it to people"
KEEP = "Keep: check, name and export"
_EXAMPLES = re.compile(r"\s*Examples?: (`.+`)\s*\Z", re.DOTALL)
_EXAMPLE = re.compile(r"`([^`]+)`")
Command = TypeVar("Command", bound=Callable[..., Any])


def split(docstring: str) -> tuple[str, list[str]]:
    """What the docstring says, and the commands it gives as examples at its end."""
    text = inspect.cleandoc(docstring)
    found = _EXAMPLES.search(text)
    if found is None:
        return text, []
    return text[: found.start()].rstrip(), [
        " ".join(one.split()) for one in _EXAMPLE.findall(found[1])
    ]


def command(app: typer.Typer, name: str, panel: str | None = None) -> Callable[[Command], Command]:
    """Register a function as the command `name`; its help ends with its examples."""

    def register(function: Command) -> Command:
        text, examples = split(function.__doc__ or "")
        epilog = "\n\n".join(["Examples:", *(f"$ {example}" for example in examples)])
        registered = app.command(name, help=text, epilog=epilog, rich_help_panel=panel)
        return registered(function)

    return register
