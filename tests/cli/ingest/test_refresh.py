"""What `gapwatch refresh` says of sources that are not well."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.ingest import refresh
from warehouse.history.vintages import Seen
from warehouse.store import Warehouse

AT = datetime(2026, 11, 25, tzinfo=UTC)


def troubles(tmp_path: Path, causes: dict[str, tuple[str, str]]) -> None:
    with Warehouse.open(tmp_path) as warehouse:
        for source, (outcome, cause) in causes.items():
            seen = Seen(source, f"https://{source}.example/", AT, "1")
            warehouse.note(seen, outcome, f"{source}: {cause}")
        refresh._print_troubles(warehouse)


def test_one_network_that_is_down_is_one_paragraph_and_two_that_fail_alike_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    down = "cannot connect to {}; check the network"
    hosts = {"aider": "raw.aider.example", "arena": "arena.example", "bfcl": "x.bfcl.example"}
    unreached = {name: ("unreachable", down.format(host)) for name, host in hosts.items()}
    troubles(tmp_path / "one", unreached | {"tau2": ("refused", "value 'x' is not known")})
    out = capsys.readouterr().out.splitlines()
    assert [line.rstrip() for line in out] == [
        "unreachable: 3 sources. cannot connect to the host; check the network",
        "  no good data yet: aider, arena, bfcl",
        "refused tau2: no good data yet. value 'x' is not known",
    ]
    timed_out = ("unreachable", "no answer from a.example within 60 s")
    troubles(tmp_path / "two", {"aider": timed_out, "arena": timed_out})
    assert capsys.readouterr().out.count("no answer from a.example within 60 s") == 2


def test_only_the_host_of_an_address_is_left_out_of_a_paragraph(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = "{}.example is too slow (no answer within 2.5 s); try later"
    cut = "a board was cut: {} of the rows of board.json are left"
    shares = {"epoch": 0.25, "livebench": 0.5, "mmmu": 0.75}
    troubles(
        tmp_path,
        {name: ("unreachable", slow.format(name)) for name in ("aider", "arena", "bfcl")}
        | {name: ("refused", cut.format(share)) for name, share in shares.items()},
    )
    out = capsys.readouterr().out
    assert "3 sources. the host is too slow (no answer within 2.5 s); try later" in out
    for name, share in shares.items():
        assert f"refused {name}: no good data yet. {cut.format(share)}" in " ".join(out.split())
