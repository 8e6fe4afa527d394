"""The long table and its sweep: who competes from when, who leads, who beat all before."""

from unittest.mock import patch

from hypothesis import given, settings

from measures.boards.states import Boards, BoardState
from measures.contenders import Contender, Side, contenders
from measures.lag import releases as lag_releases
from measures.lag.releases import ReleaseTable
from measures.price.rosters import rosters
from measures.segments import in_force
from measures.sweep import at_changes, steps
from terms.openness import CLASSES
from tests.measures import oracle
from tests.measures.gap.test_laws import (
    LAST,
    Openness,
    axes,
    day,
    openness,
    registry,
    rules,
    states,
)
from tests.measures.sample import gap_history, registry as known, row, series, state

NAMES = known({"shut": "closed", "late": [
    ("closed", "2025-01-01", "2025-01-10"), ("permissive", "2025-01-10", None),
]})  # fmt: skip
BEFORE = "2025-01-09"
few = settings(max_examples=settings().max_examples // 4)
"""For laws beside that of the oracle."""


def table(*rows: tuple[str, float, str], stays: bool) -> list[Contender]:
    """Entries of models `shut` (closed) and `late` (closed, then open from the tenth day on)."""
    board = state("2025-01-20", *(row(name, value, dated_on=on) for name, value, on in rows))
    entries = Boards(series(), [board], NAMES, day(LAST)).entries([board])
    return contenders(entries, "any_weights", lambda entry: entry.dated_on, stays=stays)


def on(day: str, found: list[Contender], side: Side) -> list[str]:
    """Who competes in a class on a day, the best first."""
    [(_, _, alive)] = at_changes(found, within=(day, day + "~"))
    inside = sorted((one for one in alive if one.side == side), key=lambda one: one.order)
    return [one.entry.entry for one in inside]


def test_of_equal_scores_the_first_to_join_leads_then_the_smaller_name() -> None:
    rows = ("shut b", 50, "2025-01-02"), ("shut a", 50, "2025-01-03")
    assert [one.entry.entry for one in steps(table(*rows, stays=True), "closed")] == ["shut b"]
    assert on(BEFORE, table(*rows, stays=False), "closed") == ["shut a", "shut b"]
    assert on(BEFORE, table(*rows, stays=True), "closed") == ["shut b", "shut a"]
    same = table(("shut b", 50, "2025-01-02"), ("shut a", 50, "2025-01-02"), stays=True)
    assert [one.entry.entry for one in steps(same, "closed")] == ["shut a"]


def test_steps_rise_and_leave_a_model_out_where_asked() -> None:
    rows = ("shut", 50, "2025-01-02"), ("late", 70, "2025-01-03"), ("shut b", 60, "2025-01-05")
    found = table(*rows, stays=True)
    assert [one.entry.entry for one in steps(found, "closed")] == ["shut", "late"]
    assert [one.entry.entry for one in steps(found, "closed", "late")] == ["shut", "shut b"]


@few
@given(states(), openness(), rules)
def test_the_lag_compares_the_leaders_of_the_gap(
    some: list[BoardState], graded: Openness, rule: str
) -> None:
    names, of = registry(graded), series()
    gaps = gap_history(of, some, names, rule, day(LAST))
    for page in some:
        with patch.object(lag_releases, "SOON", 0):  # nobody is opened later in these few days
            scale = ReleaseTable(Boards(of, some, names, day(LAST)), [page], rule)
        later = min((one.published_on for one in some if one.published_on > page.published_on),
                    default=day(LAST) + "~")  # fmt: skip
        for at, _, alive in at_changes(scale.table, within=(page.published_on, later)):
            gap, sides = in_force(gaps, at), scale.on(at, alive)
            assert gap is not None
            leaders = sides and (sides.closed_leader, sides.open_leader)
            told = None if gap.gap is None else (gap.closed_entry, gap.open_entry)
            assert (leaders and tuple(one.entry.entry for one in leaders)) == told


@few
@given(states(), openness(), rules, axes)
def test_the_best_of_a_roster_in_a_class_is_its_frontier(
    some: list[BoardState], graded: Openness, rule: str, axis: str
) -> None:
    names, of = registry(graded), series(axis=axis)
    gaps = gap_history(of, some, names, rule, day(LAST))
    found = rosters(Boards(of, some, names, day(LAST)))
    for at in oracle.days(day(1), day(LAST)):
        segment = in_force(gaps, at)
        for name, side in (("closed", "closed"), (rule, "open")):
            highest = max(
                (one.value for roster in found if roster.first <= at < roster.end
                 for since, one in roster.entries
                 if since <= at and one.model and one.openness(at) in CLASSES[name]),
                default=None,
            )  # fmt: skip
            value = getattr(segment, f"{side}_value", None)
            if axis == "board":
                assert highest == value, at
            elif highest is not None:
                # Who left a class has no price in it any more and stays in its frontier.
                assert highest <= value
