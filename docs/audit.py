"""`make audit`: published advisories for what `requirements*.lock` name, as pip-audit finds them.

Run: python docs/audit.py PIP_AUDIT. Ends with 1 when there is one. Where the advisories cannot be
had, that is said and nothing is claimed: no network is no fault of a change.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCKS = sorted(Path(__file__).resolve().parents[1].glob("requirements*.lock"))
SECONDS = 300
"""For the advisories of one lock: each of 300 packages is asked about."""
LONGEST = 200


def advisories(tool: str, lock: Path) -> list[str]:
    """One line for each advisory. Raises RuntimeError, which says why none could be had."""
    words = ("--require-hashes", "--disable-pip", "--vulnerability-service", "osv",
             "--format", "json", "--progress-spinner", "off")  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - the tool that make installed
            [tool, "--requirement", str(lock), *words],
            capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
        return [line for one in json.loads(done.stdout)["dependencies"] for line in _lines(one)]
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RuntimeError(str(error)[:LONGEST]) from None
    except (ValueError, LookupError, TypeError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise RuntimeError(last[:LONGEST]) from None


def _lines(package: dict[str, Any]) -> list[str]:
    if "skip_reason" in package:
        return [f"{package['name']}: not audited ({package['skip_reason']})"]
    return [
        f"{package['name']} {package['version']}: {one['id']}, mended in "
        f"{', '.join(one['fix_versions']) or 'no version yet'}"
        for one in package["vulns"]
    ]


def main(tool: str) -> int:
    """Print what was found in every lock; 1 when anything was."""
    found = 0
    for lock in LOCKS:
        try:
            lines = advisories(tool, lock)
        except RuntimeError as error:
            print(f"{lock.name} was not audited, no advisories could be had: {error}")  # noqa: T201
            continue
        print("\n".join([f"{lock.name}: {len(lines)} advisories", *lines]))  # noqa: T201
        found += len(lines)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
