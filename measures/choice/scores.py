"""Every model's newest score of one scale in a series, and how far it is from the best.

A model can be had when its weights can be downloaded, or when somebody whom we read sells it. A
closed model that nobody sells any more is kept with its score and is in nobody's way: the best, by
which the others are measured, is the best that can be had. Models of which no entry has the day
that its series goes by are kept unranked.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measures.boards.states import Entry, best_by_model
from measures.gap.paired import PairError, Pairing
from measures.known import DerivedBoard, Known, Row, derived
from measures.one_gpu import fits
from measures.price.book import PriceBook
from measures.price.rosters import Roster, entry_pages, rosters
from measures.series import Series
from measures.uncertainty import LEVEL, GapUncertainty, gap_uncertainty, independent, z_of
from terms.openness import CLASSES, CLOSED_GRADES, OpennessRule
from terms.units import Unit
from terms.words import Availability

DIGITS = 6
"""Decimals of what is computed."""
NAMED = 5
NOT_MEASURED: Mapping[str, Any] = dict.fromkeys(
    ("behind_best", "behind_low", "behind_high", "too_close_to")
)
"""Of a model that cannot be had, or is not ranked."""


def model_scores(
    known: Known, book: PriceBook, pairing: Pairing = lambda *_: None
) -> Iterator[DerivedBoard]:
    """The board of a series that has a page with a known model: a row for each model.

    `pairing`: what is known of the joint error of two entries.
    """
    for roster in rosters(known)[-1:]:
        if rows := list(_rows(known, book, roster, pairing)):
            yield derived("model_score", known.series.id, roster.scored_on, rows)


def as_sold(rows: Sequence[Row], book: PriceBook, on: str) -> list[Row] | None:
    """Rows of a page that stays, without what they say of models that nobody sells any more on a
    day; None: they say more than that, as another model can be had, or the best cannot."""
    best = min((row["rank"] for row in rows if row["availability"] and row["rank"]), default=None)
    found: list[Row] = []
    for row in rows:
        is_sold = book.price(row["entry"], on) is not None
        if row["openness"] not in CLOSED_GRADES or is_sold == (row["availability"] is not None):
            found.append(row)
        elif is_sold or row["rank"] == best:
            return None
        else:
            found.append({**row, "availability": None, **NOT_MEASURED})
    return found


def _rows(
    known: Known, book: PriceBook, roster: Roster, pairing: Pairing
) -> Iterator[dict[str, Any]]:
    """Each known model by its best entry, the best first, then those of undated entries alone."""
    entries = [item for _, item in roster.entries]
    ranked = best_by_model(entries)
    pages = entry_pages(known) if known.series.axis == "entry" else ()
    undated = (it for it in known.entries(pages) if it.dated_on is None)
    every = ranked | best_by_model(it for it in undated if it.model not in ranked)
    can_be_had = {model: _availability(known, book, item) for model, item in every.items()}
    best = next((item for model, item in ranked.items() if can_be_had[model]), None)
    unmatched = [item for item in entries if item.model is None]
    above = [item.name for item in unmatched if best is None or item.score > best.score]
    close = _close(list(ranked.values()), pairing)
    of_page = {
        "is_whole": int(roster.page.is_whole),
        "floor": roster.page.floor,
        "unmatched": len(unmatched),
        "unmatched_above": json.dumps(list(dict.fromkeys(above))[:NAMED], ensure_ascii=False),
    }
    for place, (model, item) in enumerate(every.items(), 1):
        availability = can_be_had[model]
        rank = place if model in ranked else None
        behind: Mapping[str, Any] = NOT_MEASURED
        if best and availability and rank:
            behind = _behind(best, item, pairing) | {"too_close_to": close and close[model]}
        fitting = fits(item.about) if availability is Availability.WEIGHTS else None
        yield {
            **_score(known, roster, item),
            "rank": rank,
            "availability": availability,
            "fits_one_gpu": None if fitting is None else int(fitting),
            **behind,
            **of_page,
        }


def _score(known: Known, roster: Roster, item: Entry) -> dict[str, Any]:
    low, high = _interval(roster.series, item)
    return {
        "entry": item.model,
        "name": item.about["name"],
        "maker": item.about.get("maker_name"),
        "board_entry": item.entry,
        "value": item.value,
        "stderr": None if item.stderr is None else round(item.stderr, DIGITS),
        "low": low,
        "high": high,
        "dated_on": item.dated_on,
        "protocol": item.row.get("protocol"),
        "effort": item.row.get("effort"),
        "openness": item.openness(known.through),
        "evidence": item.provisional,
        "basis": item.state.basis,
        "scored_on": item.state.published_on,
        "vintage": item.state.vintage,
    }


def _availability(known: Known, book: PriceBook, item: Entry) -> Availability | None:
    openness = item.openness(known.through)
    if openness in CLASSES[OpennessRule.ANY_WEIGHTS]:
        return Availability.WEIGHTS
    is_sold = book.price(str(item.model), known.through) is not None
    return Availability.SOLD if openness in CLOSED_GRADES and is_sold else None


def _interval(series: Series, item: Entry) -> tuple[float | None, float | None]:
    if item.stderr is None:
        return None, None
    half = z_of(LEVEL) * item.stderr
    low, high = item.value - half, item.value + half
    if series.unit == Unit.PERCENT:
        low, high = max(0.0, low), min(100.0, high)
    return round(low, DIGITS), round(high, DIGITS)


def _pair(pairing: Pairing, better: Entry, worse: Entry) -> PairError | None:
    return pairing(better, worse) or pairing(worse, better)


def _close(models: Sequence[Entry], pairing: Pairing) -> Mapping[str | None, str] | None:
    """Model to the better ones (JSON) that it is not told apart from, by the errors that gaps have;
    None: errors are independent. `models`: the best first.

    Joint errors of the fitted scales rest on draws: a pair is only asked for where it may be too
    close to call, for no correlation makes the error of a difference larger than the sum of both.
    """
    pairs = {
        worse.model: [
            (better, worse, _pair(pairing, better, worse))
            for better in models[:place]
            if better.score > worse.score and _may_be_close(better, worse)
        ]
        for place, worse in enumerate(models)
    }
    if not any(pair for some in pairs.values() for _, _, pair in some):
        return None
    return {
        model: json.dumps(
            [it[0].model for it in some if (sure := _sure(*it)) is not None and sure.low <= 0],
            separators=(",", ":"),
        )
        for model, some in pairs.items()
    }


def _behind(best: Entry, item: Entry, pairing: Pairing) -> dict[str, Any]:
    """How far a model that can be had is behind the best one, and how sure that is."""
    sure = None if item is best else _sure(best, item, _pair(pairing, best, item))
    return {
        "behind_best": abs(round(round(best.value, DIGITS) - round(item.value, DIGITS), DIGITS)),
        "behind_low": None if sure is None else round(sure.low, DIGITS),
        "behind_high": None if sure is None else round(sure.high, DIGITS),
    }


def _may_be_close(better: Entry, worse: Entry) -> bool:
    if better.stderr is None or worse.stderr is None:
        return False
    return better.score - worse.score <= z_of(LEVEL) * (better.stderr + worse.stderr)


def _sure(better: Entry, worse: Entry, pair: PairError | None) -> GapUncertainty | None:
    stderr = pair.stderr if pair else independent(better.stderr, worse.stderr)
    return gap_uncertainty(round(better.score - worse.score, DIGITS), stderr)
