"""Every model's best score on the newest whole page of a series, and how far it is from the best.

A model can be had when its weights can be downloaded, or when somebody whom we read sells it. A
closed model that nobody sells any more is kept with its score and is in nobody's way: the best, by
which the others are measured, is the best that can be had. Lists of leaders have no part: who is
not on them may be the one to take.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from measures.boards.states import BoardState, Contender, best_by_model, entries_of, inputs, whole
from measures.choice.records import ModelScoresEstimate, ScoredModel
from measures.gap.paired import PairError, Pairing
from measures.known import DerivedBoard, Known, derived
from measures.one_gpu.memory import fits
from measures.price.lists import Prices
from measures.series import Series, first_of_datasets
from measures.uncertainty.intervals import (
    LEVEL,
    GapUncertainty,
    gap_uncertainty,
    independent,
    z_of,
)
from terms.openness import CLASSES, CLOSED_GRADES, OpennessRule
from terms.units import Unit
from terms.words import Availability, Provenance

DIGITS = 6
NAMED = 5
ENOUGH_ERRORS = 0.5
"""Share of a page's models with a known error from which the page can tell models apart."""


@dataclass(frozen=True)
class _ScoredPage:
    """The newest whole page of a series: each known model by its best entry, the best first."""

    series: Series
    states: Sequence[BoardState]
    models: Mapping[str, Contender]
    unmatched: Sequence[Contender]

    @property
    def newest(self) -> str:
        return max(state.published_on for state in self.states)

    @property
    def has_errors(self) -> bool:
        known = sum(item.stderr is not None for item in self.models.values())
        return known >= ENOUGH_ERRORS * len(self.models)


def model_scores(
    known: Known, priced: Prices | None, pairing: Callable[[str], Pairing] = lambda _: no_pairing
) -> Iterator[DerivedBoard]:
    """One board with one row for every series that has a whole page with a known model.

    `pairing`: from the id of a series to what is known of the joint error of two entries.
    """
    pages = {
        series.id: page
        for series in known.series.values()
        if (page := _page(known, series)) is not None
    }
    speaking = set(speaking_series(pages).values())
    for name, page in pages.items():
        found = _estimate(known, priced, page, name in speaking, pairing(name))
        rows = [found.row(known.code_version)]
        yield derived("estimate", ModelScoresEstimate.MEASURE, name, page.newest, rows)


def no_pairing(_closed: Contender, _opened: Contender) -> None:
    """Nothing is known of shared errors."""


def _page(known: Known, series: Series) -> _ScoredPage | None:
    states = inputs(series, whole(known.states[series.id]), known.through)
    entries = [
        item
        for item in entries_of(series, states, known.names)
        if series.axis == "board" or (item.dated_on and item.dated_on <= known.through)
    ]
    models = best_by_model(entries)
    unmatched = [item for item in entries if item.model is None]
    return _ScoredPage(series, states, models, unmatched) if models else None


def speaking_series(pages: Mapping[str, _ScoredPage]) -> dict[str, str]:
    """Domain to the id of the series by which models are chosen in it.

    Of its live series of general models, the first of each data set: one that no maker
    measured before one that makers did, one with errors before one without, the one with the most
    models before others, the one that is declared first before later ones.
    """
    by_domain: dict[str, list[_ScoredPage]] = defaultdict(list)
    speaking = first_of_datasets(page.series for page in pages.values())
    for page in pages.values():
        if page.series.id in speaking:
            by_domain[page.series.domain].append(page)
    return {domain: min(some, key=_worth).series.id for domain, some in by_domain.items()}


def _worth(page: _ScoredPage) -> tuple[bool, bool, int]:
    by_makers = page.series.provenance == Provenance.VENDOR
    return (by_makers, not page.has_errors, -len(page.models))


def _estimate(
    known: Known, priced: Prices | None, page: _ScoredPage, speaks: bool, pairing: Pairing
) -> ModelScoresEstimate:
    apart = _Differences(page, pairing)
    scores = [_score(known, priced, page, model) for model in page.models]
    best = next((one for one in scores if one.availability), None)
    bar = None if best is None else page.models[best.model].score
    above = [item.name for item in page.unmatched if bar is None or item.score > bar]
    return ModelScoresEstimate(
        unit=page.series.unit,
        series=page.series.id,
        ci_level=LEVEL if page.has_errors else None,
        n=len(scores),
        through_on=page.newest,
        vintages=tuple(sorted({state.vintage for state in page.states})),
        speaks_for_domain=speaks,
        models=tuple(one if best is None else _measured(one, best, apart) for one in scores),
        unmatched=len(page.unmatched),
        unmatched_above=tuple(dict.fromkeys(above))[:NAMED],
    )


def _score(known: Known, priced: Prices | None, page: _ScoredPage, model: str) -> ScoredModel:
    item, names = page.models[model], known.names
    row, openness = names.model(model), item.openness(known.through)
    availability = _availability(known, priced, model, openness)
    low, high = _interval(page.series, item)
    return ScoredModel(
        model=model,
        name=row["name"],
        maker=row.get("maker_name"),
        entry=item.entry,
        value=round(item.value, DIGITS),
        stderr=None if item.stderr is None else round(item.stderr, DIGITS),
        low=low,
        high=high,
        dated_on=item.dated_on,
        openness=openness,
        availability=availability,
        fits_one_gpu=fits(row) if availability is Availability.WEIGHTS else None,
        evidence=item.provisional,
    )


def _availability(
    known: Known, priced: Prices | None, model: str, openness: str
) -> Availability | None:
    if openness in CLASSES[OpennessRule.ANY_WEIGHTS]:
        return Availability.WEIGHTS
    is_sold = priced is not None and priced.book.price(model, known.through) is not None
    return Availability.SOLD if openness in CLOSED_GRADES and is_sold else None


def _interval(series: Series, item: Contender) -> tuple[float | None, float | None]:
    if item.stderr is None:
        return None, None
    half = z_of(LEVEL) * item.stderr
    low, high = item.value - half, item.value + half
    if series.unit == Unit.PERCENT:
        low, high = max(0.0, low), min(100.0, high)
    return round(low, DIGITS), round(high, DIGITS)


class _Differences:
    """How sure the difference of two models of a page is, by the errors that gaps have.

    Joint errors of the fitted scales rest on draws: a pair is only asked for where it may be too
    close to call, for no correlation makes the error of a difference larger than the sum of both.
    """

    def __init__(self, page: _ScoredPage, pairing: Pairing) -> None:
        self._models, self._pairing = page.models, pairing
        models = list(page.models.values())
        self._close = {
            worse.model: [
                (better, self._pair(better, worse))
                for better in models[:place]
                if better.score > worse.score and _may_be_close(better, worse)
            ]
            for place, worse in enumerate(models)
        }
        self._are_joint = any(pair for pairs in self._close.values() for _, pair in pairs)

    def _pair(self, better: Contender, worse: Contender) -> PairError | None:
        return self._pairing(better, worse) or self._pairing(worse, better)

    def of(self, better: str, worse: str) -> GapUncertainty | None:
        """The difference, positive; None: an error is missing."""
        one, other = self._models[better], self._models[worse]
        return _sure(one, other, self._pair(one, other))

    def close_to(self, model: str) -> tuple[str, ...] | None:
        """Better models that it is not told apart from; None: errors are independent."""
        if not self._are_joint:
            return None
        return tuple(
            str(better.model)
            for better, pair in self._close[model]
            if (sure := _sure(better, self._models[model], pair)) is not None and sure.low <= 0
        )


def _may_be_close(better: Contender, worse: Contender) -> bool:
    if better.stderr is None or worse.stderr is None:
        return False
    return better.score - worse.score <= z_of(LEVEL) * (better.stderr + worse.stderr)


def _sure(better: Contender, worse: Contender, pair: PairError | None) -> GapUncertainty | None:
    stderr = pair.stderr if pair else independent(better.stderr, worse.stderr)
    return gap_uncertainty(round(better.score - worse.score, DIGITS), stderr)


def _measured(one: ScoredModel, best: ScoredModel, apart: _Differences) -> ScoredModel:
    """With its distance from the best model that can be had."""
    if one.availability is None:
        return one
    behind = abs(round(best.value - one.value, DIGITS))
    close = apart.close_to(one.model)
    if one.model == best.model:
        return replace(one, behind_best=behind, too_close_to=close)
    sure = apart.of(best.model, one.model)
    return replace(
        one,
        behind_best=behind,
        behind_low=None if sure is None else round(sure.low, DIGITS),
        behind_high=None if sure is None else round(sure.high, DIGITS),
        too_close_to=close,
    )
