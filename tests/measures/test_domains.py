"""How single domains are counted; what their series say together: tests/warehouse/views."""

from measures.headline import on_old_data, standings
from tests.measures.domains import domain


def test_a_domain_counts_once_and_an_index_over_all_domains_never() -> None:
    rows = [
        domain("hle", "knowledge"), domain("simpleqa_verified", "knowledge"),
        domain("deepswe", "coding", direction="closed ahead in part", is_stale=0),
        domain("weirdml", "coding", direction="closed ahead in part"),
        domain("helm_safety", "safety", direction="no live series", speaks=0),
        domain("eci", "composite"),
    ]  # fmt: skip
    assert standings(rows) == {"coding": "closed ahead", "knowledge": "closed ahead"}
    assert on_old_data(rows) == {"knowledge"}
