"""The whole job, run by run, on one warehouse: what a source does shows, and never stops the rest.

Run 1: nobody can be reached. Run 2: one source serves a page, another says 404. Run 3: a page that
breaks a critical rule. Run 4: a page that nobody knows how to read.
"""

import json
import socket
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.assembly import build_defs
from pipelines.resources import RetriesResource, WarehouseResource
from sources.boards.swebench import file as swebench_file
from sources.catalogue import SCHEDULED
from tests.sources.http.server import Place, running, says
from warehouse.store import Warehouse

pytestmark = pytest.mark.long
PAGE = Path(__file__).parents[1] / "pages" / "swebench" / "tagged.json"
PATH = swebench_file.URL.removeprefix("https://raw.githubusercontent.com")
OTHERS = [source.ABOUT.name for source in SCHEDULED if source.ABOUT.name != "swebench"]


LATER = [
    dg.AssetKey(path)
    for path in (
        ["curated", "model_prices"],
        ["snapshot", "swebench"],
        ["observation", "swebench"],
        ["snapshot", "models_dev"],
        ["observation", "models_dev"],
        ["fact", "score"],
    )
]
"""What the later runs select: the rest is as in the first, or measures the same again."""
MEASURES = [dg.AssetKey(["measure", "gap"]), dg.AssetKey(["measure", "frontier"])]
MEASURED = ("unreachable", "unknown")
"""Runs that measure: the second after a page that was served and two that were refused."""


@dataclass(frozen=True)
class Run:
    """What one run left behind."""

    result: dg.ExecuteInProcessResult
    scores: list[tuple[Any, ...]]
    """Rows of swebench in force after the run."""
    planned: int
    """Checks that the run announced."""

    def check(self, asset: str, name: str) -> Any:
        (found,) = [one for one in self._checks(asset) if one.check_name == name]
        return found

    def observed(self) -> dict[str, dg.AssetObservation]:
        events = self.result.get_asset_observation_events()
        found = [event.asset_observation_data.asset_observation for event in events]
        return {one.asset_key.to_user_string(): one for one in found}

    def _checks(self, asset: str) -> list[dg.AssetCheckEvaluation]:
        found = self.result.get_asset_check_evaluations()
        return [one for one in found if one.asset_key.to_user_string() == asset]

    def metadata(self, asset: str) -> dict[str, Any]:
        events = self.result.get_asset_materialization_events()
        found = [event.step_materialization_data.materialization for event in events]
        for made in (*found, *self.observed().values()):
            if made.asset_key.to_user_string() == asset:
                return {name: value.value for name, value in made.metadata.items()}
        raise KeyError(asset)

    def made(self) -> set[str]:
        events = self.result.get_asset_materialization_events()
        return {event.asset_key.to_user_string() for event in events if event.asset_key}


def run(home: Path, asset_selection: list[dg.AssetKey] | None = None) -> Run:
    resources = {
        "warehouse": WarehouseResource(home=str(home)),
        "patience": RetriesResource(retries=0),
    }
    job = build_defs(resources).resolve_job_def("refresh")
    with dg.DagsterInstance.ephemeral() as instance:
        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config=quiet,
            asset_selection=asset_selection,
        )
        kinds = [
            entry.dagster_event.event_type_value
            for entry in instance.all_logs(result.run_id)
            if entry.dagster_event
        ]
    planned = kinds.count("ASSET_CHECK_EVALUATION_PLANNED")
    with Warehouse.read(home) as warehouse:
        rows = warehouse.connection.execute(
            "SELECT board, entry, value FROM _score_in_force WHERE source = 'swebench' "
            "ORDER BY 1, 2"
        )
        return Run(result, rows.fetchall(), planned)


def closed_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def page(more: int) -> bytes:
    """The saved page with so many further rows on its board Verified."""
    content = json.loads(PAGE.read_bytes())
    verified = content["leaderboards"][1]["results"]
    for number in range(more):
        row = {**verified[1], "folder": f"20250928_agent_{number}", "resolved": 30.0 + number}
        verified.append(row)
    return json.dumps(content).encode()


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, place: Place) -> dict[str, Run]:
    home = tmp_path_factory.mktemp("home")
    story: dict[str, Run] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sources.http.wire.Retries.sleep", lambda *_: None)
        closed = f"http://127.0.0.1:{closed_port()}"
        for name in [*OTHERS, "swebench"]:
            patch.setenv(f"GAPWATCH_URL_{name.upper()}", closed)
        story["unreachable"] = run(home)
        for name in ("swebench", "models_dev"):
            patch.setenv(f"GAPWATCH_URL_{name.upper()}", f"{place.base}/{name}")
        place.scenes = defaultdict(lambda: [says(404)])
        pages = {"served": page(more=20), "cut": page(more=2), "unknown": b'{"boards": []}'}
        for name, body in pages.items():
            place.on(f"/swebench{PATH}", says(200, body, Content_Type="text/plain"))
            story[name] = run(home, LATER + MEASURES * (name in MEASURED))
    return story


STORY = ("unreachable", "served", "cut", "unknown")


@pytest.mark.parametrize("name", STORY)
def test_the_job_always_ends_well(runs: dict[str, Run], name: str) -> None:
    assert runs[name].result.success
    assert ({"measure/gap", "measure/frontier"} <= runs[name].made()) is (name in MEASURED)
    assert "fact/score" in runs[name].made()
    assert ("observation/swebench" in runs[name].made()) is (name == "served")


def test_unreachable_sources_stop_nothing(runs: dict[str, Run]) -> None:
    first = runs["unreachable"]
    assert {"fact/score", "ledger/source_health", "output/report"} <= first.made()
    told = first.observed()
    assert {f"observation/{name}" for name in OTHERS} == told.keys() - {"observation/swebench"}
    assert "cannot connect to 127.0.0.1" in str(told["observation/swebench"].description)
    assert runs["unreachable"].metadata("output/report")["size_bytes"] > 10_000


def test_a_first_run_without_network_still_issues_gaps(runs: dict[str, Run]) -> None:
    found = runs["unreachable"].metadata("measure/gap")
    assert found["series_with_gap"] == 11
    assert found["chart"].startswith("![chart](data:image/svg+xml;base64,")
    shown = {row.data["Series"]: row.data for row in found["gaps_today"].records}
    arena = shown["arena_text_raw"]  # 2 October 2026: 1533.46 less 1491.04
    assert arena["Gap"] == "42.4 Elo"
    assert arena["Best open model"] == "MiMo-V2.6-Pro"


def test_an_unreachable_source_is_named_with_its_cause(runs: dict[str, Run]) -> None:
    first = runs["unreachable"]
    told = first.check("snapshot/swebench", "reached")
    assert not told.passed
    assert told.severity is dg.AssetCheckSeverity.ERROR, "it was never reached"
    assert "cannot connect to 127.0.0.1" in str(told.description)
    assert first.metadata("observation/swebench")["outcome"] == "unreachable"
    accepted = first.check("observation/swebench", "page_accepted")
    assert (accepted.passed, accepted.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert "no page of it ever came" in str(accepted.description)
    assert not {key for key in first.made() if key.startswith("snapshot/")}


def test_no_check_is_announced_and_left_out(runs: dict[str, Run]) -> None:
    """Dagster shows such a one as skipped."""
    done = {name: len(one.result.get_asset_check_evaluations()) for name, one in runs.items()}
    assert done == {name: one.planned for name, one in runs.items()}


def test_the_bundled_pages_are_judged_and_counted(runs: dict[str, Run]) -> None:
    first = runs["unreachable"]
    found = first.metadata("curated/registry")
    assert found["outcome"] == "recorded"
    assert found["rows_new"] == found["rows_read"] == found["dagster/row_count"] > 3000
    assert first.check("curated/registry", "page_accepted").passed
    aside = first.check("curated/model_prices", "rows_accepted")
    assert (aside.passed, aside.severity) == (False, dg.AssetCheckSeverity.WARN)
    rows = aside.metadata["set_aside"].value.records
    assert rows
    assert all("_not_zero" in row.data["reason"] for row in rows)


def test_what_stands_is_told_when_nothing_is_judged_again(runs: dict[str, Run]) -> None:
    before = runs["unreachable"].check("curated/model_prices", "rows_accepted")
    after = runs["served"].check("curated/model_prices", "rows_accepted")
    assert runs["served"].metadata("curated/model_prices")["outcome"] == "held"
    assert "judged before, the newest seen on 2026-10-26" in str(after.description)
    for name in ("rules", "rules_broken", "unexpected"):
        assert after.metadata[name] == before.metadata[name]
    assert after.metadata["set_aside"] == before.metadata["set_aside"]


def test_a_served_page_is_recorded_and_its_bad_row_shown(runs: dict[str, Run]) -> None:
    served = runs["served"]
    assert "snapshot/swebench" in served.made()
    assert served.check("snapshot/swebench", "reached").passed
    assert served.check("observation/swebench", "page_accepted").passed
    rows = served.check("observation/swebench", "rows_accepted")
    (aside,) = rows.metadata["set_aside"].value.records
    assert aside.data["entry"] == "250822_mini-v1.9.1_model-e"
    assert "271" in str(aside.data["reason"])
    assert rows.metadata["success_percent"].value < 100
    found = served.metadata("observation/swebench")
    assert found["rows_quarantined"] == 1
    assert found["rows_new"] == found["rows_read"] - 1 == found["dagster/row_count"]
    assert 271.0 not in [value for _, _, value in served.scores]


def test_a_warning_names_rule_rows_and_reason(runs: dict[str, Run]) -> None:
    told = runs["served"].check("observation/swebench", "rows_accepted")
    assert (told.passed, told.severity) == (False, dg.AssetCheckSeverity.WARN)
    (row,) = [
        row.data
        for row in told.metadata["failing_rows"].value.records
        if row.data["rule"] == "swebench.folder_date"
    ]
    assert row["entry"] == "20250720_mini-v0.0.0-model-c"
    assert "2025-07-20" in str(row["values"])
    assert str(row["why"]).startswith("Folder and date of one submission should agree")


@pytest.mark.parametrize(("name", "cause"), [("cut", "rows_floor"), ("unknown", "boards")])
def test_a_refused_page_is_an_error_and_the_last_good_state_stands(
    runs: dict[str, Run], name: str, cause: str
) -> None:
    refused = runs[name]
    told = refused.check("observation/swebench", "page_accepted")
    assert (told.passed, told.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert cause in str(told.description)
    assert refused.check("snapshot/swebench", "reached").passed
    assert refused.scores == runs["served"].scores
    assert refused.metadata("observation/swebench")["outcome"] == "refused"
    stood = runs["served"].metadata("observation/swebench")["dagster/row_count"]
    assert refused.metadata("observation/swebench")["dagster/row_count"] == stood


def test_a_broken_critical_rule_fails_its_check(runs: dict[str, Run]) -> None:
    told = runs["cut"].check("observation/swebench", "page_accepted")
    assert (told.passed, told.severity) == (False, dg.AssetCheckSeverity.ERROR)
    broken = [
        row.data["rule"]
        for row in told.metadata["rules_table"].value.records
        if row.data["result"] == "broken"
    ]
    assert "swebench.rows_floor" in broken
    assert told.metadata["rules_broken"].value == len(broken)


def test_a_source_that_answers_with_an_error_counts_as_unreachable(runs: dict[str, Run]) -> None:
    told = runs["served"].check("snapshot/models_dev", "reached")
    assert not told.passed
    assert "HTTP 404" in str(told.description)
