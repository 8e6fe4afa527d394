"""How names of models are compared, and what a source writes around them.

A source declares its *grammar*: the marks that it adds to a model's name. Whatever no mark finds
belongs to the name. `measures.names` reads spellings with it; nothing here knows a model.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

SEPARATOR = r"[-\u2010\u2011_./\s]"
"""What stands between the words of a name; which of them stands there does not matter."""
_SEPARATORS = re.compile(f"{SEPARATOR}+")

_RUN = re.compile(r"\s*\([^()]*\)$")
"""How a board says of its own entry how it was run: 'opencua-72b-preview (100 steps)'."""

MarkField = Literal["effort", "harness", "host", "stamp"]


@lru_cache(maxsize=1 << 14)
def folded(spelling: str) -> str:
    """The form in which names are compared: lower case, every run of separators a dash.

    No separator is added or taken away: `Qwen3-14B` is not `Qwen3.1-4B`.
    """
    return _SEPARATORS.sub("-", spelling.lower()).strip("-")


def spellings(model_name: str | None, entry: str) -> tuple[str, ...]:
    """What may name the model of a row: its column, and where that is empty the entry's own name,
    with and without how it was run.
    """
    return (model_name,) if model_name else (entry, _RUN.sub("", entry))


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that a source adds to names: what `pattern` finds is cut, whatever its case."""

    pattern: str
    """A regular expression; its first group, if any, is the value of `field`."""
    field: MarkField | None = None
    makers: frozenset[str] = frozenset()
    """Makers of whose models it is a mark; none: of everybody's."""
    is_own_form: bool = False
    """Whether no name is ever written so: such a mark is cut before the name is looked up."""
    becomes: str = ""
    """What stands in its place."""

    def __post_init__(self) -> None:
        """Raises re.error for a pattern that is none."""
        re.compile(self.pattern)


@dataclass(frozen=True, slots=True)
class Grammar:
    """What one source writes around the name of a model."""

    marks: tuple[Mark, ...] = ()
    vendors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Words before a name, in their folded form, to the maker (registry id) that they stand for:
    `Qwen/Qwen3-14B`. They are cut only from names of that maker's models."""
