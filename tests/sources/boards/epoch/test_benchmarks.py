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
from sources.boards.epoch.boards import BOARDS, CLAIMS
from sources.boards.epoch.papers import HELM, PAPERS, provenance_of, shots_of
from sources.contract import Page, Reading, Row, SourceChanged
from tests.sources.sample import PAGES, boards, page, recorded, recorded_page, strictly

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


def test_two_files_of_one_name_are_refused() -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("a/gpqa_diamond.csv", FILES["gpqa_diamond"])
        archive.writestr("b/gpqa_diamond.csv", FILES["gpqa_diamond"])
    with pytest.raises(SourceChanged, match="two files share a name"):
        list(strictly(benchmarks.parse, page(body.getvalue())))


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


@pytest.mark.parametrize("row", recorded("epoch"))
def test_every_file_of_the_recorded_zips_is_read(row: Mapping[str, str]) -> None:
    assert unread(recorded_page(row)) == []


@pytest.mark.parametrize("row", recorded("epoch"))
def test_recorded_mmlu_by_measurer(row: Mapping[str, str]) -> None:
    rows = boards(list(benchmarks.parse(recorded_page(row))), "score")["mmlu_external"].values()
    grades = Counter(r["provenance"] for r in rows)
    assert grades == {"independent": 80, "third_party": 103, "vendor": grades["vendor"]}
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
