"""Proposals as a patch: lines for makers' files, and comments where a person must look."""

import tomllib

from sources.contract import Page, Row
from sources.registry import patch, read
from tests.sources.sample import SEEN_AT


def line(spelling: str = 'odd "name" \\ ü', sure: bool = True, **more: str) -> Row:
    return {
        "maker": "acme", "model": "anvil-2", "source": "tau2", "spelling": spelling,
        "reason": "alike", "sure": sure, "rows": 2, "valid_from": "2026-05-13",
        "effort": None, "stamp": None, **more,
    }  # fmt: skip


def test_a_patch_holds_what_is_sure_and_the_rest_as_comments() -> None:
    text = patch.write([line(), line("unsure", sure=False), line("b", effort="high", stamp="0501")])
    (model,) = tomllib.loads(text)["acme"]["model"]
    found = {alias["as"]: alias for alias in model["aliases"]}
    assert (model["id"], list(found)) == ("anvil-2", ["b", 'odd "name" \\ ü'])
    assert (found["b"]["effort"], found["b"]["stamp"]) == ("high", "0501")
    assert found["b"]["from"].isoformat() == "2026-05-13"
    assert "# 2 rows: alike" in text
    assert '# { as = "unsure", source = "tau2"' in text
    assert patch.write([]) == patch.HEAD


def test_a_model_to_confirm_is_written_as_a_maker_s_file_would_have_it() -> None:
    found = patch.ProposedModel(
        maker="anthropic",
        name="claude-opus-5.5-max",
        released_on="2026-09-22",
        reason="Arena’s licence column says Proprietary (2026-10-06)",
        openness=(
            read.OpennessInterval(
                from_="2026-10-06", is_="closed", evidence="https://arena.ai", checked="2026-10-08"
            ),
        ),
        aliases=(read.AliasTable(as_="claude-opus-5.5-max", source="arena"),),
    )
    text = patch.write_models([found])
    assert "sources/registry/anthropic.toml: Arena’s licence column says Proprietary" in text
    # Nothing is applied unread: every line is a comment, and without the marks it is a model.
    assert all(not line or line.startswith("#") for line in text.splitlines())
    block = text[text.index("# [[model]]") :].replace("# ", "")
    head = '[maker]\nid = "anthropic"\nname = "A"\ncountry = "US"\nurl = "https://a.example"\n'
    page = Page("anthropic.toml", (head + block).encode(), SEEN_AT)
    rows = {reading.table: reading.rows for reading in read.parse(page)}
    assert rows["model"][0]["entry"] == "claude-opus-5.5-max"
    assert rows["openness"][0]["openness"] == "closed"
    assert patch.write_models([]) == ""
