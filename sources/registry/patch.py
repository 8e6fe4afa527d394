"""Proposed aliases as a TOML patch, in the shape of the makers' files, for a person to accept.

Nothing here is ever applied. Accepting is moving a line from the patch into `aliases` of the model
in the maker's file; what is not sure stands there as a comment, so that nobody accepts it unread.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

HEAD = """\
# Proposals of gapwatch's normaliser for spellings that match no model. Nothing of this is applied.
# To accept one, check that the source means this model and move the line into `aliases` of the
# model in sources/registry/<maker>.toml. `from` is the day the source was first seen to spell so;
# leave it out where the spelling always meant the model. A line that is not sure is a comment.
"""


@dataclass(frozen=True, slots=True)
class ProposedAlias:
    """One proposed alias of one model; days are ISO, `rows` counts current rows spelled so."""

    maker: str
    model: str
    source: str
    spelling: str
    reason: str
    sure: bool
    rows: int
    valid_from: str | None = None
    effort: str | None = None
    stamp: str | None = None


@dataclass(frozen=True, slots=True)
class ProposedOpenness:
    """What one model may be from a day (ISO) on, as its sources say."""

    valid_from: str
    openness: str
    licence: str | None
    evidence: str
    """Address at which that can be checked."""


@dataclass(frozen=True, slots=True)
class ProposedModel:
    """A model that nobody has curated yet, classed by its sources' words; days are ISO."""

    maker: str
    name: str
    released_on: str
    reason: str
    openness: tuple[ProposedOpenness, ...]
    aliases: tuple[tuple[str, str], ...]
    """(Source, spelling)."""


def write(lines: Iterable[ProposedAlias]) -> str:
    """The patch: a table per maker, in it a list of models with their proposed aliases."""
    ordered = sorted(lines, key=lambda one: (one.maker, one.model, one.source, one.spelling))
    parts = [HEAD]
    for maker, own in groupby(ordered, key=lambda one: one.maker):
        parts.append(f"\n# sources/registry/{maker}.toml\n[{maker}]\n")
        for model, theirs in groupby(own, key=lambda one: one.model):
            aliases = "".join(_alias(one) for one in theirs)
            parts.append(
                f"\n[[{maker}.model]]\nid = {json.dumps(model)}\naliases = [\n{aliases}]\n"
            )
    return "".join(parts)


NEW = """
# New models, classed by what their sources say and by nobody else: every number that rests on one
# reads "unconfirmed". To confirm one, check its name, day and licence, correct them, and move its
# lines without the marks into sources/registry/<maker>.toml.
"""


def write_models(models: Iterable[ProposedModel], checked_on: str) -> str:
    """New models as comments in the shape of the makers' files; empty without any.

    `checked_on`: the day (ISO) that the lines name as the one on which somebody looked.
    """
    ordered = sorted(models, key=lambda one: (one.maker, one.name))
    return (NEW if ordered else "") + "".join(_model(one, checked_on) for one in ordered)


def _model(one: ProposedModel, checked_on: str) -> str:
    classes = [
        f"    {{ from = {its.valid_from}, is = {_text(its.openness)}, "
        + (f"licence = {_text(its.licence)}, " if its.licence else "")
        + f"evidence = {_text(its.evidence)}, checked = {checked_on} }},"
        for its in one.openness
    ]
    spelled = [
        f"    {{ as = {_text(spelling)}, source = {_text(source)} }},"
        for source, spelling in one.aliases
    ]
    lines = [
        "[[model]]",
        f"id = {_text(re.sub(r'[^a-z0-9.]+', '-', one.name.lower()).strip('-'))}",
        f"name = {_text(one.name)}",
        f"released_on = {one.released_on}",
        'kind = "general"',
        f"evidence = {_text(one.openness[0].evidence)}",
        *("openness = [", *classes, "]"),
        *("aliases = [", *spelled, "]"),
    ]
    marked = "".join(f"# {line}\n" for line in lines)
    return f"\n# sources/registry/{one.maker}.toml: {one.reason}\n{marked}"


def _text(value: str) -> str:
    """A JSON string without escapes of its own is a TOML string; days are bare in TOML."""
    return json.dumps(value, ensure_ascii=False)


def _alias(one: ProposedAlias) -> str:
    values = {"as": one.spelling, "source": one.source, "effort": one.effort, "stamp": one.stamp}
    pairs = [f"{key} = {_text(value)}" for key, value in values.items() if value]
    if one.valid_from:
        pairs.insert(2, f"from = {one.valid_from}")
    mark = "" if one.sure else "# "
    rows = "1 row" if one.rows == 1 else f"{one.rows} rows"
    return f"  # {rows}: {one.reason}\n  {mark}{{ {', '.join(pairs)} }},\n"
