"""gapwatch's own capability scale: which scores it takes, and the board it makes of them.

The scores behind Epoch's index and those of our own series that measure other items, in one
two-parameter item response fit (`measures.scale.item_response`) with the anchors of Epoch's
index. Which series are taken, and why the others are not, stands in each series' own block
(`in_composite` in `measures/series.toml`); anchors and base are data too: `composite.toml`.
Provenance is mixed and counted. Method and limits: docs/methods/composite.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from measures.boards.states import BoardState, contenders
from measures.errors import ScaleInvalid
from measures.names.registry import Registry
from measures.scale.item_response import Anchors, Observation, Scale, effective_benchmarks, spread
from measures.series import OWN, Series
from terms.declared import Declared, Real, Text, contradiction, from_toml
from terms.units import Unit
from terms.words import ModelKind, Provenance

SERIES = "composite"
PROTOCOL = "item response, 2 parameters, anchors 130 and 150"
LEVEL = 0.90
"""Level of the interval on the board, that of Epoch's index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor(Declared):
    """A model whose value on the scale is given."""

    model: Text
    """Id of the model in the registry."""
    value: Real
    """Its value, by definition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorPair(Declared):
    """The two models that fix the scale."""

    low: Anchor
    """The weaker model."""
    high: Anchor
    """The stronger model."""

    def __post_init__(self) -> None:
        """Raises ValueError when they span no scale."""
        span = f"low = {self.low.value:g} should be below high = {self.high.value:g}"
        contradiction(None if self.low.value < self.high.value else span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base(Declared):
    """The board whose table of shares the scale starts from."""

    source: Text
    """Name of the source."""
    board: Text
    """Name of its board."""
    category: str
    """Category of the board; empty where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeFile(Declared):
    """`composite.toml`."""

    anchors: AnchorPair
    """The scale of Epoch's index, so that points compare with it."""
    base: Base
    """Epoch's table of shares: one benchmark per protocol."""


@dataclass(frozen=True)
class Recipe:
    """Where the scale's scores come from, beside the series that say so of themselves."""

    anchors: Anchors
    base: tuple[str, str, str]
    """(source, board, category) of the table of shares."""


@dataclass(frozen=True, slots=True)
class Score:
    """One observation and who measured it."""

    observation: Observation
    provenance: str


@cache
def recipe() -> Recipe:
    """The bundled recipe. Raises ScaleInvalid."""
    return read(resources.files("measures.scale").joinpath("composite.toml").read_text("utf-8"))


def read(text: str) -> Recipe:
    """The recipe declared in a TOML text. Raises ScaleInvalid."""
    found = from_toml(text, RecipeFile, "measures/scale/composite.toml", ScaleInvalid)
    low, high, base = found.anchors.low, found.anchors.high, found.base
    anchors = Anchors((low.model, float(low.value)), (high.model, float(high.value)))
    return Recipe(anchors, (base.source, base.board, base.category))


def members(declared: Mapping[str, Series]) -> list[Series]:
    """The series that the scale takes, in declared order."""
    return [series for series in declared.values() if series.in_composite.taken]


def base_scores(state: BoardState, registry: Registry | None) -> Iterator[Score]:
    """Shares of Epoch's table by canonical model; by Epoch's own name without a registry.

    A name that the registry does not know keeps its spelling, so that it still helps to place the
    benchmarks; task-tuned models are left out. A share outside 0 and 1 is taken as the nearer end.
    """
    for row in state.rows:
        name = _canonical(state, row, registry)
        if name is not None:
            share = min(1.0, max(0.0, float(row["value"])))
            yield Score(Observation(name, row["protocol"], share), row["provenance"])


def _canonical(state: BoardState, row: Mapping[str, Any], registry: Registry | None) -> str | None:
    name = str(row["model_name"])
    if registry is None:
        return name
    match = registry.match(state.source, name, state.published_on)
    if match is None:
        return name
    return None if registry.model(match.model)["kind"] == ModelKind.TASK_TUNED else match.model


def series_scores(
    series: Series, states: Iterable[BoardState], registry: Registry
) -> Iterator[Score]:
    """Shares of a series in percent, one benchmark per series; entries without a model left out."""
    for state in states:
        for item in contenders(series, state, registry):
            if item.model is not None:
                share = Observation(item.model, series.id, item.value / 100)
                yield Score(share, item.row["provenance"])


def board_rows(scale: Scale, scores: Sequence[Score], registry: Registry) -> list[dict[str, Any]]:
    """The scale as rows of table score, one per model; anchors have no error by definition."""
    own = _own_by_model(scores)
    benchmarks = np.bincount(scale.grid.model, minlength=len(scale.grid.models))
    rows = []
    for place, model in enumerate(scale.grid.models):
        stderr = spread(scale.draws[:, place])
        count = int(benchmarks[place])
        rows.append(
            {
                "entry": model,
                "model_name": model,
                "value": round(float(scale.ability[place]), 3),
                "unit": Unit.INDEX.value,
                "stderr": None if stderr is None else round(stderr, 3),
                **_interval(scale, place, stderr),
                "n": count,
                "provenance": Provenance.INDEPENDENT.value,
                "protocol": PROTOCOL,
                "released_on": _released(registry, model),
                "note": f"{count} benchmarks, {own[model]} of them measured by Epoch or the board",
            }
        )
    return rows


def _own_by_model(scores: Iterable[Score]) -> Counter[str]:
    """Benchmarks per model whose best score was measured by `OWN`."""
    best: dict[tuple[str, str], Score] = {}
    for one in scores:
        pair = (one.observation.model, one.observation.benchmark)
        if pair not in best or one.observation.share > best[pair].observation.share:
            best[pair] = one
    return Counter(model for (model, _), one in best.items() if one.provenance in OWN)


def _interval(scale: Scale, place: int, stderr: float | None) -> dict[str, Any]:
    if stderr is None:
        return {"ci_low": None, "ci_high": None, "ci_level": None, "ci_method": None}
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(scale.draws[:, place], [tail, 1 - tail])
    return {
        "ci_low": round(float(low), 3),
        "ci_high": round(float(high), 3),
        "ci_level": LEVEL,
        "ci_method": "bootstrap over benchmarks",
    }


def _released(registry: Registry, model: str) -> str | None:
    try:
        return str(registry.model(model)["released_on"])
    except KeyError:
        return None


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """What one class of models brings to the scale."""

    name: str
    models: int
    scores: int
    own_share: float | None
    """Share of its scores that `OWN` measured."""
    effective_n: float | None
    """Median over its models of the effective number of benchmarks."""
    leader: str | None
    leader_n: float | None
    """Effective number of benchmarks behind the leader."""


def class_counts(
    scale: Scale, scores: Sequence[Score], members: Mapping[str, frozenset[str]]
) -> list[ClassCounts]:
    """Per class (name to its models): how much of the scale rests on how many scores."""
    effective = effective_benchmarks(scale)
    return [
        _counts(name, [m for m in scale.grid.models if m in inside], scale, scores, effective)
        for name, inside in members.items()
    ]


def _counts(
    name: str,
    models: Sequence[str],
    scale: Scale,
    scores: Sequence[Score],
    effective: Mapping[str, float],
) -> ClassCounts:
    ability = dict(zip(scale.grid.models, scale.ability, strict=True))
    leader = max(models, key=lambda model: ability[model], default=None)
    wanted = frozenset(models)
    provenances = [one.provenance for one in scores if one.observation.model in wanted]
    own = sum(one in OWN for one in provenances)
    return ClassCounts(
        name=name,
        models=len(models),
        scores=len(provenances),
        own_share=own / len(provenances) if provenances else None,
        effective_n=float(np.median([effective[model] for model in models])) if models else None,
        leader=leader,
        leader_n=effective[leader] if leader else None,
    )


def difference_stderr(scale: Scale, one: str, other: str) -> float | None:
    """Standard error of the difference between two models on the scale, from the joint draws.

    Their errors share the scale, so this is not the root of the summed squares. None when a model
    is not on the scale, or nothing separates their draws.
    """
    places = scale.place(one), scale.place(other)
    if places[0] is None or places[1] is None or one == other:
        return None
    return spread(scale.draws[:, places[0]] - scale.draws[:, places[1]])
