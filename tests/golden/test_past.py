"""What the slider says of a day is what the whole site of that day says, measured anew."""

from datetime import UTC, date, datetime
from statistics import median

import pytest

from cli.shell.arguments import measured
from outputs.report.compose import Extras, Site
from pipelines.measure.run import DERIVATIONS
from pipelines.measure.series import OF_SERIES
from tests.golden.replayed import AT_NIGHT, NOW, Replayed
from tests.homes.partly import only

pytestmark = AT_NIGHT
DAYS = ("2026-03-01", "2025-05-20", "2026-09-20")
"""On old data; before there was an index; with the newest whole page."""
SHOWN = (OF_SERIES.keys() | DERIVATIONS.keys()) - {"one_gpu_gap", "correction"}
"""What is compared does not tell of the others."""


@pytest.mark.parametrize("day", DAYS)
def test_title_and_sentences_are_those_of_the_days_page(replayed: Replayed, day: str) -> None:
    past = Site(replayed.warehouse, NOW, []).past
    answer, on = past.answer(day), date.fromisoformat(day)
    at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    with only(*SHOWN), measured(replayed.warehouse, on) as copy:
        front = Site(copy, at, [], Extras(as_of=on)).front
    assert (answer.title, list(answer.sentences)) == (front.title, front.sentences)


COUNTED = {
    "arena_text": ("closed ahead", 207), "arena_vision": ("closed ahead", 286),
    "arena_webdev": ("closed ahead", 38), "eci": ("closed ahead", 159),
    "frontiermath": ("closed ahead", 243), "frontiermath_tier4": ("closed ahead", 243),
    "simplebench": ("closed ahead", 446), "tau2_banking": ("closed ahead", 179),
    "osworld_2": ("closed ahead", None), "hle": ("not tested lately", None),
    "vectara_hallucination": ("not tested lately", None),
    "mmmu_pro_vendor": ("not tested lately", None),
    "apex_agents": ("not distinguishable", 75), "deepswe": ("not distinguishable", 63),
    "weirdml": ("no interval", 110), "livebench": ("no interval", 130),
}  # fmt: skip
"""The sixteen active boards that somebody counted by hand in autumn, with what their pages of
August say: verdict, and days of a lag that is no bound."""


def test_verdicts_and_lags_of_august_are_those_counted_by_hand(replayed: Replayed) -> None:
    """Counted were ten ahead, with HLE, where no open model is tested any more, and a median lag of
    168 days, each board on the day of its page; by the end of August it is 169."""
    asked = (
        "SELECT series, g.verdict, iif(l.censored IS NULL, l.lag_days, NULL) FROM gap_now g "
        "LEFT JOIN lag_now l USING (series, openness_rule) WHERE openness_rule = 'any_weights'"
    )
    with only("gap", "lag"), measured(replayed.warehouse, date(2026, 8, 31)) as copy:
        found = {row[0]: row[1:] for row in copy.connection.execute(asked)}
    assert {series: found[series] for series in COUNTED} == COUNTED
    assert median(days for _, days in COUNTED.values() if days is not None) == 169
