"""Proposed aliases as a TOML patch, in the shape of the makers' files, for a person to accept.

Nothing here is ever applied. Accepting is moving a line from the patch into `aliases` of the model
in the maker's file; what is not sure stands there as a comment, so that nobody accepts it unread.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import itemgetter

from sources.contract import Row
from sources.registry.read import AliasTable, OpennessInterval
from terms.numbers import plural

DAYS = ("from_", "until", "checked")

HEAD = """\
# Proposals of gapwatch's normaliser for spellings that match no model. Nothing of this is applied.
# To accept one, check that the source means this model and move the line into `aliases` of the
# model in sources/registry/<maker>.toml. `from` is the day the source was first seen to spell so;
# leave it out where the spelling always meant the model. A line that is not sure is a comment.
"""


@dataclass(frozen=True, slots=True)
class ProposedModel:
    """A model that nobody has curated yet, classed by its sources' words; days are ISO."""

    maker: str
    name: str
    released_on: str
    reason: str
    openness: tuple[OpennessInterval, ...]
    aliases: tuple[AliasTable, ...]


def write(lines: Iterable[Row]) -> str:
    """The patch: a table per maker, in it a list of models with their proposed aliases.

    `lines`: what `measures.names.proposals` says of each, `rows` spelled so now, `valid_from`.
    """
    ordered = sorted(lines, key=itemgetter("maker", "model", "source", "spelling"))
    parts = [HEAD]
    for maker, own in groupby(ordered, itemgetter("maker")):
        parts.append(f"\n# sources/registry/{maker}.toml\n[{maker}]\n")
        for model, theirs in groupby(own, itemgetter("model")):
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


def write_models(models: Iterable[ProposedModel]) -> str:
    """New models as comments in the shape of the makers' files; empty without any."""
    ordered = sorted(models, key=lambda one: (one.maker, one.name))
    return (NEW if ordered else "") + "".join(map(_model, ordered))


def _model(one: ProposedModel) -> str:
    lines = [
        "[[model]]",
        f"id = {_text(re.sub(r'[^a-z0-9.]+', '-', one.name.lower()).strip('-'))}",
        f"name = {_text(one.name)}",
        f"released_on = {one.released_on}",
        'kind = "general"',
        f"evidence = {_text(one.openness[0].evidence)}",
        *("openness = [", *(f"    {_inline(its)}," for its in one.openness), "]"),
        *("aliases = [", *(f"    {_inline(its)}," for its in one.aliases), "]"),
    ]
    marked = "".join(f"# {line}\n" for line in lines)
    return f"\n# sources/registry/{one.maker}.toml: {one.reason}\n{marked}"


def _text(value: str) -> str:
    """A JSON string without escapes of its own is a TOML string."""
    return json.dumps(value, ensure_ascii=False)


def _inline(table: OpennessInterval | AliasTable) -> str:
    """A table in one line, days bare."""
    pairs = [
        f"{name.rstrip('_')} = {value if name in DAYS else _text(value)}"
        for name, value in asdict(table).items()
        if value
    ]
    return f"{{ {', '.join(pairs)} }}"


def _alias(one: Row) -> str:
    said = {name: one[name] for name in ("source", "effort", "stamp")}
    alias = AliasTable(as_=one["spelling"], from_=one["valid_from"], **said)
    mark = "" if one["sure"] else "# "
    return f"  # {plural(one['rows'], 'row')}: {one['reason']}\n  {mark}{_inline(alias)},\n"
