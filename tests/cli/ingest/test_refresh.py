"""What `gapwatch refresh` says of sources that are not well."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.shell import show
from tests.outputs import approved
from warehouse.history.vintages import Seen
from warehouse.reads.sources import health
from warehouse.store import Warehouse

AT = datetime(2026, 11, 25, tzinfo=UTC)

DOWN, SLOW = "cannot connect to {} (no route)", "{} is too slow (no answer within 2.5 s)"
CUT = "a board was cut: {} of the rows of board.json are left"
HOSTS = {"aider": "raw.aider.example", "arena": "arena.example", "bfcl": "x.bfcl.example"}
GONE = ("unreachable", "HTTP 404 from https://a.example/b/manifest.json: the address moved")
CAUSES: dict[str, dict[str, tuple[str, str]]] = {
    "one network that is down is one paragraph": {
        **{name: ("unreachable", DOWN.format(host)) for name, host in HOSTS.items()},
        "tau2": ("refused", "value 'x' is not known"),
    },
    "two that fail alike are none": {"aider": GONE, "arena": GONE},
    "other numbers than those of a host are left": {
        **{name: ("unreachable", SLOW.format(host)) for name, host in HOSTS.items()},
        "epoch": ("refused", CUT.format(0.25)),
        "livebench": ("refused", CUT.format(0.5)),
        "mmmu": ("refused", CUT.format(0.75)),
    },
}


def test_only_the_host_of_an_address_is_left_out_of_a_paragraph(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for number, (case, causes) in enumerate(CAUSES.items()):
        with Warehouse.open(tmp_path / str(number)) as warehouse:
            for source, (outcome, cause) in causes.items():
                seen = Seen(source, f"https://{source}.example/", AT, "1")
                warehouse.note(seen, outcome, f"{source}: {cause}")
            show.troubles(health(warehouse.connection))
        said[case] = " ".join(capsys.readouterr().out.split())
    approved.check(__file__, said)
