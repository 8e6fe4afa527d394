"""A page lists a model whose weights came later: gap, lag and picture are shown for that later day.

LiveBench's page of 23 July 2026 lists Kimi K3, whose weights came on 27 July.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.homes.partly import measure_only
from tests.pipelines.fake import row
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.store import Warehouse

PAGE = date(2026, 7, 23)
NOW = datetime(2026, 11, 12, 12, tzinfo=UTC)
"""Kimi K3 is of 16 July: the last day but one on which it is a recent model."""
SCORES = {
    "gpt-5.2-2025-12-11-high": 74.6, "gpt-5.5-xhigh": 79.9, "gpt-5.6-sol-max": 82.4,
    "glm-5.2": 73.2, "kimi-k3": 78.5,
}  # fmt: skip
SHOWN = """
SELECT openness_rule, g.shown_on, l.shown_on, s.through_on, g.gap, l.lag_days
FROM gap_now g JOIN lag_now l USING (series, openness_rule)
JOIN (SELECT DISTINCT series, openness_rule, through_on, vintage_on FROM frontier_by_release) s
    USING (series, openness_rule)
WHERE g.vintage_on = :page AND l.vintage_on = :page AND s.vintage_on = :page
ORDER BY openness_rule
"""


def test_gap_lag_and_picture_are_of_the_day_on_which_the_weights_came(named: Warehouse) -> None:
    key = BoardKey("score", "livebench", "2026_06_25", "average")
    rows = [row(name, value, provenance="maintainer") for name, value in SCORES.items()]
    seen = Seen("livebench", "https://livebench.ai/x", NOW, "t", named.keep(b"a table"))
    named.accept(seen, [Arrival(key, PAGE, rows)])
    measure_only(named, NOW, "gap", "lag", "release_frontier")
    found = named.connection.execute(SHOWN, {"page": PAGE.isoformat()}).fetchall()
    assert found[0] == ("any_weights", *["2026-07-27"] * 3, 3.9, 95)
    # Kimi K3's licence has a threshold: under the other rule nothing happened after the page.
    assert [one[:4] for one in found[1:]] == [("permissive", *["2026-07-23"] * 3)]
