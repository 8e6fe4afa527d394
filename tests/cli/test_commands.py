"""The commands as a user types them, on a warehouse that knows only what ships."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app, run
from pipelines.run import Failed, Refreshed, SourceOutcome
from sources.catalogue import SCHEDULED
from tests.homes.partly import only
from tests.world import SHIPPED_AT
from warehouse.store import Warehouse

runner = CliRunner()


@pytest.fixture(autouse=True)
def _environment(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))
    monkeypatch.setenv("COLUMNS", "80")


def said(*words: str) -> str:
    result = runner.invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout if "--json" in words else result.output


def test_gap_shows_every_series_and_its_json_is_the_view() -> None:
    output = said("gap")
    assert "swebench_verified_vendor" in output
    assert "−4.2 to 5.6" in output
    rows = {row["series"]: row for row in json.loads(said("gap", "--json"))}
    assert round(rows["swebench_verified_vendor"]["gap"], 1) == 0.7
    assert rows["eci"]["on_date"] == "2026-11-24"


def test_gap_of_one_series_lists_its_changes() -> None:
    output = said("gap", "mmlu_vendor_5shot")
    assert "14 Mar 2023" in output
    assert "+23.0 points" in output
    assert json.loads(said("gap", "mmlu_vendor_5shot", "--json"))[0]["entry"] < "2023-03-15"


def test_rules_change_the_open_side() -> None:
    any_weights = {r["series"]: r for r in json.loads(said("gap", "--json"))}
    permissive = {r["series"]: r for r in json.loads(said("gap", "--rule", "permissive", "--json"))}
    assert any_weights["arena_text"]["open_model"] == "kimi-k3"
    assert permissive["arena_text"]["open_model"] == "mimo-v2.6-pro"


def test_why_walks_back_to_the_evidence() -> None:
    output = said("why", "mmlu_vendor_5shot", "2023-07-18")
    for part in (
        "gpt-4",
        "llama-2-70b",
        "17.5",
        "sha256",
        "https://",
        "package:published",
        "whole boards",
    ):
        assert part in output
    assert re.search(r"standard error 0\.\d{1,3} ", output)
    assert "None" not in output
    answer = json.loads(said("why", "mmlu_vendor_5shot", "2023-07-18", "--json"))
    assert answer["closed"]["origin"]["page_sha256"]
    assert answer["open"]["openness"]["evidence"].startswith("https://")


@pytest.mark.parametrize("series", ["osworld"])
def test_why_names_who_may_lead_on_a_past_day_without_a_verdict(series: str) -> None:
    segments = json.loads(said("gap", series, "--json"))
    day = next(row["entry"] for row in segments if row["unresolved_above"])
    assert day < segments[-1]["entry"]
    answer = json.loads(said("why", series, day, "--json"))
    found = answer["either_way"]
    assert found["count"] == answer["row"]["unresolved_above"]
    assert found["if_open"] < found["if_closed"]
    # A name may be folded at the edge of the terminal.
    output = "".join(said("why", series, day).split())
    assert "Cannotbejudged:" in output
    assert f"maylead:{''.join(','.join(found['names']).split())};gap" in output
    assert "cannot be judged" in said("gap", series)


def test_why_says_how_the_errors_of_the_leaders_were_joined() -> None:
    output = said("why", "mmlu_vendor_5shot", "2023-07-18").replace("\n", " ")
    assert "Interval from: the leaders’ own errors, taken as independent." in output
    assert "Not compared item by item: no results per item of" in output
    answer = json.loads(said("why", "mmlu_vendor_5shot", "2023-07-18", "--json"))
    assert answer["row"]["ci_method"] == "independent"
    assert "no results per item" in answer["item_by_item"]["reason"]


def test_as_of_knows_only_what_was_published(tmp_path: Path) -> None:
    rows = {row["series"]: row for row in json.loads(said("as-of", "2024-07-31", "--json"))}
    assert round(rows["mmlu_vendor_cot"]["gap"], 1) == 0.1
    assert "eci" not in rows
    out = tmp_path / "then.db"
    assert str(out.name) in said("as-of", "2024-07-31", "--out", str(out)).replace("\n", "")
    assert out.exists()
    assert "nothing had been published" in said("as-of", "2022-06-01")


def test_as_of_the_day_of_the_last_measuring_is_what_is_known_now() -> None:
    # Its own looks, at the fits of scales, are not read from the copy's empty archive.
    today = SHIPPED_AT.date().isoformat()
    now = {row["series"]: row["gap"] for row in json.loads(said("gap", "--json"))}
    then = {row["series"]: row["gap"] for row in json.loads(said("as-of", today, "--json"))}
    assert then == now


def test_a_source_that_nobody_knows_is_wrong_usage() -> None:
    for words in (["reparse", "poems"], ["models", "disagreements", "--source", "poems"]):
        result = runner.invoke(app, words)
        assert result.exit_code == 2
        assert "no source 'poems'" in result.output


def test_ctrl_c_is_told_and_leaves_with_the_code_of_the_shell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.ingest.refresh.check_source", interrupted)
    monkeypatch.setattr("sys.argv", ["gapwatch", "reparse", "arena"])
    with pytest.raises(SystemExit) as left:
        run()
    assert left.value.code == 130
    assert "what was read before is kept" in capsys.readouterr().err


def test_a_daily_job_whose_step_broke_off_leaves_with_1(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broke = Failed("derive_measures", None, "error", "TypeError")
    ended = Refreshed("r", success=False, looked=(), failed=(broke,), report=Path("index.html"))
    monkeypatch.setattr("pipelines.run.refresh", lambda *_: ended)
    result = runner.invoke(app, ["refresh"])
    assert result.exit_code == 1
    assert "step derive_measures broke off: TypeError" in result.output


def test_with_its_exit_code_a_refresh_without_answers_is_a_temporary_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked = tuple(
        SourceOutcome(source.ABOUT.name, "unreachable", "no network", {}) for source in SCHEDULED
    )
    ended = Refreshed("r", success=True, looked=looked, failed=(), report=Path("index.html"))
    monkeypatch.setattr("pipelines.run.refresh", lambda *_: ended)
    assert runner.invoke(app, ["refresh"]).exit_code == 0
    assert runner.invoke(app, ["refresh", "--exit-code"]).exit_code == 75


def test_a_refresh_knows_its_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.run.refresh", lambda *_: pytest.fail("nothing may run"))
    for words, cause in (("arenas", "no source 'arenas'"), ("registry", "nobody fetches it")):
        result = runner.invoke(app, ["refresh", "arena", words])
        assert result.exit_code == 2
        assert cause in " ".join(result.output.replace("│", " ").split())


def test_as_of_a_day_before_the_warehouse_names_its_first_day() -> None:
    result = runner.invoke(app, ["as-of", "2024-07-31", "--recorded", "2020-01-01"])
    assert "first recorded day is" in str(result.exception)


def test_the_headline_is_one_generated_sentence() -> None:
    told = " ".join(said("headline").split())
    assert told.startswith("On Epoch Capabilities Index, as of 8 Oct 2026, open weights (Kimi K3)")
    assert re.search(r"Of \d+ domains, closed is ahead in \d+", told)
    found = json.loads(said("headline", "--json"))
    assert found["sentence"].replace("(kimi-k3)", "(Kimi K3)").partition(" are behind")[0] in told
    assert found["parts"][0]["gap"] == pytest.approx(9.88)


def test_domains_count_live_series_only() -> None:
    output = said("domains")
    rows = {row["series"]: row["detail"] for row in json.loads(said("domains", "--json"))}
    assert rows["arena_text"]["speaks"] is True
    assert rows["mmlu_vendor_5shot"]["speaks"] is False
    assert rows["mmlu_vendor_5shot"]["status"] == "frozen, disputed"
    told, _, silent = output.partition("more, not counted: closed to new entries, saturated")
    for name, detail in rows.items():  # ids, which commands take, are in one piece
        assert f"\n{name} " in (told if detail["speaks"] else silent)


def test_claims_are_listed_and_one_is_explained_with_its_query() -> None:
    assert "52 claims:" in said("claims")
    one = said("claims", "s12")
    assert "80.9" in json.dumps(json.loads(said("claims", "S12", "--json")))
    assert "0.7 (−4.2 to 5.6) points" in " ".join(one.split())
    assert "FROM gap_daily" in one
    only = json.loads(said("claims", "--verdict", "ambiguous", "--json"))
    # Of S17 and S18 what ships holds the makers' scores alone.
    assert {row["id"] for row in only} == {"S01", "S11", "S22"}


def test_unmatched_names_are_listed_with_counts() -> None:
    found = json.loads(said("models", "unmatched", "--json"))
    assert {row["source"] for row in found["counts"]} >= {"published", "model_prices"}
    assert all(row["entries"] >= 1 for row in found["unmatched"])
    assert "unmatched spellings" in said("models", "unmatched", "--limit", "3")


def test_doctor_finds_nothing_wrong_and_prints_the_hash() -> None:
    output = said("doctor")
    assert "file and archive are sound" in output
    assert len(json.loads(said("doctor", "--json"))["content_hash"]) == 64


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["gap", "no_such_series"], "no series"),
        (["why", "eci", "yesterday"], "not a day"),
        (["as-of", "2026-13-01"], "not a day"),
    ],
)
def test_wrong_words_are_usage_errors(words: list[str], part: str) -> None:
    result = runner.invoke(app, words)
    assert result.exit_code == 2
    assert part in result.output


def test_no_warehouse_is_one_line_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path / "nowhere"))
    monkeypatch.setattr(sys, "argv", ["gapwatch", "gap"])
    with pytest.raises(SystemExit) as left:
        run()
    assert left.value.code == 3
    assert "gapwatch refresh" in capsys.readouterr().err


def test_a_folder_without_an_index_leaves_with_5(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["gapwatch", "replay", str(tmp_path)])
    with pytest.raises(SystemExit) as left:
        run()
    assert left.value.code == 5
    assert "index.csv" in capsys.readouterr().err


def derivations(home: Path) -> int:
    """How often measures were recorded."""
    with Warehouse.read(home) as warehouse:
        found = warehouse.connection.execute(
            "SELECT count(DISTINCT recorded_at) FROM _snapshot WHERE source = 'gapwatch'"
        )
        return int(found.fetchone()[0])


def test_a_replay_prints_its_counts_and_measures(
    shipped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.page").write_bytes(b"page")
    (pages / "index.csv").write_text(
        "source,url,seen_at,path\nunheard_of,https://x.invalid,2026-01-01T00:00:00Z,a.page\n"
    )
    home = shutil.copytree(shipped_home, tmp_path / "home")
    monkeypatch.setenv("GAPWATCH_HOME", str(home))
    before = derivations(home)
    with only("gap"):
        result = runner.invoke(app, ["replay", str(pages)])
    assert result.exit_code == 0, result.output
    assert "1 no parser yet" in result.output
    assert derivations(home) > before
    assert (home / "site" / "index.html").exists()
    monkeypatch.setattr("pipelines.measure.run.measure", lambda *_: iter(()))
    monkeypatch.setattr("pipelines.publish.publish", lambda *_: tmp_path / "index.html")
    again = runner.invoke(app, ["replay", str(pages), "--json"])
    assert json.loads(again.output)["unheard_of"]["known"] == 1


QUERY = """
import sys
from typer.testing import CliRunner
from cli.main import app
commands = (
    "why eci", "as-of 2024-07-31", "models unmatched", "doctor", "alerts list",
)
for words in commands:
    result = CliRunner().invoke(app, words.split())
    assert result.exit_code == 0, result.output
for words in ("refresh poems", "reparse poems"):
    assert "no source 'poems'" in CliRunner().invoke(app, words.split()).output
print([name for name in ("dagster", "great_expectations", "apprise") if name in sys.modules])
"""


def test_queries_and_wrong_names_import_neither_dagster_nor_great_expectations(
    shipped_home: Path,
) -> None:
    environ = {**os.environ, "GAPWATCH_HOME": str(shipped_home)}
    done = subprocess.run(
        [sys.executable, "-c", QUERY], env=environ, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
