"""Prices from the recorded lists: what must come out, and does."""

from __future__ import annotations

import pytest

from measures.price.events import price_events
from tests.golden.replayed import Known, at_night, by_night
from warehouse.schema.tables import DERIVED


@pytest.mark.parametrize(
    ("model", "on", "asked", "basis"),
    [
        ("gpt-4-0314", "2023-06-01", (30, 60), "first_party"),
        ("deepseek-v3", "2025-02-07", (0.14, 0.28), "first_party"),
        ("deepseek-v3", "2025-02-08", (0.27, 1.1), "first_party"),
        ("minimax-m2.5", "2026-02-20", (0.3, 1.2), "first_party"),
        # Peak hours, which two of three lists print and one halves.
        ("deepseek-v4-pro-0813", "2026-09-01", (1.32, 3.96), "first_party"),
        ("deepseek-v4-pro-0813", "2026-11-24", (1.32, 3.96), "first_party"),
        # Cut on the day of the newest stored page, which still shows 5/30.
        ("gpt-5.6-sol", "2026-08-25", (4, 20), "first_party"),
        ("claude-opus-5-5", "2026-11-24", (4, 20), "first_party"),
        ("gpt-6-astra", "2026-11-24", (10, 50), "first_party"),
        ("glm-5.3", "2026-11-24", (1.4, 4.4), "first_party"),
        ("kimi-k3", "2026-11-24", (3, 15), "first_party"),
        *by_night(("gpt-oss-120b", "2026-11-24", (0.15, 0.59), "median_of_hosts")),
    ],
)
def test_prices_on_a_day(
    known: Known, model: str, on: str, asked: tuple[float, float], basis: str
) -> None:
    found = known.prices.price(model, on)
    assert found is not None
    assert (found.input, found.output) == pytest.approx(asked)
    assert found.basis == basis


@at_night
def test_hosts_do_not_sell_what_a_moving_name_means_at_the_maker(known: Known) -> None:
    hosted = known.prices.host_prices("deepseek-v4-pro-0813", "2026-11-24")
    assert "azure_ai/deepseek-v4-pro" not in {span.offering for span in hosted.values()}
    preview = known.prices.host_prices("deepseek-v4-pro-preview", "2026-11-24")
    assert preview["azure"].input == pytest.approx(1.74)


@pytest.mark.parametrize(
    ("model", "on"), [*by_night(("kimi-k2.5", "2026-09-01")), ("deepseek-v3", "2025-03-24")]
)
def test_a_model_that_its_maker_withdrew_costs_what_hosts_ask(
    known: Known, model: str, on: str
) -> None:
    found = known.prices.price(model, on)
    assert found is None or found.basis != "first_party"


def test_a_closed_model_that_its_maker_withdrew_has_no_price(known: Known) -> None:
    assert known.prices.price("gpt-4-0314", "2026-11-24") is None


@at_night
def test_known_changes_are_events(known: Known) -> None:
    known = {
        (event.model, event.kind, event.on): event.confirmed
        for event in price_events(known.prices, "2026-11-24")
    }
    assert known["gpt-5.6-luna", "cut", "2026-07-30"]
    assert known["gpt-5.6-sol", "cut", "2026-08-21"]
    assert known["deepseek-v3", "rise", "2025-02-08"]
    assert known["deepseek-v4-pro-0813", "rise", "2026-08-16"]
    # Announced for 1 September and withdrawn on Anthropic's page by 21 August.
    assert not known.get(("claude-sonnet-5", "rise", "2026-09-01"), False)
    # Undated flags of the snapshot of 26 October; they made 46 withdrawals of the day after.
    assert not [one for one in known if one[2] == "2026-10-27"]


@at_night
def test_every_row_names_the_vintages_behind_it(known: Known) -> None:
    for table in (it for it in DERIVED if "vintages" in it.names()):
        (count,) = known.all(
            f"SELECT count(*) FILTER (WHERE v.id IS NULL), count(*) > 0 FROM {table.relation} p "
            "LEFT JOIN json_each(p.vintages) named ON 1 LEFT JOIN _vintage v ON v.id = named.value"
        )
        assert count == (0, 1), table.name


@at_night
def test_either_price_of_an_event_stands_on_a_page_that_it_names(known: Known) -> None:
    """All but what the maker asks in busy hours, where the list gives the price of the others."""
    listed = (
        "SELECT 1 FROM json_each(e.vintages) named JOIN _vintage v ON v.id = named.value "
        "JOIN _state s ON s.id = v.state_id, json_each(s.runs) run "
        "JOIN _price p ON p.id BETWEEN run.value ->> 0 AND run.value ->> 1 "
        "WHERE p.input_per_mtok = e.{0}_input AND p.output_per_mtok = e.{0}_output"
    )
    events = known.all(
        "SELECT concat_ws('|', e.on_date, e.kind, e.model, e.seller), e.before_input IS NULL "
        f"OR EXISTS ({listed.format('before')}), e.now_input IS NULL "
        f"OR EXISTS ({listed.format('now')}) FROM price_event e"
    )
    assert len(events) > 200
    assert {name for name, before, now in events if not (before and now)} == {
        "2026-08-16|rise|deepseek-v4-flash-0731|own",
        "2026-08-21|new|deepseek-v4-flash-vision-exp|own",
        "2026-09-10|new|deepseek-v4.1-flash|own",
        "2026-10-17|withdrawn|deepseek-v4.1-flash|own",
    }
