"""The refit of Epoch's index: what it is made of, the error of a gap between two of its models, and
its rows.

All abilities of one fit rest on the same benchmarks: a draw that makes the scale steeper moves both
leaders, so that their difference is surer than their two errors in that fit say, which are larger
than Epoch's. A difference that was measured once is kept, so that a later fit never moves an
earlier day's interval. The fit of a page's own date speaks for it always: what was kept may be of
an earlier state of that date. Fitting: `measures.scale.item_response`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from measures.boards.states import BoardState, Entry
from measures.gap.paired import PairError
from measures.known import DerivedBoard, Known, Row, derived
from measures.scale.item_response import Anchors, Scale, spread
from terms.days import days_between
from terms.words import GapMethod

ECI = "eci"
ECI_ANCHORS = Anchors(("Claude 3.5 Sonnet", 130.0), ("GPT-5", 150.0))
"""Models and values that fix the scale of Epoch's index (https://epoch.ai/eci)."""
BASE = ("epoch_eci_benchmarks", "eci_benchmarks", "")
"""(source, board, category) of the shares that the index is fitted to: one benchmark a protocol."""
REACH = 7
"""Days between a page of the index and the scores behind it: Epoch writes both files on one day."""


@dataclass(frozen=True)
class Fit:
    """A scale with what it was made of."""

    scale: Scale
    shares: BoardState
    """The page of shares that it was fitted to."""
    left_out: int = 0
    """Models with too few benchmarks."""

    def speaks_for(self, page: BoardState) -> bool:
        """Whether a page is of its days, by the first on which either said so: that both were seen
        again unchanged makes them no other pages."""
        return abs(days_between(page.published_on, self.shares.published_on)) <= REACH


class PairKey(NamedTuple):
    """Two models of one page of a scale: its published date, and their entries."""

    published_on: str
    closed: str
    open: str


@dataclass
class Refit:
    """What one run knows of the fitted index: the joint errors of two of its models.

    The newest fit speaks for boards first seen at most `REACH` days from its inputs, because every
    other page was another fit.
    """

    fit: Fit | None
    """The newest one, if there is one."""
    fault: str | None
    """Why it could not be fitted."""
    kept: Mapping[PairKey, Row]
    """The rows of table eci_pair that were derived last."""

    def __post_init__(self) -> None:
        """Begin with the standard errors that were derived before."""
        self.pairs: dict[PairKey, float] = {key: row["stderr"] for key, row in self.kept.items()}

    def pairing(self, closed: Entry, opened: Entry) -> PairError | None:
        """The joint error of closed minus open, which is kept; None when no fit of that date holds
        both."""
        found = self.error(closed, opened)
        if found is not None:
            on = closed.state.published_on
            self.pairs[PairKey(on, closed.entry, opened.entry)] = found.stderr
        return found

    def error(self, closed: Entry, opened: Entry) -> PairError | None:
        """The same, and nothing is kept: for pairs that are no gap."""
        if closed.state.published_on != opened.state.published_on:
            return None
        fit = self.fit if self.fit and self.fit.speaks_for(closed.state) else None
        key = PairKey(closed.state.published_on, closed.entry, opened.entry)
        stderr = self.pairs.get(key)
        if fit and (stderr is None or fit.shares.published_on == key.published_on):
            found = difference_stderr(fit.scale, closed.entry, opened.entry)
            stderr = stderr if found is None else round(found, 4)
        return PairError(stderr, GapMethod.JOINT.value) if stderr else None


def difference_stderr(scale: Scale, one: str, other: str) -> float | None:
    """Standard error of the difference between two models on the scale, from the joint draws.

    Their errors share the scale, so this is not the root of the summed squares. None when a model
    is not on the scale, or nothing separates their draws.
    """
    if one == other or not (one in scale.drawn and other in scale.drawn):
        return None
    return spread(scale.drawn[one] - scale.drawn[other])


def refit_boards(known: Known, refit: Refit) -> Iterator[DerivedBoard]:
    """Boards of tables eci_refit and eci_pair, if there is anything to say; needs the run's gaps.

    A pair that an earlier fit measured keeps that fit's vintages, as it keeps its error.
    """
    fit = refit.fit
    newest = fit.shares.published_on if fit else None
    measured = json.dumps([fit.shares.vintage]) if fit else "[]"
    told = {**_quality(fit), **agreement(known, fit)} if fit else {"fault": refit.fault}
    if fit or refit.fault is not None:
        row = {"entry": "fit", **told, "vintages": measured}
        yield derived("eci_refit", ECI, newest, [row])
    pairs = [
        {
            "entry": "|".join(key),
            "published_on": key.published_on,
            "closed_entry": key.closed,
            "open_entry": key.open,
            "stderr": stderr,
            "vintages": refit.kept[key]["vintages"] if key in refit.kept else measured,
        }
        for key, stderr in sorted(refit.pairs.items())
    ]
    if pairs:
        yield derived("eci_pair", ECI, newest, pairs)


def _quality(fit: Fit) -> Row:
    scale = fit.scale
    low, high = (float(scale.ability[model]) for model, _ in scale.anchors)
    return {
        "rmse": round(scale.rmse, 5),
        "n": int(scale.shares.count().sum()),
        "models": scale.shares.shape[0],
        "benchmarks": scale.shares.shape[1],
        "left_out_models": fit.left_out,
        "gradient": float(f"{scale.gradient:.1e}"),
        "low_anchor": low,
        "high_anchor": high,
        "replicates": len(scale.draws),
        "replicates_converged": scale.replicates_converged,
        "published_on": fit.shares.published_on,
    }


def agreement(known: Known, fit: Fit) -> Row:
    """How close the refit comes to the index that Epoch published with the same scores; empty: it
    did not, or fewer than three models are on both."""
    states = [s for s in known.states if s.published_on == fit.shares.published_on]
    board = next((state for state in states if state.basis == "board"), None)
    values = {row["entry"]: row["value"] for row in board.rows} if board else {}
    models = [model for model in fit.scale.ability.index if model in values]
    if board is None or len(models) < 3:
        return {}
    ours, theirs = fit.scale.ability[models], np.array([values[model] for model in models])
    away = abs(ours - theirs)
    top = np.argsort(-theirs)[:60]
    return {
        "compared_models": len(models),
        "correlation": round(float(np.corrcoef(ours, theirs)[0, 1]), 5),
        "largest_deviation": round(float(away.max()), 2),
        "largest_deviation_entry": str(away.idxmax()),
        "largest_deviation_top_60": round(float(away.iloc[top].max()), 2),
        "root_mean_square_deviation": round(float(np.sqrt(np.mean(away**2))), 3),
        "index_vintage": board.vintage,
    }
