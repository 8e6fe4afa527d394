"""Beside the headline: on how many domains who is ahead, and what a careful reader must know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measures.gap.judgement import may_lead, not_counted
from measures.headline.domains import in_part, on_old_data, standings, unconfirmed
from terms.days import day
from terms.numbers import plural
from terms.openness import HEADLINE_RULE, OpennessRule
from terms.words import JUDGED, GapVerdict, SeriesStatus

Row = Mapping[str, Any]
OF_LAG = ("lag_days", "lag_low", "lag_high", "censored", "order_on")
"""What stands of a lag beside its gap."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The index that leads and the domains, and the sentences made of them."""

    parts: Sequence[Row]
    """The index under each openness rule, the widest first: its row of view gap_now, with the lag
    that stands beside it in view lag_now."""
    domains: Sequence[Row]
    """Of view domain under the widest rule."""

    @classmethod
    def of(cls, gaps: Iterable[Row], lags: Iterable[Row], domains: Iterable[Row]) -> Headline:
        """From rows of views gap_now and lag_now, of the index, and of view domain."""
        beside = {row["openness_rule"]: row for row in lags}
        told = sorted(gaps, key=lambda row: tuple(OpennessRule).index(row["openness_rule"]))
        parts = [_with_lag(row, beside.get(row["openness_rule"], {})) for row in told]
        return cls(parts, [row for row in domains if row["openness_rule"] == HEADLINE_RULE])

    @property
    def verdicts(self) -> Counter[str]:
        """The single domains by what they count as."""
        return Counter(sorted(standings(self.domains).values()))

    @property
    def counted(self) -> str:
        """How the single domains stand, and which benchmarks say nothing of it."""
        rows, counted = self.domains, self.verdicts
        if not (total := counted.total()):
            told = "No domain has an active benchmark with a gap yet."
        else:
            closed, level, opened = (counted[word] for word in JUDGED)
            disagree = counted["series disagree"]
            unjudged = total - closed - level - opened - disagree
            doubted, stale = len(unconfirmed(rows)), len(on_old_data(rows))
            parts = [
                f"Of {plural(total, 'domain')}, closed is ahead in {closed or 'none'}"
                f"{in_part(rows, 'closed')}, open in {opened or 'none'}{in_part(rows, 'open')}",
            ]
            parts += [f"too close to call in {level}"] if level else []
            parts += [f"the benchmarks disagree in {disagree}"] if disagree else []
            parts += [f"{unjudged} cannot be judged"] if unjudged else []
            parts += [f"{doubted} unconfirmed"] if doubted else []
            parts += [f"{'all' if stale == total > 1 else stale} on old data"] if stale else []
            told = f"{'; '.join(parts)}."
        untested = GapVerdict.NOT_TESTED_LATELY
        left_out = not_counted(
            it["title"]
            for it in rows
            if it["verdict"] == untested and it["status"] == SeriesStatus.LIVE
        )
        return f"{told} {left_out}".rstrip()

    @property
    def caveat(self) -> str | None:
        """What a careful reader must know of the first part."""
        if not self.parts:
            return "Epoch's index has not been read yet."
        return " ".join(_caveats(self.parts[0])) or None


def _with_lag(gap: Row, lag: Row) -> Row:
    evidence = dict.fromkeys(one for row in (gap, lag) if (one := row.get("evidence")))
    of_lag = {name: lag.get(name) for name in OF_LAG}
    return {**gap, **of_lag, "evidence": "; ".join(evidence) or None}


def _range(part: Row) -> str:
    """What the gap would be with them as closed, and as open."""
    low, high = part["gap_if_unresolved_closed"], part["gap_if_unresolved_open"]
    if low is None or high is None:
        return ""
    return f"{min(low, high):.1f} to {max(low, high):.1f}"


INDEPENDENT = (
    "The interval of the lag takes the errors of the models as independent, which on one fitted "
    "scale they are not."
)


def _caveats(item: Row) -> Iterator[str]:
    if item["is_stale"]:
        on, page = day(item["shown_on"]), day(item["vintage_on"])
        yield (
            f"The newest {item['title']} is of {page}: the gap describes "
            f"{'that day' if on == page else on}, not today."
        )
    if item["unresolved_above"]:
        known = f", the gap then being {_range(item)}" if _range(item) else ""
        yield f"The gap cannot be judged: {may_lead(item['unresolved_above'])}{known}."
    if item["evidence"]:
        yield f"It is unconfirmed: {item['evidence']}."
    if (
        None not in (item["detectable_gap"], item["gap"])
        and abs(item["gap"]) < item["detectable_gap"]
    ):
        yield (
            f"The gap is smaller than {item['detectable_gap']:.1f}, the least that this "
            "comparison finds four times out of five, so its size is poorly known."
        )
    if item["lag_days"] is not None and (item["lag_low"], item["lag_high"]) != (None, None):
        yield INDEPENDENT
