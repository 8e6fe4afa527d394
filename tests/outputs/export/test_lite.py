"""Datasette under Pyodide, which is what Datasette Lite is, over the published file.

Needs Node and the package `pyodide` where NODE_PATH names it; without them it is skipped.
"""

import json
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

PROGRAM = """
const { loadPyodide } = require("pyodide");
loadPyodide().then(async (python) => {
  for (const [place, folder] of [["/data", process.argv[1]], ["/packages", process.argv[2]]]) {
    python.FS.mkdir(place);
    python.mountNodeFS(place, folder);
  }
  console.log(await python.runPythonAsync(process.argv[3]));
});
"""
ASKED = """
import json, sys
sys.path.insert(0, "/packages")
from datasette.app import Datasette

with open("/data/metadata.json") as file:
    metadata = json.load(file)
served = Datasette(
    ["/data/gapwatch.db"],
    metadata=metadata,
    settings={"num_sql_threads": 0, "sql_time_limit_ms": 60_000},  # of the clock; tests share it
)
await served.invoke_startup()
(database,) = metadata["databases"].values()
paths = ["/", "/gapwatch"]
for name in [*database["tables"], *database["queries"]]:
    paths += [f"/gapwatch/{name}", f"/gapwatch/{name}.json?_shape=array"]
search = "select+name+from+model_search+where+words+match+'kimi*'+order+by+rank"
found = {path: await served.client.get(path) for path in paths}
names = (await served.client.get(f"/gapwatch.json?sql={search}&_shape=array")).json()
json.dumps({
    "failed": {path: it.text[:300] for path, it in found.items() if it.status_code != 200},
    "empty": [path for path, it in found.items() if it.text.strip() == "[]"],
    "asked": len(found),
    "names": [row["name"] for row in names],
})
"""
"""What a reader of Datasette Lite opens."""


@pytest.mark.long
def test_every_page_and_question_answers_in_a_browsers_python(published: Path) -> None:
    node = shutil.which("node")
    if node is None or subprocess.run([node, "-e", "require('pyodide')"], check=False,
                                      capture_output=True).returncode:  # fmt: skip
        pytest.skip("Node with the package pyodide is not installed")
    words = [node, "-e", PROGRAM, str(published / "data"), sysconfig.get_path("purelib")]
    done = subprocess.run([*words, ASKED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["failed"] == {}
    assert found["asked"] > 80
    assert "Kimi K3" in found["names"]
    assert len(found["empty"]) < 9, "what ships has no rows for some views"
    asked = {f"/gapwatch/{name}.json?_shape=array" for name in ("gap_now", "gap_daily", "who_led")}
    assert not asked & set(found["empty"])
