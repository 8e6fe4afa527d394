"""Help texts of arguments, which typer 0.24 loses under click 8.5.

typer sets `help` on an argument and then calls click's constructor, which since 8.5 has a `help`
of its own and sets it to None. `keep` puts the text back. Not needed once typer passes it on.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperArgument

_make = TyperArgument.__init__


def _make_with_help(self: TyperArgument, *, help: str | None = None, **more: Any) -> None:
    _make(self, help=help, **more)
    self.help = help


def keep() -> None:
    """Let every argument made from now on keep its help text; doing it twice changes nothing."""
    TyperArgument.__init__ = _make_with_help  # type: ignore[method-assign]
