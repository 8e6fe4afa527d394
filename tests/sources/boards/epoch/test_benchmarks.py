"""Epoch's zip: units by file, measurers by paper, unknown files named and not read."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest

from sources.boards.epoch import benchmarks
from sources.boards.epoch.benchmarks import STEM
from sources.boards.epoch.boards import BOARDS, CLAIMS, IGNORED
from sources.boards.epoch.papers import HELM, PAPERS, provenance_of, shots_of
from sources.contract import Page, Reading, Row, SourceChanged
from tests.sources.sample import PAGES, boards, fits, page, recorded, recorded_page, strictly

FILES = {path.stem: path.read_text("utf-8") for path in (PAGES / "epoch").glob("*.csv")}


def zipped(files: Mapping[str, str], folder: str = "") -> Page:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("README.md", "## Licensing")
        for stem, text in files.items():
            archive.writestr(f"{folder}{stem}.csv", text)
    return page(body.getvalue())


def score(stem: str, entry: str) -> Row:
    return boards(list(benchmarks.parse(zipped(FILES))), "score")[stem][entry]


def test_the_fixtures_show_every_known_file() -> None:
    assert set(FILES) == set(BOARDS) | set(CLAIMS)


def test_an_own_run() -> None:
    assert score("gpqa_diamond", "runA") == {
        "entry": "runA",
        "model_name": "model-a-2026_high",
        "value": 83.2070707071,
        "unit": "percent",
        "stderr": 1.90363530186,
        "n": 198,
        "provenance": "independent",
        "protocol": "Epoch run",
        "effort": "high",
        "harness": None,
        "dated_on": "2025-12-17",
        "released_on": "2025-12-17",
        "source_url": None,
        "note": "Started at: 2025-12-17T22:39:00.278Z",
    }


@pytest.mark.parametrize(
    ("stem", "entry", "value", "stderr"),
    [
        ("terminalbench_external", "rec2", 64.9, None),
        ("os_world_external", "agent-0 (50 steps)", 65.4, None),  # its score is in percent already
        ("video_mme_external", "rec1", 75.0, None),
        ("mmlu_external", "own1", 63.4, None),
        ("gpqa_diamond", "runB", 50.0, None),
    ],
)
def test_units(stem: str, entry: str, value: float, stderr: float | None) -> None:
    row = score(stem, entry)
    assert (row["value"], row.get("stderr"), row["unit"]) == (value, stderr, "percent")


@pytest.mark.parametrize(
    ("stem", "value", "low", "high"),
    [
        ("hle_external", 37.52, 35.62, 39.42),
        ("apex_agents_external", 29.8, 26.2, 33.4),  # its error is in points already
        ("terminalbench_external", 32.6, 29.6, 35.6),
    ],
)
def test_an_error_that_is_half_an_interval(
    stem: str, value: float, low: float, high: float
) -> None:
    row = score(stem, "rec1")
    assert (row["value"], row["ci_low"], row["ci_high"], row["ci_level"]) == (
        value,
        low,
        high,
        0.95,
    )
    assert "stderr" not in row


def test_a_file_without_an_id_is_keyed_by_what_tells_its_runs_apart() -> None:
    found = boards(list(benchmarks.parse(zipped(FILES))), "score")
    code, tools = found["frontiercode_external"], found["osworld_2_external"]
    assert {entry: row["value"] for entry, row in code.items()} == {
        "model-a_max|harness-a|medium": 50.0,
        "model-a_max|harness-b|medium": 41.0,
        "model-b_unknown|harness-b": 44.0,
    }
    assert {entry: row["harness"] for entry, row in tools.items()} == {
        "model-a_max|batched tool": "batched tool",
        "model-a_max|standard": "standard",
    }
    # The column counts where the suffix says otherwise.
    assert [row["effort"] for row in code.values()] == ["medium", "medium", "unknown"]
    assert code["model-b_unknown|harness-b"]["source_url"] == "https://example.org/code"


def test_rows_that_nothing_tells_apart_leave_their_file_unread() -> None:
    twin = FILES["frontiercode_external"].replace("harness-b,medium", "harness-a,medium")
    (told,) = next(
        iter(benchmarks.parse(zipped({**FILES, "frontiercode_external": twin})))
    ).warnings
    assert told == (
        "left unread: epoch: frontiercode_external.csv has no id, and several rows are "
        "'model-a_max|harness-a|medium'"
    )
    lost = (
        FILES["gpqa_diamond"].replace(",id\n", ",key\n").replace("model-b_59K", "model-a-2026_high")
    )
    readings = benchmarks.parse(zipped({**FILES, "gpqa_diamond": lost}))
    assert "gpqa_diamond" not in {one.board for one in readings}


def test_half_of_an_interval_that_its_column_names() -> None:
    row = score("deepswe_external", "model-a_max|harness-a|max")
    assert (row["value"], row["ci_low"], row["ci_high"]) == (70.0, 67.17, 72.83)
    assert (row["ci_level"], row["n"]) == (0.95, None)


@pytest.mark.parametrize(
    ("entry", "provenance", "protocol"),
    [
        ("helm1", "independent", "HELM 5-shot"),
        ("helm2", "independent", "HELM 5-shot"),
        ("own1", "vendor", "5-shot"),
        ("other1", "third_party", "5-shot"),
        ("own2", "vendor", "5-shot"),  # no organization, but the paper's own name
        ("other2", "third_party", "0-shot"),
        ("own3", "vendor", "5-shot CoT"),
        ("own4", "vendor", "5-shot"),  # several organizations
        ("own5", "vendor", "shots not stated"),
        ("new1", None, "5-shot"),  # a paper nobody looked at: for the rules to set aside
    ],
)
def test_who_measured_mmlu(entry: str, provenance: str | None, protocol: str) -> None:
    row = score("mmlu_external", entry)
    assert (row["provenance"], row["protocol"]) == (provenance, protocol)


def test_a_display_name_stands_in_for_a_missing_version() -> None:
    assert score("mmlu_external", "helm2")["model_name"] == "Model I Instruct"
    assert score("terminalbench_external", "rec2")["model_name"] is None


@pytest.mark.parametrize(
    ("run", "protocol"),
    [
        ("run1", "Epoch run, harness 2"),
        ("run2", "Epoch run, harness 2"),
        ("run3", "Epoch run, harness 1"),
        ("run4", None),  # between the last run of the one and the first of the other
    ],
)
def test_the_harness_of_swe_bench_is_told_by_the_run_day(run: str, protocol: str | None) -> None:
    assert score("swe_bench_verified", run)["protocol"] == protocol


def test_two_runs_of_one_model_are_two_entries() -> None:
    rows = boards(list(benchmarks.parse(zipped(FILES))), "score")["swe_bench_verified"]
    assert [r["value"] for r in rows.values() if r["model_name"] == "model-a"] == [
        75.6198347107,
        78.7190082645,
    ]


@pytest.mark.parametrize(
    ("stem", "entry", "effort"),
    [
        ("gpqa_diamond", "runA", "high"),
        ("gpqa_diamond", "runB", "59K"),
        ("gpqa_diamond", "runC", None),
        ("hle_external", "rec1", "unknown"),
    ],
)
def test_effort_is_a_suffix_of_the_version(stem: str, entry: str, effort: str | None) -> None:
    assert score(stem, entry)["effort"] == effort


def test_padding_is_cut() -> None:
    assert score("gpqa_diamond", "runC")["model_name"] == "padded-c"
    assert score("terminalbench_external", "rec1")["harness"] == "Terminus 2"


@pytest.mark.parametrize(
    ("stem", "entry", "dated_on", "released_on"),
    [
        ("terminalbench_external", "rec1", "2025-10-31", "2025-06-17"),
        ("os_world_external", "agent-0 (50 steps)", "2025-11-16", None),
        ("mmlu_external", "helm2", None, None),
    ],
)
def test_axis_dates(stem: str, entry: str, dated_on: str | None, released_on: str | None) -> None:
    row = score(stem, entry)
    assert (row["dated_on"], row["released_on"]) == (dated_on, released_on)


@pytest.mark.parametrize(
    ("entry", "provenance"),
    [
        ("agent-0 (50 steps)", "third_party"),
        ("model-a (100 steps)", "vendor"),
        ("model-b (100 steps)", None),
    ],
)
def test_who_measured_os_world(entry: str, provenance: str | None) -> None:
    assert score("os_world_external", entry)["provenance"] == provenance


def test_accessibility_is_a_claim_and_empty_is_not_closed() -> None:
    claims = boards(list(benchmarks.parse(zipped(FILES))), "release")
    index = claims["epoch_capabilities_index"]
    assert index["model-c"]["openness_claim"] == "Open weights (unrestricted)"
    assert index["model-b"]["openness_claim"] is None
    assert claims["model_metadata"]["model-a-2026_high"] == {
        "entry": "model-a-2026_high",
        "model_name": "model-a-2026_high",
        "maker": "Maker A",
        "openness_claim": "API access",
        "released_on": "2025-12-11",
        "note": "Model A (high)",
    }


def test_metr_is_a_time_in_minutes_and_its_releases_stay_apart() -> None:
    assert score("metr_time_horizons_external", "recA") == {
        "entry": "recA",
        "model_name": "model-a-2026_high",
        "value": 300.5,
        "unit": "minutes",
        "n": None,
        "ci_low": 100.0,
        "ci_high": 900.25,
        "ci_level": 0.95,
        "ci_method": "published by METR",
        "provenance": "maintainer",
        "protocol": "METR time horizon at 50 %, METR-Horizon-v1.1",
        "effort": "high",
        "harness": None,
        "dated_on": "2026-02-05",
        "released_on": "2026-02-05",
        "source_url": "https://metr.org/time-horizons/",
        "note": "Time Horizon (80%): 60.1; Source: METR",
    }
    rows = boards(list(benchmarks.parse(zipped(FILES))), "score")["metr_time_horizons_external"]
    assert {(row["protocol"], row["value"]) for row in rows.values()} == {
        ("METR time horizon at 50 %, METR-Horizon-v1.1", 300.5),
        ("METR time horizon at 50 %, METR-Horizon-v1.0", 289.5),
        ("METR time horizon at 50 %, release not stated", 12.75),
    }


def test_metr_is_read_in_minutes_whatever_the_zip_says_of_its_columns() -> None:
    described = (
        "source_file,score_column,scale\nmetr_time_horizons_external.csv,average_score,fraction\n"
    )
    found = boards(list(benchmarks.parse(zipped({**FILES, STEM: described}))), "score")
    assert {row["unit"] for row in found["metr_time_horizons_external"].values()} == {"minutes"}


def test_half_an_interval_of_metr_costs_its_row() -> None:
    odd = FILES["metr_time_horizons_external"].replace(",100,METR", ",,METR")
    readings = benchmarks.parse(zipped({**FILES, "metr_time_horizons_external": odd}))
    (found,) = (one for one in readings if one.board == "metr_time_horizons_external")
    assert [one.entry for one in found.refused] == ["recA"]
    assert "CI_low of recA is ''" in found.refused[0].reason


def test_a_known_file_of_another_shape_is_left_unread_and_told() -> None:
    odd = FILES["hle_external"].replace("Accuracy,", "Correct,")
    readings = list(benchmarks.parse(zipped({**FILES, "hle_external": odd})))
    assert {one.board for one in readings} == (set(BOARDS) | set(CLAIMS)) - {"hle_external"}
    (told,) = (line for one in readings for line in one.warnings)
    assert told.startswith("left unread: epoch: hle_external.csv has no column ['Accuracy']")


def test_a_row_that_cannot_be_read_costs_itself() -> None:
    odd = FILES["gpqa_diamond"].replace("0.83207070707070707", "1_0")
    readings = list(benchmarks.parse(zipped({**FILES, "gpqa_diamond": odd})))
    (found,) = (one for one in readings if one.refused)
    assert (found.board, [one.entry for one in found.refused]) == ("gpqa_diamond", ["runA"])
    assert len(found.rows) == len(boards(readings, "score")["gpqa_diamond"])


def unread(captured: Page) -> list[str]:
    """The files of which the page warns that nothing tells how to read them."""
    said = "left unread, for nothing tells how to read them: "
    lines = [line for one in benchmarks.parse(captured) for line in one.warnings]
    return [name for line in lines for name in line.removeprefix(said).split(", ")]


def read(captured: Page) -> list[Reading]:
    return [replace(one, warnings=()) for one in benchmarks.parse(captured)]


def test_a_file_nobody_knows_is_told_and_not_read() -> None:
    grown = {**FILES, "new_bench": "Model version,score\na,0.5\n", "eci_scores": "x\n"}
    assert unread(zipped(grown)) == ["new_bench"]
    assert read(zipped(grown)) == read(zipped(FILES))


@pytest.mark.parametrize(
    ("stem", "entry", "value", "unit", "provenance", "dated_on"),
    [
        ("cybench_external", "cyb1", 93.0, "percent", "vendor", "2026-02-05"),
        ("cybench_external", "cyb2", 17.5, "percent", "third_party", "2024-10-22"),
        ("cybench_external", "new2", 50.0, "percent", None, "2026-04-01"),
        ("aider_polyglot_external", "aid1", 41.8, "percent", "third_party", "2025-08-05"),
        ("swe_bench_bash", "bash1", 76.8, "percent", "maintainer", "2026-02-17"),
        ("webdev_arena_external", "web1", 1512.0, "elo", "maintainer", "2025-11-24"),
        ("live_bench_external", "model-a", 82.35, "percent", "maintainer", "2025-03-25"),
        ("the_agent_company_external", "tac1", 34.4, "percent", "third_party", "2024-12-17"),
    ],
)
def test_files_that_copy_other_boards(
    stem: str, entry: str, value: float, unit: str, provenance: str | None, dated_on: str
) -> None:
    row = score(stem, entry)
    assert (row["value"], row["unit"]) == (value, unit)
    assert (row["provenance"], row["dated_on"]) == (provenance, dated_on)


LATER = "Model version,Solved,Release date,id\nm-1,0.5,2026-05-01,x1\nm-2_high,0.25,2026-06-01,x2\n"
RUNS = (
    "Model version,mean_score,Release date,stderr,Started at,id\n"
    "m-1,0.5,2026-05-01,0.02,2026-05-03T10:00:00Z,r1\n"
)


def grown(described: str, **files: str) -> Page:
    metadata = f"source_file,benchmark,score_column,scale,random_baseline\n{described}\n"
    return zipped({**FILES, "benchmark_metadata": metadata, **files})


def test_a_later_file_is_read_as_the_zip_describes_it() -> None:
    captured = grown("later_external.csv,Later,Solved,fraction,0", later_external=LATER)
    assert unread(captured) == []
    rows = boards(list(benchmarks.parse(captured)), "score")["later_external"]
    assert {entry: row["value"] for entry, row in rows.items()} == {"x1": 50.0, "x2": 25.0}
    assert rows["x2"]["provenance"] == "third_party"
    assert (rows["x2"]["protocol"], rows["x2"]["effort"]) == ("as Epoch collected it", "high")


@pytest.mark.parametrize(("scale", "times"), [("1.0", 100), ("0.01", 1), ("0.1", 10)])
def test_a_scale_is_what_a_share_of_1_is_written_as(scale: str, times: int) -> None:
    captured = grown(f"later_external.csv,Later,Solved,{scale},0", later_external=LATER)
    rows = boards(list(benchmarks.parse(captured)), "score")["later_external"]
    assert rows["x1"]["value"] == 0.5 * times


def test_a_later_file_without_an_id_is_read_where_its_rows_differ() -> None:
    bare = LATER.replace(",id", "").replace(",x1", "").replace(",x2", "")
    captured = grown("later_external.csv,Later,Solved,1.0,0", later_external=bare)
    assert unread(captured) == []
    assert set(boards(list(benchmarks.parse(captured)), "score")["later_external"]) == {
        "m-1",
        "m-2_high",
    }
    twice = grown(
        "later_external.csv,Later,Solved,1.0,0", later_external=bare.replace("2_high", "1")
    )
    assert unread(twice) == ["later_external"]


def test_a_later_run_of_epochs_own_is_independent() -> None:
    captured = grown("later_runs,Later,mean_score,1,0", later_runs=RUNS)
    row = boards(list(benchmarks.parse(captured)), "score")["later_runs"]["r1"]
    assert (row["provenance"], row["value"], row["stderr"]) == ("independent", 50.0, 2.0)


@pytest.mark.parametrize(
    ("described", "content"),
    [
        ("later_external.csv,Later,Solved,minutes,0", LATER),
        ("later_external.csv,Later,Points,fraction,0", LATER),
        ("later_external.csv,Later,,fraction,0", LATER),
        ("later_external.csv,Later,Solved,fraction,0", LATER.replace("0.25", "")),
        ("later_external.csv,Later,Solved,fraction,0", LATER.replace("0.25", "25")),
        ("later_external.csv,Later,Solved,fraction,0", LATER.replace("x2", "x1")),
        ("later_external.csv,Later,Solved,fraction,0", LATER.replace("x2", "")),
        ("other.csv,Other,Solved,fraction,0", LATER),
    ],
)
def test_what_the_file_does_not_bear_out_stays_unread(described: str, content: str) -> None:
    captured = grown(described, later_external=content)
    assert unread(captured) == ["later_external"]
    assert read(captured) == read(zipped(FILES))


def test_unreadable_metadata_describe_nothing() -> None:
    captured = zipped({**FILES, "benchmark_metadata": "file,score\n", "later": LATER})
    assert unread(captured) == ["later"]


def test_metadata_never_overrule_what_a_person_found() -> None:
    captured = grown("gpqa_diamond.csv,GPQA,mean_score,percent,0")
    assert list(benchmarks.parse(captured)) == list(benchmarks.parse(zipped(FILES)))


def test_files_in_a_folder_of_the_zip_are_found() -> None:
    inside = zipped(FILES, "benchmark_data/")
    assert list(benchmarks.parse(inside)) == list(benchmarks.parse(zipped(FILES)))


def test_known_files_and_ignored_ones_do_not_overlap() -> None:
    assert not set(IGNORED) & (set(BOARDS) | set(CLAIMS))
    assert all(IGNORED.values())


def spoilt(stem: str, old: str, new: str) -> Page:
    assert old in FILES[stem]
    return zipped({**FILES, stem: FILES[stem].replace(old, new)})


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (spoilt("gpqa_diamond", "mean_score", "score"), r"gpqa_diamond.csv has no column"),
        (spoilt("gpqa_diamond", ",0.5,", ",half,"), "mean_score of runB is 'half'"),
        (spoilt("gpqa_diamond", "0.019036353018587762", "nan"), "stderr of runA is 'nan'"),
        (spoilt("gpqa_diamond", ",runB", ","), "a row of gpqa_diamond has no id"),
        (spoilt("model_metadata", "accessibility", "access"), "model_metadata.csv has no column"),
        (zipped({"readme": "a\n"}), r"no known benchmark among the files \['readme'\]"),
        (page(b"<html>404</html>"), "not a zip"),
        (page(zipped(FILES).body[:400]), "not a zip"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(odd: Page, names: str) -> None:
    with pytest.raises(SourceChanged, match=f"^epoch: .*{names}"):
        list(strictly(benchmarks.parse, odd))


def test_a_damaged_member_is_refused() -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("gpqa_diamond.csv", FILES["gpqa_diamond"])
    cut = bytearray(body.getvalue())
    cut[60:90] = b"\xff" * 30
    with pytest.raises(SourceChanged, match="not a zip that opens"):
        list(strictly(benchmarks.parse, page(bytes(cut))))


def test_two_files_of_one_name_are_refused() -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("a/gpqa_diamond.csv", FILES["gpqa_diamond"])
        archive.writestr("b/gpqa_diamond.csv", FILES["gpqa_diamond"])
    with pytest.raises(SourceChanged, match="two files share a name"):
        list(strictly(benchmarks.parse, page(body.getvalue())))


def test_a_file_too_large_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.reading.strict.MOST_UNPACKED", 10)
    with pytest.raises(SourceChanged, match="unpacks to more than 10 bytes"):
        list(strictly(benchmarks.parse, zipped(FILES)))


@pytest.mark.parametrize("source", PAPERS)
def test_every_paper_measures_its_own_and_quotes_others(source: str) -> None:
    paper = PAPERS[source]
    own, others = paper.organizations[0], "Somebody Else"
    assert provenance_of(source, own, "X") == "vendor"
    assert provenance_of(source, f"{others},{own}", "X") == "vendor"
    assert provenance_of(source, others, f"{paper.models[0]} 7B") == "third_party"
    assert provenance_of(source, "", f"{paper.models[0]} 7B") == "vendor"
    assert provenance_of(source, "", "X") == "third_party"


def test_helm_keeps_its_own_protocol() -> None:
    assert provenance_of(HELM, "OpenAI", "X") == "independent"
    assert shots_of(HELM, "5", "") == "HELM 5-shot"


ROWS = {
    "2026-01-20": {
        "cybench_external": 16, "aider_polyglot_external": 68, "swe_bench_bash": 29,
        "webdev_arena_external": 33, "live_bench_external": 64, "the_agent_company_external": 16,
        "gpqa_diamond": 145, "mmlu_external": 247, "os_world_external": 55,
        "swe_bench_verified": 23, "terminalbench_external": 69, "video_mme_external": 46,
        "epoch_capabilities_index": 498,
    },
    "2026-03-12": {
        "cybench_external": 16, "aider_polyglot_external": 68, "swe_bench_bash": 29,
        "webdev_arena_external": 33, "live_bench_external": 64, "the_agent_company_external": 16,
        "apex_agents_external": 18, "gpqa_diamond": 152, "hle_external": 41, "mmlu_external": 247,
        "os_world_external": 56, "swe_bench_verified": 24, "terminalbench_external": 71,
        "video_mme_external": 46, "epoch_capabilities_index": 543,
    },
    "2026-04-19": {
        "cybench_external": 22, "aider_polyglot_external": 77, "swe_bench_bash": 33,
        "webdev_arena_external": 38, "live_bench_external": 64, "the_agent_company_external": 16,
        "apex_agents_external": 23, "gpqa_diamond": 157, "hle_external": 43, "mmlu_external": 249,
        "os_world_external": 56, "swe_bench_verified": 25, "terminalbench_external": 172,
        "video_mme_external": 49, "epoch_capabilities_index": 591,
    },
}  # fmt: skip


@pytest.mark.parametrize("row", recorded("epoch"))
def test_recorded_zips_read_in_full(row: Mapping[str, str]) -> None:
    captured = recorded_page(row)
    readings = list(benchmarks.parse(captured))
    assert {r.board: len(r.rows) for r in readings} == ROWS[row["seen_at"][:10]]
    assert unread(captured) == []
    for reading in readings:
        for statement in reading.rows:
            fits(reading.table, statement)
            highest = 2500 if statement.get("unit") == "elo" else 100
            assert reading.table == "release" or 0 <= statement["value"] <= highest


@pytest.mark.parametrize("row", recorded("epoch"))
def test_recorded_mmlu_by_measurer(row: Mapping[str, str]) -> None:
    rows = boards(list(benchmarks.parse(recorded_page(row))), "score")["mmlu_external"].values()
    grades = Counter(r["provenance"] for r in rows)
    vendor = {"2026-01-20": 64, "2026-03-12": 64, "2026-04-19": 66}[row["seen_at"][:10]]
    assert grades == {"independent": 80, "third_party": 103, "vendor": vendor}
    own = {(r["model_name"], r["value"]) for r in rows if r["provenance"] == "vendor"}
    assert {("gpt-4-0314", 86.4), ("LLaMA-65B", 63.4), ("Llama-2-70b-hf", 68.9)} <= own
    helm = {(r["model_name"], r["value"]) for r in rows if r["protocol"] == "HELM 5-shot"}
    assert ("gpt-4-0613", 82.4) in helm


@pytest.mark.parametrize("row", recorded("epoch"))
def test_recorded_swe_bench_runs_were_all_repeated(row: Mapping[str, str]) -> None:
    rows = boards(list(benchmarks.parse(recorded_page(row))), "score")[
        "swe_bench_verified"
    ].values()
    harness = "1" if row["seen_at"] < "2026-02" else "2"
    assert {r["protocol"] for r in rows} == {f"Epoch run, harness {harness}"}
    sonnet = [r["value"] for r in rows if r["model_name"] == "claude-sonnet-4-5-20250929"]
    assert sonnet == ([64.8] if harness == "1" else [71.2809917355])
