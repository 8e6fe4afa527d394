from typing import Any

from measures.segments import GapSegment
from outputs.sections.lag.parity import parity
from outputs.wording import ModelNames
from tests.outputs import approved

NAMES = ModelNames({"gpt-4": "GPT-4", "o3": "o3", "llama": "Llama 3.1 405B"})
UNKNOWN = GapSegment(entry="", unresolved_above=1)
UNCONFIRMED = GapSegment(entry="", confirmed=0)
NO_MEDIAN = {"median_days": None, "median_low": None, "median_high": None}


def lead(**own: Any) -> dict[str, Any]:
    return {
        "series": "eci", "title": "Epoch Capabilities Index", "unit": "index", "status": "live",
        "openness_rule": "any_weights", "closed_model": "gpt-4", "released_on": "2023-03-14",
        "closed_value": 125.7, "open_model": "llama", "reached_on": "2024-07-23", "days": 497,
        "days_low": 400, "days_high": 653, "ci_level": 0.9, "followed_days": 497,
        "censored": None, "data_on": "2026-08-11", "median_days": 228.0, "median_low": 130.0,
        "median_high": 243.0,
    } | own  # fmt: skip


def going(**own: Any) -> dict[str, Any]:
    """A row of a release that open has not reached."""
    none = {"open_model": None, "reached_on": None, "days": None, "days_low": 144}
    return lead(closed_model="o3", released_on="2026-03-05", days_high=None, followed_days=159,
                censored="right", **none) | own  # fmt: skip


def test_leads_are_told_in_words() -> None:
    said = {
        "parity: most are reached": parity([lead(), going(), lead()], NAMES),
        "parity: too few have no median": parity(
            [going(**NO_MEDIAN), lead(**NO_MEDIAN), going(**NO_MEDIAN)], NAMES
        ),
        "parity: one reached, one going": parity([lead(), going()], NAMES, gap=UNKNOWN),
        "parity: the one lead not reached": parity([going(**NO_MEDIAN)], NAMES, gap=UNCONFIRMED),
        "parity: no interval": parity([lead(ci_level=None, days_low=None, days_high=None)], NAMES),
        "parity: a bound may pull the median down": parity(
            [lead(), lead(censored="left", days=497), going()], NAMES
        ),
        "parity: a bound cannot": parity([lead(), lead(censored="left", days=200), going()], NAMES),
    }
    approved.check(__file__, said)


def test_a_bar_without_end_is_hollow_and_reaches_to_the_day_of_the_data() -> None:
    part = parity([lead(), going()], NAMES)
    going_on, over = part.bars.bars
    assert (going_on.is_over, over.is_over) == (False, True)
    assert (round(over.since), going_on.until) == (20, 100)
    assert over.until < going_on.since
    assert (going_on.said, over.said) == ("not yet after 159 days", "497 days, Llama 3.1 405B")
