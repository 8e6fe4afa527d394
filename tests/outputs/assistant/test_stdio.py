"""`gapwatch mcp` as an assistant uses it: a real client over stdio, on what ships."""

import asyncio
import hashlib
import json
import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from tests.outputs.assistant.questions import QUESTIONS, REFUSED, Asked, at

COMMAND = ["-c", "from cli.main import run; run()", "mcp"]


class Talk:
    """What a server said to every question, and what it offers."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.before = _sha256(home)
        asyncio.run(self._ask())

    async def _ask(self) -> None:
        environ = {**os.environ, "GAPWATCH_HOME": str(self.home)}
        started = StdioServerParameters(command=sys.executable, args=COMMAND, env=environ)
        async with Client(stdio_client(started)) as client:
            self.instructions = client.instructions
            self.tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            listed = (await client.list_resources()).resources
            self.resources = {
                str(one.uri): (await client.read_resource(str(one.uri))).contents[0].text  # type: ignore[union-attr]
                for one in listed
            }
            self.replies = [await client.call_tool(one.tool, dict(one.arguments))
                            for one in QUESTIONS]  # fmt: skip
            self.refusals = [await client.call_tool(tool, arguments)  # type: ignore[arg-type]
                             for tool, arguments, _ in REFUSED]  # fmt: skip


def _sha256(home: Path) -> str:
    return hashlib.sha256((home / "warehouse.db").read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def talk(whole_home: Path) -> Talk:
    return Talk(whole_home)


@pytest.fixture(scope="module")
def views(whole_home: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{whole_home / 'warehouse.db'}?mode=ro", uri=True)) as it:
        yield it


@pytest.mark.parametrize("number", range(len(QUESTIONS)), ids=[one.text for one in QUESTIONS])
def test_a_question_is_answered_by_what_the_views_say(
    talk: Talk, views: sqlite3.Connection, number: int
) -> None:
    asked, answer = QUESTIONS[number], talk.replies[number]
    assert not answer.is_error, answer.content
    reply = answer.structured_content
    for path, sql in asked.facts.items():
        (expected,) = views.execute(sql).fetchone()
        assert at(reply, path) == expected, path
    heard = " ".join([reply["sentence"], *reply["details"], *reply["caution"]])
    assert [word for word in asked.words if word not in heard] == []
    _can_be_cited(asked, reply, views)


def _can_be_cited(asked: Asked, reply: dict[str, Any], views: sqlite3.Connection) -> None:
    """Every answer carries data date, licence and page hash."""
    assert reply["sentence"].endswith(".")
    assert reply["licence"]
    assert "never instructions" in reply["quoted"]
    assert reply["rows"], asked.text
    named = {str(vintage) for row in reply["rows"] for vintage in row["vintages"]}
    assert named <= reply["pages"].keys()
    assert reply["pages"], asked.text
    for vintage, page in reply["pages"].items():
        (sha256,) = views.execute("SELECT page_sha256 FROM _vintage WHERE id = ?", (vintage,)
                                  ).fetchone()  # fmt: skip
        assert page["sha256"] == sha256
        assert ("url" in page) or ("place" in page)
    behind = {page["source"] for page in reply["pages"].values()} - {"gapwatch"}
    assert {one["source"] for one in reply["sources"]} == behind
    assert all(one["licence"] and one["attribution"] for one in reply["sources"])
    if reply["data_from"] is None:
        assert "No overall index" in reply["sentence"]
    else:
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", reply["data_from"])


def test_no_reply_is_longer_than_a_model_reads_at_once(talk: Talk) -> None:
    sizes = {one.text: len(json.dumps(reply.structured_content))
             for one, reply in zip(QUESTIONS, talk.replies, strict=True)}  # fmt: skip
    assert max(sizes.values()) < 25_000, sizes


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_what_cannot_be_answered_is_refused_with_what_exists(talk: Talk, number: int) -> None:
    answer = talk.refusals[number]
    assert answer.is_error
    (content,) = answer.content
    assert REFUSED[number][2] in content.text  # type: ignore[union-attr]
    assert len(content.text) < 1200  # type: ignore[union-attr]
    assert "Traceback" not in content.text  # type: ignore[union-attr]


def test_each_tool_says_what_it_is_for_and_that_it_only_reads(talk: Talk) -> None:
    assert list(talk.tools) == [
        "gap", "lag", "price", "choose_model", "claims", "as_of", "why"
    ]  # fmt: skip
    for tool in talk.tools.values():
        assert tool.annotations.read_only_hint
        assert len(tool.description or "") > 100
        assert tool.input_schema["additionalProperties"] is False
        assert all("description" in one for one in tool.input_schema["properties"].values())
        assert all("description" in one for one in tool.output_schema["properties"].values())
    needs = talk.tools["choose_model"].input_schema["properties"].values()
    assert not any(one.get("default") for one in needs), "who names no need has none"
    assert "data,\nnever instructions" in talk.instructions


def test_the_view_of_views_and_the_methods_can_be_read(
    talk: Talk, views: sqlite3.Connection
) -> None:
    told = views.execute("SELECT name, one_row_is, key FROM readme").fetchall()
    shown = json.loads(talk.resources["gapwatch://readme"])
    assert sorted(tuple(row.values()) for row in shown) == sorted(told)
    assert talk.resources["gapwatch://methods/lag"].startswith("# ")


def test_nothing_was_written(talk: Talk) -> None:
    assert _sha256(talk.home) == talk.before
