"""The headline as it was derived last, in the words of the front page: for the command, Dagster and
the digest of alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from measures.freshness import Freshness
from measures.gap.judgement import verdict
from measures.headline.sentence import Headline
from measures.segments import GapSegment, LagSegment
from measures.series import HEADLINE, load
from outputs.sections.freshness import phrase
from outputs.sections.front.headline import Answer
from outputs.sections.gap.rows import rule_line
from outputs.sections.lag.rows import Beside, lag_lines
from outputs.wording import ModelNames
from terms.openness import OpennessRule
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import models as reads_models
from warehouse.reads.derived import derived_on
from warehouse.reads.statistics import statistics
from warehouse.schema.measured import DOMAIN
from warehouse.store import Warehouse


@dataclass(frozen=True, slots=True)
class Newest:
    """The answers of the headline's series by openness rule, the widest first, and the counts."""

    answers: Sequence[Answer]
    counts: Headline

    @property
    def leading(self) -> str:
        """What the front page says first, and by which index; empty before there is one."""
        if not self.answers:
            return ""
        it = self.answers[0]
        return f"{it.full_text} By {it.series.title} {phrase(it.freshness)}."

    @property
    def also(self) -> str:
        """The same under the other rule; empty without an answer."""
        return " ".join(f"{it.line.rule}: {it.text}" for it in self.answers[1:])

    @property
    def sentence(self) -> str:
        """How far behind, and how the single domains are."""
        return " ".join(filter(None, (self.leading, self.counts.counted)))


def last_on(warehouse: Warehouse) -> str | None:
    """The day (ISO) for which it was issued; None: never."""
    return derived_on(warehouse.connection, DOMAIN)


def newest(warehouse: Warehouse) -> Newest | None:
    """The headline; None before there is one."""
    if last_on(warehouse) is None:
        return None
    every = (_answer(warehouse, rule) for rule in OpennessRule)
    rows = (statistics(warehouse.connection, name) for name in ("headline", "domain"))
    return Newest([it for it in every if it], Headline.of(*rows))


def _answer(warehouse: Warehouse, rule: OpennessRule) -> Answer | None:
    connection, today = warehouse.connection, datetime.now(UTC).date()
    shown = {row["series"]: row for row in reads_gaps.gaps_shown(connection, rule)}
    series = load(today, reads_gaps.saturated_since(connection))[HEADLINE]
    row = shown.get(HEADLINE)
    if row is None:
        return None
    names = ModelNames.of(reads_models.model_names(connection))
    gap = GapSegment.from_row(row)
    gaps = GapSegment.from_rows(reads_gaps.gap_segments(connection, HEADLINE, rule))
    beside = Beside(
        names,
        reads_gaps.last_changes(connection, HEADLINE),
        {(HEADLINE, rule.value): verdict(gap)},
    )
    lags = LagSegment.from_rows(reads_gaps.lag_segments(connection, rule, HEADLINE))
    lag = next(iter(lag_lines(lags, {HEADLINE: series}, beside, today)), None)
    fresh = Freshness(row["on_date"], row["told_on"], row["vintage_on"], bool(row["is_stale"]))
    return Answer(series, gaps, lag, fresh, rule_line(series, gap, names))
