"""The bundled price history: intervals read by the day, pinned bytes, placeholders passed on."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sources.contract import Row, SourceChanged, SourceUnavailable
from sources.prices.model_prices import bundled as model_prices_bundled
from sources.prices.model_prices.timeline import BASES
from tests.sources.sample import (
    PAGES,
    Asked,
    boards,
    fits,
    page_of,
    recorded,
    recorded_page,
    what_is_told,
)

BODY = (PAGES / "model_prices" / "snapshot.json").read_bytes()


def content() -> Any:
    return json.loads(BODY)


def timeline(*intervals: Any) -> Any:
    """The page with another standard timeline of model-k."""
    found = content()
    found["prices"]["moonshotai"]["model-k"]["standard"] = list(intervals)
    return found


def interval(start: str | None, **rates: Any) -> Any:
    known = {
        "input": 1.0,
        "output": 2.0,
        "source": "https://example.org",
        "valid_from": start or "2026-01-01T00:00:00Z",
        "valid_from_basis": "documented",
    }
    return {"start": start, "rates": {**known, **rates}}


def test_an_alias_names_the_model_behind_it() -> None:
    changed = timeline(interval(None, model="model-k-2026"))
    row = boards(list(model_prices_bundled.parse(page_of(changed))), "price")["moonshotai"]
    assert row["model-k|standard|2026-01-01"]["model_name"] == "model-k-2026"


@pytest.mark.parametrize(("written", "basis"), BASES.items())
def test_how_a_day_is_known(written: str, basis: str) -> None:
    changed = timeline(interval(None, valid_from_basis=written))
    row = boards(list(model_prices_bundled.parse(page_of(changed))), "price")["moonshotai"]
    assert row["model-k|standard|2026-01-01"]["effective_basis"] == basis


def test_a_price_found_wrong_before_it_was_recorded_is_superseded() -> None:
    changed = timeline(
        interval(None, valid_from="2026-07-04T21:29:04Z", input=9.0),
        interval("2026-06-29T16:00:00Z"),
    )
    rows = boards(list(model_prices_bundled.parse(page_of(changed))), "price")["moonshotai"]
    assert list(rows) == ["model-k|standard|2026-06-29"]
    assert rows["model-k|standard|2026-06-29"]["note"] == (
        "price before 2026-06-29 unknown; supersedes 9/2"
    )


def with_key(key: str, value: Any) -> Any:
    found = content()
    found[key] = value
    return found


def with_rule(**rule: Any) -> Any:
    found = content()
    found["schedules"]["schedule"][0].update(rule)
    return found


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (timeline(interval(None, novelty=1)), "unknown keys of rates .*novelty"),
        (timeline(interval(None, valid_from_basis="rumour")), "'rumour'"),
        (timeline(interval(None, valid_from="2026-1-1T0:0:0Z")), "'2026-1-1T0:0:0Z'"),
        (timeline(interval(None, valid_from="2026-13-01T00:00:00Z")), "'2026-13-01T"),
        (timeline(interval(None, valid_from=None)), "valid_from of moonshotai/model-k"),
        (timeline(interval(None, input="1")), "input of moonshotai/model-k standard is '1'"),
        (timeline(interval(None, cache_read=None)), "cache_read of moonshotai/model-k"),
        (timeline(interval(None, source=None)), "source of moonshotai/model-k"),
        (timeline(interval(None, tiers=[{"above": 0}])), "a tier above 0 tokens"),
        (timeline(interval(None, tiers=[3])), "a tier of moonshotai/model-k"),
        (timeline(interval("2026-01-01T00:00:00Z")), "starts at 2026-01-01T00:00:00Z, not"),
        (timeline(interval(None), interval(None)), "a start of moonshotai/model-k"),
        (
            timeline(
                interval(None), interval("2026-03-01T00:00:00Z"), interval("2026-02-01T00:00:00Z")
            ),
            "not in order",
        ),
        (timeline(), "the timeline of moonshotai/model-k standard"),
        (timeline({"start": None}), "rates of moonshotai/model-k"),
        (with_key("schema", 2), "not a snapshot of schema 1"),
        ({"sha256": "0", "published_at": "x"}, "only names the snapshot 0.json"),
        (with_key("updated_at", "2026-10-26"), "updated_at is '2026-10-26'"),
        (with_key("status", {"openai": {"model-o": 3}}), "status of openai/model-o"),
        (with_key("schedules", {}), "schedule is"),
        (with_rule(provider=None), "provider of a schedule"),
        (with_rule(off_peak_multiplier=0.5), "hours of deepseek"),
        (with_rule(off_peak_multiplier={"model-d": "half"}), "a factor of deepseek is 'half'"),
        (with_rule(valid_from="soon"), "'soon'"),
    ],
)
def test_what_does_not_fit_is_told_by_name(odd: Any, names: str) -> None:
    told = what_is_told(model_prices_bundled.parse, page_of(odd))
    assert re.search(names, told), told


def test_the_bundled_file_is_the_pinned_one() -> None:
    bundled = model_prices_bundled.bundled()
    assert bundled.url == "package:model-prices/0.0.5/model_prices/snapshot.json"
    assert bundled.seen_at == datetime(2026, 10, 26, 18, 46, 35, tzinfo=UTC)
    assert json.loads(bundled.body)["updated_at"] == "2026-10-26T18:46:35Z"


def test_fetch_asks_nobody() -> None:
    client = Asked()
    (look,) = model_prices_bundled.fetch(client)
    assert client.looks == []
    assert (look.page, look.status) == (model_prices_bundled.bundled(), None)
    assert not model_prices_bundled.ABOUT.scheduled


def installed(monkeypatch: pytest.MonkeyPatch, version: str, path: Path) -> None:
    found = SimpleNamespace(version=version, locate_file=lambda member: path)
    monkeypatch.setattr(model_prices_bundled, "distribution", lambda name: found)


def test_other_bytes_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "snapshot.json").write_bytes(BODY)
    installed(monkeypatch, "0.0.5", tmp_path / "snapshot.json")
    with pytest.raises(SourceChanged, match=r"has the hash [0-9a-f]{64}, not 15b1228a"):
        model_prices_bundled.bundled()


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed(monkeypatch, "0.0.6", tmp_path)
    with pytest.raises(SourceChanged, match=r"model-prices 0\.0\.6 is not pinned"):
        model_prices_bundled.bundled()


def test_a_missing_file_is_unavailable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed(monkeypatch, "0.0.5", tmp_path / "none.json")
    with pytest.raises(SourceUnavailable, match="cannot read"):
        model_prices_bundled.bundled()


def test_a_missing_package_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(model_prices_bundled, "distribution", missing)
    with pytest.raises(SourceUnavailable, match="is not installed"):
        model_prices_bundled.bundled()


def bundled_rows() -> dict[str, dict[str, Row]]:
    return boards(list(model_prices_bundled.parse(model_prices_bundled.bundled())), "price")


def test_the_bundled_history_in_full() -> None:
    rows = [row for board in bundled_rows().values() for row in board.values()]
    assert len(bundled_rows()) == 32
    assert Counter(row["mode"] for row in rows) == {
        "standard": 899,
        "batch": 289,
        "fast": 45,
        "thinking": 33,
        "flex": 9,
        "ultrafast": 2,
    }
    free = [r for r in rows if r["input_per_mtok"] == r["output_per_mtok"] == 0]
    assert len(free) == 34
    for row in rows:
        fits("price", row)
        assert "2025-02-26" <= row["effective_on"] <= "2026-10-26"


def in_force(timeline: Any, day: str) -> tuple[float, float] | None:
    """The price at the end of a day, straight from the file's own rule; None: not known."""
    at = f"{day}T23:59:59Z"
    rates = [i["rates"] for i in timeline if i["start"] is None or i["start"] <= at][-1]
    return (rates["input"], rates["output"]) if rates and rates["valid_from"] <= at else None


def test_rows_give_the_price_of_every_day_on_which_something_starts() -> None:
    prices = json.loads(model_prices_bundled.bundled().body)["prices"]
    compared = 0
    for provider, rows in bundled_rows().items():
        for offering, modes in prices[provider].items():
            for mode, listed in modes.items():
                mine = [r for r in rows.values() if (r["offering"], r["mode"]) == (offering, mode)]
                for day in {r["effective_on"] for r in mine}:
                    row = [r for r in mine if r["effective_on"] <= day][-1]
                    expected = in_force(listed, day)
                    assert expected is not None
                    assert (row["input_per_mtok"], row["output_per_mtok"]) == pytest.approx(
                        expected
                    ), (provider, offering, mode, day)
                    compared += 1
                starts = {
                    (i["start"] or i["rates"]["valid_from"])[:10] for i in listed if i["rates"]
                }
                known = {day for day in starts if in_force(listed, day)}
                assert all(any(r["effective_on"] <= day for r in mine) for day in known)
    assert compared == 1277


@pytest.mark.parametrize(
    ("provider", "entry", "prices", "basis"),
    [
        ("openai", "gpt-4|standard|2025-06-11", (30.0, 60.0), "documented"),
        ("moonshotai", "kimi-k2.5|standard|2026-01-29", (0.6, 3.0), "commit"),
        ("deepseek", "deepseek-v4-pro|standard|2026-08-16", (0.66, 1.98), "documented"),
        ("minimax", "MiniMax-M2.5|standard|2026-02-12", (0.3, 1.2), "commit"),
    ],
)
def test_bundled_prices(provider: str, entry: str, prices: tuple[float, float], basis: str) -> None:
    row = bundled_rows()[provider][entry]
    assert (row["input_per_mtok"], row["output_per_mtok"]) == prices
    assert row["effective_basis"] == basis


@pytest.mark.parametrize("row", recorded("model_prices"))
def test_the_published_snapshot_is_the_bundled_one(row: Mapping[str, str]) -> None:
    captured = recorded_page(row)
    assert captured.body == model_prices_bundled.bundled().body
    assert boards(list(model_prices_bundled.parse(captured)), "price") == bundled_rows()
