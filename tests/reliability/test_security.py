"""Secrets of the environment appear in nothing that is printed or written."""

import subprocess
from pathlib import Path

import pytest

from sources.contract import SourceUnavailable
from sources.http import Limits, PoliteClient
from tests.homes.pairs import started
from warehouse.archive.pages import Archive
from warehouse.errors import ArchiveUnknown

CANARY = "cAnAry7f3a"
"""Part of every secret below; nobody else writes it."""
SECRETS = {
    "GAPWATCH_ALERT_URLS": f"json://user:{CANARY}@127.0.0.1:9/{CANARY}",
    "GAPWATCH_PING_URL": f"http://127.0.0.1:9/{CANARY}",
    "https_proxy": f"http://user:{CANARY}@127.0.0.1:9",
    "GAPWATCH_URL_AIDER": "http://127.0.0.1:9/",
}
COMMANDS = (["--debug", "refresh"], ["alerts", "deliver"], ["doctor"])


def said(home: Path, words: list[str]) -> str:
    return "".join(started(home, *words, out=subprocess.PIPE, **SECRETS).communicate())


@pytest.mark.nightly
def test_no_command_prints_or_writes_a_secret(tmp_path: Path) -> None:
    printed = {" ".join(words): said(tmp_path, words) for words in COMMANDS}
    assert [words for words, text in printed.items() if CANARY in text] == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    names = {path.name for path in files}
    assert {"warehouse.db", "heartbeat.json", "index.html"} <= names, "it must have run"


def test_a_proxy_keeps_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", SECRETS["https_proxy"])
    limits = Limits(connect=1, read=1, total=2, backoff=0.001)
    with PoliteClient("board", limits=limits) as client, pytest.raises(SourceUnavailable) as found:
        client.get(f"https://board.invalid/list?key={CANARY}")
    assert CANARY not in str(found.value)


def test_an_archive_keeps_its_password() -> None:
    with pytest.raises(ArchiveUnknown) as found:
        Archive(f"nowhere://user:{CANARY}@host/pages").put(b"a page")
    assert CANARY not in str(found.value)
