"""The registry's parser, its cross-file rules, and what the bundled files must say."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from measures.names.registry import Registry
from sources.catalogue import SOURCES
from sources.contract import Page, Reading, SourceChanged
from sources.registry import check, fetch, pages, parse
from tests.sources.sample import fits
from warehouse.schema.tables import FACTS

SEEN = datetime(2026, 11, 24, tzinfo=UTC)
ONE = (Path(__file__).parents[2] / "pages/registry/acme.toml").read_text(encoding="utf-8")
MAKER, MODEL = ONE[: ONE.index("\n[[model]]")], ONE[ONE.index("\n[[model]]") :]


def _read(text: str, file: str = "acme.toml") -> list[Reading]:
    return list(parse(Page(f"registry:///{file}", text.encode(), SEEN)))


def _licences() -> list[Reading]:
    return _read(dict(pages())["licences.toml"].decode(), "licences.toml")


def _rows(text: str, table: str) -> list[dict[str, object]]:
    return [dict(row) for reading in _read(text) if reading.table == table for row in reading.rows]


@pytest.fixture(scope="module")
def bundled() -> list[Reading]:
    return [
        reading
        for name, body in pages()
        for reading in parse(Page(f"registry:///{name}", body, SEEN))
    ]


@pytest.fixture(scope="module")
def registry(bundled: list[Reading]) -> Registry:
    rows = {
        table: [row for reading in bundled if reading.table == table for row in reading.rows]
        for table in ("model", "alias", "openness")
    }
    grammars = {name: source.ABOUT.grammar for name, source in SOURCES.items()}
    return Registry(rows["model"], rows["alias"], rows["openness"], grammars)


def test_one_page_gives_three_boards_named_after_the_maker() -> None:
    assert [(r.table, r.board, r.category) for r in _read(ONE)] == [
        ("model", "acme", ""),
        ("alias", "acme", ""),
        ("openness", "acme", ""),
    ]


def test_model_row() -> None:
    assert _rows(ONE, "model") == [
        {
            "entry": "anvil-2",
            "name": "Anvil 2",
            "maker": "acme",
            "maker_name": "Acme",
            "country": "US",
            "kind": "general",
            "released_on": "2026-01-10",
            "parameters_total_b": 70.0,
            "bits_per_parameter": None,
            "parameters_active_b": 7.5,
            "evidence": "https://acme.test/anvil-2",
        }
    ]


def test_openness_rows() -> None:
    assert _rows(ONE, "openness") == [
        {
            "entry": "anvil-2|2026-01-10",
            "model": "anvil-2",
            "openness": "closed",
            "licence": None,
            "valid_from": "2026-01-10",
            "valid_until": "2026-02-01",
            "evidence": "https://acme.test/a",
            "checked_on": "2026-11-24",
        },
        {
            "entry": "anvil-2|2026-02-01",
            "model": "anvil-2",
            "openness": "permissive",
            "licence": "MIT",
            "valid_from": "2026-02-01",
            "valid_until": None,
            "evidence": "https://acme.test/b",
            "checked_on": "2026-11-24",
        },
    ]


def test_plain_alias_is_for_any_source() -> None:
    row = _rows(ONE, "alias")[0]
    assert (row["entry"], row["source"], row["model"]) == ("*|Anvil 2|", "*", "anvil-2")
    assert (row["effort"], row["valid_from"], row["valid_until"]) == (None, None, None)


def test_alias_with_fields() -> None:
    row = _rows(ONE, "alias")[1]
    assert row["entry"] == "arena|anvil-2-high (codex)|2026-01-12"
    assert (row["effort"], row["harness"], row["source"]) == ("high", "codex", "arena")
    host = _rows(ONE, "alias")[2]
    assert (host["host"], host["stamp"], host["valid_until"]) == ("host", "0110", "2026-03-01")


def test_the_id_is_always_a_spelling_and_never_twice() -> None:
    spelled = [row["alias"] for row in _rows(ONE, "alias")]
    assert spelled.count("anvil-2") == 1
    listed = _rows(ONE.replace('"Anvil 2",', '"anvil-2",'), "alias")
    assert [row["alias"] for row in listed].count("anvil-2") == 1


def test_nothing_is_fetched() -> None:
    assert list(fetch(object())) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('kind = "general"', 'kind = "coder"', "'coder'"),
        ('licence = "MIT"', 'license = "MIT"', "'license'"),
        ('effort = "high"', 'efort = "high"', "'efort'"),
        ('country = "US"', 'country = "usa"', "'usa'"),
        ('evidence = "https://acme.test/b"', 'evidence = "acme.test"', "'acme.test'"),
        ("released_on = 2026-01-10", 'released_on = "2026-01-10"', "'2026-01-10'"),
        ("released_on = 2026-01-10", "", "model[anvil-2].released_on is missing"),
        ("parameters_total_b = 70", "parameters_total_b = 0", "parameters_total_b"),
        ('id = "anvil-2"', 'id = "Anvil 2"', "'Anvil 2'"),
        ('"Anvil 2",\n    {', '"",\n    {', "''"),
        ('source = "arena"', 'source = "*"', "'*'"),
        ("[[model]]", "[[models]]", "'models'"),
        ('[maker]\nid = "acme"', '[maker]\nid = "other"', "'other'"),
        ("[maker]", "[maker", "not TOML"),
    ],
)
def test_what_the_format_does_not_know_is_refused(old: str, new: str, named: str) -> None:
    assert old in ONE
    with pytest.raises(SourceChanged, match=re.escape(named)) as refusal:
        _read(ONE.replace(old, new, 1))
    assert str(refusal.value).startswith("registry: acme.toml")


def test_all_faults_of_a_makers_file_are_named_at_once() -> None:
    faulty = ONE.replace('country = "US"', 'country = "usa"').replace('"Anvil 2",\n', "7,\n", 1)
    faulty = faulty.replace('is = "permissive"', 'is = "open"').replace('effort = "', 'efort = "')
    with pytest.raises(SourceChanged) as refusal:
        _read(faulty)
    head, *faults = str(refusal.value).split("\n  ")
    assert head == "registry: acme.toml: 4 faults"
    assert [fault.partition(":")[0] for fault in faults] == [
        "maker.country = 'usa'",
        "model[anvil-2].openness[2].is = 'open'",
        "model[anvil-2].aliases[1] = 7",
        "model[anvil-2].aliases[2]",
    ]
    assert "unknown key 'efort' (value 'high'); known: as, source, from, until" in faults[3]


def test_a_model_without_openness_is_refused() -> None:
    text = re.sub(r"openness = \[.*?\n\]", "openness = []", ONE, flags=re.DOTALL)
    with pytest.raises(SourceChanged, match=r"model\[anvil-2\]: openness: no interval"):
        _read(text)


@pytest.mark.parametrize("body", ["maker = 3\nmodel = []\n", MAKER + "model = [3]\n"])
def test_a_value_in_place_of_a_table_is_refused(body: str) -> None:
    with pytest.raises(SourceChanged, match="3"):
        _read(body if body.startswith("maker") else f"model = [3]\n{MAKER}")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(SourceChanged, match="not TOML"):
        list(parse(Page("registry:///acme.toml", b"\xff\xfe", SEEN)))


def test_a_sound_file_has_no_faults() -> None:
    assert check([*_read(ONE), *_licences()]) == []


TWIN = MODEL.replace('id = "anvil-2"', 'id = "anvil-3"').replace('name = "Anvil 2"', 'name = "A3"')


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (MAKER + MODEL + MODEL, "2 models have the id 'anvil-2'"),
        (MAKER + MODEL + MODEL.replace("anvil-2", "anvil-4"), "2 models have the name 'Anvil 2'"),
        (MAKER + MODEL + TWIN, "'Anvil 2' means anvil-2 and anvil-3 on 0001-01-01"),
        (ONE.replace("parameters_active_b = 7.5", "parameters_active_b = 71"), "71.0 B active"),
        (ONE.replace("released_on = 2026-01-10", "released_on = 2026-01-11"), "before its release"),
        (ONE.replace("until = 2026-02-01,", ""), "until None is followed by"),
        (ONE.replace("until = 2026-02-01,", "until = 2026-01-31,"), "until 2026-01-31 is followed"),
        (ONE.replace("until = 2026-02-01,", "until = 2026-01-10,"), "is empty"),
        (ONE.replace('is = "permissive"', 'until = 2026-09-01, is = "closed"'), "nothing follows"),
        (ONE.replace("until = 2026-03-01", "from = 2026-04-01, until = 2026-03-01"), "is empty"),
    ],
)
def test_each_planted_fault_is_found(text: str, fault: str) -> None:
    assert [found for found in check(_read(text)) if fault in found]


def test_an_alias_of_no_model_is_found() -> None:
    aliases_only = [reading for reading in _read(ONE) if reading.table == "alias"]
    assert "refers to 'anvil-2', which is no model" in check(aliases_only)[0]


def test_a_spelling_may_move_to_another_model() -> None:
    moved = TWIN.replace('"Anvil 2",', '{ as = "Anvil", from = 2026-03-01 },')
    moved = re.sub(r"    \{ as = \"(anvil-2-high|host).*\n", "", moved)
    first = MODEL.replace('"Anvil 2",', '{ as = "Anvil", until = 2026-03-01 },')
    assert check([*_read(MAKER + first + moved), *_licences()]) == []


def test_models_that_only_case_or_separators_tell_apart_collide() -> None:
    twin = re.sub(r"    \{ as = \"(anvil-2-high|host).*\n", "", TWIN)
    faults = check(_read(MAKER + MODEL + twin.replace('"Anvil 2",', '"ANVIL_2",')))
    assert "*: 'Anvil 2' or 'ANVIL_2' means anvil-2 and anvil-3 on 0001-01-01" in faults
    apart = twin.replace('"Anvil 2",', '"Anvil2",')
    assert check([*_licences(), *_read(MAKER + MODEL + apart)]) == []


def test_the_bundled_registry_is_sound(bundled: list[Reading]) -> None:
    assert check(bundled) == []
    assert len({reading.board for reading in bundled}) > 40


@pytest.mark.parametrize("table", ["model", "alias", "openness", "licence"])
def test_bundled_rows_fill_their_tables(bundled: list[Reading], table: str) -> None:
    declared = FACTS[table]
    for reading in bundled:
        for row in reading.rows if reading.table == table else ():
            assert tuple(row) == declared.names()
            fits(table, row)


@pytest.mark.parametrize(
    ("source", "spelling", "day", "model", "openness"),
    [
        ("epoch", "LLaMA-65B", "2023-02-24", "llama-1-65b", "non_commercial"),
        ("arena", "Vicuna-13B", "2023-05-08", "vicuna-13b-v1.1", "non_commercial"),
        ("arena", "Vicuna-13B", "2023-09-05", "vicuna-13b-v1.5", "restricted"),
        ("arena", "Meta-Llama-3.1-405B-Instruct-fp8", "2024-07-30", "llama-3.1-405b", "restricted"),
        ("arena", "GPT-4o-2024-05-13", "2024-07-30", "gpt-4o-2024-05-13", "closed"),
        ("arena", "Gemma 2 (testing)", "2024-06-26", "gemma-2-testing", "closed"),
        ("arena", "Command R+ (04-2024)", "2024-04-09", "command-r-plus", "non_commercial"),
        ("arena", "grok-2-2024-08-13", "2025-08-22", "grok-2", "closed"),
        ("arena", "grok-2-2024-08-13", "2025-08-23", "grok-2", "restricted"),
        ("epoch", "phi-4", "2025-01-07", "phi-4", "non_commercial"),
        ("epoch", "phi-4", "2025-01-08", "phi-4", "permissive"),
        ("swebench", "claude-4-5-opus", "2026-02-24", "claude-opus-4-5", "closed"),
        ("models_dev", "gpt-4o", "2026-08-12", "gpt-4o-2024-08-06", "closed"),
        ("arena", "claude-opus-4-6-thinking", "2026-06-16", "claude-opus-4-6", "closed"),
        ("arena", "olmo-3.1-32b-think", "2026-08-12", "olmo-3.1-32b-think", "fully_open"),
        # Its licence permits use and sale below a revenue of its own (model as a service).
        ("epoch_eci", "Kimi K3", "2026-07-26", "kimi-k3", "closed"),
        ("epoch_eci", "Kimi K3", "2026-08-11", "kimi-k3", "restricted"),
        ("litellm", "Qwen/Qwen3.8-2.4T-A95B", "2026-08-12", "qwen3.8-2.4t-a95b", "restricted"),
        # A licence of its own, whatever Arena (MIT) and Epoch (API access) say.
        ("arena", "glm-5.3-max", "2026-08-19", "glm-5.3", "closed"),
        ("arena", "glm-5.3-max", "2026-10-02", "glm-5.3", "restricted"),
        ("arena", "claude-opus-5.5-max", "2026-10-06", "claude-opus-5-5", "closed"),
        ("epoch_eci", "DeepSeek V4.1 Flash", "2026-10-08", "deepseek-v4.1-flash", "permissive"),
        ("arena", "mimo-v2.6-pro", "2026-10-02", "mimo-v2.6-pro", "permissive"),
        ("arena", "qwen3.8-max-0902", "2026-10-06", "qwen3.8-max-0902", "closed"),
        # The maker's name moved on with the model behind it.
        ("model_prices", "deepseek-v4-flash", "2026-09-09", "deepseek-v4-flash-0731", "permissive"),
        ("model_prices", "deepseek-v4-flash", "2026-09-10", "deepseek-v4.1-flash", "permissive"),
        ("litellm", "deepseek-flash", "2026-11-10", "deepseek-v4.1-flash-1017", "permissive"),
        # Of November: what a text says of them, and unknown where none names the licence.
        ("litellm", "deepseek-flash", "2026-10-16", "deepseek-v4.1-flash", "permissive"),
        (
            "epoch",
            "deepseek-v4.1-flash-1017_max",
            "2026-11-06",
            "deepseek-v4.1-flash-1017",
            "permissive",
        ),
        ("arena", "hy4-max", "2026-11-18", "hy4", "unknown"),
        ("arena", "Kimi K3.1 Pro (Max)", "2026-11-03", "kimi-k3.1-pro", "closed"),
        ("arena", "Kimi K3.1 Pro (Max)", "2026-11-18", "kimi-k3.1-pro", "unknown"),
        ("arena", "mistral-large-4", "2026-10-28", "mistral-large-4", "closed"),
        ("arena", "mistral-large-4", "2026-10-29", "mistral-large-4", "restricted"),
        ("litellm", "Muse-Spark-Open-816B-A42B", "2026-11-10", "muse-spark-open", "restricted"),
        ("genai_prices", "claude-fable-5-2", "2026-11-13", "claude-fable-5-2", "closed"),
        ("genai_prices", "GLM-5.3-FlashX", "2026-11-13", "glm-5.3-flashx", "closed"),
        (
            "litellm",
            "gemini-4-argon-cyber-permissive",
            "2026-11-10",
            "gemini-4-argon-cyber-permissive",
            "closed",
        ),
        # An API alone, as a report on models of its field says.
        ("vectara_hallucination", "antgroup/finix_s1_32b", "2026-09-22", "finix-s1-32b", "closed"),
        # A derivative has the licence of its base.
        ("livebench", "smaug-agentic", "2026-08-22", "smaug-agentic", "restricted"),
        # Nothing but the board says what it is.
        ("mmmu", "Chance Vision 1.5", "2026-07-03", "chance-vision-1.5", "unknown"),
    ],
)
def test_known_spellings(
    registry: Registry, source: str, spelling: str, day: str, model: str, openness: str
) -> None:
    match = registry.match(source, spelling, day)
    assert match is not None
    assert (match.model, registry.openness(match.model, day)) == (model, openness)


def test_a_faster_service_of_a_model_is_that_model(registry: Registry) -> None:
    match = registry.match("litellm", "us.moonshotai.kimi-k3.1", "2026-11-24")
    assert match is not None
    assert (match.model, match.host) == ("kimi-k3.1-pro", "highspeed")


RESTS_ON_MODELS_DEV = {
    "codex-mini", "command-a-plus-05-2026", "deepseek-v4-flash-vision-exp", "fugu-ultra", "glm-5.1",
    "glm-5.2", "gpt-5.3-codex-spark", "gpt-realtime-2.1", "mercury-edit-2",
    "muse-spark-1.2-contributor", "muse-spark-1.3-contributor", "qwen3.6-flash", "qwen3.7-flash",
    "seed-1.6-flash", "seed-1.8", "seed-2.0-lite", "seed-2.0-mini", "seed-2.1-pro",
    "seed-2.1-turbo", "solar-mini", "solar-pro2", "solar-pro3", "step-1-32k", "step-2-16k",
}  # fmt: skip
"""Models whose class cites models.dev, which never decides, for want of another text. Of them only
GLM-5.1 and 5.2 ever led a board: two of its pull requests date their days without weights."""


def test_no_other_class_rests_on_models_dev(bundled: list[Reading]) -> None:
    rows = [row for one in bundled if one.table == "openness" for row in one.rows]
    assert {row["model"] for row in rows if "models.dev" in row["evidence"]} == RESTS_ON_MODELS_DEV


def test_a_spelling_keeps_its_effort_and_harness(registry: Registry) -> None:
    match = registry.match("arena", "gpt-5.5-xhigh (codex-harness)", "2026-08-12")
    assert match is not None
    assert (match.model, match.effort, match.harness) == ("gpt-5.5", "xhigh", "codex-harness")


@pytest.mark.parametrize(
    ("before", "after", "day", "model"),
    [
        ("kimi-k3", "kimi-k3-max", "2026-07-27", "kimi-k3"),
        ("glm-5.2 (max)", "glm-5.2-max", "2026-07-27", "glm-5.2"),
        ("claude-opus-4-6-thinking", "claude-opus-4-6-high", "2026-08-13", "claude-opus-4-6"),
        ("claude-opus-4-7-thinking", "claude-opus-4-7-high", "2026-08-13", "claude-opus-4-7"),
        ("claude-opus-4-8-thinking", "claude-opus-4-8-high", "2026-08-13", "claude-opus-4-8"),
    ],
)
def test_a_renamed_entry_is_the_same_model_under_dated_spellings(
    bundled: list[Reading], registry: Registry, before: str, after: str, day: str, model: str
) -> None:
    rows = {
        row["alias"]: row
        for one in bundled
        if one.table == "alias"
        for row in one.rows
        if row["source"] == "arena" and row["alias"] in (before, after)
    }
    assert rows[before]["valid_until"] == day
    assert rows[after]["valid_from"] <= day
    for spelling, on in ((before, "2026-07-01"), (after, day)):
        match = registry.match("arena", spelling, on)
        assert match is not None
        assert match.model == model
        assert match.effort == rows[spelling]["effort"]
