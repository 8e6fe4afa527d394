"""Whether two boards of one domain put the models that both list in one order.

Limits: docs/methods.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import atanh, sqrt, tanh
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.known import DerivedBoard, Row, derived
from measures.series import Series
from measures.uncertainty import LEVEL, z_of

FEWEST = 6
"""Common models below which nothing is said: the interval would span almost everything."""
ROUNDING = 1e-12
"""By which a correlation of 1 may come out of a division smaller."""


def board_agreements(
    series: Mapping[str, Series], model_scores: Iterable[Row]
) -> Iterator[DerivedBoard]:
    """A board per series, with a row for each later declared one of its domain.

    Made of the rows of table model_score of confirmed models. Series that take the same runs of one
    board do not meet. Series of different measurers and protocols do, as ranks and never as a gap.
    """
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    newest: dict[str, str] = {}
    for row in model_scores:
        board = row["board"]
        newest[board] = row["inputs_on"]
        if board in series and row["evidence"] is None:
            scores[board][row["entry"]] = series[board].sign * row["value"]
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one, other in combinations([it for it in series if it in scores], 2):
        if _meet(series[one], series[other]):
            told = agreement(scores[one], scores[other])
            if told is not None:
                rows[one].append({"entry": other, **told})
    for one, some in rows.items():
        behind = (one, *(row["entry"] for row in some))
        yield derived("board_agreement", one, max(newest[it] for it in behind), some)


def _meet(one: Series, other: Series) -> bool:
    """Whether two series are of one domain and take no runs of one board alike."""
    runs = [
        {(it.source, it.board, it.category, it.protocol, each.provenance) for it in each.sources}
        for each in (one, other)
    ]
    return one.domain == other.domain and runs[0].isdisjoint(runs[1])


def agreement(scores: Mapping[str, float], others: Mapping[str, float]) -> dict[str, Any] | None:
    """How two boards agree on the models of both, higher being better on either, as columns of
    table board_agreement: Spearman's rank correlation, ranks of equal scores averaged.

    None with fewer than `FEWEST` common models, or where one board gives all of them one score.
    Interval: Fisher's z with the standard error of Bonett and Wright (Psychometrika 65, 2000),
    sqrt((1 + r²/2) / (n - 3)), which holds for ranks better than 1 / sqrt(n - 3); none at 1 and -1.
    """
    common = sorted(scores.keys() & others.keys())
    sides = [[side[model] for model in common] for side in (scores, others)]
    n = len(common)
    if n < FEWEST or any(len(set(side)) == 1 for side in sides):
        return None
    ranks = [_ranks(side) for side in sides]
    value = float(np.corrcoef(ranks).flat[2])
    low = high = None
    if abs(value) <= 1 - ROUNDING:
        half = z_of(LEVEL) * sqrt((1 + value**2 / 2) / (n - 3))
        low, high = tanh(atanh(value) - half), tanh(atanh(value) + half)
    ours, theirs = ((n + 1 - side).tolist() for side in ranks)
    pairs = zip(common, ours, theirs, strict=True)
    model, one, other = max(pairs, key=lambda pair: abs(pair[1] - pair[2]))
    found = {"value": value, "low": low, "high": high, "n": n}
    if one == other:
        return {**found, **dict.fromkeys(("outlier", "outlier_rank", "outlier_other_rank"))}
    return {**found, "outlier": model, "outlier_rank": one, "outlier_other_rank": other}


def _ranks(scores: Sequence[float]) -> NDArray[np.float64]:
    """1 for the smallest; as `scipy.stats.rankdata`, which takes a second to load."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    ranks: NDArray[np.float64] = (np.cumsum(count) - (count - 1) / 2)[place]
    return ranks
