"""Issue of what one page says by release date: who led each class since when.

A board that is estimated anew as a whole shows over its captured vintages only what was captured.
Inside its newest whole vintage all values are on one scale and every model has a release date, so
the history that the lag reads can be shown. It ends on the vintage's day, or on a later one on
which a model of the page came or was opened and took a lead: so do the gap and the lag.
"""

from collections.abc import Iterator

from measures.boards.states import whole
from measures.gap.daily import inputs_on
from measures.known import DerivedBoard, Known, derived
from measures.lag.frontiers import Frontiers, newest_field
from measures.lag.release_records import FrontierClass, ReleaseFrontierEstimate
from measures.series import Series
from terms.openness import OPENNESS_RULES


def release_frontiers(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """The board of a series on the board axis; none for one without a whole vintage."""
    states = whole(known.states[series.id])
    newest = inputs_on(series, states, known.through)
    if series.axis != "board" or newest is None:
        return
    field = newest_field(series, states, known.names, known.through)
    rows = []
    for rule in OPENNESS_RULES:
        found = Frontiers.of(field, rule, known.through)
        sides = (found.closed, found.opened)
        until = max([newest, *(steps[-1].on for steps in sides if steps)])
        for side, steps in (
            (FrontierClass.CLOSED, found.closed),
            (FrontierClass.OPEN, found.opened),
        ):
            for step in steps:
                item = step.item
                estimate = ReleaseFrontierEstimate(
                    series=series.id,
                    openness_rule=rule,
                    value=item.value,
                    unit=series.unit,
                    from_on=step.on,
                    through_on=until,
                    vintages=field.vintages,
                    side=side,
                    entry=item.entry,
                    model=str(item.model),
                    released_on=known.names.model(str(item.model))["released_on"],
                    stderr=step.stderr,
                    page_on=None if until == newest else newest,
                )
                rows.append(estimate.row(known.code_version))
    yield derived("estimate", ReleaseFrontierEstimate.MEASURE, series.id, newest, rows)
