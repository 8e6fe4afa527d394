"""Every line of the recorded index ends with the outcome that its note asks for, and is counted."""

from collections import Counter
from pathlib import Path

from pipelines.ingest.tally import COUNTS, by_source
from tests import recorded
from tests.golden.replayed import AT_NIGHT, Replayed
from tests.recorded import SUMMER

pytestmark = AT_NIGHT

NO_PARSER = (
    "arena_csv_mirror", "arena_mirror", "arena_parsed_mirror", "arena_space",
    "iaps_open_source_gap",
)  # fmt: skip
"""Sources whose pages are kept and that no module reads."""
NOTES = {
    "BAD-not-json": "refused",
    "BAD-resolved-271": "quarantined",
    "upstream defect": "refused or quarantined",
    "must be quarantined": "quarantined",
    "old layout without JSON: must be refused": "refused",
    "wrong file published": "refused",
}
"""A part of a line's file name or note, and what it asks for; every other line is taken."""

REFUSED = {
    "arena/2026-07-15_search_latest.parquet": "rows of another board mixed in: 182 instead of 32",
    "arena/2026-07-29_image_edit_latest.parquet": "rows of another board mixed in",
    "arena_page/NEGATIVE_not-a-leaderboard_2026-02-08.html": "a page of no board",
    "arena_page/leaderboard-overview_2026-02-08.html": "only the ten leading entries of each board",
    "livebench/table_2026_06_25@2026-07-28_d38d794_rows-dropped.csv": "45 rows fell to 36",
    "deepseek_pricing_page/2026-07-17_481ee58_zh-cn_quick_start_pricing.html": "prices in yuan",
    "minimax_pricing_page/2026-07-20_59f1791_zh_pricing.html": "prices in yuan",
    "moonshot_pricing_page/2026-07-17_481ee58_zh_pricing-chat-k25.html": "prices in yuan",
}
"""Refused though no note asks for it, and the fault that the references list for the page."""

OUTCOMES = ("recorded", "unchanged", "refused", "no_parser")


def asked(row: dict[str, str]) -> str:
    """What a line of the index asks for."""
    name = Path(row["path"]).name
    if f"{row['source']}/{name}" in REFUSED:
        return "refused"
    if row["source"] in NO_PARSER:
        return "no_parser"
    words = [one for part, one in NOTES.items() if part in name or part in row["note"]]
    return words[0] if words else "taken"


FITS = {
    "taken": lambda one: one.outcome in ("recorded", "unchanged"),
    "refused": lambda one: one.outcome == "refused",
    "quarantined": lambda one: one.outcome == "recorded" and one.quarantined > 0,
    "refused or quarantined": lambda one: one.outcome == "refused" or one.quarantined > 0,
    "no_parser": lambda one: one.outcome == "no_parser",
}


def test_every_line_ends_as_its_note_asks(replayed: Replayed) -> None:
    rows = recorded.rows(folders=[SUMMER])
    found = {(line.source, line.path.name + line.url): it.outcome for line, it in replayed.taken}
    assert len(rows) == len(found) == 327
    for row in rows:
        outcome = found[row["source"], Path(row["path"]).name + row["url"]]
        assert FITS[asked(row)](outcome), (row["path"], outcome.outcome, outcome.cause)


def test_every_refused_page_says_why_and_leaves_nothing(replayed: Replayed) -> None:
    refused = [(line, t.outcome) for line, t in replayed.taken if t.outcome.outcome == "refused"]
    assert len(refused) == 11
    for line, outcome in refused:
        assert outcome.cause, line.path
        assert outcome.read == outcome.refused, line.path
        kept = replayed.all("SELECT count(*) FROM _vintage WHERE page_sha256 = ? AND snapshot_id "
                            "IN (SELECT id FROM _snapshot WHERE source = ?)",
                            line.sha256, line.source)  # fmt: skip
        assert kept == [(0,)], line.path
        assert replayed.warehouse.archive.get(str(line.sha256)) == line.path.read_bytes()


def test_the_table_of_a_replay_adds_up(replayed: Replayed) -> None:
    table = by_source(taken for _, taken in replayed.taken)
    lines = Counter(row["source"] for row in recorded.rows(folders=[SUMMER]))
    assert {name: found["pages"] for name, found in table.items()} == dict(lines)
    for name, found in table.items():
        read, *parts = (found[f"rows_{key}"] for key in COUNTS[:-1])
        assert read == sum(parts), name
        assert found["pages"] == sum(found.get(one, 0) for one in OUTCOMES), name
    total = {key: sum(found[f"rows_{key}"] for found in table.values()) for key in COUNTS[:-1]}
    stored = replayed.all(
        "SELECT sum(rows_read), sum(rows_new), sum(rows_changed), sum(rows_unchanged), "
        "sum(rows_quarantined), sum(rows_refused) FROM _snapshot WHERE source NOT IN "
        "('registry', 'published', 'gapwatch') AND NOT (source = 'model_prices' AND url NOT IN "
        "(SELECT url FROM _snapshot WHERE source = 'model_prices' ORDER BY id DESC LIMIT 1))"
    )
    assert tuple(total.values()) == stored[0]
    assert total["read"] > 100_000


HELD_BACK = {
    # Rows set aside on the pages that the current rows come from. swebench and its page: results
    # of four entries that disagree with the score that was published.
    "arena": 104, "epoch_models": 7, "litellm": 32, "livebench": 2,
    "llm_stats": 1, "model_prices": 47, "models_dev": 19, "openrouter": 27, "swebench": 2,
    "swebench_page": 4, "vectara_hallucination": 1, "zai_pricing_page": 3,
}  # fmt: skip
NOT_WELL = {
    **dict.fromkeys(NO_PARSER, ("no_parser", "no parser")),
    "arena_page": ("refused", "overview"),
    "livebench": ("refused", "livebench.rows_floor"),
    # Of these the folder has one page each, with prices in yuan.
    "deepseek_pricing_page": ("refused", "0 tables of models"),
    "minimax_pricing_page": ("refused", "no price of a language model"),
    "moonshot_pricing_page": ("refused", "the page lists no price"),
}
"""Sources whose last run brought a page that was not taken: its outcome and a part of the cause."""


def test_health_of_every_source_after_the_replay(replayed: Replayed) -> None:
    held = replayed.all("SELECT source, quarantined FROM source_health WHERE quarantined > 0")
    assert dict(held) == HELD_BACK
    found = replayed.all("SELECT source, last_outcome, cause FROM source_health WHERE cause <> ''")
    assert {name: outcome for name, outcome, _ in found} == {
        name: outcome for name, (outcome, _) in NOT_WELL.items()
    }
    assert [name for name, _, cause in found if NOT_WELL[name][1] not in cause] == []
    kept = "SELECT rows, last_good_at FROM source_health WHERE source = 'livebench'"
    assert replayed.all(kept) == [(508, "2026-07-23T00:00:00.000000Z")]
