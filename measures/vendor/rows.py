"""Vendor inflation: the same model scored by its maker and by somebody else.

Both scores are the best of their side within the newest states, so what a lower effort costs is not
called inflation. Pairs of different measurers are compared here, model by model, and nowhere else:
they never meet in a gap. Formulae and limits: docs/methods/vendor.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measures.boards.states import BoardState, Contender, best_by_model, entries_of, inputs
from measures.known import DerivedBoard, Known, derived
from measures.series import Series
from measures.uncertainty.intervals import LEVEL, gap_uncertainty, independent
from measures.uncertainty.medians import median_of
from measures.vendor.benchmarks import TwiceMeasured, benchmarks, check, declared_now
from measures.vendor.records import ALL, ScoredTwice, VendorInflationEstimate

Best = Mapping[str, Contender]
"""Model to its best entry."""


def vendor_inflation(
    known: Known, declared: Sequence[TwiceMeasured] | None = None
) -> Iterator[DerivedBoard]:
    """One board per benchmark that both sides measured a model on: all makers, then each.

    A series that is declared no more takes no part.
    """
    for found in benchmarks() if declared is None else declared:
        benchmark = declared_now(found, known.series)
        if benchmark is None:
            continue
        check(benchmark, known.series)
        names = (benchmark.vendor, *benchmark.own)
        states = {name: _newest(known, name) for name in names}
        pairs = pairs_of(known, benchmark)
        if not pairs:
            continue
        used = [state for some in states.values() for state in some]
        vintages = tuple(sorted({state.vintage for state in used}))
        newest = max(state.published_on for state in used)
        rows = [
            _estimate(known.series[benchmark.vendor], benchmark, maker, pairs, vintages)
            for maker in (ALL, *sorted({pair.maker for pair in pairs}))
        ]
        yield derived(
            "estimate",
            VendorInflationEstimate.MEASURE,
            benchmark.id,
            newest,
            [row.row(known.code_version) for row in rows],
        )


def pairs_of(known: Known, benchmark: TwiceMeasured) -> list[ScoredTwice]:
    """The models that both sides scored, from the largest difference to the smallest."""
    vendor = _best(known, benchmark.vendor)
    others = [(name, _best(known, name)) for name in benchmark.own]
    found = []
    for model, theirs in vendor.items():
        own = [(name, some[model]) for name, some in others if model in some]
        if own:
            name, best = max(own, key=lambda pair: pair[1].score)
            found.append(_pair(known, theirs, name, best))
    return sorted(found, key=lambda pair: (-pair.difference, pair.model))


def _newest(known: Known, name: str) -> Sequence[BoardState]:
    return inputs(known.series[name], known.states[name], known.through)


def _best(known: Known, name: str) -> Best:
    """Model to its best entry in the newest states of a series."""
    return best_by_model(entries_of(known.series[name], _newest(known, name), known.names))


def _pair(known: Known, vendor: Contender, name: str, own: Contender) -> ScoredTwice:
    model = str(vendor.model)
    difference = vendor.score - own.score
    spread = gap_uncertainty(difference, independent(vendor.stderr, own.stderr))
    return ScoredTwice(
        model=model,
        maker=str(known.names.model(model)["maker"]),
        vendor_value=vendor.value,
        vendor_protocol=_protocol(vendor.row),
        own_value=own.value,
        own_series=name,
        own_protocol=_protocol(own.row),
        difference=difference,
        low=spread.low if spread else None,
        high=spread.high if spread else None,
    )


def _protocol(row: Mapping[str, Any]) -> str:
    """What the source says of the run: protocol, and effort where it is known."""
    effort = row.get("effort")
    return f"{row['protocol']}, effort {effort}" if effort else str(row["protocol"])


def _estimate(
    series: Series,
    benchmark: TwiceMeasured,
    maker: str,
    pairs: Sequence[ScoredTwice],
    vintages: tuple[int, ...],
) -> VendorInflationEstimate:
    some = [pair for pair in pairs if maker in (ALL, pair.maker)]
    differences = [pair.difference for pair in some]
    found = median_of(differences)
    assert found is not None  # noqa: S101 - a maker is listed because it has a pair
    return VendorInflationEstimate(
        unit=series.unit,
        series=series.id,
        value=found.value,
        low=found.low,
        high=found.high,
        ci_level=None if found.low is None else LEVEL,
        n=found.n,
        vintages=vintages,
        benchmark=benchmark.id,
        benchmark_title=benchmark.title,
        maker=maker,
        measured_by=tuple(sorted({pair.own_series for pair in some})),
        higher=found.above,
        lower=found.below,
        p_value=found.p_value,
        smallest=min(differences),
        largest=max(differences),
        why=benchmark.why,
        pairs=tuple(some) if maker == ALL else (),
    )
