"""Pages with invented names, and what every place says of who leads on them: the same.

A series for each case, all on one home; a second page gives each what the case is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree
from typing import Any
from unittest.mock import patch

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.main import app
from cli.shell import show
from measures import series as declared
from measures.claims import ledger
from measures.gap import judgement
from measures.headline import standings
from measures.segments import GapSegment
from measures.series import DOMAINS
from outputs.report.compose import Site
from outputs.sections import headline
from pipelines.ingest.page import UnjudgedCapture, record_page
from sources.contract import Reading
from terms.words import JUDGED, GapVerdict
from tests.homes.partly import measure_only
from warehouse.history.vintages import Seen
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse

FIRST, SECOND = date(2026, 10, 26), date(2026, 10, 28)
NOW = datetime(2026, 10, 29, 12, tzinfo=UTC)
"""Within 120 days of the open leader, which else would not count as tested lately."""
CLOSED, OPEN, RULE = "claude-opus-5", "kimi-k3", "any_weights"
FILLER = ("claude-opus-4-5-20251101", "claude-sonnet-4-5-20250929", "kimi-k2.5", "deepseek-v3.2")
BAD = 9999.0
"""No rating: the row goes to quarantine."""


@dataclass(frozen=True)
class Case:
    """What the second page has besides the first page's rows, and what is known of it."""

    rows: dict[str, float]
    """Rating by entry; equal entries replace those of the first page."""
    licences: tuple[tuple[str, str, str], ...] = ()
    """Name, maker and word of Arena's licence column."""
    verdict: GapVerdict = GapVerdict.CLOSED_AHEAD
    gap: float | None = 100
    unconfirmed: str = ""
    """The model whose class nobody has confirmed."""
    ends: tuple[float, float] | None = None
    """The gap with those taken as closed, as open."""
    is_held: bool = False
    """The second page gives no new gap."""
    no_level: tuple[str, ...] = ()
    """Entries whose interval has no level."""


CASES = {
    "known models": Case({CLOSED: 1610}, gap=110),
    "a closed one by its licence": Case(
        {"claude-nova-7": 1700}, (("claude-nova-7", "anthropic", "Proprietary"),),
        gap=200, unconfirmed="claude-nova-7",
    ),
    "an open one by its licence": Case(
        {"kimi-k9": 1590}, (("kimi-k9", "moonshot", "MIT"),),
        verdict=GapVerdict.NOT_DISTINGUISHABLE, gap=10, unconfirmed="kimi-k9", ends=(100, 10),
    ),
    "one that nobody knows": Case(
        {"quasar-1": 1650}, (("quasar-1", "quasar labs", "Proprietary"),),
        verdict=GapVerdict.CANNOT_BE_JUDGED, ends=(150, -50),
    ),
    "the leader held": Case({CLOSED: BAD}, is_held=True),
    "a leader in quarantine that was never accepted": Case(
        {f"{CLOSED}-max": BAD}, is_held=True,
    ),
    "more than a fifth held": Case(dict.fromkeys(FILLER[:2], BAD), is_held=True),
    "an error in doubt": Case(
        {CLOSED: 1620}, verdict=GapVerdict.NO_INTERVAL, gap=120, no_level=(CLOSED,)
    ),
    "one in quarantine that nobody knows": Case(
        {"pulsar-2": BAD}, verdict=GapVerdict.CANNOT_BE_JUDGED, ends=(BAD - 1500, 1600 - BAD)
    ),
}  # fmt: skip
SERIES = dict(zip(CASES, (it for it in DOMAINS if it != declared.COMPOSITE), strict=False))
"""Case to a domain of its own."""
IDS = {case: f"case_{number}" for number, case in enumerate(CASES)}


def text() -> str:
    return "".join(
        f"""
[{IDS[case]}]
title = "Board {number}"
domain = "{SERIES[case]}"
unit = "elo"
direction = "higher"
axis = "{("board", "entry")[number % 2]}"
exposure = "public"
provenance = "maintainer"
citation = "https://example.org/board"
stale_after_days = 14
stale_reason = "It is published weekly."
sources = [{{ source = "arena", board = "{IDS[case]}", category = "" }}]
"""
        for number, case in enumerate(CASES)
    )


RANK = f"""
[R]
statement = "Kimi K3 is second."
decisive = ["now"]
[[R.readings]]
id = "now"
about = "its rank"
as_of = {NOW:%F}
test = "number"
stated = 2
tolerance = 0
query = "rank_of"
provenance = "maintainer"
[R.readings.with]
source = "arena"
board = "{IDS["the leader held"]}"
category = ""
entry = "{OPEN}"
rivals = '["*"]'
"""
"""On a page whose leader is in quarantine it would be first."""


def readings(day: date, *, is_second: bool) -> Iterator[Reading]:
    known = [(CLOSED, "anthropic", "Proprietary"), (OPEN, "moonshot", "Kimi K3 license")]
    for case, one in CASES.items():
        values = {CLOSED: 1600.0, OPEN: 1500.0, **dict.fromkeys(FILLER, 1400.0)}
        values |= one.rows if is_second else {}
        yield Reading("score", IDS[case], "", [
            {"entry": name, "model_name": name, "value": value, "unit": "elo",
             "ci_low": value - 10, "ci_high": value + 10,
             "ci_level": None if name in one.no_level and is_second else 0.95,
             "provenance": "maintainer", "protocol": "votes", "dated_on": "2026-10-01"}
            for name, value in values.items()
        ], published_on=day)  # fmt: skip
        known += one.licences if is_second else ()
    yield Reading("release", "case", "", [
        {"entry": name, "model_name": name, "maker": maker, "licence": word}
        for name, maker, word in known
    ], published_on=day)  # fmt: skip


@pytest.fixture(scope="module")
def home(curated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = Path(copytree(curated_home, tmp_path_factory.mktemp("judged") / "home"))
    with pytest.MonkeyPatch.context() as patch, Warehouse.open(place) as warehouse:
        patch.setattr(declared, "read", lambda _shipped, read=declared.read: read(text()))
        patch.setenv("GAPWATCH_HOME", str(place))
        patch.setattr("pipelines.measure.claims.load", lambda: ledger.read(RANK))
        for day in (FIRST, SECOND):
            at = datetime.combine(day, NOW.timetz())
            page = warehouse.keep(str(day).encode())
            seen = Seen("arena", f"https://arena.example/{day}", at, "x", page)
            read = list(readings(day, is_second=day == SECOND))
            assert record_page(warehouse, UnjudgedCapture(seen, read)).outcome.cause is None
        measure_only(warehouse, NOW, "gap", "lag", "claims")
        yield place


@pytest.fixture(scope="module")
def places(home: Path) -> dict[str, dict[str, Any]]:
    """Case to what each place says of it."""
    with Warehouse.read(home) as warehouse:
        rows = reads_gaps.gaps_now(warehouse.connection, RULE)
        views = {view.series.id: view for view in Site(warehouse, NOW, []).series}
        domains = statistics(warehouse.connection, "domain", openness_rule=RULE)
        said = {row["series"]: (row["verdict"], row["direction"]) for row in domains}
        ask = warehouse.connection.execute
        claimed = dict(ask("SELECT id, verdict FROM claim_now WHERE reading = 'overall'"))
        lags = dict(ask("SELECT series, verdict FROM lag_now WHERE openness_rule = ?", (RULE,)))
    every = {words: printed(words).splitlines() for words in ("gap", "lag")}
    found: dict[str, dict[str, Any]] = {}
    for case, name in IDS.items():
        texts = {
            "sentence": views[name].headline.sentence,
            "one series": told("gap", name),
            "why": told("why", name),
            "table": of(name, every["gap"]),
            "badges": " ".join(f"{it.text}: {it.means}" for it in views[name].headline.badges),
        }
        found[case] = {
            "row": rows[name], "domain": said[name], "lag": lags[name], "texts": texts,
            "lists": {words: of(name, every[words]) for words in every},
        }  # fmt: skip
    counted = headline._counted(domains, standings(domains))
    found["counted"] = {"sentence": f"{counted.value} {counted.words}", "rank": claimed["R"]}
    return found


def of(name: str, lines: list[str]) -> str:
    return " ".join(line for line in lines if line.startswith(name))


def told(*words: str) -> str:
    return " ".join(printed(*words).split())


def printed(*words: str) -> str:
    # Workers of the suite fix the width before this is imported.
    with patch.object(show, "console", Console(width=500, highlight=False, markup=False)):
        found = CliRunner().invoke(app, words)
    assert found.exit_code == 0, found.output
    return found.output


@pytest.mark.parametrize("case", CASES)
def test_every_place_says_the_same(case: str, places: dict[str, dict[str, Any]]) -> None:
    one, place = CASES[case], places[case]
    row, texts = place["row"], place["texts"]
    gap = GapSegment.from_row(row)
    assert (row["verdict"], row["gap"]) == (one.verdict, one.gap)
    ends = (row["gap_if_unresolved_closed"], row["gap_if_unresolved_open"])
    assert ends == (one.ends or (None, None))
    assert row["vintage_on"] == (FIRST if one.is_held else SECOND).isoformat()

    is_judged = one.verdict in JUDGED
    assert place["domain"] == (one.verdict, one.verdict if is_judged else "cannot be judged")
    assert place["lag"] == one.verdict
    decided = (judgement.class_ahead(gap), judgement.parity(gap))
    is_certain = is_judged and not one.unconfirmed
    assert decided == (("closed", "decided") if is_certain else (None, None))

    marks = {
        "cannot be judged": one.verdict == GapVerdict.CANNOT_BE_JUDGED,
        f"unconfirmed: {one.unconfirmed}": bool(one.unconfirmed),
        "rows in quarantine": one.is_held,
    }
    for mark, is_said in marks.items():
        wrong = [name for name, it in texts.items() if it and (mark in it.casefold()) != is_said]
        assert wrong == [], (mark, {name: texts[name] for name in wrong})
    mark = f"unconfirmed: {one.unconfirmed}"
    assert {mark in it for it in place["lists"].values()} == {bool(one.unconfirmed)}
    if is_judged:
        assert one.verdict.text in texts["table"]
    elif one.ends:
        low, high = sorted(one.ends)
        assert f"{low:.1f} to {high:.1f}".replace("-", "−") in texts["table"]


def test_what_cannot_be_judged_or_is_in_quarantine_is_not_counted(
    places: dict[str, dict[str, Any]],
) -> None:
    assert places["counted"]["rank"] == "reproduced"
    # What is old depends on the day of asking.
    assert places["counted"]["sentence"].startswith(
        "5 of 9 areas: closed models lead. Open models lead in none; coding, human preference, "
        "safety cannot be judged; reasoning too close to call; 2 unconfirmed"
    )
