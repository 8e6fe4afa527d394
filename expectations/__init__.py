"""What must be true of a page before it counts; the only home of Great Expectations.

Not here: storing what was judged (`pipelines.ingest`), a table's own bounds (`warehouse.schema`).
"""

from expectations.judge import judge_batch
from expectations.rules import Rule, RuleMistake, describe
from expectations.verdict import (
    BoardKey,
    JudgedReading,
    PageVerdict,
    Previous,
    Quarantined,
    ReadingLike,
    RuleResult,
)

__all__ = [
    "BoardKey",
    "JudgedReading",
    "PageVerdict",
    "Previous",
    "Quarantined",
    "ReadingLike",
    "Rule",
    "RuleMistake",
    "RuleResult",
    "describe",
    "judge_batch",
]
