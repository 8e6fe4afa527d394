"""What happened to the gaps: levels crossed, leads changed, parity, new leaders, price ratios."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measures.freshness import is_stale
from measures.gap import transitions as turns
from measures.gap.judgement import is_confirmed
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.alerts.rules import AlertRule
from pipelines.alerting.window import Comparison, Happening
from terms import boards
from terms.numbers import interval, number, signed
from terms.units import Unit
from warehouse.history.vintages import UNBOUNDED

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Watched:
    """One series under one openness rule, before and now."""

    series: Series
    rule: str
    before: Rows
    now: Rows
    is_news: bool

    @property
    def subject(self) -> str:
        return f"{self.series.id}|{self.rule}"

    def fields(self, row: turns.Row) -> dict[str, Any]:
        """Fields that every event about a gap carries."""
        unit = Unit(self.series.unit).difference
        limits = interval(row["gap_low"], row["gap_high"])
        gap = "no gap" if row["gap"] is None else f"{signed(row['gap'])} {unit}"
        return {
            "series": self.series.id,
            "series_title": self.series.title,
            "unit": unit,
            "rule": self.rule,
            "gap": gap,
            "interval": f"({level_in_words()} interval {limits})"
            if limits
            else "(no interval known)",
            "unconfirmed": "" if is_confirmed(row) else " (unconfirmed)",
            "on_date": row["entry"],
        }


def gap_levels(window: Comparison, rule: AlertRule) -> Iterator[Happening]:
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
            yield _happening(rule.kind, watched, f"{level:g}", turn, fields, is_news=is_news)


def _crossings(
    watched: _Watched, readings: Mapping[float, turns.Reading]
) -> Iterator[tuple[float, turns.Transition, bool]]:
    """Of the levels that one move crossed, the last one only: the others say nothing more."""
    last: dict[tuple[str, str], tuple[float, turns.Transition, bool]] = {}
    for level in sorted(readings):
        for turn, is_news in _turns(watched, readings[level]):
            move = (turn.on, turn.after)
            if turn.after == "above" or move not in last:
                last[move] = (level, turn, is_news)
    yield from last.values()


def lead_changes(window: Comparison, rule: AlertRule) -> Iterator[Happening]:
    """Changes of the class that is significantly ahead."""
    for watched in _watched(window, rule):
        for turn, is_news in _turns(watched, turns.class_ahead):
            fields = {"before": turn.before, "after": turn.after}
            yield _happening(rule.kind, watched, "ahead", turn, fields, is_news=is_news)


def parities(window: Comparison, rule: AlertRule) -> Iterator[Happening]:
    """Series that became not distinguishable, or decided again."""
    words = {"level": "closed and open are too close to call", "decided": "decided again"}
    for watched in _watched(window, rule):
        for turn, is_news in _turns(watched, turns.parity):
            fields = {
                "before": turn.before,
                "after": turn.after,
                "parity_words": words[turn.after],
            }
            yield _happening(rule.kind, watched, "parity", turn, fields, is_news=is_news)


def new_leaders(window: Comparison, rule: AlertRule) -> Iterator[Happening]:
    """Models that took the lead of their class."""
    for watched in _watched(window, rule):
        for side in ("closed", "open"):
            for turn, is_news in _turns(watched, turns.leading_model(side)):
                fields = {"side": side, "before": turn.before, "after": turn.after}
                yield _happening(rule.kind, watched, side, turn, fields, is_news=is_news)


def price_ratios(window: Comparison, rule: AlertRule) -> Iterator[Happening]:
    """Levels that the price ratio at one quality crossed."""
    before, now = window.derived("price_gap", window.before), window.derived("price_gap", UNBOUNDED)
    for (series_id, category), rows in now.items():
        openness_rule, threshold = boards.parts("price_gap", category).values()
        series = window.series.get(series_id)
        if series is None or openness_rule not in rule.settings["openness_rules"]:
            continue
        old = before.get((series_id, category), [])
        watched = _Watched(series, openness_rule, old, rows, bool(old))
        factor = rule.settings["factor"]
        readings = {level: turns.side_of_ratio(level, factor) for level in rule.settings["levels"]}
        for level, turn, is_news in _crossings(watched, readings):
            fields = {
                "threshold": threshold,
                "ratio": number(turn.row["price_ratio"]),
                "level": f"{level:g}",
                "direction": turn.after,
            }
            part = f"{threshold}|{level:g}"
            yield _happening(rule.kind, watched, part, turn, fields, is_news=is_news)


def _watched(window: Comparison, rule: AlertRule) -> Iterator[_Watched]:
    """The series that the rule names, where something was issued."""
    which = rule.settings["series"]
    for (series_id, openness_rule), rows in window.gaps_now.items():
        series = window.series.get(series_id)
        if series is None or openness_rule not in rule.settings["openness_rules"]:
            continue
        if not (series.is_live if which == "live" else series_id in which):
            continue
        before = window.gaps_before.get((series_id, openness_rule), [])
        is_news = bool(before) and not is_stale(series, rows[-1]["published_until"], window.today)
        yield _Watched(series, openness_rule, before, rows, is_news)


def _turns(watched: _Watched, reading: turns.Reading) -> Iterator[tuple[turns.Transition, bool]]:
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
    kind: str,
    watched: _Watched,
    part: str,
    turn: turns.Transition,
    fields: dict[str, Any],
    *,
    is_news: bool,
) -> Happening:
    row = turn.row
    names = ("closed_model", "closed_value", "open_model", "open_value", "closed_vintage")
    numbers = ("gap", "gap_low", "gap_high", "p_open_ahead", "unresolved_above", "open_vintage")
    general = watched.fields(row) if "gap" in row else _plain(watched, row)
    return Happening(
        kind,
        f"{watched.subject}|{part}",
        turn.on,
        f"{turn.after}|{turn.on}",
        {**general, **fields},
        is_news,
        {name: row[name] for name in (*names, *numbers, "price_ratio") if name in row},
    )


def _plain(watched: _Watched, row: turns.Row) -> dict[str, Any]:
    return {
        "series": watched.series.id,
        "series_title": watched.series.title,
        "rule": watched.rule,
        "on_date": row["entry"],
    }
