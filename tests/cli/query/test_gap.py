"""`gapwatch gap --licence`: another open class than those of the rules."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from cli.main import app
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse


def test_models_that_may_not_be_sold_are_left_out(shipped_home: Path) -> None:
    """One series is led by such a model; elsewhere the gap is that of open weights."""
    environ = {"GAPWATCH_HOME": str(shipped_home)}
    done = CliRunner().invoke(app, ["gap", "--licence", "commercial", "--json"], env=environ)
    assert done.exit_code == 0, done.output
    told = {row["series"]: row for row in json.loads(done.output)}
    with Warehouse.read(shipped_home) as warehouse:
        every = reads_gaps.gaps_now(warehouse.connection, "any_weights")
    assert told["eci"]["open_model"] == every["eci"]["open_model"] == "kimi-k3"
    assert round(told["eci"]["gap_low"], 3) == round(every["eci"]["gap_low"], 3)
    assert told["eci"]["vintage_on"] == every["eci"]["vintage_on"]
    unlike = {name for name, row in told.items() if row["gap"] is not None
              and round(row["gap"], 4) != every[name]["gap"]}  # fmt: skip
    assert unlike == {"bfcl_multi_turn_task_tuned"}
    printed = CliRunner().invoke(app, ["gap", "eci", "--licence", "commercial"], env=environ)
    assert "Kimi K3" in printed.output
