"""The part of the docs that the records of estimates and claims know better than people."""

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

from measures.claims.records import ClaimEvidence
from measures.estimates import Estimate
from measures.records import CLAIM_EVIDENCE, ESTIMATES
from terms.words import words

_PLAIN = {str: "text", int: "integer", float: "number", bool: "true or false", type(None): "null"}
_SHARED = {one.name for one in fields(Estimate)}


def estimates_page() -> str:
    """Every measure of table estimate: what a row is, its key, and its details."""
    lines = [line for measure in sorted(ESTIMATES) for line in _measure(measure)]
    told = [line for name, part in sorted(_parts().items()) for line in _part(name, part)]
    return "\n".join([*lines, "\n### Parts of details\n", *told]) + "\n"


def claims_page() -> str:
    """The evidence of a claim's reading, and what its `numbers` are by what its query finds."""
    lines = ["", _said(ClaimEvidence), "", *_fields(ClaimEvidence)]
    for kind, record in CLAIM_EVIDENCE.items():
        lines += [f"\n#### {kind}\n", _said(record), "", *_fields(record)]
    return "\n".join(lines) + "\n"


def _fields(record: type) -> Iterator[str]:
    about, hints = _about(record), get_type_hints(record)
    yield from _table(
        ("name", "type", "holds"),
        ((f"`{one.name}`", _type(hints[one.name]), about[one.name]) for one in fields(record)),
    )


def _measure(measure: str) -> Iterator[str]:
    yield f"\n### {measure}"
    for record in ESTIMATES[measure].kinds():
        about = _about(record)
        yield f"\n{_said(record)}\n\nVariants: {_variants(record)}\n"
        yield from _table(
            ("detail", "type", "holds"),
            (
                (f"`{record.STORED_AS.get(name, name)}`", _type(hint), about.get(name, ""))
                for name, hint in _own(record).items()
            ),
        )


def _variants(record: type[Estimate]) -> str:
    if record.variant is not Estimate.variant:
        return str(record.variant.__doc__)
    fields_of_key = [f"`{name}`" for name in record.KEY if name.islower()]
    return f"by {', '.join(fields_of_key)}." if fields_of_key else "one."


def _own(record: type[Estimate]) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {one.name: hints[one.name] for one in fields(record) if one.name not in _SHARED}


def _part(name: str, part: type) -> Iterator[str]:
    yield f"\n#### {name}\n\n{_said(part)}\n"
    about = _about(part)
    hints = ((name, hint) for name, hint in get_type_hints(part).items() if name in about)
    yield from _table(
        ("name", "type", "holds"), ((f"`{name}`", _type(hint), about[name]) for name, hint in hints)
    )


def _parts() -> Mapping[str, type]:
    """The declared parts that details have, by name."""
    found: dict[str, type] = {}
    shapes = [shape for record in ESTIMATES.values() for shape in record.kinds()]
    left = [hint for shape in shapes for hint in _own(shape).values()]
    while left:
        hint = left.pop()
        left += get_args(hint)
        if _is_part(hint) and hint.__name__ not in found:
            found[hint.__name__] = hint
            left += get_type_hints(hint).values()
    return found


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
    bases = [base for base in reversed(kind.__mro__) if is_dataclass(base) and base is not Estimate]
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
