"""The table of licences: SPDX expressions, thresholds, and the grades that they bear out."""

from __future__ import annotations

from datetime import UTC, datetime

import license_expression
import pytest

from sources.contract import Page, Reading, Row, SourceChanged
from sources.registry import check, licences, pages, parse
from terms.openness import CommercialUse, Openness

SEEN = datetime(2026, 11, 25, tzinfo=UTC)
ONE = """
[[licence]]
name = "Acme License"
spdx = "MIT AND LicenseRef-Acme"
commercial_use = "below_threshold"
yearly_revenue_above_usd = 20_000_000
evidence = "https://acme.test/LICENSE"
"""


def _read(text: str) -> list[Row]:
    (reading,) = parse(Page("registry:///licences.toml", text.encode(), SEEN))
    assert (reading.table, reading.board) == ("licence", "licences")
    return list(reading.rows)


@pytest.fixture(scope="module")
def bundled() -> list[Reading]:
    return [
        reading
        for name, body in pages()
        for reading in parse(Page(f"registry:///{name}", body, SEEN))
    ]


def _rows(readings: list[Reading], table: str) -> list[Row]:
    return [row for reading in readings if reading.table == table for row in reading.rows]


def test_a_licence_row() -> None:
    assert _read(ONE) == [
        {
            "entry": "Acme License",
            "spdx": "MIT AND LicenseRef-Acme",
            "commercial_use": "below_threshold",
            "users_above": None,
            "yearly_revenue_above_usd": 20_000_000,
            "monthly_revenue_above_usd": None,
            "note": None,
            "evidence": "https://acme.test/LICENSE",
        }
    ]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("MIT AND LicenseRef-Acme", "Modified MIT", "should be an SPDX expression"),
        ("MIT AND LicenseRef-Acme", "MIT AND Acme", "not 'Acme'"),
        ("yearly_revenue_above_usd = 20_000_000\n", "", "no threshold, but commercial_use"),
        ('"below_threshold"', '"forbidden"', "a threshold, but commercial_use is another word"),
        ('"below_threshold"', '"maybe"', "commercial_use"),
        ("evidence", "proof", "proof"),
    ],
)
def test_what_contradicts_itself_is_refused(old: str, new: str, named: str) -> None:
    with pytest.raises(SourceChanged, match=named):
        _read(ONE.replace(old, new))


def test_every_licence_of_the_bundle_is_in_the_table_once(bundled: list[Reading]) -> None:
    names = [row["entry"] for row in _rows(bundled, "licence")]
    used = {row["licence"] for row in _rows(bundled, "openness")} - {None}
    assert len(names) == len(set(names))
    assert set(names) == used


def test_sale_below_a_threshold_is_never_graded_stricter_than_restricted(
    bundled: list[Reading],
) -> None:
    words = {row["entry"]: row["commercial_use"] for row in _rows(bundled, "licence")}
    grades = {
        (row["licence"], row["openness"])
        for row in _rows(bundled, "openness")
        if words.get(row["licence"]) == CommercialUse.BELOW_THRESHOLD
    }
    assert {grade for _, grade in grades} == {Openness.RESTRICTED}
    assert {"Kimi K3 License", "GLM-5.3 License", "Qwen3.8-Max License"} < {
        licence for licence, _ in grades
    }


def test_the_licence_decides_the_grade(bundled: list[Reading]) -> None:
    (interval,) = (
        row for row in _rows(bundled, "openness") if row["entry"] == "kimi-k3|2026-07-27"
    )
    stricter = {**interval, "openness": "non_commercial"}
    nameless = {**interval, "licence": None}
    stranger = {**interval, "licence": "Kimi License"}
    for row, fault in (
        (stricter, "non_commercial, but commercial use under 'Kimi K3 License' is allowed below"),
        (nameless, "restricted without a licence"),
        (stranger, "licence 'Kimi License' is not in licences.toml"),
    ):
        planted = [
            Reading(
                table=reading.table,
                board=reading.board,
                category=reading.category,
                rows=[row if one is interval else one for one in reading.rows],
            )
            for reading in bundled
        ]
        (found,) = check(planted)
        assert found.startswith(f"kimi-k3|2026-07-27: {fault}")


LIMITS = ("users_above", "yearly_revenue_above_usd", "monthly_revenue_above_usd")


def test_no_threshold_rests_on_a_data_set(bundled: list[Reading]) -> None:
    """A data set names a licence and does not hold its text."""
    limited = [row for row in _rows(bundled, "licence") if any(row[limit] for limit in LIMITS)]
    assert not [row["entry"] for row in limited if "/datasets/" in row["evidence"]]


def test_what_was_not_checked_is_known(bundled: list[Reading]) -> None:
    """No text of these was at hand, in no recorded page either; the others' notes say no such."""
    assert {
        row["entry"] for row in _rows(bundled, "licence") if "not checked" in (row["note"] or "")
    } == {"Grok 2 Community", "Jamba Open Model License"}


def test_the_list_of_spdx_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes 0.1 s; once per expression made every refresh 3 s longer."""
    loaded: list[object] = []
    load = license_expression.get_spdx_licensing
    monkeypatch.setattr(
        license_expression, "get_spdx_licensing", lambda: loaded.append(0) or load()
    )
    licences._spdx.cache_clear()
    (reading,) = licences.parse("registry", dict(pages())[licences.FILE])
    assert len(reading.rows) > 20
    assert len(loaded) == 1
