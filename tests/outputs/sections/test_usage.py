"""The section on what people use: its sentence, its table, and what stands beside it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from outputs.report.pages import write_report
from outputs.sections.section import markdown
from outputs.sections.sources import SourceLine
from outputs.sections.usage import CAVEATS, token_share
from tests.outputs.shelf import ARENA, ECI, NOW, put
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.store import Warehouse


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


def test_it_draws_a_band_and_a_day_without_a_high_is_a_hole() -> None:
    days = [day("2026-10-07", 60.0, 70.0), day("2026-10-08", 0.0, None)]
    part = token_share([*days, day("2026-10-09", 58.69, 64.97)])
    assert part.chart is not None
    assert part.chart.count("<svg") == 2
    assert all(it in part.chart for it in (">65 %<", ">59 %<"))
    lonely = token_share([day("2026-10-08", 0.0, None)])
    assert (lonely.chart, "took at least 0 %" in lonely.lead) == ("", True)


def test_it_stands_on_the_page_of_prices_once_there_are_days_and_its_source_is_named(
    filled: Warehouse, tmp_path: Path
) -> None:
    name, home = "openrouter_rankings", "https://openrouter.ai/rankings"
    router = SourceLine(name, "Daily tokens", home, "CC-BY-4.0", "OpenRouter", True, key="KEY")

    def written(page: str) -> str:
        write_report(filled, tmp_path, now=NOW, sources=[ECI, ARENA, router])
        return (tmp_path / page).read_text("utf-8")

    assert "not asked: no key" in written("status.html")
    assert 'id="usage"' not in written("price.html")
    tokens = (("stranger", "stranger", 3), ("other", None, 1))
    rows = [{"entry": it, "model_name": model, "tokens": n} for it, model, n in tokens]
    arrival = Arrival(BoardKey("usage", name, "rankings-daily"), date(2026, 3, 8), rows)
    put(filled, name, home, [arrival])
    page = written("price.html")
    assert page.index("took at least 0") > page.index('id="usage"')
    told = json.loads((tmp_path / "api" / "v1" / "open_token_share.json").read_text("ascii"))
    assert name in {it["source"] for it in told["attribution"]}
