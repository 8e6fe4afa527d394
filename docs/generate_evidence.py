"""The part of the docs that the evidence of claims knows better than people."""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from generate import _table

from measures.claims.evidence import KINDS
from measures.claims.records import ClaimEvidence
from terms.words import words

_PLAIN = {str: "text", int: "integer", float: "number", bool: "true or false", type(None): "null"}


def claims_page() -> str:
    """The evidence of a claim's reading, and what its `numbers` are by what its query finds."""
    lines = ["", _said(ClaimEvidence), "", *_fields(ClaimEvidence)]
    columns = ((kind, told.replace(" ", ", ")) for kind, told in KINDS.items())
    lines += ["", *_table(("finds", "columns; with ? where known"), columns)]
    return "\n".join(lines) + "\n"


def _fields(record: type) -> Iterator[str]:
    about, hints = _about(record), get_type_hints(record)
    yield from _table(
        ("name", "type", "holds"),
        ((f"`{one.name}`", _type(hints[one.name]), about[one.name]) for one in fields(record)),
    )


def _is_part(hint: Any) -> bool:
    return is_dataclass(hint) or hasattr(hint, "_fields")


def _type(hint: Any) -> str:
    """A type as readers of JSON name it."""
    inner = get_args(hint)
    if inner:
        return _compound(get_origin(hint), inner)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choice(words(hint))
    if _is_part(hint):
        listed = f" [{', '.join(hint._fields)}]" if hasattr(hint, "_fields") else ""
        return f"{hint.__name__}{listed}"
    return _PLAIN.get(hint, str(getattr(hint, "__name__", hint)))


def _compound(kind: Any, inner: Sequence[Any]) -> str:
    if kind is Literal:
        return _choice(inner)
    told = [_type(one) for one in inner if one is not ...]
    if kind in (Union, types.UnionType):
        return " or ".join(told)
    if issubclass(kind, Mapping):
        return f"object, {' to '.join(told)}"
    return f"list of {told[0]}" if ... in inner else f"[{', '.join(told)}]"


def _choice(stored: Sequence[str]) -> str:
    return " or ".join(f"`{word}`" for word in stored)


def _said(kind: type) -> str:
    """The docstring, a line."""
    return " ".join((inspect.getdoc(kind) or "").split())


def _about(kind: type) -> dict[str, str]:
    """Field of a class, its own or of a base, to the docstring under it; empty where none is."""
    bases = [base for base in reversed(kind.__mro__) if is_dataclass(base)]
    if not bases:
        return _own_about(kind)
    return {name: told for base in bases for name, told in _own_about(base).items()}


def _own_about(kind: type) -> dict[str, str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(tree, ast.ClassDef)  # noqa: S101 - the source of a class is one
    found: dict[str, str] = {}
    last: str | None = None
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            last = node.target.id
            found[last] = ""
        elif last and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found[last] = " ".join(str(node.value.value).replace("None", "null").split())
        else:
            last = None
    return found
