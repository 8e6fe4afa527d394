"""Which benchmarks of Epoch's table of shares are boards of their own, in percent.

Epoch rescales a benchmark that can be guessed, so that chance is 0:

    share = max(0, (score - chance) / (1 - chance))

`chance` below undoes it. Each was found or checked on scores that Epoch or the board publishes
unscaled (tests/sources/boards/epoch/test_shares.py). A share of 0 above chance 0 is a score at or
below chance, which one is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ShareBoard:
    """How to read one benchmark of the table. `items` is the number of items of a proportion.

    `provenance` is who measured; where `sources` names a row's `source`, that tells instead.
    """

    protocol: str
    provenance: str
    items: int | None = None
    chance: Decimal = Decimal(0)
    sources: Mapping[str, str] = field(default_factory=dict)

    def percent(self, share: Decimal) -> Decimal | None:
        """The score before Epoch rescaled it; None where that cannot be told."""
        if share == 0 and self.chance:
            return None
        return 100 * (self.chance + (1 - self.chance) * share)


BOARDS: Mapping[str, ShareBoard] = {
    "GPQA diamond": ShareBoard("Epoch run", "independent", 198, Decimal("0.25")),
    "SWE-Bench verified": ShareBoard("Epoch run, harness 2", "independent", 484),
    "HLE": ShareBoard("HLE board", "maintainer", 2500, Decimal("0.048")),
    "APEX-Agents": ShareBoard("Pass@1", "maintainer", 480),
    # The best agent of a model, whoever ran it.
    "Terminal Bench": ShareBoard("Terminal-Bench 2.0", "third_party", 89),
    # Epoch made FrontierMath and runs it: 285 and 41 problems, of which every score is a fraction.
    "FrontierMath-Tiers-1-3-v2-Private": ShareBoard("tiers 1 to 3, version 2", "maintainer", 285),
    "FrontierMath-Tier-4-v2-Private": ShareBoard("tier 4, version 2", "maintainer", 41),
    # An answer is one of the numbers 0 to 999.
    "OTIS Mock AIME 2024-2025": ShareBoard("Epoch run", "independent", 45, Decimal("0.001")),
    "MATH level 5": ShareBoard("Epoch run", "independent", 1324),
    "ARC-AGI-2": ShareBoard("semi-private set, verified by ARC Prize", "maintainer", 120),
    "SimpleBench": ShareBoard(
        "mean of five runs",
        "maintainer",
        213,
        Decimal(1) / 6,
        # Two rows come from another list of the same people, which quotes makers too.
        sources={"https://lmcouncil.ai/benchmarks": "third_party"},
    ),
    # A mean over 19 tasks with an accuracy each: no proportion of items.
    "WeirdML": ShareBoard("version 2", "maintainer"),
    # A mean over runs of unlike tasks.
    "FrontierCode": ShareBoard("main score, run by Cognition", "maintainer"),
    "ProofBench": ShareBoard("ProofBench, run by Vals AI", "maintainer", 100),
    "SimpleQA Verified": ShareBoard("Epoch run", "independent", 1000),
    "DeepSWE": ShareBoard("mini-SWE-agent, run by Datacurve", "maintainer", 113),
    "OSWorld 2.0": ShareBoard("tasks completed", "maintainer", 108),
}
