"""The section on what people use: its sentence, its table, and what stands beside it."""

from __future__ import annotations

from typing import Any

from outputs.sections.section import markdown
from outputs.sections.usage import CAVEATS, token_share


def day(on: str, low: float, high: float | None) -> dict[str, Any]:
    return {
        "on_date": on, "open_share_low": low, "open_share_high": high, "unknown_share": 3.39,
        "other_share": 6.29, "seen_at": "2026-10-11T00:27:00.000000Z", "page_sha256": "0" * 64,
    }  # fmt: skip


def test_it_says_the_newest_day_with_its_range_and_its_caveats() -> None:
    part = token_share([day("2026-10-08", 63.76, 71.69), day("2026-10-09", 58.69, 64.97)])
    assert part.lead == (
        "Open-weight models took 59 to 65 % of the tokens that OpenRouter routed on 9 Oct 2026."
    )
    text = markdown(part)
    assert "| 9 Oct 2026 | 58.7 % | 65.0 % | 3.4 % | 6.3 % |" in text
    assert text.index("9 Oct 2026 |") < text.index("8 Oct 2026 |")
    assert CAVEATS in part.note
    assert "openrouter.ai/rankings), as of 11 Oct 2026, CC BY 4.0" in part.note
    assert len(part.lead.split()) <= 35


def test_it_draws_a_band_and_a_day_without_a_high_is_a_hole() -> None:
    days = [day("2026-10-07", 60.0, 70.0), day("2026-10-08", 0.0, None)]
    part = token_share([*days, day("2026-10-09", 58.69, 64.97)])
    assert part.chart is not None
    assert part.chart.count("<svg") == 2
    assert ">65 %<" in part.chart
    assert ">59 %<" in part.chart
    lonely = token_share([day("2026-10-08", 0.0, None)])
    assert (lonely.chart, "took at least 0 %" in lonely.lead) == ("", True)
