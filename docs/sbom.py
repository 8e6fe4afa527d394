"""`make sbom`: what gapwatch is made of, in CycloneDX form, from the locked requirements.

Run: python docs/sbom.py [FILE]. Names, versions and hashes are those that installing checks.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==([^ ;\\]+)", re.IGNORECASE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """Every pinned package with the hashes of its files."""
    found: list[dict[str, Any]] = []
    for line in lock.splitlines():
        if pinned := PINNED.match(line):
            name, version = pinned[1].lower(), pinned[2]
            found.append({
                "type": "library", "name": name, "version": version,
                "purl": f"pkg:pypi/{name}@{version}", "hashes": [],
            })  # fmt: skip
        elif found and (digest := HASH.search(line)):
            found[-1]["hashes"].append({"alg": "SHA-256", "content": digest[1]})
    return found


def bill(lock: str) -> dict[str, Any]:
    """The whole document."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "gapwatch"}},
        "components": components(lock),
    }


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "sbom.json")
    target.write_text(json.dumps(bill(LOCK.read_text("utf-8")), indent=1) + "\n", "utf-8")
    print(target)  # noqa: T201 - this is the command's answer
