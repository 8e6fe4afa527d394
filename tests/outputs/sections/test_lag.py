from datetime import date
from typing import Any

from measures.segments import GapSegment, LagSegment
from measures.series import load
from outputs.sections.lag.rows import lag_section, past_line
from outputs.sections.section import Section
from outputs.wording import ModelNames
from terms.words import GapVerdict
from tests.outputs import approved
from tests.outputs.shelf import lag

SPRING, AUTUMN = date(2026, 3, 10), date(2026, 11, 24)
KEY = "any_weights|tolerance_0|released"
APRIL = {"entry": "2026-04-19", "closed_model": "claude-fable-5", "open_model": "kimi-k3"}
# 182 days to the page of 19 April 2026.
BEHIND = APRIL | {"counts_from": "2025-10-19"}
LED = APRIL | {"counts_from": "2026-04-09", "sign": -1}
LEVEL = APRIL | {"counts_from": "2026-04-19"}
# BFCL's last board: seven leaders are known, 68.38 against 68.0.
CLOSE = {
    "entry": "2025-12-16", "counts_from": "2025-11-24", "inputs_on": "2025-12-16",
    "closed_model": "claude-opus-4-5", "open_model": "glm-4.6",
}  # fmt: skip
CLOSED, OPEN = GapVerdict.CLOSED_AHEAD, GapVerdict.OPEN_AHEAD
EVEN, UNKNOWN = GapVerdict.NOT_DISTINGUISHABLE, GapVerdict.CANNOT_BE_JUDGED
UNTESTED = GapVerdict.NOT_TESTED_LATELY
LAGS: dict[str, tuple[GapVerdict, dict[str, Any]]] = {
    "behind": (CLOSED, BEHIND),
    "behind, unconfirmed": (CLOSED, BEHIND | {"confirmed": 0}),
    "behind by a day": (CLOSED, APRIL | {"counts_from": "2026-04-18"}),
    "at least": (CLOSED, BEHIND | {"censored": "left"}),
    "a bound of nothing": (CLOSED, LEVEL | {"censored": "left"}),
    "ahead, nobody knows since when": (OPEN, APRIL | {"sign": None, "counts_from": None}),
    "not known": (CLOSED, APRIL | {"counts_from": None}),
    "a bound of nothing, too close to call": (EVEN, LEVEL | {"sign": -1, "censored": "left"}),
    "not known, without an interval": (GapVerdict.NO_INTERVAL, APRIL | {"counts_from": None}),
    "led by 10 days": (OPEN, LED),
    "led by 10 days, too close to call": (EVEN, LED),
    "led by 10 days, without an interval": (GapVerdict.NO_INTERVAL, LED),
    "led by 10 days at least": (OPEN, LED | {"censored": "left"}),
    "led by a bound of nothing": (OPEN, LEVEL | {"sign": -1, "censored": "left"}),
    "there on this day, too close to call": (EVEN, LEVEL | {"sign": -1}),
    "closed has it since this day": (CLOSED, LEVEL),
    "closed has it since this day, too close to call": (EVEN, LEVEL),
    "behind, an unknown model may lead": (UNKNOWN, BEHIND | {"confirmed": 0}),
    "too close to call by point values": (EVEN, CLOSE),
}  # fmt: skip
INTERVALS: dict[str, tuple[str | None, int | None, str | None, int | None]] = {
    "40 to 261 days": ("2026-03-10", 1, "2025-08-01", 1),
    "an end that is open": ("2026-03-10", 1, None, None),
    "a beginning that is open": (None, None, "2025-08-01", 1),
    "no interval": (None, None, None, None),
    "signs, as it holds a lead of 20 days": ("2026-03-30", -1, "2025-08-01", 1),
}


def section(
    verdict: GapVerdict, *rows: dict[str, Any], series: str = "eci", today: date = AUTUMN
) -> Section:
    """The lag of a series whose page is of 19 April 2026 unless a row says another day."""
    read = {"board": series, "category": KEY, "inputs_on": "2026-04-19"}
    issued = [LagSegment.from_row(read | lag(**row)) for row in rows]
    beside = GapSegment(entry="", verdict=verdict, is_tested_lately=verdict != UNTESTED)
    return lag_section([past_line(load()[series], issued, beside, ModelNames(), f"{today}")])


def test_a_lag_is_led_by_what_it_comes_to() -> None:
    said = {case: section(verdict, row) for case, (verdict, row) in LAGS.items()}
    for case, ends in INTERVALS.items():
        row = dict(zip(("low_from", "low_sign", "high_from", "high_sign"), ends, strict=True))
        said[f"interval: {case}"] = section(CLOSED, BEHIND | row)
    # 22 October to 26 December 2024: 9 + 30 + 26 = 65, not the 544 of the newest page.
    frozen = {"entry": "2024-12-26", "counts_from": "2024-10-22"}
    said["a frozen board is of its last change"] = section(CLOSED, frozen, series="mmlu_helm")
    # LiveBench's page of 23 July 2026 lists Kimi K3, whose weights came on 27 July: 95 days.
    late = {"entry": "2026-07-27", "counts_from": "2026-04-23", "inputs_on": "2026-07-23"}
    said["weights that came after the page"] = section(
        GapVerdict.NO_INTERVAL, late, series="livebench"
    )
    # 1 May 2025 to 10 March 2026: 30+30+31+31+30+31+30+31+31+28+10 = 313 days.
    said["of a page of today"] = section(CLOSED, {"inputs_on": "2026-03-08"}, today=SPRING)
    # 1 May to 1 September 2025: 30 + 30 + 31 + 31 + 1 = 123.
    said["a stale page"] = section(
        CLOSED, {"inputs_on": "2025-09-01", "entry": "2025-06-01"}, today=SPRING
    )
    unsaid = dict.fromkeys(
        ("sign", "counts_from", "low_from", "low_sign", "high_from", "high_sign", "closed_model",
         "closed_entry", "closed_value")
    )  # fmt: skip
    said["no recent open model was tested"] = section(
        UNTESTED, BEHIND, APRIL | unsaid | {"entry": "2026-06-01"}
    )
    said["the order of an older list"] = of_an_older_order()
    approved.check(__file__, said)
    assert max(len(it.lead.split()) for it in said.values()) <= 35


def of_an_older_order() -> Section:
    """ECI: Kimi K3 leads the list of October too, which names no closed model of March."""
    row = {
        "entry": "2026-10-08", "vintage_on": "2026-10-08", "inputs_on": "2026-10-08",
        "counts_from": "2026-03-05", "order_on": "2026-08-11", "closed_model": "gpt-5.4-pro",
        "open_model": "kimi-k3", "open_value": 157.45,
    }  # fmt: skip
    return section(CLOSED, row)
