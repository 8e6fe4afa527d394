"""Laws that hold for every pair of frontiers, tried on random ones."""

from datetime import date, timedelta

from hypothesis import given, settings, strategies as st

from measures.segments import LagSegment
from tests.measures.lag.sample import Model, lags

ON = "2025-12-31"
few = settings(max_examples=settings().max_examples // 4)


def day(number: int) -> str:
    return (date(2024, 1, 1) + timedelta(days=number)).isoformat()


@st.composite
def fields(draw: st.DrawFn) -> dict[str, Model]:
    """Two to eight models of either class, dated within 600 days."""
    names = [f"m{place}" for place in range(draw(st.integers(2, 8)))]
    return {
        name: (
            day(draw(st.integers(0, 600))),
            draw(st.sampled_from(["closed", "permissive", "non_commercial"])),
            float(draw(st.integers(90, 120))),
            draw(st.sampled_from([0.5, 2.0, 6.0])),
        )
        for name in names
    }


def days_of(found: list[LagSegment]) -> int | None:
    return found[-1].on(ON).days if found else None


def best(models: dict[str, Model], kind: str) -> float | None:
    scores = [
        score for _, grade, score, _ in models.values() if (grade == "closed") == (kind == "closed")
    ]
    return max(scores, default=None)


@few
@given(fields())
def test_open_ahead_never_lags_and_closed_ahead_never_leads(models: dict[str, Model]) -> None:
    lag, ours, theirs = days_of(lags(models)), best(models, "closed"), best(models, "open")
    if ours is None or theirs is None:
        assert lag is None
    elif theirs > ours:
        assert lag <= 0
    else:
        assert lag >= 0


@few
@given(fields(), st.sampled_from(["closed", "permissive"]), st.integers(1, 30))
def test_a_dominated_model_leaves_the_lag_unchanged(
    models: dict[str, Model], kind: str, below: int
) -> None:
    same = [one for one in models.values() if (one[1] == "closed") == (kind == "closed")]
    if not same:
        return
    first, _, score, _ = max(same, key=lambda one: one[2])
    later = (date.fromisoformat(first) + timedelta(days=below)).isoformat()
    more = {**models, "late": (later, kind, score - below, 1.0)}
    assert lags(more) == lags(models)


@few
@given(fields(), st.integers(-400, 300))
def test_shifting_every_date_leaves_the_lag_unchanged(models: dict[str, Model], by: int) -> None:
    def moved(text: str) -> str:
        return (date.fromisoformat(text) + timedelta(days=by)).isoformat()

    later = {name: (moved(one[0]), *one[1:]) for name, one in models.items()}
    here, there = lags(models, ON), lags(later, moved(ON))
    assert [one.sign for one in here] == [one.sign for one in there]
    if days_of(here) is not None:
        assert moved(str(here[-1].counts_from)) == there[-1].counts_from
