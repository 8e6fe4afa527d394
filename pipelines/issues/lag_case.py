"""One series under one openness rule on one clock, inside its newest vintage: what lags are of."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from measures.lag.frontiers import Field
from measures.lag.windows import Frontiers, Window
from measures.lag.words import has_ended
from measures.series import Series
from pipelines.issues.inputs import Inputs, estimate_row
from warehouse.schema.columns import OPENNESS_RULES

Row = dict[str, Any]
YEAR_DAYS = 365


@dataclass(frozen=True)
class Case:
    """One series under one openness rule on one clock, inside its newest vintage."""

    series: Series
    rule: str
    clock: str
    field: Field
    frontiers: Frontiers
    through: str

    @property
    def key(self) -> str:
        """openness rule|clock: the head of every variant's key."""
        return f"{self.rule}|{self.clock}"

    @property
    def start(self) -> str | None:
        """First day on which both classes have an entry."""
        if not self.frontiers.closed or not self.frontiers.opened:
            return None
        return max(self.frontiers.closed[0].on, self.frontiers.opened[0].on)

    def last_year(self, start: str) -> Window:
        """The last year, or what there is of it since `start`."""
        year = date.fromisoformat(self.through) - timedelta(days=YEAR_DAYS - 1)
        return max(start, year.isoformat()), self.through


def cases_of(series: Series, field: Field, clock: str, newest: str) -> Iterator[Case]:
    """One case per openness rule; none when only leaders are known of the vintage."""
    for rule in OPENNESS_RULES if field.is_whole else ():
        frontiers = Frontiers.of(field, rule, newest)
        yield Case(series, rule, clock, field, frontiers, _end(series, frontiers, newest))


def _end(series: Series, found: Frontiers, newest: str) -> str:
    """The newest page's day, or that of the last step of either class where no more will come."""
    steps = (*found.closed, *found.opened)
    if not has_ended(series) or series.axis == "board" or not steps:
        return newest
    return max(step.on for step in steps)


def estimate(inputs: Inputs, case: Case, variant: str, **columns: Any) -> Row:
    """A row of table `estimate` whose variant's key begins with the case's."""
    return estimate_row(
        inputs,
        entry=f"{case.key}|{variant}",
        series=case.series.id,
        openness_rule=case.rule,
        through_on=case.through,
        vintages=json.dumps(case.field.vintages),
        **columns,
    )
