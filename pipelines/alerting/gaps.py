"""What happened to the gaps: leads changed, parity, new leaders."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measures.freshness import is_stale
from measures.gap import transitions as turns
from measures.gap.judgement import is_confirmed
from measures.segments import SIDES, GapSegment
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.alerts.rules import AlertRule
from pipelines.alerting.window import Window, happened
from terms.numbers import interval, signed
from terms.units import Unit
from warehouse.alerts import NewEvent

KEPT = (
    *("closed_model", "closed_value", "open_model", "open_value", "closed_vintage"),
    *("gap", "gap_low", "gap_high", "p_open_ahead", "unresolved_above", "open_vintage"),
)
"""Columns that are kept with an event."""
STATES: Mapping[str, Mapping[str, turns.Reading]] = {
    "lead_change": {"ahead": turns.class_ahead},
    "parity": {"parity": turns.parity},
    "new_frontier_model": {side: turns.leading_model(side) for side in SIDES},
}
"""Kind to the states of a gap whose changes it tells, by name."""
PARITY = {"level": "closed and open are too close to call", "decided": "decided again"}


@dataclass(frozen=True, slots=True)
class _Watched:
    """One series under one openness rule, before and now."""

    series: Series
    rule: str
    before: Sequence[GapSegment]
    now: Sequence[GapSegment]
    is_news: bool

    def changes(self, reading: turns.Reading) -> Iterator[tuple[turns.Transition, bool]]:
        """Changes that the older side did not show; only the last one, and only when it leads to
        another state than the older side ended in, is news."""
        known = {(turn.on, turn.after) for turn in turns.transitions(self.before, reading)}
        found = turns.transitions(self.now, reading)
        ends = {turns.state_at_end(side, reading) for side in (self.before, self.now)}
        for turn in found:
            if (turn.on, turn.after) not in known:
                yield turn, self.is_news and len(ends) > 1 and turn is found[-1]

    def event(
        self,
        rule: AlertRule,
        part: str,
        turn: turns.Transition,
        fields: Mapping[str, Any],
        *,
        is_news: bool,
    ) -> NewEvent:
        """A change as an event, with what the segment says that shows it."""
        series, segment, values = self.series, turn.segment, turn.segment.values
        told = {"series": series.id, "series_title": series.title, "rule": self.rule, **fields}
        return happened(
            rule,
            f"{series.id}|{self.rule}|{part}",
            turn.on,
            f"{turn.after}|{turn.on}",
            told | _gap(segment, series),
            is_news=is_news,
            more={name: values[name] for name in KEPT},
        )


def _gap(gap: GapSegment, series: Series) -> dict[str, Any]:
    unit = Unit(series.unit).difference
    limits = interval(gap.gap_low, gap.gap_high)
    return {
        "unit": unit,
        "gap": "no gap" if gap.gap is None else f"{signed(gap.gap)} {unit}",
        "interval": f"({level_in_words()} interval {limits})" if limits else "(no interval known)",
        "unconfirmed": "" if is_confirmed(gap) else f"(unconfirmed: {gap.evidence})",
    }


def changed_states(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Another class is significantly ahead, or none, or another model leads its class."""
    for watched in _watched(window, rule):
        for part, reading in STATES[rule.kind].items():
            for turn, is_news in watched.changes(reading):
                fields = {"before": turn.before, "after": turn.after}
                if rule.kind == "parity":
                    fields["parity_words"] = PARITY[turn.after]
                elif part in SIDES:
                    fields["side"] = part
                yield watched.event(rule, part, turn, fields, is_news=is_news)


def _watched(window: Window, rule: AlertRule) -> Iterator[_Watched]:
    """The series that the rule names, where something was derived; old data are no news."""
    before, now = window.gaps
    which = rule.settings["series"]
    for (series_id, openness_rule), found in now.items():
        series = window.series.get(series_id)
        if series is None or openness_rule not in rule.settings["openness_rules"]:
            continue
        if not (series.is_live if which == "live" else series_id in which):
            continue
        old = before.get((series_id, openness_rule), [])
        is_old = is_stale(series, found[-1].published_until, window.today)
        yield _Watched(series, openness_rule, old, found, bool(old) and not is_old)
