"""What happened to the gaps: levels crossed, leads changed, parity, new leaders, price ratios."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from measures.freshness import is_stale
from measures.gap import transitions as turns
from measures.gap.judgement import is_confirmed
from measures.segments import GapSegment, Kind, PriceGapSegment
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.alerts.rules import AlertRule
from pipelines.alerting.window import Happening, Window
from terms.numbers import interval, number, signed
from terms.units import Unit
from warehouse.history.vintages import UNBOUNDED

KEPT = (
    *("closed_model", "closed_value", "open_model", "open_value", "closed_vintage"),
    *("gap", "gap_low", "gap_high", "p_open_ahead", "unresolved_above", "open_vintage"),
    "price_ratio",
)
"""Columns that are kept with an event."""


@dataclass(frozen=True, slots=True)
class _Watched(Generic[Kind]):
    """One series under one openness rule, before and now."""

    series: Series
    rule: str
    before: Sequence[Kind]
    now: Sequence[Kind]
    is_news: bool

    def fields(self, segment: Kind) -> dict[str, Any]:
        """Fields that every event carries, and of one about a gap what it is."""
        fields = {
            "series": self.series.id,
            "series_title": self.series.title,
            "rule": self.rule,
        }
        return fields | _gap(segment, self.series) if isinstance(segment, GapSegment) else fields


def _gap(gap: GapSegment, series: Series) -> dict[str, Any]:
    unit = Unit(series.unit).difference
    limits = interval(gap.gap_low, gap.gap_high)
    return {
        "unit": unit,
        "gap": "no gap" if gap.gap is None else f"{signed(gap.gap)} {unit}",
        "interval": f"({level_in_words()} interval {limits})" if limits else "(no interval known)",
        "unconfirmed": "" if is_confirmed(gap) else f" (unconfirmed: {gap.evidence})",
    }


def gap_levels(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Levels that the gap crossed, significantly and by more than the hysteresis."""
    for watched in _watched(window, rule):
        unit = watched.series.unit
        hysteresis = rule.settings["hysteresis"].get(unit)
        readings = {
            level: turns.side_of_level(level, hysteresis)
            for level in rule.settings["levels"].get(unit, ())
            if hysteresis
        }
        for level, turn, is_news in _crossings(watched, readings):
            fields = {"level": f"{level:g}", "direction": turn.after}
            yield _happening(watched, f"{level:g}", turn, fields, is_news=is_news)


def _crossings(
    watched: _Watched[Kind], readings: Mapping[float, turns.Reading[Kind]]
) -> Iterator[tuple[float, turns.Transition[Kind], bool]]:
    """Of the levels that one move crossed, the last one only: the others say nothing more."""
    last: dict[tuple[str, str], tuple[float, turns.Transition[Kind], bool]] = {}
    for level in sorted(readings):
        for turn, is_news in _turns(watched, readings[level]):
            move = (turn.on, turn.after)
            if turn.after == "above" or move not in last:
                last[move] = (level, turn, is_news)
    yield from last.values()


def lead_changes(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Changes of the class that is significantly ahead."""
    for watched in _watched(window, rule):
        for turn, is_news in _turns(watched, turns.class_ahead):
            fields = {"before": turn.before, "after": turn.after}
            yield _happening(watched, "ahead", turn, fields, is_news=is_news)


def parities(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Series that became not distinguishable, or decided again."""
    words = {"level": "closed and open are too close to call", "decided": "decided again"}
    for watched in _watched(window, rule):
        for turn, is_news in _turns(watched, turns.parity):
            fields = {
                "before": turn.before,
                "after": turn.after,
                "parity_words": words[turn.after],
            }
            yield _happening(watched, "parity", turn, fields, is_news=is_news)


def new_leaders(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Models that took the lead of their class."""
    for watched in _watched(window, rule):
        for side in ("closed", "open"):
            for turn, is_news in _turns(watched, turns.leading_model(side)):
                fields = {"side": side, "before": turn.before, "after": turn.after}
                yield _happening(watched, side, turn, fields, is_news=is_news)


def price_ratios(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Levels that the price ratio at one quality crossed."""
    before, now = (
        window.segments(PriceGapSegment, bounds) for bounds in (window.before, UNBOUNDED)
    )
    for board, segments in now.items():
        series = window.series.get(board[0])
        openness_rule = segments[-1].openness_rule if segments else ""
        if series is None or openness_rule not in rule.settings["openness_rules"]:
            continue
        if not series.is_live:
            continue
        old = before.get(board, [])
        watched = _Watched(series, openness_rule, old, segments, bool(old))
        factor = rule.settings["factor"]
        readings = {level: turns.side_of_ratio(level, factor) for level in rule.settings["levels"]}
        for level, turn, is_news in _crossings(watched, readings):
            fields = {
                "ratio": number(turn.segment.price_ratio or 0),
                "level": f"{level:g}",
                "direction": turn.after,
            }
            yield _happening(watched, f"{level:g}", turn, fields, is_news=is_news)


def _watched(window: Window, rule: AlertRule) -> Iterator[_Watched[GapSegment]]:
    """The series that the rule names, where something was issued."""
    which = rule.settings["series"]
    for (series_id, openness_rule), gaps in window.gaps_now.items():
        series = window.series.get(series_id)
        if series is None or openness_rule not in rule.settings["openness_rules"]:
            continue
        if not (series.is_live if which == "live" else series_id in which):
            continue
        before = window.gaps_before.get((series_id, openness_rule), [])
        is_news = bool(before) and not is_stale(series, gaps[-1].published_until, window.today)
        yield _Watched(series, openness_rule, before, gaps, is_news)


def _turns(
    watched: _Watched[Kind], reading: turns.Reading[Kind]
) -> Iterator[tuple[turns.Transition[Kind], bool]]:
    """Changes that the older side did not show; only the last one, and only when it leads to
    another state than the older side ended in, is news."""
    known = {(turn.on, turn.after) for turn in turns.transitions(watched.before, reading)}
    found = turns.transitions(watched.now, reading)
    differs = turns.state_at_end(watched.before, reading) != turns.state_at_end(
        watched.now, reading
    )
    for turn in found:
        if (turn.on, turn.after) not in known:
            yield turn, watched.is_news and differs and turn is found[-1]


def _happening(
    watched: _Watched[Kind],
    part: str,
    turn: turns.Transition[Kind],
    fields: dict[str, Any],
    *,
    is_news: bool,
) -> Happening:
    values = turn.segment.values
    return Happening(
        f"{watched.series.id}|{watched.rule}|{part}",
        turn.on,
        f"{turn.after}|{turn.on}",
        {**watched.fields(turn.segment), **fields},
        is_news,
        {name: values[name] for name in KEPT if name in values},
    )
