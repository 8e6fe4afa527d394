"""The gap that fits one GPU: gap and lag of every series among the open models that fit.

Nothing is measured anew: it is the gap and the lag of the newest page among a smaller choice of
open models. The assumption, which stands beside every number made with it: a GPU of 80 GB (10^9
bytes: NVIDIA A100 and H100), the weights at their released precision, and a fifth more for the
context, the activations and the program. Limits: docs/methods.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

from measures.boards.states import best_by_model
from measures.freshness import held_since
from measures.gap.history import Moment, gaps, moments
from measures.gap.judgement import is_tested_lately
from measures.gap.paired import Pairing
from measures.known import DerivedBoard, Known, derived
from measures.lag.history import NO_LAG, lag_of
from measures.lag.releases import ReleaseTable
from terms.openness import CLASSES, OPENNESS_RULES
from terms.words import GapVerdict

GPU_GB = 80.0
MARGIN = 0.2
"""Beyond the weights."""
BITS = 16.0
"""Per parameter, where the registry does not say how the weights were released."""
ASSUMPTION = (
    f"{GPU_GB:g} GB hold all parameters at the released precision (2 bytes each unless the "
    f"registry says otherwise) and {100 * MARGIN:g} % more"
)


def memory_gb(model: Mapping[str, Any]) -> float | None:
    """What a row of the registry needs of a GPU; None: nobody says how large the model is."""
    billions = model.get("parameters_total_b")
    if billions is None:
        return None
    bits = model.get("bits_per_parameter") or BITS
    return float(billions * bits / 8 * (1 + MARGIN))


def fits(model: Mapping[str, Any]) -> bool | None:
    """Whether it fits; None: nobody says how large it is."""
    needed = memory_gb(model)
    return None if needed is None else needed <= GPU_GB


def surely_fits(model: Mapping[str, Any]) -> bool:
    """Whether it is known to fit."""
    return fits(model) is True


def may_fit(model: Mapping[str, Any]) -> bool:
    """Whether it is not known to be too large."""
    return fits(model) is not False


OF_GAP = (
    "gap",
    "gap_low",
    "gap_high",
    "ci_level",
    "p_open_ahead",
    "unresolved_above",
    "closed_model",
    "closed_value",
    "open_model",
    "open_value",
)
"""What a row says as the gap does that it is made of."""


def one_gpu_gaps(known: Known, pairing: Pairing = lambda *_: None) -> Iterator[DerivedBoard]:
    """A board for each openness rule, of the newest whole page of a series.

    Of a list nobody knows who of those that fit is the best. `pairing`: what is known of the joint
    error of two leaders.
    """
    page = known.of(known.whole.inputs())
    for rule in OPENNESS_RULES if page.states else ():
        newest = max(state.published_on for state in page.states)
        row = row_of(page, rule, newest, pairing)
        yield derived("one_gpu_gap", known.series.id, newest, [] if row is None else [row], rule)


def row_of(page: Known, rule: str, newest: str, pairing: Pairing) -> dict[str, Any] | None:
    """The row of one openness rule, of a page of day `newest`.

    Of the day of the page, or of the later one on which a model of it took either lead; None for
    a series without a day.
    """
    series, states = page.series, page.states
    found = [
        gaps(series, _last_leaders(moments(page, rule, choice)), pairing)
        for choice in (surely_fits, None, may_fit)
    ]
    if not all(found):
        return None
    gap, any_size, at_most = (some[-1] for some in found)
    on = max(newest, held_since(gap), held_since(any_size))
    sides = ReleaseTable(page, states, rule, surely_fits).on(on)
    lag = lag_of(sides, is_complete=True) if sides else NO_LAG
    lags = {**lag.on(on)._asdict(), "censored": lag.censored}
    entries = (one for one in page.entries(states) if one.openness(on) in CLASSES[rule])
    models = best_by_model(entries)
    unknown = [name for name, one in models.items() if fits(one.about) is None]
    bar = None if gap.open_value is None else series.sign * gap.open_value
    above = sorted(name for name in unknown if bar is None or models[name].score >= bar)
    leader = page.names.model(gap.open_model) if gap.open_model else {}
    supported = gap.verdict if gap.verdict == at_most.verdict else GapVerdict.CANNOT_BE_JUDGED.value
    if not all(map(is_tested_lately, page.gaps(rule)[-1:])):
        supported = GapVerdict.NOT_TESTED_LATELY.value
    if supported in (GapVerdict.NOT_TESTED_LATELY, GapVerdict.CANNOT_BE_JUDGED):
        lags = dict.fromkeys(lags)
    told = {
        **{name: getattr(gap, name) for name in OF_GAP},
        "parameters_total_b": leader.get("parameters_total_b"),
        "memory_gb": memory_gb(leader),
        "any_size_open_model": any_size.open_model,
        "any_size_gap": any_size.gap,
        "any_size_gap_low": any_size.gap_low,
        "any_size_gap_high": any_size.gap_high,
        "gap_if_unknown_fits": at_most.gap,
    }
    return {
        "entry": "newest",
        **{name: round(it, 4) if isinstance(it, float) else it for name, it in told.items()},
        "verdict": None if gap.gap is None else supported,
        **{f"lag_{name}": it for name, it in lags.items()},
        "n": sum(bool(fits(one.about)) for one in models.values()),
        "open_models": len(models),
        "size_unknown": len(unknown),
        "size_unknown_above": ", ".join(above) or None,
        "shown_on": on,
        "assumption": ASSUMPTION,
    }


def _last_leaders(found: Iterable[Moment]) -> list[Moment]:
    """The moments since which the two leaders are those of the last one."""
    last: list[Moment] = []
    for _, alike in groupby(found, key=attrgetter("closed", "opened")):
        last = list(alike)
    return last
