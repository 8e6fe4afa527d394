"""Curated registry: makers, models, how open they were when, and how sources spell them.

One TOML file per maker, and one of all licences, written by people and shipped with the product.
Case and which separator stands where do not tell spellings apart, and what a source writes around a
name is its grammar's: neither needs an alias. What the grades mean and how a case is decided is
written in docs/openness.md. A model's id is always a spelling of the model, listed or not.

A maker's file names a licence; its SPDX expression, whether commercial use is allowed and above
which size it needs more are said once, in `licences.toml`. A licence that permits sale below a size
is graded `restricted`, never stricter (docs/openness.md): a test holds that over all files.

Nothing passes unnamed: keys that are not declared here, missing keys and values of another kind
raise `ParseError`, which names them all with the file, the model and the value. What must hold
over all makers' files together is tested (tests/sources/registry/sound.py).
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib import resources
from pathlib import PurePosixPath
from typing import Annotated

from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks_nobody
from terms.declared import (
    Address,
    Count,
    Day,
    Declared,
    Positive,
    Slug,
    Text,
    contradiction,
    from_toml,
    matching,
    one_of,
    takes,
)
from terms.openness import CommercialUse, Openness
from terms.words import ModelKind, words

NAME, LICENCES = "registry", "licences.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerTable(Declared):
    """Table `[maker]`."""

    id: Slug
    """Id of the maker; the file is called after it."""
    name: Text
    """Its name for people."""
    country: Annotated[str, matching("[A-Z]{2}", "a country of two capital letters")]
    """Where it sits (ISO 3166)."""
    url: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class OpennessInterval(Declared):
    """One interval of a model's openness."""

    from_: Day
    """First day."""
    until: Day | None = None
    """Day after the last; none for the interval that holds."""
    is_: Annotated[str, one_of(*words(Openness))]
    """The grade (docs/openness.md)."""
    licence: Text | None = None
    """Name of the licence of the weights, as in `licences.toml`."""
    evidence: Address
    """Where that can be checked."""
    checked: Day
    """Day on which it said so: its page's, or the reader's where that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasTable(Declared):
    """A spelling of a model; as a text alone it is `as`, for every source and day."""

    as_: Text
    """The spelling, exactly."""
    source: Annotated[str, matching("[a-z][a-z0-9_]*", "the name of a source")] | None = None
    """The source that spells so; none: any."""
    from_: Day | None = None
    """First day on which it meant this model."""
    until: Day | None = None
    """Day after the last."""
    effort: Text | None = None
    harness: Text | None = None
    host: Text | None = None
    stamp: Text | None = None
    """What else the spelling names: reasoning effort, harness, host, date stamp."""


def _as_table(alias: object) -> object:
    return {"as": alias} if isinstance(alias, str) else alias


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTable(Declared):
    """Table `[[model]]`: one set of weights, or one API name sold as one version."""

    id: Slug
    """Id of the model; it is always a spelling too."""
    name: Text
    """Its name for people."""
    released_on: Day
    """First day on which somebody outside could use it."""
    kind: Annotated[str, one_of(*words(ModelKind))]
    """What it is made for; headlines use general ones."""
    evidence: Address
    """Where name and day can be checked."""
    parameters_total_b: Positive | None = None
    """Parameters in billions, where the maker says."""
    bits_per_parameter: Positive | None = None
    """Mean bits per parameter of the weights as released, where they are fewer than 16."""
    parameters_active_b: Positive | None = None
    """Parameters that work on a token, in billions."""
    openness: tuple[OpennessInterval, ...]
    """How open it was when, without a hole; at least one, if need be with is = "unknown"."""
    aliases: tuple[Annotated[AliasTable, takes(_as_table)], ...]
    """How sources spell it."""

    def __post_init__(self) -> None:
        """Raises ValueError for a model of which nothing says how open it is."""
        none = "openness: no interval; write one with is = 'unknown'"
        contradiction(None if self.openness else none)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerFile(Declared):
    """A maker's file."""

    maker: MakerTable
    model: tuple[ModelTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceTable(Declared):
    """Table `[[licence]]`: the terms of one licence, under the name that makers' files use."""

    name: Text
    """Its name for people."""
    spdx: Text
    """Its SPDX expression, `LicenseRef-...` where SPDX has no id (a test reads it); of a derivative
    with the terms of its base ("MIT AND ...")."""
    commercial_use: Annotated[str, one_of(*words(CommercialUse))]
    """Whether it permits commercial use."""
    users_above: Count | None = None
    """Number of users above which that needs more than the licence."""
    yearly_revenue_above_usd: Count | None = None
    """The same for the revenue of twelve months, in USD."""
    monthly_revenue_above_usd: Count | None = None
    """The same for the revenue of a month."""
    note: Text | None = None
    """What else a reader must know."""
    evidence: Address
    """Where its text, or a model's card that says so, can be read."""

    def __post_init__(self) -> None:
        """Raises ValueError where thresholds and word contradict one another."""
        limits = (self.users_above, self.yearly_revenue_above_usd, self.monthly_revenue_above_usd)
        has_limit = any(limit is not None for limit in limits)
        is_limited = self.commercial_use == CommercialUse.BELOW_THRESHOLD
        said = "a threshold" if has_limit else "no threshold"
        contradiction(
            None if has_limit == is_limited else f"{said}, but commercial_use is another word"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceFile(Declared):
    """The file of licences."""

    licence: tuple[LicenceTable, ...]


ANY_SOURCE = "*"
COPIES = {"arena": ("arena_catalog", "arena_page", "arena_top50_mirror")}
"""Sources that copy the names of another one: its spellings are theirs as well."""

ABOUT = SourceCard(
    name=NAME,
    title="gapwatch registry of makers, models, openness and spellings",
    home="https://models.dev",
    licence="MIT",
    attribution="Curated by the gapwatch project; every line cites its evidence.",
    cadence="With every release of gapwatch; unmatched names show what is missing.",
    stale_after_days=90,
    tables=("model", "alias", "openness", "licence"),
    board_is="maker",
    scheduled=False,
)

fetch = asks_nobody


def shipped(package: str, ending: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the files that ship beside the modules of a package, by name."""
    files = [one for one in resources.files(package).iterdir() if one.name.endswith(ending)]
    for file in sorted(files, key=lambda file: file.name):
        yield file.name, file.read_bytes()


pages = partial(shipped, "sources.registry", ".toml")


def parse(page: Page) -> Iterator[Reading]:
    """Three readings of one maker's file: board = maker id, tables model, openness, alias.

    The file of licences gives one, of table licence.
    """
    file = PurePosixPath(page.url).name
    if file == LICENCES:
        listed = map(asdict, from_toml(page.body, LicenceFile, file, ParseError).licence)
        licences = [{"entry": row.pop("name"), **row} for row in listed]
        yield Reading("licence", "licences", "", licences)
        return
    found = from_toml(page.body, MakerFile, file, ParseError)
    maker = found.maker
    if f"{maker.id}.toml" != file:
        raise ParseError(f"{file}: maker.id = {maker.id!r} is not the file's name")
    yield Reading("model", maker.id, "", [_model(maker, model) for model in found.model])
    for table, rows_of in (("alias", _aliases), ("openness", _openness)):
        rows = [row for model in found.model for row in rows_of(model)]
        yield Reading(table, maker.id, "", rows)


def _model(maker: MakerTable, model: ModelTable) -> Row:
    sizes = ("parameters_total_b", "bits_per_parameter", "parameters_active_b")
    known = {size: getattr(model, size) for size in sizes}
    return {
        "entry": model.id,
        "name": model.name,
        "maker": maker.id,
        "maker_name": maker.name,
        "country": maker.country,
        "kind": model.kind,
        "released_on": model.released_on,
        **{size: value and float(value) for size, value in known.items()},
        "evidence": model.evidence,
    }


def _openness(model: ModelTable) -> Iterator[Row]:
    for interval in model.openness:
        yield {
            "entry": f"{model.id}|{interval.from_}",
            "model": model.id,
            "openness": interval.is_,
            "licence": interval.licence,
            "valid_from": interval.from_,
            "valid_until": interval.until,
            "evidence": interval.evidence,
            "checked_on": interval.checked,
        }


def _aliases(model: ModelTable) -> list[Row]:
    """The spellings of a model, copied for the sources that copy another one; its id is one."""
    rows = [_alias(model.id, item) for item in model.aliases]
    own = {(row["alias"], row["source"], row["valid_from"]) for row in rows}
    copied = [
        _alias(model.id, replace(item, source=copy))
        for item in model.aliases
        for copy in COPIES.get(item.source or "", ())
        if (item.as_, copy, item.from_) not in own
    ]
    if (model.id, ANY_SOURCE) not in {(row["alias"], row["source"]) for row in rows}:
        copied.append(_alias(model.id, AliasTable(as_=model.id)))
    return [*rows, *copied]


def _alias(model: str, alias: AliasTable) -> Row:
    source = alias.source or ANY_SOURCE
    return {
        "entry": f"{source}|{alias.as_}|{alias.from_ or ''}",
        "alias": alias.as_,
        "source": source,
        "model": model,
        "valid_from": alias.from_,
        "valid_until": alias.until,
        "effort": alias.effort,
        "harness": alias.harness,
        "host": alias.host,
        "stamp": alias.stamp,
    }
