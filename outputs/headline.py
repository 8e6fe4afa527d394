"""The headline as it was derived last, in the words of the front page: for the command, Dagster and
the digest of alerts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from measures.freshness import Freshness
from measures.headline.sentence import Headline
from measures.segments import GapSegment, LagSegment
from measures.series import COMPOSITE, HEADLINE, Series, load
from outputs.sections.freshness import phrase
from outputs.sections.front.headline import Answer
from outputs.sections.gap.rows import GapLine
from outputs.sections.lag.rows import Beside, LagLine, lag_lines
from outputs.sections.section import Row
from outputs.wording import ModelNames
from terms.openness import OpennessRule
from warehouse.reads import gaps as reads_gaps, models as reads_models
from warehouse.reads.derived import derived_on
from warehouse.reads.statistics import statistics
from warehouse.schema.derived import GAP
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
        return f"{it.in_full} By {it.series.title} {phrase(it.freshness)}."

    @property
    def also(self) -> str:
        """The same under the other rule; empty without an answer."""
        return " ".join(f"{it.line.rule}: {it.text}" for it in self.answers[1:])

    @property
    def sentence(self) -> str:
        """How far behind, and how the single domains are."""
        return " ".join(filter(None, (self.leading, self.counts.counted)))


def newest(warehouse: Warehouse) -> Newest | None:
    """The headline; None before there is one."""
    connection = warehouse.connection
    if derived_on(connection, GAP) is None:
        return None
    every = (_answer(warehouse, rule) for rule in OpennessRule)
    gaps, lags = (statistics(connection, view, series=HEADLINE) for view in ("gap_now", "lag_now"))
    counts = Headline.of(gaps, lags, statistics(connection, "domain"))
    return Newest([it for it in every if it], counts)


def _answer(warehouse: Warehouse, rule: OpennessRule) -> Answer | None:
    connection, today = warehouse.connection, datetime.now(UTC).date()
    declared = load(today, reads_gaps.saturated_since(connection))
    names = ModelNames.of(reads_models.model_names(connection))
    rows = reads_gaps.gaps_shown(connection, rule)
    lines = gap_lines(rows, {HEADLINE: declared[HEADLINE]}, names)
    return answer(warehouse, lines[HEADLINE], today) if lines else None


def gap_lines(
    rows: Iterable[Row], declared: Mapping[str, Series], names: ModelNames
) -> dict[str, GapLine]:
    """The newest gap of every declared series that has one, composites first; `rows`: as readers
    are shown them (`reads.gaps.gaps_shown`), under one openness rule."""
    found = {row["series"]: row for row in rows}
    order = sorted(declared.values(), key=lambda it: it.domain != COMPOSITE)
    return {it.id: _line(it, found[it.id], names) for it in order if it.id in found}


def _line(series: Series, row: Row, names: ModelNames) -> GapLine:
    fresh = Freshness(row["on_date"], row["told_on"], row["vintage_on"], bool(row["is_stale"]))
    return GapLine(series, GapSegment.from_row(row), fresh, names)


def lags_beside(
    warehouse: Warehouse,
    lines: Mapping[str, GapLine],
    today: date,
    only: str | None = None,
) -> dict[str, LagLine]:
    """The newest lag of each series of `lines`, gaps under one openness rule; `only`: of one."""
    connection, first = warehouse.connection, next(iter(lines.values()))
    rule = first.segment.openness_rule
    lags = LagSegment.from_rows(reads_gaps.lag_segments(connection, rule, only))
    verdicts = {(key, rule): it.verdict for key, it in lines.items()}
    beside = Beside(first.names, reads_gaps.last_changes(connection, only), verdicts)
    declared = {key: it.series for key, it in lines.items()}
    return {it.series.id: it for it in lag_lines(lags, declared, beside, today)}


def answer(warehouse: Warehouse, line: GapLine, today: date) -> Answer:
    """What the front page says of a series."""
    series, rule = line.series.id, line.segment.openness_rule
    gaps = GapSegment.from_rows(reads_gaps.gap_segments(warehouse.connection, series, rule))
    lags = lags_beside(warehouse, {series: line}, today, series)
    return Answer(line, gaps, lags.get(series))
